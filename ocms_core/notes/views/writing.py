"""Writing a note, and changing one's own: drafts save themselves, as on every form."""

from __future__ import annotations

import uuid
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults
from sqlalchemy import select

from ocms_core.audit.services import record_change
from ocms_core.clients.models import Client
from ocms_core.clients.services import ClientService
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.editor import Raw, Submission
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.pages import CONTROLS, RecordPage, make_editor, today_of
from ocms_core.i18n import _
from ocms_core.notes.lookups import AGENCY, PRIVATE, PROGRAM
from ocms_core.notes.models import CaseNote
from ocms_core.notes.services import KEPT, NoteService
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession, SessionClient
from ocms_core.web.derivers import READS_ITS_OWN, Params

TIES = ("session", "form")


class NotePage(RecordPage):
    """The page of a note that is there: what it said before is kept when it is saved."""

    def save(self, submission: Submission, **options: Any) -> list[str]:
        """Save, and keep what stood before."""
        before = {key: getattr(self.record, key) for key in KEPT}
        changed = super().save(submission, **options)
        if changed:
            service = NoteService(self.request.db)
            service.keep_version(self.record, before, self.request.staff)
        return changed


class Tie:
    """The session or form that a note belongs to, among those the writer may see."""

    def __init__(self, request: Request, client: Client) -> None:
        given = request.params
        self.session_id = self._key(given.get("session"))
        self.form_id = self._key(given.get("form"))
        self.day = None
        self.program_id: uuid.UUID | None = None
        self.private = False
        self.title: str | None = None
        if self.form_id is not None:
            self._read_form(request, client)
        elif self.session_id is not None:
            self._read_session(request, client)

    @staticmethod
    def _key(text: str | None) -> uuid.UUID | None:
        key = parse_uuid7(text) if text else None
        if text and key is None:
            raise BadInputError("no such record")
        return key

    def _read_form(self, request: Request, client: Client) -> None:
        form = ServiceForm
        row = request.db.execute(
            select(
                form.kind, form.session_id, form.service_date, form.program_id, form.private
            ).where(form.id == self.form_id, form.client_id == client.id)
        ).one_or_none()
        if row is None:
            raise NotFoundError("no such form of this client")
        self.session_id, self.day, self.program_id = (
            row.session_id,
            row.service_date,
            row.program_id,
        )
        self.private = row.private
        self.title = request.plugins.forms[row.kind].__form__.title

    def _read_session(self, request: Request, client: Client) -> None:
        row = request.db.execute(
            select(ServiceSession.service_date)
            .join(
                SessionClient,
                (SessionClient.agency_id == ServiceSession.agency_id)
                & (SessionClient.session_id == ServiceSession.id),
            )
            .where(ServiceSession.id == self.session_id, SessionClient.client_id == client.id)
        ).one_or_none()
        if row is None:
            raise NotFoundError("this client was not in this session")
        self.day = row.service_date

    def back(self, request: Request, client: Client) -> str:
        """Return the page from which the note was written."""
        if self.form_id is not None:
            return str(request.route_path("forms.edit", id=self.form_id))
        if self.session_id is not None:
            return str(request.route_path("sessions.detail", id=self.session_id))
        return str(request.route_path("clients.detail", number=client.number))


