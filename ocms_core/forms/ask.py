"""The kinds of question: each declares a column and what the page asks.

Use them by the module's name (``ask.date``), because the bare names would hide SQLAlchemy's and
Python's own. Every column may be empty, also for green questions: a draft lacks anything, and
whether a form is complete is the engine's word, not the table's (decisions D1).

    class Orientation(ServiceForm):
        with section(_("Where")):
            place: Mapped[str | None] = ask.choice(PLACES, _("Place"), green=True)
            other: Mapped[str | None] = ask.text(_("Which?"), shown_if=place == "other")
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, Text, Time
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import MappedColumn, mapped_column

from ocms_core.db.base import reference, tenant_children
from ocms_core.forms.conditions import Condition
from ocms_core.lookups.codelist import in_all_words

if TYPE_CHECKING:
    from ocms_core.lookups import CodeList

_counter = itertools.count()
# Tables of the sources that are not called like theirs.
_TABLES = {
    "list": "agency_list_item",
    "form": "service_form",
    "mentor": "supporter",
    "tutor": "supporter",
    "volunteer": "supporter",
}
TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 20_000
FORM_SOURCE = "form:"


@dataclass(eq=False, frozen=True, slots=True)
class Section:
    """A titled part of a form. order: sections of shared blocks land between by it.

    key: names a part that has a page of its own.
    """

    title: str
    hint: str | None = None
    order: int = 50
    key: str | None = None


@dataclass(eq=False, frozen=True, slots=True)
class Grid:
    """A table of ticks: one row a code of `rows`, one column a `many` question."""

    title: str
    rows: CodeList
    hint: str | None = None
    shown_if: Condition | None = None


@dataclass(eq=False, frozen=True, slots=True)
class Worded:
    """The codes of a list in other words, where another answer beside it says so.

    key: the question, of the same form or row, that says it; lists: by its code, the same codes.
    """

    key: str
    lists: Mapping[str, CodeList]


_section: ContextVar[Section | None] = ContextVar("section", default=None)
_grid: ContextVar[Grid | None] = ContextVar("grid", default=None)


@contextmanager
def section(
    title: str, *, hint: str | None = None, order: int = 50, key: str | None = None
) -> Iterator[Section]:
    """Put the questions declared inside under one heading."""
    current = Section(title, hint, order, key)
    token = _section.set(current)
    try:
        yield current
    finally:
        _section.reset(token)


@contextmanager
def grid(
    rows: CodeList, title: str, *, hint: str | None = None, shown_if: Any = None
) -> Iterator[Grid]:
    """Draw the ``tick_column`` questions declared inside as one table."""
    current = Grid(title, rows, hint, Condition.of(shown_if))
    token = _grid.set(current)
    try:
        yield current
    finally:
        _grid.reset(token)


@dataclass(eq=False, slots=True, kw_only=True)
class Question:
    """What a page asks, and what makes an answer acceptable.

    green: needed for the record to be complete; required: needed to be saved at all.
    since / until: first and last version of the form that asks it; columns are never re-used.
    minimum / maximum: of a number, of minutes, of cents, or dates as "today".
    reckoned_from: key of the date that an age was told on, for a partial date of a new record.
    computed: makes the answer from those of the questions above, by key; nobody types it.
    compact: each of the repeated rows on one line, as in a table.
    order: its number among all that are declared; a copy keeps it, and so is the same question.
    worded: other words for the codes, where another answer asks for them.
    refers: each code that is ticked says that the client was referred: referrals/pages.py.
    suggested: "today" for a date that stands in its field when an answer brings the question up.
    """

    kind: str
    label: str
    hint: str | None = None
    green: bool = False
    required: bool = False
    shown_if: Condition | None = None
    required_if: Condition | None = None
    codes: CodeList | None = None
    source: str | None = None
    at_least: int = 0
    minimum: Any = None
    maximum: Any = None
    step: int | None = None
    max_length: int | None = None
    since: int = 1
    until: int | None = None
    default: Any = None
    autocomplete: str | None = None
    input_type: str | None = None
    read_only: bool = False
    row_model: Any = None
    compact: bool = False
    reckoned_from: str | None = None
    computed: Callable[[Mapping[str, Any]], Any] | None = None
    report: bool = True
    refers: bool = False
    suggested: str | None = None
    worded: Worded | None = None
    section: Section | None = None
    grid: Grid | None = None
    order: int = 0

    def __post_init__(self) -> None:
        self.order = next(_counter)
        self.section = _section.get()
        if self.grid is None:
            self.grid = _grid.get()
        if self.computed is not None:
            self.read_only = True

    def __eq__(self, other: object) -> bool:
        """Whether it is the same question, perhaps as another form asks it (a copy)."""
        return isinstance(other, Question) and other.order == self.order

    def __hash__(self) -> int:
        return hash(self.order)

    def codes_beside(self, answer: Callable[[str], Any]) -> CodeList | None:
        """Return the codes in the words that the answers beside it ask for; `answer` by key."""
        if self.codes is None or self.worded is None:
            return self.codes
        return self.worded.lists.get(answer(self.worded.key) or "", self.codes)

    @property
    def codes_in_all_words(self) -> CodeList | None:
        """The codes as they are called where many records stand together, as in reports."""
        if self.codes is None or self.worded is None:
            return self.codes
        return in_all_words((self.codes, *self.worded.lists.values()))

    def asked_in(self, version: int) -> bool:
        """Whether this version of the form asks the question."""
        return self.since <= version and (self.until is None or version <= self.until)


def _question(kind: str, label: str, **options: Any) -> Question:
    for name in ("shown_if", "required_if"):
        options[name] = Condition.of(options.get(name))
    return Question(kind=kind, label=label, **options)


def _column(kind: str, label: str, column_type: Any, **options: Any) -> MappedColumn[Any]:
    always = options.pop("always", False)
    asked = _question(kind, label, **options)
    if always:
        return mapped_column(
            column_type, nullable=False, default=asked.default, info={"question": asked}
        )
    return mapped_column(column_type, nullable=True, info={"question": asked})


def text(label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for one line of text."""
    options.setdefault("max_length", TEXT_LENGTH)
    return _column("text", label, Text(), **options)


