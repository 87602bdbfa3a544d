"""What every page of files is about: a month, a funder, a file."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request

from ocms_core.agencies.models import Funder
from ocms_core.clients.models import Client
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.exports.exporter import CLIENT, Exporter, ExportFile
from ocms_core.exports.fields import Field
from ocms_core.exports.files import month_end
from ocms_core.exports.readiness import paying_funders
from ocms_core.exports.records import Line, Selection
from ocms_core.forms.pages import today_of

MONTHS_OFFERED = 18
YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Choice:
    """The month and the funder that a page is about, and what else may be chosen."""

    month: dt.date
    months: list[dt.date]
    funder: Funder | None
    funders: list[Funder]

    @property
    def query(self) -> dict[str, str]:
        """The parameters that lead to the same choice on another page."""
        query = {"month": f"{self.month:%Y-%m}"}
        if self.funder is not None:
            query["funder"] = str(self.funder.id)
        return query


def previous(month: dt.date) -> dt.date:
    """Return the first day of the month before."""
    return (month - dt.timedelta(days=1)).replace(day=1)


def month_of(request: Request, params: Any) -> dt.date:
    """Return the month asked for, or else the last that has closed."""
    text = params.get("month")
    if not text:
        return previous(today_of(request).replace(day=1))
    try:
        month = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadInputError("month is not of the form 2026-06") from None
    if month.year not in YEARS:
        raise BadInputError("there is nothing in this month")
    return month


def choose(request: Request, exporter: Exporter, params: Any) -> Choice:
    """Read the month and the funder; a funder that takes no such file is a 404."""
    month = month_of(request, params)
    first = today_of(request).replace(day=1)
    months = [first]
    while len(months) < MONTHS_OFFERED:
        months.append(previous(months[-1]))
    if month not in months:
        months.append(month)
    funders = paying_funders(request, exporter)
    chosen = funders[0] if funders else None
    if params.get("funder"):
        key = parse_uuid7(params["funder"])
        chosen = next((funder for funder in funders if funder.id == key), None)
        if chosen is None:
            raise NotFoundError("no such funder")
    return Choice(month, months, chosen, funders)


def offered_files(request: Request, exporter: Exporter) -> list[ExportFile]:
    """Return the files whose records the agency has: a form that is switched off has none."""
    kinds = request.plugins.forms
    return [file for file in exporter.files if file.is_of_clients or file.source in kinds]


def find_file(request: Request) -> tuple[Exporter, ExportFile]:
    """Return the exporter and the file of the address, or raise NotFoundError."""
    exporter = request.plugins.exporters.get(request.matchdict["exporter"])
    if exporter is not None:
        for file in offered_files(request, exporter):
            if file.key == request.matchdict["file"]:
                return exporter, file
    raise NotFoundError("no such file")


def select_for(exporter: Exporter, file: ExportFile, choice: Choice) -> Selection:
    """Return what the page is about; raise NotFoundError when nobody pays for it."""
    if choice.funder is None:
        raise NotFoundError("no funder takes this file")
    return Selection(exporter, file, choice.funder, choice.month, month_end(choice.month))


def worker_of(params: Any) -> uuid.UUID | None:
    """Return the worker to whom a list is narrowed."""
    text = params.get("worker")
    if not text:
        return None
    key = parse_uuid7(text)
    if key is None:
        raise BadInputError("worker is no identifier")
    return key


def place_url(request: Request, line: Line, field: Field | None, kind: str) -> str:
    """Return where to mend a record: the question on its form, or on its client's profile."""
    anchor = None if field is None else "f-" + field.question_key.replace(".", "-")
    if kind == CLIENT or (field is not None and field.model is Client):
        return request.route_path("clients.edit", number=line.client_number, _anchor=anchor)
    return request.route_path("forms.edit", id=line.id, _anchor=anchor)


def funder_name(request: Request, funder: Funder) -> str:
    """Return a funder as the pages name it: in the reader's language, with its agreement."""
    name = funder.name_fr if request.locale_name == "fr" and funder.name_fr else funder.name
    return f"{name} ({funder.agreement_number})" if funder.agreement_number else name
