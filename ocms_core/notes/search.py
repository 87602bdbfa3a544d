"""Find notes by their words: case notes, and the case notes of service forms, in one statement.

The database's function ``find_notes`` gives ids by its index; what they hold is read through the
ORM, so that visibility applies (decisions A7).
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Date, Text, Uuid, cast, column, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Program, Staff
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.timeline import form_entries
from ocms_core.notes.models import CaseNote
from ocms_core.notes.timeline import note_entries

MOST_FOUND: Final = 5000
MOST_WORDS: Final = 8
LONGEST: Final = 200
NOTE, FORM = "note", "form"

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteQuery:
    """What somebody looks for. words: as typed; the rest narrows what they find."""

    words: str = ""
    client_number: int | None = None
    program_id: uuid.UUID | None = None
    staff_id: uuid.UUID | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return self == NoteQuery()


def text_query(typed: str) -> str:
    """Return what was typed as PostgreSQL compares it: every word, by its beginning."""
    words = _WORD.findall(typed[:LONGEST].replace("\x00", " ").casefold())
    return " & ".join(f"{word}:*" for word in words[:MOST_WORDS])


class NoteSearch:
    """Finds notes that the reader may see."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def find(self, query: NoteQuery, *, limit: int, offset: int = 0) -> list[Any]:
        """Return entries of the timeline with their clients' names, newest first."""
        words = text_query(query.words)
        if query.words.strip() and not words:
            return []
        if words:
            found = self._found(words, query).cte("found")
            notes = note_entries().join(
                found, (found.c.record_id == CaseNote.id) & (found.c.source == NOTE)
            )
            forms = form_entries().join(
                found, (found.c.record_id == ServiceForm.id) & (found.c.source == FORM)
            )
            arms = [_named(notes, NOTE), _named(forms, FORM)]
        else:
            arms = [_named(note_entries(), NOTE)]
        return self._read(union_all(*arms).subquery("entries"), query, limit, offset)

    @staticmethod
    def _found(words: str, query: NoteQuery) -> Any:
        client: Any = null()
        if query.client_number is not None:
            client = select(Client.id).where(Client.number == query.client_number).scalar_subquery()
        call = func.find_notes(
            words,
            cast(client, Uuid()),
            cast(literal(query.since), Date()),
            cast(literal(query.until), Date()),
            MOST_FOUND,
        ).table_valued(column("source", Text()), column("record_id", Uuid()), name="hits")
        return select(call.c.source, call.c.record_id)

    def _read(self, entries: Any, query: NoteQuery, limit: int, offset: int) -> list[Any]:
        """Read a page of entries, with the names of client, program and staff."""
        agency_id = agency_of(self._db)
        narrowed = [
            column == value
            for column, value in (
                (Client.number, query.client_number),
                (entries.c.program_id, query.program_id),
                (entries.c.staff_id, query.staff_id),
            )
            if value is not None
        ]
        if query.since is not None:
            narrowed.append(entries.c.day >= query.since)
        if query.until is not None:
            narrowed.append(entries.c.day <= query.until)
        return list(
            self._db.execute(
                select(
                    entries,
                    Client.number.label("client_number"),
                    Client.first_name,
                    Client.last_name,
                    Program.name.label("program_name"),
                    Program.name_fr.label("program_name_fr"),
                    (Staff.first_name + " " + Staff.last_name).label("staff_name"),
                )
                .select_from(entries)
                .join(Client, (Client.agency_id == agency_id) & (Client.id == entries.c.client_id))
                .outerjoin(
                    Program,
                    (Program.agency_id == agency_id) & (Program.id == entries.c.program_id),
                )
                .outerjoin(Staff, (Staff.agency_id == agency_id) & (Staff.id == entries.c.staff_id))
                .where(*narrowed)
                .order_by(entries.c.day.desc(), entries.c.id.desc())
                .limit(limit)
                .offset(offset)
            )
        )


def _named(arm: Any, source: str) -> Any:
    return arm.add_columns(literal(source, Text()).label("source"))
