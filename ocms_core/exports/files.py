"""Make files: drafts from what is there now, final ones from the ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import unicodedata
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import AgencyPlugin, Funder
from ocms_core.audit.services import record_change
from ocms_core.errors import ConflictError, NotFoundError
from ocms_core.exports import ledger
from ocms_core.exports.exporter import Cells, Exporter, ExportFile
from ocms_core.exports.models import ExportBatch
from ocms_core.exports.records import Selection
from ocms_core.exports.services import BAD, GOOD, HELD, verdicts
from ocms_core.plugins.manager import registries
from ocms_core.security.visibility import barred_from

log = structlog.get_logger(__name__)

WAITING, READY, FAILED, UNDONE = "waiting", "ready", "failed", "undone"
# Zip files carry a time for each member; a fixed one makes the same rows the same bytes.
ZIP_TIME = (2000, 1, 1, 0, 0, 0)


def enabled_exporters(db: Session) -> dict[str, Exporter]:
    """Return the exporters that the agency in scope has switched on, for work without a request."""
    names = frozenset(db.scalars(select(AgencyPlugin.plugin)))
    return registries().exporters.enabled(names)


def month_end(first: dt.date) -> dt.date:
    """Return the last day of the month that begins on a day."""
    following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return following - dt.timedelta(days=1)


def slug(text: str) -> str:
    """Return text as it can stand in the name of a file on any system."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:40] or "funder"


def file_name(
    file: ExportFile,
    first: dt.date,
    funder: Funder,
    number: int,
    count: int,
    *,
    draft: bool = False,
) -> str:
    """Return the name of one file of several."""
    parts = ["DRAFT"] if draft else []
    parts += [file.file_stem, f"{first:%Y-%m}", slug(funder.agreement_number or funder.name)]
    if count > 1:
        parts.append(f"{number}-of-{count}")
    return "_".join(parts) + f".{file.extension}"


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file; the same members give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, body in members:
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), body)
    return stream.getvalue()


def write(file: ExportFile, rows: Iterable[Cells], *, draft: bool = False) -> bytes:
    """Return the bytes of one file."""
    stream = io.BytesIO()
    file.write(rows, stream, draft=draft)
    return stream.getvalue()


def draft_files(db: Session, selection: Selection, client_ids: set[uuid.UUID]) -> Iterator[bytes]:
    """Yield the files that would be made now, marked as drafts; nothing is remembered.

    Clients whom the reader may not see are left out; the final file has everybody.
    The clients in them are added to `client_ids`, for the access log.
    """
    rows = _good_rows(db, selection, client_ids)
    while lot := list(islice(rows, selection.file.rows_per_file)):
        yield write(selection.file, lot, draft=True)


def _good_rows(db: Session, selection: Selection, client_ids: set[uuid.UUID]) -> Iterator[Cells]:
    unseen = barred_from(db)
    for judged in verdicts(db, selection):
        for verdict in judged:
            if verdict.state == GOOD and verdict.line.client_id not in unseen:
                client_ids.add(verdict.line.client_id)
                yield verdict.cells


def begin(db: Session, selection: Selection, staff_id: uuid.UUID) -> ExportBatch:
    """Write down that a final file is to be made."""
    batch = ExportBatch(
        exporter=selection.exporter.key,
        file_key=selection.file.key,
        funder_id=selection.funder.id,
        period_from=selection.first,
        period_to=selection.last,
        made_by_id=staff_id,
        state=WAITING,
    )
    db.add(batch)
    db.flush()
    record_change(db, "export_batch", batch.id, ["state"])
    return batch


def make(db: Session, batch_id: uuid.UUID) -> None:
    """Fill the ledger with what is good now, and remember the digest of each file.

    Safe to repeat: a batch that is not waiting is left as it is.
    """
    batch = ledger.lock(db, batch_id)
    if batch is None or batch.state != WAITING:
        return
    selection = selection_of(db, batch)
    if selection is None:
        batch.state, batch.problem = FAILED, "exporter_off"
        return
    counts = {GOOD: 0, BAD: 0, HELD: 0}
    for judged in verdicts(db, selection):
        rows = []
        for verdict in judged:
            counts[verdict.state] += 1
            if verdict.state == GOOD:
                rows.append((verdict.line, ledger.filled(verdict.cells)))
        batch.record_count += ledger.write_rows(db, batch, selection, rows)
    batch.bad_count, batch.held_count = counts[BAD], counts[HELD]
    batch.file_count = -(-batch.record_count // selection.file.rows_per_file)
    batch.digests = [
        hashlib.sha256(final_file(db, batch, selection.file, number)).hexdigest()
        for number in range(1, batch.file_count + 1)
    ]
    batch.state = READY
    db.flush()


def selection_of(db: Session, batch: ExportBatch) -> Selection | None:
    """Return what a batch was made from, or None when its plugin is off or gone."""
    exporter = enabled_exporters(db).get(batch.exporter)
    file = None if exporter is None else exporter.file(batch.file_key)
    funder = batch.funder
    if exporter is None or file is None or funder is None:
        return None
    return Selection(exporter, file, funder, batch.period_from, batch.period_to)


def final_file(db: Session, batch: ExportBatch, file: ExportFile, number: int) -> bytes:
    """Make one file of a batch again from the ledger."""
    body = write(file, ledger.rows_of(db, batch, file, number))
    if batch.state == READY and hashlib.sha256(body).hexdigest() != batch.digests[number - 1]:
        # Another version of the library that writes the files: same cells, other bytes.
        log.warning("export_bytes_differ", batch=str(batch.id), number=number)
    return body


def mark_uploaded(db: Session, batch: ExportBatch, staff_id: uuid.UUID) -> None:
    """Remember that somebody gave the files to the funder: from now on they cannot be undone."""
    locked = _ready(db, batch)
    locked.uploaded_at, locked.uploaded_by_id = func.now(), staff_id
    record_change(db, "export_batch", batch.id, ["uploaded_at"])
    db.flush()


def undo(db: Session, batch: ExportBatch, staff_id: uuid.UUID, reason: str) -> None:
    """Take a batch back that was never uploaded, so that its records can go again."""
    locked = _ready(db, batch)
    ledger.remove_rows(db, locked)
    locked.state = UNDONE
    locked.undone_at, locked.undone_by_id, locked.undo_reason = func.now(), staff_id, reason
    record_change(db, "export_batch", batch.id, ["state", "undo_reason"])
    db.flush()


def _ready(db: Session, batch: ExportBatch) -> ExportBatch:
    locked = ledger.lock(db, batch.id)
    if locked is None:
        raise NotFoundError("no such batch")
    if locked.state != READY or locked.uploaded_at is not None:
        raise ConflictError("the batch was uploaded or undone in the meantime")
    return locked
