"""The list of files, the check of one, its problems, its draft, and the order to make it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ocms_core.agencies.models import Staff
from ocms_core.audit.services import note_clients
from ocms_core.exports import files, tables
from ocms_core.exports.models import ExportBatch
from ocms_core.exports.records import Late, Selection, count_due, late
from ocms_core.exports.services import Problem, check, problems_of, verdicts
from ocms_core.exports.tasks import MAKE
from ocms_core.exports.views.choosing import (
    Choice,
    choose,
    find_file,
    funder_name,
    offered_files,
    place_url,
    select_for,
    worker_of,
)
from ocms_core.i18n import _
from ocms_core.jobs.outbox import enqueue
from ocms_core.security.permissions import Permission
from ocms_core.security.visibility import barred_from
from ocms_core.web.derivers import Params

RECENT = 8
SEVERITIES = {"error": _("Error"), "held": _("Held back"), "warning": _("To be checked")}


@view_config(
    route_name="exports.list",
    permission=Permission.EXPORT_RUN,
    renderer="ocms_core.exports:templates/list.pt",
    params=Params("month", "funder"),
)
def list_files(request: Request) -> dict[str, Any]:
    """Show the files of each exporter for a month, with how many records wait."""
    sections = []
    for exporter in request.plugins.exporters.values():
        choice = choose(request, exporter, request.GET)
        offered = offered_files(request, exporter)
        waiting: dict[str, int] = {}
        overdue: dict[str, Late] = {}
        if choice.funder is not None:
            selections = [select_for(exporter, file, choice) for file in offered]
            waiting = count_due(request.db, selections)
            overdue = late(request.db, selections)
        sections.append(
            {
                "exporter": exporter,
                "choice": choice,
                "files": offered,
                "waiting": waiting,
                "late": overdue,
            }
        )
    return {
        "sections": sections,
        "batches": recent_batches(request),
        "funder_name": lambda funder: funder_name(request, funder),
        "titles": batch_titles(request),
    }


def batches_of(request: Request) -> Select[Any]:
    """Select the batches of the exporters the agency has on, with who made them, newest first."""
    return (
        select(ExportBatch)
        .where(ExportBatch.exporter.in_(sorted(request.plugins.exporters)))
        .order_by(ExportBatch.made_at.desc(), ExportBatch.id.desc())
        .options(joinedload(ExportBatch.made_by), joinedload(ExportBatch.funder))
    )


def recent_batches(request: Request, **narrow: Any) -> list[ExportBatch]:
    """Return the newest batches, of all or of one file."""
    return list(request.db.scalars(batches_of(request).filter_by(**narrow).limit(RECENT)))


def batch_titles(request: Request) -> dict[tuple[str, str], str]:
    """Return the titles of files by exporter and file key, in the reader's language."""
    return {
        (exporter.key, file.key): request.localizer.translate(file.title)
        for exporter in request.plugins.exporters.values()
        for file in exporter.files
    }


def the_page(request: Request) -> tuple[Selection, Choice]:
    """Return what the address and the parameters ask for."""
    params = request.GET if request.method in {"GET", "HEAD"} else request.POST
    exporter, file = find_file(request)
    choice = choose(request, exporter, params)
    return select_for(exporter, file, choice), choice


@view_config(
    route_name="exports.check",
    permission=Permission.EXPORT_RUN,
    renderer="ocms_core.exports:templates/check.pt",
    params=Params("month", "funder", "worker"),
)
def check_file(request: Request) -> dict[str, Any]:
    """Check every record of the month and list what is wrong."""
    selection, choice = the_page(request)
    worker_id = worker_of(request.GET)
    result = check(request.db, selection, worker_id=worker_id)
    note_clients(request.db, {problem.line.client_id for problem in result.problems})
    names = staff_names(request, result.by_worker)
    workers = sorted(
        ((key, names.get(key, ""), count) for key, count in result.by_worker.items() if key),
        key=lambda entry: entry[1].casefold(),
    )
    before = selection.before
    waiting = count_due(request.db, [selection.of_file(before)]) if before else {}
    return {
        "selection": selection,
        "choice": choice,
        "funder_name": lambda funder: funder_name(request, funder),
        "result": result,
        "rows": list(rows_of(request, selection, result.problems, names)),
        "workers": workers,
        "worker_id": worker_id,
        "before": before,
        "before_waiting": waiting.get(before.key, 0) if before else 0,
        "batches": recent_batches(
            request,
            exporter=selection.exporter.key,
            file_key=selection.file.key,
            period_from=selection.first,
            funder_id=selection.funder.id,
        ),
        "path": lambda route, **more: request.route_path(
            route,
            exporter=selection.exporter.key,
            file=selection.file.key,
            **more,
        ),
        "titles": batch_titles(request),
        "severities": SEVERITIES,
    }


