"""Notes in a client's timeline."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from sqlalchemy import Select, case, literal, select

from ocms_core.clients.timeline import PEOPLE, Badge, TimelineLine, entry, program_of
from ocms_core.i18n import _
from ocms_core.notes.lookups import AGENCY, HAND_OVER, NOTE_KIND, PRIVATE
from ocms_core.notes.models import CaseNote
from ocms_core.security.visibility import Viewer

WITHDRAWN, OPEN = "withdrawn", "open"
BADGES = {
    AGENCY: Badge(_("Whole agency")),
    PRIVATE: Badge(_("Private"), "warning"),
}


def note_entries() -> Select[Any]:
    """Select notes as entries of the timeline; what was withdrawn keeps its reason only."""
    note = CaseNote
    withdrawn = note.withdrawn_at.is_not(None)
    return select(
        *entry(
            id=note.id,
            client_id=note.client_id,
            day=note.about_on,
            kind=note.kind,
            program_id=note.program_id,
            staff_id=note.author_id,
            session_id=note.session_id,
            title=case(
                (withdrawn, literal(WITHDRAWN)),
                ((note.kind == HAND_OVER) & note.done_at.is_(None), literal(OPEN)),
            ),
            scope=note.scope,
            text=case((withdrawn, note.withdrawn_reason), else_=note.text),
            restricted=literal(value=False),
        )
    )


def select_notes(_viewer: Viewer) -> Select[Any]:
    """Select the notes about the clients that this viewer may read."""
    return note_entries().where(CaseNote.client_id.in_(PEOPLE))


def word_note(request: Request, row: Any) -> TimelineLine:
    """Word a note by its kind; its beginning stands below, the whole on demand."""
    badges = [BADGES[row.scope]] if row.scope in BADGES else []
    if row.title == WITHDRAWN:
        badges = [Badge(_("Withdrawn"))]
    elif row.title == OPEN:
        badges.append(Badge(_("To do"), "info"))
    return TimelineLine(
        title=NOTE_KIND.label(row.kind, request.locale_name),
        url=request.route_path("notes.detail", id=row.id),
        badges=badges,
        facts=[part for part in (program_of(request, row), row.staff_name) if part],
        text=row.text,
    )
