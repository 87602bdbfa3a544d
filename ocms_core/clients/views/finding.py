"""Finding a client by anything that is known."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from sqlalchemy import select

from ocms_core.audit.services import note_clients
from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.search import LONGEST_TEXT, ClientSearch, Match, SearchOptions
from ocms_core.db.types import parse_number
from ocms_core.errors import BadInputError
from ocms_core.lookups import GENDER, IMMIGRATION_STATUS
from ocms_core.security.permissions import Permission
from ocms_core.security.vault import fingerprint
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager
from ocms_core.web.templating import render

PAGE = 50
SHOWN_IN_TOP_BAR = 8
TOP_BAR = "search-found"
"""The element under the box of every page, which asks for the first few results only."""


FIND = {
    "route_name": "clients.find",
    "renderer": "ocms_core.clients:templates/find.pt",
    "permission": Permission.CLIENT_READ,
}


@view_config(**FIND, request_method="GET", params=Params("page"))
def show_latest(request: Request) -> dict[str, Any]:
    """Show the box to find a client with, and who was registered last."""
    pager = Pager.of(request, PAGE)
    rows = latest_clients(request, pager)
    return {**_found(request), "rows": rows, "pager": pager}


@view_config(
    **FIND,
    request_method="POST",
    params=Params("q", "gender", "immigration_status", "birth_year"),
)
def find(request: Request) -> Any:
    """Find a client by anything that is known: a whole page, or its results alone while typing.

    It is posted so that no name stands in an address (security.md, nothing personal in URLs).
    """
    post = request.POST
    text = post.get("q", "").strip()[:LONGEST_TEXT]
    options = {
        key: post[key] for key in ("gender", "immigration_status", "birth_year") if post.get(key)
    }
    for key, codes in (("gender", GENDER), ("immigration_status", IMMIGRATION_STATUS)):
        if key in options and options[key] not in codes:
            raise BadInputError(f"unknown {key}")
    in_top_bar = request.headers.get("HX-Target") == TOP_BAR
    matches = search_clients(request, text, options, SHOWN_IN_TOP_BAR if in_top_bar else PAGE)
    pager = Pager(request, 1, PAGE)
    rows = [] if text or in_top_bar else latest_clients(request, pager)
    page = {
        **_found(request),
        "q": text,
        "options": options,
        "matches": matches,
        "rows": rows,
        "pager": pager,
    }
    if "HX-Request" in request.headers:
        return Response(render(request, "ocms_core.clients:templates/found.pt", **page))
    return page


def search_clients(request: Request, text: str, options: dict[str, str], limit: int) -> list[Match]:
    """Return who is found; the access log keeps a fingerprint of the words, not the words."""
    if not text:
        return []
    request.environ["ocms.access_detail"] = f"search {fingerprint(text.casefold())}"
    year = options.get("birth_year", "")
    narrowed = SearchOptions(
        gender=options.get("gender"),
        immigration_status=options.get("immigration_status"),
        birth_year=parse_number(year),
    )
    return ClientSearch(request.db).find(text, narrowed, limit=limit)


def latest_clients(request: Request, pager: Pager) -> list[Any]:
    """Return the named clients of one page, those registered last first."""
    statement = (
        select(
            Client.id,
            Client.number,
            Client.first_name,
            Client.last_name,
            Client.birth_date,
            Client.state,
            Client.registration_date,
        )
        .where(Client.kind == NAMED)
        .order_by(Client.number.desc())
    )
    rows = pager.take(request.db.execute(statement.limit(pager.limit).offset(pager.offset)).all())
    note_clients(request.db, [row.id for row in rows])
    return rows


def _found(request: Request) -> dict[str, Any]:
    return {
        "q": "",
        "options": {},
        "matches": [],
        "genders": GENDER.choices(request.locale_name),
        "statuses": IMMIGRATION_STATUS.choices(request.locale_name),
        "may_write": request.identity.may(Permission.CLIENT_WRITE),
    }
