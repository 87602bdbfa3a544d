"""What the three iCARE files must hold, from the script's own record and the published template."""

from __future__ import annotations

import re
from collections import Counter

from tests.proof import rule

UCI = "FOSS/GCMS Client ID"
PERMIT = "Temporary Resident or Minister’s Permit Number"
OFFICIAL = {"eng": "English", "fra": "French", "no_preference": "Unknown/No preference"}
REFERRED = dict(rule.REFERRED)
LANGUAGE = dict(rule.LANGUAGES)
ORIENTATION = {
    "one_on_one": "One-on-one orientation",
    "family": "Family orientation",
    "group": "Group orientation",
}
YES, NO = "Yes", "No"
SUPPORT = ("childminding", "transportation", "support_disability", "translation", "interpretation",
           "counselling")  # fmt: skip
GROUPS = ("children", "youth", "senior", "gender", "refugee", "ethnic", "hearing", "visual",
          "LGBTQ", "families_parents", "other_impairments", "CWIT_in_regulated_profession",
          "CWIT_in_regulated_trade", "official_language_minorities")  # fmt: skip
TRAINING = ("computer", "document", "interpersonal", "leadership", "numeracy")
COMMUNITY = ("food_cloth_material", "housing_accommodation", "hlth_mental_wellness", "financial",
             "family_support", "language_non_CIC", "edu_skills_devt", "employment_related",
             "legal_info_services", "community_services")  # fmt: skip
SHORT = {"food_cloth_material", "hlth_mental_wellness"}


def flags(names, chosen, form="{}_ind"):
    return {form.format(name): YES if name in chosen else NO for name in names}


def identity(person):
    """Return kind, value and birth date; what is not there is left out."""
    cells = {"client_birth_dt": person.born} if person.born else {}
    held = rule.identifiers(person.i)
    if held:
        kinds = [kind for kind, _value in held]
        at = kinds.index("gcms_client_id") if "gcms_client_id" in kinds else 0
        kind, value = held[at]
        cells["client_validation_type_id"] = PERMIT if kind == "permit_number" else UCI
        cells["client_validation_id"] = re.sub(r"[ -]", "", value).upper()
    return cells


def postal(text):
    return re.sub(r"[ -]", "", text).upper()


def profile_errors(person):
    """Count what makes iCARE send a profile back."""
    i = person.i
    return sum((
        i % 10 == 9, i % 40 == 6 and i % 10 != 9, len(person.born or "") != 10,
        i % 8 == 6, i % 50 == 11, i % 35 == 20,
    ))  # fmt: skip


def service_errors(service):
    """Count what makes iCARE send a service back, its client apart."""
    return sum(not service.answers[key] for key in ("end_date", "service_language", "postal_code"))


def profile(person):
    """Return the filled cells of a person's row."""
    given = person.answers
    cells = identity(person) | {
        "street_no": given["addresses-0-street_number"],
        "street_nme": given["addresses-0-street_name"],
        "city_txt": given["addresses-0-city"],
        "province_id": "Ontario",
        "postal_txt": postal(given["addresses-0-postal_code"]),
        "official_language_id": OFFICIAL.get(given["official_language"], ""),
        "consent_ind": given["research_consent"].title(),
        "email_txt_ind": given["has_email"].title(),
        "email_txt": given.get("email", ""),
    }
    phone = re.sub(r"\D", "", given.get("phones-0-number", ""))
    if len(phone) == 10:
        cells["phone_no"] = f"{phone[:3]}-{phone[3:6]}-{phone[6:]}"
    return {column: text for column, text in cells.items() if text}


def support(service):
    received = service.answers["support.received"] == "yes"
    chosen = {"childminding", "translation"} if received else set()
    cells = {"support_received_ind": YES if received else NO} | flags(SUPPORT, chosen)
    if received:
        cells |= {
            "childminding_NewcomerChildren[1]childminding_age_id": "Toddler (19-35 months)",
            "childminding_NewcomerChildren[1]childminding_type_id": "Short term",
            "translation_language_from_id": "Arabic",
            "translation_language_to_id": "English",
        }
    return cells


