"""From a cell of somebody else's file to the text that the page would have posted.

What the text is worth is the form engine's to say; here are only other ways to write a date, a
yes or a code.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ocms_core.clients import matching
from ocms_core.forms.choices import AgencyChoices
from ocms_core.i18n import _
from ocms_core.imports.tables import LONGEST_CELL, Unreadable
from ocms_core.lookups.codelist import CodeList, fold

YES: Final = frozenset({"yes", "y", "oui", "o", "true", "vrai", "1", "x"})
NO: Final = frozenset({"no", "n", "non", "false", "faux", "0"})
NOTHING: Final = frozenset({"", "-", "--", "n/a", "s/o", "null", "none", "nan"})
# What other systems write for codes of our lists; labels and codes need no entry.
OTHER_CODES: Final = {
    "gender": {
        "f": "woman", "female": "woman", "feminin": "woman", "w": "woman",
        "m": "man", "male": "man", "masculin": "man", "h": "man",
        "x": "another_gender", "other": "another_gender", "autre": "another_gender",
    },
}  # fmt: skip
FIRST_SERIAL: Final = 10_000
LAST_SERIAL: Final = 80_000
MOST_EXACT: Final = 2.0**53
SERIAL_ZERO: Final = dt.date(1899, 12, 30)

NOT_IN_LIST = _("This is not in the list: write a label of the list, in English or French.")
NOT_OURS = _("The agency has none of this name: add it first, or correct the name.")
YES_OR_NO = _("Write yes or no.")
TWO_DATES = _(
    "This may be one of two days: write year-month-day, or say which comes first, day or month."
)
NOT_IN_ORDER = _("There is no such day in the order of dates that was chosen: correct it.")
TOO_LONG = _("This text is too long: shorten it.")


class CellError(ValueError):
    """A cell that cannot be read; the first argument is the sentence for the person."""


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads cells for one agency. day_first: how 05/12/1990 is meant; None if nobody said."""

    choices: AgencyChoices
    day_first: bool | None = None

    def read(self, value: Any, question: Any) -> list[str]:
        """Return the texts to post; none for an empty cell. Raise CellError with the reason."""
        if isinstance(value, Unreadable):
            raise CellError(value.reason)
        plain = plain_text(value)
        if fold(plain) in NOTHING:
            return []
        if len(plain) > LONGEST_CELL:
            raise CellError(TOO_LONG)
        if question.codes is not None:
            several = question.kind == "many"
            parts = re.split(r"\s*[;|\n]\s*", plain) if several else [plain]
            return [_code(part, question.codes) for part in parts if part]
        if question.source is not None:
            return [self._picked(plain, question.source)]
        kind: Callable[[Any, str], str] | None = {
            "yes_no": _yes_no,
            "date": self._date,
            "partial_date": self._date,
        }.get(question.kind)
        return [kind(value, plain) if kind else plain]

    def _date(self, value: Any, plain: str) -> str:
        if isinstance(value, dt.date):
            return plain
        if re.fullmatch(r"[0-9]{5}", plain) and FIRST_SERIAL <= int(plain) <= LAST_SERIAL:
            return (SERIAL_ZERO + dt.timedelta(days=int(plain))).isoformat()
        # A time after the day says nothing about a birth or an arrival.
        day = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AaPp][Mm])?Z?$", "", plain)
        found = matching.read_date(day, day_first=self.day_first)
        if len(found) > 1:
            raise CellError(TWO_DATES)
        if not found and matching.read_date(day):
            raise CellError(NOT_IN_ORDER)
        return found[0] if found else plain

    def _picked(self, plain: str, source: str) -> str:
        wanted = fold(plain)
        for key, label in self.choices.options(source):
            if wanted in {fold(label), key}:
                return key
        raise CellError(NOT_OURS)


def plain_text(value: Any) -> str:  # noqa: PLR0911  one line a kind
    """Return a cell as text: numbers without ".0", days as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < MOST_EXACT:
        return str(int(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    text = str(value).strip()
    # Written by us, or by others, so that a spreadsheet does not take it for a formula.
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def _code(text: str, codes: CodeList) -> str:
    code = codes.find(text) or OTHER_CODES.get(codes.key, {}).get(fold(text))
    if code is None:
        raise CellError(NOT_IN_LIST)
    return code


def _yes_no(_value: Any, plain: str) -> str:
    word = fold(plain)
    if word in YES or word in NO:
        return "yes" if word in YES else "no"
    raise CellError(YES_OR_NO)
