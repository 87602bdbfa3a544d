"""The mail that tells a manager of an opening: that there is one, and where to read of it."""

from __future__ import annotations

import uuid

import structlog

from ocms_core.accounts.models import Account
from ocms_core.jobs.tasks import Job, task
from ocms_core.mail.tasks import send

log = structlog.get_logger(__name__)


@task("emergency.notice")
def notice(job: Job, *, account_id: str) -> None:
    """Tell a manager that somebody opened restricted services; no client is named in a mail."""
    account = job.db.get(Account, uuid.UUID(account_id))
    if account is None or not account.active or job.agency is None:
        log.info("mail_not_needed", outbox=str(job.id))
        return
    send(job, account, "emergency", "/emergency", agency=job.agency.title(account.locale))
