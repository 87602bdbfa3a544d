"""A client's profile as an intake form; empty, for the paper at the door."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.services import ClientService, questions_for
from ocms_core.clients.views.profile import APART, TOGETHER, client_editor
from ocms_core.forms.pages import make_editor, today_of
from ocms_core.prints.language import ReadIn, language_of
from ocms_core.prints.page import Print, page_of, pdf_of
from ocms_core.prints.paper import Paper
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.formats import Formats

OF_THE_OFFICE = frozenset(
    {
        "status",
        "status_since",
        "moved_to",
        "research_answered_on",
        "occupation_category",
        "occupation_code",
        "language_levels",
        "credential_assessor",
        "research_refusal",
    }
)
"""What nobody answers at the door."""
TEMPLATE = "ocms_core.prints:templates/intake.pt"


def client_form(request: Request) -> Print:
    """Return the intake form of a client."""
    client = ClientService(request.db).require(
        int(request.matchdict["number"]), lists=TOGETHER, apart=APART
    )
    return _form(request, client)


def empty_form(request: Request) -> Print:
    """Return the intake form to be filled in by hand."""
    return _form(request, None)


def _form(request: Request, client: Client | None) -> Print:
    reader: Any = ReadIn(request, language_of(request))
    formats = Formats(reader.locale_name, request.agency.time_zone)
    if client is None:
        asked = questions_for(NAMED)
        editor = make_editor(
            reader, Client, **{**asked, "without": asked["without"] | OF_THE_OFFICE}
        )
    else:
        editor = client_editor(reader, client)
    paper = Paper(editor, reader.localizer.translate, formats)
    statement = ClientService(request.db).statement()
    return Print(
        reader,
        TEMPLATE,
        name="intake-form" if client is None else f"client-{client.number}",
        values={
            "client": client,
            "sections": paper.blank() if client is None else paper.filled(client),
            "agency": request.agency.title(reader.locale_name),
            "statement": None if statement is None else statement.text(reader.locale_name),
            "today": today_of(request),
        },
    )


READ: dict[str, Any] = {"permission": Permission.CLIENT_READ, "params": Params("language")}


@view_config(route_name="clients.print", renderer="ocms_core.prints:templates/client.pt", **READ)
def show_client_form(request: Request) -> dict[str, Any]:
    """Show the profile as an intake form, ready to print."""
    printed = client_form(request)
    return {**page_of(request, printed), "client": printed.values["client"]}


@view_config(route_name="clients.print_pdf", **READ)
def client_form_pdf(request: Request) -> Response:
    """Give the profile as an intake form in a PDF."""
    return pdf_of(request, client_form(request))


@view_config(
    route_name="prints.intake", renderer="ocms_core.prints:templates/empty_intake.pt", **READ
)
def show_empty_form(request: Request) -> dict[str, Any]:
    """Show the empty intake form, ready to print."""
    return page_of(request, empty_form(request))


@view_config(route_name="prints.intake_pdf", **READ)
def empty_form_pdf(request: Request) -> Response:
    """Give the empty intake form in a PDF."""
    return pdf_of(request, empty_form(request))
