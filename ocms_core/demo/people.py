"""Made-up clients: profiles as the answers of the declared questions, some with gaps."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ocms_core.demo.names import MAN, ORIGINS, WOMAN, Origin
from ocms_core.demo.profiles import ProfileMaker

Answers = dict[str, Any]

# Status, class, weight: how people of one mix came.
ARRIVALS = {
    "refugee": (
        ("permanent_resident", "government_assisted", 5),
        ("permanent_resident", "privately_sponsored", 4),
        ("permanent_resident", "blended_visa_office_referred", 1),
        ("protected_person", "protected_in_canada", 3),
        ("refugee_claimant", None, 3),
        ("citizen_naturalized", None, 1),
    ),
    "claimant": (
        ("refugee_claimant", None, 6),
        ("protected_person", "protected_in_canada", 3),
        ("permanent_resident", "humanitarian", 1),
        ("permanent_resident", "spouse_or_partner", 2),
    ),
    "ukraine": (("cuaet", None, 9), ("permanent_resident", "public_policy", 2)),
    "family": (
        ("permanent_resident", "spouse_or_partner", 5),
        ("permanent_resident", "parent_or_grandparent", 3),
        ("citizen_naturalized", None, 1),
    ),
    "caregiver": (
        ("permanent_resident", "caregiver", 5),
        ("temporary_foreign_worker", None, 4),
        ("permanent_resident", "spouse_or_partner", 2),
    ),
    "economic": (
        ("permanent_resident", "federal_skilled_worker", 5),
        ("permanent_resident", "provincial_nominee", 3),
        ("permanent_resident", "canadian_experience", 3),
        ("permanent_resident", "spouse_or_partner", 3),
        ("permanent_resident", "parent_or_grandparent", 2),
        ("temporary_foreign_worker", None, 2),
        ("international_student", None, 2),
        ("citizen_naturalized", None, 1),
    ),
}
# Where people lived last when it was not the country of origin.
ON_THE_WAY = {
    "SY": "LB", "IQ": "JO", "AF": "PK", "ER": "SD", "SO": "KE", "MM": "BD", "CD": "UG",
    "BI": "TZ", "UA": "PL", "VE": "CO", "HT": "BR",
}  # fmt: skip
REFERRERS = ("family_or_friends", "family_or_friends", "other_provider", "government_agency",
             "ethnic_or_religious", "school", "community_centre", "not_referred")  # fmt: skip
COMMENTS_EN = (
    "Prefers appointments in the afternoon, after the children are home from school.",
    "Please call before coming by; works night shifts.",
    "Uses a walker: book the room on the ground floor.",
    "Her sister helps with English on the phone.",
)
COMMENTS_FR = (
    "Préfère les rendez-vous en fin de journée.",
    "Laisser un message : la personne travaille de nuit.",
    "Accompagnée de sa sœur, qui aide pour l’anglais.",
)
# Green and yellow questions that people often cannot or will not answer on the first day.
GREEN_GAPS = ("gender", "birth_date", "arrival_date", "immigration_status", "phones")
YELLOW_GAPS = ("identifiers", "has_email", "research_consent", "official_language", "addresses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Where an agency's clients live: streets, beginnings of postal codes, telephone areas."""

    city: str
    areas: tuple[str, ...]
    postal: tuple[str, ...]
    streets: tuple[tuple[str, str, str | None], ...]


@dataclass(slots=True, kw_only=True)
class Person:
    """A client to be: the answers, and what the year of services is drawn from."""

    kind: str
    answers: Answers
    household: int | None
    language: str
    prefers_french: bool
    eligible: bool
    registered: dt.date
    activity: float
    services: list[dt.date] = field(default_factory=list)


