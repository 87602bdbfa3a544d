"""Who takes part in a session, and which forms they have there."""

from __future__ import annotations

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.db.types import parse_uuid7
from ocms_core.errors import NotFoundError
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.services import NotAdmittedError
from ocms_core.service_sessions.views import client_by_number, session_service, session_type_of
from ocms_core.web.derivers import Params


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
    session_type = session_type_of(request, record.session_type)
    if not session_type.named:
        raise NotFoundError("nobody is named in this session")
    client = client_by_number(request, request.POST.get("client", ""))
    try:
        service.add_client(
            record,
            client,
            request.staff,
            session_type,
            program=request.offered_forms.program_for(session_type.forms),
            form_id=parse_uuid7(request.POST.get("form_id")),
        )
    except NotAdmittedError as refusal:
        request.flash(refusal.sentence, "error")
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
    elif kind not in request.offered_forms.of(session_type.forms):
        raise NotFoundError("no such form in this session")
    program = request.offered_forms.program_for([kind])
    try:
        form = service.attach(
            record, kind, client_id, request.staff, program=program, form_id=form_id
        )
    except NotAdmittedError as refusal:
        request.flash(refusal.sentence, "error")
        return HTTPSeeOther(request.route_path("sessions.detail", id=record.id))
    return HTTPSeeOther(request.route_path("forms.edit", id=form.id))
