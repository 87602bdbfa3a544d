"""What the field macros draw: plain views of questions, sections and whole forms."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ocms_core.forms.choices import active_codes, mark_selected, options_markup
from ocms_core.forms.editor import Editor, Submission, row_indexes
from ocms_core.forms.parsing import row_class
from ocms_core.forms.partial_dates import PATTERN as PARTIAL_DATE
from ocms_core.forms.partial_dates import is_about, year_of
from ocms_core.forms.spec import BoundQuestion, Section, row_questions
from ocms_core.forms.texts import as_texts
from ocms_core.i18n import _
from ocms_core.web.formats import Formats

if TYPE_CHECKING:
    from ocms_core.lookups import CodeList

RADIO_LIMIT = 6
BOXES_LIMIT = 30
SPARE_SELECTS = 2
SELECT = "select"
# A question with many answers out of a long list: as many selects as answers, and some to spare.
SEVERAL = "several"
INPUT_TYPES = {
    "email": "email",
    "tel": "tel",
    "date": "date",
    "time": "time",
}
INPUT_MODES = {"number": "numeric", "money": "decimal", "minutes": "text", "year": "numeric"}


@dataclass(slots=True)
class Option:
    """One answer of a list."""

    code: str
    label: str
    selected: bool
    group: str | None = None


@dataclass(slots=True)
class RowView:
    """One repeated row; the blank one is the template for new rows.

    line: the row as people write it, where its model has a way (``line_of``); rest: the answers
    that do not stand in it.
    """

    index: str
    id: str
    fields: list[FieldView]
    line: str = ""
    rest: list[FieldView] = field(default_factory=list)


@dataclass(slots=True)
class FieldView:
    """A question as the page shows it; the macros of ``fields.pt`` read these names."""

    key: str
    name: str
    kind: str
    label: str
    hint: str | None
    raw: Any
    text: str
    errors: list[str] = field(default_factory=list)
    green: bool = False
    green_missing: bool = False
    required: bool = False
    needed_by: list[str] = field(default_factory=list)
    needed_missing: bool = False
    visible: bool = True
    rule: str | None = None
    options: list[Option] = field(default_factory=list)
    options_html: Markup | None = None
    options_several: list[Markup] = field(default_factory=list)
    clearable: bool = False
    input_type: str = "text"
    inputmode: str | None = None
    autocomplete: str | None = None
    min: str | None = None
    max: str | None = None
    step: int | None = None
    max_length: int | None = None
    rows_count: int = 0
    read_only: bool = False
    grid_rows: list[tuple[str, str]] = field(default_factory=list)
    grid_columns: list[FieldView] = field(default_factory=list)
    items: list[RowView] = field(default_factory=list)
    blank: RowView | None = None
    max_rows: int | None = None
    compact: bool = False
    # Whether the question stands in code: how it looks may be kept, whoever asks.
    declared: bool = False

    @property
    def id(self) -> str:
        """The element's id: the name without the signs that trouble selectors."""
        return "f-" + self.name.replace(".", "-")

    def is_marked(self, code: str) -> bool:
        """Whether a grid's column has this row ticked."""
        return code in self.raw

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer to show."""
        return bool(self.text) if self.kind == "rows" else bool(self.raw) or bool(self.items)


@dataclass(slots=True)
class SectionView:
    """A heading and its questions."""

    key: str
    title: str
    hint: str | None
    fields: list[FieldView] = field(default_factory=list)
    part: str | None = None

    @property
    def answered(self) -> list[FieldView]:
        """The fields that have something to read."""
        return [one for one in self.fields if one.visible and one.is_answered]

    @property
    def unanswered(self) -> list[FieldView]:
        """The fields without an answer."""
        return [one for one in self.fields if one.visible and not one.is_answered]

    @property
    def is_needed(self) -> bool:
        """Whether something here is still needed, green or yellow."""
        return any(one.green_missing or one.needed_missing for one in self.fields)


@dataclass(slots=True)
class FormView:
    """A whole form for the page."""

    title: str
    sections: list[SectionView]
    errors: list[tuple[str, str, str]]
    revision: int = 0
    state: str | None = None
    draft_saved_at: Any = None
    needs: list[tuple[str, str, str]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    @property
    def fields(self) -> list[FieldView]:
        """Every field in order."""
        return [view for section in self.sections for view in section.fields]

    @property
    def answers(self) -> list[FieldView]:
        """Every question's field: of grids their columns."""
        return [column for field in self.fields for column in field.grid_columns or [field]]


