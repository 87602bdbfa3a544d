"""Find a client from whatever the worker types: a name, a number, a telephone, a date of birth.

The database's function ``find_clients`` gives ids, points and reasons within the caller's agency;
the clients are then read through the ORM, so that what this person may not see stays unseen
(decisions A7). Two statements in all.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Date, LargeBinary, Text, bindparam, select, text
from sqlalchemy.orm import Session

from ocms_core.clients import matching
from ocms_core.clients.models import Client, ClientAlias
from ocms_core.db.scope import agency_of
from ocms_core.i18n import _
from ocms_core.lookups.codelist import fold as fold_label

MOST: Final = 50
MOST_WORDS: Final = 6
FEWEST_PHONE_DIGITS: Final = 5
LONGEST_TEXT: Final = 200
LARGEST_NUMBER: Final = 2**63 - 1
YEARS: Final = range(1900, 2200)

REASONS: Final = {
    "number": _("Client number"),
    "identifier": _("Immigration identifier"),
    "phone": _("Telephone number"),
    "email": _("E-mail"),
    "name": _("Name"),
    "preferred_name": _("Preferred name"),
    "name_similar": _("Similar name"),
    "birth_date": _("Date of birth"),
}

_EMAIL = re.compile(r"[^\s,;<>]+@[^\s,;<>]*")
_NUMBER = re.compile(r"(?:#|\bno\.?|\bnº|\bn°)\s*([0-9]{1,12})\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\w)\+?[(]?[0-9][0-9 ().\-/]*(?!\w)")
_HAS_DIGIT = re.compile(r"\d")
_IDENTIFIER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*")

_FIND = text(
    """
    select client_id, points, reasons from find_clients(
        :words, :digits, :numbers, :blind_indexes, :emails, :born_since, :born_until,
        :gender, :birth_year, :immigration_status, :country_of_origin, :city, :postal_code, :limit)
    """
).bindparams(
    bindparam("words", type_=ARRAY(Text)),
    bindparam("digits", type_=ARRAY(Text)),
    bindparam("numbers", type_=ARRAY(BigInteger)),
    bindparam("blind_indexes", type_=ARRAY(LargeBinary)),
    bindparam("emails", type_=ARRAY(Text)),
    bindparam("born_since", type_=ARRAY(Date)),
    bindparam("born_until", type_=ARRAY(Date)),
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


@dataclass(slots=True, kw_only=True)
class Query:
    """What somebody looks for, taken apart.

    words: folded words of a name. dates: partial dates, the likeliest reading first.
    identifiers: in clear, of which only the blind index reaches the database.
    """

    words: list[str] = field(default_factory=list)
    digits: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)

    @classmethod
    def parse(cls, typed: str) -> Query:
        """Take apart what was typed into the one box."""
        rest = _plain_digits(typed.replace("\x00", " ")[:LONGEST_TEXT])
        query = cls(identifiers=_identifiers(rest))
        query.emails = [found.lower() for found in _EMAIL.findall(rest)]
        rest = _EMAIL.sub(" ", rest)
        query.numbers = [int(number) for number in _NUMBER.findall(rest)]
        rest = _NUMBER.sub(" ", rest)
        query.dates, undated = matching.take_dates(rest)
        groups = _PHONE.findall(undated)
        if rest.strip().isdecimal():
            # Eight digits alone may be a day, and may be a number as well.
            groups = [rest]
        for group in groups:
            query._take_digits(group)
        words = matching.fold(undated).split()
        query.words = [word for word in words if not _HAS_DIGIT.search(word)][:MOST_WORDS]
        return query

    def _take_digits(self, group: str) -> None:
        digits = matching.phone_digits(group)
        if len(digits) >= FEWEST_PHONE_DIGITS:
            self.digits.append(digits)
        if group.strip().isdecimal() and int(group) <= LARGEST_NUMBER:
            self.numbers.append(int(group))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (
            self.words
            or self.digits
            or self.numbers
            or self.identifiers
            or self.emails
            or self.dates
        )


@dataclass(frozen=True, slots=True)
class Match:
    """A client who was found. reason_codes: why, the strongest first; reasons: in plain words."""

    client: Client
    score: float
    reason_codes: tuple[str, ...]

    @property
    def reasons(self) -> list[str]:
        """Return why, as translatable words."""
        return [REASONS[code] for code in self.reason_codes]


class ClientSearch:
    """Finds clients of the agency in scope."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def find(
        self, typed: str, options: SearchOptions | None = None, limit: int = 20
    ) -> list[Match]:
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
    ) -> list[Match]:
        """Return the clients who may be the person being registered."""
        digits = [matching.phone_digits(phone) for phone in phones if phone]
        words = matching.fold(" ".join(name for name in names if name)).split()
        query = Query(
            words=words[:MOST_WORDS],
            digits=[number for number in digits if len(number) >= FEWEST_PHONE_DIGITS],
            identifiers=[value for value in identifiers if value],
            emails=[email.lower()] if email else [],
        )
        if birth_date:
            date = birth_date.removesuffix("~")
            query.dates = [date, *filter(None, [matching.swapped(date)])]
        return self.look_for(query, None, limit)

    def look_for(
        self, query: Query, options: SearchOptions | None = None, limit: int = 20
    ) -> list[Match]:
        """Return the clients that a parsed query may mean, the likeliest first."""
        agency_of(self._db)
        if query.is_empty:
            return []
        found = self._db.execute(_FIND, self._parameters(query, options, limit)).all()
        if not found:
            return []
        clients = self._read([row.client_id for row in found])
        self._follow_merges(clients, [row.client_id for row in found])
        matches: dict[uuid.UUID, Match] = {}
        for row in found:
            client = clients.get(row.client_id)
            if client is not None and client.id not in matches:
                told = _told(row.reasons, client, query)
                matches[client.id] = Match(client, row.points, told)
        return list(matches.values())

    def _follow_merges(self, clients: dict[uuid.UUID, Client], found: Iterable[uuid.UUID]) -> None:
        """Put who took up a record in its place: old numbers and spellings find the person."""
        gone = [key for key in found if key not in clients]
        if not gone:
            return
        aliases = select(ClientAlias.former_id, ClientAlias.client_id).where(
            ClientAlias.former_id.in_(gone)
        )
        present = dict(self._db.execute(aliases).all())
        missing = [key for key in present.values() if key not in clients]
        read = {**clients, **(self._read(missing) if missing else {})}
        clients.update(
            (former, read[client_id]) for former, client_id in present.items() if client_id in read
        )

    def _parameters(
        self, query: Query, options: SearchOptions | None, limit: int
    ) -> dict[str, Any]:
        spans = [matching.date_span(date) for date in query.dates]
        vault = self._db.info.get("vault")
        return {
            "words": query.words,
            "digits": query.digits,
            "numbers": query.numbers,
            "emails": query.emails,
            "blind_indexes": [
                vault.blind(self._db, identifier) for identifier in query.identifiers if vault
            ],
            "born_since": [since for since, _until in spans],
            "born_until": [until for _since, until in spans],
            "limit": max(1, min(limit, MOST)),
            **(options or SearchOptions()).parameters(),
        }

    def _read(self, ids: list[uuid.UUID]) -> dict[uuid.UUID, Client]:
        clients = self._db.scalars(select(Client).where(Client.id.in_(ids)))
        return {client.id: client for client in clients}


def _plain_digits(typed: str) -> str:
    """Return text with the digits of other scripts as ours."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in typed)


def _identifiers(typed: str) -> list[str]:
    """Return what may be an identifier: each word with four digits or more, and all in one."""
    words = [*_IDENTIFIER.findall(typed), re.sub(r"[\s./-]", "", typed)]
    likely = [
        word.upper().replace("-", "")
        for word in words
        if len(re.findall("[0-9]", word)) >= 4 and len(word) <= 40  # noqa: PLR2004
    ]
    return list(dict.fromkeys(likely))


def _told(reasons: list[str], client: Client, query: Query) -> tuple[str, ...]:
    """Return the reasons, with "preferred name" where only that name has the words."""
    official = f" {matching.name_key(client.first_name, client.last_name)}"
    if "name" in reasons and not all(f" {word}" in official for word in query.words):
        reasons = ["preferred_name" if reason == "name" else reason for reason in reasons]
    return tuple(reasons)
