"""A record as a form on paper: the answers there are, and room to write those there are not.

Drawn from the same declarations as the pages, so that a new question is on the paper by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocms_core.forms.choices import active_codes
from ocms_core.forms.editor import Editor
from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import BoundQuestion, Section, row_questions
from ocms_core.i18n import _
from ocms_core.web.formats import Formats

MOST_BOXES = 14
"""A longer list gets a line to write on."""
MOST_BOXES_IN_A_ROW = 4
MOST_COLUMNS = 5
"""Rows with more answers are written as a set of lines, not as a table."""
BLANK_ROWS = 2
BOX_SIGNS = 5
"""The room that a box takes, in letters."""
SIGNS_IN_A_THIRD, SIGNS_IN_TWO_THIRDS = 36, 78
DATES = frozenset({"date", "partial_date"})


@dataclass(slots=True)
class PaperCell:
    """One answer, or room for it: a line, the signs of a date, boxes to tick."""

    label: str
    kind: str
    text: str = ""
    boxes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PaperField:
    """A question on paper. kind: line, area, date, boxes, table, sets or grid.

    cells: the rows of a repeated question; columns and ticks: of a grid.
    """

    key: str
    label: str
    kind: str
    text: str = ""
    boxes: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    cells: list[list[PaperCell]] = field(default_factory=list)
    ticks: list[tuple[str, list[bool]]] = field(default_factory=list)

    @property
    def width(self) -> str:
        """How much of the sheet's width it needs: "third", "two-thirds" or "whole"."""
        if self.kind in {"table", "sets", "grid"}:
            return "whole"
        signs = sum(len(box) + BOX_SIGNS for box in self.boxes) or len(self.text)
        if self.kind == "area" or signs > SIGNS_IN_TWO_THIRDS:
            return "whole"
        return "two-thirds" if signs > SIGNS_IN_A_THIRD else "third"


@dataclass(slots=True)
class PaperSection:
    """A heading and its questions."""

    title: str
    fields: list[PaperField] = field(default_factory=list)


class Paper:
    """Draws one editor's form, in the editor's language."""

    def __init__(self, editor: Editor, translate: Any, formats: Formats) -> None:
        self._editor = editor
        self._translate = translate
        self._formats = formats

    def blank(self) -> list[PaperSection]:
        """Return the form without answers: every question, those that depend on others too."""
        return self._sections({}, hidden=set(), empty=True)

    def filled(self, record: Any) -> list[PaperSection]:
        """Return the form of a record; what is not answered can be written in by hand."""
        submission = self._editor.judge(self._editor.raw_of(record), record=record)
        return self._sections(submission.answers, hidden=submission.hidden, empty=False)

    def _sections(
        self, answers: dict[str, Any], *, hidden: set[str], empty: bool
    ) -> list[PaperSection]:
        places: dict[Section, PaperSection] = {}
        grids: dict[Any, PaperField] = {}
        for bound in self._editor.questions:
            if bound.key in hidden:
                continue
            place = places.setdefault(
                bound.section, PaperSection(self._translate(bound.section.title))
            )
            grid = bound.question.grid
            if grid is None:
                place.fields.append(self._field(bound, answers, empty=empty))
                continue
            if grid not in grids:
                grids[grid] = self._grid(bound)
                place.fields.append(grids[grid])
            grids[grid].columns.append(self._translate(bound.label))
            ticked = set(answers.get(bound.key) or ())
            codes = active_codes(grid.rows, self._editor.locale, self._editor.today)
            for (code, _label), (_text, row) in zip(codes, grids[grid].ticks, strict=True):
                row.append(code in ticked)
        return [section for section in places.values() if section.fields]

    def _grid(self, bound: BoundQuestion) -> PaperField:
        grid = bound.question.grid
        assert grid is not None  # noqa: S101  the caller looked
        codes = active_codes(grid.rows, self._editor.locale, self._editor.today)
        return PaperField(
            key=bound.key,
            label=self._translate(grid.title),
            kind="grid",
            ticks=[(label, []) for _code, label in codes],
        )

    def _field(
        self, bound: BoundQuestion, answers: Mapping[str, Any], *, empty: bool
    ) -> PaperField:
        label, answer = self._translate(bound.label), answers.get(bound.key)
        if bound.question.kind == "rows":
            return self._rows(bound, label, answer or [], empty=empty)
        cell = self.cell(bound, answers)
        return PaperField(bound.key, label, cell.kind, cell.text, cell.boxes)

    def _rows(self, bound: BoundQuestion, label: str, rows: Any, *, empty: bool) -> PaperField:
        questions = row_questions(row_class(bound))
        as_table = len(questions) <= MOST_COLUMNS
        cells = [[self.cell(one, row, MOST_BOXES_IN_A_ROW) for one in questions] for row in rows]
        if empty or not cells:
            blank = [self.cell(one, {}, MOST_BOXES_IN_A_ROW) for one in questions]
            signs = sum(len(box) + BOX_SIGNS for cell in blank for box in cell.boxes)
            cells += [blank] * (BLANK_ROWS if as_table and signs < SIGNS_IN_TWO_THIRDS else 1)
        return PaperField(
            key=bound.key,
            label=label,
            kind="table" if as_table else "sets",
            columns=[self._translate(one.label) for one in questions],
            cells=cells,
        )

    def cell(
        self, bound: BoundQuestion, answers: Mapping[str, Any], most_boxes: int = MOST_BOXES
    ) -> PaperCell:
        """Return an answer, of those of its form or row, in words; or the room to write it."""
        kind, answer = bound.question.kind, answers.get(bound.key)
        label = self._translate(bound.label)
        if kind in DATES:
            shape = "date"
        elif kind == "long_text":
            shape = "area"
        else:
            shape = "line"
        if answer is not None and answer != []:
            return PaperCell(label, shape, self.words(bound, answers))
        boxes = self._boxes(bound, answers)
        if not boxes or len(boxes) > most_boxes:
            return PaperCell(label, shape)
        return PaperCell(label, "boxes", "", boxes)

    def _boxes(self, bound: BoundQuestion, answers: Mapping[str, Any]) -> list[str]:
        question, editor = bound.question, self._editor
        listed = question.codes_beside(answers.get)
        if question.kind == "yes_no":
            return [self._translate(_("Yes")), self._translate(_("No"))]
        if listed is not None:
            codes = active_codes(listed, editor.locale, editor.today)
            return [label for _code, label in codes]
        if question.source is not None:
            return [label for _key, label in editor.choices.options(question.source)]
        return []

    def words(self, bound: BoundQuestion, answers: Mapping[str, Any]) -> str:
        """Return an answer, of those of its form or row, as the reader writes it."""
        question, formats = bound.question, self._formats
        answer, listed = answers[bound.key], question.codes_beside(answers.get)
        if question.kind == "yes_no":
            return self._translate(_("Yes") if answer else _("No"))
        if listed is not None:
            codes = answer if isinstance(answer, list) else [answer]
            return ", ".join(listed.label(code, self._editor.locale) for code in codes)
        if question.source is not None:
            return self._editor.choices.label(question.source, str(answer))
        by_kind: dict[str, Callable[[Any], str]] = {
            "date": formats.date,
            "partial_date": formats.partial_date,
            "time": formats.time,
            "minutes": formats.minutes,
            "money": formats.money,
        }
        return by_kind.get(question.kind, str)(answer)
