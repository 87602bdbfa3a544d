"""What happens to files by itself: the bin is emptied, and what nobody knows of is swept away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog
from sqlalchemy import func, select

from ocms_core.audit.services import apart, record_change
from ocms_core.db.scope import DbSession
from ocms_core.files.models import ClientFile
from ocms_core.files.services import BIN_DAYS
from ocms_core.files.storage import Storage
from ocms_core.jobs.drain import every_agency

log = structlog.get_logger(__name__)

AT_ONCE = 200
BEYOND = {"beyond_visibility": True}
# Longer than any upload or import takes: its transaction is over, one way or the other.
ORPHAN_SECONDS = 24 * 3600


def tidy(open_session: Callable[[], DbSession], storage: Storage) -> None:
    """Destroy what lay in the bin for 14 days, and stored files that no row names."""
    for agency_id in every_agency(open_session):
        while _empty_bin(open_session, agency_id, storage):
            pass
        _sweep(open_session, agency_id, storage)


def _empty_bin(open_session: Callable[[], DbSession], agency_id: int, storage: Storage) -> bool:
    """Destroy some files of the bin; return whether there may be more.

    The rows go first: what is left in the store if the machine stops in between is swept away,
    while a row without its file would be a promise that nobody can keep.
    """
    with apart(open_session, agency_id) as db:
        files = db.scalars(
            select(ClientFile)
            .where(ClientFile.removed_at < func.now() - dt.timedelta(days=BIN_DAYS))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True),
            execution_options=BEYOND,
        ).all()
        names = [name for file in files for name in (file.stored_as, file.thumbnail_as) if name]
        for file in files:
            record_change(db, "client_file", file.id, action="destroyed")
            db.delete(file)
    for name in names:
        storage.remove(name)
    return len(files) == AT_ONCE


def _sweep(open_session: Callable[[], DbSession], agency_id: int, storage: Storage) -> None:
    old = {name for name, age in storage.names(agency_id) if age > ORPHAN_SECONDS}
    if not old:
        return
    with apart(open_session, agency_id) as db:
        rows = db.execute(
            select(ClientFile.stored_as, ClientFile.thumbnail_as), execution_options=BEYOND
        )
        known = {name for row in rows for name in row}
    orphans = old - known
    for name in orphans:
        storage.remove(name)
    if orphans:
        log.info("orphans_swept", agency=agency_id, files=len(orphans))
