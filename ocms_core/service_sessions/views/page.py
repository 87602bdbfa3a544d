"""The page of a session: who came, their forms, and everything else of the visit."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.clients.search import LONGEST_TEXT
from ocms_core.clients.views.finding import search_clients
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.files.pages import file_service
from ocms_core.lookups import DELIVERY_METHOD
from ocms_core.notes.lookups import NOTE_KIND
from ocms_core.notes.services import NoteService
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.services import session_state
from ocms_core.service_sessions.views import session_service
from ocms_core.web.derivers import Params
from ocms_core.web.templating import render

FOUND = 10
DETAIL = {
    "route_name": "sessions.detail",
    "renderer": "ocms_core.service_sessions:templates/session.pt",
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
            kinds[key]
            for key in request.offered_forms.of(session_type.forms if session_type else ())
            if key in kinds
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
