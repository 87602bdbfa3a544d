"""Service forms in a client's timeline: those the reader may open, and lines for the others."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy import Select, Text, case, literal, select

from ocms_core.clients.timeline import (
    AGENCY,
    PEOPLE,
    Badge,
    TimelineLine,
    entry,
    formats_of,
    program_of,
)
from ocms_core.forms.models import ServiceForm
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.security.visibility import Viewer, restricted_forms

PRIVATE = "private"


def form_entries() -> Select[Any]:
    """Select the forms the reader sees as entries of the timeline."""
    form = ServiceForm
    return select(
        *entry(
            id=form.id,
            client_id=form.client_id,
            day=form.service_date,
            kind=form.kind,
            program_id=form.program_id,
            staff_id=form.worker_id,
            session_id=form.session_id,
            state=form.state,
            scope=case((form.private, literal(PRIVATE, Text()))),
            minutes=form.minutes,
            text=form.notes,
            restricted=literal(value=False),
        )
    )


def select_forms(viewer: Viewer) -> list[Any]:
    """Select the forms a viewer sees, and what may be known of those they do not."""
    seen = form_entries().where(ServiceForm.client_id.in_(PEOPLE))
    if viewer.is_admin or viewer.sees_all:
        return [seen]
    hidden = restricted_forms(viewer).subquery("hidden")
    unseen = select(
        *entry(
            client_id=hidden.c.client_id,
            day=hidden.c.service_date,
            kind=hidden.c.kind,
            program_id=hidden.c.program_id,
            restricted=literal(value=True),
        )
    ).where(hidden.c.agency_id == AGENCY, hidden.c.client_id.in_(PEOPLE))
    return [seen, unseen]


def word_form(request: Request, row: Any) -> TimelineLine:
    """Word a form; of a restricted one only kind and program are told."""
    title = request.localizer.translate(request.plugins.forms[row.kind].__form__.title)
    program = program_of(request, row)
    if row.restricted:
        return TimelineLine(title=title, facts=[program] if program else [], restricted=True)
    length = formats_of(request).minutes(row.minutes) if row.minutes else None
    links = []
    if row.session_id is not None:
        links.append((_("Session"), request.route_path("sessions.detail", id=row.session_id)))
    return TimelineLine(
        title=title,
        url=request.route_path("forms.edit", id=row.id),
        state=row.state,
        badges=[Badge(_("Private"), "warning")] if row.scope == PRIVATE else [],
        facts=[part for part in (program, row.staff_name, length) if part],
        links=links,
        text=row.text,
        text_title=_("Case notes"),
    )


def includeme(config: Configurator) -> None:
    """Tell the timeline of service forms."""
    config.add_timeline_source(
        "services",
        _("Services"),
        select_forms,
        word_form,
        order=10,
        permission=Permission.SESSION_READ,
    )
