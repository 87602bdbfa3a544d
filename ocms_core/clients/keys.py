"""The keys by which likely people are found without reading the rest, kept with each client.

``Client.search_names`` holds every name that a client goes by, folded, and ``Client.search_keys``
the keys: numbers made of a sound and a year, two sounds, a day ... Two people who may be one share
at least one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any, Final
from zlib import crc32

from sqlalchemy import inspect

from ocms_core.clients.matching import fold, name_key, swapped
from ocms_core.clients.names import PARTICLES
from ocms_core.clients.sounds import romanise, sounds

# Between the names in Client.search_names; folding leaves none of these signs in a name.
LATIN, PREFERRED, PREVIOUS = "|", "~", "^"
SEARCHED: Final = ("first_name", "last_name", "preferred_name", "birth_date", "other_names")
MOST_KEYS: Final = 64
MOST_WORDS: Final = 8
WHOLE_DAY: Final = len("1990-05-12")
SIGN_SPAN: Final = 2**32
# What one shared key is worth when candidates are ranked before they are compared.
DAY, SOUND_DAY, SOUNDS, SOUND_YEAR, SOUND = 4.0, 4.0, 4.0, 3.0, 1.0


def search_names(
    first: str | None,
    last: str | None,
    preferred: str | None = None,
    previous: Iterable[str] = (),
) -> str:
    """Return all names of a person as search compares them, the official ones first.

    previous: names as text, in any order of their words.
    """
    official = name_key(first, last)
    parts = [official]
    latin = romanise(official)
    if latin != official:
        parts.append(f"{LATIN} {latin}")
    for mark, names in ((PREFERRED, [preferred]), (PREVIOUS, previous)):
        parts += [f"{mark} {folded}" for folded in map(fold, names) if folded]
    return " ".join(part for part in parts if part)


def words_of(names: str) -> list[tuple[str, str]]:
    """Return the words of ``search_names`` with the mark of the name they belong to ("" first)."""
    mark, found = "", []
    for word in names.split():
        if word in {LATIN, PREFERRED, PREVIOUS}:
            mark = word
        else:
            found.append((mark, word))
    return found


def telling(words: Sequence[str]) -> list[str]:
    """Return the words without the small ones, unless there are no others."""
    return [word for word in words if word not in PARTICLES] or list(words)


@dataclass(slots=True)
class Keys:
    """Keys and what each is worth."""

    worth: dict[int, float] = field(default_factory=dict)

    def add(self, kind: str, value: str, worth: float) -> None:
        """Add one key."""
        number = crc32(f"{kind}{value}".encode())
        # As PostgreSQL counts: four bytes with a sign.
        number -= SIGN_SPAN if number >= SIGN_SPAN // 2 else 0
        if len(self.worth) < MOST_KEYS:
            self.worth.setdefault(number, worth)


def person_keys(
    names: Iterable[Sequence[str]], dates: Sequence[str], *, near: bool = False
) -> Keys:
    """Return the keys of a person.

    names: the words of each name. dates: partial dates of birth, the likeliest first. near: also
    the years beside an uncertain one, for who is looked for; what is stored needs them not.
    """
    keys = Keys()
    days = [date for date in dates if len(date) == WHOLE_DAY]
    if near:
        days = list(dict.fromkeys([*days, *filter(None, map(swapped, days))]))
    for day in days:
        keys.add("d", day, DAY)
    units = [unit for words in names for unit in _units(words)]
    years = _years(dates, near=near)
    alone = not near or (not years and len(units) == 1)
    for code in dict.fromkeys(code for _places, found in units for code in found):
        if alone:
            keys.add("s", code, SOUND)
        for year in years:
            keys.add("y", f"{code} {year}", SOUND_YEAR)
        for day in days:
            if not day.endswith("-01-01"):
                keys.add("m", f"{code} {day[5:]}", SOUND_DAY)
    _add_pairs(keys, units)
    return keys


def _add_pairs(keys: Keys, units: list[tuple[frozenset[str], tuple[str, ...]]]) -> None:
    for (places, one), (others, two) in combinations(units, 2):
        if places.isdisjoint(others):
            for pair in sorted({" ".join(sorted((a, b))) for a in one for b in two}):
                keys.add("p", pair, SOUNDS)


def _years(dates: Sequence[str], *, near: bool) -> list[str]:
    years = []
    for date in dates:
        years.append(date[:4])
        if near and (len(date.rstrip("~")) < WHOLE_DAY or date.endswith("-01-01")):
            years += [str(int(date[:4]) - 1), str(int(date[:4]) + 1)]
    return list(dict.fromkeys(years))


def _units(words: Sequence[str]) -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """Return the words, and each two neighbours as one word, with their sounds."""
    few = list(words)[:MOST_WORDS]
    single = [(frozenset({word}), sounds(word)) for word in dict.fromkeys(telling(few))]
    joined = []
    for one, two in pairwise(few):
        sign = not (one + two).isascii()
        if sign or len(one) + len(two) > 3:  # noqa: PLR2004 - initials joined are nobody's name
            joined.append((frozenset({one, two}), sounds(one + two)[:1]))
    # Where every sign is a word, two of them are what others write as one name: first, since
    # there is room for so many keys only.
    if any(len(word) == 1 and not word.isascii() for word in few):
        return joined + single
    return single + joined


def stored_keys(names: str, birth_date: str | None) -> list[int]:
    """Return the keys that are kept with a client."""
    pools: dict[str, list[str]] = {}
    for mark, word in words_of(names):
        pools.setdefault(mark, []).append(word)
    # A preferred or a previous name stands with the official ones: Bob Tremblay is Robert Tremblay.
    official = pools.pop("", [])
    latin = pools.pop(LATIN, [])
    sets = [
        official,
        *([latin] if not official else []),
        *([*words, *official] for words in pools.values()),
    ]
    date = (birth_date or "").rstrip("~")
    return list(person_keys(sets, [date] if date else []).worth)


def refresh(client: Any, previous: Iterable[str] = ()) -> None:
    """Bring what search compares in step with a client's names and date of birth."""
    client.name_key = name_key(client.first_name, client.last_name, client.preferred_name)
    client.search_names = search_names(
        client.first_name, client.last_name, client.preferred_name, previous
    )
    client.search_keys = stored_keys(client.search_names, client.birth_date)


def is_renamed(client: Any) -> bool:
    """Whether what search compares of a client has changed since it was read."""
    state = inspect(client)
    return not state.persistent or any(state.attrs[name].history.has_changes() for name in SEARCHED)
