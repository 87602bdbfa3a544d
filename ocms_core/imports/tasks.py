"""The steps of an import, outside the request, with the number of rows done for the page."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from ocms_core.audit.services import apart
from ocms_core.clients.numbers import NumberTaker
from ocms_core.db.scope import agency_of
from ocms_core.i18n import _
from ocms_core.i18n.translators import translators
from ocms_core.imports.batches import NEXT, TASKS, ImportBatches, fail
from ocms_core.imports.models import CHECKING, FAILED, READING, UNDOING, WRITING, ImportBatch
from ocms_core.imports.services import Context, ImportSteps
from ocms_core.imports.tables import TableError
from ocms_core.imports.undoing import Undo
from ocms_core.imports.writing import Writer
from ocms_core.jobs.tasks import Job, task
from ocms_core.security.permissions import Permission

log = structlog.get_logger(__name__)

UNEXPECTED = _("Something went wrong that we did not expect. Try again, or tell your admin.")


@task(TASKS[READING], permission=Permission.IMPORT_RUN)
def read(job: Job, *, batch_id: str) -> None:
    """Read the file and guess its columns."""
    _do(job, batch_id, READING, lambda steps: steps.read())


@task(TASKS[CHECKING], permission=Permission.IMPORT_RUN)
def check(job: Job, *, batch_id: str) -> None:
    """Judge every row; nothing is written but what was found."""
    _do(job, batch_id, CHECKING, lambda steps: steps.check())


@task(TASKS[WRITING], permission=Permission.IMPORT_RUN)
def write(job: Job, *, batch_id: str) -> None:
    """Make the clients."""
    _do(job, batch_id, WRITING, lambda steps: Writer(job.db, steps).write())


@task(TASKS[UNDOING], permission=Permission.IMPORT_RUN)
def undo(job: Job, *, batch_id: str) -> None:
    """Remove the clients of a batch."""

    def run(steps: ImportSteps) -> None:
        Undo(job.db, steps.batch, steps.reader().editor, steps.context.tell).run()

    _do(job, batch_id, UNDOING, run)


def _do(job: Job, batch_id: str, step: str, work: Callable[[ImportSteps], None]) -> None:
    """Do a step that is still to be done; a file that cannot be read is no failure of ours."""
    key = uuid.UUID(batch_id)
    batch = job.db.scalar(select(ImportBatch).where(ImportBatch.id == key))
    if batch is None or batch.state != step or job.agency is None:
        return
    today = dt.datetime.now(ZoneInfo(job.agency.time_zone)).date()
    context = Context(
        agency=job.agency,
        today=today,
        translate=list(translators().values()),
        numbers=NumberTaker(job.open_session),
        tell=_teller(job, key),
    )
    steps = ImportSteps(job.db, batch, context)
    savepoint = job.db.begin_nested()
    try:
        work(steps)
        job.db.flush()
        # Somebody may have given up on it meanwhile: then nothing of it is kept.
        now = select(ImportBatch.state).where(ImportBatch.id == key).with_for_update()
        if job.db.scalar(now) != step:
            savepoint.rollback()
            return
        _move_on(job, steps, step)
        savepoint.commit()
    except TableError as problem:
        savepoint.rollback()
        fail(batch, problem.sentence)
    except OperationalError:
        # The database is away: the outbox tries again.
        raise
    except Exception:
        savepoint.rollback()
        log.exception("import_failed", step=step)
        fail(batch, UNEXPECTED)


def _move_on(job: Job, steps: ImportSteps, step: str) -> None:
    """Set the next state; the corrected rows of a file known already are checked at once."""
    batch = steps.batch
    batch.state = NEXT[step]
    if step == READING and batch.part > 1:
        sheets = steps.layouts.load(batch)
        if all(sheet.header is not None and sheet.remembered for sheet in sheets):
            ImportBatches(job.db).begin(batch, CHECKING)


def _teller(job: Job, key: uuid.UUID) -> Callable[[int], None]:
    """Return what tells the page how many rows are done, whatever becomes of the work."""
    agency_id = agency_of(job.db)

    def tell(done: int) -> None:
        with apart(job.open_session, agency_id) as session:
            session.execute(
                update(ImportBatch)
                .where(ImportBatch.id == key, ImportBatch.state != FAILED)
                .values(progress=done),
                execution_options={"synchronize_session": False},
            )

    return tell