def long_text(label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for text of several lines."""
    options.setdefault("max_length", LONG_TEXT_LENGTH)
    options.setdefault("report", False)
    return _column("long_text", label, Text(), **options)


def number(label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for a whole number."""
    return _column("number", label, Integer(), **options)


def money(label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for an amount of dollars, kept in cents."""
    return _column("money", label, BigInteger(), **options)


def date(label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for a day."""
    return _column("date", label, Date(), **options)


def partial_date(label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for a day, a month or only a year: kept as "1979-05-12", "1979-05", "1979", "1979~"."""
    return _column("partial_date", label, Text(), **options)


def time(label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for a time of day."""
    return _column("time", label, Time(), **options)


def minutes(label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for a length of time, kept in minutes."""
    return _column("minutes", label, Integer(), **options)


def yes_no(label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for yes or no; no answer is neither."""
    return _column("yes_no", label, Boolean(), **options)


def choice(codes: CodeList, label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for one code of a list. always: there is an answer from the start, the default."""
    return _column("choice", label, Text(), codes=codes, **options)


def many(codes: CodeList, label: str, **options: Any) -> MappedColumn[Any]:
    """Ask for any number of codes of a list."""
    asked = _question("many", label, codes=codes, **options)
    return mapped_column(
        ARRAY(Text()), nullable=False, default=list, server_default="{}", info={"question": asked}
    )


def tick_column(label: str, **options: Any) -> MappedColumn[Any]:
    """Ask, inside ``grid``, which of its rows are ticked in this column."""
    surrounding = _grid.get()
    if surrounding is None:
        raise ValueError("a tick column stands inside `with grid(...)`")
    return many(surrounding.rows, label, **options)


def pick(source: str, label: str, *, table: str | None = None, **options: Any) -> Any:
    """Ask for one row of the agency's own: source "program", "funder", "site", "staff" or a list.

    A list the agency keeps is named by ``list:<key>``, another form of the same client by
    ``form:<kind>``; reports do not ask for the latter. Of the directory there are "employer",
    "mentor", "tutor", "volunteer" and "supporter", who is any of the three.
    """
    is_form = source.startswith(FORM_SOURCE)
    if is_form:
        options.setdefault("report", False)
    asked = _question("pick", label, source=source, **options)
    target = table or _TABLES.get(source.partition(":")[0], source)
    # A form goes with its session or its client: that must not wait for what refers to it.
    ondelete = "set null" if is_form else "restrict"
    return reference(target, ondelete=ondelete, nullable=True, info={"question": asked})


def person(label: str, **options: Any) -> Any:
    """Ask for a member of staff."""
    asked = _question("person", label, source="staff", **options)
    return reference("staff", nullable=True, info={"question": asked})


def rows(
    model: str, label: str, *, column: str, only_where: str | None = None, **options: Any
) -> Any:
    """Ask for repeated rows, each a `model` whose `column` names us.

    at_least / maximum: how many rows; compact: each on one line, for a checklist. Rows keep their
    order in ``position``. only_where: a test of the row, such as "until.is_(None)", where rows that
    are over are kept in the same table.
    """
    options.setdefault("report", False)
    asked = _question("rows", label, row_model=model, **options)
    return tenant_children(
        model,
        column,
        only_where=only_where,
        order_by=f"{model}.position",
        info={"question": asked},
    )
