"""One record of the directory: read it, add one, change one, switch an employer off."""

from __future__ import annotations

from typing import Any, ClassVar

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.audit.lines import ChangeLines
from ocms_core.audit.services import note_clients, record_change
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.directory.lookups import MATCH_ROLE, MATCH_STATUS, SUPPORTER_ROLE, SUPPORTER_STATUS
from ocms_core.directory.matches import MatchService
from ocms_core.directory.models import Employer, Supporter
from ocms_core.directory.search import expires_soon
from ocms_core.directory.services import DirectoryService
from ocms_core.directory.views.filters import search_of
from ocms_core.errors import BadInputError
from ocms_core.forms.editor import Editor
from ocms_core.forms.pages import CONTROLS, RecordPage, line_buttons, make_editor, today_of
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

TEMPLATES = "ocms_core.directory:templates/"
SAVED = _("The record is saved.")
ADDED = {
    "supporter": _("The person is in the directory."),
    "employer": _("The employer is in the directory."),
}
ROUTES = {"supporter": "directory.person", "employer": "directory.employer"}
LISTS = {"supporter": "directory.people", "employer": "directory.employers"}
# Whether somebody may be matched at all is for whoever keeps the agency's lists to say.
FOR_MANAGERS = frozenset({"status"})


def _key(request: Request) -> Any:
    return parse_uuid7(request.matchdict["id"])


def _kept(request: Request, model: Any) -> frozenset[str]:
    """Return the questions that this person may read and not answer."""
    if model is Employer or request.identity.may(Permission.LIST_MANAGE):
        return frozenset()
    return FOR_MANAGERS


def _read(request: Request, record: Any, editor: Editor) -> dict[str, Any]:
    """Return what every page that shows a record needs."""
    submission = editor.judge_stored(record)
    submission.raw = editor.raw_of(record)
    submission.missing = []
    form = RecordPage(request, record, editor).view(submission)
    kind = editor.spec.key
    lines = ChangeLines(request, choices=request.choices).of_record(kind, record.id)
    return {
        "form": form,
        "record": record,
        "lines": lines,
        "kind": kind,
        "may_write": request.identity.may(Permission.DIRECTORY_WRITE),
        "may_switch": request.identity.may(Permission.LIST_MANAGE),
    }


@view_config(
    route_name="directory.person",
    renderer=f"{TEMPLATES}person.pt",
    permission=Permission.DIRECTORY_READ,
    params=Params(),
)
def show_person(request: Request) -> dict[str, Any]:
    """Show a mentor, tutor or volunteer, and those of their matches that the reader may see."""
    supporter = DirectoryService(request.db).require(Supporter, _key(request))
    matches, more = search_of(request).matches_of(supporter)
    note_clients(request.db, {row.client_id for row in matches})
    today = today_of(request)
    return {
        **_read(request, supporter, make_editor(request, Supporter)),
        "matches": matches,
        "more": more,
        "held": MatchService(request.db, today).held(supporter.id),
        "check_state": expires_soon(supporter, today),
        "roles": SUPPORTER_ROLE,
        "match_roles": MATCH_ROLE,
        "statuses": SUPPORTER_STATUS,
        "match_statuses": MATCH_STATUS,
    }


@view_config(
    route_name="directory.employer",
    renderer=f"{TEMPLATES}employer.pt",
    permission=Permission.DIRECTORY_READ,
    params=Params(),
)
def show_employer(request: Request) -> dict[str, Any]:
    """Show an employer."""
    employer = DirectoryService(request.db).require(Employer, _key(request))
    return _read(request, employer, make_editor(request, Employer))


@view_config(
    route_name="directory.employer_switch",
    request_method="POST",
    permission=Permission.LIST_MANAGE,
    params=Params("active"),
)
def switch_employer(request: Request) -> HTTPSeeOther:
    """Offer an employer on new forms, or no longer."""
    active = request.POST.get("active")
    if active not in {"yes", "no"}:
        raise BadInputError("switch on or off")
    service = DirectoryService(request.db)
    employer = service.require(Employer, _key(request), lock=True)
    service.switch(employer, active=active == "yes")
    request.flash(_("It is in use again.") if employer.active else _("It is switched off."))
    return HTTPSeeOther(request.route_path("directory.employer", id=employer.id))


