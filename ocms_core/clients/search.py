"""Find a client from whatever the worker types: a name, a number, a telephone, a date of birth.

The database's function ``find_clients`` gives the few hundred ids of the caller's agency who may
be meant; ``scoring`` says how alike each is; and who is shown is read through the ORM, so that
what this person may not see stays unseen (decisions A7). Three statements, and two more when
the keys find nobody who convinces.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Date,
    Integer,
    LargeBinary,
    Row,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.orm import Session

from ocms_core.clients import matching
from ocms_core.clients.evidence import Evidence
from ocms_core.clients.keys import MOST_WORDS, Keys
from ocms_core.clients.models import Client, ClientAlias
from ocms_core.clients.query import FEWEST_PHONE_DIGITS, LONGEST_TEXT, Query
from ocms_core.clients.scoring import Name
from ocms_core.clients.weights import CONTACT, DOUBTFUL, POSSIBLE, PROBABLE, SHOWN
from ocms_core.db.scope import agency_of
from ocms_core.i18n import _
from ocms_core.lookups.codelist import fold as fold_label

__all__ = ["LONGEST_TEXT", "ClientSearch", "Found", "Match", "Query", "SearchOptions"]

MOST: Final = 50
CANDIDATES: Final = 200
YEARS: Final = range(1900, 2200)
BEYOND: Final = {"beyond_visibility": True, "with_merged": True}

REASONS: Final = {
    "number": _("Client number"),
    "identifier": _("Same immigration identifier"),
    "phone": _("Telephone number"),
    "email": _("E-mail"),
    "address": _("Address"),
    "name": _("Name"),
    "preferred_name": _("Preferred name"),
    "previous_name": _("Previous name"),
    "name_form": _("Another form of the name"),
    "name_sound": _("Name that sounds alike"),
    "name_similar": _("Similar name"),
    "birth_date": _("Date of birth"),
    "birth_swapped": _("Date of birth with day and month exchanged"),
    "birth_near": _("Date of birth with one digit different"),
    "birth_month": _("Month of birth"),
    "birth_year": _("Year of birth"),
    "birth_day": _("Day and month of birth"),
}
# Known by the database alone, the strongest first.
DIRECT: Final = ("number", "identifier", "phone", "email")
NUMBER_BITS: Final = 30.0
UNFOUND: Final = -5.0

_FIND = text(
    """
    select client_id, reasons from find_clients(
        :keys, :worths, :words, :typing, :wide,
        :digits, :numbers, :blind_indexes, :emails, :born_since, :born_until,
        :gender, :birth_year, :immigration_status, :country_of_origin, :city, :postal_code, :limit)
    """
).bindparams(
    bindparam("keys", type_=ARRAY(Integer)),
    bindparam("worths", type_=ARRAY(REAL)),
    bindparam("words", type_=ARRAY(Text)),
    bindparam("digits", type_=ARRAY(Text)),
    bindparam("numbers", type_=ARRAY(BigInteger)),
    bindparam("blind_indexes", type_=ARRAY(LargeBinary)),
    bindparam("emails", type_=ARRAY(Text)),
    bindparam("born_since", type_=ARRAY(Date)),
    bindparam("born_until", type_=ARRAY(Date)),
)
# One parameter instead of hundreds: the statement is compiled once.
# A record that was merged still has the old spellings: by them the one that took it up is found.
# One parameter for all ids instead of hundreds, so that the statement is compiled once.
_COMPARED = (
    select(
        func.coalesce(ClientAlias.client_id, Client.id).label("id"),
        Client.id.label("compared_id"),
        Client.search_names,
        Client.birth_date,
    )
    .outerjoin(ClientAlias, ClientAlias.former_id == Client.id)
    .where(Client.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """The additional options: each narrows what the text finds. Lists are given by code."""

    gender: str | None = None
    birth_year: int | None = None
    immigration_status: str | None = None
    country_of_origin: str | None = None
    city: str | None = None
    postal_code: str | None = None

    def parameters(self) -> dict[str, Any]:
        """Return the options as the function compares them."""
        postal_code = re.sub(r"[^0-9A-Z]", "", (self.postal_code or "").upper())
        return {
            "gender": self.gender or None,
            "birth_year": self.birth_year if self.birth_year in YEARS else None,
            "immigration_status": self.immigration_status or None,
            "country_of_origin": self.country_of_origin or None,
            "city": fold_label(self.city or "") or None,
            "postal_code": postal_code or None,
        }


@dataclass(frozen=True, slots=True)
class Scored:
    """Somebody who was compared. bits: how alike; without_contact: by name and birth date alone."""

    client_id: uuid.UUID
    bits: float
    without_contact: float
    reason_codes: tuple[str, ...]
    sort_key: str


@dataclass(frozen=True, slots=True)
class Match:
    """A client who was found. score: in bits; reason_codes: why, the strongest first."""

    client: Client
    score: float
    reason_codes: tuple[str, ...]
    without_contact: float = 0.0

    def is_probable(self, *, in_family: bool = False) -> bool:
        """Whether a worker is asked before a new client is made.

        in_family: the new client is made as a member of a family, which shares its telephone.
        """
        return self._reaches(PROBABLE, in_family=in_family)

    def is_possible(self, *, in_family: bool = False) -> bool:
        """Whether a worker is shown the client while the page of a new one is filled."""
        return self._reaches(POSSIBLE, in_family=in_family)

    def _reaches(self, enough: float, *, in_family: bool) -> bool:
        bits = self.without_contact if in_family else self.score
        return bits >= enough or "identifier" in self.reason_codes

    @property
    def reasons(self) -> list[str]:
        """Return why, as translatable words."""
        return [REASONS[code] for code in self.reason_codes]


class Found(list[Match]):
    """Who was found, the likeliest first.

    hidden: how many were found too of whom this person may see nothing, and who are surely meant
    (the same identifier, or the same name and date of birth). Never tell more than that.
    """

    hidden: int = 0


class ClientSearch:
    """Finds clients of the agency in scope."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def find(self, typed: str, options: SearchOptions | None = None, limit: int = 20) -> Found:
        """Return the clients that the text may mean, the likeliest first, at most 50."""
        return self.look_for(Query.parse(typed), options, limit)

    def like(
        self,
        *,
        names: Sequence[str | None] = (),
        birth_date: str | None = None,
        phones: Iterable[str] = (),
        identifiers: Iterable[str] = (),
        email: str | None = None,
        limit: int = 10,
    ) -> Found:
        """Return the clients who may be the person being registered."""
        digits = [matching.phone_digits(phone) for phone in phones if phone]
        words = matching.fold(" ".join(name for name in names if name)).split()
        query = Query(
            words=list(dict.fromkeys(words))[:MOST_WORDS],
            digits=[number for number in digits if len(number) >= FEWEST_PHONE_DIGITS],
            identifiers=[value for value in identifiers if value],
            emails=[email.lower()] if email else [],
        )
        if birth_date:
            query.dates = [birth_date.removesuffix("~")]
        return self.look_for(query, None, limit)

    def look_for(
        self, query: Query, options: SearchOptions | None = None, limit: int = 20
    ) -> Found:
        """Return the clients that a parsed query may mean, the likeliest first."""
        agency_of(self._db)
        if query.is_empty:
            return Found()
        scored = self.score(query, options)[: max(1, min(limit, MOST))]
        clients = self._read([hit.client_id for hit in scored])
        found = Found(
            Match(clients[hit.client_id], hit.bits, hit.reason_codes, hit.without_contact)
            for hit in scored
            if hit.client_id in clients
        )
        found.hidden = sum(_is_surely(hit) for hit in scored if hit.client_id not in clients)
        return found

    def score(self, query: Query, options: SearchOptions | None = None) -> list[Scored]:
        """Return who may be meant, the likeliest first, also those whom one may not see.

        For what does not show them: it reads beyond visibility.
        """
        given = self._parameters(query, options)
        scored = self._compare(query, self._db.execute(_FIND, given).all())
        if _is_doubtful(query, scored):
            wide = given | {"keys": [], "worths": [], "typing": False, "wide": True}
            known = {hit.client_id for hit in scored}
            more = self._compare(query, self._db.execute(_FIND, wide).all())
            scored += [hit for hit in more if hit.client_id not in known]
        scored.sort(key=lambda hit: (-hit.bits, hit.sort_key, hit.client_id))
        return scored

    def _parameters(self, query: Query, options: SearchOptions | None) -> dict[str, Any]:
        spans = [matching.date_span(date) for date in query.dates]
        vault = self._db.info.get("vault")
        keys: Keys = query.keys()
        return {
            "keys": list(keys.worth),
            "worths": list(keys.worth.values()),
            "words": query.words,
            "typing": query.typing,
            "wide": False,
            "digits": query.digits,
            "numbers": query.numbers,
            "emails": query.emails,
            "blind_indexes": [
                vault.blind(self._db, identifier) for identifier in query.identifiers if vault
            ],
            "born_since": [since for since, _until in spans],
            "born_until": [until for _since, until in spans],
            "limit": CANDIDATES,
            **(options or SearchOptions()).parameters(),
        }

    def _compare(self, query: Query, found: Sequence[Row[Any]]) -> list[Scored]:
        direct = {row.client_id: row.reasons for row in found}
        if not direct:
            return []
        name = query.name() if query.words else None
        dates = [*query.dates, *query.broken_dates]
        rows = self._db.execute(_COMPARED, {"ids": list(direct)}, execution_options=BEYOND).all()
        scored = (score_one(name, dates, direct[row.compared_id], row) for row in rows)
        best: dict[uuid.UUID, Scored] = {}
        for hit in scored:
            known = best.get(hit.client_id)
            if hit.bits >= SHOWN and (known is None or known.bits < hit.bits):
                best[hit.client_id] = hit
        return list(best.values())

    def _read(self, ids: list[uuid.UUID]) -> dict[uuid.UUID, Client]:
        if not ids:
            return {}
        wanted = bindparam("ids", type_=ARRAY(Uuid))
        clients = self._db.scalars(select(Client).where(Client.id == any_(wanted)), {"ids": ids})
        return {client.id: client for client in clients}


