"""The cells of the attendance grid: six hundred selects are too many for a template to make."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from markupsafe import Markup
from pyramid.request import Request

from ocms_core.web.formats import Formats
from ocms_plugin_language.attendance import Month, is_expected
from ocms_plugin_language.i18n import _
from ocms_plugin_language.lookups import ATTENDANCE, LETTERS
from ocms_plugin_language.models import ClassDate
from ocms_plugin_language.services import Learner

OPTION = Markup('<option value="{}">{}</option>')
SELECTED = Markup('<option value="{}" selected>{}</option>')
CHOICE = Markup(
    '<td><select name="m-{}-{}" aria-label="{}, {}" class="cell cell-{}">'
    '<option value=""></option>{}</select></td>'
)
OFF = Markup(
    '<td class="cell-off"><span aria-hidden="true">–</span>'
    '<span class="visually-hidden">{}</span></td>'
)
PLAIN = Markup("<td>{}</td>")


def letters_of(request: Request) -> dict[str, str]:
    """Return one letter a mark in the reader's language."""
    return LETTERS["fr" if request.locale_name == "fr" else "en"]


def _options(letters: dict[str, str], chosen: str | None) -> Markup:
    return Markup("").join(
        (SELECTED if code.code == chosen else OPTION).format(code.code, letters[code.code])
        for code in ATTENDANCE.codes
    )


class Cells:
    """Makes the cells of a month for one reader."""

    def __init__(self, request: Request, month: Month) -> None:
        translate, letters = request.localizer.translate, letters_of(request)
        formats = Formats(request.locale_name)
        self._locale = request.locale_name
        self._month = month
        self._days = {one.held_on: formats.date(one.held_on) for one in month.dates}
        self._options = {
            mark: _options(letters, mark) for mark in (None, *(c.code for c in ATTENDANCE.codes))
        }
        self._no_class = translate(_("No class"))
        self._away = translate(_("Not in the course"))

    def of(self, learners: Iterable[Learner], *, may_write: bool) -> dict[uuid.UUID, Markup]:
        """Return the cells of each learner."""
        return {
            learner.client.id: Markup("").join(
                self._cell(learner, date, may_write=may_write) for date in self._month.dates
            )
            for learner in learners
        }

    def _cell(self, learner: Learner, date: ClassDate, *, may_write: bool) -> Markup:
        day = date.held_on
        if date.is_cancelled:
            return OFF.format(self._no_class)
        if not is_expected(learner, day):
            return OFF.format(self._away)
        mark = self._month.mark(learner.client.id, day)
        if not may_write:
            return PLAIN.format(ATTENDANCE.label(mark, self._locale) if mark else "–")
        number = learner.client.number
        name = learner.client.name or f"#{number}"
        return CHOICE.format(
            number, day.isoformat(), name, self._days[day], mark or "none", self._options[mark]
        )
