"""What somebody looks for, taken apart: names, numbers, dates, in any order in one box."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from ocms_core.clients import matching
from ocms_core.clients.keys import MOST_WORDS, Keys, person_keys
from ocms_core.clients.matching import neighbours
from ocms_core.clients.scoring import Name

FEWEST_PHONE_DIGITS: Final = 5
LONGEST_TEXT: Final = 200
LARGEST_NUMBER: Final = 2**63 - 1

_EMAIL = re.compile(r"[^\s,;<>]+@[^\s,;<>]*")
# Not the year of a date: No is a family name too.
_NUMBER = re.compile(r"(?:#|\bno\.?|\bnº|\bn°)\s*([0-9]{1,12})\b(?![-/.]\d)", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\w)\+?[(]?[0-9][0-9 ().\-/]*(?!\w)")
_HAS_DIGIT = re.compile(r"\d")
_IDENTIFIER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*")


@dataclass(slots=True, kw_only=True)
class Query:
    """What somebody looks for, taken apart.

    words: folded words of a name. typing: the last of them may be unfinished. dates: partial dates,
    the likeliest reading first; broken_dates: typed as one, and on no calendar. identifiers: in
    clear, of which only the blind index reaches the database.
    """

    words: list[str] = field(default_factory=list)
    digits: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    broken_dates: list[str] = field(default_factory=list)
    typing: bool = False

    @classmethod
    def parse(cls, typed: str) -> Query:
        """Take apart what was typed into the one box."""
        rest = _plain_digits(typed.replace("\x00", " ")[:LONGEST_TEXT])
        query = cls(identifiers=_identifiers(rest), typing=True)
        query.emails = [found.lower() for found in _EMAIL.findall(rest)]
        rest = _EMAIL.sub(" ", rest)
        query.numbers = [int(number) for number in _NUMBER.findall(rest)]
        rest = _NUMBER.sub(" ", rest)
        query.dates, undated = matching.take_dates(rest)
        query.broken_dates = matching.broken_dates(rest)
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

    def keys(self) -> Keys:
        """Return the keys that likely clients share with this query."""
        dates = list(self.dates)
        for broken in self.broken_dates:
            dates += neighbours(broken)
        return person_keys([self.words], dates, near=True)

    def name(self) -> Name:
        """Return the words as a name that can be compared."""
        return Name([("", word) for word in self.words], typing=self.typing)


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
