"""How alike two names and two dates of birth are, in bits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from ocms_core.clients.keys import LATIN, WHOLE_DAY, telling, words_of
from ocms_core.clients.names import PARTICLES, one_family
from ocms_core.clients.sounds import romanise, sounds
from ocms_core.clients.weights import BIRTH_DATE, IN_ORDER, NAME, NAME_ENOUGH, NAME_FURTHER

SHORTEST_NEAR: Final = 4
WORDS_IN_ORDER: Final = 3
ALIKE: Final = 0.85
SOUNDS_ALIKE: Final = 0.7
_DIGITS = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """bits: how alike. words: the level of each pair of words that fits; marks: whose they are."""

    bits: float
    levels: tuple[str, ...]
    marks: frozenset[str]
    others: int


@lru_cache(maxsize=1 << 18)
def name_level(one: str, other: str) -> str:
    """Return how two folded words of names are alike; the same whichever comes first."""
    if one == other:
        return "same"
    if other < one:
        return name_level(other, one)
    if min(len(one), len(other)) == 1 and one.isascii() and other.isascii():
        return "initial" if one[0] == other[0] else "other"
    if one_family(romanise(one).replace(" ", ""), romanise(other).replace(" ", "")):
        return "form"
    one_sound = not set(sounds(one)).isdisjoint(sounds(other))
    if one.isascii() != other.isascii():
        return "sound" if one_sound else "other"
    return _written_level(one, other, one_sound=one_sound)


def _written_level(one: str, other: str, *, one_sound: bool) -> str:
    """Return how two words of one script are alike."""
    likeness = JaroWinkler.similarity(one, other)
    if one_sound and likeness >= SOUNDS_ALIKE:
        return "sound"
    shortest = min(len(one), len(other))
    if shortest >= SHORTEST_NEAR and OSA.distance(one, other, score_cutoff=1) <= 1:
        return "near"
    return "alike" if likeness >= ALIKE else "other"


_WORTH: Final = {level: weight.bits for level, weight in NAME.items()}


class Name:
    """The words of somebody's names, ready to be compared."""

    __slots__ = ("count", "joined", "typing", "words")

    def __init__(self, words: Iterable[tuple[str, str]], *, typing: bool = False) -> None:
        """Take (mark, word) pairs. typing: the last word may be unfinished."""
        # Who is called Ali Ali has one word to compare.
        spoken = list(words)
        given = list(dict.fromkeys(spoken))
        official = telling([word for mark, word in given if not mark])
        kept = set(official)
        self.words = [(mark, word) for mark, word in given if mark or word in kept]
        self.count = len(official)
        self.typing = given[-1][1] if typing and given else None
        plain = [word for mark, word in spoken if not mark]
        self.joined = list(pairwise(plain))

    def begins(self, word: str, whole: str) -> bool:
        """Whether a word is still being typed and begins another."""
        return word == self.typing and whole.startswith(word)

    @classmethod
    def of(cls, names: str) -> Name:
        """Return the name of ``Client.search_names``."""
        return cls(words_of(names))


def compare_names(one: Name, other: Name) -> Likeness:
    """Return how alike two names are, whatever the order of their words, whichever comes first."""
    if other.words < one.words:
        one, other = other, one
    fits = _fits(one, other)
    used: set[str] = set()
    other_used: set[str] = set()
    levels, marks, bits = [], set(), 0.0
    places: list[tuple[int, int]] = []
    matched = other_matched = 0
    for worth, place, at, level, mark in fits:
        mine, theirs = one.words[place], other.words[at]
        if mine[1] in used or theirs[1] in other_used:
            continue
        used.add(mine[1])
        other_used.add(theirs[1])
        matched += not mine[0]
        other_matched += not theirs[0]
        bits += worth
        levels.append(level)
        marks.add(mark)
        places.append((place, at))
    missed, other_missed = max(0, one.count - matched), max(0, other.count - other_matched)
    if missed or other_missed:
        joined, gained, saved, other_saved = _join(one, other, used, other_used)
        levels += joined
        bits += gained
        missed, other_missed = max(0, missed - saved), max(0, other_missed - other_saved)
    others = min(missed, other_missed) if not marks - {"", LATIN} else 0
    bits += others * _WORTH["other"] + abs(missed - other_missed) * _WORTH["missing"]
    if bits > NAME_ENOUGH:
        bits = NAME_ENOUGH + (bits - NAME_ENOUGH) * NAME_FURTHER
    if _in_order(places):
        bits += IN_ORDER
    return Likeness(bits, tuple(levels), frozenset(marks), others)


