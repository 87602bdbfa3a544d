"""Invite staff, give them roles and programs, let them go at once and take them back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from ocms_core.accounts.models import Account, WebSession
from ocms_core.agencies.models import Program, ProgramMembership, Staff
from ocms_core.audit.services import record_change
from ocms_core.db.scope import agency_of
from ocms_core.errors import NotFoundError, OcmsError
from ocms_core.security.roles import Role

ADD_ONS = ("is_interface_operator", "sees_all_sessions")


class OwnAdminError(OcmsError):
    """An admin tried to give up the own admin role, or to deactivate themselves."""


class NoProgramError(OcmsError):
    """Somebody would work here and belong to no program that is in use."""


class LastAdminError(OcmsError):
    """The agency would be left without an active admin."""


@dataclass(frozen=True, slots=True)
class Position:
    """What a member of staff is in the agency. managed: of `programs`, those they manage."""

    role: Role
    add_ons: frozenset[str]
    programs: frozenset[uuid.UUID]
    managed: frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One member of staff as the list shows them. programs: names, and whether they manage it."""

    staff: Staff
    email: str
    has_password: bool
    last_sign_in: dt.datetime | None
    programs: list[tuple[str, bool]]

    @property
    def state(self) -> str:
        """Say whether they are active, invited (never chose a password) or gone."""
        if not self.staff.active:
            return "inactive"
        return "active" if self.has_password else "invited"


