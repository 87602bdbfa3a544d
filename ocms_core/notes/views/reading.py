"""A note and its history, withdrawing it, and marking a hand-over as done."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import select

from ocms_core.agencies.models import Staff
from ocms_core.clients.models import Client
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import NotFoundError
from ocms_core.forms.models import ServiceForm
from ocms_core.i18n import _
from ocms_core.notes.lookups import NOTE_KIND, NOTE_SCOPE
from ocms_core.notes.models import CaseNote
from ocms_core.notes.services import NoteService, may_withdraw
from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.web.derivers import Params

LONGEST_REASON = 500
NEED_REASON = _("Say in a few words why the note should not stand.")


def _require(request: Request, *, lock: bool = False) -> CaseNote:
    return NoteService(request.db).require(parse_uuid7(request.matchdict["id"]), lock=lock)


@view_config(
    route_name="notes.detail",
    renderer="ocms_core.notes:templates/note.pt",
    permission=Permission.SESSION_READ,
    params=Params(),
)
def show_note(request: Request) -> dict[str, Any]:
    """Show a note, what it belongs to and what it said before."""
    return _page(request, _require(request))


def _page(request: Request, note: CaseNote, problem: str | None = None) -> dict[str, Any]:
    ties = _ties(request, note)
    writes = request.identity.may(Permission.SESSION_WRITE)
    stands = note.withdrawn_at is None
    return {
        "note": note,
        "client": note.client,
        "versions": NoteService(request.db).versions_of(note),
        "ties": ties,
        "kinds": NOTE_KIND,
        "scopes": NOTE_SCOPE,
        "may_change": writes and stands and note.author_id == request.staff.id,
        "may_withdraw": writes and stands and may_withdraw(note, request.identity),
        "may_finish": writes and note.is_open_hand_over,
        "problem": problem,
    }


def _ties(request: Request, note: CaseNote) -> Any:
    """Return the session and form of a note, as far as the reader sees them, and who ended it."""
    done, withdrawn = select(Staff).subquery("done"), select(Staff).subquery("withdrawn")
    return request.db.execute(
        select(
            ServiceSession.id.label("session_id"),
            ServiceSession.service_date,
            ServiceForm.id.label("form_id"),
            ServiceForm.kind.label("form_kind"),
            (done.c.first_name + " " + done.c.last_name).label("done_by"),
            (withdrawn.c.first_name + " " + withdrawn.c.last_name).label("withdrawn_by"),
        )
        .select_from(CaseNote)
        .outerjoin(
            ServiceSession,
            (ServiceSession.agency_id == CaseNote.agency_id)
            & (ServiceSession.id == CaseNote.session_id),
        )
        .outerjoin(
            ServiceForm,
            (ServiceForm.agency_id == CaseNote.agency_id) & (ServiceForm.id == CaseNote.form_id),
        )
        .outerjoin(
            done, (done.c.agency_id == CaseNote.agency_id) & (done.c.id == CaseNote.done_by_id)
        )
        .outerjoin(
            withdrawn,
            (withdrawn.c.agency_id == CaseNote.agency_id)
            & (withdrawn.c.id == CaseNote.withdrawn_by_id),
        )
        .where(CaseNote.id == note.id)
    ).one()


@view_config(
    route_name="notes.withdraw",
    request_method="POST",
    renderer="ocms_core.notes:templates/note.pt",
    permission=Permission.SESSION_WRITE,
    params=Params("reason"),
)
def withdraw_note(request: Request) -> Any:
    """Withdraw a note with a reason; its text stays in the record."""
    note = _require(request, lock=True)
    if not may_withdraw(note, request.identity):
        raise NotFoundError("only its author, a manager of its program or an admin")
    reason = " ".join(request.POST.get("reason", "").replace("\x00", " ").split())
    if not reason or len(reason) > LONGEST_REASON:
        request.response.status_code = 422
        return _page(request, note, NEED_REASON)
    NoteService(request.db).withdraw(note, request.staff, reason)
    request.flash(_("The note is withdrawn. Its text stays in the record."))
    return HTTPSeeOther(request.route_path("notes.detail", id=note.id))


@view_config(
    route_name="notes.done",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params(),
)
def finish_hand_over(request: Request) -> HTTPSeeOther:
    """Mark a hand-over as done: it leaves the top of the overview."""
    note = _require(request, lock=True)
    if not note.is_open_hand_over:
        request.flash(_("Somebody has marked this note as done already."), "info")
    else:
        NoteService(request.db).finish(note, request.staff)
        request.flash(_("The hand-over is marked as done."))
    return HTTPSeeOther(request.route_path("clients.detail", number=note.client.number))


def hand_over_panel(request: Request, client: Client) -> ClientPanel | None:
    """Return the hand-over that stands above the timeline."""
    if not request.identity.may(Permission.SESSION_READ):
        return None
    note = NoteService(request.db).hand_over_of(client)
    if note is None:
        return None
    return ClientPanel(
        key="hand_over",
        title=_("Hand-over note"),
        template="ocms_core.notes:templates/hand_over.pt",
        context={
            "note": note,
            "may_finish": request.identity.may(Permission.SESSION_WRITE),
        },
    )
