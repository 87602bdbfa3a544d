"""A worker's own month: what to correct before the files are made, told in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.audit.services import note_clients
from ocms_core.exports.gaps import Gaps, my_month_gaps
from ocms_core.exports.services import check
from ocms_core.exports.views.checking import SEVERITIES, rows_of
from ocms_core.exports.views.choosing import choose, offered_files, previous, select_for
from ocms_core.forms.pages import today_of
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params

# Until this day a worker looks back: the files of the month before are about to be made.
LOOKS_BACK_UNTIL = 7


def worker_month(request: Request) -> dt.date:
    """Return the month whose services a worker should look at today."""
    today = today_of(request)
    first = today.replace(day=1)
    return previous(first) if today.day <= LOOKS_BACK_UNTIL else first


def gaps_of(request: Request, exporter_key: str) -> list[Gaps]:
    """Return what keeps the reader's month from being ready, or nothing where nobody pays."""
    exporter = request.plugins.exporters.get(exporter_key)
    if exporter is None or not request.identity.may(Permission.SESSION_READ):
        return []
    offered = offered_files(request, exporter)
    found = my_month_gaps(request.db, request.staff, worker_month(request), exporter, offered)
    return [] if found is None else [found]


@view_config(
    route_name="exports.mine",
    permission=Permission.SESSION_READ,
    renderer="ocms_core.exports:templates/mine.pt",
    params=Params("month", "funder"),
)
def my_month(request: Request) -> dict[str, Any]:
    """List what is to be corrected in the reader's own services of a month."""
    sections = []
    params = {"month": f"{worker_month(request):%Y-%m}", **request.GET}
    names = {request.staff.id: request.staff.name}
    for exporter in request.plugins.exporters.values():
        choice = choose(request, exporter, params)
        rows = []
        if choice.funder is not None:
            for file in offered_files(request, exporter):
                selection = replace(select_for(exporter, file, choice), worker_id=request.staff.id)
                result = check(request.db, selection)
                note_clients(request.db, {problem.line.client_id for problem in result.problems})
                title = request.localizer.translate(file.title)
                rows += [
                    row | {"title": title}
                    for row in rows_of(request, selection, result.problems, names)
                    if row["severity"] != "held"
                ]
        sections.append({"exporter": exporter, "choice": choice, "rows": rows})
    return {
        "sections": [section for section in sections if section["choice"].funders],
        "severities": SEVERITIES,
    }
