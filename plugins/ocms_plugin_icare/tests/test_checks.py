"""Each rule alone: broken, mended, its sentence and the field it sends the reader to."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocms_plugin_icare.checks import check, is_good
from ocms_plugin_icare.columns import STEPS, column_fields, row
from ocms_plugin_icare.conditions import Severity
from ocms_plugin_icare.rules import rules
from ocms_plugin_icare.templates import template

# The machine may be busy with other work: time says nothing here.
RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

ORIENTATION = "information_orientation"
FIRST_CHILD = "childminding_NewcomerChildren[1]childminding_"


@pytest.fixture
def good_rows(record, client_answers, orientation_answers, needs_answers):
    """Give a row of each template in which nothing is wrong."""
    return {
        "client_profile": row("client_profile", record(client_answers)),
        ORIENTATION: row(ORIENTATION, record(orientation_answers)),
        "nars": row("nars", record(needs_answers)),
    }


def codes(key, cells):
    return [finding.code.removeprefix(f"{key}.") for finding in check(key, cells)]


@pytest.mark.parametrize("key", sorted(STEPS))
def test_good_row_has_no_findings(key, good_rows):
    assert check(key, good_rows[key]) == []
    assert is_good([])


@pytest.mark.parametrize(
    ("key", "column"),
    [(key, column.id) for key in sorted(STEPS) for column in template(key).mandatory],
)
def test_empty_mandatory_cell_is_an_error_that_links_to_its_field(key, column, good_rows):
    found = check(key, good_rows[key] | {column: None})
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    assert [(error.column, error.code) for error in errors] == [(column, f"{key}.{column}.missing")]
    assert errors[0].field == column_fields(key)[column]
    assert not is_good(found)


def test_client_without_identifier_has_one_error_for_it(good_rows):
    cells = good_rows["client_profile"] | {
        "client_validation_type_id": None,
        "client_validation_id": None,
    }
    assert codes("client_profile", cells) == ["client_validation_type_id.missing"]


@pytest.mark.parametrize("key", sorted(STEPS))
def test_empty_row_has_an_error_for_every_mandatory_column_but_the_second_of_the_identifier(key):
    found = [finding.column for finding in check(key, {}) if finding.severity is Severity.ERROR]
    mandatory = [column.id for column in template(key).mandatory]
    assert found == [column for column in mandatory if column != "client_validation_id"]


@pytest.mark.parametrize(
    ("key", "column"),
    [
        (key, column.id)
        for key in sorted(STEPS)
        for column in template(key).columns
        if column.options
    ],
)
def test_choice_that_is_not_in_the_list_is_an_error(key, column, good_rows):
    found = check(key, good_rows[key] | {column: "no such choice"})
    assert f"{key}.{column}.not_in_list" in {finding.code for finding in found}
    assert not is_good(found)


FORMS = [
    ("client_profile", "postal_txt", "90210", "not_a_postal_code", Severity.ERROR),
    ("client_profile", "postal_txt", "m5v3a8", "not_a_postal_code", Severity.ERROR),
    ("client_profile", "client_birth_dt", "1980", "not_a_date", Severity.ERROR),
    ("client_profile", "client_validation_id", "123456789", "not_a_uci", Severity.ERROR),
    ("client_profile", "phone_no", "+44 20 7946 0000", "not_a_phone", Severity.WARNING),
    ("client_profile", "city_txt", "x" * 32_768, "too_long", Severity.ERROR),
    ("client_profile", "email_txt", "nobody", "not_an_email", Severity.WARNING),
    ("nars", "postal_cd", "A1A", "not_a_postal_code", Severity.ERROR),
    (ORIENTATION, "start_dttm", "2026-06", "not_a_date", Severity.ERROR),
]


@pytest.mark.parametrize("case", FORMS)
def test_text_that_has_not_the_form_is_found(case, good_rows):
    key, column, text, problem, severity = case
    found = check(key, good_rows[key] | {column: text})
    assert [(finding.code, finding.severity) for finding in found] == [
        (f"{key}.{column}.{problem}", severity)
    ]


def test_identifiers_without_a_known_pattern_only_warn(good_rows):
    permit = "Temporary Resident or Minister\u2019s Permit Number"
    cells = good_rows["client_profile"] | {"client_validation_type_id": permit}
    assert codes("client_profile", cells | {"client_validation_id": "F12"}) == []
    found = check("client_profile", cells | {"client_validation_id": "F/12"})
    assert [finding.severity for finding in found] == [Severity.WARNING]
    assert is_good(found)


GROUP = {
    "orientation_service_id": "Group orientation",
    "group_clients_no_id": "Less than 10 people",
    "target_group_specific_ind": "No",
}
NO_TOPIC = {"topic_citizenship_given_ind": None, "topic_citizenship_referral_ind": None}
CHILD_CARE = {"support_received_ind": "Yes", "childminding_ind": "Yes"}
TRANSLATION = {"support_received_ind": "Yes", "translation_ind": "Yes"}
EMPLOYMENT = {"find_employment_needs_ind": "Yes", "find_employment_referrals_ind": "No"}

# Each line: the template, what is changed in a good row, and the only warnings it then gives.
CONDITIONAL = [
    ("client_profile", {"email_txt_ind": "Yes"}, ["email_txt.needed"]),
    ("client_profile", {"email_txt_ind": "Yes", "email_txt": "a@b"}, []),
    (ORIENTATION, GROUP, []),
    (ORIENTATION, GROUP | {"group_clients_no_id": None}, ["group_clients_no_id.needed"]),
    (
        ORIENTATION,
        GROUP | {"target_group_specific_ind": None},
        ["target_group_specific_ind.needed"],
    ),
    (
        ORIENTATION,
        GROUP | {"target_group_specific_ind": "Yes"},
        ["target_group_specific_ind.without_choice"],
    ),
    (
        ORIENTATION,
        GROUP | {"target_group_specific_ind": "Yes", "target_group_youth_ind": "Yes"},
        [],
    ),
    (ORIENTATION, NO_TOPIC, ["topic_overview_given_ind.needed"]),
    (
        ORIENTATION,
        {"topic_housing_given_ind": "No", "topic_housing_referral_ind": "Yes"},
        ["topic_housing_referral_ind.without_choice"],
    ),
    (ORIENTATION, {"orientation_length_id": None}, ["orientation_length_id.needed"]),
    (
        ORIENTATION,
        {
            "orientation_length_id": None,
            "orientation_length_hours_no": "1",
            "orientation_length_minutes_no": "30",
        },
        [],
    ),
    (
        ORIENTATION,
        {"orientation_length_id": None, "orientation_length_hours_no": "1"},
        ["orientation_length_minutes_no.needed"],
    ),
    (
        ORIENTATION,
        {"training_received_service_ind": "Yes"},
        ["training_received_service_ind.without_choice"],
    ),
    (
        ORIENTATION,
        {"training_received_service_ind": "Yes", "training_received_numeracy_ind": "Yes"},
        [],
    ),
    (
        ORIENTATION,
        {"skill_received_service_ind": "Yes"},
        ["skill_received_service_ind.without_choice"],
    ),
    (ORIENTATION, {"support_received_ind": "Yes"}, ["support_received_ind.without_choice"]),
    (ORIENTATION, CHILD_CARE, [f"{FIRST_CHILD}age_id.needed"]),
    (
        ORIENTATION,
        CHILD_CARE | {f"{FIRST_CHILD}age_id": "Infant (6-18 months)"},
        [f"{FIRST_CHILD}type_id.incomplete"],
    ),
    (
        ORIENTATION,
        CHILD_CARE
        | {f"{FIRST_CHILD}age_id": "Infant (6-18 months)", f"{FIRST_CHILD}type_id": "Short term"},
        [],
    ),
    (
        ORIENTATION,
        TRANSLATION,
        ["translation_language_from_id.needed", "translation_language_to_id.needed"],
    ),
    (
        ORIENTATION,
        TRANSLATION | {"translation_language_from_id": "Arabic"},
        ["translation_language_to_id.needed"],
    ),
    (ORIENTATION, {"end_dttm": "2026-06-04"}, ["end_dttm.before_start"]),
    (ORIENTATION, {"client_birth_dt": "2026-06-06"}, ["start_dttm.before_birth"]),
    (
        ORIENTATION,
        {"update_record_id": "123"},
        ["assessment_update_reason_id.incomplete"],
    ),
    (
        "nars",
        {"language_skills_needs_ind": "Yes"},
        ["language_skills_needs_reason_id.needed"],
    ),
    ("nars", {"other_skills_needs_ind": "Yes"}, ["other_skills_needs_reason_id.needed"]),
    (
        "nars",
        EMPLOYMENT,
        [
            "find_employment_period_id.needed",
            "canadian_employment_experience_id.needed",
            "intended_work_noc_group_id.needed",
            "intention_credentials_licence_ind.needed",
        ],
    ),
    (
        "nars",
        {"social_networks_referrals_ind": "Yes"},
        ["social_networks_referrals_ind.without_choice"],
    ),
    (
        "nars",
        {"support_required_services_required": "Yes"},
        ["support_required_services_required.without_choice"],
    ),
    (
        "nars",
        {"non_cic_program_needs_services_required": "Yes"},
        ["non_cic_program_needs_services_required.without_choice"],
    ),
    ("nars", {"support_received_ind": "Yes"}, ["support_received_ind.without_choice"]),
    ("nars", {"client_birth_dt": "2026-06-07"}, ["assessment_start_dt.before_birth"]),
    ("nars", {"assessment_completed_dt": "2026-01-01"}, ["assessment_completed_dt.before_start"]),
]


@pytest.mark.parametrize(("key", "change", "expected"), CONDITIONAL)
def test_inferred_rule_warns_and_never_blocks(key, change, expected, good_rows):
    found = check(key, good_rows[key] | change)
    assert [finding.code.removeprefix(f"{key}.") for finding in found] == expected
    assert is_good(found)


def test_every_inferred_rule_has_a_test_that_breaks_it():
    broken = {code for _, _, expected in CONDITIONAL for code in expected}
    kinds = {re.sub(r"(translation|interpretation|\[\d\])", "*", code) for code in broken}
    for key in STEPS:
        for rule in rules(key):
            code = rule.code.removeprefix(f"{key}.")
            generic = code.rsplit(".", 1)[1] in {"missing", "not_in_list", "too_long"}
            form = re.search(r"\.(not_an?_\w+|odd_identifier)$", code)
            referral = re.search(r"_(referral|referrals|refs)_ind\.without_choice$", code)
            if not (generic or form or referral):
                assert re.sub(r"(translation|interpretation|\[\d\])", "*", code) in kinds


@pytest.mark.parametrize("key", sorted(STEPS))
def test_rules_have_unique_codes_sentences_and_fields(key):
    table = rules(key)
    assert len({rule.code for rule in table}) == len(table)
    for rule in table:
        assert rule.column in template(key).by_id
        assert rule.field == column_fields(key).get(rule.column)
        assert rule.sentence.domain == "ocms_plugin_icare"
        assert rule.sentence.interpolate().endswith(".")
        assert "${" not in rule.sentence.interpolate()


@pytest.mark.parametrize("key", sorted(STEPS))
@RELAXED
@given(data=st.data())
def test_any_row_is_checked_without_an_exception(key, data):
    column = st.sampled_from([column.id for column in template(key).columns])
    text = st.one_of(
        st.none(), st.sampled_from(["Yes", "No", "", "2026-01-01"]), st.text(max_size=9)
    )
    cells = data.draw(st.dictionaries(column, text, max_size=30))
    found = check(key, cells)
    positions = [template(key).by_id[finding.column].position for finding in found]
    assert positions == sorted(positions)
    assert len({finding.code for finding in found}) == len(found)
