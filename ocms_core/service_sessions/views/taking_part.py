"""Who takes part in a session, and which forms they have there: put on, take off, copy."""

from __future__ import annotations

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.db.types import parse_uuid7
from ocms_core.errors import NotFoundError
from ocms_core.forms.copying import AnswerCopier
from ocms_core.forms.views import form_page, form_service
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.services import NotAdmittedError, NotRemovedError
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


def _back(request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("sessions.detail", id=request.matchdict["id"]))


@view_config(
    route_name="sessions.add_family",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params(many=("member",)),
)
def add_family(request: Request) -> HTTPSeeOther:
    """Put the ticked relatives on the session; each gets the first form."""
    service = session_service(request)
    record = service.require(parse_uuid7(request.matchdict["id"]), lock=True)
    session_type = session_type_of(request, record.session_type)
    if not session_type.named:
        raise NotFoundError("nobody is named in this session")
    ticked = set(request.POST.getall("member"))
    joining = [one for one in service.relatives(record) if str(one.number) in ticked]
    if not ticked:
        request.flash(_("Tick who came along, then add them."), "error")
    try:
        service.add_clients(
            record,
            joining,
            request.staff,
            session_type,
            program=request.offered_forms.program_for(session_type.forms),
        )
    except NotAdmittedError as refusal:
        request.flash(refusal.sentence, "error")
    return _back(request)


@view_config(
    route_name="sessions.remove_client",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params("client"),
)
def remove_client(request: Request) -> HTTPSeeOther:
    """Take somebody off the session who was put on it by mistake."""
    service = session_service(request)
    record = service.require(parse_uuid7(request.matchdict["id"]), lock=True)
    client_id = parse_uuid7(request.POST.get("client"))
    if client_id is None:
        raise NotFoundError("no such client")
    try:
        service.remove_client(record, client_id)
    except NotRemovedError as refusal:
        request.flash(refusal.sentence, "error")
    else:
        request.flash(_("The client is taken off the session."))
    return _back(request)


@view_config(
    route_name="sessions.copy_answers",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params("form"),
)
def copy_answers(request: Request) -> HTTPSeeOther:
    """Copy the shared answers of one form to the incomplete ones of the others."""
    forms = form_service(request)
    source = forms.require(parse_uuid7(request.POST.get("form")))
    here = source.session_id == parse_uuid7(request.matchdict["id"])
    if not here or source.client_id is None:
        raise NotFoundError("no such form in this session")
    if source.__form__.settles is not None:
        # What a form settles elsewhere, such as a place, is nobody else's to have.
        request.flash(
            _("The answers of this form are one client’s own: fill in each person’s form."), "error"
        )
        return _back(request)
    copier = AnswerCopier(request.db, forms, lambda form: form_page(request, form).editor)
    done = copier.copy(source, copier.targets(source))
    if done.answers:
        request.plugins.call("ocms_forms_saved", request=request, forms=done.forms)
        sentence = _(
            "Answers filled in: ${answers}, in this many forms: ${forms}. Nothing that was typed "
            "is changed.",
            mapping={"answers": done.answers, "forms": len(done.forms)},
        )
        request.flash(sentence)
    else:
        request.flash(
            _("There was nothing to fill in: the other forms have these answers."), "info"
        )
    if done.refused:
        sentence = _(
            "In this many forms the answers do not fit with what stands there: ${forms}. They are "
            "as they were.",
            mapping={"forms": done.refused},
        )
        request.flash(sentence, "info")
    return _back(request)
