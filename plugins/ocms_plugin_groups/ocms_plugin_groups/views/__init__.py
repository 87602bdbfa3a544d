"""The pages of group activities; what more than one of them needs stands here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyramid.request import Request

from ocms_core.db.types import parse_uuid7
from ocms_core.forms.pages import today_of
from ocms_core.forms.views import form_service
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.service_sessions.views import session_service, session_type_of
from ocms_plugin_groups.attendance import Attendance


def require_session(request: Request, *, lock: bool = False) -> ServiceSession:
    """Return the session of the address; raise NotFoundError if it is not there for this person."""
    return session_service(request).require(parse_uuid7(request.matchdict["id"]), lock=lock)


def attendance_of(request: Request, service_session: ServiceSession) -> Attendance:
    """Return the attendance list of a session; raise NotFoundError where nobody is named."""
    return Attendance(
        request.db,
        form_service(request),
        service_session,
        session_type_of(request, service_session.session_type),
        kinds=request.plugins.forms,
        today=today_of(request),
    )


def tell_saved(request: Request, forms: Sequence[Any]) -> None:
    """Let other plugins do what follows from the forms that changed."""
    if forms:
        request.plugins.call("ocms_forms_saved", request=request, forms=forms)


def chosen_ids(request: Request, name: str) -> set[Any]:
    """Return the ids that were posted under a name; what is no id is left out."""
    return {key for key in map(parse_uuid7, request.POST.getall(name)) if key is not None}
