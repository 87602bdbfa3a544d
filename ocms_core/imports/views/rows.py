"""Lists of the rows of an import, what is to be done with each, and the rejected ones as a file."""

from __future__ import annotations

import uuid
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from sqlalchemy import select

from ocms_core.errors import BadInputError, ConflictError, NotFoundError
from ocms_core.exports.tables import XLSX, attachment
from ocms_core.i18n import _
from ocms_core.imports import rejected
from ocms_core.imports.batches import ImportBatches
from ocms_core.imports.models import CHECKED, CREATE, SKIP, UPDATE, ImportRow
from ocms_core.imports.views.pages import OTHER_STATE, to_batch
from ocms_core.imports.views.showing import SHOWN, rows_shown, show_rows
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params
from ocms_core.web.paging import Pager

PAGE = 50
CHOICES = frozenset({SKIP, CREATE, UPDATE})
TITLES = {
    "bad": _("Rows with a mistake"),
    "double": _("Rows that resemble somebody"),
    "made": _("Clients who were imported"),
    "updated": _("Clients who were filled in"),
}


@view_config(
    route_name="imports.rows",
    renderer="ocms_core.imports:templates/rows.pt",
    permission=Permission.IMPORT_RUN,
    params=Params("show", "page"),
)
def list_rows(request: Request) -> dict[str, Any]:
    """List the rows with mistakes, those that resemble somebody, or the clients made."""
    batch = ImportBatches(request.db).require(request.matchdict["id"])
    show = request.GET.get("show", "bad")
    if show not in SHOWN:
        raise BadInputError("no such list")
    pager = Pager.of(request, PAGE)
    found = request.db.scalars(
        rows_shown(batch, show).offset(pager.offset).limit(pager.limit)
    ).all()
    return {
        "batch": batch,
        "show": show,
        "title": TITLES[show],
        "caption": TITLES[show],
        "pager": pager,
        "rows": show_rows(request, batch, pager.take(found)),
        "may_choose": show == "double" and batch.state == CHECKED,
    }


@view_config(
    route_name="imports.choose",
    request_method="POST",
    permission=Permission.IMPORT_RUN,
    params=READS_ITS_OWN,
)
def choose(request: Request) -> Any:
    """Keep what is to be done with rows that resemble somebody: one by one, or with all."""
    batches = ImportBatches(request.db)
    batch = batches.require(request.matchdict["id"], lock=True)
    choices, all_rows, page = _posted(request)
    if batch.state != CHECKED:
        request.flash(OTHER_STATE, "warning")
        return to_batch(request, batch)
    if all_rows is not None:
        batches.choose_all(batch, all_rows)
        return to_batch(request, batch)
    rows = request.db.scalars(
        select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.id.in_(list(choices)))
    ).all()
    batches.choose(rows, choices)
    query = {"show": "double", **({"page": page} if page != "1" else {})}
    return HTTPSeeOther(request.route_path("imports.rows", id=batch.id, _query=query))


def _posted(request: Request) -> tuple[dict[uuid.UUID, str], str | None, str]:
    choices: dict[uuid.UUID, str] = {}
    all_rows, page = None, "1"
    for name, value in request.POST.items():
        if not isinstance(value, str):
            raise BadInputError("a file where a choice is asked")
        if name == "all" and value in CHOICES:
            all_rows = value
        elif name == "page" and value.isascii() and value.isdigit():
            page = value[:6]
        elif name.startswith("choice-") and value in CHOICES and len(choices) < PAGE:
            choices[_key(name.removeprefix("choice-"))] = value
        elif name != "csrf_token":
            raise BadInputError(f"unknown parameter {name[:60]!r}")
    return choices, all_rows, page


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise BadInputError("no such row") from None


@view_config(route_name="imports.rejected", permission=Permission.IMPORT_RUN, params=Params())
def download_rejected(request: Request) -> Response:
    """Give the rows with mistakes in the columns of the file, with the reasons, to correct."""
    batch = ImportBatches(request.db).require(request.matchdict["id"])
    found = rejected.Rejected(request.db, batch, request.locale_name)
    if not found.sheets:
        raise NotFoundError("nothing was rejected")
    form = request.matchdict["format"]
    if form == "csv" and len(found.sheets) == 1:
        return attachment("rows-to-correct.csv", found.as_csv(), "text/csv")
    if form == "xlsx":
        return attachment("rows-to-correct.xlsx", found.as_xlsx(), XLSX)
    raise ConflictError("several sheets do not fit into one text file")
