"""The page of notes: what one wrote last, one's drafts, and finding notes by their words."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.audit.services import note_clients
from ocms_core.db.types import parse_number, parse_uuid7
from ocms_core.errors import BadInputError
from ocms_core.forms.pages import choices_of
from ocms_core.forms.timeline import word_form
from ocms_core.notes.search import FORM, LONGEST, NoteQuery, NoteSearch
from ocms_core.notes.timeline import word_note
from ocms_core.security.permissions import Permission
from ocms_core.security.vault import fingerprint
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager
from ocms_core.web.templating import render

PAGE = 30
FILTERS = ("client", "program", "author", "since", "until")
MINE, ALL = "mine", "all"

LIST = {
    "route_name": "notes.list",
    "renderer": "ocms_core.notes:templates/notes.pt",
    "permission": Permission.SESSION_READ,
}


@view_config(**LIST, request_method="GET", params=Params("page", "whose"))
def show_notes(request: Request) -> dict[str, Any]:
    """Show the notes written last: one's own, or all that may be read."""
    pager = Pager.of(request, PAGE)
    whose = request.GET.get("whose", MINE)
    if whose not in {MINE, ALL}:
        raise BadInputError("unknown whose")
    query = NoteQuery(staff_id=request.staff.id if whose == MINE else None)
    rows = NoteSearch(request.db).find(query, limit=pager.limit, offset=pager.offset)
    return {**_page(request, pager.take(rows)), "pager": pager, "whose": whose}


@view_config(**LIST, request_method="POST", params=Params("q", *FILTERS))
def find_notes(request: Request) -> Any:
    """Find notes: a whole page, or its results alone while typing.

    It is posted so that no word of a note stands in an address.
    """
    post = request.POST
    typed = post.get("q", "").strip()[:LONGEST]
    given = {name: post.get(name, "").strip() for name in FILTERS if post.get(name, "").strip()}
    query = NoteQuery(
        words=typed,
        client_number=_number(given.get("client")),
        program_id=_key(given.get("program")),
        staff_id=_key(given.get("author")),
        since=_day(given.get("since")),
        until=_day(given.get("until")),
    )
    if typed:
        # The access log keeps a fingerprint of the words, not the words.
        request.environ["ocms.access_detail"] = f"notes {fingerprint(typed.casefold())}"
    pager = Pager(request, 1, PAGE)
    rows = []
    if not query.is_empty:
        rows = pager.take(NoteSearch(request.db).find(query, limit=pager.limit))
    page = {
        **_page(request, rows),
        "q": typed,
        "given": given,
        "asked": not query.is_empty,
        "pager": pager,
        "whose": ALL,
    }
    if "HX-Request" in request.headers:
        return Response(render(request, "ocms_core.notes:templates/found.pt", **page))
    return page


def _page(request: Request, rows: list[Any]) -> dict[str, Any]:
    note_clients(request.db, {row.client_id for row in rows})
    choices = choices_of(request)
    return {
        "q": "",
        "given": {},
        "asked": False,
        "lines": [_line(request, row) for row in rows],
        "programs": choices.everybody("program"),
        "staff": choices.everybody("staff"),
    }


def _line(request: Request, row: Any) -> Any:
    line = (word_form if row.source == FORM else word_note)(request, row)
    line.row = row
    return line


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    number = parse_number(text.lstrip("#"))
    # A number that is none finds nobody; the list says so.
    return -1 if number is None else number


def _key(text: str | None) -> uuid.UUID | None:
    key = parse_uuid7(text) if text else None
    if text and key is None:
        raise BadInputError("not one of the list")
    return key


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as problem:
        raise BadInputError("not a date") from problem