class NewEntry:
    """A new record. Each writer has one draft of each kind, found again here."""

    model: ClassVar[Any]

    def __init__(self, request: Request) -> None:
        self.request = request
        self.kind: str = self.model.__form__.key
        self.record = self.model()
        self.editor = make_editor(request, self.model, without=_kept(request, self.model))
        self.target = f"new_{self.kind}:{request.staff.id}"
        self.page = RecordPage(request, self.record, self.editor, target=self.target)

    def _shown(self, submission: Any, minted: str, **view: Any) -> dict[str, Any]:
        return {
            "form": self.page.view(submission, **view),
            "draft": view.get("draft_saved_at"),
            "overtaken": None,
            "record": None,
            "kind": self.kind,
            "minted": minted,
            "draft_target": (f"new_{self.kind}", self.request.staff.id),
            "back": self.request.route_path(LISTS[self.kind]),
        }

    def show(self) -> dict[str, Any]:
        """Show the empty page, or the draft of it."""
        draft = self.page.drafts.find(self.target)
        raw = self.editor.defaults() if draft is None else self.page.drafts.raw_of(draft)
        view = {"draft_saved_at": draft.saved_at, "state": "draft"} if draft else {}
        submission = self.editor.judge(raw)
        submission.errors = {}
        return self._shown(submission, str(uuid7()), **view)

    def save(self) -> Any:
        """Add the record; the same page posted twice adds one."""
        request = self.request
        minted = parse_uuid7(request.POST.get("id"))
        if minted is None:
            raise BadInputError("no id")
        there = HTTPSeeOther(request.route_path(ROUTES[self.kind], id=minted))
        if DirectoryService(request.db).is_taken(self.model, minted):
            return there
        raw = line_buttons(self.editor, request.POST)
        if raw is not None:
            submission = self.editor.judge(raw)
            submission.errors = {}
            return self._shown(submission, str(minted))
        submission = self.editor.read(request.POST, controls=CONTROLS)
        if not submission.can_be_saved:
            request.response.status_code = 422
            return self._shown(submission, str(minted))
        self.record.id = minted
        self.record.agency_id = request.agency.id
        self.editor.apply(self.record, submission)
        request.db.add(self.record)
        record_change(request.db, self.kind, minted, (), action="added")
        self.page.drafts.discard(self.target)
        request.flash(ADDED[self.kind])
        return there


class EditEntry:
    """A change of a record."""

    model: ClassVar[Any]

    def __init__(self, request: Request) -> None:
        self.request = request
        self.kind: str = self.model.__form__.key
        self.record: Any = DirectoryService(request.db).require(
            self.model, _key(request), lock=request.method == "POST"
        )
        editor = make_editor(request, self.model, frozen=_kept(request, self.model))
        self.page = RecordPage(request, self.record, editor, target=f"{self.kind}:{self.record.id}")

    def _shown(self, page: dict[str, Any]) -> dict[str, Any]:
        draft = page["draft"]
        return {
            **page,
            "draft": draft.saved_at if draft else None,
            "record": self.record,
            "kind": self.kind,
            "minted": None,
            "draft_target": (self.kind, self.record.id),
            "back": self.request.route_path(ROUTES[self.kind], id=self.record.id),
        }

    def show(self) -> dict[str, Any]:
        """Show the record, or the draft of its change."""
        return self._shown(self.page.show())

    def save(self) -> Any:
        """Save the change, unless somebody else changed it since the page was opened."""
        page = self.page.submit()
        if page is not None:
            return self._shown(page)
        self.request.flash(SAVED)
        return HTTPSeeOther(self.request.route_path(ROUTES[self.kind], id=self.record.id))


FORM: dict[str, Any] = {
    "renderer": f"{TEMPLATES}edit.pt",
    "permission": Permission.DIRECTORY_WRITE,
}
SHOW: dict[str, Any] = {"attr": "show", "request_method": "GET", "params": Params()}
SAVE: dict[str, Any] = {"attr": "save", "request_method": "POST", "params": READS_ITS_OWN}


@view_config(**SHOW)
@view_config(**SAVE)
@view_defaults(route_name="directory.person_new", **FORM)
class NewPerson(NewEntry):
    """A new mentor, tutor or volunteer."""

    model = Supporter


@view_config(**SHOW)
@view_config(**SAVE)
@view_defaults(route_name="directory.person_edit", **FORM)
class EditPerson(EditEntry):
    """A change of a mentor, tutor or volunteer."""

    model = Supporter


@view_config(**SHOW)
@view_config(**SAVE)
@view_defaults(route_name="directory.employer_new", **FORM)
class NewEmployer(NewEntry):
    """A new employer."""

    model = Employer


@view_config(**SHOW)
@view_config(**SAVE)
@view_defaults(route_name="directory.employer_edit", **FORM)
class EditEmployer(EditEntry):
    """A change of an employer."""

    model = Employer