def _fits(one: Name, other: Name) -> list[tuple[float, int, int, str, str]]:
    """Return what each two words that fit are worth, their places, level and mark; best first."""
    fits = []
    for place, (mark, word) in enumerate(one.words):
        for at, (other_mark, other_word) in enumerate(other.words):
            level = name_level(word, other_word)
            if level != "same" and (one.begins(word, other_word) or other.begins(other_word, word)):
                level = "begin"
            if level != "other":
                fits.append((_WORTH[level], place, at, level, mark or other_mark))
    return sorted(fits, key=lambda fit: (-fit[0], bool(fit[4]), fit[1], fit[2]))


def _in_order(places: list[tuple[int, int]]) -> bool:
    """Whether words follow one another as the other's do, wherever each of the two begins.

    Given name first or family name first is one order; of two words there is no other.
    """
    if len(places) < WORDS_IN_ORDER:
        return False
    order = [at for _place, at in sorted(places)]
    return sum(one > other for one, other in pairwise([*order, order[0]])) <= 1


def _join(
    one: Name, other: Name, used: set[str], other_used: set[str]
) -> tuple[list[str], float, int, int]:
    """Fit two words that the other side writes as one."""
    levels, bits, saved, other_saved = [], 0.0, 0, 0
    for whole, parts, taken, others_taken, flipped in (
        (one, other, used, other_used, False),
        (other, one, other_used, used, True),
    ):
        for mark, word in whole.words:
            if mark or word in taken:
                continue
            for first, second in parts.joined:
                if {first, second} & others_taken:
                    continue
                level = name_level(word, first + second)
                if level in {"same", "near", "sound"}:
                    levels.append(level)
                    bits += _WORTH[level]
                    taken.add(word)
                    others_taken.update((first, second))
                    count = sum(part not in PARTICLES for part in (first, second))
                    saved += count if flipped else 1
                    other_saved += 1 if flipped else count
                    break
    return levels, bits, saved, other_saved


@lru_cache(maxsize=1 << 16)
def date_level(one: str, other: str) -> str:
    """Return how two dates of birth are alike, each partial or whole ("1990", "1990-05-12").

    A whole date that no calendar has ("1990-05-42") is compared by its digits. The same whichever
    comes first.
    """
    if not one or not other:
        return "unknown"
    about = one.endswith("~") or other.endswith("~")
    one, other = one.rstrip("~"), other.rstrip("~")
    year, other_year = one[:4], other[:4]
    loose = _is_loose(one) or _is_loose(other)
    level = "other"
    if len(one) == len(other) == WHOLE_DAY:
        level = _day_level(one, other)
    elif year == other_year:
        level = "year"
        if len(one) > 4 and len(other) > 4:  # noqa: PLR2004 - both have a month
            level = "month" if one[5:7] == other[5:7] else "some"
    if level in {"other", "some", "near"} and loose:
        if year == other_year:
            level = "year"
        elif level == "other" and abs(int(year) - int(other_year)) <= 1 + about:
            level = "near_year"
    return level


def _day_level(one: str, other: str) -> str:
    january = one.endswith("-01-01")
    if one == other:
        return "january" if january else "same"
    if one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]:
        return "swapped"
    if OSA.distance(one, other, score_cutoff=1) <= 1:
        return "other" if january and one[4:] == other[4:] else "near"
    if one[4:] == other[4:]:
        return "other" if january else "birthday"
    return "some" if one[:4] == other[:4] else "other"


def _is_loose(date: str) -> bool:
    """Whether a date tells the year at best."""
    return len(date) < WHOLE_DAY or date.endswith("-01-01")


def compare_dates(dates: Sequence[str], other: str | None) -> tuple[float, str]:
    """Return the bits and the level of the reading that fits best; 0 bits for unknown."""
    best = (0.0, "unknown")
    if other and dates:
        levels = [date_level(date, other) for date in dates]
        best = max((BIRTH_DATE[level].bits, level) for level in levels)
    return best