def orientation(service):
    """Return the filled cells of an orientation's row."""
    given, day = service.answers, service.day.isoformat()
    group = given["services_received"] == "group"
    trained = given["skills.training_received"] == "yes"
    cells = identity(service.person) | support(service) | {
        "postal_cd": postal(given["postal_code"]),
        "start_dttm": day,
        "end_dttm": given["end_date"] and day,
        "service_language_id": LANGUAGE.get(given["service_language"], ""),
        "service_official_language_id": OFFICIAL[service.person.answers["official_language"]],
        "institution_type_id": "Settlement service provider",
        "service_referred_by_id": REFERRED[given["referred_by"]],
        "orientation_service_id": ORIENTATION[given["services_received"]],
        "training_received_service_ind": YES if trained else NO,
        "skill_received_service_ind": NO,
        "essential_skill_life_ind": NO,
        "essential_skill_responsabilities_ind": NO,
    }  # fmt: skip
    chosen = {"computer", "numeracy"} if trained else set()
    cells |= flags(TRAINING, chosen, "training_received_{}_ind")
    if given["orientation_length"]:
        cells["orientation_length_id"] = "6 - 30 minutes"
    else:
        cells["orientation_length_hours_no"] = str(service.minutes // 60)
        cells["orientation_length_minutes_no"] = str(service.minutes % 60)
    if group:
        cells |= {"group_clients_no_id": "10 - 20 people", "target_group_specific_ind": YES}
        cells |= flags(GROUPS, {"youth", "refugee"}, "target_group_{}_ind")
    for code in {*service.given, *service.referred}:
        name = rule.TOPICS[code][1]
        cells[f"topic_{name}_given_ind"] = YES if code in service.given else NO
        cells[f"topic_{name}_referral_ind"] = YES if code in service.referred else NO
    return cells


def needs(service):
    """Return the filled cells of a needs assessment's row."""
    given, day = service.answers, service.day.isoformat()
    cells = identity(service.person) | support(service) | {
        "postal_cd": postal(given["postal_code"]),
        "assessment_start_dt": day,
        "assessment_completed_dt": day,
        "assessment_language_id": LANGUAGE[given["service_language"]],
        "preferred_official_language_id": OFFICIAL[service.person.answers["official_language"]],
        "institution_type_id": "Settlement service provider",
        "assessment_referral_id": REFERRED[given["referred_by"]],
        "knwl_life_needs_ind": YES,
        "knwl_life_referrals_ind": NO,
        "find_employment_needs_ind": YES,
        "find_employment_referrals_ind": YES,
        "find_employment_period_id": "Within one year",
        "canadian_employment_experience_id": "Yes, both within and outside Canada",
        "intended_work_noc_group_id": "D - Elemental and labourers",
        "intention_credentials_licence_ind": "Unknown/Not sure",
        "intention_canadian_citizen_ind": YES,
        "support_required_services_required": NO,
        "non_cic_program_needs_services_required": YES,
        "settlement_plan_ind": YES,
    }  # fmt: skip
    cells |= flags(SUPPORT, (), "{}_required_ind")
    for name in COMMUNITY:
        needed = name in {"housing_accommodation", "legal_info_services"}
        referral = f"{name}_refs_ind" if name in SHORT else f"{name}_referrals_ind"
        cells[f"{name}_needs_ind"] = YES if needed else NO
        cells[referral] = YES if name == "housing_accommodation" else NO
    return cells


FILES = {rule.ORIENTATION: orientation, "nars": needs}
KINDS = {rule.ORIENTATION: rule.ORIENTATION, "nars": rule.NEEDS}


class Month:
    """What the files of one month and funder are made from; `sent` went out before."""

    def __init__(self, services, month, funder):
        self.services = [
            s
            for s in services
            if s.complete and s.person.is_named and s.day.month == month and s.funder == funder
        ]

    def people(self):
        return {s.person.number: s.person for s in self.services}

    def checked(self, file):
        """Return Total, Good, Bad and Held back, and how many errors and held lines are listed."""
        if file == "client_profile":
            errors = [profile_errors(person) for person in self.people().values()]
            good = errors.count(0)
            return (len(errors), good, len(errors) - good, None), (sum(errors), 0)
        own = [s for s in self.services if s.kind == KINDS[file]]
        states = Counter(self.state(s) for s in own)
        listed = sum(service_errors(s) for s in own), sum(not self.is_ready(s) for s in own)
        return (len(own), states["good"], states["bad"], states["held"]), listed

    @staticmethod
    def is_ready(service):
        return profile_errors(service.person) == 0

    def state(self, service):
        if service_errors(service):
            return "bad"
        return "good" if self.is_ready(service) else "held"

    def rows(self, file):
        """Return the rows of the file, in no order."""
        if file == "client_profile":
            return [profile(p) for p in self.people().values() if not profile_errors(p)]
        own = [s for s in self.services if s.kind == KINDS[file]]
        return [FILES[file](s) for s in own if self.state(s) == "good"]
