"""Do the work that waits in the outbox, each piece in the scope and with the rights of who asked.

The work and the row's new state are one transaction: database work happens exactly once, however
often the message comes. An attempt is counted before it starts, in a transaction of its own, so
that work which kills its worker is not tried for ever (decisions B2, B4).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator

import structlog
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency
from ocms_core.audit.services import apart
from ocms_core.db import scope
from ocms_core.db.scope import DbSession
from ocms_core.jobs.models import Outbox
from ocms_core.jobs.rights import Rights, enter_as
from ocms_core.jobs.tasks import Job, Task, tasks
from ocms_core.plugins.gate import plugin_of
from ocms_core.settings import Settings

log = structlog.get_logger(__name__)

AT_ONCE = 100
RETRY_AFTER = tuple(
    dt.timedelta(seconds=seconds) for seconds in (10, 60, 300, 900, 3600, 3 * 3600, 6 * 3600)
)
ATTEMPTS = len(RETRY_AFTER) + 1
# The server's clock as it runs: now() stands still within a transaction, also a test's.
CLOCK = func.clock_timestamp()


class Drain:
    """Finds waiting work and does it.

    open_session: sessions of the app role, with the vault. open_platform_session: sessions of the
    platform role, which sees where work waits, not what it is; without it each agency is asked.
    """

    def __init__(
        self,
        open_session: Callable[[], DbSession],
        settings: Settings,
        open_platform_session: Callable[[], Session] | None = None,
    ) -> None:
        self._open_session = open_session
        self._open_platform_session = open_platform_session
        self._settings = settings

    def run(self) -> int:
        """Do all that is due, and what that asks for in turn; return how many were done."""
        done = 0
        while waiting := list(self._waiting()):
            performed = [self._perform(key, agency_id) for key, agency_id in waiting]
            done += sum(performed)
            if not any(performed):
                break
        return done

    def _waiting(self) -> Iterator[Row[uuid.UUID, int | None]]:
        due = (
            select(Outbox.id, Outbox.agency_id)
            .where(Outbox.state == "waiting", Outbox.run_at <= CLOCK)
            .order_by(Outbox.run_at)
            .limit(AT_ONCE)
        )
        if self._open_platform_session is not None:
            with self._open_platform_session() as session:
                yield from session.execute(due).all()
            return
        for agency_id in (None, *every_agency(self._open_session)):
            with self._open_session() as session:
                if agency_id is not None:
                    scope.enter(session, agency_id)
                yield from session.execute(due).all()

    def _perform(self, key: uuid.UUID, agency_id: int | None) -> bool:
        """Do one piece of work; return whether it was ours to do and came to an end."""
        if not self._claim(key, agency_id):
            return False
        try:
            with self._open_session() as session:
                if agency_id is not None:
                    scope.enter(session, agency_id)
                row = session.scalar(
                    select(Outbox)
                    .where(Outbox.id == key, Outbox.state == "waiting")
                    .with_for_update(skip_locked=True)
                )
                if row is None:
                    return False
                self._work(session, row)
                session.commit()
        except Exception as problem:
            log.exception("task_failed", outbox=str(key))
            self._record(key, agency_id, problem)
            return False
        return True

    def _claim(self, key: uuid.UUID, agency_id: int | None) -> bool:
        """Count an attempt and move the row's time, so that nobody else starts it meanwhile."""
        with apart(self._open_session, agency_id) as session:
            row = session.scalar(
                select(Outbox)
                .where(Outbox.id == key, Outbox.state == "waiting", Outbox.run_at <= CLOCK)
                .with_for_update(skip_locked=True)
            )
            if row is None:
                return False
            if row.attempts >= ATTEMPTS:
                row.state, row.problem = "failed", "the worker ended during the last attempt"
                log.error("task_given_up", task=row.task, outbox=str(key))
                return False
            row.attempts += 1
            pause = RETRY_AFTER[min(row.attempts, len(RETRY_AFTER)) - 1]
            row.run_at = CLOCK + pause
            return True

    def _work(self, session: DbSession, row: Outbox) -> None:
        task = tasks().get(row.task)
        rights = enter_as(session, row.agency_id, row.staff_id)
        refusal = rights.refusal or _refusal(task, rights)
        if task is None or refusal is not None:
            row.state, row.problem = "failed", f"dropped: {refusal}"
            log.warning("task_dropped", task=row.task, outbox=str(row.id), reason=refusal)
            return
        job = Job(
            id=row.id,
            db=session,
            settings=self._settings,
            open_session=self._open_session,
            agency=rights.agency,
            staff=rights.staff,
            locale=rights.locale,
            plugins=rights.plugins,
            permissions=rights.permissions,
        )
        task.function(job, **row.payload)
        row.state, row.problem = "done", None
        row.done_at = CLOCK

    def _record(self, key: uuid.UUID, agency_id: int | None, problem: Exception) -> None:
        """Keep what went wrong by its kind alone: messages may quote what people typed."""
        with apart(self._open_session, agency_id) as session:
            row = session.scalar(
                select(Outbox).where(Outbox.id == key, Outbox.state == "waiting").with_for_update()
            )
            if row is None:
                return
            row.problem = type(problem).__name__
            if row.attempts >= ATTEMPTS:
                row.state = "failed"
                log.error("task_given_up", task=row.task, outbox=str(key))


def _refusal(task: Task | None, rights: Rights) -> str | None:
    if task is None:
        return "no such task is installed"
    owner = plugin_of(task.function.__module__)
    if owner is not None and rights.agency is not None and owner not in rights.plugins:
        return f"the plugin {owner} is switched off"
    if task.permission is None or task.permission in rights.permissions:
        return None
    return "who asked no longer holds the permission"


def every_agency(open_session: Callable[[], DbSession]) -> list[int]:
    """Return the ids of all agencies, the deactivated ones too."""
    with open_session() as session:
        return list(session.scalars(select(Agency.id).order_by(Agency.id)))


def drain(open_session: Callable[[], DbSession], settings: Settings) -> int:
    """Do all waiting work with sessions of one factory: for tests, and without a platform role."""
    return Drain(open_session, settings).run()
