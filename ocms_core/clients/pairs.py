"""Who of a whole agency may be one person: the scan behind the list of possible duplicates.

Everybody is put under the keys of the search and a few of the address, and only people who share
a key are compared. It reads beyond what one person may see: it runs as a job for the agency.
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.clients import scoring
from ocms_core.clients.keys import SOUND, Keys, person_keys, search_names, words_of
from ocms_core.clients.matching import fold
from ocms_core.clients.models import NAMED, Client, ClientAddress, ClientIdentifier, ClientPhone
from ocms_core.clients.scoring import Name
from ocms_core.clients.weights import CONTACT, PAIR
from ocms_core.db.scope import agency_of

BEYOND: Final = {"beyond_visibility": True}
PHONE_END: Final = 7
# A key that more people share tells nobody apart; the others of its people do.
LARGEST_BLOCK: Final = 60
STEP: Final = 2_000


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
    postal_codes: set[str] = field(default_factory=set)
    streets: list[frozenset[str]] = field(default_factory=list)
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
    seen: set[int] = set()
    count = len(people)
    blocks = _blocks(people)
    done = 0
    for block in blocks:
        for one, other in combinations(block, 2):
            number = one * count + other
            if number in seen:
                continue
            seen.add(number)
            score, reasons = compare(people[one], people[other])
            if score >= PAIR:
                low, high = sorted((people[one].id, people[other].id))
                yield Pair(low, high, score, reasons)
        done += 1
        if progress is not None and done % STEP == 0:
            progress(done * count // len(blocks), count)
    if progress is not None:
        progress(count, count)


def compare(one: Person, other: Person) -> tuple[float, tuple[str, ...]]:
    """Return how alike two people are in bits, and the codes of why, the strongest first."""
    names = scoring.compare_names(one.name, other.name)
    dates = [one.birth_date] if one.birth_date else []
    bits, _level = scoring.compare_dates(dates, other.birth_date)
    why: list[tuple[float, str]] = [(bits, "birth_date")]
    reason = scoring.name_reason(names)
    total = names.bits + bits
    if reason:
        why.append((names.bits, reason))
    for kind, mine, theirs in (
        ("identifier", one.identifiers, other.identifiers),
        ("phone", one.phones, other.phones),
    ):
        if not mine.isdisjoint(theirs):
            total += CONTACT[kind].bits
            why.append((CONTACT[kind].bits, kind))
    if one.email and one.email == other.email:
        total += CONTACT["email"].bits
        why.append((CONTACT["email"].bits, "email"))
    address = _compare_addresses(one, other)
    total += address
    why.append((address, "address"))
    why.sort(reverse=True)
    return total, tuple(code for worth, code in why if worth > 0)


def _compare_addresses(one: Person, other: Person) -> float:
    bits = 0.0
    if one.postal_codes and other.postal_codes:
        if not one.postal_codes.isdisjoint(other.postal_codes):
            bits += CONTACT["postal_code"].bits
        elif any(
            scoring.OSA.distance(a, b, score_cutoff=1) <= 1
            for a in one.postal_codes
            for b in other.postal_codes
        ):
            bits += CONTACT["postal_near"].bits
        else:
            bits += CONTACT["postal_other"].bits
    if one.streets and other.streets:
        alike = max(_shared(a, b) for a in one.streets for b in other.streets)
        bits += CONTACT["street"].bits * alike if alike else CONTACT["street_other"].bits
    if not one.street_numbers.isdisjoint(other.street_numbers):
        bits += CONTACT["street_number"].bits
    if one.cities and other.cities:
        near = max(scoring.JaroWinkler.similarity(a, b) for a in one.cities for b in other.cities)
        same = near >= 0.9  # noqa: PLR2004
        bits += CONTACT["city" if same else "city_other"].bits
    return bits


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the words of two streets agree."""
    fewest = min(len(one), len(other))
    if not fewest:
        return 0.0
    agreed = len(one & other)
    rest = other - one
    for word in one - other:
        if any(scoring.name_level(word, another) == "near" for another in rest):
            agreed += 1
    return min(1.0, agreed / fewest)


def _blocks(people: list[Person]) -> list[list[int]]:
    """Return groups of places of people who share a key, the smallest first."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for key in _keys(person):
            groups[key].append(place)
    found = [group for group in groups.values() if 1 < len(group) <= LARGEST_BLOCK]
    found.sort(key=len)
    return found


def _keys(person: Person) -> Iterable[int]:
    dates = [person.birth_date.rstrip("~")] if person.birth_date else []
    keys: Keys = person_keys([person.words], dates)
    found = [key for key, worth in keys.worth.items() if worth > SOUND]
    for kind, values in (
        ("t", person.phones),
        ("i", [value.hex() for value in person.identifiers]),
        ("e", [person.email] if person.email else []),
        (
            "a",
            [
                f"{number} {word}"
                for number in person.street_numbers
                for street in person.streets
                for word in street
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
            Client.first_name,
            Client.last_name,
            Client.preferred_name,
            Client.birth_date,
            Client.email,
        ).where(Client.kind == NAMED),
        execution_options=BEYOND,
    )
    for row in rows:
        names = search_names(row.first_name, row.last_name, row.preferred_name)
        marked = words_of(names)
        words = [word for mark, word in marked if not mark]
        email = (row.email or "").lower()
        people[row.id] = Person(row.id, Name(marked), words, row.birth_date or "", email=email)
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
    street = frozenset(word for word in fold(row.street_name).split() if word)
    if street:
        person.streets.append(street)
    number = fold(row.street_number)
    if number:
        person.street_numbers.add(number)
    city = fold(row.city)
    if city:
        person.cities.add(city)
