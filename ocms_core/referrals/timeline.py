"""Tasks and referrals in a client's timeline."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from sqlalchemy import Select, case, null, select

from ocms_core.clients.timeline import PEOPLE, Badge, TimelineLine, entry, program_of
from ocms_core.i18n import _
from ocms_core.referrals.lookups import COMPLETED, FOLLOW_UP_KIND, FOLLOW_UP_STATUS, UNDER_WAY
from ocms_core.referrals.models import FollowUp
from ocms_core.security.visibility import Viewer, half_seen


def select_follow_ups(viewer: Viewer) -> Select[Any]:
    """Select what was planned for the clients and where they were referred."""
    row, half = FollowUp, half_seen(viewer)
    return select(
        *entry(
            id=row.id,
            client_id=row.client_id,
            day=row.made_on,
            kind=row.kind,
            # The program of a private form is what a half reader is not told.
            program_id=case((half, null()), else_=row.program_id),
            staff_id=row.assigned_id,
            session_id=case((half, null()), else_=row.session_id),
            scope=row.status,
            title=row.reason,
            text=case((half, null()), else_=row.outcome),
        )
    ).where(row.client_id.in_(PEOPLE))


def word_follow_up(request: Request, row: Any) -> TimelineLine:
    """Word one by its type and reason; the outcome stands below."""
    locale = request.locale_name
    tone = "info" if row.scope in UNDER_WAY else "good" if row.scope == COMPLETED else "plain"
    facts = [row.title, program_of(request, row), row.staff_name]
    return TimelineLine(
        title=FOLLOW_UP_KIND.label(row.kind, locale),
        url=request.route_path("follow_ups.detail", id=row.id),
        badges=[Badge(FOLLOW_UP_STATUS.label(row.scope, locale), tone)],
        facts=[fact for fact in facts if fact],
        text=row.text,
        text_title=request.localizer.translate(_("Notes on the outcome")),
    )
