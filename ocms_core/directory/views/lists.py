"""The lists of the directory, the work list of police checks, and the lists to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.directory.lookups import EMPLOYER_SIZE, SUPPORTER_ROLE
from ocms_core.directory.rows import employer_head, employer_rows, people_head, people_rows
from ocms_core.directory.search import MOST, expires_soon
from ocms_core.directory.views.filters import (
    EMPLOYERS,
    FILTERS,
    LISTS,
    PEOPLE,
    TITLES,
    filter_of,
    offered,
    search_of,
    statuses,
)
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.exports.tables import response
from ocms_core.forms.pages import today_of
from ocms_core.lookups import LANGUAGE
from ocms_core.prints.language import ReadIn, language_of
from ocms_core.prints.page import Print, page_of, pdf_of
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager
from ocms_core.web.parameters import chosen_id
from ocms_core.web.templating import render

PAGE = 30
TEMPLATES = "ocms_core.directory:templates/"
READ: dict[str, Any] = {"permission": Permission.DIRECTORY_READ}


def _page(request: Request, what: str, pager: Pager, found: Callable[..., Any]) -> dict[str, Any]:
    given = request.POST if request.method == "POST" else request.GET
    wanted = filter_of(given, what)
    rows = pager.take(found(wanted, limit=pager.limit, offset=pager.offset))
    chosen = {name: given.get(name, "").strip() for name in FILTERS[what] if given.get(name)}
    return {
        "what": what,
        "rows": rows,
        "pager": pager,
        "q": wanted.words,
        "chosen": chosen,
        "offered": offered(request.locale_name, what),
        "titles": {
            name: codes.title(request.locale_name)
            for name, codes in {**LISTS, "status": statuses(what)}.items()
        },
        "lists": {"roles": SUPPORTER_ROLE, "languages": LANGUAGE, "sizes": EMPLOYER_SIZE, **LISTS},
        "statuses": statuses(what),
        "today": today_of(request),
        "check_state": expires_soon,
        "searched": bool(wanted.words or chosen),
        "may_write": request.identity.may(Permission.DIRECTORY_WRITE),
        "may_export": request.identity.may(Permission.DIRECTORY_EXPORT),
    }


def _find(request: Request, what: str, found: Callable[..., Any]) -> Any:
    """Answer a search; words are posted, since an address must not hold a name."""
    post = request.POST
    chosen = {name: post.get(name, "") for name in FILTERS[what] if post.get(name, "").strip()}
    typing = "HX-Request" in request.headers
    if not post.get("q", "").strip() and not typing:
        return HTTPSeeOther(request.route_path(request.matched_route.name, _query=chosen))
    page = _page(request, what, Pager(request, 1, PAGE), found)
    if typing:
        return Response(render(request, f"{TEMPLATES}found_{what}.pt", **page))
    return page


PEOPLE_LIST = {"route_name": "directory.people", "renderer": f"{TEMPLATES}people.pt", **READ}
EMPLOYER_LIST = {
    "route_name": "directory.employers",
    "renderer": f"{TEMPLATES}employers.pt",
    **READ,
}


@view_config(**PEOPLE_LIST, request_method="GET", params=Params("page", *PEOPLE))
def list_people(request: Request) -> dict[str, Any]:
    """List mentors, tutors and volunteers."""
    return _page(request, "people", Pager.of(request, PAGE), search_of(request).people)


@view_config(**PEOPLE_LIST, request_method="POST", params=Params("q", *PEOPLE))
def find_people(request: Request) -> Any:
    """Find mentors, tutors and volunteers by their words."""
    return _find(request, "people", search_of(request).people)


@view_config(**EMPLOYER_LIST, request_method="GET", params=Params("page", *EMPLOYERS))
def list_employers(request: Request) -> dict[str, Any]:
    """List employers."""
    return _page(request, "employers", Pager.of(request, PAGE), search_of(request).employers)


@view_config(**EMPLOYER_LIST, request_method="POST", params=Params("q", *EMPLOYERS))
def find_employers(request: Request) -> Any:
    """Find employers by their words."""
    return _find(request, "employers", search_of(request).employers)


@view_config(
    route_name="directory.colleagues",
    renderer=f"{TEMPLATES}colleagues.pt",
    params=Params("page", "speaks", "program"),
    **READ,
)
def list_colleagues(request: Request) -> dict[str, Any]:
    """List the agency's staff, read-only: whom to ask for a language, and how to reach them."""
    language = request.GET.get("speaks", "")
    if language and language not in LANGUAGE:
        raise BadInputError("unknown language")
    program = chosen_id(request.GET.get("program"))
    pager = Pager.of(request, PAGE)
    rows = search_of(request).colleagues(
        language=language, program=program, limit=pager.limit, offset=pager.offset
    )
    return {
        "what": "staff",
        "rows": pager.take(rows),
        "pager": pager,
        "language": language,
        "program": str(program or ""),
        "languages": LANGUAGE,
        "offered": offered(request.locale_name, "people")["speaks"],
        "programs": request.choices.everybody("program"),
        "searched": bool(language or program),
    }


