"""Small changes made on the page of a session itself: the time, and taking an empty one away."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.db.types import parse_uuid7
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.services import NotRemovedError
from ocms_core.service_sessions.views import session_service
from ocms_core.service_sessions.views.page import TEMPLATE, show_session, visit_page
from ocms_core.web.derivers import READS_ITS_OWN, Params


@view_config(
    route_name="sessions.visit",
    request_method="POST",
    renderer=TEMPLATE,
    permission=Permission.SESSION_WRITE,
    params=READS_ITS_OWN,
)
def save_visit(request: Request) -> Any:
    """Save when it began, how long it took and who else was there."""
    key = parse_uuid7(request.matchdict["id"])
    record = session_service(request).require(key, lock=True)
    page = visit_page(request, record).submit()
    if page is not None:
        shown = show_session(request)
        return {**shown, "visit": page["form"], "overtaken": page["overtaken"], "visit_open": True}
    request.flash(_("The session is saved."))
    return HTTPSeeOther(request.route_path("sessions.detail", id=record.id))


@view_config(
    route_name="sessions.delete",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params(),
)
def delete_session(request: Request) -> HTTPSeeOther:
    """Take away a session that was begun by mistake; one with clients or forms stays."""
    service = session_service(request)
    record = service.require(parse_uuid7(request.matchdict["id"]), lock=True)
    try:
        service.delete(record)
    except NotRemovedError as refusal:
        request.flash(refusal.sentence, "error")
        return HTTPSeeOther(request.route_path("sessions.detail", id=record.id))
    request.flash(_("The session is removed."))
    return HTTPSeeOther(request.route_path("sessions.list"))