class Population:
    """Draws the clients of one agency. french_leaning: the agency works mostly in French."""

    def __init__(self, random: Random, town: Town, today: dt.date, *, french_leaning: bool) -> None:
        self.random = random
        self.town = town
        self.today = today
        self.weights = [origin.weights[french_leaning] for origin in ORIGINS]
        self.french_leaning = french_leaning
        # Only 555-0100 to 555-0199 are kept free for fiction.
        locale = "fr" if french_leaning else "en"
        self.profiles = ProfileMaker(Random(f"{town.city} profiles"), locale)
        self.numbers = [f"{area}-555-01{n:02d}" for area in town.areas for n in range(100)]
        random.shuffle(self.numbers)

    def named(self, count: int) -> Iterator[Person]:
        """Yield people, household by household."""
        made = household = 0
        while made < count:
            household += 1
            size = min(self.random.choices((1, 2, 3, 4, 5), (55, 18, 12, 10, 5))[0], count - made)
            yield from self._household(household if size > 1 else None, size)
            made += size

    def anonymous(self, count: int, sites: list[Any]) -> Iterator[Person]:
        """Yield people who did not want to be registered by name."""
        for _number in range(count):
            registered = self._day_within(365)
            year = self.random.choice([*range(self.today.year - 6, self.today.year), "unknown"])
            status = self.random.choice(("refugee_claimant", "permanent_resident", "unknown"))
            yield Person(
                kind="anonymous",
                answers={
                    "gender": self._gender(),
                    "arrival_year": str(year),
                    "immigration_status": status,
                    "postal_code": self._postal_code(),
                    "registration_date": registered,
                    "registration_site_id": self.random.choice(sites),
                },
                household=None,
                language="fra" if self.french_leaning else "eng",
                prefers_french=self.french_leaning and self.random.random() < 0.6,
                eligible=False,
                registered=registered,
                activity=0.0,
            )

    def _household(self, number: int | None, size: int) -> Iterator[Person]:
        random = self.random
        origin = random.choices(ORIGINS, self.weights)[0]
        mix = ARRIVALS[origin.arrives]
        status, immigration_class, _weight = random.choices(mix, [entry[2] for entry in mix])[0]
        arrival = self._day_within(random.choice((200, 500, 1200, 2600)))
        registered = max(
            arrival + dt.timedelta(days=random.randint(2, 60)), self.today - dt.timedelta(days=720)
        )
        registered = min(registered, self.today - dt.timedelta(days=random.randint(0, 40)))
        registered = max(registered, arrival)
        shared: Answers = {
            "arrival_date": arrival,
            "immigration_status": status,
            "immigration_class": immigration_class,
            "country_of_origin": origin.country,
            "country_of_last_residence": ON_THE_WAY.get(origin.country, origin.country)
            if origin.arrives in {"refugee", "claimant"} and random.random() < 0.6
            else origin.country,
            "addresses": [self._address()],
            "registration_date": registered,
            "referred_by": random.choice(REFERRERS),
        }
        if status in {"permanent_resident", "citizen_naturalized"}:
            shared["landing_date"] = arrival
        family = origin.family(random) if origin.surnames else ()
        first_gender = self._gender()
        for place in range(size):
            gender = first_gender if place == 0 else self._other(place, first_gender)
            yield self._person(origin, family, dict(shared), gender, place, number)

    def _person(
        self,
        origin: Origin,
        family: tuple[str, ...],
        answers: Answers,
        gender: str,
        place: int,
        household: int | None,
    ) -> Person:
        random = self.random
        own = family
        if place == 1 and origin.surnames and random.random() < 0.35:
            own = origin.family(random)  # Not every wife or husband takes the other's name.
        name = origin.name(random, gender, own)
        age = random.randint(13, 19) if place > 1 else int(random.triangular(19, 82, 34))
        french = random.random() < origin.french + (0.1 if self.french_leaning else 0.0)
        has_email = random.random() < (0.85 if age < 60 else 0.4)
        married = household is not None and place < 2
        answers |= {
            "first_name": name.first,
            "last_name": name.last,
            "preferred_name": name.preferred,
            "gender": gender,
            "birth_date": self._birth(age),
            "marital_status": "married" if married else self._marital(age),
            "official_language": "fra" if french else "eng",
            "mother_tongue": origin.language,
            "needs_interpreter": random.random() < 0.3 and origin.language not in {"eng", "fra"},
            "identifiers": [self._identifier(answers["immigration_status"])],
            "phones": self._phones(),
            "has_email": has_email,
            "email": self._email(name.latin) if has_email else None,
            "may_email": random.random() < 0.8 if has_email else None,
            "research_consent": random.random() < 0.55,
        }
        answers |= self.profiles.details(answers, age, today=self.today)
        if random.random() < 0.12:
            bank = COMMENTS_FR if self.french_leaning else COMMENTS_EN
            answers["comments"] = random.choice(bank)
        self._leave_gaps(answers)
        return Person(
            kind="named",
            answers=answers,
            household=household,
            language=origin.language,
            prefers_french=french,
            eligible=answers.get("immigration_status")
            in {"permanent_resident", "protected_person", "cuaet"},
            registered=answers["registration_date"],
            activity=random.lognormvariate(0.0, 0.9),
        )

    def _leave_gaps(self, answers: Answers) -> None:
        if self.random.random() < 0.13:
            answers[self.random.choice(GREEN_GAPS)] = None
        if self.random.random() < 0.16:
            answers[self.random.choice(YELLOW_GAPS)] = None

    def _gender(self) -> str:
        return self.random.choices(
            (WOMAN, MAN, "another_gender", "prefer_not_to_say"), (54, 44, 1, 1)
        )[0]

    def _other(self, place: int, first: str) -> str:
        if place == 1:
            return MAN if first == WOMAN else WOMAN
        return self.random.choice((WOMAN, MAN))

    def _day_within(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days=self.random.randint(1, days))

    def _birth(self, age: int) -> str:
        born = self.today - dt.timedelta(days=age * 365 + self.random.randint(5, 360))
        style = self.random.random()
        if style < 0.03:
            return f"{born.year}~"
        if style < 0.06:
            return f"{born.year}"
        return f"{born.year}-01-01" if style < 0.09 else born.isoformat()

    def _marital(self, age: int) -> str:
        if age < 24:
            return "single"
        if age > 66 and self.random.random() < 0.5:
            return "widowed"
        return self.random.choice(("single", "single", "common_law", "divorced", "separated"))

    def _identifier(self, status: str) -> Answers:
        digits = self.random.randint
        if status in {"temporary_foreign_worker", "international_student"}:
            return {"type": "permit_number", "sealed": f"U{digits(100000000, 999999999)}"}
        if self.random.random() < 0.12:
            return {"type": "imm_document_number", "sealed": f"T{digits(100000000, 999999999)}"}
        long = f"11-{digits(1000, 9999)}-{digits(1000, 9999)}"
        short = f"{digits(1000, 9999)}-{digits(1000, 9999)}"
        return {"type": "gcms_client_id", "sealed": long if digits(0, 2) else short}

    def _phones(self) -> list[Answers]:
        kinds = ["mobile"] if self.random.random() < 0.8 else ["mobile", "home"]
        return [
            {
                "number": self.numbers.pop() if self.numbers else f"{self.town.areas[0]}-555-0100",
                "kind": kind,
                "may_leave_message": self.random.random() < 0.75,
            }
            for kind in kinds
        ]

    def _email(self, latin: str) -> str:
        plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
        words = re.findall(r"[a-z]+", plain) or ["client"]
        return f"{words[0]}.{words[-1]}{self.random.randint(1, 99)}@example.org"

    def _postal_code(self) -> str:
        letters, random = "ABCEGHJKLMNPRSTVWXYZ", self.random
        area = random.choice(self.town.postal)
        return f"{area} {random.randint(1, 9)}{random.choice(letters)}{random.randint(0, 9)}"

    def _address(self) -> Answers:
        random = self.random
        name, kind, direction = random.choice(self.town.streets)
        return {
            "street_number": str(random.randint(3, 2400)),
            "street_name": name,
            "street_type": kind,
            "street_direction": direction,
            "unit": str(random.randint(101, 2210)) if random.random() < 0.6 else None,
            "city": self.town.city,
            "province": "ON",
            "postal_code": self._postal_code(),
        }