@view_config(
    route_name="directory.checks",
    renderer=f"{TEMPLATES}checks.pt",
    params=Params("page"),
    **READ,
)
def list_checks(request: Request) -> dict[str, Any]:
    """List the police checks that have expired, or do within 60 days."""
    pager = Pager.of(request, PAGE)
    rows = search_of(request).ending_checks(limit=pager.limit, offset=pager.offset)
    return {
        "what": "checks",
        "rows": pager.take(rows),
        "pager": pager,
        "roles": SUPPORTER_ROLE,
        "statuses": statuses("people"),
        "today": today_of(request),
    }


def _whole(request: Request, what: str, reader: Any) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of a list, all that the filters leave."""
    wanted, search = filter_of(request.GET, what), search_of(request)
    translate, locale = reader.localizer.translate, reader.locale_name
    if what == "people":
        head, rows = people_head(), people_rows(search.people(wanted), locale, translate)
    else:
        head, rows = employer_head(), employer_rows(search.employers(wanted), locale, translate)
    return [translate(title) for title in head], rows


def _what(request: Request) -> str:
    what = request.matchdict["what"]
    if what not in FILTERS:
        raise NotFoundError("no such list")
    return str(what)


WHOLE = Params(*dict.fromkeys((*PEOPLE, *EMPLOYERS)))
PRINTED = Params("language", *WHOLE.once)
SHOWN_ON_PAPER = 8


@view_config(route_name="directory.export", permission=Permission.DIRECTORY_EXPORT, params=WHOLE)
def export(request: Request) -> Response:
    """Give a list as CSV, all that the filters leave."""
    what = _what(request)
    head, rows = _whole(request, what, request)
    return response(f"directory-{what}", head, rows, "csv")


def _printed(request: Request) -> Print:
    what = _what(request)
    reader: Any = ReadIn(request, language_of(request))
    head, rows = _whole(request, what, reader)
    return Print(
        reader,
        f"{TEMPLATES}sheet.pt",
        name=f"directory-{what}",
        values={
            "agency": request.agency.title(reader.locale_name),
            "heading": reader.localizer.translate(TITLES[what]),
            "titles": head[:SHOWN_ON_PAPER],
            "rows": [row[:SHOWN_ON_PAPER] for row in rows],
            "more": len(rows) == MOST,
            "most": MOST,
            "today": today_of(request),
        },
    )


@view_config(route_name="directory.print", renderer=f"{TEMPLATES}print.pt", params=PRINTED, **READ)
def show_print(request: Request) -> dict[str, Any]:
    """Show a list ready to print."""
    what = _what(request)
    return {**page_of(request, _printed(request)), "what": what, "heading": TITLES[what]}


@view_config(route_name="directory.print_pdf", params=PRINTED, **READ)
def print_pdf(request: Request) -> Response:
    """Give a list in a PDF."""
    return pdf_of(request, _printed(request))
