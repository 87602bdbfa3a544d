"""The roster of a course: spots, learners, alerts, the waiting list, exits."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.clients.search import LONGEST_TEXT
from ocms_core.clients.views.finding import search_clients
from ocms_core.db.types import parse_number
from ocms_core.errors import BadInputError
from ocms_core.forms.pages import today_of
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.services import NotAdmittedError
from ocms_core.service_sessions.views import session_type_of
from ocms_core.web.derivers import Params
from ocms_core.web.templating import render
from ocms_plugin_language.i18n import _
from ocms_plugin_language.lookups import EXIT_STATUS, levels_of
from ocms_plugin_language.models import SKILLS
from ocms_plugin_language.services import client_by_number
from ocms_plugin_language.views import back, course_of, course_service, page_of

FOUND = 8
ROSTER: dict[str, Any] = {
    "route_name": "language.roster",
    "renderer": "ocms_plugin_language:templates/roster.pt",
    "permission": Permission.SESSION_READ,
}
CHANGE: dict[str, Any] = {"request_method": "POST", "permission": Permission.SESSION_WRITE}


@view_config(**ROSTER, request_method="GET", params=Params())
def show_roster(request: Request) -> dict[str, Any]:
    """Show who is in the course, who waits, and what is to be done."""
    service_session, course = course_of(request)
    today = today_of(request)
    roster = course_service(request).roster(service_session, course, today)
    is_over = course.end_date is not None and course.end_date <= today
    total = course.total_spots
    return {
        **page_of(request, service_session, course),
        "roster": roster,
        "free": None if total is None else max(0, total - roster.taken),
        "is_over": is_over,
        "to_begin": roster.without_exit if is_over else [],
        "skills": SKILLS,
        "levels": levels_of(course.course_language),
        "exit_statuses": EXIT_STATUS,
        "find_word": _("Find"),
        "find_label": _("Name, phone, number or date of birth"),
        "q": "",
        "found": [],
    }


@view_config(**ROSTER, request_method="POST", params=Params("q"))
def find_learner(request: Request) -> Any:
    """Find somebody to enrol: a whole page, or the results alone while typing."""
    service_session, course = course_of(request)
    text = request.POST.get("q", "").strip()[:LONGEST_TEXT]
    present = {line.client_id for line in service_session.clients}
    matches = search_clients(request, text, {}, FOUND)
    results = {"q": text, "found": [match for match in matches if match.client.id not in present]}
    if "HX-Request" in request.headers:
        page = {**page_of(request, service_session, course), **results}
        return Response(render(request, "ocms_plugin_language:templates/found.pt", **page))
    return {**show_roster(request), **results}


@view_config(**CHANGE, route_name="language.enrol", params=Params("client"))
def enrol(request: Request) -> HTTPSeeOther:
    """Give somebody a spot, from the search or from the waiting list."""
    service_session, course = course_of(request, lock=True)
    client = client_by_number(request.db, parse_number(request.POST.get("client")))
    session_type = session_type_of(request, service_session.session_type)
    try:
        course_service(request).enrol(service_session, course, client, request.staff, session_type)
    except NotAdmittedError as refusal:
        request.flash(refusal.sentence, "error")
    else:
        request.flash(_("The client is enrolled. Complete the enrolment form when you can."))
    return back(request, "language.roster")


@view_config(**CHANGE, route_name="language.wait", params=Params("client", "what"))
def wait(request: Request) -> HTTPSeeOther:
    """Put somebody on the waiting list, move them on it, or take them off."""
    service_session, course = course_of(request, lock=True)
    client = client_by_number(request.db, parse_number(request.POST.get("client")))
    service, what = course_service(request), request.POST.get("what", "add")
    if what not in {"add", "up", "down", "remove"}:
        raise BadInputError("unknown change of the waiting list")
    if what != "add":
        service.change_waiting(course, client, what)
        return back(request, "language.roster")
    try:
        service.wait(service_session, course, client, today_of(request))
    except NotAdmittedError as refusal:
        request.flash(refusal.sentence, "error")
    else:
        request.flash(_("The client is on the waiting list."))
    return back(request, "language.roster")


@view_config(**CHANGE, route_name="language.exits", params=Params())
def begin_exits(request: Request) -> HTTPSeeOther:
    """Begin the exit forms of everybody who has none."""
    service_session, course = course_of(request, lock=True)
    made = course_service(request).begin_exits(service_session, course, request.staff)
    request.flash(
        _("Exit forms begun: ${count}. Open each and complete it.", mapping={"count": made})
    )
    return back(request, "language.roster")
