"""A service form and a session on paper, for who may see them on the screen."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.db.types import parse_uuid7
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.pages import make_editor, today_of
from ocms_core.forms.services import FormService
from ocms_core.lookups import DELIVERY_METHOD
from ocms_core.prints.language import ReadIn, language_of
from ocms_core.prints.page import Print, page_of, pdf_of
from ocms_core.prints.paper import Paper
from ocms_core.referrals.listing import of_forms, of_session
from ocms_core.referrals.pages import lines_of
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.service_sessions.services import ServiceSessionService
from ocms_core.web.derivers import Params
from ocms_core.web.formats import Formats


def _form(request: Request) -> ServiceForm:
    key = parse_uuid7(request.matchdict["id"])
    return FormService(request.db, request.plugins.forms).require(key)


def form_print(request: Request, form: ServiceForm) -> Print:
    """Return a service form as questions and answers, with room for those that lack."""
    reader: Any = ReadIn(request, language_of(request))
    formats = Formats(reader.locale_name, request.agency.time_zone)
    translate = reader.localizer.translate
    editor = make_editor(
        reader, type(form), record=form, version=form.version, client_id=form.client_id
    )
    return Print(
        reader,
        "ocms_core.prints:templates/form_sheet.pt",
        name=f"form-{form.kind}-{form.service_date}",
        values={
            "agency": request.agency.title(reader.locale_name),
            "title": translate(form.__form__.title),
            "client": form.client,
            "service_session": form.session,
            "service_date": form.service_date,
            "sections": Paper(editor, translate, formats).filled(form),
            "follow_ups": lines_of(reader, of_forms(request.db, [form.id]).get(form.id, [])),
            "today": today_of(request),
        },
    )


def session_print(request: Request) -> tuple[Print, ServiceSession]:
    """Return a session: when, where, who, and which forms were filled in."""
    reader: Any = ReadIn(request, language_of(request))
    translate = reader.localizer.translate
    forms_of = FormService(request.db, request.plugins.forms)
    service = ServiceSessionService(request.db, forms_of)
    record = service.require(parse_uuid7(request.matchdict["id"]))
    forms, kinds = service.forms_of(record), request.plugins.forms
    session_type = request.plugins.session_types.get(record.session_type)
    formats = Formats(reader.locale_name, request.agency.time_zone)
    # The sheet words the session's own answers itself.
    editor = make_editor(reader, ServiceSession, record=record, only=("custom",))
    printed = Print(
        reader,
        "ocms_core.prints:templates/session_sheet.pt",
        name=f"session-{record.service_date}",
        values={
            "agency": request.agency.title(reader.locale_name),
            "service_session": record,
            "kind": translate(session_type.title) if session_type else "",
            "method": DELIVERY_METHOD.label(record.delivery_method, reader.locale_name)
            if record.delivery_method
            else "",
            "lines": [
                (
                    line.client,
                    [
                        (translate(kinds[form.kind].__form__.title), form.state == "complete")
                        for form in forms
                        if form.client_id == line.client_id
                    ],
                )
                for line in record.clients
            ],
            "follow_ups": lines_of(reader, of_session(request.db, record.id)),
            "sections": Paper(editor, translate, formats).filled(record),
            "today": today_of(request),
        },
    )
    return printed, record


READ: dict[str, Any] = {"permission": Permission.SESSION_READ, "params": Params("language")}


@view_config(route_name="forms.print", renderer="ocms_core.prints:templates/form.pt", **READ)
def show_form(request: Request) -> dict[str, Any]:
    """Show a service form, ready to print."""
    form = _form(request)
    return {**page_of(request, form_print(request, form)), "record": form}


@view_config(route_name="forms.print_pdf", **READ)
def form_pdf(request: Request) -> Response:
    """Give a service form in a PDF."""
    return pdf_of(request, form_print(request, _form(request)))


@view_config(route_name="sessions.print", renderer="ocms_core.prints:templates/session.pt", **READ)
def show_session(request: Request) -> dict[str, Any]:
    """Show a session, ready to print."""
    printed, record = session_print(request)
    return {**page_of(request, printed), "service_session": record}


@view_config(route_name="sessions.print_pdf", **READ)
def session_pdf(request: Request) -> Response:
    """Give a session in a PDF."""
    return pdf_of(request, session_print(request)[0])
