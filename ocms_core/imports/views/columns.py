"""Take what the columns are: show them again, read the file anew, or check every row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.errors import BadInputError, ConflictError
from ocms_core.imports.batches import ImportBatches
from ocms_core.imports.models import CHECKING, COLUMNS, READING, ImportBatch
from ocms_core.imports.reading import RowReader
from ocms_core.imports.services import NO_HEADERS, NO_NAMES, ImportSteps, SheetLayout
from ocms_core.imports.tables import TableError
from ocms_core.imports.texts import ENCODINGS
from ocms_core.imports.views import pages
from ocms_core.imports.views.mapping import ORDERS, steps_of
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN

MOST_FIELDS = 6_500
POSTED = re.compile(r"(?:header-[0-9]{1,2}|column-[0-9]{1,2}-[0-9]{1,3})")
CONTROLS = frozenset({"csrf_token", "dates", "encoding", "action"})


@view_config(
    route_name="imports.columns",
    request_method="POST",
    renderer="ocms_core.imports:templates/batch.pt",
    permission=Permission.IMPORT_RUN,
    params=READS_ITS_OWN,
)
def save_columns(request: Request) -> Any:
    """Take what the columns are; show the preview again, read the file anew, or check all rows."""
    batches = ImportBatches(request.db)
    batch = batches.require(request.matchdict["id"], lock=True)
    if batch.state != COLUMNS:
        request.flash(pages.OTHER_STATE, "warning")
        return pages.to_batch(request, batch)
    posted = _posted(request)
    steps = steps_of(request, batch)
    sheets = steps.layouts.load(batch)
    reader = steps.reader()
    _take(batch, sheets, posted, reader)
    steps.layouts.keep(batch, sheets)
    action = posted.get("action")
    try:
        if action == "read":
            batch.encoding = _one_of(posted.get("encoding", ""), ENCODINGS)
            batches.begin(batch, READING)
        elif action == "check":
            problem = what_is_missing(steps, steps.reader())
            if problem is not None:
                return pages.batch_page(request, batch, problem)
            steps.save_mappings(sheets)
            batches.begin(batch, CHECKING)
    except ConflictError:
        request.flash(pages.OTHER_STATE, "warning")
    return pages.to_batch(request, batch)


def _posted(request: Request) -> dict[str, str]:
    if len(request.POST) > MOST_FIELDS:
        raise BadInputError("too many fields")
    posted: dict[str, str] = {}
    for name, value in request.POST.items():
        if name in posted or not isinstance(value, str):
            raise BadInputError("a parameter is repeated or no text")
        if name not in CONTROLS and not POSTED.fullmatch(name):
            raise BadInputError(f"unknown parameter {name[:60]!r}")
        posted[name] = value
    return posted


def _one_of(text: str, known: Any) -> str | None:
    return text if text in known else None


def _take(
    batch: ImportBatch, sheets: Sequence[SheetLayout], posted: dict[str, str], reader: RowReader
) -> None:
    """Put the posted columns into the sheets; another row of headers makes its guesses anew."""
    batch.day_first = ORDERS.get(posted.get("dates", ""), None)
    for index, sheet in enumerate(sheets):
        text = posted.get(f"header-{index}")
        if text is None:
            continue
        header = int(text) if text.isascii() and text.isdigit() else None
        if header is not None and all(number != header for number, _cells in sheet.rows):
            raise BadInputError("no such row")
        if header != sheet.header:
            sheet.header, sheet.remembered = header, False
            sheet.fields = reader.columns.guess(sheet.headers)
            continue
        fields = []
        for place in range(len(sheet.headers)):
            name = posted.get(f"column-{index}-{place}", "")
            if name and not reader.columns.known(name):
                raise BadInputError("no such field")
            fields.append(name)
        sheet.fields = fields


def what_is_missing(steps: ImportSteps, reader: RowReader) -> Any:
    """Return why the rows cannot be checked yet, or None."""
    try:
        maps = steps.maps(reader)
    except TableError as problem:
        return problem.sentence
    for columns in maps.values():
        names = {target.name for target in columns.targets.values()}
        if not names & {"first_name", "last_name"}:
            return NO_NAMES
    return None if maps else NO_HEADERS
