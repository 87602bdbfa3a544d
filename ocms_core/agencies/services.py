"""Keep the agency's registers: find, save and switch rows, and who belongs to which program."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Program, ProgramMembership, Staff
from ocms_core.agencies.registers import Register
from ocms_core.audit.services import record_change
from ocms_core.errors import NotFoundError, OcmsError
from ocms_core.security.roles import Role


class TakenError(OcmsError):
    """Another row of the register has this name."""


class LastProgramError(OcmsError):
    """Somebody would belong to no program; `names` says who."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("staff would belong to no program")
        self.names = names


def fingerprint(raw: Mapping[str, Iterable[str]]) -> int:
    """Return a number that differs when the answers do: what an open page knows of a record."""
    answers = sorted((name, list(texts)) for name, texts in raw.items() if any(texts))
    digest = hashlib.sha256(json.dumps(answers).encode()).digest()
    return int.from_bytes(digest[:6])


class RegisterService:
    """Rows of one register. belongs: answers every row shares, such as the key of its list."""

    def __init__(
        self, db: Session, register: Register, belongs: Mapping[str, Any] | None = None
    ) -> None:
        self._db = db
        self.register = register
        self.model = register.model
        self.belongs = dict(belongs or {})

    def _query(self) -> Any:
        return select(self.model).filter_by(**self.belongs)

    def rows(self) -> list[Any]:
        """Return every row: those in use first, by name."""
        name = getattr(self.model, self.register.unique)
        return list(
            self._db.scalars(
                self._query().order_by(self.model.active.desc(), func.lower(name), self.model.id)
            )
        )

    def find(self, key: uuid.UUID | None, *, lock: bool = False) -> Any:
        """Return one row; `lock` keeps others from changing it until the end of the request."""
        statement = self._query().where(self.model.id == key)
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        row = None if key is None else self._db.scalar(statement)
        if row is None:
            raise NotFoundError(f"no such {self.register.kind}")
        return row

    def is_taken(self, name: str, but: uuid.UUID | None = None) -> bool:
        """Whether another row has this name; capitals do not tell names apart."""
        column = getattr(self.model, self.register.unique)
        statement = self._query().where(func.lower(column) == func.lower(name))
        if but is not None:
            statement = statement.where(self.model.id != but)
        return self._db.scalar(statement.with_only_columns(self.model.id).limit(1)) is not None

    def new(self) -> Any:
        """Return an empty row that is not in the database yet."""
        return self.model(**self.belongs)

    def save(self, row: Any, write: Callable[[Any], Iterable[str]]) -> None:
        """Let `write` change a row and say what it changed; raise TakenError on a name in use.

        It works inside a savepoint, so that a name somebody else took a moment ago is no disaster.
        """
        is_new = row not in self._db
        try:
            with self._db.begin_nested():
                if is_new:
                    self._db.add(row)
                changed = list(write(row))
                self._db.flush()
        except IntegrityError as error:
            raise TakenError(self.register.kind) from error
        if is_new:
            self._log(row, changed, "added")
        elif changed:
            self._log(row, changed, "changed")

    def switch(self, row: Any, *, active: bool) -> None:
        """Offer a row for new records, or no longer."""
        if row.active == active:
            return
        if not active and isinstance(row, Program):
            MembershipService(self._db).keep_everybody_somewhere(row.id)
        row.active = active
        self._log(row, ["active"], "switched_on" if active else "switched_off")

    def _log(self, row: Any, fields: list[str], action: str) -> None:
        record_change(self._db, self.register.kind, row.id, fields, action=action, **self.belongs)


class MembershipService:
    """Who belongs to which program, and who manages it."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def colleagues(self) -> list[Staff]:
        """Return the active staff by name."""
        return list(
            self._db.scalars(
                select(Staff).where(Staff.active).order_by(Staff.first_name, Staff.last_name)
            )
        )

    def of_program(self, program_id: uuid.UUID) -> dict[uuid.UUID, ProgramMembership]:
        """Return the memberships of one program by member of staff."""
        found = self._db.scalars(
            select(ProgramMembership).where(ProgramMembership.program_id == program_id)
        )
        return {membership.staff_id: membership for membership in found}

    def keep_everybody_somewhere(
        self, program_id: uuid.UUID, staying: Iterable[uuid.UUID] = ()
    ) -> None:
        """Raise LastProgramError if somebody but `staying` would be left without a program."""
        elsewhere = (
            select(ProgramMembership.id)
            .join(Program, Program.id == ProgramMembership.program_id)
            .where(
                ProgramMembership.staff_id == Staff.id,
                ProgramMembership.program_id != program_id,
                Program.active,
            )
            .exists()
        )
        here = (
            select(ProgramMembership.id)
            .where(
                ProgramMembership.staff_id == Staff.id, ProgramMembership.program_id == program_id
            )
            .exists()
        )
        # Who leaves two programs at the same moment must not end up in none.
        self._db.scalars(
            select(Staff.id)
            .where(Staff.active, here, Staff.id.not_in(list(staying)))
            .order_by(Staff.id)
            .with_for_update()
        ).all()
        left_out = self._db.scalars(
            select(Staff)
            .where(Staff.active, here, ~elsewhere, Staff.id.not_in(list(staying)))
            .order_by(Staff.first_name, Staff.last_name)
        ).all()
        if left_out:
            raise LastProgramError([staff.name for staff in left_out])

    def set_members(
        self, program: Program, members: set[uuid.UUID], managers: set[uuid.UUID]
    ) -> list[str]:
        """Make these active staff the program's members; return the fields that changed.

        Managers are members too. Roles follow: who manages a program is a program manager, who
        manages none any more is a worker; admins stay admins. Staff who left keep their place.
        """
        colleagues = {staff.id: staff for staff in self.colleagues()}
        present = self.of_program(program.id)
        members = (members | managers) & colleagues.keys()
        self.keep_everybody_somewhere(program.id, members)
        changed = set()
        touched = []
        for staff_id, staff in colleagues.items():
            membership = present.get(staff_id)
            if staff_id not in members:
                if membership is not None:
                    self._db.delete(membership)
                    changed.add("members")
                    if membership.is_manager:
                        changed.add("managers")
                        touched.append(staff)
                continue
            manages = staff_id in managers
            if membership is None:
                self._db.add(
                    ProgramMembership(staff_id=staff_id, program_id=program.id, is_manager=manages)
                )
                changed.add("members")
                if manages:
                    changed.add("managers")
                    touched.append(staff)
            elif membership.is_manager != manages:
                membership.is_manager = manages
                changed.add("managers")
                touched.append(staff)
        self._db.flush()
        self._settle_roles(touched)
        return sorted(changed, reverse=True)

    def _settle_roles(self, touched: list[Staff]) -> None:
        """Give each the role that follows from managing a program or not."""
        if not touched:
            return
        managing = set(
            self._db.scalars(
                select(ProgramMembership.staff_id).where(
                    ProgramMembership.staff_id.in_([staff.id for staff in touched]),
                    ProgramMembership.is_manager,
                )
            )
        )
        for staff in touched:
            role = Role.MANAGER if staff.id in managing else Role.WORKER
            if staff.role not in {Role.ADMIN, role}:
                staff.role = role
                record_change(self._db, "staff", staff.id, ["role"], action="changed", role=role)
