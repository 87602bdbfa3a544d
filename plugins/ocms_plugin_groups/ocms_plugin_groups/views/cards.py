"""A client's check-in card: made, printed and taken back; nothing on it is about the client."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.clients.services import ClientService
from ocms_core.forms.pages import today_of
from ocms_core.prints.language import ReadIn, language_of
from ocms_core.prints.page import Print, page_of, pdf_of
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_plugin_groups.cards import CardService
from ocms_plugin_groups.codes import qr_code
from ocms_plugin_groups.i18n import _

READ: dict[str, Any] = {"permission": Permission.CLIENT_READ, "params": Params("language")}


def _client(request: Request) -> Any:
    return ClientService(request.db).require(int(request.matchdict["number"]), lists=())


def card_print(request: Request, client: Any) -> Print | None:
    """Return the card of a client to print, or None if there is none that works."""
    service = CardService(request.db)
    card = service.of_client(client)
    if card is None:
        return None
    reader: Any = ReadIn(request, language_of(request))
    return Print(
        reader,
        "ocms_plugin_groups:templates/card.pt",
        name="check-in-card",
        values={
            "agency": request.agency.title(reader.locale_name),
            "code": qr_code(service.code_of(card)),
            "today": today_of(request),
        },
    )


@view_config(route_name="groups.card", renderer="ocms_plugin_groups:templates/card_page.pt", **READ)
def show_card(request: Request) -> dict[str, Any]:
    """Show the card, ready to print, or a button that makes one."""
    client = _client(request)
    printed = card_print(request, client)
    page = {"sheet": None, "pdf_path": None} if printed is None else page_of(request, printed)
    return {
        **page,
        "client": client,
        "may_write": request.identity.may(Permission.CLIENT_WRITE),
    }


@view_config(route_name="groups.card_pdf", **READ)
def card_pdf(request: Request) -> Response:
    """Give the card in a PDF."""
    printed = card_print(request, _client(request))
    if printed is None:
        return HTTPSeeOther(request.route_path("groups.card", number=request.matchdict["number"]))
    return pdf_of(request, printed)


@view_config(
    route_name="groups.card",
    request_method="POST",
    permission=Permission.CLIENT_WRITE,
    params=Params("do"),
)
def change_card(request: Request) -> HTTPSeeOther:
    """Make a new card, or take the card back."""
    client = _client(request)
    if request.POST.get("do") == "end":
        CardService(request.db).end(client)
        request.flash(_("The card works no more."))
    else:
        CardService(request.db).make(client, request.staff)
        request.flash(_("The card is made. A card that was made before works no more."))
    return HTTPSeeOther(request.route_path("groups.card", number=client.number))
