"""From answers to cells: the declared maps and what each kind of step writes."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocms_plugin_icare.columns import STEPS, WITHOUT_FIELD, column_fields, field_keys, row
from ocms_plugin_icare.mapping import Flags, Pairs
from ocms_plugin_icare.templates import template

from ocms_core import lookups
from ocms_core.lookups import Code

# The machine may be busy with other work: time says nothing here.
RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

UCI = Code("gcms_client_id", "FOSS/GCMS Client ID", "x")
PERMIT = Code("permit_number", "Temporary Resident or Minister\u2019s Permit Number", "x")
FORM = "information_orientation"


def code(name: str, label: str = "") -> Code:
    return Code(name, label or name, name)


def codes(*names: str) -> list[Code]:
    return [code(name) for name in names]


def filled(cells):
    return {column: text for column, text in cells.items() if text is not None}


@pytest.mark.parametrize("key", sorted(STEPS))
def test_every_column_has_one_field_but_those_the_exporter_writes(key):
    columns = [column for step in STEPS[key] for column, _ in step.fields()]
    assert len(columns) == len(set(columns))
    everything = {column.id for column in template(key).columns}
    assert everything - set(columns) == WITHOUT_FIELD & everything
    assert set(columns) <= everything


@pytest.mark.parametrize("key", sorted(STEPS))
def test_field_keys_are_form_and_field(key):
    for field in field_keys(key):
        form, name = field.split(".")
        assert form.isidentifier()
        assert name.isidentifier()
    assert len(field_keys(key)) == len(set(field_keys(key)))


def test_row_of_a_one_on_one_visit_is_filled_like_the_real_one(record, orientation_answers):
    assert filled(row(FORM, record(orientation_answers))) == {
        "client_validation_type_id": "FOSS/GCMS Client ID",
        "client_validation_id": "1123456789",
        "client_birth_dt": "1980-05-17",
        "postal_cd": "M1B5K1",
        "start_dttm": "2026-06-05",
        "service_language_id": "English",
        "service_official_language_id": "English",
        "institution_type_id": "Settlement service provider",
        "service_referred_by_id": "Family / friends",
        "orientation_service_id": "One-on-one orientation",
        "orientation_length_id": "1 to 2 hours",
        "topic_citizenship_given_ind": "Yes",
        "topic_citizenship_referral_ind": "No",
        "training_received_service_ind": "No",
        "training_received_computer_ind": "No",
        "training_received_document_ind": "No",
        "training_received_interpersonal_ind": "No",
        "training_received_leadership_ind": "No",
        "training_received_numeracy_ind": "No",
        "skill_received_service_ind": "No",
        "essential_skill_life_ind": "No",
        "essential_skill_responsabilities_ind": "No",
        "support_received_ind": "No",
        "childminding_ind": "No",
        "transportation_ind": "No",
        "support_disability_ind": "No",
        "translation_ind": "No",
        "interpretation_ind": "No",
        "counselling_ind": "No",
        "end_dttm": "2026-06-05",
    }


def test_row_has_every_column_in_the_order_of_the_template(record):
    for key in STEPS:
        cells = row(key, record({}))
        assert list(cells) == [column.id for column in template(key).columns]
        assert filled(cells) == {}


def test_group_visit_writes_size_and_target_groups(record, orientation_answers):
    orientation_answers |= {
        f"{FORM}.services_received": code("group", "Group orientation"),
        f"{FORM}.group_size": code("under_10", "Less than 10 people"),
        "target_group.directed": True,
        "target_group.groups": codes("seniors", "refugees"),
    }
    cells = row(FORM, record(orientation_answers))
    assert cells["group_clients_no_id"] == "Less than 10 people"
    flags = {name: text for name, text in cells.items() if name.startswith("target_group_")}
    assert len(flags) == 15
    assert {name for name, text in flags.items() if text == "Yes"} == {
        "target_group_specific_ind",
        "target_group_senior_ind",
        "target_group_refugee_ind",
    }
    assert set(flags.values()) == {"Yes", "No"}


def test_one_on_one_visit_leaves_group_columns_empty_even_when_answered(
    record, orientation_answers
):
    orientation_answers |= {
        f"{FORM}.group_size": code("under_10", "Less than 10 people"),
        "target_group.directed": True,
        "target_group.groups": codes("seniors"),
    }
    cells = filled(row(FORM, record(orientation_answers)))
    assert not [name for name in cells if name.startswith(("target_group", "group_clients"))]


def test_time_is_written_only_without_a_range(record, orientation_answers):
    orientation_answers[f"{FORM}.orientation_length"] = None
    cells = row(FORM, record(orientation_answers))
    assert cells["orientation_length_id"] is None
    assert cells["orientation_length_hours_no"] == "1"
    assert cells["orientation_length_minutes_no"] == "30"


def test_referral_without_topic_is_kept(record, orientation_answers):
    orientation_answers[f"{FORM}.topics_referred"] = codes("housing")
    cells = row(FORM, record(orientation_answers))
    assert cells["topic_housing_given_ind"] == "No"
    assert cells["topic_housing_referral_ind"] == "Yes"


def test_support_received_writes_children_and_languages(record, orientation_answers):
    orientation_answers |= {
        "support.received": True,
        "support.services": codes("child_care", "translation"),
        "support.translation_from": code("ara", "Arabic"),
        "support.translation_to": code("eng", "English"),
        "support.interpretation_from": code("ara", "Arabic"),
        "support.children": [
            {"age": code("infant", "Infant (6-18 months)"), "care_type": code("s", "Short term")}
        ]
        * 6,
    }
    cells = row(FORM, record(orientation_answers))
    assert cells["childminding_ind"] == cells["translation_ind"] == "Yes"
    assert cells["transportation_ind"] == cells["interpretation_ind"] == "No"
    assert cells["translation_language_from_id"] == "Arabic"
    assert cells["translation_language_to_id"] == "English"
    assert cells["interpretation_language_from_id"] is None
    for number in range(1, 6):
        name = f"childminding_NewcomerChildren[{number}]childminding_"
        assert cells[f"{name}age_id"] == "Infant (6-18 months)"
        assert cells[f"{name}type_id"] == "Short term"


def test_needs_are_written_with_their_referrals_and_details(record, needs_answers):
    form = "needs_assessment"
    needs_answers |= {
        f"{form}.needs": codes("life_in_canada", "find_employment", "language_skills"),
        f"{form}.language_skills_reason": code("x", "Get an education"),
        f"{form}.other_skills_reason": code("x", "Get an education"),
        f"{form}.employment_timeframe": code("x", "Within one year"),
        f"{form}.credential_intention": code("yes", "Yes"),
        f"{form}.community_services_needed": True,
        f"{form}.community_needs": codes("housing", "legal"),
        f"{form}.community_needs_referred": codes("legal"),
    }
    cells = row("nars", record(needs_answers))
    assert (cells["knwl_life_needs_ind"], cells["knwl_life_referrals_ind"]) == ("Yes", "Yes")
    assert cells["find_employment_referrals_ind"] == "No"
    assert cells["social_networks_needs_ind"] is None
    assert cells["language_skills_needs_reason_id"] == "Get an education"
    assert cells["other_skills_needs_reason_id"] is None
    assert cells["find_employment_period_id"] == "Within one year"
    assert cells["intention_credentials_licence_ind"] == "Yes"
    assert cells["housing_accommodation_needs_ind"] == "Yes"
    assert cells["housing_accommodation_referrals_ind"] == "No"
    assert cells["legal_info_services_referrals_ind"] == "Yes"
    assert cells["financial_needs_ind"] == cells["financial_referrals_ind"] == "No"
    assert cells["childminding_required_ind"] == "No"
    assert cells["settlement_plan_ind"] == "Yes"
    assert cells["assessment_completed_dt"] == "2026-06-08"


def test_no_community_needs_fill_every_flag_with_no(record, needs_answers):
    cells = row("nars", record(needs_answers))
    fields = column_fields("nars")
    flags = [text for name, text in cells.items() if "community_needs" in fields.get(name, "")]
    assert flags == ["No"] * 20


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([], (None, None)),
        ([(UCI, "1234-5678")], ("FOSS/GCMS Client ID", "12345678")),
        ([(PERMIT, "f 12"), (UCI, "12345678")], ("FOSS/GCMS Client ID", "12345678")),
        ([(PERMIT, "f 12"), (UCI, "123")], (PERMIT.en, "F12")),
        ([(UCI, "123")], ("FOSS/GCMS Client ID", "123")),
        ([(None, "12345678")], (None, None)),
        ([(UCI, None)], ("FOSS/GCMS Client ID", None)),
    ],
)
def test_identifier_is_the_first_usable_one(record, held, expected):
    entries = [{"type": kind, "value": value} for kind, value in held]
    cells = row("client_profile", record({"client.identifiers": entries}))
    assert (cells["client_validation_type_id"], cells["client_validation_id"]) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["416 555 0199", "647 555 0123"], "416-555-0199"),
        (["+44 20 7946 0000", "647 555 0123"], "647-555-0123"),
        (["+44 20 7946 0000"], None),
        ([None], None),
        ([], None),
    ],
)
def test_phone_is_the_first_one_that_has_ten_digits(record, numbers, expected):
    phones = [{"number": number} for number in numbers]
    assert row("client_profile", record({"client.phones": phones}))["phone_no"] == expected


def test_client_profile_row(record, client_answers):
    client_answers |= {
        "client.has_email": True,
        "client.email": " someone@example.org ",
        "client.addresses": [
            {
                "street_number": "12",
                "street_name": "Main",
                "street_type": lookups.STREET_TYPE.by_code["crescent"],
                "street_direction": lookups.STREET_DIRECTION.by_code["nw"],
                "unit": "4",
                "city": "Montr\u00e9al",
                "province": lookups.PROVINCE.by_code["QC"],
                "postal_code": "m5v 3a8",
            }
        ],
    }
    assert filled(row("client_profile", record(client_answers))) == {
        "client_validation_type_id": "FOSS/GCMS Client ID",
        "client_validation_id": "1123456789",
        "client_birth_dt": "1980-05-17",
        "email_txt_ind": "Yes",
        "email_txt": "someone@example.org",
        "street_no": "12",
        "street_nme": "Main",
        "street_type_id": "Crescent ",
        "street_direction_id": "NW - Northwest",
        "unit_txt": "4",
        "city_txt": "Montr\u00e9al",
        "province_id": "Qu\u00e9bec",
        "postal_txt": "M5V3A8",
        "official_language_id": "English",
        "consent_ind": "Yes",
    }


def test_email_is_left_out_when_the_client_has_none(record, client_answers):
    client_answers["client.email"] = "old@example.org"
    assert row("client_profile", record(client_answers))["email_txt"] is None


def test_values_without_a_proper_form_stay_as_typed(record, client_answers):
    client_answers |= {
        "client.addresses": [{"postal_code": "90210"}],
        "client.birth_date": "1980",
    }
    cells = row("client_profile", record(client_answers))
    assert (cells["postal_txt"], cells["client_birth_dt"]) == ("90210", "1980")


CORE_LISTS = {
    "support.services": lookups.SUPPORT_SERVICE,
    "needs_assessment.support_required_services": lookups.SUPPORT_SERVICE,
    "target_group.groups": lookups.TARGET_GROUP,
    "skills.life": lookups.LIFE_SKILL,
}


@pytest.mark.parametrize("field", sorted(CORE_LISTS))
def test_flags_cover_the_codes_of_the_core_list(field):
    steps = [
        step
        for key in STEPS
        for step in STEPS[key]
        if isinstance(step, Flags) and step.field == field
    ]
    assert steps
    for step in steps:
        assert set(step.columns) == set(CORE_LISTS[field].by_code)


def test_trained_skills_cover_the_codes_asked_in_this_form():
    (step,) = (
        step for step in STEPS[FORM] if isinstance(step, Flags) and step.field == "skills.training"
    )
    asked = {item.code for item in lookups.ESSENTIAL_SKILL if item.group is None}
    assert set(step.columns) == asked


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("CLIENT_IDENTIFIER_TYPE", "client_validation_type_id"),
        ("LANGUAGE", "service_language_id"),
        ("OFFICIAL_LANGUAGE_PREFERENCE", "service_official_language_id"),
        ("INSTITUTION_TYPE", "institution_type_id"),
        ("REFERRED_BY", "service_referred_by_id"),
        ("CHILD_AGE", "childminding_NewcomerChildren[1]childminding_age_id"),
        ("CHILD_CARE_TYPE", "childminding_NewcomerChildren[1]childminding_type_id"),
    ],
)
def test_core_labels_for_the_funder_are_in_the_template(name, column):
    known = template(FORM).by_id[column].options.known
    assert {item.for_funder for item in getattr(lookups, name)} <= known


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("STREET_TYPE", "street_type_id"),
        ("STREET_DIRECTION", "street_direction_id"),
        ("PROVINCE", "province_id"),
    ],
)
def test_address_labels_for_the_funder_are_in_the_template(name, column):
    known = template("client_profile").by_id[column].options.known
    assert {item.for_funder for item in getattr(lookups, name)} <= known


@pytest.mark.parametrize("key", sorted(STEPS))
@RELAXED
@given(data=st.data())
def test_flags_say_yes_no_or_nothing_and_gates_decide(key, data, record):
    answers = {}
    for step in STEPS[key]:
        if isinstance(step, Flags | Pairs):
            chosen = st.lists(st.sampled_from(sorted(step.columns)).map(code), max_size=4)
            answers[step.field] = data.draw(chosen)
            if isinstance(step, Pairs):
                answers[step.referred_field] = data.draw(chosen)
            if step.gate is not None:
                gate_field = column_fields(key)[step.gate]
                answers[gate_field] = data.draw(st.sampled_from([True, False, None]))
    cells = row(key, record(answers))
    for step in STEPS[key]:
        if not isinstance(step, Flags):
            continue
        texts = {cells[column] for column in step.columns.values()}
        gate = cells[step.gate]
        allowed = {None: {None}, "No": {"No"}, "Yes": {"Yes", "No"}}[gate]
        assert texts <= allowed


def test_dates_are_text(record, orientation_answers):
    orientation_answers["client.birth_date"] = date(1901, 1, 1)
    assert row(FORM, record(orientation_answers))["client_birth_dt"] == "1901-01-01"
