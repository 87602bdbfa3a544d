"""Who of a whole agency may be one person: the scan behind the list of possible duplicates.

Everybody is put under the keys of the search and a few of the address, and only people who share
a key are compared. It reads beyond what one person may see: it runs as a job for the agency.
"""

from __future__ import annotations

import re
import uuid
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log2
from typing import Any, Final
from zlib import crc32

from rapidfuzz.distance import OSA, JaroWinkler
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.clients.evidence import Evidence
from ocms_core.clients.keys import words_of
from ocms_core.clients.matching import fold
from ocms_core.clients.models import NAMED, Client, ClientAddress, ClientIdentifier, ClientPhone
from ocms_core.clients.scoring import Name
from ocms_core.clients.weights import CONTACT, HOUSEHOLD, PAIR
from ocms_core.db.scope import agency_of

BEYOND: Final = {"beyond_visibility": True}
PHONE_END: Final = 7
# A key that more people share tells nobody apart; the others of its people do.
LARGEST_BLOCK: Final = 60
HANDFUL: Final = 10
# What the largest block is still worth, in bits.
BASE: Final = 7.0
STEP: Final = 1_000
STREET_ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Pair:
    """Two clients who may be one. score: in bits; reasons: codes of ``search.REASONS``."""

    low_id: uuid.UUID
    high_id: uuid.UUID
    score: float
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Person:
    """What of a client is compared."""

    id: uuid.UUID
    name: Name
    words: list[str]
    birth_date: str
    phones: frozenset[str] = frozenset()
    identifiers: frozenset[bytes] = frozenset()
    email: str = ""
    family: uuid.UUID | None = None
    postal_codes: set[str] = field(default_factory=set)
    keys: Sequence[int] = ()
    streets: list[frozenset[str]] = field(default_factory=list)
    street_words: set[str] = field(default_factory=set)
    street_numbers: set[str] = field(default_factory=set)
    cities: set[str] = field(default_factory=set)


def find_pairs(db: Session, progress: Callable[[int, int], None] | None = None) -> Iterator[Pair]:
    """Yield the pairs of named clients of the agency in scope who may be one, in no order.

    progress: called with how many clients are done and how many there are.
    """
    agency_of(db)
    people = _read(db)
    yield from pairs_of(people, progress)


def pairs_of(
    people: list[Person], progress: Callable[[int, int], None] | None = None
) -> Iterator[Pair]:
    """Yield the pairs among these people."""
    count = len(people)
    for one, others in _likely(people):
        for other in others:
            score, reasons = compare(people[one], people[other])
            if score >= PAIR:
                low, high = sorted((people[one].id, people[other].id))
                yield Pair(low, high, score, reasons)
        if progress is not None and one % STEP == STEP - 1:
            progress(one + 1, count)
    if progress is not None:
        progress(count, count)


def _likely(people: list[Person]) -> Iterator[tuple[int, list[int]]]:
    """Yield each person's place with the later ones who share enough keys."""
    keys = [_keys(person) for person in people]
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place, own in enumerate(keys):
        for key in own:
            groups[key].append(place)
    # A key is worth more, the fewer share it; one alone is enough only if a handful do.
    worth = [0.0, 0.0, *(log2(LARGEST_BLOCK / size) for size in range(2, LARGEST_BLOCK + 1))]
    enough = log2(LARGEST_BLOCK / HANDFUL) + BASE
    for one, own in enumerate(keys):
        shared: defaultdict[int, float] = defaultdict(float)
        for key in own:
            group = groups[key]
            if 1 < len(group) <= LARGEST_BLOCK:
                more = worth[len(group)] + BASE
                for other in group[bisect_right(group, one) :]:
                    shared[other] += more
        yield one, [other for other, total in shared.items() if total >= enough]


def compare(one: Person, other: Person) -> tuple[float, tuple[str, ...]]:
    """Return how alike two people are in bits, and the codes of why, the strongest first."""
    evidence = Evidence()
    names = evidence.add_names(one.name, other.name)
    evidence.add_dates([one.birth_date] if one.birth_date else [], other.birth_date)
    evidence.add_shared("identifier", one.identifiers, other.identifiers)
    evidence.add_shared("phone", one.phones, other.phones)
    if one.email and one.email == other.email:
        evidence.add(CONTACT["email"].bits, "email")
    evidence.add(_compare_addresses(one, other), "address")
    if names.others and _one_household(one, other):
        # Relatives have the same family name, home and telephone, and twins the birth date too.
        evidence.add(-HOUSEHOLD)
    return evidence.bits, evidence.reasons()


