"""The pages of a session: its own, and those that its kind brings, as tabs."""

from __future__ import annotations

from dataclasses import dataclass

from pyramid.config import Configurator
from pyramid.request import Request

from ocms_core.i18n import _
from ocms_core.service_sessions.models import ServiceSession


@dataclass(frozen=True, slots=True)
class SessionTab:
    """A tab as the page draws it."""

    title: str
    url: str
    current: bool


def session_tabs(request: Request, service_session: ServiceSession) -> list[SessionTab]:
    """Return the pages of a session that this person may open; none if it has but one."""
    known = request.plugins.session_types.get(service_session.session_type)
    if known is None or not known.pages:
        return []
    here = request.matched_route.name if request.matched_route else None
    pages = [(_("Session"), "sessions.detail")]
    pages += [
        (page.title, page.route) for page in known.pages if request.identity.may(page.permission)
    ]
    return [
        SessionTab(
            request.localizer.translate(title),
            request.route_path(route, id=service_session.id),
            route == here,
        )
        for title, route in pages
    ]


def words_of_missing(request: Request, count: int | None) -> str | None:
    """Return in words how many needed answers a record lacks; nothing if it lacks none."""
    if not count:
        return None
    translate = request.localizer.translate
    if count == 1:
        return str(translate(_("1 answer is missing")))
    return str(translate(_("${count} answers are missing", mapping={"count": count})))


def includeme(config: Configurator) -> None:
    """Add the request's method."""
    config.add_request_method(session_tabs)
