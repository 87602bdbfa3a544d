"""Opening one record of the directory."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ocms_core.audit.services import record_change
from ocms_core.directory.models import Employer, Supporter
from ocms_core.errors import NotFoundError

Entry = TypeVar("Entry", Employer, Supporter)
LOADS: dict[type, list[Any]] = {
    Employer: [selectinload(Employer.contacts), selectinload(Employer.positions)],
    Supporter: [joinedload(Supporter.employer)],
}


class DirectoryService:
    """Opens records, and switches employers off and on."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def require(self, model: type[Entry], key: uuid.UUID | None, *, lock: bool = False) -> Entry:
        """Return a record with its rows; raise NotFoundError if the agency has none such."""
        statement = select(model).where(model.id == key).options(*LOADS[model])
        if lock:
            statement = statement.with_for_update(of=model)
        record = self._db.scalar(statement)
        if record is None:
            raise NotFoundError("no such record of the directory")
        return record

    def is_taken(self, model: type[Any], key: uuid.UUID) -> bool:
        """Say whether there is a record with this id: a page posted twice makes one."""
        return self._db.scalar(select(model.id).where(model.id == key)) is not None

    def switch(self, employer: Employer, *, active: bool) -> None:
        """Offer an employer on new forms, or no longer."""
        if employer.active != active:
            employer.active = active
            action = "reactivated" if active else "deactivated"
            record_change(self._db, "employer", employer.id, ("active",), action=action)