def _one_household(one: Person, other: Person) -> bool:
    """Whether two people are registered as of one family, or share a telephone or e-mail."""
    if one.family is not None and one.family == other.family:
        return True
    return not one.phones.isdisjoint(other.phones) or bool(one.email and one.email == other.email)


def _compare_addresses(one: Person, other: Person) -> float:
    bits = 0.0
    if one.postal_codes and other.postal_codes:
        if not one.postal_codes.isdisjoint(other.postal_codes):
            bits += CONTACT["postal_code"].bits
        elif any(
            OSA.distance(a, b, score_cutoff=1) <= 1
            for a in one.postal_codes
            for b in other.postal_codes
        ):
            bits += CONTACT["postal_near"].bits
        else:
            bits += CONTACT["postal_other"].bits
    if one.streets and other.streets:
        alike = max(_overlap(a, b) for a in one.streets for b in other.streets)
        if alike >= STREET_ALIKE:
            bits += CONTACT["street"].bits * alike
        else:
            bits += CONTACT["street_other"].bits
    if not one.street_numbers.isdisjoint(other.street_numbers):
        bits += CONTACT["street_number"].bits
    if one.cities and other.cities:
        near = max(JaroWinkler.similarity(a, b) for a in one.cities for b in other.cities)
        same = near >= 0.9  # noqa: PLR2004
        bits += CONTACT["city" if same else "city_other"].bits
    return bits


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the letter pairs of two lines agree."""
    return 2 * len(one & other) / (len(one) + len(other))


def _keys(person: Person) -> set[int]:
    dates = [person.birth_date] if person.birth_date else []
    found = list(person.keys)
    for kind, values in (
        ("t", person.phones),
        ("i", [value.hex() for value in person.identifiers]),
        ("e", [person.email] if person.email else []),
        (
            "a",
            [
                f"{number} {word}"
                for number in person.street_numbers
                for word in person.street_words
            ],
        ),
        (
            "c",
            [f"{code} {word[:3]}" for code in person.postal_codes for word in person.words],
        ),
        ("n", [f"{number} {day}" for number in person.street_numbers for day in dates]),
    ):
        found += [crc32(f"{kind}{value}".encode()) for value in values]
    return set(found)


def _read(db: Session) -> list[Person]:
    people: dict[uuid.UUID, Person] = {}
    rows = db.execute(
        select(
            Client.id,
            Client.search_names,
            Client.search_keys,
            Client.birth_date,
            Client.email,
            Client.family_id,
        ).where(Client.kind == NAMED),
        execution_options=BEYOND,
    )
    for row in rows:
        marked = words_of(row.search_names)
        words = [word for mark, word in marked if not mark]
        email = (row.email or "").lower()
        people[row.id] = Person(
            row.id,
            Name(marked),
            words,
            row.birth_date or "",
            email=email,
            family=row.family_id,
            keys=row.search_keys,
        )
    for target, statement in (
        ("phones", select(ClientPhone.client_id, ClientPhone.digits)),
        ("identifiers", select(ClientIdentifier.client_id, ClientIdentifier.blind_index)),
    ):
        found: defaultdict[uuid.UUID, set[Any]] = defaultdict(set)
        for client_id, value in db.execute(statement, execution_options=BEYOND):
            if isinstance(value, bytes):
                found[client_id].add(value)
            elif value and len(value) >= PHONE_END:
                found[client_id].add(value[-PHONE_END:])
        for client_id, values in found.items():
            if client_id in people:
                setattr(people[client_id], target, frozenset(values))
    addresses = select(
        ClientAddress.client_id,
        ClientAddress.street_number,
        ClientAddress.street_name,
        ClientAddress.city,
        ClientAddress.postal_code,
    )
    for address in db.execute(addresses, execution_options=BEYOND):
        person = people.get(address.client_id)
        if person is not None:
            _add_address(person, address)
    return list(people.values())


def _add_address(person: Person, row: Any) -> None:
    postal_code = re.sub(r"[^0-9A-Z]", "", (row.postal_code or "").upper())
    if postal_code:
        person.postal_codes.add(postal_code)
    words = fold(row.street_name).split()
    letters = "".join(words)
    if len(letters) > 1:
        person.streets.append(frozenset(map("".join, pairwise(letters))))
        person.street_words.update(words)
    number = fold(row.street_number)
    if number:
        person.street_numbers.add(number)
    city = fold(row.city)
    if city:
        person.cities.add(city)
