"""Beginning a session, and changing when, where and who of it."""

from __future__ import annotations

import uuid
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.agencies.models import Program
from ocms_core.audit.services import record_change
from ocms_core.clients.families import FamilyService
from ocms_core.clients.models import Client
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.editor import Editor
from ocms_core.forms.pages import CONTROLS, RecordPage, make_editor
from ocms_core.i18n import _
from ocms_core.plugins.descriptors import SessionType
from ocms_core.questions.catalogue import is_own
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.service_sessions.services import NotAdmittedError, ServiceSessionService
from ocms_core.service_sessions.views import client_by_number, session_service
from ocms_core.web.derivers import READS_ITS_OWN, Params

TEMPLATE = "ocms_core.service_sessions:templates/session_form.pt"
NEED_WORKER = _("Choose at least one worker.")


class _People:
    """The two lists a session page posts besides the engine's questions."""

    def __init__(self, request: Request, service_session: ServiceSession | None) -> None:
        choices, post = request.choices, request.POST
        self.posted = request.method == "POST"
        stored_funders = (
            [str(r.funder_id) for r in service_session.funders] if service_session else []
        )
        stored_workers = (
            [str(r.staff_id) for r in service_session.workers] if service_session else []
        )
        self.funders = choices.options("funder")
        self.workers = choices.options("staff")
        self.chosen_funders = _each_once(post, "funders") if self.posted else stored_funders
        self.chosen_workers = _each_once(post, "workers") if self.posted else stored_workers
        for given, offered, stored in (
            (self.chosen_funders, self.funders, stored_funders),
            (self.chosen_workers, self.workers, stored_workers),
        ):
            allowed = {key for key, _label in offered} | set(stored)
            if not set(given) <= allowed:
                raise BadInputError("not one of the list")

    def apply(self, service: ServiceSessionService, service_session: ServiceSession) -> list[str]:
        return service.set_people(
            service_session,
            funders=[uuid.UUID(key) for key in self.chosen_funders],
            workers=[uuid.UUID(key) for key in self.chosen_workers],
        )


def _each_once(post: Any, name: str) -> list[str]:
    return list(dict.fromkeys(post.getall(name)))


def _only_questions(post: Any, editor: Editor) -> Any:
    """Return the post without the two lists, for the engine, which knows its own names only.

    Of the agency's own questions the page asked those of the kind of session it was opened for.
    """
    copy = post.copy()
    others = {name for name in post if is_own(name) and name not in editor.by_key}
    for name in ("funders", "workers", "client", "type", "family", *others):
        copy.pop(name, None)
        while name in copy:
            del copy[name]
    return copy


def usual_type(types: dict[str, SessionType], program: Program | None) -> SessionType | None:
    """Return the kind of session that the program's first form is for, else one for one client."""
    direct = [kind for kind in types.values() if kind.main_form is None]
    if program is not None and program.first_form is not None:
        for kind in (*direct, *types.values()):
            if program.first_form in kind.forms:
                return kind
    return next(iter(direct), None)


def grouped(types: dict[str, SessionType]) -> list[tuple[str, list[SessionType]]]:
    """Return the kinds of session under two headings: for one client or family, and for many."""
    alone = [kind for kind in types.values() if kind.main_form is None]
    together = [kind for kind in types.values() if kind.main_form is not None]
    named = ((_("With a client or a family"), alone), (_("Activities and classes"), together))
    return [(title, kinds) for title, kinds in named if kinds]


