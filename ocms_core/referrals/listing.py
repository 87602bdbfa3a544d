"""Lists of tasks and referrals: one statement a list, with the names that its lines show.

What a reader half sees (security/visibility.py) leaves the database without the rest.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, false, func, null, or_, select
from sqlalchemy.orm import Session, aliased

from ocms_core.agencies.models import Program, Staff
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.referrals.lookups import FOLLOW_UP_KIND, FOLLOW_UP_STATUS, INTERNAL, OPEN, UNDER_WAY
from ocms_core.referrals.models import FollowUp, Partner
from ocms_core.security.visibility import Viewer, half_seen, viewer_of

MINE, PROGRAMS, OVERDUE, INCOMING = "mine", "programs", "overdue", "incoming"
LISTS: Final = (MINE, PROGRAMS, OVERDUE, INCOMING)
ANY, ACTIVE = "any", "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpQuery:
    """What a work list is to show. status: a code, "active" for what is under way, or "any"."""

    which: str = MINE
    kind: str | None = None
    status: str = ACTIVE
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def is_sound(self) -> bool:
        """Whether every word is one that lists know."""
        return (
            self.which in LISTS
            and (self.kind is None or self.kind in FOLLOW_UP_KIND)
            and (self.status in {ANY, ACTIVE} or self.status in FOLLOW_UP_STATUS)
        )


def rows(db: Session) -> Any:
    """Select lines: what was to be done, for whom, to whom it went, and how it stands."""
    return _rows_for(agency_of(db), viewer_of(db))


@lru_cache(maxsize=1024)
def _rows_for(agency_id: int, viewer: Viewer) -> Any:
    """Build the statement once an agency and a viewer: to build it takes longer than to run it."""
    half = half_seen(viewer)
    target = aliased(Program)
    follow_up = FollowUp

    def whole(column: Any) -> Any:
        return case((half, null()), else_=column)

    return (
        select(
            follow_up.id,
            follow_up.kind,
            follow_up.need,
            follow_up.reason,
            follow_up.status,
            follow_up.made_on,
            follow_up.due_on,
            follow_up.client_id,
            follow_up.assigned_id,
            follow_up.author_id,
            follow_up.program_id,
            follow_up.to_program_id,
            half.label("half_seen"),
            whole(follow_up.form_id).label("form_id"),
            whole(follow_up.session_id).label("session_id"),
            whole(follow_up.outcome).label("outcome"),
            whole(follow_up.outcome_on).label("outcome_on"),
            whole(follow_up.contact_person).label("contact_person"),
            Client.number,
            Client.first_name,
            Client.last_name,
            target.name.label("to_program"),
            target.name_fr.label("to_program_fr"),
            whole(Partner.name).label("partner"),
            whole(Partner.name_fr).label("partner_fr"),
            (Staff.first_name + " " + Staff.last_name).label("assigned"),
        )
        .select_from(follow_up)
        .outerjoin(Client, and_(Client.agency_id == agency_id, Client.id == follow_up.client_id))
        .outerjoin(
            target, and_(target.agency_id == agency_id, target.id == follow_up.to_program_id)
        )
        .outerjoin(
            Partner, and_(Partner.agency_id == agency_id, Partner.id == follow_up.partner_id)
        )
        .outerjoin(Staff, and_(Staff.agency_id == agency_id, Staff.id == follow_up.assigned_id))
        # Of nobody at all, or of somebody whom the reader may see.
        .where(or_(follow_up.client_id.is_(None), Client.id.is_not(None)))
    )


OLDEST_DUE = (FollowUp.due_on.nulls_last(), FollowUp.made_on, FollowUp.id)
NEWEST = (FollowUp.made_on.desc(), FollowUp.id.desc())


def of_client(db: Session, client_id: uuid.UUID, limit: int, offset: int = 0) -> list[Any]:
    """Return those of a client: what is under way first, by due date, then the newest."""
    under_way = FollowUp.status.in_(UNDER_WAY)
    return list(
        db.execute(
            rows(db)
            .where(FollowUp.client_id == client_id)
            .order_by(
                under_way.desc(),
                case((under_way, FollowUp.due_on)).nulls_last(),
                *NEWEST,
            )
            .limit(limit)
            .offset(offset)
        )
    )


def of_forms(db: Session, form_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """Return those that arose in forms, by form, the oldest first."""
    found: dict[uuid.UUID, list[Any]] = {}
    if form_ids:
        statement = rows(db).where(FollowUp.form_id.in_(form_ids))
        for row in db.execute(statement.order_by(FollowUp.made_on, FollowUp.id)):
            found.setdefault(row.form_id, []).append(row)
    return found


def of_session(db: Session, session_id: uuid.UUID) -> list[Any]:
    """Return those that arose in a session, in its forms or beside them."""
    statement = rows(db).where(FollowUp.session_id == session_id)
    return list(db.execute(statement.order_by(FollowUp.made_on, FollowUp.id)))


def work_list(
    db: Session, query: FollowUpQuery, today: dt.date, *, limit: int, offset: int = 0
) -> list[Any]:
    """Return a page of a work list, what is due first on top."""
    viewer = viewer_of(db)
    conditions: list[Any] = [_of_list(query.which, viewer, today)]
    if query.kind:
        conditions.append(FollowUp.kind == query.kind)
    if query.which != OVERDUE:
        if query.status == ACTIVE:
            wanted = (OPEN,) if query.which == INCOMING else UNDER_WAY
            conditions.append(FollowUp.status.in_(wanted))
        elif query.status != ANY:
            conditions.append(FollowUp.status == query.status)
    if query.since is not None:
        conditions.append(FollowUp.due_on >= query.since)
    if query.until is not None:
        conditions.append(FollowUp.due_on <= query.until)
    statement = rows(db).where(*conditions).order_by(*OLDEST_DUE)
    return list(db.execute(statement.limit(limit).offset(offset)))


def _among(column: Any, programs: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return column.in_(sorted(programs)) if programs else false()


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that this person sees to it: assigned, or their own and nobody's."""
    return or_(
        FollowUp.assigned_id == viewer.staff_id,
        and_(FollowUp.assigned_id.is_(None), FollowUp.author_id == viewer.staff_id),
    )


