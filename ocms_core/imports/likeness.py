"""Whom the rows of a file may be, though nothing is quite the same: the whole file at once.

The rows' keys (clients/keys.py) lie in one sorted array. The clients of the agency are read past
it in a stream, so that memory does not grow with the agency; who shares a key with a row is
compared with it as the search compares (clients/scoring.py).
"""

from __future__ import annotations

import heapq
import uuid
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.clients.evidence import Evidence
from ocms_core.clients.keys import SOUND, person_keys, search_names, words_of
from ocms_core.clients.matching import phone_digits
from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.rows import ClientPhone
from ocms_core.clients.scoring import Name
from ocms_core.clients.weights import CONTACT, PROBABLE
from ocms_core.i18n import _

PHONE_END: Final = 7
# A key that more rows share tells nobody apart; the others of its people do.
LARGEST_BLOCK: Final = 60
MOST_LIKELY: Final = 3
AT_ONCE: Final = 2_000
PLACE_BITS: Final = 20
KEY_SPAN: Final = 2**32
# So many bits are worth as much as not: one of some hundred thousand people is meant.
EVEN: Final = 17.0
HIGHEST: Final = 99

LIKE_CLIENT = _("Resembles client ${number}.")
LIKE_ROW = _("Resembles row ${row} of this file.")


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody whom a row may be: a client or an earlier row. score: of 100; reasons: codes."""

    score: int
    sentence: Any
    reasons: tuple[str, ...]
    client_id: uuid.UUID | None = None
    position: int | None = None


@dataclass(slots=True)
class _Row:
    """What of a row is compared. shown: its name as it was written."""

    position: int
    number: int
    shown: str
    names: str
    birth_date: str
    phones: frozenset[str]
    email: str


@lru_cache(maxsize=1 << 15)
def _name(names: str) -> Name:
    return Name.of(names)


class Likenesses:
    """Collects the good rows of a file, then says whom each may be."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._rows: list[_Row] = []
        self._keys = array("Q")
        self._by_phone: defaultdict[str, list[int]] = defaultdict(list)
        self._by_email: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, position: int, number: int, answers: Mapping[str, Any]) -> None:
        """Take a row with what it answers."""
        names = search_names(
            answers.get("first_name"), answers.get("last_name"), answers.get("preferred_name")
        )
        born = str(answers.get("birth_date") or "")
        phones = (phone_digits(row["number"]) for row in answers.get("phones") or ())
        row = _Row(
            position,
            number,
            " ".join(filter(None, (answers.get("first_name"), answers.get("last_name")))),
            names,
            born,
            frozenset(digits[-PHONE_END:] for digits in phones if len(digits) >= PHONE_END),
            str(answers.get("email") or "").lower(),
        )
        place = len(self._rows)
        self._rows.append(row)
        words = [word for mark, word in words_of(names) if not mark]
        dates = [born.rstrip("~")] if born else []
        for key, worth in person_keys([words], dates, near=True).worth.items():
            if worth > SOUND:
                self._keys.append(_unsigned(key) << PLACE_BITS | place)
        for phone in row.phones:
            self._by_phone[phone].append(place)
        if row.email:
            self._by_email[row.email].append(place)

    def shown(self) -> dict[int, tuple[str, str]]:
        """Return by position the name and the date of birth of every row."""
        return {row.position: (row.shown, row.birth_date) for row in self._rows}

    def find(self) -> dict[int, list[Alike]]:
        """Return by position whom the rows may be, the likeliest first."""
        self._keys = array("Q", sorted(self._keys))
        found: defaultdict[int, list[tuple[float, Alike]]] = defaultdict(list)
        for position, bits, alike in (*self._among_rows(), *self._among_clients()):
            found[position].append((bits, alike))
        return {
            position: [alike for _bits, alike in heapq.nlargest(MOST_LIKELY, some, _bits_of)]
            for position, some in found.items()
        }

    def _places(self, key: int) -> Iterator[int]:
        """Yield the rows that have a key; none if too many have it."""
        start = bisect_left(self._keys, _unsigned(key) << PLACE_BITS)
        end = start
        while end < len(self._keys) and self._keys[end] >> PLACE_BITS == _unsigned(key):
            end += 1
            if end - start > LARGEST_BLOCK:
                return
        for at in range(start, end):
            yield self._keys[at] & ((1 << PLACE_BITS) - 1)

    def _among_rows(self) -> Iterator[tuple[int, float, Alike]]:
        candidates: defaultdict[int, set[int]] = defaultdict(set)
        block: list[int] = []
        last = -1
        for entry in (*self._keys, KEY_SPAN << PLACE_BITS):
            key, place = entry >> PLACE_BITS, entry & ((1 << PLACE_BITS) - 1)
            if key != last:
                _pair(block, candidates)
                block, last = [], key
            block.append(place)
        for places in (*self._by_phone.values(), *self._by_email.values()):
            _pair(places, candidates)
        for later, earlier in candidates.items():
            row = self._rows[later]
            for place in earlier:
                other = self._rows[place]
                bits, reasons = _compare(
                    row, other.names, other.birth_date, other.phones, other.email
                )
                if bits >= PROBABLE:
                    sentence = _(str(LIKE_ROW), mapping={"row": other.number})
                    alike = Alike(_score(bits), sentence, reasons, position=other.position)
                    yield row.position, bits, alike

    def _among_clients(self) -> Iterator[tuple[int, float, Alike]]:
        if not self._rows:
            return
        phones = self._phones()
        clients = (
            select(
                Client.id,
                Client.number,
                Client.search_names,
                Client.search_keys,
                Client.birth_date,
                Client.email,
            )
            .where(Client.kind == NAMED)
            .execution_options(yield_per=AT_ONCE)
        )
        for client in self._db.execute(clients):
            own = phones.get(client.id, frozenset())
            email = (client.email or "").lower()
            places = {place for key in client.search_keys for place in self._places(key)}
            places.update(place for phone in own for place in self._by_phone[phone])
            if email in self._by_email:
                places.update(self._by_email[email])
            for place in places:
                row = self._rows[place]
                bits, reasons = _compare(
                    row, client.search_names, client.birth_date or "", own, email
                )
                if bits >= PROBABLE:
                    sentence = _(str(LIKE_CLIENT), mapping={"number": client.number})
                    alike = Alike(_score(bits), sentence, reasons, client_id=client.id)
                    yield row.position, bits, alike

    def _phones(self) -> dict[uuid.UUID, frozenset[str]]:
        """Return the telephones of clients that rows of the file have too."""
        found: defaultdict[uuid.UUID, set[str]] = defaultdict(set)
        if not self._by_phone:
            return {}
        statement = select(ClientPhone.client_id, ClientPhone.digits).execution_options(
            yield_per=AT_ONCE
        )
        for client_id, digits in self._db.execute(statement):
            if digits[-PHONE_END:] in self._by_phone:
                found[client_id].add(digits[-PHONE_END:])
        return {client_id: frozenset(ends) for client_id, ends in found.items()}


