"""Lists on paper: the clients, and whom to call for each of them in an emergency."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.clients.models import Client, EmergencyContact
from ocms_core.clients.selecting import FILTERS, ClientFilter, filter_choices
from ocms_core.clients.services import ClientService
from ocms_core.errors import BadInputError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.pages import make_editor, today_of
from ocms_core.forms.spec import row_questions
from ocms_core.prints.language import ReadIn, language_of
from ocms_core.prints.page import Print, page_of, pdf_of
from ocms_core.prints.paper import Paper
from ocms_core.prints.rows import (
    COLUMNS,
    MAY_BREAK,
    MOST,
    USUAL,
    cells,
    read_clients,
    read_contacts,
)
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.formats import Formats

PARAMS = Params(*FILTERS, "language", many=("column",))
ONE = Params("language")


def _tools(request: Request) -> tuple[Any, Formats, AgencyChoices]:
    reader: Any = ReadIn(request, language_of(request))
    formats = Formats(reader.locale_name, request.agency.time_zone)
    return reader, formats, AgencyChoices(request.db, reader.locale_name)


def _chosen_columns(request: Request) -> list[str]:
    asked = request.GET.getall("column") or list(USUAL)
    if not set(asked) <= set(COLUMNS):
        raise BadInputError("no such column")
    return [column for column in COLUMNS if column in asked]


def client_list(request: Request) -> Print:
    """Return the list of clients that the filters leave, by name."""
    reader, formats, choices = _tools(request)
    wanted, columns = ClientFilter.of(request.GET), _chosen_columns(request)
    rows, more = read_clients(request.db, wanted)
    translate, locale = reader.localizer.translate, reader.locale_name
    return Print(
        reader,
        "ocms_core.prints:templates/client_list.pt",
        name="clients",
        values={
            "agency": request.agency.title(locale),
            "filters": wanted.words(choices, locale, formats),
            "titles": [translate(COLUMNS[column]) for column in columns],
            "kinds": [None if column in MAY_BREAK else "print-whole-line" for column in columns],
            "rows": [cells(row, columns, translate, locale, formats) for row in rows],
            "more": more,
            "most": MOST,
            "wide": len(columns) > len(USUAL),
            "today": today_of(request),
        },
    )


def emergency_contacts(request: Request, client: Client | None = None) -> Print:
    """Return whom to call, for all clients that the filters leave or for one."""
    reader, formats, choices = _tools(request)
    wanted = ClientFilter() if client is not None else ClientFilter.of(request.GET)
    editor = make_editor(reader, Client, choices=choices, only=())
    translate, locale = reader.localizer.translate, reader.locale_name
    number = None if client is None else client.number
    rows, more = read_contacts(request.db, wanted, Paper(editor, translate, formats), number=number)
    return Print(
        reader,
        "ocms_core.prints:templates/emergency_list.pt",
        name="emergency-contacts" if number is None else f"emergency-contacts-{number}",
        values={
            "agency": request.agency.title(locale),
            "filters": wanted.words(choices, locale, formats),
            "titles": [translate(one.label) for one in row_questions(EmergencyContact)],
            "rows": rows,
            "more": more,
            "most": MOST,
            "today": today_of(request),
        },
    )


def _with_options(request: Request, printed: Print) -> dict[str, Any]:
    """Return a page with the filters' form; its words are the interface's, not the print's."""
    choices = AgencyChoices(request.db, request.locale_name)
    columns = _chosen_columns(request)
    return {
        **page_of(request, printed),
        "offered": filter_choices(choices, request.locale_name),
        "chosen": {name: request.GET.get(name, "") for name in FILTERS},
        "columns": [(key, title, key in columns) for key, title in COLUMNS.items()],
    }


READ: dict[str, Any] = {"permission": Permission.CLIENT_READ}


@view_config(
    route_name="prints.clients",
    renderer="ocms_core.prints:templates/clients.pt",
    params=PARAMS,
    **READ,
)
def show_client_list(request: Request) -> dict[str, Any]:
    """Show the list of clients, ready to print."""
    return _with_options(request, client_list(request))


@view_config(route_name="prints.clients_pdf", params=PARAMS, **READ)
def client_list_pdf(request: Request) -> Response:
    """Give the list of clients in a PDF."""
    return pdf_of(request, client_list(request))


@view_config(
    route_name="prints.emergency",
    renderer="ocms_core.prints:templates/emergency.pt",
    params=Params(*FILTERS, "language"),
    **READ,
)
def show_emergency_contacts(request: Request) -> dict[str, Any]:
    """Show the emergency contacts of many clients, ready to print."""
    return _with_options(request, emergency_contacts(request))


@view_config(route_name="prints.emergency_pdf", params=Params(*FILTERS, "language"), **READ)
def emergency_contacts_pdf(request: Request) -> Response:
    """Give the emergency contacts of many clients in a PDF."""
    return pdf_of(request, emergency_contacts(request))


@view_config(
    route_name="clients.emergency",
    renderer="ocms_core.prints:templates/client_emergency.pt",
    params=ONE,
    **READ,
)
def show_clients_contacts(request: Request) -> dict[str, Any]:
    """Show the emergency contacts of one client, ready to print."""
    client = ClientService(request.db).require(int(request.matchdict["number"]), lists=())
    return {**page_of(request, emergency_contacts(request, client)), "client": client}


@view_config(route_name="clients.emergency_pdf", params=ONE, **READ)
def clients_contacts_pdf(request: Request) -> Response:
    """Give the emergency contacts of one client in a PDF."""
    client = ClientService(request.db).require(int(request.matchdict["number"]), lists=())
    return pdf_of(request, emergency_contacts(request, client))
