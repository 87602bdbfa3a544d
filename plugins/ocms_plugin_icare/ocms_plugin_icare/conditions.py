"""The shape of a rule, and the conditions that rules are put together from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from translationstring import TranslationString

Row = Mapping[str, str | None]
Condition = Callable[[Row], bool]


class Severity(StrEnum):
    """How much a finding matters: an error keeps the record out of the file."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    """One rule: `broken` says whether a row breaks it.

    `code` is stable; `column` is where a file shows the finding, `field` where a page links to
    (None when no form asks for it).
    """

    code: str
    severity: Severity
    column: str
    field: str | None
    sentence: TranslationString
    broken: Condition


def filled(column: str) -> Condition:
    """Hold when the cell has text."""
    return lambda row: bool(row.get(column))


def empty(column: str) -> Condition:
    """Hold when the cell has no text."""
    return lambda row: not row.get(column)


def says(column: str, text: str) -> Condition:
    """Hold when the cell has exactly this text."""
    return lambda row: row.get(column) == text


def none_says_yes(columns: Iterable[str]) -> Condition:
    """Hold when no cell of these says Yes."""
    held = tuple(columns)
    return lambda row: all(row.get(column) != "Yes" for column in held)


def every(*conditions: Condition) -> Condition:
    """Hold when all the conditions hold."""
    return lambda row: all(condition(row) for condition in conditions)


def either(*conditions: Condition) -> Condition:
    """Hold when at least one of the conditions holds."""
    return lambda row: any(condition(row) for condition in conditions)


def only_one_filled(first: str, second: str) -> Condition:
    """Hold when one of two cells has text and the other has none."""
    return lambda row: bool(row.get(first)) != bool(row.get(second))


def before(first: str, second: str) -> Condition:
    """Hold when both cells have dates and the first is earlier than the second."""
    return lambda row: bool(row.get(first) and row.get(second)) and row[first] < row[second]  # type: ignore[operator]


def breaks_form(column: str, is_good: Callable[[str], bool]) -> Condition:
    """Hold when the cell has text and the text is not of the form."""

    def broken(row: Row) -> bool:
        text = row.get(column)
        return bool(text) and not is_good(str(text))

    return broken