@view_defaults(
    route_name="notes.new",
    renderer="ocms_core.notes:templates/edit.pt",
    permission=Permission.SESSION_WRITE,
)
class NewNote:
    """A new note about a client. Each writer has one draft for each client, found again there."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.client = ClientService(request.db).require(
            int(request.matchdict["number"]), lists=("phones",)
        )
        self.tie = Tie(request, self.client)
        self.note = CaseNote()
        self.editor = make_editor(request, CaseNote)
        self.target = f"new_note:{self.client.id}"
        self.page = RecordPage(request, self.note, self.editor, target=self.target)

    def _shown(self, page: dict[str, Any], minted: str) -> dict[str, Any]:
        return {
            **page,
            "client": self.client,
            "note": None,
            "tie": self.tie,
            "minted": minted,
            "draft_target": ("new_note", self.client.id),
            "back": self.tie.back(self.request, self.client),
        }

    def _first_answers(self) -> Raw:
        """Return what a new note starts with: today, and the readers its writer usually has."""
        program = self.tie.program_id or usual_program(self.request)
        scope = PRIVATE if self.tie.private else PROGRAM if program else AGENCY
        day = self.tie.day or today_of(self.request)
        raw = self.editor.defaults()
        raw |= {"about_on": [day.isoformat()], "scope": [scope]}
        if program is not None:
            raw["program_id"] = [str(program)]
        return raw

    @view_config(request_method="GET", params=Params(*TIES))
    def show(self) -> dict[str, Any]:
        """Show the empty note, or the draft that its writer has of it."""
        draft = self.page.drafts.find(self.target)
        if draft is not None:
            submission = self.editor.judge(self.page.drafts.raw_of(draft))
            view = {"draft_saved_at": draft.saved_at, "state": "draft"}
        else:
            submission, view = self.editor.judge(self._first_answers()), {}
        submission.errors = {}
        form = self.page.view(submission, **view)
        return self._shown({"form": form, "draft": draft, "overtaken": None}, str(uuid7()))

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save the note; the same page posted twice makes one."""
        request = self.request
        minted = parse_uuid7(request.POST.get("id"))
        if minted is None:
            raise BadInputError("no id")
        back = HTTPSeeOther(self.tie.back(request, self.client))
        service = NoteService(request.db)
        if service.is_taken(minted):
            return back
        submission = self.editor.read(request.POST, controls=(*CONTROLS, *TIES))
        if not submission.can_be_saved:
            request.response.status_code = 422
            page = {"form": self.page.view(submission), "draft": None, "overtaken": None}
            return self._shown(page, str(minted))
        self.note.id = minted
        self.note.client_id = self.client.id
        self.note.author_id = request.staff.id
        self.note.session_id, self.note.form_id = self.tie.session_id, self.tie.form_id
        self.editor.apply(self.note, submission)
        request.db.add(self.note)
        record_change(request.db, self.editor.spec.key, minted, (), action="added")
        self.page.drafts.discard(self.target)
        request.flash(_("The note is saved."))
        return back


def usual_program(request: Request) -> uuid.UUID | None:
    """Return the program in which this person usually works, if they are still in it."""
    identity, usual = request.identity, request.staff.default_program_id
    if usual is not None and (usual in identity.programs or identity.is_admin):
        return usual
    return min(identity.programs, default=None)


@view_defaults(
    route_name="notes.edit",
    renderer="ocms_core.notes:templates/edit.pt",
    permission=Permission.SESSION_WRITE,
)
class EditNote:
    """A change of one's own note; the text before stays in its history."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.note = NoteService(request.db).require(
            parse_uuid7(request.matchdict["id"]), lock=request.method == "POST"
        )
        if self.note.author_id != request.staff.id or self.note.withdrawn_at is not None:
            raise NotFoundError("only its author changes a note")
        self.page = NotePage(
            request,
            self.note,
            make_editor(request, CaseNote),
            target=f"case_note:{self.note.id}",
        )

    def _shown(self, page: dict[str, Any]) -> dict[str, Any]:
        return {
            **page,
            "client": self.note.client,
            "note": self.note,
            "tie": None,
            "minted": None,
            "draft_target": ("case_note", self.note.id),
            "back": self.request.route_path("notes.detail", id=self.note.id),
        }

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the note, or the draft of its change."""
        return self._shown(self.page.show())

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save the change."""
        page = self.page.submit()
        if page is not None:
            return self._shown(page)
        self.request.flash(_("The note is saved. Its history keeps what it said before."))
        return HTTPSeeOther(self.request.route_path("notes.detail", id=self.note.id))
