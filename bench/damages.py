"""What happens to a name and a birth date between two visits: the damages met at intake.

Each kind takes a person as registered and gives what the worker types the next time. The rules of
spelling are written from how offices spell names, not from the code that is measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bench.people import Made

# Ways in which offices of several countries write one sound; each goes both ways.
SPELLINGS = (
    ("ou", "u"), ("ee", "i"), ("oo", "u"), ("kh", "k"), ("q", "k"), ("y", "i"), ("v", "w"),
    ("dj", "j"), ("sh", "ch"), ("e", "a"), ("o", "u"), ("ae", "e"), ("ph", "f"), ("iy", "ii"),
    ("ay", "ai"), ("ey", "ei"), ("gh", "g"), ("th", "t"), ("zh", "j"), ("ya", "ia"), ("z", "s"),
    ("aa", "a"), ("ie", "e"), ("c", "k"), ("iu", "yu"), ("j", "y"), ("au", "aw"),
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is typed: the name's two parts, and the date of birth."""

    first: str
    last: str
    birth_date: str | None


def respelled(random: Random, name: str, changes: int = 2) -> str:
    """Return a Latin name as another office would spell it."""
    words = name.lower()
    for _change in range(changes):
        fitting = [
            (one, other) for pair in SPELLINGS for one, other in (pair, pair[::-1]) if one in words
        ]
        double = re.search(r"([b-df-hj-np-tv-z])\1", words)
        if double and random.random() < 0.3:
            words = words.replace(double.group(), double.group(1), 1)
        elif fitting:
            one, other = random.choice(fitting)
            place = random.choice([found.start() for found in re.finditer(one, words)])
            words = words[:place] + other + words[place + len(one) :]
    if random.random() < 0.3:
        words = words.replace("-", random.choice((" ", "")))
    return words


def mistyped(random: Random, name: str) -> str:
    """Return a name with one letter wrong, left out, doubled or exchanged with the next."""
    if len(name) < 3:
        return name
    place = random.randrange(1, len(name) - 1)
    return random.choice(
        (
            name[:place] + random.choice(LETTERS) + name[place + 1 :],
            name[:place] + name[place + 1 :],
            name[:place] + name[place] + name[place:],
            name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        )
    )


def transliteration(random: Random, person: Made, _others: list[Made]) -> Asked:
    """Spell the name as another office does; of half of them only the year of birth is typed."""
    date = person.birth_date or ""
    return Asked(
        respelled(random, person.first, 1),
        respelled(random, person.last, 1),
        date if random.random() < 0.5 else date[:4],
    )


def swapped_names(random: Random, person: Made, _others: list[Made]) -> Asked:
    """Exchange first and last name, and leave out one of several."""
    first, last = person.last, person.first
    if " " in last and random.random() < 0.5:
        last = last.split()[0]
    return Asked(first, last, person.birth_date)


def day_and_month(random: Random, person: Made, _others: list[Made]) -> Asked:
    """Exchange day and month, and mistype some names."""
    date = person.birth_date or ""
    last = mistyped(random, person.last) if random.random() < 0.3 else person.last
    return Asked(person.first, last, f"{date[:4]}-{date[8:]}-{date[5:7]}")


def first_of_january(random: Random, person: Made, _others: list[Made]) -> Asked:
    """Give 1 January instead of the day, and respell some names."""
    last = respelled(random, person.last, 1) if random.random() < 0.3 else person.last
    return Asked(person.first, last, f"{(person.birth_date or '')[:4]}-01-01")


def married_name(random: Random, person: Made, others: list[Made]) -> Asked:
    """Give another family name: one that is on record for half of them, see ``needs_other``."""
    if person.other_name:
        return Asked(person.first, person.other_name, (person.birth_date or "")[:4])
    return Asked(person.first, random.choice(others).last or "Tremblay", person.birth_date)


def one_name(random: Random, person: Made, _others: list[Made]) -> Asked:
    """Give one of the names only, with the date of birth."""
    name = person.first if random.random() < 0.5 or not person.last else person.last
    return Asked(name, "", person.birth_date)


def no_birth_date(random: Random, person: Made, _others: list[Made]) -> Asked:
    """Give the name only, mistyped in some; asked of people without a namesake."""
    last = mistyped(random, person.last) if random.random() < 0.3 else person.last
    return Asked(person.first, last, None)


def other_script(random: Random, person: Made, _others: list[Made]) -> Asked:
    """Give the name in the own script; of half of them only the year of birth."""
    date = person.birth_date or ""
    return Asked(
        person.native_first or person.first,
        person.native_last if person.native_last is not None else person.last,
        date if random.random() < 0.5 else date[:4],
    )


def typing_errors(random: Random, person: Made, _others: list[Made]) -> Asked:
    """Mistype one name, and one digit of the date."""
    date = list(person.birth_date or "")
    place = random.choice([place for place in (2, 3, 6, 9) if place < len(date)])
    date[place] = str((int(date[place]) + random.randint(1, 9)) % 10)
    return Asked(mistyped(random, person.first), person.last, "".join(date))


Damage = Callable[[Random, Made, list[Made]], Asked]
KINDS: dict[str, Damage] = {
    "transliteration": transliteration,
    "swapped names": swapped_names,
    "day and month": day_and_month,
    "1 January": first_of_january,
    "married name": married_name,
    "one name": one_name,
    "no birth date": no_birth_date,
    "other script": other_script,
    "typing errors": typing_errors,
}


def fits(kind: str, person: Made, namesakes: int) -> bool:
    """Whether a kind of damage can happen to a person."""
    date = person.birth_date or ""
    whole = len(date) == len("1990-05-12") and not date.endswith("-01-01")
    if kind == "day and month":
        return whole and date[5:7] != date[8:] and int(date[8:]) <= 12
    if kind == "no birth date":
        return namesakes == 1 and bool(person.last)
    if kind == "other script":
        return whole and person.native_first is not None
    if kind in {"swapped names", "married name"}:
        return whole and bool(person.last)
    return whole
