"""The agencies of `make bench-matching`: FEBRL 4 among 100,000, our own people, and the pairs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import psycopg

from bench import febrl
from bench.damages import KINDS, Asked, fits
from bench.people import Made, make_people
from ocms_core.clients.keys import search_names, stored_keys
from ocms_core.clients.matching import name_key
from ocms_core.db.types import uuid7

FEBRL, OWN, PAIRS = 1, 2, 3
SEED = 20_261_123
QUERIES_A_KIND = 400
NEWCOMERS = 2_000
OWN_SCRIPT = 0.1
COLUMNS = (
    "agency_id, id, number, kind, state, revision, status, first_name, last_name, name_key,"
    " search_names, search_keys, birth_date"
)


def padding(random: Random, count: int) -> Iterator[Made]:
    """Yield people to hide FEBRL's among: half with its names newly put together, half ours."""
    originals = list(febrl.records(febrl.ORIGINALS).values())
    for _person in range(count // 2):
        day = dt.date(1900, 1, 1) + dt.timedelta(days=random.randrange(36_500))
        yield Made(
            first=random.choice(originals)["given_name"],
            last=random.choice(originals)["surname"],
            native_first=None,
            native_last=None,
            birth_date=day.isoformat(),
            country="AU",
        )
    yield from make_people(random, count - count // 2)


def write_febrl(connection: psycopg.Connection[Any], people: int) -> None:
    """Write the originals, numbered as they are in FEBRL, and who hides them."""
    originals = [
        (int(key), row["given_name"], row["surname"], _real(febrl.birth_date(row)), ())
        for key, row in febrl.records(febrl.ORIGINALS).items()
    ]
    others = (
        (10_000 + place, each.first, each.last, each.birth_date, ())
        for place, each in enumerate(padding(Random(SEED), people - len(originals)))
    )
    write_clients(connection, FEBRL, (*originals, *others))


def own_people(people: int) -> tuple[list[Made], list[tuple[str, int, Asked]]]:
    """Return the registered, and what is asked: kind, place of who is meant, and what is typed."""
    random = Random(SEED + 1)
    registered = list(make_people(random, people))
    names = Counter(person.full for person in registered)
    asked = []
    for kind, damage in KINDS.items():
        places = [
            place
            for place, person in enumerate(registered[: people // 2])
            if fits(kind, person, names[person.full])
        ]
        for number, place in enumerate(random.sample(places, QUERIES_A_KIND)):
            person = registered[place]
            if kind == "married name" and number % 2:
                person = replace(person, other_name=random.choice(registered).last or "Tremblay")
                registered[place] = person
            typed = damage(random, person, registered)
            if kind == "other script" and number % 2:
                # The other way round: registered in the own script, asked for in Latin letters.
                typed = Asked(person.first, person.last, typed.birth_date)
                registered[place] = replace(
                    person, first=person.native_first or "", last=person.native_last or ""
                )
            asked.append((kind, place, typed))
    meant = {place for _kind, place, _typed in asked}
    registered = [
        person if place in meant else person.stored(random, OWN_SCRIPT)
        for place, person in enumerate(registered)
    ]
    return registered, asked


def newcomers() -> list[Made]:
    """Return people who are in no agency."""
    return list(make_people(Random(SEED + 2), NEWCOMERS))


def write_own(connection: psycopg.Connection[Any], registered: Iterable[Made]) -> None:
    """Write our own people; a person's number is one more than the place."""
    rows = (
        (place + 1, each.first, each.last, each.birth_date, (each.other_name or "",))
        for place, each in enumerate(registered)
    )
    write_clients(connection, OWN, rows)


def write_pairs(connection: psycopg.Connection[Any]) -> None:
    """Write originals and copies with their addresses: numbers below and above 10,000."""
    rows, addresses = [], []
    for name, offset in ((febrl.ORIGINALS, 0), (febrl.COPIES, 10_000)):
        for key, record in febrl.records(name).items():
            number = offset + int(key)
            day = _real(febrl.birth_date(record))
            rows.append((number, record["given_name"], record["surname"], day, ()))
            addresses.append((number, record))
    write_clients(connection, PAIRS, rows)
    with connection.cursor() as cursor:
        cursor.execute("select number, id from client where agency_id = %s", [PAIRS])
        ids = dict(cursor.fetchall())
        columns = (
            "agency_id, id, client_id, position, street_number, street_name, city, postal_code"
        )
        with cursor.copy(f"copy client_address ({columns}) from stdin".encode()) as copy:
            for number, record in addresses:
                street = ", ".join(filter(None, (record["address_1"], record["address_2"])))
                copy.write_row(
                    (PAIRS, uuid7(), ids[number], 0, record["street_number"] or None,
                     street or None, record["suburb"] or None, record["postcode"] or None)
                )  # fmt: skip


def write_clients(
    connection: psycopg.Connection[Any], agency: int, rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write an agency and clients: number, first and last name, date of birth, other names."""
    connection.execute(
        "insert into agency (id, code, name, time_zone, locale, active)"
        " overriding system value values (%s, %s, %s, 'America/Toronto', 'en', true)",
        [agency, f"matching-{agency}", f"Matching {agency}"],
    )
    statement = f"copy client ({COLUMNS}) from stdin".encode()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for number, first, last, birth_date, others in rows:
            names = search_names(first, last, None, others)
            copy.write_row(
                (agency, uuid7(), number, "named", "incomplete", 1, "active", first or None,
                 last or None, name_key(first, last), names, stored_keys(names, birth_date),
                 birth_date)
            )  # fmt: skip


def _real(day: str | None) -> str | None:
    """Return the day if a calendar has it: a profile takes no other."""
    try:
        return dt.date.fromisoformat(day or "").isoformat()
    except ValueError:
        return None
