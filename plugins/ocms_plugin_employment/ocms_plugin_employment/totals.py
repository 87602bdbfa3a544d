"""The running totals of hours: counted over every update of a match, whoever may see it."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from ocms_core.forms.models import COMPLETE, ServiceForm
from ocms_plugin_employment.models.mentoring import MentorUpdate


def count_hours(db: Session, client_id: uuid.UUID | None) -> None:
    """Set the running total of each update of a client's matches, by one statement.

    Counted are complete updates, and the update itself, up to its day.
    """
    own: Any = MentorUpdate.__table__
    heads: Any = ServiceForm.__table__
    other, own_head, head = own.alias(), heads.alias(), heads.alias()
    total = (
        select(func.sum(other.c.met_minutes))
        .join(head, (head.c.agency_id == other.c.agency_id) & (head.c.id == other.c.id))
        .where(
            other.c.agency_id == own.c.agency_id,
            other.c.match_id == own.c.match_id,
            or_(head.c.state == COMPLETE, other.c.id == own.c.id),
            tuple_(head.c.start_date, other.c.id) <= tuple_(own_head.c.start_date, own.c.id),
        )
        .scalar_subquery()
    )
    db.execute(
        update(own)
        .where(
            own.c.agency_id == own_head.c.agency_id,
            own.c.id == own_head.c.id,
            own_head.c.client_id == client_id,
        )
        .values(total_minutes=total)
    )
