"""The rule by which five hundred people of the list are completed and served.

People: every ninth client by client number, 500 of them, counted by `i` from 0.

Profiles. No identifier where i ends in 9 (every tenth); a UCI of too few digits for i % 40 == 6; a
permit number alone for i % 15 == 4; a permit number and then a UCI for i % 20 == 7; else a UCI with
a hyphen. Only the year or the month of birth for i % 25 == 3 (every 25th); whoever was imported
without a birth date stays without. No telephone for i % 12 == 8, a foreign one for i % 6 == 5. The
Australian postcode is kept for i % 8 == 6. No official language for i % 50 == 11, no answer on
consent for i % 35 == 20. Gender, status, class, country, mother tongue and marital status go round
lists that hold "not answered" too.

Services. Everybody is served once with an Information and Orientation, in April, May or June 2026
by i % 3; whoever was served in April or May comes back in June for i % 10 == 0. Three workers by
i // 3 % 3: two of the program Settlement, one of Women's Circle; those who come back see the
worker. Funders by k % 4: IRCC, IRCC, City (which does not report), IRCC West; for k % 6 == 0 City
pays for the session, too. A needs assessment in the same session for i % 8 == 1. Incomplete: no
topic for k % 12 == 5, an assessment without its status for i % 40 == 33. Private: k % 14 == 9. Bad
in themselves: no end date for k % 16 == 1, no language for k % 18 == 8, no postal code of the
service for k % 22 == 3. Six anonymous clients are served in June by the worker, paid by IRCC.
Here k is i, for whoever comes back i + 1000, and for the anonymous ones 2000 and on.

Pages. Every 25th person goes through the pages themselves as a browser without JavaScript would;
for the others their posts are sent straight to the same addresses.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

HOW_MANY, EVERY, SAMPLE = 500, 9, 25
MONTHS = (4, 5, 6)
SETTLEMENT, CIRCLE = "Settlement", "Women’s Circle"
IRCC, CITY, WEST = "IRCC", "City", "IRCC West"
WORKERS = ("worker", "colleague", "stranger")
PROGRAM_OF = {"worker": SETTLEMENT, "colleague": SETTLEMENT, "stranger": CIRCLE}
FUNDERS = (IRCC, IRCC, CITY, WEST)
ORIENTATION, NEEDS = "information_orientation", "needs_assessment"

# Each list holds (what is posted, what English pages and files call it).
NOTHING = (None, "Not stated")
GENDER = (("woman", "Woman"), ("man", "Man"), ("another_gender", "Another gender"), NOTHING)
STATUS = (
    ("permanent_resident", "Permanent resident"),
    ("protected_person", "Convention refugee or protected person"),
    ("cuaet", "Canada-Ukraine authorization for emergency travel (CUAET)"),
    ("refugee_claimant", "Refugee claimant"),
    NOTHING,
)
CLASS = (
    ("government_assisted", "Government-assisted refugee (GAR)"),
    ("spouse_or_partner", "Spouse or partner"),
    NOTHING,
)
COUNTRY = (("SY", "Syria"), ("UA", "Ukraine"), ("AF", "Afghanistan"), NOTHING, ("CO", "Colombia"))
TONGUE = (("ara", "Arabic"), ("ukr", "Ukrainian"), NOTHING, ("spa", "Spanish"))
MARRIED = (("married", "Married"), ("single", "Single"), ("widowed", "Widowed"), NOTHING)
OFFICIAL = (("eng", "English"), ("fra", "French"), ("no_preference", "Unknown or no preference"))
DELIVERY = (
    ("in_person", "In person"),
    ("phone", "Phone"),
    ("email", "Email"),
    ("online", "Online"),
)
LANGUAGES = (("eng", "English"), ("ara", "Arabic"), ("fra", "French"))
REFERRED = (("family_or_friends", "Family / friends"), ("school", "School"))
TOPICS = {
    "housing": ("Housing", "housing"),
    "health": ("Health", "health"),
    "education": ("Education", "education"),
    "law_and_justice": ("Canadian Law and Justice", "law"),
    "becoming_a_citizen": ("Becoming a Canadian Citizen", "citizenship"),
}


@dataclass
class Person:
    """One of the five hundred, or an anonymous one (i below 0): what stands on the profile."""

    i: int
    number: int
    name: str = ""
    born: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    @property
    def is_named(self) -> bool:
        return self.i >= 0


@dataclass
class Service:
    """One form: what was posted, and what it means in plain words."""

    person: Person
    kind: str
    session: int
    day: dt.date
    worker: str
    funder: str
    delivery: str
    minutes: int
    complete: bool
    answers: dict[str, str | list[str]]
    private: bool = False
    other_payer: bool = False
    given: list[str] = field(default_factory=list)
    referred: list[str] = field(default_factory=list)

    @property
    def program(self) -> str:
        return PROGRAM_OF[self.worker]

    @property
    def site(self) -> int:
        return self.session % 2


def person_of(i: int, number: int, row: dict[str, str]) -> Person:
    """Return a person with the profile that the rule gives; row is theirs in the list."""
    born = row["Date of birth"]
    born = f"{born[:4]}-{born[4:6]}-{born[6:]}" if born else None
    if born and i % 25 == 3:
        born = born[:4] if i % 50 == 3 else born[:7]
    chosen = {
        "gender": GENDER[i % 7 % 4],
        "immigration_status": STATUS[i % 5],
        "immigration_class": CLASS[i % 3],
        "country_of_origin": COUNTRY[i // 2 % 5],
        "mother_tongue": TONGUE[i // 4 % 4],
        "marital_status": MARRIED[i // 5 % 4],
        "official_language": NOTHING if i % 50 == 11 else OFFICIAL[i % 3],
    }
    answers = {
        "first_name": row["First name"],
        "last_name": row["Last name"],
        "birth_date": born or "",
        "arrival_date": "2019-05-01",
        "registration_date": "2026-03-31",
        "research_consent": "" if i % 35 == 20 else ("yes", "no")[i % 2],
        "has_email": ("yes", "no", "")[i % 3],
        "addresses-0-street_number": row["Street number"],
        "addresses-0-street_name": row["Street name"],
        "addresses-0-city": row["City"],
        "addresses-0-province": "ON",
        "addresses-0-postal_code": row["Postal code"] if i % 8 == 6 else f"m5v {i % 10}t2",
        **{key: code or "" for key, (code, _label) in chosen.items()},
    }
    if i % 3 == 0:
        answers["email"] = f"person{i}@example.org"
    if i % 12 != 8:
        foreign = i % 6 == 5
        answers["phones-0-number"] = f"+61 2 5550 {i:04}" if foreign else f"(416) 555-{i:04}"
    for at, (kind, value) in enumerate(identifiers(i)):
        answers[f"identifiers-{at}-type"] = kind
        answers[f"identifiers-{at}-sealed"] = value
    told = {key: label for key, (_code, label) in chosen.items()}
    name = " ".join(part for part in (row["First name"], row["Last name"]) if part)
    return Person(i, number, name, born, answers, told)


def identifiers(i: int) -> list[tuple[str, str]]:
    """Return kinds and values of a person's identifiers."""
    if i % 10 == 9 or i % 40 == 6:
        return []
    permit, uci = ("permit_number", f"f 30{i:04}"), ("gcms_client_id", f"1100-{i:06}")
    if i % 15 == 4:
        return [permit]
    return [permit, uci] if i % 20 == 7 else [uci]


