"""The class calendar of a course."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.errors import BadInputError
from ocms_core.forms.pages import today_of
from ocms_core.lookups import Code
from ocms_core.reports.periods import parse_day
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_plugin_language.calendar import CalendarService, months_of, planned_days, weeks_of
from ocms_plugin_language.i18n import _
from ocms_plugin_language.lookups import WEEKDAY
from ocms_plugin_language.views import back, course_of, page_of

LONGEST_NOTE = 80
LONGEST_CLASS = 600
CHANGES = {"cancel", "hold", "remove"}


def chosen_month(request: Request, days: list[dt.date]) -> dt.date:
    """Return the month that the address names, else the one of the latest class until today."""
    text = request.params.get("month")
    if text:
        day = parse_day(f"{text}-01")
        if day is None:
            raise BadInputError("no such month")
        return day
    today = today_of(request)
    past = [day for day in days if day <= today]
    nearest = past[-1] if past else (days[0] if days else today)
    return nearest.replace(day=1)


@view_config(
    route_name="language.classes",
    renderer="ocms_plugin_language:templates/classes.pt",
    request_method="GET",
    permission=Permission.SESSION_READ,
    params=Params("month"),
)
def show_classes(request: Request) -> dict[str, Any]:
    """Show the classes of a month, and the months there are."""
    service_session, course = course_of(request)
    dates = CalendarService(request.db, course).dates()
    days = [one.held_on for one in dates]
    month = chosen_month(request, days)
    known = set(days)
    weekdays: list[Code] = list(WEEKDAY.codes)
    return {
        **page_of(request, service_session, course),
        "dates": {one.held_on: one for one in dates},
        "month": month,
        "months": months_of([*days, month]),
        "weeks": weeks_of(month),
        "weekdays": weekdays,
        "missing": sum(day not in known for day in planned_days(course)),
        "held": sum(not one.is_cancelled for one in dates),
        "hours": sum(one.minutes for one in dates if not one.is_cancelled),
        "today": today_of(request),
    }


@view_config(
    route_name="language.make_classes",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params(),
)
def make_classes(request: Request) -> HTTPSeeOther:
    """Make the calendar from the course form."""
    _session, course = course_of(request, lock=True)
    made = CalendarService(request.db, course).make()
    if made:
        request.flash(_("Classes added to the calendar: ${count}.", mapping={"count": made}))
    else:
        request.flash(
            _(
                "Nothing to add. The calendar is made from the course’s start, end, days of class "
                "and hours per class: see whether the course form has them."
            ),
            "info",
        )
    return back(request, "language.classes")


@view_config(
    route_name="language.change_class",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params("day", "what", "note"),
)
def change_class(request: Request) -> HTTPSeeOther:
    """Add a class, cancel one, hold it after all, or take it off the calendar."""
    _session, course = course_of(request, lock=True)
    post, calendar = request.POST, CalendarService(request.db, course)
    day, what = parse_day(post.get("day", "")), post.get("what")
    if day is None and what == "add":
        request.flash(_("Choose the day of the class."), "error")
        return back(request, "language.classes")
    if day is None or what not in {*CHANGES, "add"}:
        raise BadInputError("no day, or nothing to do")
    if what == "add":
        if not calendar.add(day, course.class_minutes or 60):
            request.flash(_("There is a class on that day already."), "info")
    elif not calendar.change(day, what, (post.get("note") or "").strip()[:LONGEST_NOTE] or None):
        request.flash(
            _("Attendance was taken in this class: cancel it instead of removing it."), "error"
        )
    return back(request, "language.classes", month=f"{day:%Y-%m}")