def score_one(
    name: Name | None,
    dates: Sequence[str],
    direct: Iterable[str],
    row: Any,
) -> Scored:
    """Compare who is looked for with the id, search_names and birth_date of a client.

    direct: reasons that the database found.
    """
    evidence = Evidence()
    known = [code for code in DIRECT if code in direct]
    if name is not None:
        # One box holds several ways to find somebody: a number found is not unfound by a name.
        worst = UNFOUND if known else None
        evidence.add_names(name, Name.of(row.search_names), worst=worst)
    evidence.add_dates(dates, row.birth_date)
    person_bits = evidence.bits
    for code in known:
        evidence.add(NUMBER_BITS if code == "number" else CONTACT[code].bits, code)
    return Scored(row.id, evidence.bits, person_bits, evidence.reasons(), row.search_names)


def _is_doubtful(query: Query, scored: list[Scored]) -> bool:
    """Whether the keys found nobody convincing, so that letters are to be compared at large."""
    if not query.words:
        return False
    best = max((hit.bits for hit in scored), default=0.0)
    if best >= DOUBTFUL:
        return False
    as_typed = any({"name", "preferred_name"} & set(hit.reason_codes) for hit in scored)
    return bool(query.dates or query.broken_dates) or not as_typed


def _is_surely(hit: Scored) -> bool:
    return "identifier" in hit.reason_codes or {"name", "birth_date"} <= set(hit.reason_codes)
