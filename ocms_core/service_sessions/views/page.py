"""The page of a session: who came, their forms, and everything else of the visit."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.clients.models import Client
from ocms_core.clients.search import LONGEST_TEXT
from ocms_core.clients.views.finding import search_clients
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.files.pages import file_service
from ocms_core.forms.models import INCOMPLETE, ServiceForm
from ocms_core.forms.pages import RecordPage, make_editor
from ocms_core.i18n import _
from ocms_core.lookups import DELIVERY_METHOD, SUPPORT_SERVICE
from ocms_core.notes.lookups import AGENCY, NOTE_KIND, NOTE_SCOPE, PROGRAM
from ocms_core.notes.services import NoteService
from ocms_core.notes.views.writing import usual_program
from ocms_core.plugins.descriptors import SessionType
from ocms_core.security.permissions import Permission
from ocms_core.security.visibility import may_change
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.service_sessions.pages import words_of_missing
from ocms_core.service_sessions.services import session_state
from ocms_core.service_sessions.short_notes import ShortNotes
from ocms_core.service_sessions.views import session_service
from ocms_core.service_sessions.visit import Visit, VisitReader
from ocms_core.web.derivers import Params
from ocms_core.web.templating import render

FOUND = 10
# With more people than a family has, their cards are kept short.
FOLDED = 30
TEMPLATE = "ocms_core.service_sessions:templates/session.pt"
# What changes while somebody sits there; the rest of the session has a page of its own.
VISIT = ("start_time", "minutes", "also_present")
DETAIL = {
    "route_name": "sessions.detail",
    "renderer": TEMPLATE,
    "permission": Permission.SESSION_READ,
}


def visit_page(request: Request, record: ServiceSession) -> RecordPage:
    """Return the small form of the session's page."""
    return RecordPage(request, record, make_editor(request, ServiceSession, only=VISIT))


def copies(visit: Visit, kinds: dict[str, type[ServiceForm]]) -> list[dict[str, Any]]:
    """Return which answers can be copied to whom: of each kind from a complete form, saved last."""
    names = {client.id: client for client in visit.clients}
    found = []
    for key, kind in kinds.items():
        several = [form for form in visit.forms if form.kind == key and form.client_id in names]
        saved = [form for form in several if form.revision > 1]
        if not saved or kind.__form__.settles is not None:
            continue
        source = max(saved, key=lambda form: (form.state != INCOMPLETE, form.updated_at, form.id))
        others: list[Client] = [
            names[form.client_id]
            for form in several
            if form.state == INCOMPLETE and form.client_id != source.client_id
        ]
        if others:
            others = list(dict.fromkeys(others))
            found.append(
                {"kind": kind, "form": source, "of": names[source.client_id], "to": others}
            )
    return found


@view_config(**DETAIL, request_method="GET", params=Params())
def show_session(request: Request) -> dict[str, Any]:
    """Show a session with its clients and their forms: add, open, complete."""
    visit = VisitReader(request.db).open(parse_uuid7(request.matchdict["id"]))
    record, forms, kinds = visit.record, visit.forms, request.plugins.forms
    session_type = request.plugins.session_types.get(record.session_type)
    may_write = request.identity.may(Permission.SESSION_WRITE) and may_change(request.db, record)
    waiting = {key for key, kind in kinds.items() if kind.__form__.waits_for}
    program = usual_program(request)
    short_notes = ShortNotes(request, visit) if may_write else None
    return {
        "service_session": record,
        "note_of": short_notes.of if short_notes else None,
        "missing_of": lambda form: missing_of(request, form),
        "visit": visit_page(request, record).show()["form"] if may_write else None,
        "visit_open": False,
        "overtaken": None,
        "workers": visit.workers,
        "funders": visit.funders,
        "form_minutes": visit.minutes,
        "session_type": session_type,
        "state": session_state(form.state for form in forms),
        "next_form": visit.next_form(waiting) if may_write else None,
        "lines": [(client, visit.forms_of(client)) for client in visit.clients],
        "many": len(visit.clients) > FOLDED,
        "relatives": _relatives(visit, session_type),
        "copies": copies(visit, kinds) if may_write else [],
        "notes": NoteService(request.db).of_session(record.id),
        "files": file_service(request).by_form([form.id for form in forms]),
        "note_kinds": NOTE_KIND,
        "note_scopes": [
            (code, text)
            for code, text in NOTE_SCOPE.choices(request.locale_name)
            if program or code != PROGRAM
        ],
        "note_scope": PROGRAM if program else AGENCY,
        "note_program": program,
        "support_services": SUPPORT_SERVICE,
        "kinds": kinds,
        "offered": [
            kinds[key]
            for key in request.offered_forms.of(session_type.forms if session_type else ())
            if key in kinds
        ],
        "named": session_type is None or session_type.named,
        "main_forms": visit.forms_of(None),
        "main_kind": kinds.get((session_type.main_form if session_type else None) or ""),
        "q": "",
        "found": [],
        "may_write": may_write,
        "delivery_methods": DELIVERY_METHOD,
        "minted": lambda: str(uuid7()),
    }


def missing_of(request: Request, form: Any) -> str | None:
    """Return in words what a form of the session still lacks; nothing for one that is complete."""
    if form.state != INCOMPLETE:
        return None
    translate = request.localizer.translate
    if form.revision == 1:
        return str(translate(_("Not filled in yet")))
    return words_of_missing(request, form.missing_count)


def _relatives(visit: Visit, session_type: SessionType | None) -> list[Client]:
    """Return whom to offer with a tick: not at activities and courses, which have their lists."""
    if session_type is None or not session_type.named or session_type.main_form is not None:
        return []
    return visit.relatives


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
