"""Sessions in a client's timeline: those that no form of the client tells of already."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy import literal, select

from ocms_core.clients.timeline import PEOPLE, TimelineLine, entry, formats_of
from ocms_core.forms.models import ServiceForm
from ocms_core.i18n import _
from ocms_core.lookups import DELIVERY_METHOD
from ocms_core.security.permissions import Permission
from ocms_core.security.visibility import Viewer
from ocms_core.service_sessions.models import ServiceSession, SessionClient


def select_sessions(_viewer: Viewer) -> Any:
    """Select the sessions a client came to for which the reader sees no form of theirs."""
    told = (
        select(ServiceForm.id)
        .where(
            ServiceForm.agency_id == SessionClient.agency_id,
            ServiceForm.session_id == SessionClient.session_id,
            ServiceForm.client_id == SessionClient.client_id,
        )
        .correlate(SessionClient)
        .exists()
    )
    return (
        select(
            *entry(
                id=ServiceSession.id,
                client_id=SessionClient.client_id,
                day=ServiceSession.service_date,
                kind=ServiceSession.session_type,
                staff_id=ServiceSession.created_by_id,
                title=ServiceSession.delivery_method,
                minutes=ServiceSession.minutes,
                restricted=literal(value=False),
            )
        )
        .select_from(SessionClient)
        .join(
            ServiceSession,
            (ServiceSession.agency_id == SessionClient.agency_id)
            & (ServiceSession.id == SessionClient.session_id),
        )
        .where(SessionClient.client_id.in_(PEOPLE), ~told)
    )


def word_session(request: Request, row: Any) -> TimelineLine:
    """Word a session."""
    known = request.plugins.session_types.get(row.kind)
    translate = request.localizer.translate
    method = DELIVERY_METHOD.label(row.title, request.locale_name) if row.title else None
    length = formats_of(request).minutes(row.minutes) if row.minutes else None
    return TimelineLine(
        title=translate(known.title if known else _("Session")),
        url=request.route_path("sessions.detail", id=row.id),
        facts=[part for part in (method, row.staff_name, length) if part],
    )


def includeme(config: Configurator) -> None:
    """Tell the timeline of sessions."""
    config.add_timeline_source(
        "sessions",
        _("Sessions without a form"),
        select_sessions,
        word_session,
        order=30,
        permission=Permission.SESSION_READ,
    )