class Renderer:
    """Makes views of one editor's form.

    needed: names of the funders' files that need a question, by its key (yellow).
    """

    def __init__(
        self, editor: Editor, translate: Any, needed: Mapping[str, list[str]] | None = None
    ) -> None:
        self.editor = editor
        self.translate = translate
        self.needed = needed or {}
        self._names = {bound.question: bound.key for bound in editor.questions}
        self._formats = Formats(editor.locale)

    def form(
        self,
        submission: Submission,
        *,
        show_missing: bool = True,
        needs: Iterable[str] = (),
        **details: Any,
    ) -> FormView:
        """Return the view of a submission, or of what is stored (judged without a post)."""
        sections: dict[Section, SectionView] = {}
        grids: dict[Any, FieldView] = {}
        needed_now = set(needs)
        for bound in self.editor.questions:
            place = sections.get(bound.section)
            if place is None:
                section = bound.section
                place = sections[section] = SectionView(
                    key=f"s{len(sections) + 1}",
                    title=self.translate(section.title),
                    hint=self._text(section.hint),
                    part=section.key,
                )
            view = self._field(bound, submission, show_missing=show_missing)
            view.needed_missing = bound.key in needed_now
            grid = bound.question.grid
            if grid is None:
                place.fields.append(view)
                continue
            if grid not in grids:
                grids[grid] = self._grid(bound, view)
                place.fields.append(grids[grid])
            grids[grid].grid_columns.append(view)
            self._keep_withdrawn(grid.rows, grids[grid].grid_rows, view.raw)
        views = FormView(
            title=self.translate(self.editor.spec.title),
            sections=list(sections.values()),
            errors=self._summary(submission),
            **details,
        )
        labels = {bound.key: self.translate(bound.label) for bound in self.editor.questions}
        if show_missing:
            views.missing = [(_id(key), labels[key]) for key in dict.fromkeys(submission.missing)]
        views.needs = [
            (_id(key), labels[key], ", ".join(self.needed.get(key, ())))
            for key in dict.fromkeys(needs)
            if key in labels
        ]
        return views

    def _text(self, text: str | None) -> str | None:
        return None if text is None else self.translate(text)

    def _summary(self, submission: Submission) -> list[tuple[str, str, str]]:
        found = []
        for name, messages in submission.errors.items():
            bound = self.editor.by_key.get(name)
            if bound is None:
                owner = self.editor.by_key[name.split("-")[0]]
                cell = name.rpartition("-")[2]
                row = {c.key: c for c in row_questions(row_class(owner))}
                label = f"{self.translate(owner.label)}: {self.translate(row[cell].label)}"
            else:
                label = self.translate(bound.label)
            found += [(_id(name), label, self.translate(message)) for message in messages]
        return found

    def _grid(self, bound: BoundQuestion, first: FieldView) -> FieldView:
        grid = bound.question.grid
        assert grid is not None  # noqa: S101  the caller looked
        return FieldView(
            key=f"{bound.key}.grid",
            name=f"{bound.key}.grid",
            kind="grid",
            label=self.translate(grid.title),
            hint=self._text(grid.hint),
            raw=[],
            text="",
            visible=first.visible,
            rule=first.rule,
            grid_rows=list(active_codes(grid.rows, self.editor.locale, self.editor.today)),
            declared=first.declared,
        )

    def _keep_withdrawn(
        self, codes: CodeList, offered: list[tuple[str, str]], raw: Iterable[str]
    ) -> None:
        """Offer stored codes that the list no longer has, or saving the page would lose them."""
        present = {code for code, _label in offered}
        offered += [
            (code, codes.label(code, self.editor.locale))
            for code in raw
            if code not in present and code in codes
        ]

    def _field(
        self, bound: BoundQuestion, submission: Submission, *, show_missing: bool
    ) -> FieldView:
        question = bound.question
        raw = submission.raw.get(bound.key, [])
        if question.computed is not None:
            # The browser posts what it was shown, not what follows from what was typed since.
            raw = as_texts(submission.answers.get(bound.key), question.kind)
        view = self._plain(bound, bound.key, raw, submission.raw.get)
        view.errors = [self.translate(text) for text in submission.errors.get(bound.key, ())]
        view.visible = bound.key not in submission.hidden
        view.green_missing = show_missing and bound.key in submission.missing
        view.needed_by = list(self.needed.get(bound.key, ()))
        rules = [question.shown_if, question.grid.shown_if if question.grid else None]
        parts = [rule.rule(self._names) for rule in rules if rule is not None]
        if parts:
            view.rule = json.dumps(parts[0] if len(parts) == 1 else {"all": parts})
        if question.kind == "rows":
            self._rows(bound, view, submission)
        return view

    def _rows(self, bound: BoundQuestion, view: FieldView, submission: Submission) -> None:
        cells = row_questions(row_class(bound))
        indexes = row_indexes(submission.raw, bound.key)
        view.max_rows, view.compact = bound.question.maximum, bound.question.compact
        view.items = [self._row(bound, cells, str(index), submission) for index in indexes]
        if not view.items and not bound.question.read_only:
            view.items = [self._row(bound, cells, "0", submission)]
        view.blank = self._row(bound, cells, "__index__", None)
        rows = (
            ", ".join(text for text in (item.line, *(c.text for c in item.rest)) if text)
            for item in view.items
        )
        view.text = "; ".join(row for row in rows if row)

    def _row(
        self, bound: BoundQuestion, cells: Any, index: str, submission: Submission | None
    ) -> RowView:
        def beside(key: str) -> list[str] | None:
            return submission.raw.get(f"{bound.key}-{index}-{key}") if submission else None

        fields = []
        for cell in cells:
            name = f"{bound.key}-{index}-{cell.key}"
            raw = submission.raw.get(name, []) if submission else []
            view = self._plain(cell, name, raw, beside)
            if submission:
                view.errors = [self.translate(t) for t in submission.errors.get(name, ())]
            if bound.question.compact and cell.question.kind == "choice":
                view.kind = SELECT
            fields.append(view)
        stored = submission.raw.get(f"{bound.key}-{index}-id", [""]) if submission else [""]
        model = row_class(bound)
        line_of, written = getattr(model, "line_of", None), getattr(model, "line_parts", ())
        return RowView(
            index=index,
            id=stored[0] if stored else "",
            fields=fields,
            line=line_of({view.key: view.text for view in fields}) if line_of else "",
            rest=[view for view in fields if view.key not in written],
        )

    def _plain(
        self,
        bound: BoundQuestion,
        name: str,
        raw: list[str],
        beside: Callable[[str], list[str] | None],
    ) -> FieldView:
        """Return the view of a question; `beside` gives what was posted to another one, by key."""
        question = bound.question
        codes = question.codes_beside(lambda key: next(iter(beside(key) or ()), None))
        several = question.kind in {"many", "rows"}
        kind = {"sealed": "text", "person": "pick"}.get(question.kind, question.kind)
        view = FieldView(
            key=bound.key,
            name=name,
            kind=kind,
            label=self.translate(bound.label),
            hint=self._text(question.hint),
            raw=list(raw) if several else (raw[0] if raw else ""),
            text="",
            green=bound.green or question.at_least > 0,
            required=question.required,
            input_type=INPUT_TYPES.get(question.input_type or question.kind, "text"),
            inputmode=INPUT_MODES.get(question.input_type or question.kind),
            autocomplete=question.autocomplete,
            step=question.step,
            max_length=question.max_length,
            read_only=question.read_only,
            clearable=not (question.required or question.read_only or question.default),
            declared=bound.kept_in is None,
        )
        if question.kind == "partial_date" and view.raw:
            view.raw = self._about(view.raw)
        if question.maximum == "today":
            view.max = self.editor.today.isoformat()
        self._options(question, codes, view, raw)
        view.text = self._shown_text(question, codes, view, raw)
        return view

    def _about(self, typed: str) -> str:
        """Return a year that is about right as the reader would type it."""
        if not PARTIAL_DATE.match(typed) or not is_about(typed):
            return typed
        return self.translate(_("about ${year}", mapping={"year": year_of(typed)}))

    def _options(self, question: Any, listed: Any, view: FieldView, raw: list[str]) -> None:
        locale, today = self.editor.locale, self.editor.today
        if question.kind == "yes_no":
            view.options = [
                Option("yes", self.translate(_("Yes")), "yes" in raw),
                Option("no", self.translate(_("No")), "no" in raw),
            ]
        elif question.kind == "many" and len(listed) > BOXES_LIMIT:
            ready = options_markup(listed, locale, today)
            view.options_several = [
                mark_selected(ready, code, listed.label(code, locale) if code else "")
                for code in [*raw, *([""] * SPARE_SELECTS)]
                if code or not view.read_only
            ]
            view.kind = SEVERAL
        elif question.kind in {"choice", "many"}:
            codes = list(active_codes(listed, locale, today))
            if question.kind == "many" or len(codes) <= RADIO_LIMIT:
                self._keep_withdrawn(listed, codes, raw)
                groups = listed.by_code
                view.options = [
                    Option(code, label, code in raw, groups[code].group) for code, label in codes
                ]
            else:
                stored = raw[0] if raw else None
                view.options_html = mark_selected(
                    options_markup(listed, locale, today),
                    stored,
                    listed.label(stored, locale) if stored else "",
                )
                view.kind = SELECT
        elif question.source is not None:
            stored = raw[0] if raw else None
            view.options = [
                Option(key, label, key == stored)
                for key, label in self.editor.choices.options(question.source, stored)
            ]
            view.kind = SELECT

    def _shown_text(self, question: Any, listed: Any, view: FieldView, raw: list[str]) -> str:
        if not raw:
            return ""
        if listed is not None:
            return ", ".join(listed.label(code, self.editor.locale) for code in raw)
        if question.source is not None:
            return self.editor.choices.label(question.source, raw[0])
        if question.kind == "yes_no":
            return next((o.label for o in view.options if o.selected), "")
        return self._written(question.kind, raw[0])

    def _written(self, kind: str, typed: str) -> str:
        """Return a date as the reader's language writes it; what is none stays as it was typed."""
        try:
            if kind == "partial_date" and PARTIAL_DATE.match(typed):
                return self._formats.partial_date(typed)
            if kind == "date":
                return self._formats.date(dt.date.fromisoformat(typed))
        except ValueError:  # 30 February
            return typed
        return typed


def _id(name: str) -> str:
    return "f-" + name.replace(".", "-")
