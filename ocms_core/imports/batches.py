"""The life of a batch: what may be done with it next, and the jobs that do it."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import IO, Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from ocms_core.audit.services import record_change
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.errors import ConflictError, NotFoundError
from ocms_core.i18n import _
from ocms_core.imports.models import (
    BAD,
    CHECKED,
    CHECKING,
    COLUMNS,
    CREATE,
    DISCARDED,
    DONE,
    DOUBLE,
    FAILED,
    MADE,
    READING,
    SKIP,
    UNDOING,
    UNDONE,
    UPDATE,
    WORKING,
    WRITING,
    ImportBatch,
    ImportRow,
)
from ocms_core.imports.staging import Staging, pack_sentence
from ocms_core.imports.tables import MOST_BYTES
from ocms_core.jobs.outbox import enqueue

KEPT: Final = dt.timedelta(days=14)
MOST_UPLOADED: Final = 25 * 2**20
LONGEST_NAME: Final = 120
TASKS: Final = {
    READING: "imports.read",
    CHECKING: "imports.check",
    WRITING: "imports.write",
    UNDOING: "imports.undo",
}
NEXT: Final = {READING: COLUMNS, CHECKING: CHECKED, WRITING: DONE, UNDOING: UNDONE}
"""Where a step leads when it is done."""
# From which states a step may begin, beside the one in which it failed before.
MAY_FOLLOW: Final = {
    READING: {COLUMNS, CHECKED, DONE, FAILED},
    CHECKING: {COLUMNS, CHECKED, FAILED},
    WRITING: {CHECKED},
    UNDOING: {DONE, CHECKED, COLUMNS, FAILED},
    DISCARDED: {COLUMNS, CHECKED, FAILED},
}
EMPTY_FILE = _("This file is empty: choose another one.")
LARGE_FILE = _("This file is too large: split it into smaller ones.")


class ImportBatches:
    """Starts batches and moves them from step to step; the jobs do the work."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def require(self, text: str, *, lock: bool = False) -> ImportBatch:
        """Return a batch by the id in an address; raise NotFoundError."""
        statement = (
            select(ImportBatch)
            .where(ImportBatch.id == parse_uuid7(text))
            .options(joinedload(ImportBatch.started_by))
        )
        if lock:
            statement = statement.with_for_update(of=ImportBatch)
        found = self._db.scalar(statement)
        if found is None:
            raise NotFoundError("no such batch")
        return found

    def start(
        self,
        file_name: str,
        file: IO[bytes],
        staff_id: uuid.UUID | None,
        encoding: str | None,
        *,
        keep: bool = True,
    ) -> ImportBatch:
        """Keep an uploaded file as a new batch; raise ValueError with a sentence.

        keep: False for a file that is read at once.
        """
        size, digest = measure(file, MOST_UPLOADED if keep else MOST_BYTES)
        batch = ImportBatch(
            id=uuid7(),
            file_name=short_name(file_name),
            file_size=size,
            file_digest=digest,
            started_by_id=staff_id,
            encoding=encoding,
            state=READING,
        )
        self._db.add(batch)
        self._db.flush()
        if keep:
            Staging(self._db, batch).keep_file(file)
        record_change(self._db, "import", batch.id, action="started")
        return batch

    def go_on(self, batch: ImportBatch, file_name: str, file: IO[bytes]) -> None:
        """Take the corrected rows as the next part of a batch that is written."""
        size, digest = measure(file, MOST_UPLOADED)
        self._require(batch, READING)
        batch.file_name, batch.file_size, batch.file_digest = short_name(file_name), size, digest
        batch.part += 1
        batch.encoding, batch.counts = None, {}
        Staging(self._db, batch).keep_file(file)
        self.begin(batch, READING)

    def begin(self, batch: ImportBatch, step: str) -> None:
        """Let a job do a step; raise ConflictError when the batch is not there yet."""
        if batch.state != step:
            self._require(batch, step)
        batch.state, batch.step, batch.problem = step, None, None
        batch.progress = 0
        if step == WRITING:
            batch.total = self.chosen(batch).get(CREATE, 0) + self.chosen(batch).get(UPDATE, 0)
        enqueue(self._db, TASKS[step], batch_id=batch.id)

    @staticmethod
    def _require(batch: ImportBatch, step: str) -> None:
        if batch.state not in MAY_FOLLOW[step]:
            raise ConflictError(f"a batch that is {batch.state} cannot go to {step}")
        if step == UNDOING:
            ImportBatches.may_undo(batch)

    @staticmethod
    def may_undo(batch: ImportBatch) -> None:
        """Raise ConflictError if nothing of the batch was written, or it is undone already."""
        if batch.state in {UNDONE, *WORKING} - {UNDOING} or not (
            batch.made_count or batch.updated_count
        ):
            raise ConflictError("there is nothing to undo")

    def discard(self, batch: ImportBatch) -> None:
        """Forget a file that is not to be imported; parts written before stay."""
        self._require(batch, DISCARDED)
        written = batch.made_count or batch.updated_count
        self._db.execute(
            delete(ImportRow).where(
                ImportRow.batch_id == batch.id,
                ImportRow.part == batch.part,
                ImportRow.outcome.is_(None),
            )
        )
        Staging(self._db, batch).forget()
        batch.sealed = None
        batch.counts = {}
        batch.state = DONE if written else DISCARDED
        batch.ended_at = func.now()

    def stop(self, batch: ImportBatch) -> None:
        """Give up on a step that does not end; what it did is rolled back with it."""
        if batch.state in WORKING:
            batch.step, batch.state = batch.state, FAILED

    # -- rows -------------------------------------------------------------------------------

    def chosen(self, batch: ImportBatch) -> dict[str, int]:
        """Return how many rows of the present part are to be created, filled and skipped."""
        found = self._db.execute(
            select(ImportRow.choice, func.count())
            .where(
                ImportRow.batch_id == batch.id,
                ImportRow.part == batch.part,
                ImportRow.verdict != BAD,
            )
            .group_by(ImportRow.choice)
        )
        return {row.choice: row[1] for row in found}

    def choose_all(self, batch: ImportBatch, choice: str) -> None:
        """Say of all rows that resemble somebody what is to be done with them."""
        statement = update(ImportRow).where(
            ImportRow.batch_id == batch.id,
            ImportRow.part == batch.part,
            ImportRow.verdict == DOUBLE,
        )
        if choice == UPDATE:
            statement = statement.where(ImportRow.like_client_id.is_not(None))
        self._db.execute(
            statement.values(choice=choice), execution_options={"synchronize_session": False}
        )

    def choose(self, rows: Sequence[ImportRow], choices: dict[uuid.UUID, str]) -> None:
        """Say of some rows what is to be done with them; what does not fit is left as it is."""
        for row in rows:
            choice = choices.get(row.id)
            if choice in {SKIP, CREATE} or (choice == UPDATE and row.like_client_id is not None):
                row.choice = str(choice)


