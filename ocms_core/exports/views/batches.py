"""Files that were made: their history, downloading them again, and what became of them."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config, view_defaults
from sqlalchemy import select

from ocms_core.audit.services import note_clients
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import ConflictError, NotFoundError
from ocms_core.exports import files, ledger, tables
from ocms_core.exports.exporter import Exporter, ExportFile
from ocms_core.exports.models import ExportBatch
from ocms_core.exports.views.checking import batch_titles, batches_of
from ocms_core.exports.views.choosing import funder_name, offered_files
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager

PAGE = 25
REASON_LENGTH = 300
NO_REASON = _("Write in a few words why these files are taken back.")
LONG_REASON = _("Say it in 300 characters or fewer.")


@view_config(
    route_name="exports.history",
    permission=Permission.EXPORT_RUN,
    renderer="ocms_core.exports:templates/history.pt",
    params=Params("page"),
)
def history(request: Request) -> dict[str, Any]:
    """Show every batch that was made, the newest first."""
    pager = Pager.of(request, PAGE)
    batches = batches_of(request).offset(pager.offset).limit(pager.limit)
    return {
        "batches": pager.take(request.db.scalars(batches).all()),
        "pager": pager,
        "titles": batch_titles(request),
        "funder_name": lambda funder: funder_name(request, funder),
    }


@view_defaults(permission=Permission.EXPORT_RUN, params=Params())
class BatchPages:
    """One batch: its files, and what the person says became of them."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.batch = self._batch()
        self.exporter, self.file = self._file()

    def _batch(self) -> ExportBatch:
        key = parse_uuid7(self.request.matchdict["id"])
        found = self.request.db.scalar(select(ExportBatch).where(ExportBatch.id == key))
        if found is None:
            raise NotFoundError("no such batch")
        return found

    def _file(self) -> tuple[Exporter, ExportFile]:
        exporter = self.request.plugins.exporters.get(self.batch.exporter)
        if exporter is not None:
            for file in offered_files(self.request, exporter):
                if file.key == self.batch.file_key:
                    return exporter, file
        raise NotFoundError("no such file")

    def _name(self, number: int) -> str:
        batch = self.batch
        if batch.funder is None:
            raise NotFoundError("no such funder")
        return files.file_name(self.file, batch.period_from, batch.funder, number, batch.file_count)

    def _page(self, problem: str | None = None, reason: str = "") -> dict[str, Any]:
        batch = self.batch
        if problem is not None:
            self.request.response.status_code = 422
        return {
            "batch": batch,
            "exporter": self.exporter,
            "file": self.file,
            "funder_name": lambda funder: funder_name(self.request, funder),
            "names": [self._name(number) for number in range(1, batch.file_count + 1)],
            "rows_in": lambda number: min(
                self.file.rows_per_file,
                batch.record_count - (number - 1) * self.file.rows_per_file,
            ),
            "problem": problem,
            "reason": reason,
            "reason_length": REASON_LENGTH,
        }

    @view_config(route_name="exports.batch", renderer="ocms_core.exports:templates/batch.pt")
    def show(self) -> dict[str, Any]:
        """Show the batch."""
        return self._page()

    def _member(self, number: int) -> tuple[str, bytes]:
        """Make one file again, and note whose data is in it."""
        batch, db = self.batch, self.request.db
        if batch.state != files.READY or not 1 <= number <= batch.file_count:
            raise NotFoundError("there is no such file")
        note_clients(db, ledger.clients_of(db, batch, self.file, number))
        return self._name(number), files.final_file(db, batch, self.file, number)

    @view_config(route_name="exports.download")
    def download(self) -> Response:
        """Make one file again from the ledger."""
        name, body = self._member(int(self.request.matchdict["number"]))
        return tables.attachment(name, body, self.file.media_type)

    @view_config(route_name="exports.zip")
    def download_all(self) -> Response:
        """Make all files again, in one zip file."""
        members = [self._member(number) for number in range(1, max(1, self.batch.file_count) + 1)]
        name = members[0][0].rpartition(".")[0].split("_1-of-")[0]
        return tables.attachment(f"{name}.zip", files.zipped(members), "application/zip")

    @view_config(route_name="exports.uploaded", request_method="POST")
    def mark_uploaded(self) -> HTTPSeeOther:
        """Remember that the files were given to the funder."""
        try:
            files.mark_uploaded(self.request.db, self.batch, self.request.staff.id)
        except ConflictError:
            self.request.flash(_("Somebody marked or undid these files before you."), "warning")
        else:
            self.request.flash(_("Marked as uploaded. These records cannot go out again."))
        return self._back()

    @view_config(
        route_name="exports.undo",
        request_method="POST",
        renderer="ocms_core.exports:templates/batch.pt",
        params=Params("reason"),
    )
    def undo(self) -> Any:
        """Take the batch back, with a reason, so that its records can go again."""
        reason = " ".join(self.request.POST.get("reason", "").split())
        if not reason:
            return self._page(NO_REASON)
        if len(reason) > REASON_LENGTH:
            return self._page(LONG_REASON, reason)
        try:
            files.undo(self.request.db, self.batch, self.request.staff.id, reason)
        except ConflictError:
            self.request.flash(_("Somebody marked or undid these files before you."), "warning")
        else:
            self.request.flash(_("Taken back. These records are in the next check again."))
        return self._back()

    def _back(self) -> HTTPSeeOther:
        return HTTPSeeOther(self.request.route_path("exports.batch", id=self.batch.id))
