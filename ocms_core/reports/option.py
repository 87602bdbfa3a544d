"""One additional option of the criteria page, and an answer to it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, func, or_

from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError
from ocms_core.i18n import _
from ocms_core.lookups import CodeList
from ocms_core.reports.periods import parse_day

if TYPE_CHECKING:
    from ocms_core.reports.facts import Facts

NONE = "none"
"""The value that stands for an unanswered question."""

OWN = "own"
CHOICES, NUMBERS, DATES, TEXT = "choices", "numbers", "dates", "text"
MOST_DIGITS = 9
LONGEST_TEXT = 60
CENTS = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Option:
    """One filter: a question, or something reckoned from several.

    holder: where it stands: "client", "service", "own" for a question of the agency's own, or the
    table of a form or block. choices: the values and names of a question without a list.
    only: the condition that a service is of those that are asked, where its holder does not say so.
    """

    key: str
    group: str
    label: str
    kind: str
    holder: Any = None
    column: Any = None
    question: str = ""
    codes: CodeList | None = None
    source: str | None = None
    choices: Mapping[str, str] | None = None
    unit: str | None = None
    expression: Any = None
    only: Any = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of its answer, as its parameters name them after a colon."""
        return ("",) if self.kind in {CHOICES, TEXT} else ("from", "to")

    def read(self, parts: Mapping[str, list[str]]) -> tuple[Answer | None, list[Any]]:
        """Return the answer sent, if there is one, and what is wrong with it."""
        if self.kind == CHOICES:
            values = tuple(dict.fromkeys(value for value in parts.get("", ()) if value))
            if not all(self._offers(value) for value in values):
                raise BadInputError(f"{self.key} was sent a value that is not on offer")
            return (Answer(option=self, values=values) if values else None), []
        if any(len(values) > 1 for values in parts.values()):
            raise BadInputError(f"{self.key} was sent twice")
        if self.kind == TEXT:
            text = parts[""][0].strip()[:LONGEST_TEXT]
            return (Answer(option=self, values=(text,)) if text else None), []
        read, problems = {}, []
        for part, (text,) in parts.items():
            if not text.strip():
                continue
            value = _number(text) if self.kind == NUMBERS else parse_day(text)
            if value is None:
                wrong = (
                    _("Type a whole number.")
                    if self.kind == NUMBERS
                    else _("Type a date, such as 2026-04-01.")
                )
                problems.append((f"option-{self.key}-{part}", self.label, wrong))
            else:
                read[part] = value
        if not read:
            return None, problems
        return Answer(option=self, first=read.get("from"), last=read.get("to")), problems

    def _offers(self, value: str) -> bool:
        if value == NONE:
            return unanswered(self)
        if self.codes is not None:
            return value in self.codes
        if self.choices is not None:
            return value in self.choices
        return parse_uuid7(value) is not None


def _number(text: str) -> int | None:
    digits = text.strip()
    return (
        int(digits)
        if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS
        else None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reader asked of an option: values of which one must fit, or a first and a last."""

    option: Option
    values: tuple[str, ...] = ()
    first: Any = None
    last: Any = None

    def parameters(self) -> list[tuple[str, str]]:
        """Return the address's parameters that mean this answer."""
        name = f"o.{self.option.key}"
        found = [(name, value) for value in self.values]
        if self.first is not None:
            found.append((f"{name}:from", str(self.first)))
        if self.last is not None:
            found.append((f"{name}:to", str(self.last)))
        return found

    def condition(self, facts: Facts) -> ColumnElement[bool]:
        """Return what a form must fulfil to be counted."""
        option = self.option
        if option.expression is not None:
            fits = self._fits(option.expression(facts))
            return fits if option.only is None else and_(option.only(facts), fits)
        if option.holder == "client":
            return self._fits(facts.client.c[option.column])
        if option.holder == "service":
            return self._fits(facts.form.c[option.column])
        return facts.has_part(option.holder, lambda columns: self._fits(columns[option.column]))

    def _fits(self, column: Any) -> ColumnElement[bool]:
        if self.option.kind == TEXT:
            plain = func.lower(func.replace(column, " ", ""))
            beginning = self.values[0].replace(" ", "").lower()
            return plain.startswith(beginning, autoescape=True)
        if self.option.kind != CHOICES:
            scale = CENTS if self.option.question == "money" else 1
            tests = [column.is_not(None)]
            if self.first is not None:
                tests.append(column >= _scaled(self.first, scale))
            if self.last is not None:
                tests.append(column <= _scaled(self.last, scale))
            return and_(*tests)
        wanted = [value for value in self.values if value != NONE]
        tests = []
        if self.option.question == "many":
            if wanted:
                tests.append(column.overlap(wanted))
            if NONE in self.values:
                tests.append(func.cardinality(column) == 0)
        else:
            if wanted:
                tests.append(column.in_([self._typed(value) for value in wanted]))
            if NONE in self.values:
                tests.append(column.is_(None))
        return or_(*tests)

    def _typed(self, value: str) -> Any:
        if self.option.question == "yes_no":
            return value == "yes"
        return uuid.UUID(value) if self.option.source is not None else value


def _scaled(value: Any, scale: int) -> Any:
    return value * scale if scale != 1 else value


def unanswered(option: Option) -> bool:
    """Whether "no answer" is a choice of an option."""
    return option.kind == CHOICES and (option.expression is None or option.holder == OWN)
