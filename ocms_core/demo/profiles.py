"""Made-up answers to the rest of the profile: what workers learn about a client over months."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from ocms_core.clients.models import Client, ClientAddress, ClientPhone, PastAnswer

Answers = dict[str, Any]

OCCUPATIONS = (
    ("Nurse", "infirmière", "3", "31301", "bachelor", "nursing"),
    ("Teacher", "enseignante", "4", "41220", "bachelor", "education"),
    ("Electrician", "électricien", "7", "72200", "apprenticeship", "electricity"),
    ("Accountant", "comptable", "1", "11100", "bachelor", "accounting"),
    ("Farmer", "agricultrice", "8", "80020", "grade_0_8", None),
    ("Cook", "cuisinier", "6", "63200", "grade_10", None),
    ("Software developer", "développeuse de logiciels", "2", "21232", "master", "computing"),
    ("Tailor", "tailleuse", "6", "64200", "grade_9", None),
    ("Civil engineer", "ingénieur civil", "2", "21300", "bachelor", "civil engineering"),
    ("Driver", "chauffeur", "7", "75200", "grade_12", None),
    ("Shopkeeper", "commerçante", "6", "62010", "grade_12", None),
)
RELATIONS = {
    "en": ("sister", "brother", "neighbour", "friend", "sponsor", "mother"),
    "fr": ("sœur", "frère", "voisine", "ami", "parrain", "mère"),
}
HOURS = {
    "en": ("weekdays from 10 to 2", "mornings only, before noon"),
    "fr": ("en semaine de 10 h à 14 h", "le matin seulement"),
}
WARNINGS = {
    "en": (
        "Her husband reads her messages: call only, and ask for her in person",
        "Say that you call from the library",
    ),
    "fr": (
        "Son mari lit ses messages : appeler seulement, et demander à lui parler",
        "Dire que l’appel vient de la bibliothèque",
    ),
}
NEEDS = ("trauma", "mental_health", "poverty", "no_literacy", "lone_parent", "isolated_senior",
         "precarious_status", "physical_health", "disability")  # fmt: skip
SURNAMES = ("Haddad", "Moreno", "Petrenko", "Ndiaye", "Sharma", "Okafor", "Rahimi", "Santos")
STREETS = ("Queen", "Dundas", "Bloor", "College", "Wellington", "Rideau")
TOOLS = {"eng": ("clbpt", "elt_pa", "milestones"), "fra": ("btc_nclc", "nclc_ama")}


class ProfileMaker:
    """Draws what stands in the later parts of a profile. locale: the agency's language."""

    def __init__(self, random: Random, locale: str) -> None:
        self.random = random
        self.locale = locale

    def details(self, answers: Answers, age: int, *, today: dt.date) -> Answers:
        """Return the answers beside those of the first conversation, fewer of newer clients."""
        random = self.random
        found: Answers = {"country_of_birth": answers["country_of_origin"]}
        if random.random() < 0.8:
            found["citizenships"] = [answers["country_of_origin"]]
        if answers["mother_tongue"]:
            spoken = [answers["mother_tongue"], answers["official_language"]]
            found["languages_spoken"] = list(dict.fromkeys(spoken))
        if answers["needs_interpreter"]:
            found["interpreter_language"] = answers["mother_tongue"]
        if answers["research_consent"]:
            found["research_contact"] = ["phone"]
        found |= self._names(answers)
        found |= self._contact() | self._home()
        if age > 17:
            found |= self._studies(answers["country_of_origin"], today, age)
        if random.random() < 0.4:
            found["emergency_contacts"] = [
                self._friend(answers) for _one in range(random.choice((1, 1, 2)))
            ]
        if random.random() < 0.45 and age > 17:
            found["language_levels"] = self._levels(answers, today)
        if random.random() < 0.15:
            found["high_needs"] = random.sample(NEEDS, random.choice((1, 1, 2)))
        return found | self._status(answers["registration_date"], today)

    def history(self, client: Client, today: dt.date) -> list[Any]:
        """Return rows of what was so before: an address, a number, a status."""
        random = self.random
        rows: list[Any] = []
        registered = client.registration_date
        if registered is None or not client.is_named or (today - registered).days < 120:
            return rows
        until = registered + dt.timedelta(days=random.randint(20, 100))
        owner = {"agency_id": client.agency_id, "client_id": client.id}
        if client.addresses and random.random() < 0.2:
            rows.append(
                ClientAddress(
                    **owner,
                    street_number=str(random.randint(3, 900)),
                    street_name=random.choice(STREETS),
                    city=client.addresses[0].city,
                    province="ON",
                    until=until,
                )
            )
        if client.phones and random.random() < 0.1:
            number = f"647-555-01{random.randint(0, 99):02d}"
            rows.append(ClientPhone(**owner, number=number, kind="mobile", until=until))
        if client.immigration_status == "protected_person" and random.random() < 0.6:
            claimed = PastAnswer(
                **owner,
                question="immigration_status",
                answer="refugee_claimant",
                since=client.arrival_date,
                until=until,
            )
            rows.append(claimed)
        return rows

    def _status(self, registered: dt.date, today: dt.date) -> Answers:
        if (today - registered).days < 300 or self.random.random() > 0.12:
            return {}
        since = today - dt.timedelta(days=self.random.randint(10, 200))
        status = self.random.choices(("inactive", "moved", "deceased"), (7, 4, 1))[0]
        where = self.random.choice(("Calgary", "Winnipeg", "Montréal", "Halifax"))
        moved = {"moved_to": where} if status == "moved" else {}
        return {"status": status, "status_since": since, **moved}

    def _names(self, answers: Answers) -> Answers:
        if not (answers["first_name"] and answers["last_name"]):
            return {"has_one_name": True}
        if self.random.random() > 0.06:
            return {}
        earlier = f"{answers['first_name']} {self.random.choice(SURNAMES)}"
        return {
            "other_names": [{"name": earlier, "kind": self.random.choice(("birth", "previous"))}]
        }

    def _contact(self) -> Answers:
        random = self.random
        found: Answers = {}
        if random.random() < 0.5:
            found["preferred_contact"] = random.choice(("phone", "phone", "text", "email"))
            found |= {"may_phone": True, "may_text": random.random() < 0.7, "may_post": True}
        if random.random() < 0.05:
            found |= {"may_text": False, "may_post": False}
            found["safe_hours"] = random.choice(HOURS[self.locale])
            found["contact_warning"] = random.choice(WARNINGS[self.locale])
        return found

    def _home(self) -> Answers:
        random = self.random
        if random.random() < 0.4:
            return {}
        people = random.choice((1, 2, 3, 3, 4, 5, 6))
        children = sorted(random.sample(range(1, 17), max(people - 2, 0)))
        return {
            "housing": random.choice(
                ("rent_private",) * 4 + ("shared", "subsidized", "temporary", "shelter")
            ),
            "household_size": people,
            "children_ages": ", ".join(map(str, children)) or None,
        }

    def _studies(self, country: str, today: dt.date, age: int) -> Answers:
        random = self.random
        if random.random() < 0.45:
            return {}
        english, french, category, code, level, field = random.choice(OCCUPATIONS)
        looking = random.random() < 0.5
        found: Answers = {
            "education_level": level,
            "education_field": field,
            "education_country": country,
            "education_year": today.year - age + 22
            if level in {"bachelor", "master"} and age > 22
            else None,
            "employment_status": "unemployed_looking"
            if looking
            else random.choice(("part_time", "full_time", "underemployed", "homemaker", "student")),
            "occupation": french if self.locale == "fr" else english,
            "occupation_category": category,
            "occupation_code": code,
            "years_of_experience": random.randint(0, max(age - 20, 1)),
            "income_sources": [
                random.choice(("employment", "ontario_works", "canada_child_benefit", "savings"))
            ],
        }
        if level in {"bachelor", "master"}:
            found["credential_status"] = random.choice(("not_assessed", "in_progress", "assessed"))
            if found["credential_status"] != "not_assessed":
                found["credential_assessor"] = random.choice(("wes", "ces", "icas"))
        return found

    def _friend(self, answers: Answers) -> Answers:
        number = f"416-555-01{self.random.randint(0, 99):02d}"
        return {
            "name": f"{self.random.choice(('Samira', 'Joseph', 'Elena', 'Wei', 'Fatou'))} "
            f"{answers['last_name'] or answers['first_name']}",
            "relationship_to_client": self.random.choice(RELATIONS[self.locale]),
            "phone": number,
            "language": answers["mother_tongue"],
        }

    def _levels(self, answers: Answers, today: dt.date) -> list[Answers]:
        random = self.random
        language = "fra" if answers["official_language"] == "fra" else "eng"
        level, rows = random.randint(1, 6), []
        for months in (14, 3) if random.random() < 0.4 else (5,):
            skills = ("listening", "speaking", "reading", "writing")
            rows.append(
                {
                    "assessed_on": today - dt.timedelta(days=30 * months + random.randint(0, 20)),
                    "language": language,
                    "tool": random.choice(TOOLS[language]),
                    **{skill: f"clb_{max(level + random.randint(-1, 1), 1)}" for skill in skills},
                }
            )
            level += 1
        return rows
