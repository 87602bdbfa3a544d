"""Counting on demand: for the operator's page, and for an agency that was just made."""

from __future__ import annotations

from ocms_core.jobs.periodic import count_agency, count_usage
from ocms_core.jobs.tasks import Job, task


@task("host.count")
def count(job: Job) -> None:
    """Count the agency whose work this is, or every agency."""
    if job.agency is not None:
        count_agency(job.db, job.agency.id)
    else:
        count_usage(job.open_session)
