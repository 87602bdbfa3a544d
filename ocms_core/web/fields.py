"""Draws fields by the macros of fields.pt: what a declaration fixes is drawn once a process.

Most of a form's page is the same for everybody: labels, hints, marks, lists. It is kept with slots,
and the answers are put into these. What is kept holds no answer and nothing of an agency: only
fields of questions that are declared in code, each under all that decides how it looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any

from markupsafe import Markup, escape

SHAPES = {
    "long_text": "area",
    "yes_no": "radios",
    "choice": "choice",
    "many": "boxes",
    "several": "several",
    "select": "select",
    "pick": "select",
    "person": "select",
    "grid": "grid",
    "rows": "rows",
}
"""How fields.pt draws a field kind; kinds that are not named are one line of text."""

MOST_RADIOS, FILTERED_FROM = 6, 16
MOST_KEPT = 8192
# Signs that Unicode gives to nobody stand where an answer goes: no label has them.
VALUE, OPTIONS, CHECKED = "\ue000", "\ue001", ' checked="checked"'
MARKED = Markup("\ue001")
SLOTS = re.compile(f"({VALUE}|{OPTIONS}|{CHECKED})")
# All that the macro reads of a field but its answer, its mistakes and what it offers.
FIXED = attrgetter(
    "name", "key", "kind", "label", "hint", "green", "green_missing", "required", "needed_missing",
    "visible", "rule", "clearable", "input_type", "inputmode", "autocomplete", "min", "max", "step",
    "max_length", "rows_count", "read_only",
)  # fmt: skip

Pieces = tuple[str, ...]


class FieldDrawer:
    """Draws fields in one language.

    template: draws fields anew; kept: the pieces drawn so far, by what they are made of, or None
    where templates may change.
    """

    def __init__(
        self, locale: str, template: Callable[[list[Any]], str], kept: dict[Any, Pieces] | None
    ) -> None:
        self._locale = locale
        self._template = template
        self._kept = kept

    def __call__(self, views: Iterable[Any]) -> Markup:
        """Return the markup of fields."""
        found: list[str] = []
        # Those that are drawn anew go to the template together, for every call of it costs.
        waiting: list[Any] = []
        for view in views:
            shape = shape_of(view)
            if self._kept is None or not can_be_kept(view, shape):
                waiting.append(view)
                continue
            if waiting:
                found.append(self._template(waiting))
                waiting = []
            found.append(self._filled(view, shape, self._kept))
        if waiting:
            found.append(self._template(waiting))
        return Markup("".join(found))  # noqa: S704  the template has escaped

    def _filled(self, view: Any, shape: str, kept: dict[Any, Pieces]) -> str:
        key = (self._locale, *_looks(view), shape, *_offered(view, shape))
        pieces = kept.get(key)
        if pieces is None:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            pieces = kept[key] = tuple(SLOTS.split(self._template([_blank(view, shape)])))
        ticks = _ticks(view, shape)
        filled = list(pieces)
        for place in range(1, len(filled), 2):
            slot = filled[place]
            if slot == VALUE:
                filled[place] = escape(view.raw)
            elif slot == OPTIONS:
                filled[place] = _options(view)
            elif not next(ticks):
                filled[place] = ""
        return "".join(filled)


def shape_of(view: Any) -> str:
    """Return how a field is drawn; few choices are radio buttons."""
    shape = SHAPES.get(view.kind, "line")
    if shape == "choice":
        return "radios" if view.options and len(view.options) <= MOST_RADIOS else "select"
    return shape


def can_be_kept(view: Any, shape: str) -> bool:
    """Whether all of a field but its answer is the same for everybody."""
    if not view.declared or view.errors or shape in {"rows", "several"}:
        return False
    if shape == "grid":
        columns = view.grid_columns
        return not view.read_only and not any(column.errors for column in columns)
    return shape in {"line", "area", "select"} or not view.read_only


def _looks(view: Any) -> tuple[Any, ...]:
    return (*FIXED(view), *view.needed_by)


def _offered(view: Any, shape: str) -> Iterable[Any]:
    """Return what of the offered answers decides how a field looks."""
    if shape in {"radios", "boxes"}:
        return ((option.code, option.label) for option in view.options)
    if shape == "select":
        return (len(view.options) >= FILTERED_FROM,)
    if shape == "grid":
        return (*view.grid_rows, *map(_looks, view.grid_columns))
    return ()


def _blank(view: Any, shape: str) -> Any:
    """Return the field with slots: every box ticked, and signs in place of texts and options."""
    if shape in {"radios", "boxes"}:
        every = [replace(option, selected=True) for option in view.options]
        return replace(view, raw="", options=every)
    if shape == "select":
        offered = [None] * FILTERED_FROM if len(view.options) >= FILTERED_FROM else []
        return replace(view, raw=VALUE, options=offered, options_html=MARKED)
    if shape == "grid":
        codes = [code for code, _label in view.grid_rows]
        return replace(view, grid_columns=[replace(c, raw=codes) for c in view.grid_columns])
    return replace(view, raw=VALUE)


def _ticks(view: Any, shape: str) -> Iterator[bool]:
    """Yield which boxes are ticked, in the order of the page."""
    if shape == "grid":
        for code, _label in view.grid_rows:
            for column in view.grid_columns:
                yield column.is_marked(code)
        return
    for option in view.options:
        yield option.selected
    # Then comes what takes an answer back.
    yield not view.raw


def _options(view: Any) -> Markup:
    if view.options_html:
        return view.options_html
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            option.code, Markup(' selected="selected"') if option.selected else "", option.label
        )
        for option in view.options
    )
