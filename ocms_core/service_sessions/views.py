"""Beginning a session, its page, and the list of the own sessions."""

from __future__ import annotations

import uuid
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config, view_defaults
from sqlalchemy import func, select

from ocms_core.audit.services import note_clients, record_change
from ocms_core.clients.models import Client
from ocms_core.clients.search import LONGEST_TEXT
from ocms_core.clients.views.finding import search_clients
from ocms_core.db.scope import agency_of
from ocms_core.db.types import parse_number, parse_uuid7, uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.files.pages import file_service
from ocms_core.forms.models import INCOMPLETE, ServiceForm
from ocms_core.forms.pages import CONTROLS, RecordPage, default_program, make_editor
from ocms_core.forms.views import form_service
from ocms_core.i18n import _
from ocms_core.lookups import DELIVERY_METHOD
from ocms_core.notes.lookups import NOTE_KIND
from ocms_core.notes.services import NoteService
from ocms_core.plugins.descriptors import SessionType
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession, SessionClient
from ocms_core.service_sessions.services import ServiceSessionService, session_state
from ocms_core.web.derivers import READS_ITS_OWN, Params
from ocms_core.web.paging import Pager
from ocms_core.web.templating import render

PAGE = 50
FOUND = 10
NEED_WORKER = _("Choose at least one worker.")


def session_service(request: Request) -> ServiceSessionService:
    """Return the service for this request."""
    return ServiceSessionService(request.db, form_service(request))


def session_type_of(request: Request, key: str | None) -> SessionType:
    """Return a kind of session the agency has; raise NotFoundError for others."""
    types = request.plugins.session_types
    if key is None and types:
        return next(iter(types.values()))
    if key not in types:
        raise NotFoundError("no such kind of session")
    return types[key]


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


def _only_questions(post: Any) -> Any:
    """Return the post without the two lists, for the engine, which knows its own names only."""
    copy = post.copy()
    for name in ("funders", "workers", "client", "type"):
        copy.pop(name, None)
        while name in copy:
            del copy[name]
    return copy


