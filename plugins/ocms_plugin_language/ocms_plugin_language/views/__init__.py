"""The pages of a course, and what they share."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.service_sessions.views import session_service
from ocms_plugin_language.i18n import _
from ocms_plugin_language.models import TrainingCourse
from ocms_plugin_language.services import CourseService


def course_service(request: Request) -> CourseService:
    """Return the service for this request."""
    return CourseService(request.db, session_service(request))


def course_of(request: Request, *, lock: bool = False) -> tuple[ServiceSession, TrainingCourse]:
    """Return the session and the course that the address names."""
    return course_service(request).require(parse_uuid7(request.matchdict["id"]), lock=lock)


def page_of(
    request: Request, service_session: ServiceSession, course: TrainingCourse
) -> dict[str, Any]:
    """Return what every page of a course shows."""
    return {
        "service_session": service_session,
        "course": course,
        "may_write": request.identity.may(Permission.SESSION_WRITE),
        "minted": lambda: str(uuid7()),
        "no_class": _("No class"),
        "no_classes": _("The calendar has no class in this month"),
        "no_learners": _("Nobody is enrolled yet"),
    }


def back(request: Request, route: str, **query: Any) -> HTTPSeeOther:
    """Return the way back to a page of the course."""
    key = parse_uuid7(request.matchdict["id"])
    return HTTPSeeOther(request.route_path(route, id=key, _query=query or None))
