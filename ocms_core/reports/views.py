"""The pages of the reports: the list, a report with its criteria, and the rows of a figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.audit.services import note_clients
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.reports import drill, files
from ocms_core.reports.criteria import Criteria
from ocms_core.reports.dimensions import NEWNESS
from ocms_core.reports.labels import to_text
from ocms_core.reports.page import ReportPage, page_number
from ocms_core.reports.report import Report
from ocms_core.reports.runner import ReportRunner, ReportView
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params

UNCHECKED = None
"""The criteria know their parameters themselves: they depend on forms and options."""


@dataclass(frozen=True, slots=True)
class Pager:
    """What the pager macro needs."""

    number: int
    last: int
    url: Callable[[int], str]


@view_config(
    route_name="reports.list",
    renderer="templates/list.pt",
    permission=Permission.REPORT_RUN,
    params=Params(),
)
def list_reports(request: Request) -> dict[str, Any]:
    """List the reports this person may run."""
    reports = [
        report
        for report in request.plugins.reports.values()
        if request.identity.may(report.permission)
    ]
    groups: defaultdict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda report: (report.order, report.key)):
        groups[request.plugins.bringer_of(report).title].append(report)
    return {"groups": groups}


@view_config(
    route_name="reports.run",
    renderer="templates/report.pt",
    permission=Permission.REPORT_RUN,
    params=UNCHECKED,
)
def run_report(request: Request) -> dict[str, Any] | Response:
    """Show the criteria and what they give, or send it as a file."""
    page = ReportPage(request)
    reading, own = page.read(own=("format", "page"))
    number, kind = page_number(own["page"]), _file_kind(own["format"])
    wanted = reading.criteria
    result = None
    if not reading.problems:
        runner = ReportRunner(request.db, page.labels, page.today, page.dimensions)
        result = runner.run(page.report, page.scope(wanted), page=None if kind else number)
        _note_listed(request, result)
        if kind is not None:
            return _file(page, wanted, result, kind)
    lists = [
        (listed, Pager(listed.number, listed.last, _page_url(page, wanted)))
        for listed in (result.lists if result else [])
    ]
    return {
        "page": page,
        "report": page.report,
        "reading": reading,
        "criteria": wanted,
        "result": result,
        "lists": lists,
        "newness": lambda code: NEWNESS.label(code, request.locale_name),
        "rows_url": lambda place: page.rows_url(wanted, place),
        "file_url": lambda kind: page.url(wanted, format=kind),
        "client_url": _link(request, "clients.detail", "number"),
        "figure": page.labels.figure,
    }


@view_config(
    route_name="reports.rows",
    renderer="templates/rows.pt",
    permission=Permission.REPORT_RUN,
    params=UNCHECKED,
)
def show_rows(request: Request) -> dict[str, Any]:
    """Show the services behind a figure: those the reader may see."""
    page = ReportPage(request)
    if page.report.counted is not None and not page.report.counted.lists_forms:
        raise NotFoundError("no services stand behind these figures")
    reading, own = page.read(own=("at", "page"))
    if reading.problems:
        raise BadInputError("these criteria cannot be run")
    wanted, number = reading.criteria, page_number(own["page"])
    place = drill.read_place(page.report, own["at"], page.dimensions)
    found = drill.read_behind(request.db, page.scope(wanted), place, number)
    note_clients(request.db, {row.client_id for row in found.rows if row.client_id is not None})
    address = tuple((each.key, to_text(each, value)) for each, value in place)
    named = [(dimension.title, page.labels.of(dimension, value)) for dimension, value in place]
    return {
        "page": page,
        "report": page.report,
        "facts": page.facts(wanted) + named,
        "found": found,
        "pager": Pager(number, found.last, lambda at: page.rows_url(wanted, address, at)),
        "back_url": page.url(wanted),
        "names": {source: page.labels.named(source) for source in ("staff", "program", "form")},
        "form_url": _link(request, "forms.edit", "id"),
        "client_url": _link(request, "clients.detail", "number"),
    }


def _file_kind(values: list[str]) -> str | None:
    if not values:
        return None
    if len(values) > 1 or values[0] not in files.CONTENT_TYPES:
        raise BadInputError("format is none of those on offer")
    return values[0]


def _note_listed(request: Request, result: ReportView) -> None:
    """Names shown go to the access log; nothing else of the report does."""
    note_clients(
        request.db,
        {
            client.client_id
            for listed in result.lists
            for client in listed.clients
            if client.client_id is not None
        },
    )


def _file(page: ReportPage, wanted: Criteria, result: ReportView, kind: str) -> Response:
    sheets = files.sheets(result, page.facts(wanted), page.labels)
    content = files.write_csv(sheets) if kind == files.CSV else files.write_xlsx(sheets)
    name = f"{page.report.key}_{wanted.start}_{wanted.end}.{kind}"
    response = Response(body=content, content_type=files.CONTENT_TYPES[kind].partition(";")[0])
    if kind == files.CSV:
        response.charset = "utf-8"
    response.content_disposition = f'attachment; filename="{name}"'
    return response


def _page_url(page: ReportPage, wanted: Criteria) -> Callable[[int], str]:
    return lambda number: page.url(wanted, page=str(number))


def _link(request: Request, route: str, name: str) -> Callable[[Any], str | None]:
    """Return a maker of addresses, which are None where this installation has no such page."""

    def link(value: Any) -> str | None:
        try:
            return request.route_path(route, **{name: value})
        except KeyError:
            return None

    return link
