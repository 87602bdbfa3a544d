"""Attendance: the grid of a month, and one class with hours and notes, which fits a phone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.db.types import parse_number
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.pages import today_of
from ocms_core.reports.periods import parse_day
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params
from ocms_plugin_language.attendance import AttendanceService, Entry, Month, is_expected
from ocms_plugin_language.calendar import CalendarService, months_of
from ocms_plugin_language.grid import Cells, letters_of
from ocms_plugin_language.i18n import _
from ocms_plugin_language.lookups import ATTENDANCE, ATTENDED, LETTERS
from ocms_plugin_language.models import ClassDate
from ocms_plugin_language.services import Learner
from ocms_plugin_language.views import back, course_of, course_service, page_of
from ocms_plugin_language.views.classes import chosen_month

CELL = re.compile(r"^m-([0-9]{1,12})-([0-9]{4}-[0-9]{2}-[0-9]{2})$")
SEEN = re.compile(r"^s-([0-9]{1,12})$")
LENGTH = re.compile(r"^(?:([0-9]{1,2})[:h.]([0-5][0-9])|([0-9]{1,3}))$")
LONGEST_CLASS, LONGEST_NOTE, HOUR = 600, 200, 60
NOTHING = "."
CALL = _("Call the learner: three absences without excuse.")
CONTROLS = {"csrf_token", "month", "days", "fill", "fill_day", "fill_mark"}


def _each_once(posted: Any) -> dict[str, str]:
    """Return what was posted by name: the post itself looks through all its names for each one."""
    pairs = list(posted.items())
    found = dict(pairs)
    if len(found) != len(pairs) or not all(isinstance(text, str) for text in found.values()):
        raise BadInputError("a parameter is repeated, or is a file")
    return found


class _Attendance:
    """What both pages read first."""

    def __init__(self, request: Request, *, lock: bool = False) -> None:
        self.request = request
        self.service_session, self.course = course_of(request, lock=lock)
        self.dates = CalendarService(request.db, self.course).dates()
        self.learners = course_service(request).learners(self.service_session)
        self.by_number = {one.client.number: one for one in self.learners}
        self.service = AttendanceService(
            request.db,
            self.service_session,
            self.course,
            today=today_of(request),
            reason=request.localizer.translate(CALL),
        )

    def month(self, first: dt.date) -> Month:
        return self.service.month(first, self.dates)

    def page(self, month: Month) -> dict[str, Any]:
        days = [one.held_on for one in self.dates]
        shown = [
            one
            for one in self.learners
            if one.client.id not in month.hidden
            and any(is_expected(one, date.held_on) for date in month.dates)
        ]
        return {
            **page_of(self.request, self.service_session, self.course),
            "month": month,
            "months": months_of([*days, month.first]),
            "learners": shown,
            "marks": ATTENDANCE,
            "letters": letters_of(self.request),
            "today": today_of(self.request),
            "unseen": len(month.hidden),
        }


@view_defaults(
    route_name="language.attendance", renderer="ocms_plugin_language:templates/attendance.pt"
)
class MonthGrid:
    """Learners down, classes across, a letter in each cell."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.whole = _Attendance(request, lock=request.method == "POST")
        self.month = self.whole.month(
            chosen_month(request, [one.held_on for one in self.whole.dates])
        )

    @view_config(request_method="GET", permission=Permission.SESSION_READ, params=Params("month"))
    def show(self) -> dict[str, Any]:
        """Show a month."""
        page = self.whole.page(self.month)
        return {
            **page,
            "days": [one.held_on for one in self.month.dates],
            "cells": Cells(self.request, self.month).of(
                page["learners"], may_write=page["may_write"]
            ),
            "seen": {one.client.id: self._seen(one) for one in page["learners"]},
            "taken": {one.held_on: self._taken(one) for one in self.month.dates},
        }

    def _taken(self, date: ClassDate) -> tuple[int, int]:
        """Return how many were there on a day, and how many have any mark."""
        marks = [one.mark for (_c, day), one in self.month.marks.items() if day == date.held_on]
        return sum(mark in ATTENDED for mark in marks), len(marks)

    def _seen(self, learner: Learner) -> str:
        """Return the marks that the page was made from, a letter a class of the month."""
        code = LETTERS["en"]
        found = (self.month.mark(learner.client.id, one.held_on) for one in self.month.dates)
        return "".join(code[mark] if mark else NOTHING for mark in found)

    @view_config(request_method="POST", permission=Permission.SESSION_WRITE, params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save the cells that were changed on the page, and fill a day if that was asked."""
        post = _each_once(self.request.POST)
        for name in post:
            if name not in CONTROLS and not CELL.match(name) and not SEEN.match(name):
                raise BadInputError(f"unknown parameter {name[:60]!r}")
        entries = self._changed(post)
        if "fill" in post:
            entries |= self._filled(post, entries)
        changed = self.whole.service.write(self.month, entries, self.request.staff)
        if changed:
            self.request.flash(
                _("Attendance is saved. Learners changed: ${count}.", mapping={"count": changed})
            )
        else:
            self.request.flash(_("Nothing was changed."), "info")
        return back(self.request, "language.attendance", month=f"{self.month.first:%Y-%m}")

    def _changed(self, post: Any) -> dict[Any, Entry]:
        """Return the cells that differ from what the page showed when it was opened.

        So two people who fill in two classes at one moment do not undo each other.
        """
        days = (post.get("days") or "").split(",")
        letters = LETTERS["en"]
        entries: dict[Any, Entry] = {}
        for name in post:
            found = CELL.match(name)
            if found is None:
                continue
            learner = self.whole.by_number.get(parse_number(found[1]) or 0)
            day, mark = parse_day(found[2]), post[name] or None
            if learner is None or day is None:
                raise BadInputError("no such learner or day")
            if mark is not None and mark not in ATTENDANCE:
                raise BadInputError("no such mark")
            seen = post.get(f"s-{found[1]}", "")
            place = days.index(found[2]) if found[2] in days else -1
            was = seen[place] if 0 <= place < len(seen) else NOTHING
            if was == (letters[mark] if mark else NOTHING):
                continue
            known = self.month.marks.get((learner.client.id, day))
            note = known.note if known is not None else None
            entries[learner.client.id, day] = Entry(mark, note=note)
        return entries

    def _filled(self, post: Any, entries: dict[Any, Entry]) -> dict[Any, Entry]:
        """Return the mark of a day for everybody who has none."""
        day, mark = parse_day(post.get("fill_day", "")), post.get("fill_mark")
        if day is None or mark not in ATTENDANCE:
            raise BadInputError("choose a day and a mark")
        return {
            (one.client.id, day): Entry(mark)
            for one in self.whole.learners
            if is_expected(one, day)
            and self.month.mark(one.client.id, day) is None
            and (one.client.id, day) not in entries
        }


@view_defaults(
    route_name="language.class_day", renderer="ocms_plugin_language:templates/class_day.pt"
)
class OneClass:
    """One class: a mark, hours and a note for each learner."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.whole = _Attendance(request, lock=request.method == "POST")
        day = parse_day(request.matchdict["day"])
        found = next((one for one in self.whole.dates if one.held_on == day), None)
        if day is None or found is None:
            raise NotFoundError("no class on that day")
        self.day, self.date = day, found
        self.month = self.whole.month(day.replace(day=1))

    def _page(self, posted: Any = None, errors: dict[int, Any] | None = None) -> dict[str, Any]:
        days = [one.held_on for one in self.whole.dates if not one.is_cancelled]
        page = self.whole.page(self.month)
        page["learners"] = [one for one in page["learners"] if is_expected(one, self.day)]
        place = days.index(self.day) if self.day in days else None
        return {
            **page,
            "day": self.day,
            "date": self.date,
            "before": days[place - 1] if place else None,
            "after": days[place + 1] if place is not None and place + 1 < len(days) else None,
            "lines": [(one, self._line(one, posted)) for one in page["learners"]],
            "problems": errors or {},
            "errors": [
                (f"h-{number}", self.whole.by_number[number].client.name, sentence)
                for number, sentence in (errors or {}).items()
            ],
        }

    def _line(self, learner: Learner, posted: Any) -> dict[str, Any]:
        """Return what stands in a line: as typed after a mistake, as stored otherwise."""
        number = learner.client.number
        if posted is not None:
            return {
                "mark": posted.get(f"m-{number}"),
                "hours": posted.get(f"h-{number}", ""),
                "note": posted.get(f"n-{number}", ""),
            }
        known = self.month.marks.get((learner.client.id, self.day))
        if known is None:
            return {"mark": None, "hours": "", "note": ""}
        minutes = known.minutes
        whole = minutes is None or minutes == self.date.minutes
        hours = "" if minutes is None or whole else f"{minutes // HOUR}:{minutes % HOUR:02d}"
        return {"mark": known.mark, "hours": hours, "note": known.note or ""}

    @view_config(request_method="GET", permission=Permission.SESSION_READ, params=Params())
    def show(self) -> dict[str, Any]:
        """Show a class."""
        return self._page()

    @view_config(request_method="POST", permission=Permission.SESSION_WRITE, params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save a class; blanks take the mark that was chosen for all, if one was."""
        post = _each_once(self.request.POST)
        allowed = {"csrf_token", "fill", "fill_mark"} | {
            f"{kind}-{number}" for kind in "mhn" for number in self.whole.by_number
        }
        for name in post:
            if name not in allowed:
                raise BadInputError(f"unknown parameter {name[:60]!r}")
        fill = post.get("fill_mark") if "fill" in post else None
        if fill is not None and fill not in ATTENDANCE:
            raise BadInputError("no such mark")
        entries: dict[Any, Entry] = {}
        errors: dict[int, Any] = {}
        for number, learner in self.whole.by_number.items():
            if not is_expected(learner, self.day):
                continue
            mark = post.get(f"m-{number}") or fill
            if mark is not None and mark not in ATTENDANCE:
                raise BadInputError("no such mark")
            hours, problem = self._hours(post.get(f"h-{number}", "").strip())
            if problem is not None:
                errors[number] = problem
            note = post.get(f"n-{number}", "").strip()[:LONGEST_NOTE] or None
            entries[learner.client.id, self.day] = Entry(mark, hours, note)
        if errors:
            self.request.response.status_code = 422
            return self._page(post, errors)
        self.whole.service.write(self.month, entries, self.request.staff)
        self.request.flash(_("The class is saved."))
        return back_to_class(self.request, self.day)

    @staticmethod
    def _hours(text: str) -> tuple[int | None, Any]:
        if not text:
            return None, None
        found = LENGTH.match(text)
        if found is None:
            return None, _("Type the hours as 1:30, or 90 for minutes.")
        minutes = int(found[3]) if found[3] else int(found[1]) * HOUR + int(found[2])
        if minutes > LONGEST_CLASS:
            return None, _("No class is longer than ten hours: check the hours.")
        return minutes, None


def back_to_class(request: Request, day: dt.date) -> Any:
    """Return the way back to the page of a class."""
    answer = back(request, "language.attendance", month=f"{day:%Y-%m}")
    if request.POST.get("fill") is None:
        return answer
    key = request.matchdict["id"]
    answer.location = request.route_path("language.class_day", id=key, day=day.isoformat())
    return answer