def staff_names(request: Request, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    """Return the names of members of staff."""
    wanted = [key for key in ids if key is not None]
    if not wanted:
        return {}
    found = request.db.execute(
        select(Staff.id, Staff.first_name, Staff.last_name).where(Staff.id.in_(wanted))
    )
    return {key: f"{first} {last}".strip() for key, first, last in found}


def rows_of(
    request: Request,
    selection: Selection,
    problems: Iterable[Problem],
    names: dict[uuid.UUID | None, str],
) -> Iterator[dict[str, Any]]:
    """Yield the lines of the list of problems as the page and the downloads show them."""
    translate = request.localizer.translate
    for problem in problems:
        line = problem.line
        yield {
            "severity": problem.severity,
            "client_number": line.client_number,
            "client_name": line.client_name,
            "service_date": line.service_date,
            "worker": names.get(line.worker_id, ""),
            "field": "" if problem.field is None else translate(problem.field.label),
            "sentence": translate(problem.sentence),
            "url": (
                request.route_path("clients.consents", number=line.client_number)
                if problem.is_of_consent
                else place_url(request, line, problem.field, selection.file.source)
            ),
        }


@view_config(
    route_name="exports.problems",
    permission=Permission.EXPORT_RUN,
    params=Params("month", "funder", "worker"),
)
def download_problems(request: Request) -> Response:
    """Give the whole list of problems as a table, to mail to the workers."""
    selection, choice = the_page(request)
    worker_id = worker_of(request.GET)
    problems: list[Problem] = []
    unseen = barred_from(request.db)
    for judged in verdicts(request.db, selection):
        for verdict in judged:
            if verdict.line.client_id in unseen:
                continue
            if worker_id is None or verdict.line.worker_id == worker_id:
                problems += problems_of(selection, verdict)
    note_clients(request.db, {problem.line.client_id for problem in problems})
    names = staff_names(request, {problem.line.worker_id for problem in problems})
    translate = request.localizer.translate
    head = [
        _("State"),
        _("Client number"),
        _("Client"),
        _("Date of service"),
        _("Worker"),
        _("Question"),
        _("What to do"),
        _("Where"),
    ]
    # The file is mailed on: its links must not follow whatever host this request named.
    site = request.registry["settings"].public_url.rstrip("/")
    body = [
        [
            translate(SEVERITIES[row["severity"]]),
            str(row["client_number"]),
            row["client_name"],
            row["service_date"].isoformat() if row["service_date"] else "",
            row["worker"],
            row["field"],
            row["sentence"],
            site + row["url"],
        ]
        for row in rows_of(request, selection, problems, names)
    ]
    name = f"problems_{selection.file.file_stem}_{choice.month:%Y-%m}"
    return tables.response(
        name, [translate(text) for text in head], body, request.matchdict["format"]
    )


@view_config(
    route_name="exports.draft", permission=Permission.EXPORT_RUN, params=Params("month", "funder")
)
def download_draft(request: Request) -> Response:
    """Give the file as it would be now, marked as a draft; nothing is remembered."""
    selection, choice = the_page(request)
    file, funder = selection.file, selection.funder
    client_ids: set[uuid.UUID] = set()
    bodies = list(files.draft_files(request.db, selection, client_ids))
    note_clients(request.db, client_ids)
    if not bodies:
        request.flash(_("There is no good record to make a draft from."), "warning")
        return HTTPSeeOther(
            request.route_path(
                "exports.check",
                exporter=selection.exporter.key,
                file=file.key,
                _query=choice.query,
            )
        )
    named = [
        (files.file_name(file, choice.month, funder, number, len(bodies), draft=True), body)
        for number, body in enumerate(bodies, start=1)
    ]
    if len(named) == 1:
        return tables.attachment(*named[0], file.media_type)
    name = files.file_name(file, choice.month, funder, 1, 1, draft=True)
    return tables.attachment(f"{name}.zip", files.zipped(named), "application/zip")


@view_config(
    route_name="exports.make",
    request_method="POST",
    permission=Permission.EXPORT_RUN,
    params=Params("month", "funder"),
)
def make_final(request: Request) -> HTTPSeeOther:
    """Order the final file; one that is being made already is not ordered twice."""
    selection, _choice = the_page(request)
    running = request.db.scalar(
        select(ExportBatch).where(
            ExportBatch.exporter == selection.exporter.key,
            ExportBatch.file_key == selection.file.key,
            ExportBatch.funder_id == selection.funder.id,
            ExportBatch.period_from == selection.first,
            ExportBatch.state == files.WAITING,
        )
    )
    if running is None:
        running = files.begin(request.db, selection, request.staff.id)
        enqueue(request.db, MAKE, batch_id=running.id)
    return HTTPSeeOther(request.route_path("exports.batch", id=running.id))
