"""The list of imports, the upload, one import as it stands, and its steps."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ocms_core.errors import BadInputError, ConflictError
from ocms_core.exports.tables import XLSX, attachment
from ocms_core.i18n import _
from ocms_core.imports.batches import ImportBatches
from ocms_core.imports.models import (
    CHECKED,
    CHECKING,
    COLUMNS,
    FAILED,
    READING,
    UNDOING,
    WRITING,
    ImportBatch,
)
from ocms_core.imports.template import make_template
from ocms_core.imports.texts import ENCODINGS
from ocms_core.imports.views.pages import OTHER_STATE, STATES, batch_page, to_batch
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager

PAGE = 25
NO_FILE = _("Choose a file first.")
STEPS = {"check": CHECKING, "import": WRITING, "undo": UNDOING}


@view_config(
    route_name="imports.list",
    renderer="ocms_core.imports:templates/list.pt",
    permission=Permission.IMPORT_RUN,
    params=Params("page"),
)
def list_imports(request: Request) -> dict[str, Any]:
    """Show where to begin, and every import, the newest first."""
    return imports_page(request)


def imports_page(request: Request, problem: str | None = None) -> dict[str, Any]:
    """Return what the list shows; `problem` is what is wrong with an upload."""
    pager = Pager.of(request, PAGE)
    found = request.db.scalars(
        select(ImportBatch)
        .options(joinedload(ImportBatch.started_by))
        .order_by(ImportBatch.started_at.desc(), ImportBatch.id.desc())
        .offset(pager.offset)
        .limit(pager.limit)
    ).all()
    if problem is not None:
        request.response.status_code = 422
    return {
        "batches": pager.take(found),
        "pager": pager,
        "states": STATES,
        "problem": problem,
        "encodings": ENCODINGS,
    }


@view_config(
    route_name="imports.upload",
    request_method="POST",
    renderer="ocms_core.imports:templates/list.pt",
    permission=Permission.IMPORT_RUN,
    params=Params("file"),
)
def upload(request: Request) -> Any:
    """Keep an uploaded file and have it read."""
    batches = ImportBatches(request.db)
    try:
        name, file = uploaded(request)
        batch = batches.start(name, file, request.staff.id, None)
    except ValueError as problem:
        return imports_page(request, problem.args[0])
    batches.begin(batch, READING)
    return to_batch(request, batch)


def uploaded(request: Request) -> tuple[str, Any]:
    """Return name and content of the posted file; raise ValueError if there is none."""
    posted = request.POST.get("file")
    if posted is None or isinstance(posted, str | bytes) or not posted.filename:
        raise ValueError(NO_FILE)
    return posted.filename, posted.file


@view_config(
    route_name="imports.batch",
    renderer="ocms_core.imports:templates/batch.pt",
    permission=Permission.IMPORT_RUN,
    params=Params(),
)
def show_batch(request: Request) -> dict[str, Any]:
    """Show an import as it stands, and what can be done next."""
    batch = ImportBatches(request.db).require(request.matchdict["id"])
    return batch_page(request, batch)


@view_config(
    route_name="imports.step",
    request_method="POST",
    permission=Permission.IMPORT_RUN,
    params=Params(),
)
def take_step(request: Request) -> HTTPSeeOther:
    """Go on with an import, or back."""
    batches = ImportBatches(request.db)
    batch = batches.require(request.matchdict["id"], lock=True)
    step = request.matchdict["step"]
    try:
        if step == "change":
            change_columns(batch)
        elif step == "stop":
            batches.stop(batch)
        elif step == "discard":
            batches.discard(batch)
            request.flash(_("The file was discarded. Nothing more of it is kept."))
        else:
            batches.begin(batch, STEPS[step])
    except ConflictError:
        request.flash(OTHER_STATE, "warning")
    return to_batch(request, batch)


def change_columns(batch: ImportBatch) -> None:
    """Go back to the columns; raise ConflictError where there is no way back."""
    if batch.state not in {CHECKED, FAILED} or not batch.total or batch.step == UNDOING:
        raise ConflictError("no columns to change")
    batch.state, batch.step, batch.problem = COLUMNS, None, None


@view_config(
    route_name="imports.corrected",
    request_method="POST",
    renderer="ocms_core.imports:templates/batch.pt",
    permission=Permission.IMPORT_RUN,
    params=Params("file"),
)
def upload_corrected(request: Request) -> Any:
    """Take the corrected rows into the same import."""
    batches = ImportBatches(request.db)
    batch = batches.require(request.matchdict["id"], lock=True)
    try:
        batches.go_on(batch, *uploaded(request))
    except ValueError as problem:
        return batch_page(request, batch, problem.args[0])
    except ConflictError:
        request.flash(OTHER_STATE, "warning")
    return to_batch(request, batch)


@view_config(route_name="imports.template", permission=Permission.IMPORT_RUN, params=Params())
def download_template(request: Request) -> Response:
    """Give an empty table with the right headers."""
    locale = request.matchdict["locale"]
    if locale not in {"en", "fr"}:
        raise BadInputError("no such language")
    name = {"en": "clients-to-import.xlsx", "fr": "clients-a-importer.xlsx"}[locale]
    return attachment(name, make_template(request.db, request.agency, locale), XLSX)
