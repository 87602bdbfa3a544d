"""Made-up people who were registered twice, as happens, and the search that finds them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Staff
from ocms_core.clients.pairs import find_pairs
from ocms_core.db.types import uuid7
from ocms_core.demo.people import Person
from ocms_core.duplicates.models import DONE, ClientScan
from ocms_core.duplicates.pairs import PairService

# How the same name is written by another worker, another passport or in another country.
SPELLINGS = (
    ("mm", "m"), ("ss", "s"), ("ou", "u"), ("oo", "u"), ("ei", "ey"), ("y", "i"), ("kh", "k"),
    ("é", "e"), ("th", "t"), ("i", "y"), ("a", "ah"),
)  # fmt: skip
MONTHS = 12


def doubles(random: Random, people: list[Person], count: int, today: dt.date) -> list[Person]:
    """Return second records of `count` of the people, later, with less in them and with slips."""
    able = [
        person
        for person in people
        if person.answers.get("last_name")
        and person.answers.get("birth_date")
        and person.registered < today - dt.timedelta(days=60)
    ]
    return [
        _double(random, person, number, today)
        for number, person in enumerate(random.sample(able, min(count, len(able))))
    ]


def _double(random: Random, person: Person, number: int, today: dt.date) -> Person:
    answers = dict(person.answers)
    for key in ("identifiers", "comments", "preferred_name", "marital_status"):
        answers.pop(key, None)
    slip = number % 4
    if slip == 0:
        answers["last_name"], answers["first_name"] = answers["first_name"], answers["last_name"]
    elif slip == 1:
        answers["birth_date"] = _swapped(answers["birth_date"])
    answers["last_name"] = _written(answers["last_name"])
    days = (today - person.registered).days
    registered = today - dt.timedelta(days=random.randint(1, max(1, days // 3)))
    answers["registration_date"] = registered
    return replace(
        person, answers=answers, household=None, registered=registered, activity=0.3, services=[]
    )


def _written(name: str) -> str:
    for here, there in SPELLINGS:
        if here in name[1:]:
            return name[0] + name[1:].replace(here, there, 1)
    return name


def _swapped(date: Any) -> Any:
    """Return a date with day and month the other way round, where that is a date."""
    year, _dash, rest = str(date).partition("-")
    month, _dash, day = rest.partition("-")
    return f"{year}-{day}-{month}" if day and int(day) <= MONTHS else date


def search(db: Session, asked_by: Staff) -> None:
    """Fill the queue of possible duplicates, as the worker does after the button."""
    found, new = PairService(db).store(find_pairs(db))
    db.add(
        ClientScan(
            id=uuid7(),
            asked_by_id=asked_by.id,
            state=DONE,
            found=found,
            new_pairs=new,
            finished_at=func.now(),
        )
    )