def _unsigned(key: int) -> int:
    return key + KEY_SPAN if key < 0 else key


def _bits_of(entry: tuple[float, Alike]) -> float:
    return entry[0]


def _pair(places: Sequence[int], candidates: defaultdict[int, set[int]]) -> None:
    """Note each later row of a block with the earlier ones."""
    if 1 < len(places) <= LARGEST_BLOCK:
        for at, later in enumerate(places):
            for earlier in places[:at]:
                low, high = sorted((later, earlier))
                if low != high:
                    candidates[high].add(low)


def _compare(
    row: _Row, names: str, birth_date: str, phones: Iterable[str], email: str
) -> tuple[float, tuple[str, ...]]:
    """Return how alike a row and somebody are in bits, and why, the strongest first."""
    evidence = Evidence()
    evidence.add_names(_name(row.names), _name(names))
    evidence.add_dates([row.birth_date] if row.birth_date else [], birth_date)
    evidence.add_shared("phone", row.phones, phones)
    if email and email == row.email:
        evidence.add(CONTACT["email"].bits, "email")
    return evidence.bits, evidence.reasons()


def _score(bits: float) -> int:
    """Return bits as a share of 100: how often so much likeness means one person."""
    return min(HIGHEST, round(100 / (1 + 2 ** (EVEN - bits))))
