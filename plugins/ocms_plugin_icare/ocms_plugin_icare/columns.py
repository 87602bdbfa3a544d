"""Which answer of which form fills which column of the three templates.

Field keys are public names of the forms; `field_keys` lists them, so that the start of the
application can refuse a key that no form has.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from ocms_plugin_icare.mapping import (
    Children,
    Column,
    FirstOf,
    Flags,
    Identifier,
    MutableRow,
    Pairs,
    Phone,
    Record,
    Step,
    Time,
    When,
    choice,
)
from ocms_plugin_icare.templates import template
from ocms_plugin_icare.values import date_text, free_text, postal_text, yes_no_text

ORIENTATION: Final = "information_orientation"
NEEDS: Final = "needs_assessment"
GROUP: Final = When("orientation_service_id", "Group orientation")

_IDENTITY: tuple[Step, ...] = (
    Identifier("client.identifiers", "client_validation_type_id", "client_validation_id"),
    Column("client_birth_dt", "client.birth_date", date_text),
)

_CHILD_COLUMNS = tuple(
    (
        f"childminding_NewcomerChildren[{number}]childminding_age_id",
        f"childminding_NewcomerChildren[{number}]childminding_type_id",
    )
    for number in range(1, 6)
)

_SUPPORT_RECEIVED: tuple[Step, ...] = (
    Column("support_received_ind", "support.received", yes_no_text),
    Flags(
        "support.services",
        "support_received_ind",
        {
            "child_care": "childminding_ind",
            "transportation": "transportation_ind",
            "disability": "support_disability_ind",
            "translation": "translation_ind",
            "interpretation": "interpretation_ind",
            "crisis_counselling": "counselling_ind",
        },
    ),
    Children("support.children", When("childminding_ind", "Yes"), _CHILD_COLUMNS),
    *(
        Column(
            f"{service}_language_{end}_id",
            f"support.{service}_{end}",
            choice,
            When(f"{service}_ind", "Yes"),
        )
        for service in ("translation", "interpretation")
        for end in ("from", "to")
    ),
)

_CLIENT_PROFILE: tuple[Step, ...] = (
    *_IDENTITY,
    Phone("client.phones", "phone_no"),
    Column("email_txt_ind", "client.has_email", yes_no_text),
    Column("email_txt", "client.email", free_text, When("email_txt_ind", "Yes")),
    FirstOf(
        "client.addresses",
        {
            "street_no": ("street_number", free_text),
            "street_nme": ("street_name", free_text),
            "street_type_id": ("street_type", choice),
            "street_direction_id": ("street_direction", choice),
            "unit_txt": ("unit", free_text),
            "city_txt": ("city", free_text),
            "province_id": ("province", choice),
            "postal_txt": ("postal_code", postal_text),
        },
    ),
    Column("official_language_id", "client.official_language", choice),
    Column("consent_ind", "client.research_consent", yes_no_text),
)

_TOPICS = {
    "overview_of_canada": "overview",
    "sources_of_information": "information",
    "rights_and_freedoms": "rights",
    "law_and_justice": "law",
    "important_documents": "documents",
    "improving_english_or_french": "language",
    "employment_and_income": "income",
    "education": "education",
    "housing": "housing",
    "health": "health",
    "money_and_finances": "money",
    "transportation": "transportation",
    "communications_and_media": "media",
    "community_engagement": "community",
    "becoming_a_citizen": "citizenship",
    "interpersonal_conflict": "conflict",
}

_TARGET_GROUPS = {
    "children": "target_group_children_ind",
    "youth": "target_group_youth_ind",
    "seniors": "target_group_senior_ind",
    "gender_specific": "target_group_gender_ind",
    "refugees": "target_group_refugee_ind",
    "ethnic_cultural_linguistic": "target_group_ethnic_ind",
    "deaf_or_hard_of_hearing": "target_group_hearing_ind",
    "blind_or_partially_sighted": "target_group_visual_ind",
    "lgbtq": "target_group_LGBTQ_ind",
    "families": "target_group_families_parents_ind",
    "other_impairments": "target_group_other_impairments_ind",
    "international_profession": "target_group_CWIT_in_regulated_profession_ind",
    "international_trade": "target_group_CWIT_in_regulated_trade_ind",
    "official_language_minorities": "target_group_official_language_minorities_ind",
}

_INFORMATION_ORIENTATION: tuple[Step, ...] = (
    *_IDENTITY,
    Column("postal_cd", f"{ORIENTATION}.postal_code", postal_text),
    Column("start_dttm", f"{ORIENTATION}.start_date", date_text),
    Column("service_language_id", f"{ORIENTATION}.service_language", choice),
    Column("service_official_language_id", "client.official_language", choice),
    Column("institution_type_id", f"{ORIENTATION}.institution_type", choice),
    Column("service_referred_by_id", f"{ORIENTATION}.referred_by", choice),
    Column("orientation_service_id", f"{ORIENTATION}.services_received", choice),
    Column("orientation_length_id", f"{ORIENTATION}.orientation_length", choice),
    Time(
        f"{ORIENTATION}.minutes",
        "orientation_length_id",
        "orientation_length_hours_no",
        "orientation_length_minutes_no",
    ),
    Column("group_clients_no_id", f"{ORIENTATION}.group_size", choice, GROUP),
    Column("target_group_specific_ind", "target_group.directed", yes_no_text, GROUP),
    Flags("target_group.groups", "target_group_specific_ind", _TARGET_GROUPS),
    Pairs(
        f"{ORIENTATION}.topics_given",
        f"{ORIENTATION}.topics_referred",
        {
            code: (f"topic_{name}_given_ind", f"topic_{name}_referral_ind")
            for code, name in _TOPICS.items()
        },
    ),
    Column("training_received_service_ind", "skills.training_received", yes_no_text),
    Flags(
        "skills.training",
        "training_received_service_ind",
        {
            "computer": "training_received_computer_ind",
            "document_use": "training_received_document_ind",
            "interpersonal": "training_received_interpersonal_ind",
            "leadership": "training_received_leadership_ind",
            "numeracy": "training_received_numeracy_ind",
        },
    ),
    Column("skill_received_service_ind", "skills.life_received", yes_no_text),
    Flags(
        "skills.life",
        "skill_received_service_ind",
        {
            "life_skills": "essential_skill_life_ind",
            "citizenship": "essential_skill_responsabilities_ind",
        },
    ),
    *_SUPPORT_RECEIVED,
    Column("end_dttm", f"{ORIENTATION}.end_date", date_text),
)

_NEED_COLUMNS = {
    "life_in_canada": ("knwl_life_needs_ind", "knwl_life_referrals_ind"),
    "community_and_government": (
        "knwl_comm_gov_svcs_needs_ind",
        "knwl_comm_gov_svcs_referrals_ind",
    ),
    "working_in_canada": ("knwl_working_needs_ind", "knwl_working_referrals_ind"),
    "education_in_canada": ("knwl_education_needs_ind", "knwl_education_needs_referrals_ind"),
    "social_networks": ("social_networks_needs_ind", "social_networks_referrals_ind"),
    "professional_networks": (
        "professional_networks_needs_ind",
        "professional_networks_referrals_ind",
    ),
    "local_community_services": (
        "local_community_svcs_needs_ind",
        "local_community_svcs_referrals_ind",
    ),
    "community_involvement": (
        "community_involvement_needs_ind",
        "community_involvement_referrals_ind",
    ),
    "language_skills": ("language_skills_needs_ind", "language_skills_referrals_ind"),
    "other_skills": ("other_skills_needs_ind", "other_skills_referrals_ind"),
    "find_employment": ("find_employment_needs_ind", "find_employment_referrals_ind"),
}

_COMMUNITY_COLUMNS = {
    "food_clothing_material": ("food_cloth_material_needs_ind", "food_cloth_material_refs_ind"),
    "housing": ("housing_accommodation_needs_ind", "housing_accommodation_referrals_ind"),
    "health": ("hlth_mental_wellness_needs_ind", "hlth_mental_wellness_refs_ind"),
    "financial": ("financial_needs_ind", "financial_referrals_ind"),
    "family_support": ("family_support_needs_ind", "family_support_referrals_ind"),
    "language": ("language_non_CIC_needs_ind", "language_non_CIC_referrals_ind"),
    "education": ("edu_skills_devt_needs_ind", "edu_skills_devt_referrals_ind"),
    "employment": ("employment_related_needs_ind", "employment_related_referrals_ind"),
    "legal": ("legal_info_services_needs_ind", "legal_info_services_referrals_ind"),
    "community_services": ("community_services_needs_ind", "community_services_referrals_ind"),
}

_EMPLOYMENT_NEED = When("find_employment_needs_ind", "Yes")

_NARS: tuple[Step, ...] = (
    *_IDENTITY,
    Column("postal_cd", f"{NEEDS}.postal_code", postal_text),
    Column("assessment_start_dt", f"{NEEDS}.start_date", date_text),
    Column("assessment_language_id", f"{NEEDS}.service_language", choice),
    Column("preferred_official_language_id", "client.official_language", choice),
    Column("institution_type_id", f"{NEEDS}.institution_type", choice),
    Column("assessment_referral_id", f"{NEEDS}.referred_by", choice),
    Pairs(f"{NEEDS}.needs", f"{NEEDS}.needs_referred", _NEED_COLUMNS),
    Column(
        "language_skills_needs_reason_id",
        f"{NEEDS}.language_skills_reason",
        choice,
        When("language_skills_needs_ind", "Yes"),
    ),
    Column(
        "other_skills_needs_reason_id",
        f"{NEEDS}.other_skills_reason",
        choice,
        When("other_skills_needs_ind", "Yes"),
    ),
    Column("find_employment_period_id", f"{NEEDS}.employment_timeframe", choice, _EMPLOYMENT_NEED),
    Column(
        "canadian_employment_experience_id", f"{NEEDS}.work_experience", choice, _EMPLOYMENT_NEED
    ),
    Column("intended_work_noc_group_id", f"{NEEDS}.noc_skill_level", choice, _EMPLOYMENT_NEED),
    Column(
        "intention_credentials_licence_ind",
        f"{NEEDS}.credential_intention",
        choice,
        _EMPLOYMENT_NEED,
    ),
    Column("intention_canadian_citizen_ind", f"{NEEDS}.citizenship_intention", choice),
    Column("support_required_services_required", f"{NEEDS}.support_required", yes_no_text),
    Flags(
        f"{NEEDS}.support_required_services",
        "support_required_services_required",
        {
            "child_care": "childminding_required_ind",
            "transportation": "transportation_required_ind",
            "disability": "support_disability_required_ind",
            "translation": "translation_required_ind",
            "interpretation": "interpretation_required_ind",
            "crisis_counselling": "counselling_required_ind",
        },
    ),
    Column(
        "non_cic_program_needs_services_required", f"{NEEDS}.community_services_needed", yes_no_text
    ),
    Pairs(
        f"{NEEDS}.community_needs",
        f"{NEEDS}.community_needs_referred",
        _COMMUNITY_COLUMNS,
        gate="non_cic_program_needs_services_required",
    ),
    *_SUPPORT_RECEIVED,
    Column("settlement_plan_ind", f"{NEEDS}.settlement_plan_shared", yes_no_text),
    Column("assessment_completed_dt", f"{NEEDS}.end_date", date_text),
)

STEPS: Mapping[str, tuple[Step, ...]] = MappingProxyType(
    {
        "client_profile": _CLIENT_PROFILE,
        "information_orientation": _INFORMATION_ORIENTATION,
        "nars": _NARS,
    }
)

# Written by the exporter itself and never by a form: an update of a record, a rejection.
WITHOUT_FIELD: Final = frozenset(
    {"processing_details", "update_record_id", "assessment_update_reason_id"}
)


def row(template_key: str, record: Record) -> dict[str, str | None]:
    """Return the row of a record, with every column of the template in its order."""
    cells: MutableRow = {column.id: None for column in template(template_key).columns}
    for step in STEPS[template_key]:
        step.fill(record, cells)
    return cells


@cache
def column_fields(template_key: str) -> Mapping[str, str]:
    """Return the field key behind each column of a template."""
    return MappingProxyType(dict(_pairs(template_key)))


def field_keys(template_key: str) -> tuple[str, ...]:
    """Return every field key that a template reads, each once."""
    return tuple(dict.fromkeys(field for _, field in _pairs(template_key)))


def _pairs(template_key: str) -> Iterator[tuple[str, str]]:
    for step in STEPS[template_key]:
        yield from step.fields()
