"""What the page of the columns shows: each column, a few of its cells, and how they are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from pyramid.request import Request

from ocms_core.clients.numbers import request_numbers
from ocms_core.i18n import _
from ocms_core.i18n.translators import translators
from ocms_core.imports.cells import CellError
from ocms_core.imports.columns import ColumnMap, Columns, Target
from ocms_core.imports.models import ImportBatch
from ocms_core.imports.reading import HEADER_ROWS, Judged, RowReader
from ocms_core.imports.services import Context, ImportSteps, SheetLayout
from ocms_core.imports.staging import Cells, unpack_sentence
from ocms_core.imports.tables import TableError, Unreadable
from ocms_core.imports.texts import ENCODINGS

SAMPLES = 3
LONGEST_SAMPLE = 60
ORDERS = {"": None, "day": True, "month": False}


@dataclass(frozen=True, slots=True)
class Sample:
    """One cell as it stands in the file, and as it is read or why it is not."""

    text: str
    shown: str
    problem: Any = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file on the page."""

    name: str
    header: str
    field: str
    samples: list[Sample]
    taken: bool


def steps_of(request: Request, batch: ImportBatch) -> ImportSteps:
    """Return the steps of a batch for what a page does itself."""
    today = dt.datetime.now(ZoneInfo(request.agency.time_zone)).date()
    context = Context(
        agency=request.agency,
        today=today,
        translate=list(translators().values()),
        numbers=request_numbers(request),
    )
    return ImportSteps(request.db, batch, context)


def columns_page(
    request: Request, batch: ImportBatch, sheets: Sequence[SheetLayout] | None = None
) -> dict[str, Any]:
    """Return what the page of the columns shows."""
    steps = steps_of(request, batch)
    reader = steps.reader(request.locale_name)
    sheets = steps.layouts.load(batch) if sheets is None else sheets
    return {
        "sheets": [_sheet(request, reader, sheet, index) for index, sheet in enumerate(sheets)],
        "options": field_options(request, reader.columns),
        "dates": next(key for key, value in ORDERS.items() if value == batch.day_first),
        "encodings": ENCODINGS,
        "encoding": batch.encoding or "",
        "is_text": not batch.file_name.lower().endswith((".xlsx", ".xlsm")),
        "remembered": any(sheet.remembered for sheet in sheets),
    }


def field_options(request: Request, columns: Columns) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a column may be: (heading, [(name, label)]) in the reader's language."""
    translate = request.localizer.translate
    groups: dict[str, list[tuple[str, str]]] = {}
    for target, _implied in columns.every():
        label = translate(target.label)
        kind = columns.implied_label(target, request.locale_name)
        if kind:
            label = f"{label} ({kind})"
        if target.place:
            label = f"{label} {target.place + 1}"
        groups.setdefault(translate(target.group), []).append((target.full_name, label))
    return list(groups.items())


def _sheet(request: Request, reader: RowReader, sheet: SheetLayout, index: int) -> dict[str, Any]:
    rows = [(number, cells) for number, cells in sheet.rows if number > (sheet.header or 0)]
    columns, problem = None, None
    try:
        if sheet.header is not None:
            columns = reader.columns.map_columns(sheet.header, sheet.headers, sheet.fields)
    except TableError as refused:
        problem = refused.sentence
    taken: set[str] = set()
    shown = []
    for place, header in enumerate(sheet.headers if sheet.header is not None else ()):
        name = sheet.fields[place] if place < len(sheet.fields) else ""
        base = name.partition(":")[0]
        target = reader.columns.named(name) if name else None
        filled = [cells for _number, cells in rows if place < len(cells) and cells[place] != ""]
        different = {_plain(cells[place]): cells for cells in reversed(filled)}
        chosen = [cells for cells in filled if different[_plain(cells[place])] is cells]
        samples = [
            _sample(request, reader, target, cells[place], columns, cells)
            for cells in chosen[:SAMPLES]
        ]
        if not header and not samples:
            continue
        shown.append(
            Column(
                name=f"column-{index}-{place}",
                header=_plain(header),
                field=name,
                samples=samples,
                taken=bool(base) and base in taken,
            )
        )
        taken.add(base)
    return {
        "name": sheet.name,
        "index": index,
        "count": sheet.count,
        "header": sheet.header,
        "choices": [
            (number, " · ".join(_plain(cell) for cell in cells[:6] if cell))
            for number, cells in sheet.rows[:HEADER_ROWS]
        ],
        "columns": shown,
        "remarks": [unpack_sentence(remark) for remark in sheet.remarks],
        "problem": problem,
    }


def _plain(cell: Any) -> str:
    text = "?" if isinstance(cell, Unreadable) else str(cell)
    return text if len(text) <= LONGEST_SAMPLE else f"{text[:LONGEST_SAMPLE]}…"


def _sample(  # noqa: PLR0917  a cell in its surroundings
    request: Request,
    reader: RowReader,
    target: Target | None,
    cell: Any,
    columns: ColumnMap | None,
    row: Cells,
) -> Sample:
    text = _plain(cell)
    if target is None:
        return Sample(text, "")
    try:
        texts = reader.cell(cell, target)
    except CellError as refused:
        return Sample(text, "", refused.args[0])
    if columns is not None:
        problem = _problem(reader.read(row, columns), target, columns)
        if problem is not None:
            return Sample(text, "", problem)
    return Sample(text, shown_as(request, reader, target, texts))


def _problem(judged: Judged, target: Target, columns: ColumnMap) -> Any:
    place = next(place for place, found in columns.targets.items() if found.name == target.name)
    header = columns.headers[place]
    return next((r.sentence for r in judged.reasons if r.column == header and header), None)


def shown_as(request: Request, reader: RowReader, target: Target, texts: Sequence[str]) -> str:
    """Return posted texts in words of the reader's language."""
    question = target.question
    translate = request.localizer.translate
    if question.codes is not None:
        return ", ".join(question.codes.label(code, request.locale_name) for code in texts)
    if question.source is not None:
        return ", ".join(reader.choices.label(question.source, key) for key in texts)
    if question.kind == "yes_no":
        return ", ".join(translate(_("Yes") if text == "yes" else _("No")) for text in texts)
    return _plain(", ".join(texts))
