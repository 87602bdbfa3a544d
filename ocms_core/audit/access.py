"""Who has seen a client, and everything that was seen in the agency."""

from __future__ import annotations

import uuid
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from sqlalchemy import select

from ocms_core.audit.actions import KINDS
from ocms_core.audit.purposes import EXPORT_PURPOSE
from ocms_core.audit.reading import AccessReading, LogFilter
from ocms_core.clients.models import Client
from ocms_core.clients.services import ClientService
from ocms_core.db.types import parse_number, parse_uuid7
from ocms_core.errors import BadInputError
from ocms_core.exports import tables
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.pages import today_of
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.formats import Formats
from ocms_core.web.parameters import chosen_day
from ocms_core.web.purposes import purpose_of

PAGE = 50
MOST_IN_A_FILE = 50_000
FILTERS = ("kind", "person", "from", "to")
YEARS = range(2000, 2200)


def reading_of(request: Request) -> AccessReading:
    """Return the reader of the log for this request."""
    return AccessReading(
        request.db,
        request.registry["access_actions"],
        request.localizer.translate,
        locale=request.locale_name,
        time_zone=request.agency.time_zone,
    )


@view_config(
    route_name="clients.access",
    renderer="ocms_core.audit:templates/client_access.pt",
    permission=Permission.AUDIT_READ,
    params=Params(*FILTERS, "before"),
)
def show_client_access(request: Request) -> dict[str, Any]:
    """Show who has seen this client's data, also under the numbers it had before a merge."""
    service = ClientService(request.db)
    client = service.require(int(request.matchdict["number"]))
    records = (client.id, *request.db.scalars(service.former_ids(client)))
    return {**_page(request, request.GET, records), "client": client}


@view_config(
    route_name="access.list",
    renderer="ocms_core.audit:templates/access.pt",
    permission=Permission.AUDIT_READ,
    params=Params(*FILTERS, "client", "before"),
)
def show_access(request: Request) -> dict[str, Any]:
    """Show every reading in the agency, newest first."""
    return _log_page(request, request.GET)


@view_config(
    route_name="access.export",
    request_method="POST",
    renderer="ocms_core.audit:templates/access.pt",
    permission=Permission.AUDIT_READ,
    params=Params(*FILTERS, "client", "format", "purpose", "words"),
    confirmed=True,
)
def export_access(request: Request) -> Any:
    """Give the lines that the filters leave as a file; without a purpose there is none."""
    post = request.POST
    form = post.get("format", "csv")
    if form not in {"csv", "xlsx"}:
        raise BadInputError("no such kind of file")
    purpose, words, errors = purpose_of(post)
    wanted, problem = _filter(request, post)
    if errors or problem:
        request.response.status_code = 422
        return {**_log_page(request, post), "errors": errors}
    request.environ["ocms.access_purpose"] = purpose
    request.environ["ocms.access_detail"] = words
    return _file(request, wanted, form)


def _file(request: Request, wanted: LogFilter, form: str) -> Response:
    translate = request.localizer.translate
    formats = Formats(request.locale_name, request.agency.time_zone)
    head = [
        _("When"), _("Who"), _("Kind"), _("What"), _("Clients"), _("Purpose"), _("In words"),
        _("Internet address"),
    ]  # fmt: skip
    rows = (
        [
            formats.datetime(line.at),
            line.who,
            translate(KINDS.get(line.kind, line.kind)),
            line.sentence,
            str(line.more),
            line.purpose,
            line.words,
            line.address,
        ]
        for line in reading_of(request).lines(wanted, MOST_IN_A_FILE)
    )
    name = f"access-log_{today_of(request):%Y-%m-%d}"
    return tables.response(name, [translate(text) for text in head], rows, form)


def _log_page(request: Request, params: Any) -> dict[str, Any]:
    wanted, problem = _filter(request, params)
    page = _page(request, params, wanted.clients, nobody=problem is not None)
    return {
        **page,
        "client_typed": params.get("client", ""),
        "problem": problem,
        "purposes": EXPORT_PURPOSE.choices(request.locale_name),
        "typed": {name: params.get(name, "") for name in ("purpose", "words", "format")},
        "errors": {},
    }


def _filter(request: Request, params: Any) -> tuple[LogFilter, str | None]:
    """Return the filter of the agency's log, and a sentence when the client is not found."""
    wanted = filter_of(params)
    typed = params.get("client", "").strip()
    if not typed:
        return wanted, None
    number = parse_number(typed)
    key = number and request.db.scalar(select(Client.id).where(Client.number == number))
    if not key:
        return wanted, _("No client has this number. Check it, or leave the box empty.")
    return LogFilter(wanted.kind, wanted.staff_id, (key,), wanted.first, wanted.last), None


def filter_of(params: Any, clients: tuple[uuid.UUID, ...] | None = None) -> LogFilter:
    """Return what the parameters ask for; raise BadInputError for what no page offers."""
    kind = params.get("kind") or None
    if kind is not None and kind not in KINDS:
        raise BadInputError("no such kind of access")
    person = None
    if params.get("person"):
        person = parse_uuid7(params["person"])
        if person is None:
            raise BadInputError("no such person")
    first, last = (chosen_day(params.get(name), YEARS) for name in ("from", "to"))
    return LogFilter(kind, person, clients, first, last)


def _page(
    request: Request,
    params: Any,
    clients: tuple[uuid.UUID, ...] | None,
    *,
    nobody: bool = False,
) -> dict[str, Any]:
    before = None
    if params.get("before"):
        before = parse_uuid7(params["before"])
        if before is None:
            raise BadInputError("no such line")
    wanted = filter_of(params, clients)
    lines, older = ([], None) if nobody else reading_of(request).page(wanted, PAGE, before)
    kept = {name: params[name] for name in (*FILTERS, "client") if params.get(name)}
    route = "access.list" if request.matched_route.name == "access.export" else None
    here = route or request.matched_route.name
    return {
        "lines": lines,
        "kinds": [(key, request.localizer.translate(title)) for key, title in KINDS.items()],
        "kind_titles": KINDS,
        "people": AgencyChoices(request.db, request.locale_name).everybody("staff"),
        "chosen": {name: params.get(name, "") for name in FILTERS},
        "filtered": bool(kept or before),
        "here": request.route_path(here, **request.matchdict),
        "older_path": older
        and request.route_path(here, **request.matchdict, _query={**kept, "before": str(older)}),
        "today": today_of(request),
    }
