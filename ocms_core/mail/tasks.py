"""The tasks that send mail. Each mints the secret of its link, which is nowhere before."""

from __future__ import annotations

import datetime as dt
import uuid

import structlog
from sqlalchemy import select

from ocms_core.accounts.models import Account
from ocms_core.accounts.tokens import INVITATION, LIFETIMES, RESET, mint
from ocms_core.agencies.models import Staff
from ocms_core.jobs.tasks import Job, task
from ocms_core.mail.backends import make_backend
from ocms_core.mail.messages import compose

log = structlog.get_logger(__name__)


@task("mail.invitation")
def invitation(job: Job, *, account_id: str) -> None:
    """Invite a member of staff; who has a password already is only told of the new agency."""
    account = job.db.get(Account, uuid.UUID(account_id))
    staff = job.db.scalar(
        select(Staff).where(Staff.account_id == uuid.UUID(account_id), Staff.active)
    )
    if account is None or not account.active or staff is None or job.agency is None:
        log.info("mail_not_needed", outbox=str(job.id))
        return
    kind, path = "added", "/sign-in"
    if account.password_hash is None:
        kind, path = "invitation", _password_path(job, account, INVITATION)
    send(
        job,
        account,
        kind,
        path,
        hours=_hours(INVITATION),
        agency=job.agency.title(account.locale),
        name=staff.name,
    )


@task("mail.reset")
def reset(job: Job, *, account_id: str) -> None:
    """Mail the link to choose a new password, if there is such an account."""
    account = job.db.get(Account, uuid.UUID(account_id))
    if account is None or not account.active:
        log.info("mail_not_needed", outbox=str(job.id))
        return
    send(job, account, "reset", _password_path(job, account, RESET), hours=_hours(RESET))


def _password_path(job: Job, account: Account, purpose: str) -> str:
    return f"/password/{mint(job.db, account.id, purpose, job.id)}"


def _hours(purpose: str) -> str:
    return str(LIFETIMES[purpose] // dt.timedelta(hours=1))


def send(job: Job, account: Account, kind: str, path: str, **values: str) -> None:
    """Send a message of a kind; path: where its link leads."""
    message = compose(
        job.settings,
        kind,
        account.locale,
        to=account.email,
        key=str(job.id),
        moment=dt.datetime.now(dt.UTC),
        link=job.settings.public_url.rstrip("/") + path,
        email=account.email,
        **values,
    )
    make_backend(job.settings.mail_url).send(message, str(job.id))