@view_defaults(
    route_name="sessions.new",
    renderer="templates/session_form.pt",
    permission=Permission.SESSION_WRITE,
)
class NewSession:
    """Begin a session; from a client's page the client comes along."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = session_service(request)
        params = request.params
        self.type = session_type_of(request, params.get("type"))
        self.client = None
        if params.get("client"):
            self.client = _client_by_number(request, params["client"])
        self.record = ServiceSession(session_type=self.type.key)

    def _page(self, form: Any, people: _People, minted: str, problem: str | None) -> dict[str, Any]:
        return {
            "form": form,
            "people": people,
            "minted": minted,
            "type": self.type,
            "types": list(self.request.plugins.session_types.values()),
            "client": self.client,
            "service_session": None,
            "problem": problem,
            "overtaken": None,
        }

    @view_config(request_method="GET", params=Params("type", "client"))
    def show(self) -> dict[str, Any]:
        """Show the page with today, the usual site and the usual funder filled in."""
        staff = self.request.staff
        editor = make_editor(self.request, ServiceSession)
        raw = editor.defaults()
        raw["service_date"] = [editor.today.isoformat()]
        if staff.default_site_id:
            raw["site_id"] = [str(staff.default_site_id)]
        people = _People(self.request, None)
        people.chosen_workers = [str(staff.id)]
        program = default_program(self.request)
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
        editor = make_editor(self.request, ServiceSession)
        people = _People(self.request, None)
        submission = editor.read(_only_questions(self.request.POST), controls=CONTROLS)
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
                program=default_program(self.request),
            )
        if self.client is not None and self.type.named:
            form = self.service.add_client(
                self.record,
                self.client,
                self.request.staff,
                self.type,
                program=default_program(self.request),
            )
        if form is not None:
            return HTTPSeeOther(self.request.route_path("forms.edit", id=form.id))
        return HTTPSeeOther(self.request.route_path("sessions.detail", id=minted))


@view_defaults(route_name="sessions.edit", renderer="templates/session_form.pt")
class EditSession:
    """Change when, where and who of a session."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = session_service(request)
        key = parse_uuid7(request.matchdict["id"])
        self.record = self.service.require(key, lock=request.method == "POST")
        self.page = RecordPage(request, self.record, make_editor(request, ServiceSession))

    def _page(self, form: Any, people: _People, problem: str | None) -> dict[str, Any]:
        return {
            "form": form,
            "people": people,
            "minted": None,
            "types": [],
            "client": None,
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
            _only_questions(self.request.POST), record=self.record, controls=CONTROLS
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


def _client_by_number(request: Request, text: str) -> Client:
    client = request.db.scalar(select(Client).where(Client.number == parse_number(text)))
    if client is None:
        raise NotFoundError("no such client")
    return client


DETAIL = {
    "route_name": "sessions.detail",
    "renderer": "templates/session.pt",
    "permission": Permission.SESSION_READ,
}


@view_config(**DETAIL, request_method="GET", params=Params())
def show_session(request: Request) -> dict[str, Any]:
    """Show a session with its clients and their forms: add, open, complete."""
    service = session_service(request)
    record = service.require(parse_uuid7(request.matchdict["id"]))
    forms = service.forms_of(record)
    kinds = request.plugins.forms
    session_type = request.plugins.session_types.get(record.session_type)
    return {
        "service_session": record,
        "session_type": session_type,
        "state": session_state(form.state for form in forms),
        "lines": [
            (line.client, [form for form in forms if form.client_id == line.client_id])
            for line in record.clients
        ],
        "notes": NoteService(request.db).of_session(record.id),
        "files": file_service(request).by_form([form.id for form in forms]),
        "note_kinds": NOTE_KIND,
        "kinds": kinds,
        "offered": [
            kinds[key] for key in (session_type.forms if session_type else ()) if key in kinds
        ],
        "named": session_type is None or session_type.named,
        "main_forms": [form for form in forms if form.client_id is None],
        "main_kind": kinds.get((session_type.main_form if session_type else None) or ""),
        "q": "",
        "found": [],
        "may_write": request.identity.may(Permission.SESSION_WRITE),
        "delivery_methods": DELIVERY_METHOD,
        "minted": lambda: str(uuid7()),
    }


@view_config(**DETAIL, request_method="POST", params=Params("q"))
def find_for_session(request: Request) -> Any:
    """Find who else takes part: a whole page, or the results alone while typing."""
    service = session_service(request)
    record = service.require(parse_uuid7(request.matchdict["id"]))
    text = request.POST.get("q", "").strip()[:LONGEST_TEXT]
    present = {line.client_id for line in record.clients}
    matches = search_clients(request, text, {}, FOUND)
    results = {"q": text, "found": [match for match in matches if match.client.id not in present]}
    if "HX-Request" in request.headers:
        page = {
            **results,
            "service_session": record,
            "minted": lambda: str(uuid7()),
            "may_write": request.identity.may(Permission.SESSION_WRITE),
        }
        return Response(render(request, "ocms_core.service_sessions:templates/found.pt", **page))
    return {**show_session(request), **results}


@view_config(
    route_name="sessions.add_client",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params("client", "form_id"),
)
def add_client(request: Request) -> HTTPSeeOther:
    """Put a client on the session; the first form comes with them."""
    service = session_service(request)
    record = service.require(parse_uuid7(request.matchdict["id"]), lock=True)
    if not session_type_of(request, record.session_type).named:
        raise NotFoundError("nobody is named in this session")
    client = _client_by_number(request, request.POST.get("client", ""))
    service.add_client(
        record,
        client,
        request.staff,
        session_type_of(request, record.session_type),
        program=default_program(request),
        form_id=parse_uuid7(request.POST.get("form_id")),
    )
    return HTTPSeeOther(request.route_path("sessions.detail", id=record.id))


@view_config(
    route_name="sessions.add_form",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params("client", "kind", "form_id"),
)
def add_form(request: Request) -> HTTPSeeOther:
    """Add another form for a client of the session, and open it."""
    service = session_service(request)
    record = service.require(parse_uuid7(request.matchdict["id"]), lock=True)
    session_type = session_type_of(request, record.session_type)
    client_id = parse_uuid7(request.POST.get("client"))
    kind, form_id = request.POST.get("kind", ""), parse_uuid7(request.POST.get("form_id"))
    if form_id is None:
        raise NotFoundError("no id")
    if client_id is None:
        present = {form.kind for form in service.forms_of(record)}
        if kind != session_type.main_form or kind in present:
            raise NotFoundError("no such form of the session itself")
    elif client_id not in {line.client_id for line in record.clients}:
        raise NotFoundError("no such client in this session")
    elif kind not in session_type.forms:
        raise NotFoundError("no such form in this session")
    form = service.attach(
        record, kind, client_id, request.staff, program=default_program(request), form_id=form_id
    )
    return HTTPSeeOther(request.route_path("forms.edit", id=form.id))


@view_config(
    route_name="sessions.list",
    renderer="templates/sessions.pt",
    permission=Permission.SESSION_READ,
    params=Params("page", "whose"),
)
def list_sessions(request: Request) -> dict[str, Any]:
    """List sessions, newest first: the own ones, or all that may be seen."""
    db, agency_id = request.db, agency_of(request.db)
    whose = request.GET.get("whose", "mine")
    pager = Pager.of(request, PAGE)
    statement = select(ServiceSession).order_by(
        ServiceSession.service_date.desc(), ServiceSession.id.desc()
    )
    if whose == "mine":
        from ocms_core.service_sessions.models import SessionWorker

        statement = statement.where(
            select(SessionWorker.id)
            .where(
                SessionWorker.session_id == ServiceSession.id,
                SessionWorker.staff_id == request.staff.id,
            )
            .exists()
        )
    rows = pager.take(db.scalars(statement.limit(pager.limit).offset(pager.offset)).all())
    keys = [row.id for row in rows]
    names = db.execute(
        select(
            SessionClient.session_id,
            Client.id,
            Client.number,
            Client.first_name,
            Client.last_name,
            Client.kind,
        )
        .join(Client, (Client.agency_id == agency_id) & (Client.id == SessionClient.client_id))
        .where(SessionClient.session_id.in_(keys))
        .order_by(SessionClient.id)
    ).all()
    note_clients(db, [row.id for row in names])
    states = db.execute(
        select(
            ServiceForm.session_id,
            func.count(),
            func.count().filter(ServiceForm.state != INCOMPLETE),
        )
        .where(ServiceForm.session_id.in_(keys))
        .group_by(ServiceForm.session_id)
    ).all()
    counts = {key: (total, complete) for key, total, complete in states}
    return {
        "rows": [
            {
                "record": row,
                "clients": [name for name in names if name.session_id == row.id],
                "forms": counts.get(row.id, (0, 0)),
            }
            for row in rows
        ],
        "types": request.plugins.session_types,
        "pager": pager,
        "whose": whose,
    }
