"""What speaks for two records being of one person, in bits, and why.

One way for search, registration, import and the scan of a whole agency.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from ocms_core.clients.keys import PREFERRED, PREVIOUS
from ocms_core.clients.scoring import Likeness, Name, compare_dates, compare_names
from ocms_core.clients.weights import CONTACT

NAME_MARKS: Final = {PREFERRED: "preferred_name", PREVIOUS: "previous_name"}


def name_reason(likeness: Likeness) -> str | None:
    """Return the code of why the names are alike: the strongest that is wholly true."""
    if not likeness.levels or likeness.bits <= 0:
        return None
    for mark, reason in NAME_MARKS.items():
        if mark in likeness.marks:
            return reason
    levels = set(likeness.levels)
    if likeness.others == 0 and levels <= {"same", "begin"}:
        return "name"
    if "form" in levels and levels <= {"same", "begin", "form"}:
        return "name_form"
    if "sound" in levels and levels <= {"same", "begin", "form", "sound"}:
        return "name_sound"
    return "name_similar"


DATE_REASONS: Final = {
    "same": "birth_date",
    "swapped": "birth_swapped",
    "near": "birth_near",
    "january": "birth_year",
    "month": "birth_month",
    "year": "birth_year",
    "near_year": "birth_year",
    "birthday": "birth_day",
}


class Evidence:
    """What speaks for and against two records being of one person. bits: the sum of it."""

    __slots__ = ("_why", "bits")

    def __init__(self) -> None:
        self.bits = 0.0
        self._why: list[tuple[float, str]] = []

    def add(self, bits: float, reason: str | None = None) -> None:
        """Add bits, and a code of why if they speak for it."""
        self.bits += bits
        if reason is not None and bits > 0:
            self._why.append((bits, reason))

    def add_names(self, one: Name, other: Name, *, worst: float | None = None) -> Likeness:
        """Add how alike two names are. worst: the least that unlike names may take off."""
        likeness = compare_names(one, other)
        bits = likeness.bits if worst is None else max(likeness.bits, worst)
        self.add(bits, name_reason(likeness))
        return likeness

    def add_dates(self, dates: Sequence[str], other: str | None) -> None:
        """Add the reading of a date of birth that fits the other best."""
        bits, level = compare_dates(dates, other)
        self.add(bits, DATE_REASONS.get(level))

    def add_shared(self, kind: str, mine: frozenset[Any], theirs: Iterable[Any]) -> None:
        """Add the telephones, or the numbers, that both have. kind: a key of ``CONTACT``."""
        if not mine.isdisjoint(theirs):
            self.add(CONTACT[kind].bits, kind)

    def reasons(self) -> tuple[str, ...]:
        """Return the codes of why, the strongest first."""
        return tuple(code for _bits, code in sorted(self._why, key=_strongest_first))


def _strongest_first(reason: tuple[float, str]) -> float:
    return -reason[0]
