"""How many spots of a course are taken, and whether it takes somebody else: one place says so.

Everybody on the session has a spot until their exit form says that they left. All are counted,
whoever may see them, and the course's row is locked while somebody is enrolled.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocms_core.service_sessions.models import ServiceSession, SessionClient
from ocms_plugin_language.i18n import _
from ocms_plugin_language.lookups import LEFT

NOT_SET_UP = _(
    "Nobody can be enrolled yet: fill in the course form first, at least its number of spots."
)
FULL = _("The course is full: every spot is taken. Put the client on the waiting list.")


def taken(db: Session, session_id: uuid.UUID | None) -> int:
    """Return how many clients hold a spot of a course."""
    from ocms_plugin_language.learners import CourseExit

    left = (
        select(CourseExit.id)
        .where(
            CourseExit.session_id == session_id,
            CourseExit.client_id == SessionClient.client_id,
            CourseExit.exit_status.in_(LEFT),
        )
        .correlate(SessionClient)
        .exists()
    )
    statement = (
        select(func.count())
        .select_from(SessionClient)
        .where(SessionClient.session_id == session_id, ~left)
        # A spot is taken, whoever may see who has it.
        .execution_options(beyond_visibility=True)
    )
    return db.scalar(statement) or 0


def admits(db: Session, service_session: ServiceSession) -> Any:
    """Return why the course takes nobody else, or None; its row stays locked until the end."""
    from ocms_core.forms.models import ServiceForm
    from ocms_plugin_language.models import TrainingCourse

    total = db.scalar(
        select(TrainingCourse.total_spots)
        .where(TrainingCourse.session_id == service_session.id)
        .with_for_update(of=ServiceForm)
        .execution_options(beyond_visibility=True)
    )
    if total is None:
        return NOT_SET_UP
    return FULL if taken(db, service_session.id) >= total else None
