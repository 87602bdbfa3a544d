"""Figures of activities: who came by name, whom nobody named, and how many people that were.

A page of its own: the engine of reports counts services and clients, not the numbers that a form
holds. What it counts is what the reader may see.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, distinct, func, literal, select, union_all
from sqlalchemy.orm import Session

from ocms_core.forms.models import COMPLETE, ServiceForm
from ocms_core.service_sessions.models import ServiceSession
from ocms_plugin_groups.attendees import ATTENDEES
from ocms_plugin_groups.models import GroupActivity

MOST = 400


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One activity. named: attended forms that are complete; counted: people without names."""

    session_id: uuid.UUID
    day: dt.date
    session_type: str
    name_id: uuid.UUID | None
    expected: int
    named: int
    counted: int
    average_rating: str | None

    @property
    def attended(self) -> int:
        """All who came."""
        return self.named + self.counted


@dataclass(frozen=True, slots=True)
class Figures:
    """The activities of a period, and the unique clients who attended any of them."""

    lines: Sequence[ActivityLine]
    unique: int

    def total(self, name: str) -> int:
        """Return the sum of a figure over all lines."""
        return sum(getattr(line, name) for line in self.lines)


def _attendees(since: dt.date, until: dt.date) -> Any:
    parts: list[Select[Any]] = [
        select(
            model.session_id.label("session_id"),
            model.client_id.label("client_id"),
            model.state.label("state"),
            model.attended.label("attended"),
        ).where(model.service_date.between(since, until), model.client_id.is_not(None))
        for model in ATTENDEES
    ]
    return union_all(*parts).subquery("attendees")


def figures(db: Session, kinds: Sequence[str], since: dt.date, until: dt.date) -> Figures:
    """Return the figures of a period, both days included: three statements."""
    sessions = db.execute(
        select(ServiceSession.id, ServiceSession.service_date, ServiceSession.session_type)
        .where(
            ServiceSession.session_type.in_(sorted(kinds)),
            ServiceSession.service_date.between(since, until),
        )
        .order_by(ServiceSession.service_date.desc(), ServiceSession.id)
        .limit(MOST)
    ).all()
    main = {
        row.session_id: row
        for row in db.execute(
            select(
                ServiceForm.session_id,
                GroupActivity.name_id,
                GroupActivity.counted,
                GroupActivity.average_rating,
            )
            .join(
                GroupActivity,
                (GroupActivity.agency_id == ServiceForm.agency_id)
                & (GroupActivity.id == ServiceForm.id),
            )
            .where(
                ServiceForm.session_id.in_([row.id for row in sessions]),
                ServiceForm.client_id.is_(None),
            )
        )
    }
    people = _attendees(since, until)
    came = (people.c.state == COMPLETE) & people.c.attended.is_(True)
    counted = {
        row.session_id: row
        for row in db.execute(
            select(
                people.c.session_id,
                func.count().label("expected"),
                func.count().filter(came).label("named"),
                literal(0).label("unique"),
            )
            .group_by(people.c.session_id)
            .union_all(
                select(
                    literal(None).label("session_id"),
                    literal(0),
                    literal(0),
                    func.count(distinct(people.c.client_id)).filter(came),
                )
            )
        )
    }
    lines = [
        ActivityLine(
            session_id=row.id,
            day=row.service_date,
            session_type=row.session_type,
            name_id=main[row.id].name_id if row.id in main else None,
            expected=counted[row.id].expected if row.id in counted else 0,
            named=counted[row.id].named if row.id in counted else 0,
            counted=(main[row.id].counted or 0) if row.id in main else 0,
            average_rating=main[row.id].average_rating if row.id in main else None,
        )
        for row in sessions
    ]
    return Figures(lines, counted[None].unique if None in counted else 0)