def services_of(person: Person) -> list[Service]:
    """Return what the rule says was done for one of the five hundred."""
    i = person.i
    day = dt.date(2026, MONTHS[i % 3], 1 + i % 28)
    worker = WORKERS[i // 3 % 3]
    found = [_orientation(person, i, day, worker)]
    if i % 8 == 1:
        found.append(_needs(person, i, day, worker))
    if i % 3 != 2 and i % 10 == 0:
        found.append(_orientation(person, i + 1000, dt.date(2026, 6, 1 + i % 28), "worker"))
    return found


def anonymous_services(people: list[Person]) -> list[Service]:
    """Return one service in June for each anonymous client."""
    day = dt.date(2026, 6, 15)
    return [_orientation(p, 2000 + at, day, "worker", IRCC) for at, p in enumerate(people)]


def _orientation(
    person: Person, k: int, day: dt.date, worker: str, funder: str | None = None
) -> Service:
    """Return an orientation; k is i, and for a further one a number of its own."""
    given = [] if k % 12 == 5 else [code for at, code in enumerate(TOPICS) if (k + at) % 3 == 0]
    referred = ["education"] if k % 9 == 4 else given[: k % 2]
    minutes = 15 + 5 * (k % 30)
    kind = "group" if k % 11 == 3 else ("one_on_one", "family")[k % 2]
    answers = _envelope(k, day, minutes) | {
        "arrival_stage": "post_arrival",
        "services_received": kind,
        "orientation_length": "minutes_6_30" if k % 2 else "",
        "topics_given": given,
        "topics_referred": referred,
        "skills.training_received": "yes" if k % 13 == 1 else "no",
        "skills.life_received": "no",
    }
    if k % 13 == 1:
        answers["skills.training"] = ["computer", "numeracy"]
    if kind == "group":
        answers |= {"group_size": "from_10_to_20", "target_group.directed": "yes"}
        answers["target_group.groups"] = ["youth", "refugees"]
    return Service(
        person, ORIENTATION, k, day, worker, funder or FUNDERS[k % 4], DELIVERY[k % 4][1],
        minutes, bool(given), answers, k % 14 == 9, k % 6 == 0, given, referred,
    )  # fmt: skip


def _needs(person: Person, i: int, day: dt.date, worker: str) -> Service:
    minutes = 45
    answers = _envelope(i, day, minutes) | {
        "status": "" if i % 40 == 33 else "ongoing",
        "needs": ["life_in_canada", "find_employment"],
        "needs_referred": ["find_employment"],
        "employment_timeframe": "within_one_year",
        "work_experience": "both",
        "noc_skill_level": "d",
        "credential_intention": "unknown",
        "citizenship_intention": "yes",
        "support_required": "no",
        "community_services_needed": "yes",
        "community_needs": ["housing", "legal"],
        "community_needs_referred": ["housing"],
        "settlement_plan_shared": "yes",
    }
    return Service(
        person, NEEDS, i, day, worker, FUNDERS[i % 4], DELIVERY[i % 4][1], minutes,
        i % 40 != 33, answers, i % 14 == 9, i % 6 == 0,
    )  # fmt: skip


def _envelope(k: int, day: dt.date, minutes: int) -> dict[str, str | list[str]]:
    answers: dict[str, str | list[str]] = {
        "status": "completed",
        "start_date": day.isoformat(),
        "end_date": "" if k % 16 == 1 else day.isoformat(),
        "minutes": f"{minutes // 60}:{minutes % 60:02}",
        "service_language": "" if k % 18 == 8 else LANGUAGES[k % 3][0],
        "referred_by": REFERRED[k % 2][0],
        "institution_type": "settlement_provider",
        "postal_code": "" if k % 22 == 3 else "m1b 5k1",
        "private": "yes" if k % 14 == 9 else "no",
        "support.received": "yes" if k % 7 == 1 else "no",
    }
    if k % 7 == 1:
        answers |= {
            "support.services": ["child_care", "translation"],
            "support.children-0-age": "toddler",
            "support.children-0-care_type": "short_term",
            "support.translation_from": "ara",
            "support.translation_to": "eng",
        }
    return answers