def _of_list(which: str, viewer: Viewer, today: dt.date) -> ColumnElement[bool]:
    teams = viewer.programs | viewer.managed
    if which == MINE:
        return _mine(viewer)
    if which == INCOMING:
        return and_(FollowUp.kind == INTERNAL, _among(FollowUp.to_program_id, teams))
    of_teams = or_(_among(FollowUp.program_id, teams), _among(FollowUp.to_program_id, teams))
    if which == PROGRAMS:
        return of_teams
    return and_(
        or_(_mine(viewer), of_teams),
        FollowUp.status.in_(UNDER_WAY),
        FollowUp.due_on < today,
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits for somebody: due today and overdue of their own, the whole lists otherwise."""

    today: int
    overdue: int
    overdue_list: int
    incoming: int

    @property
    def anything(self) -> bool:
        """Whether anything waits at all."""
        return bool(self.today or self.overdue or self.incoming)


def count(db: Session, today: dt.date) -> Counts:
    """Count what is due, overdue, and new in one's programs: one statement."""
    viewer = viewer_of(db)
    mine = and_(_mine(viewer), FollowUp.status.in_(UNDER_WAY))
    late = _of_list(OVERDUE, viewer, today)
    incoming = and_(_of_list(INCOMING, viewer, today), FollowUp.status == OPEN)
    found = db.execute(
        select(
            func.count().filter(mine, FollowUp.due_on == today),
            func.count().filter(mine, FollowUp.due_on < today),
            func.count().filter(late),
            func.count().filter(incoming),
        ).where(or_(mine, late, incoming))
    ).one()
    return Counts(*found)
