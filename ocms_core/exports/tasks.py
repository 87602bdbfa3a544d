"""Make final files outside the request."""

from __future__ import annotations

import uuid

from ocms_core.exports import files
from ocms_core.jobs.tasks import Job, task
from ocms_core.security.permissions import Permission

MAKE = "exports.make"


@task(MAKE, permission=Permission.EXPORT_RUN)
def make(job: Job, *, batch_id: str) -> None:
    """Make the files of a batch; a batch that is made already is left as it is."""
    files.make(job.db, uuid.UUID(batch_id))
