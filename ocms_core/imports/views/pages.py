"""What the pages of an import share: its states, and what each of them shows."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ocms_core.i18n import _
from ocms_core.imports.batches import ImportBatches
from ocms_core.imports.models import (
    CHECKED,
    CHECKING,
    COLUMNS,
    CREATE,
    DISCARDED,
    DONE,
    FAILED,
    READING,
    UNDOING,
    UNDONE,
    UPDATE,
    WRITING,
    ImportBatch,
)
from ocms_core.imports.staging import unpack_sentence
from ocms_core.imports.views.mapping import columns_page
from ocms_core.imports.views.showing import first_rows

OTHER_STATE = _("This import has moved on meanwhile: look at where it stands now.")
WORDS = {
    "stop": _("Stop this step"),
    "again": _("Try again"),
    "change": _("Change the columns"),
    "discard": _("Discard this file"),
    "undo": _("Undo the whole import"),
    "doubles": _("Rows that resemble somebody"),
    "bad": _("Rows with a mistake"),
}
STATES = {
    READING: (_("Being read"), "info"),
    COLUMNS: (_("Waits for its columns"), "warning"),
    CHECKING: (_("Being checked"), "info"),
    CHECKED: (_("Checked, nothing written yet"), "warning"),
    WRITING: (_("Being imported"), "info"),
    DONE: (_("Imported"), "good"),
    UNDOING: (_("Being undone"), "info"),
    UNDONE: (_("Undone"), "plain"),
    FAILED: (_("Stopped"), "danger"),
    DISCARDED: (_("Discarded"), "plain"),
}


def to_batch(request: Request, batch: ImportBatch) -> HTTPSeeOther:
    """Go to the page of an import."""
    return HTTPSeeOther(request.route_path("imports.batch", id=batch.id))


def batch_page(request: Request, batch: ImportBatch, problem: Any = None) -> dict[str, Any]:
    """Return what the page of an import shows in its present state."""
    batches = ImportBatches(request.db)
    page: dict[str, Any] = {
        "batch": batch,
        "states": STATES,
        "words": WORDS,
        "problem": problem,
        "failure": unpack_sentence(batch.problem),
        "share": round(100 * batch.progress / batch.total) if batch.total else 0,
        "columns": None,
        "counts": batch.counts or {},
        "chosen": {},
        "bad": [],
        "doubles": [],
    }
    if problem is not None:
        request.response.status_code = 422
    if batch.state == COLUMNS:
        page["columns"] = columns_page(request, batch)
    if batch.state == CHECKED:
        chosen = batches.chosen(batch)
        page["chosen"] = chosen
        page["to_make"] = chosen.get(CREATE, 0)
        page["to_fill"] = chosen.get(UPDATE, 0)
        page.update(first_rows(request, batch))
    return page
