"""Judge one row of a file by the rules of the page: what it says, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency
from ocms_core.clients.models import Client
from ocms_core.clients.services import questions_for
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.conditions import Condition
from ocms_core.forms.editor import Editor, Submission
from ocms_core.forms.spec import BoundQuestion
from ocms_core.i18n import _
from ocms_core.imports.cells import CellError, CellReader
from ocms_core.imports.columns import FAMILY, FAMILY_QUESTION, ColumnMap, Columns, Target

HEADER_ROWS: Final = 10
LONGEST_FAMILY: Final = 20
LONG_FAMILY = _("Shorten this code to 20 characters.")


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong with a row: the header of the column, "" for the row as a whole, and why."""

    column: str
    sentence: Any


@dataclass(slots=True)
class Judged:
    """A row as it was read. texts: what the page would have posted, by input name."""

    texts: dict[str, list[str]]
    submission: Submission
    reasons: list[Reason] = field(default_factory=list)
    family: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether it can become a client."""
        return not self.reasons


class RowReader:
    """Reads rows for one agency. day_first: how 05/12/1990 is meant; None if nobody said."""

    def __init__(
        self,
        db: Session,
        agency: Agency,
        today: dt.date,
        translate: Sequence[Callable[[Any], str]],
        *,
        day_first: bool | None = None,
        locale: str | None = None,
    ) -> None:
        self.choices = AgencyChoices(db, locale or agency.locale)
        self._today = today
        self._locale = agency.locale
        self.editor = self._editor()
        self.columns = Columns(self.editor, translate)
        self._cells = CellReader(self.choices, day_first)
        self._narrow: dict[frozenset[str], Editor] = {}

    def _editor(self, without: frozenset[str] = frozenset()) -> Editor:
        named = questions_for("named")
        left_out = frozenset(named.pop("without", ())) | without
        return Editor(
            Client, self.choices, locale=self._locale, today=self._today, without=left_out, **named
        )

    def map_sheet(
        self, rows: Sequence[tuple[int, Sequence[Any]]], given: Mapping[str, str] | None = None
    ) -> tuple[int, list[str]] | None:
        """Return the row of the headers and the guessed fields, or None if there is none."""
        for number, cells in rows[:HEADER_ROWS]:
            names = self.columns.guess(cells, given)
            if self.columns.is_header(cells, names):
                return number, names
        return None

    def editor_for(self, columns: ColumnMap) -> Editor:
        """Return the editor of the questions that a row of these columns can concern.

        The others have no answer, are not needed, and depend on nothing: asking them for each of
        fifty thousand rows takes most of the time.
        """
        asked = frozenset(target.name.partition("-")[0] for target in columns.targets.values())
        if asked not in self._narrow:
            idle = frozenset(
                bound.key
                for bound in self.editor.questions
                if bound.key not in asked and _is_idle(bound, self.editor.questions)
            )
            self._narrow[asked] = self._editor(idle)
        return self._narrow[asked]

    def cell(self, cell: Any, target: Target) -> list[str]:
        """Return the texts of one cell; raise CellError with the reason."""
        return self._cells.read(cell, target.question)

    def read(self, cells: Sequence[Any], columns: ColumnMap) -> Judged:
        """Judge the cells of one row."""
        texts: dict[str, list[str]] = {}
        reasons: list[Reason] = []
        family = None
        headers = {}
        for place, target in columns.targets.items():
            if place >= len(cells):
                continue
            headers[target.name] = columns.headers[place]
            try:
                found = self.cell(cells[place], target)
                if target.name == FAMILY and found:
                    family = _family(found[0])
                elif found:
                    _put(texts, target, found)
            except CellError as refused:
                reasons.append(Reason(columns.headers[place], refused.args[0]))
        if "email" in texts and "has_email" not in texts:
            texts["has_email"] = ["yes"]
        texts, places = closed_up(texts)
        submission = self.editor_for(columns).judge(texts)
        known_bad = bool(reasons)
        for name, sentences in submission.errors.items():
            # A rule may miss what could not be read: then only what was written counts.
            if not known_bad or name in texts:
                column = headers.get(places.get(name, name)) or self._label(name)
                reasons.append(Reason(column, sentences[0]))
        return Judged(texts, submission, reasons, family)

    def _label(self, name: str) -> Any:
        bound = self.editor.by_key.get(name.partition("-")[0])
        return bound.label if bound is not None else name


def _is_idle(bound: BoundQuestion, all_questions: Sequence[BoundQuestion]) -> bool:
    asked = bound.question
    if bound.green or asked.required or asked.required_if is not None or asked.at_least:
        return False
    conditions: list[Condition | None] = []
    for other in all_questions:
        conditions += [other.question.shown_if, other.question.required_if]
        if other.question.grid is not None:
            conditions.append(other.question.grid.shown_if)
    return not any(
        condition is not None and asked in condition.questions() for condition in conditions
    )


def _family(text: str) -> str:
    code = " ".join(text.split())
    if len(code) > LONGEST_FAMILY:
        raise CellError(LONG_FAMILY)
    return code


def _put(texts: dict[str, list[str]], target: Target, found: list[str]) -> None:
    texts[target.name] = found
    for name, code in target.implied.items():
        texts.setdefault(name, [code])


def closed_up(texts: dict[str, list[str]]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the answers with the rows of each list numbered without gaps, and the old names."""
    places: dict[str, dict[str, int]] = {}
    closed: dict[str, list[str]] = {}
    before: dict[str, str] = {}
    for name in sorted(texts):
        head, _dash, cell = name.rpartition("-")
        key, _dash, place = head.rpartition("-")
        if not (key and place.isdigit()):
            closed[name] = texts[name]
            continue
        known = places.setdefault(key, {})
        new = f"{key}-{known.setdefault(place, len(known))}-{cell}"
        closed[new] = texts[name]
        before[new] = name
    return closed, before


__all__ = ["FAMILY_QUESTION", "Judged", "Reason", "RowReader", "closed_up"]
