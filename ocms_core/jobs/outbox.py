"""Ask for work that leaves the request: a row in the transaction that asks (decisions B4).

The row is the truth; the message that wakes the worker afterwards is a courtesy. A lost message
costs the seconds until beat drains the outbox, a repeated one finds the work done.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

from ocms_core.db.scope import DbSession
from ocms_core.db.types import uuid7
from ocms_core.errors import OcmsError
from ocms_core.jobs.models import Outbox
from ocms_core.jobs.tasks import tasks

log = structlog.get_logger(__name__)

WAKE, WAITING = "wake_worker", "outbox_waiting"
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,59}")


def enqueue(db: Session, task: str, *, run_at: dt.datetime | None = None, **ids: Any) -> Outbox:
    """Write that `task` is to be done, in the name of who is signed in, when `db` commits.

    ids: what the task function takes by keyword: identifiers, numbers and codes, never text that
    a person typed and never a token. run_at: not before this moment.
    """
    if task not in tasks():
        raise OcmsError(f"there is no task {task!r}: is its module announced?")
    row = Outbox(
        id=uuid7(),
        agency_id=db.info.get("agency_id"),
        staff_id=db.info.get("staff_id"),
        task=task,
        payload={name: _plain(name, value) for name, value in ids.items()},
        attempts=0,
        state="waiting",
    )
    if run_at is not None:
        row.run_at = run_at
    db.add(row)
    db.info[WAITING] = True
    return row


def _plain(name: str, value: Any) -> Any:
    """Return an identifier as JSON holds it; raise OcmsError for anything that is not one."""
    if isinstance(value, uuid.UUID):
        return str(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(name, item) for item in value]
    if isinstance(value, str) and CODE.fullmatch(value):
        return str(value)
    raise OcmsError(f"{name} is no identifier: the outbox holds neither text nor tokens")


@event.listens_for(DbSession, "after_commit")
def _wake(session: Session) -> None:
    """Wake the worker once the row is there to be found; a savepoint's end is not a commit."""
    if session.in_nested_transaction() or not session.info.pop(WAITING, False):
        return
    wake = session.info.get(WAKE)
    if wake is not None:
        wake()


@event.listens_for(DbSession, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(WAITING, None)
