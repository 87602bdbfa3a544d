"""How the answers of a record become the cells of a row: the small kinds of step.

The steps of each template are declared in `columns.py`. A step only copies; it never decides
whether a row is good. A value that has no proper form is written as it was typed, so that the
checks find it in the row and nothing is lost on the way.

Known from the one filled row that was seen: under a question answered No every sub-flag says No;
a topic that was given says Yes with a Yes or No for its referral; other topics stay empty.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ocms_core.lookups import Code
from ocms_plugin_icare.values import (
    UCI_LABEL,
    Cell,
    Problem,
    hours_and_minutes,
    identifier_text,
    phone_text,
)

MutableRow = dict[str, str | None]


class Record(Protocol):
    """What a form and its client answer, by field key such as `client.birth_date`.

    A choice answers with its Code, a list of choices with a sequence of Codes, repeated rows with
    a sequence of mappings; whatever is not filled in or not shown answers None or an empty
    sequence.
    """

    def value(self, field: str) -> Any:
        """Return the value of a field."""


@dataclass(frozen=True)
class When:
    """A condition on a cell that an earlier step has filled."""

    column: str
    text: str

    def holds(self, row: Mapping[str, str | None]) -> bool:
        """Say whether the cell has the text."""
        return row.get(self.column) == self.text


class Step(Protocol):
    """One step: fills its columns of the row from the record."""

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield each column with the field whose answer fills it."""

    def fill(self, record: Record, row: MutableRow) -> None:
        """Write the cells of this step."""


@dataclass(frozen=True)
class Column:
    """One answer in one column."""

    column: str
    field: str
    write: Callable[[Any], Cell]
    when: When | None = None

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield the column with its field."""
        yield self.column, self.field

    def fill(self, record: Record, row: MutableRow) -> None:
        """Write the answer, or nothing when the condition does not hold."""
        if self.when is None or self.when.holds(row):
            value = record.value(self.field)
            row[self.column] = _text(value, self.write(value))


@dataclass(frozen=True)
class Flags:
    """A list of choices as one Yes/No column a choice, under a Yes/No question.

    No under the question makes every flag No; an unanswered question leaves them empty.
    """

    field: str
    gate: str
    columns: Mapping[str, str]

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield each flag with the list that fills it."""
        for column in self.columns.values():
            yield column, self.field

    def fill(self, record: Record, row: MutableRow) -> None:
        """Write Yes or No in every flag of an answered question."""
        answer = row.get(self.gate)
        if answer is not None:
            chosen = _codes(record.value(self.field)) if answer == "Yes" else ()
            for code, column in self.columns.items():
                row[column] = "Yes" if code in chosen else "No"


@dataclass(frozen=True)
class Pairs:
    """A list of choices, each with a flag for itself and one for the referral made for it.

    Without a question above them only what was chosen is written; under one every pair is.
    """

    field: str
    referred_field: str
    columns: Mapping[str, tuple[str, str]]
    gate: str | None = None

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield both flags of each choice, each with its list."""
        for chosen, referred in self.columns.values():
            yield chosen, self.field
            yield referred, self.referred_field

    def fill(self, record: Record, row: MutableRow) -> None:
        """Write the pairs that apply."""
        answer = "Yes" if self.gate is None else row.get(self.gate)
        if answer is None:
            return
        chosen = _codes(record.value(self.field)) if answer == "Yes" else ()
        referred = _codes(record.value(self.referred_field)) if answer == "Yes" else ()
        for code, (column, referral) in self.columns.items():
            if self.gate is not None or code in chosen or code in referred:
                row[column] = "Yes" if code in chosen else "No"
                row[referral] = "Yes" if code in referred else "No"


@dataclass(frozen=True)
class Identifier:
    """The identifier by which iCARE finds the client: the first kind of the order that is usable.

    When none has a proper form the first one is written, so that the check can name it.
    """

    field: str
    type_column: str
    value_column: str

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield both columns."""
        yield self.type_column, self.field
        yield self.value_column, self.field

    def fill(self, record: Record, row: MutableRow) -> None:
        """Write the kind and the value."""
        held = [
            (entry["type"].for_funder, entry["value"])
            for entry in record.value(self.field) or ()
            if entry.get("type") is not None
        ]
        held.sort(key=lambda pair: pair[0] != UCI_LABEL)
        usable = [pair for pair in held if isinstance(identifier_text(*pair), str)]
        for kind, value in (usable or held)[:1]:
            row[self.type_column] = kind
            row[self.value_column] = _text(value, identifier_text(kind, value))


@dataclass(frozen=True)
class Phone:
    """The first telephone number that has ten digits."""

    field: str
    column: str

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield the column."""
        yield self.column, self.field

    def fill(self, record: Record, row: MutableRow) -> None:
        """Write a number; a foreign one is left out, since the column may be empty."""
        for entry in record.value(self.field) or ():
            text = phone_text(entry.get("number"))
            if isinstance(text, str):
                row[self.column] = text
                return


@dataclass(frozen=True)
class FirstOf:
    """The first of repeated rows, one column an answer: `columns` gives its name in the row."""

    field: str
    columns: Mapping[str, tuple[str, Callable[[Any], Cell]]]

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield every column with the rows."""
        for column in self.columns:
            yield column, self.field

    def fill(self, record: Record, row: MutableRow) -> None:
        """Write the first of the rows, if there is one."""
        for entry in (record.value(self.field) or ())[:1]:
            for column, (name, write) in self.columns.items():
                value = entry.get(name)
                row[column] = _text(value, write(value))


@dataclass(frozen=True)
class Time:
    """Hours and minutes, written only when the range beside them is empty."""

    field: str
    range_column: str
    hours_column: str
    minutes_column: str

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield both columns."""
        yield self.hours_column, self.field
        yield self.minutes_column, self.field

    def fill(self, record: Record, row: MutableRow) -> None:
        """Write the time."""
        if row.get(self.range_column) is None:
            hours, minutes = hours_and_minutes(record.value(self.field))
            row[self.hours_column], row[self.minutes_column] = hours, minutes


@dataclass(frozen=True)
class Children:
    """The age and the kind of care of up to five children, when care was given."""

    field: str
    when: When
    columns: tuple[tuple[str, str], ...]

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield the columns of each child."""
        for age, care in self.columns:
            yield age, self.field
            yield care, self.field

    def fill(self, record: Record, row: MutableRow) -> None:
        """Write a pair a child; a sixth child has no column."""
        if self.when.holds(row):
            entries = record.value(self.field) or ()
            for (age, care), entry in zip(self.columns, entries, strict=False):
                row[age] = _text(None, choice(entry.get("age")))
                row[care] = _text(None, choice(entry.get("care_type")))


def choice(value: Code | None) -> Cell:
    """Return the label that iCARE knows a choice by."""
    return None if value is None else value.for_funder


def _text(value: object, cell: Cell) -> str | None:
    return str(value) if isinstance(cell, Problem) else cell


def _codes(value: Collection[Code] | None) -> frozenset[str]:
    return frozenset(item.code for item in value or ())
