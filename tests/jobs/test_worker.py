"""A real worker process, a real Valkey, a real database: messages get lost and doubled."""

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from sqlalchemy import func, select, update

from ocms_core.accounts.models import Account, AccountToken
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.jobs.broker import DRAIN, Waker, make_celery
from ocms_core.jobs.models import Outbox
from ocms_core.jobs.outbox import WAKE, enqueue
from ocms_core.security.vault import read_root_key

PATIENCE = 60


@pytest.fixture
def queue_url(broker_url):
    """Return a room of the broker for this test process alone."""
    room = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0) + 1
    with redis.Redis(unix_socket_path=broker_url.removeprefix("redis+socket://"), db=room) as room_:
        room_.flushdb()
    return f"{broker_url}?virtual_host={room}"


class Place:
    """A database of its own, a mail folder, and a worker that serves them."""

    def __init__(self, urls, queue_url, folder: Path) -> None:
        self.queue_url, self.mail, self.log = queue_url, folder / "mail", folder / "worker.log"
        read_root_key(folder / "root.key", create=True)
        self.environment = {
            **os.environ,
            **urls.environment(),
            "OCMS_BROKER_URL": queue_url,
            "OCMS_MAIL_URL": f"folder://{self.mail}",
            "OCMS_ROOT_KEY_FILE": str(folder / "root.key"),
        }
        self.engine = make_engine(urls.app)
        self.open_session = make_session_factory(self.engine)
        self.celery = make_celery(queue_url)

    def account(self) -> uuid.UUID:
        with self.open_session() as session:
            account = Account(email=f"{uuid.uuid4().hex}@mail.example")
            session.add(account)
            session.commit()
            return account.id

    def ask(self, info=None) -> uuid.UUID:
        """Ask for a mail; without `info` nobody wakes the worker: the message is lost."""
        account = self.account()
        with self.open_session(info=info or {}) as session:
            key = enqueue(session, "mail.reset", account_id=account).id
            session.commit()
        return key

    def message(self) -> None:
        self.celery.send_task(DRAIN, retry=False)

    def rows(self, *conditions):
        with self.open_session() as session:
            return session.scalars(select(Outbox).where(*conditions)).all()

    def wait_for(self, condition) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def done(self, count):
        return lambda: len(self.rows(Outbox.state == "done")) == count

    @contextmanager
    def worker(self):
        command = [sys.executable, "-m", "celery", "-A", "ocms_core.jobs.app:app", "--quiet"]
        command += ["worker", "--concurrency", "2", "--loglevel", "WARNING"]
        command += ["--without-gossip", "--without-mingle"]
        with (
            self.log.open("w") as log,
            subprocess.Popen(  # noqa: S603 - our own worker
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            ) as process,
        ):
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE)


@pytest.fixture
def place(own_database, queue_url, tmp_path):
    made = Place(own_database, queue_url, tmp_path)
    yield made
    made.celery.close()
    made.engine.dispose()


def test_messages_lost_doubled_and_without_a_broker(place, tmp_path):
    with place.worker():
        # Lost: nobody told the worker of the first three; any later message finds them.
        keys = [place.ask() for _ in range(3)]
        place.message()
        place.wait_for(place.done(3))
        assert {file.stem for file in place.mail.glob("*.eml")} == {str(key) for key in keys}

        # Doubled: a dozen messages for eight pieces of work, two processes at once.
        for _ in range(8):
            place.ask()
        for _ in range(12):
            place.message()
        place.wait_for(place.done(11))
        assert {row.attempts for row in place.rows()} == {1}
        with place.open_session() as session:
            assert session.scalar(select(func.count()).select_from(AccountToken)) == 11

        # Woken after the commit by the thread of a web process.
        place.ask({WAKE: Waker(place.queue_url).wake})
        place.wait_for(place.done(12))

    # Broker down: the request is not held up, and the work waits for the next message. The worker
    # is stopped, for one of the dozen messages may still be on its way to it.
    started = time.perf_counter()
    place.ask({WAKE: Waker(f"redis+socket://{tmp_path}/nobody").wake})
    assert time.perf_counter() - started < 5
    assert len(place.rows(Outbox.state == "waiting")) == 1
    with place.worker():
        place.message()
        place.wait_for(place.done(13))


def test_work_that_fails_is_kept_and_done_when_the_cause_is_gone(place):
    place.mail.touch()
    with place.worker():
        key = place.ask()
        place.message()
        place.wait_for(lambda: place.rows()[0].problem is not None)
        [row] = place.rows()
        assert (row.state, row.attempts, row.problem) == ("waiting", 1, "FileExistsError")
        with place.open_session() as session:
            assert session.scalar(select(func.count()).select_from(AccountToken)) == 0
        place.mail.unlink()
        with place.open_session() as session:
            session.execute(update(Outbox).values(run_at=func.now()))
            session.commit()
        place.message()
        place.wait_for(place.done(1))
        assert (place.mail / f"{key}.eml").exists()


def test_worker_killed_in_the_middle_loses_nothing(place):
    place.mail.mkdir()
    key = place.ask()
    # The worker hangs where it opens the pipe for writing, with the row locked.
    os.mkfifo(place.mail / f"{key}.part")
    with place.worker() as process:
        place.message()
        place.wait_for(lambda: place.rows()[0].attempts == 1)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
    (place.mail / f"{key}.part").unlink()
    [row] = place.rows()
    assert (row.state, row.attempts) == ("waiting", 1)
    with place.open_session() as session:
        session.execute(update(Outbox).values(run_at=func.now()))
        session.commit()
    with place.worker():
        place.message()
        place.wait_for(place.done(1))
