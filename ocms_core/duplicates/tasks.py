"""Compare all clients of an agency with one another, outside the request."""

from __future__ import annotations

import time
import uuid
from typing import Any, Final

from sqlalchemy import update

from ocms_core.audit.services import apart
from ocms_core.duplicates.models import ClientScan
from ocms_core.duplicates.pairs import scan
from ocms_core.jobs.tasks import Job, task
from ocms_core.security.permissions import Permission

SCAN: Final = "duplicates.scan"
TOLD_EVERY: Final = 1.0


@task(SCAN, permission=Permission.CLIENT_MERGE)
def scan_clients(job: Job, *, scan_id: str) -> None:
    """Fill the queue of pairs; how far it is, is written apart, so that the page can show it."""
    key = uuid.UUID(scan_id)
    agency_id = job.agency.id if job.agency else None
    last = 0.0

    def tell(**values: Any) -> None:
        nonlocal last
        if "state" not in values and time.monotonic() - last < TOLD_EVERY:
            return
        last = time.monotonic()
        with apart(job.open_session, agency_id) as session:
            session.execute(
                update(ClientScan)
                .where(ClientScan.id == key)
                .values(**values)
                .execution_options(synchronize_session=False)
            )

    scan(job.db, key, tell)