class StaffService:
    """The agency's staff. actor_id: who acts, so that admins cannot lock themselves out."""

    def __init__(self, db: Session, actor_id: uuid.UUID) -> None:
        self._db = db
        self._actor_id = actor_id

    # -- reading ----------------------------------------------------------------------------

    def roster(self, locale: str, *, everybody: bool = False) -> list[RosterLine]:
        """Return the active staff by name, or everybody with those who left at the end."""
        last = (
            select(func.max(WebSession.created_at))
            .where(WebSession.account_id == Account.id, WebSession.agency_id == agency_of(self._db))
            .scalar_subquery()
        )
        statement = (
            select(Staff, Account.email, Account.password_hash.is_not(None), last)
            .join(Account, Account.id == Staff.account_id)
            .order_by(Staff.active.desc(), func.lower(Staff.first_name), Staff.last_name, Staff.id)
        )
        if not everybody:
            statement = statement.where(Staff.active)
        programs = self._programs_by_staff(locale)
        return [
            RosterLine(staff, email, has_password, seen, programs.get(staff.id, []))
            for staff, email, has_password, seen in self._db.execute(statement)
        ]

    def _programs_by_staff(self, locale: str) -> dict[uuid.UUID, list[tuple[str, bool]]]:
        name = func.coalesce(Program.name_fr, Program.name) if locale == "fr" else Program.name
        found: dict[uuid.UUID, list[tuple[str, bool]]] = {}
        for staff_id, program, manages in self._db.execute(
            select(ProgramMembership.staff_id, name, ProgramMembership.is_manager)
            .join(Program, Program.id == ProgramMembership.program_id)
            .order_by(func.lower(name))
        ):
            found.setdefault(staff_id, []).append((program, manages))
        return found

    def find(self, key: uuid.UUID | None, *, lock: bool = False) -> Staff:
        """Return one member of staff; `lock` keeps others from changing them meanwhile.

        It locks the admins too, in order, so that two of them cannot let each other go at the
        same moment.
        """
        if key is None:
            raise NotFoundError("no such member of staff")
        if not lock:
            staff = self._db.scalar(select(Staff).where(Staff.id == key))
        else:
            locked = self._db.scalars(
                select(Staff)
                .where(or_(Staff.id == key, Staff.role == Role.ADMIN))
                .order_by(Staff.id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
            staff = {row.id: row for row in locked}.get(key)
        if staff is None:
            raise NotFoundError("no such member of staff")
        return staff

    def account_of(self, staff: Staff) -> Account:
        """Return the account a member of staff signs in with."""
        return self._db.get_one(Account, staff.account_id)

    def position_of(self, staff: Staff) -> Position:
        """Return role, add-ons and programs."""
        memberships = self._memberships(staff)
        return Position(
            role=Role(staff.role),
            add_ons=frozenset(name for name in ADD_ONS if getattr(staff, name)),
            programs=frozenset(memberships),
            managed=frozenset(key for key, one in memberships.items() if one.is_manager),
        )

    def programs(self) -> list[Program]:
        """Return every program, those in use first."""
        return list(self._db.scalars(select(Program).order_by(Program.active.desc(), Program.name)))

    def _memberships(self, staff: Staff) -> dict[uuid.UUID, ProgramMembership]:
        found = self._db.scalars(
            select(ProgramMembership).where(ProgramMembership.staff_id == staff.id)
        )
        return {membership.program_id: membership for membership in found}

    # -- changing ---------------------------------------------------------------------------

    def log_invitation(self, staff: Staff, action: str = "invited") -> None:
        """Write into the change log that somebody was invited, or is to choose a new password."""
        detail = {"role": staff.role} if action == "invited" else {}
        record_change(self._db, "staff", staff.id, action=action, **detail)

    def change(self, staff: Staff, position: Position, changed: Iterable[str]) -> None:
        """Give a member of staff another position; `changed` are other fields already written."""
        if staff.role == Role.ADMIN and position.role != Role.ADMIN:
            self._keep_an_admin(staff)
        fields = [*changed, *self._place(staff, position)]
        if fields:
            detail = {"role": position.role} if "role" in fields else {}
            record_change(self._db, "staff", staff.id, fields, action="changed", **detail)

    def _place(self, staff: Staff, position: Position) -> list[str]:
        """Write a position; return the fields that changed."""
        changed = []
        if staff.role != position.role:
            staff.role = position.role
            changed.append("role")
        for name in ADD_ONS:
            if bool(getattr(staff, name)) != (name in position.add_ons):
                setattr(staff, name, name in position.add_ons)
                changed.append(name)
        present = self._memberships(staff)
        managed = {key for key, membership in present.items() if membership.is_manager}
        if (present.keys(), managed) == (position.programs, position.managed):
            return changed
        for program_id, membership in present.items():
            if program_id not in position.programs:
                self._db.delete(membership)
            else:
                membership.is_manager = program_id in position.managed
        for program_id in position.programs - present.keys():
            self._db.add(
                ProgramMembership(
                    staff_id=staff.id,
                    program_id=program_id,
                    is_manager=program_id in position.managed,
                )
            )
        self._db.flush()
        return [*changed, "programs"]

    def deactivate(self, staff: Staff) -> None:
        """Let somebody go: they are signed out at once and what they recorded stays."""
        if not staff.active:
            return
        self._keep_an_admin(staff)
        staff.active = False
        staff.deactivated_at = func.now()
        self._db.execute(
            update(WebSession)
            .where(
                WebSession.account_id == staff.account_id,
                WebSession.agency_id == agency_of(self._db),
                WebSession.ended_at.is_(None),
            )
            .values(ended_at=func.now())
            .execution_options(synchronize_session=False)
        )
        record_change(self._db, "staff", staff.id, ["active"], action="deactivated")

    def reactivate(self, staff: Staff) -> None:
        """Take somebody back with their role and programs; raise NoProgramError if none is left."""
        if staff.active:
            return
        in_use = (
            select(ProgramMembership.id)
            .join(Program, Program.id == ProgramMembership.program_id)
            .where(ProgramMembership.staff_id == staff.id, Program.active)
        )
        if self._db.scalar(in_use.limit(1)) is None:
            raise NoProgramError
        staff.active = True
        staff.deactivated_at = None
        record_change(self._db, "staff", staff.id, ["active"], action="reactivated")

    def _keep_an_admin(self, staff: Staff) -> None:
        """Raise OwnAdminError or LastAdminError when this person must stay an active admin."""
        if staff.id == self._actor_id:
            raise OwnAdminError
        if staff.role != Role.ADMIN:
            return
        others = select(Staff.id).where(
            Staff.role == Role.ADMIN, Staff.active, Staff.id != staff.id
        )
        if self._db.scalar(others.limit(1)) is None:
            raise LastAdminError