@view_defaults(
    route_name="sessions.new",
    renderer=TEMPLATE,
    permission=Permission.SESSION_WRITE,
)
class NewSession:
    """Begin a session; from a client's page the client comes along."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = session_service(request)
        params = request.params
        offered = request.offered_forms
        self.types = {
            key: kind
            for key, kind in request.plugins.session_types.items()
            if offered.offers_session(kind)
        }
        self.client = None
        self.relatives: list[Client] = []
        if params.get("client"):
            self.client = client_by_number(request, params["client"])
            self.relatives = FamilyService(request.db).others(self.client)
            self.types = {key: kind for key, kind in self.types.items() if kind.named}
        self.type = self._type(params.get("type"))
        main = [self.type.main_form] if self.type.main_form else []
        self.program = offered.program_for([*self.type.forms, *main])
        self.record = ServiceSession(session_type=self.type.key, clients=[], funders=[])

    def _type(self, key: str | None) -> SessionType:
        if key is None and self.types:
            usual = usual_type(self.types, self.request.offered_forms.usual)
            return next(iter(self.types.values())) if usual is None else usual
        if key not in self.types:
            raise NotFoundError("no such kind of session")
        return self.types[key]

    def _page(self, form: Any, people: _People, minted: str, problem: str | None) -> dict[str, Any]:
        return {
            "form": form,
            "people": people,
            "minted": minted,
            "type": self.type,
            "types": list(self.types.values()),
            "groups": grouped(self.types),
            "client": self.client,
            "relatives": self.relatives,
            "along": set(self.request.POST.getall("family")),
            "service_session": None,
            "problem": problem,
            "overtaken": None,
        }

    @view_config(request_method="GET", params=Params("type", "client"))
    def show(self) -> dict[str, Any]:
        """Show the page with today, the usual site and the usual funder filled in."""
        staff = self.request.staff
        is_clear = "type" in self.request.GET or len(self.types) == 1
        record = self.record if is_clear else None
        editor = make_editor(self.request, ServiceSession, record=record)
        raw = editor.defaults()
        raw["service_date"] = [editor.today.isoformat()]
        if staff.default_site_id:
            raw["site_id"] = [str(staff.default_site_id)]
        people = _People(self.request, None)
        people.chosen_workers = [str(staff.id)]
        program = self.program
        usual = (program.default_funder_id if program else None) or staff.default_funder_id
        people.chosen_funders = [str(usual)] if usual else []
        submission = editor.judge(raw)
        submission.errors = {}
        page = RecordPage(self.request, self.record, editor)
        return self._page(page.view(submission), people, str(uuid7()), None)

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Make the session; the same page posted twice makes one."""
        minted = parse_uuid7(self.request.POST.get("id"))
        if minted is None:
            raise BadInputError("no id")
        if self.service.find(minted):
            return HTTPSeeOther(self.request.route_path("sessions.detail", id=minted))
        editor = make_editor(self.request, ServiceSession, record=self.record)
        people = _People(self.request, None)
        submission = editor.read(_only_questions(self.request.POST, editor), controls=CONTROLS)
        problem = None if people.chosen_workers else NEED_WORKER
        if not submission.can_be_saved or problem:
            self.request.response.status_code = 422
            page = RecordPage(self.request, self.record, editor)
            return self._page(page.view(submission), people, str(minted), problem)
        db = self.request.db
        self.record.id = minted
        self.record.created_by_id = self.request.staff.id
        db.add(self.record)
        editor.apply(self.record, submission)
        people.apply(self.service, self.record)
        db.flush()
        record_change(db, "service_session", minted, (), action="added")
        form = None
        if self.type.main_form is not None:
            self.service.attach(
                self.record,
                self.type.main_form,
                None,
                self.request.staff,
                program=self.program,
            )
        if self.client is not None and self.type.named:
            ticked = set(self.request.POST.getall("family"))
            along = [one for one in self.relatives if str(one.number) in ticked]
            try:
                made = self.service.add_clients(
                    self.record,
                    [self.client, *along],
                    self.request.staff,
                    self.type,
                    program=self.program,
                )
                form = made[0] if made else None
            except NotAdmittedError as refusal:
                self.request.flash(refusal.sentence, "info")
        if form is not None:
            return HTTPSeeOther(self.request.route_path("forms.edit", id=form.id))
        return HTTPSeeOther(self.request.route_path("sessions.detail", id=minted))


@view_defaults(route_name="sessions.edit", renderer=TEMPLATE)
class EditSession:
    """Change when, where and who of a session."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = session_service(request)
        key = parse_uuid7(request.matchdict["id"])
        self.record = self.service.require(key, lock=request.method == "POST")
        self.page = RecordPage(
            request, self.record, make_editor(request, ServiceSession, record=self.record)
        )

    def _page(self, form: Any, people: _People, problem: str | None) -> dict[str, Any]:
        return {
            "form": form,
            "people": people,
            "minted": None,
            "types": [],
            "groups": [],
            "client": None,
            "relatives": [],
            "along": set(),
            "type": self.request.plugins.session_types.get(self.record.session_type),
            "service_session": self.record,
            "problem": problem,
            "overtaken": None,
        }

    @view_config(request_method="GET", permission=Permission.SESSION_WRITE, params=Params())
    def show(self) -> dict[str, Any]:
        """Show what is stored."""
        return self._page(self.page.show()["form"], _People(self.request, self.record), None)

    @view_config(request_method="POST", permission=Permission.SESSION_WRITE, params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save; forms follow the session's date and site."""
        people = _People(self.request, self.record)
        editor = self.page.editor
        submission = editor.read(
            _only_questions(self.request.POST, editor), record=self.record, controls=CONTROLS
        )
        problem = None if people.chosen_workers else NEED_WORKER
        if not submission.can_be_saved or problem:
            self.request.response.status_code = 422
            return self._page(self.page.view(submission), people, problem)
        overtaken = self.page.overtaken_by(submission)
        if overtaken is not None:
            self.request.response.status_code = 409
            view = self.page.view(submission)
            return {**self._page(view, people, None), "overtaken": overtaken}
        changed = self.page.save(submission, also=people.apply(self.service, self.record))
        if {"service_date", "site_id"} & set(changed):
            self.service.move_forms(self.record)
        self.request.flash(_("The session is saved."))
        return HTTPSeeOther(self.request.route_path("sessions.detail", id=self.record.id))
