"""Who fits a client: one statement finds and ranks, and each rank comes with its reasons.

THE table of weights is here. A reason that is shown is a condition that was counted, so that what
a page says and how it sorts cannot disagree.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, or_, select
from sqlalchemy.orm import Session

from ocms_core.clients.matching import fold
from ocms_core.clients.models import Client
from ocms_core.directory.lookups import ACTIVE
from ocms_core.directory.models import Supporter
from ocms_core.directory.picks import held_places, may_be_matched
from ocms_core.directory.search import category_of
from ocms_core.i18n import _
from ocms_core.lookups import LANGUAGE

WEIGHTS = {
    "mother_tongue": 6,
    # Nearly everybody shares an official language.
    "language": 2,
    "subject": 4,
    "occupation": 5,
    "category": 3,
    "words": 3,
    "area": 3,
    "city": 2,
    "online": 1,
    "time": 2,
    "unmatched": 1,
}
REASONS = {
    "mother_tongue": _("Speaks the client’s mother tongue: ${languages}"),
    "language": _("Shares a language with the client: ${languages}"),
    "subject": _("Teaches the subject"),
    "occupation": _("Works in the client’s occupation (NOC ${code})"),
    "category": _("Works in the same occupational category"),
    "words": _("Works in what the client did or wants to do: ${occupation}"),
    "area": _("Lives in the same postal area (${area})"),
    "city": _("Lives in the same city (${city})"),
    "online": _("Can meet online"),
    "time": _("Is free when asked"),
    "unmatched": _("Has no client at present"),
}
# A stronger reason says what the weaker one would.
INSTEAD = {"language": "mother_tongue", "category": "occupation", "city": "area"}
SHORTEST_WORD = 4
AREA = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is known of a client, and what the worker asks for besides."""

    role: str
    mother_tongue: str | None = None
    languages: tuple[str, ...] = ()
    code: str | None = None
    category: str | None = None
    words: tuple[str, ...] = ()
    city: str | None = None
    area: str | None = None
    times: tuple[str, ...] = ()
    subject: str = ""
    language: str = ""
    full_too: bool = False

    @classmethod
    def of(cls, client: Client, role: str, **asked: Any) -> Wish:
        """Return the wish of a client; addresses are read already."""
        spoken = [client.mother_tongue, *client.languages_spoken, client.official_language]
        address = client.addresses[0] if client.addresses else None
        postal_code = client.postal_code or (address.postal_code if address else None)
        code = client.occupation_code
        texts = fold(f"{client.intended_occupation or ''} {client.occupation or ''}").split()
        return cls(
            role=role,
            mother_tongue=client.mother_tongue,
            languages=tuple(dict.fromkeys(one for one in spoken if one and one in LANGUAGE)),
            code=code,
            category=client.occupation_category or (code[:1] if code else None),
            words=tuple(dict.fromkeys(w for w in texts if len(w) >= SHORTEST_WORD)),
            city=address.city if address else None,
            area=postal_code[:AREA].upper() if postal_code else None,
            **asked,
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A supporter with the places taken, the score, and why, as keys of REASONS."""

    supporter: Supporter
    held: int
    score: int
    reasons: tuple[str, ...]

    @property
    def free(self) -> int:
        """How many places are left."""
        return max(self.supporter.capacity - self.held, 0)

    def sentences(self, wish: Wish, locale: str) -> list[str]:
        """Return the reasons for people, the strongest first; each a translatable sentence."""
        shared = [one for one in wish.languages if one in self.supporter.languages]
        if "mother_tongue" in self.reasons and wish.mother_tongue:
            # The other languages they share are worth knowing, too.
            shared = [wish.mother_tongue, *(o for o in shared if o != wish.mother_tongue)]
        facts = {
            "languages": ", ".join(LANGUAGE.label(one, locale) for one in shared),
            "code": wish.code or "",
            "occupation": self.supporter.occupation or "",
            "area": wish.area or "",
            "city": wish.city or "",
        }
        return [
            _(str(REASONS[key]), mapping=facts)
            for key in sorted(self.reasons, key=lambda key: -WEIGHTS[key])
            if INSTEAD.get(key) not in self.reasons
        ]


def _tests(wish: Wish, held: Any) -> dict[str, ColumnElement[bool]]:
    """Return the condition of each reason; what is not known of the client is no reason."""
    person = Supporter
    tests: dict[str, Any] = dict.fromkeys(WEIGHTS, false())
    if wish.mother_tongue:
        tests["mother_tongue"] = person.languages.contains([wish.mother_tongue])
    if wish.languages:
        tests["language"] = person.languages.overlap(list(wish.languages))
    if wish.subject:
        tests["subject"] = person.subjects.contains([wish.subject])
    if wish.code:
        tests["occupation"] = person.occupation_code == wish.code
    if wish.category:
        tests["category"] = category_of(person) == wish.category
    if wish.words:
        worked = func.lower(person.occupation)
        tests["words"] = or_(*(worked.contains(word, autoescape=True) for word in wish.words))
    if wish.area:
        tests["area"] = func.upper(func.left(person.postal_code, AREA)) == wish.area
    if wish.city:
        tests["city"] = func.lower(person.city) == wish.city.lower()
    if wish.times:
        tests["time"] = person.availability.overlap(list(wish.times))
    tests["online"] = person.meets_online.is_(True)
    tests["unmatched"] = held == 0
    return {key: func.coalesce(test, false()) for key, test in tests.items()}


class Matching:
    """Finds who fits."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def candidates(self, wish: Wish, *, limit: int, offset: int = 0) -> list[Candidate]:
        """Return who may be matched and has a place, best first, by one statement."""
        held = held_places()
        tests = _tests(wish, held)
        score: Any = sum(case((test, WEIGHTS[key]), else_=0) for key, test in tests.items())
        wanted = [may_be_matched(), Supporter.roles.contains([wish.role])]
        if not wish.full_too:
            wanted.append(held < Supporter.capacity)
        if wish.subject:
            wanted.append(tests["subject"])
        if wish.language:
            wanted.append(Supporter.languages.contains([wish.language]))
        if wish.times:
            wanted.append(tests["time"])
        rows = self._db.execute(
            select(Supporter, held, score.label("score"), *tests.values())
            .where(*wanted)
            .order_by(
                score.desc(),
                (Supporter.capacity - held).desc(),
                func.lower(Supporter.last_name),
                Supporter.id,
            )
            .limit(limit)
            .offset(offset)
            # Places are taken by matches that this reader may not see, too.
            .execution_options(beyond_visibility=True)
        )
        return [
            Candidate(
                row[0],
                row[1],
                row[2],
                tuple(key for key, holds in zip(tests, row[3:], strict=True) if holds),
            )
            for row in rows
        ]

    def kept_out(self, role: str, today: dt.date, *, limit: int = 10) -> list[Supporter]:
        """Return active people of a role who are not offered because their check has expired."""
        return list(
            self._db.scalars(
                select(Supporter)
                .where(
                    Supporter.status == ACTIVE,
                    Supporter.roles.contains([role]),
                    Supporter.police_check_expiry < today,
                )
                .order_by(Supporter.police_check_expiry, Supporter.id)
                .limit(limit)
            )
        )