def measure(file: IO[bytes], most: int) -> tuple[int, str]:
    """Return size and SHA-256 of an upload; raise ValueError with a sentence if it is no use."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(2**20):
        size += len(piece)
        if size > most:
            raise ValueError(LARGE_FILE)
        digest.update(piece)
    if not size:
        raise ValueError(EMPTY_FILE)
    file.seek(0)
    return size, digest.hexdigest()


def short_name(text: str) -> str:
    """Return the name of an uploaded file without folders and signs that nobody sees."""
    name = text.replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if sign.isprintable()).strip()
    return name[-LONGEST_NAME:] or "file"


def fail(batch: ImportBatch, sentence: Any) -> None:
    """Note why a step could not be done."""
    batch.step, batch.state = batch.state, FAILED
    batch.problem = pack_sentence(sentence)


def purge_imports(db: Session) -> None:
    """Forget the files and reasons of batches of which nothing has been heard for 14 days."""
    old = db.scalars(
        select(ImportBatch).where(
            ImportBatch.purged_at.is_(None), ImportBatch.updated_at < func.now() - KEPT
        )
    )
    for batch in old:
        Staging(db, batch).forget()
        db.execute(
            delete(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.outcome.is_(None))
        )
        db.execute(
            update(ImportRow)
            .where(ImportRow.batch_id == batch.id, ImportRow.outcome == MADE)
            .values(sealed=None),
            execution_options={"synchronize_session": False},
        )
        batch.sealed = None
        batch.purged_at = func.now()
        if batch.state not in {DONE, DISCARDED, UNDONE}:
            batch.state = DONE if batch.made_count or batch.updated_count else DISCARDED
