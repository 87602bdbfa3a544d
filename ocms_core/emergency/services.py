"""Open in an emergency, close again, and let managers look at it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ColumnElement, Uuid, cast, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, joinedload

from ocms_core.agencies.models import ProgramMembership, Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.emergency.models import EmergencyAccess
from ocms_core.errors import NotFoundError
from ocms_core.jobs.outbox import enqueue
from ocms_core.security.roles import Role
from ocms_core.security.visibility import Viewer, restricted_forms, without_emergency

OPEN_FOR = dt.timedelta(hours=1)
LATEST = 200


class EmergencyService:
    """What one member of staff opens, or looks at."""

    def __init__(self, db: Session, staff: Staff, viewer: Viewer) -> None:
        self._db = db
        self._staff = staff
        self._viewer = without_emergency(viewer)

    def restricted_programs(self, client: Client) -> list[uuid.UUID]:
        """Return the programs that keep something of a client which this person may not open."""
        forms = restricted_forms(self._viewer).subquery("restricted")
        found = self._db.scalars(
            select(forms.c.program_id)
            .where(
                forms.c.agency_id == agency_of(self._db),
                forms.c.client_id == client.id,
                forms.c.program_id.is_not(None),
            )
            .distinct()
        )
        return sorted(key for key in found if key is not None)

    def open(self, client: Client, reason: str) -> EmergencyAccess:
        """Open the client's restricted services for an hour, and tell the programs' managers.

        Raise NotFoundError if nothing of the client is restricted.
        """
        programs = self.restricted_programs(client)
        if not programs:
            raise NotFoundError("nothing is restricted")
        # The database's clock, which also says whether the hour is over.
        now = self._db.scalars(select(func.now())).one()
        access = EmergencyAccess(
            client_id=client.id,
            staff_id=self._staff.id,
            reason=reason,
            programs=programs,
            opened_at=now,
            expires_at=now + OPEN_FOR,
        )
        self._db.add(access)
        self._db.flush()
        record_change(self._db, "emergency_access", access.id, action="added")
        managers = self._db.scalars(
            select(Staff.account_id)
            .join(
                ProgramMembership,
                (ProgramMembership.agency_id == Staff.agency_id)
                & (ProgramMembership.staff_id == Staff.id),
            )
            .where(
                Staff.active,
                Staff.id != self._staff.id,
                ProgramMembership.is_manager,
                ProgramMembership.program_id.in_(programs),
            )
            .distinct()
        ).all()
        if not managers:
            managers = self._db.scalars(
                select(Staff.account_id).where(
                    Staff.active, Staff.role == Role.ADMIN, Staff.id != self._staff.id
                )
            ).all()
        for account_id in managers:
            enqueue(self._db, "emergency.notice", account_id=account_id)
        return access

    def close(self, client: Client) -> None:
        """Close what this person has open of a client."""
        standing = self._db.scalars(
            select(EmergencyAccess).where(
                EmergencyAccess.client_id == client.id,
                EmergencyAccess.staff_id == self._staff.id,
                EmergencyAccess.expires_at > func.now(),
            )
        )
        for access in standing:
            access.expires_at = func.now()
            record_change(self._db, "emergency_access", access.id, action="closed")

    def _to_look_at(self) -> ColumnElement[bool]:
        """Return the condition for what this person is to look at: never their own openings."""
        if self._viewer.is_admin:
            mine: Any = true()
        else:
            managed = cast(sorted(self._viewer.managed), ARRAY(Uuid()))
            mine = EmergencyAccess.programs.overlap(managed)
        return mine & (EmergencyAccess.staff_id != self._staff.id)

    def openings(self) -> list[EmergencyAccess]:
        """Return the openings this person is to look at, those that nobody looked at first."""
        return list(
            self._db.scalars(
                select(EmergencyAccess)
                .join(EmergencyAccess.client)
                .where(self._to_look_at())
                .options(
                    joinedload(EmergencyAccess.client),
                    joinedload(EmergencyAccess.staff),
                    joinedload(EmergencyAccess.reviewed_by),
                )
                .order_by(
                    EmergencyAccess.reviewed_at.is_not(None), EmergencyAccess.opened_at.desc()
                )
                .limit(LATEST)
            )
        )

    def count_new(self) -> int:
        """Return how many openings wait for this person or another manager to look at them."""
        return int(
            self._db.scalar(
                select(func.count())
                .select_from(EmergencyAccess)
                .join(EmergencyAccess.client)
                .where(self._to_look_at(), EmergencyAccess.reviewed_at.is_(None))
            )
            or 0
        )

    def review(self, key: uuid.UUID | None) -> None:
        """Note that a manager has looked at an opening; raise NotFoundError if it is not theirs."""
        access = self._db.scalar(
            select(EmergencyAccess)
            .join(EmergencyAccess.client)
            .where(EmergencyAccess.id == key, self._to_look_at())
            .with_for_update(of=EmergencyAccess)
        )
        if access is None:
            raise NotFoundError("no such opening")
        if access.reviewed_at is None:
            access.reviewed_at, access.reviewed_by_id = func.now(), self._staff.id
            record_change(self._db, "emergency_access", access.id, action="reviewed")
