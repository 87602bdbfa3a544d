"""Writing, changing, withdrawing and finishing notes; nothing a note said is ever lost."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Uuid, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from ocms_core.agencies.models import Program, Staff
from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.errors import NotFoundError
from ocms_core.notes.lookups import HAND_OVER
from ocms_core.notes.models import CaseNote, NoteVersion

KIND = "case_note"
KEPT = ("kind", "about_on", "scope", "program_id", "text")
"""What a version keeps of a note: all that its readers, and who they are, depend on."""


class NoteService:
    """Keeps the notes of one agency, for one reader."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def require(self, note_id: uuid.UUID | None, *, lock: bool = False) -> CaseNote:
        """Return a note with client and program; NotFoundError if this reader has none such."""
        statement = (
            select(CaseNote)
            .where(CaseNote.id == note_id)
            .options(
                joinedload(CaseNote.client),
                joinedload(CaseNote.program),
                joinedload(CaseNote.author),
            )
        )
        if lock:
            statement = statement.with_for_update(of=CaseNote)
        note = self._db.scalars(statement).one_or_none()
        # The client of a note may be one of whom this person sees nothing.
        if note is None or note.client is None:
            raise NotFoundError("no such note")
        return note

    def is_taken(self, note_id: uuid.UUID) -> bool:
        """Whether there is such a note already: a second click on Save makes no second one."""
        return bool(
            self._db.scalar(
                select(func.count())
                .select_from(CaseNote)
                .where(CaseNote.id == note_id)
                # An id that is taken is taken, whoever may see the note.
                .execution_options(beyond_visibility=True)
            )
        )

    def keep_version(self, note: CaseNote, before: dict[str, Any], staff: Staff) -> None:
        """Keep what a note said before it was changed."""
        self._db.add(
            NoteVersion(
                note_id=note.id,
                author_id=note.author_id,
                revision=note.revision - 1,
                replaced_by_id=staff.id,
                **before,
            )
        )

    def versions_of(self, note: CaseNote) -> list[Any]:
        """Return what a note said before, the latest first, with the name of who changed it."""
        agency_id = agency_of(self._db)
        return list(
            self._db.execute(
                select(NoteVersion, (Staff.first_name + " " + Staff.last_name).label("by"))
                .join(
                    Staff,
                    (Staff.agency_id == agency_id) & (Staff.id == NoteVersion.replaced_by_id),
                )
                .where(NoteVersion.note_id == note.id)
                .order_by(NoteVersion.revision.desc())
            )
        )

    def withdraw(self, note: CaseNote, staff: Staff, reason: str) -> None:
        """Take a note out of what people read, with the reason; its text stays in the record."""
        if note.withdrawn_at is not None:
            return
        note.withdrawn_at = dt.datetime.now(dt.UTC)
        note.withdrawn_by_id = staff.id
        note.withdrawn_reason = reason
        note.revision += 1
        record_change(self._db, KIND, note.id, (), action="withdrawn")

    def finish(self, note: CaseNote, staff: Staff) -> None:
        """Mark a hand-over as done, so that it leaves the top of the overview."""
        if note.done_at is None:
            note.done_at = dt.datetime.now(dt.UTC)
            note.done_by_id = staff.id
            record_change(self._db, KIND, note.id, (), action="done")

    def of_session(self, session_id: uuid.UUID) -> list[Any]:
        """Return the notes that belong to a session, those of its forms among them."""
        agency_id = agency_of(self._db)
        return list(
            self._db.execute(
                select(
                    CaseNote.id,
                    CaseNote.client_id,
                    CaseNote.kind,
                    CaseNote.scope,
                    (Staff.first_name + " " + Staff.last_name).label("author"),
                )
                .join(Staff, (Staff.agency_id == agency_id) & (Staff.id == CaseNote.author_id))
                .where(CaseNote.session_id == session_id, CaseNote.withdrawn_at.is_(None))
                .order_by(CaseNote.about_on, CaseNote.id)
            )
        )

    def latest_of(self, staff: Staff, limit: int) -> list[Any]:
        """Return what somebody wrote last, with the names of the clients."""
        agency_id = agency_of(self._db)
        return list(
            self._db.execute(
                select(
                    CaseNote.id,
                    CaseNote.kind,
                    CaseNote.about_on,
                    CaseNote.client_id,
                    Client.number,
                    Client.first_name,
                    Client.last_name,
                )
                .join(Client, (Client.agency_id == agency_id) & (Client.id == CaseNote.client_id))
                .where(CaseNote.author_id == staff.id, CaseNote.withdrawn_at.is_(None))
                .order_by(CaseNote.created_at.desc())
                .limit(limit)
            )
        )

    def hand_over_of(self, client: Client) -> Any:
        """Return the newest hand-over about a client that nobody has marked as done, or None."""
        values = {"agency": agency_of(self._db), "client": client.id}
        return self._db.execute(_hand_over(), values).one_or_none()


@cache
def _hand_over() -> Any:
    """Return the statement of the overview's hand-over, made once."""
    agency, client = bindparam("agency", type_=BigInteger()), bindparam("client", type_=Uuid())
    return (
        select(
            CaseNote.id,
            CaseNote.text,
            CaseNote.about_on,
            CaseNote.scope,
            (Staff.first_name + " " + Staff.last_name).label("author"),
            Program.name.label("program_name"),
            Program.name_fr.label("program_name_fr"),
        )
        .join(Staff, (Staff.agency_id == agency) & (Staff.id == CaseNote.author_id))
        .outerjoin(Program, (Program.agency_id == agency) & (Program.id == CaseNote.program_id))
        .where(
            CaseNote.client_id == client,
            CaseNote.kind == HAND_OVER,
            CaseNote.done_at.is_(None),
            CaseNote.withdrawn_at.is_(None),
        )
        .order_by(CaseNote.about_on.desc(), CaseNote.id.desc())
        .limit(1)
    )


def may_withdraw(note: CaseNote, identity: Any) -> bool:
    """Whether a person may withdraw a note: its author, a manager of its program, an admin."""
    return bool(
        identity.is_admin
        or note.author_id == identity.staff.id
        or (note.program_id is not None and note.program_id in identity.managed)
    )
