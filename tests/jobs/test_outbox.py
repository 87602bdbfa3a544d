"""Asking for work: in the transaction that asks, with identifiers only."""

import socket
import threading
import time
import uuid

import pytest
from sqlalchemy import func, select

from ocms_core.db import scope
from ocms_core.db.session import make_session_factory
from ocms_core.errors import OcmsError
from ocms_core.jobs.broker import Waker
from ocms_core.jobs.models import Outbox
from ocms_core.jobs.outbox import WAKE, enqueue


def test_row_carries_who_asked_and_ids(rows, world):
    site = world.north.sites[0].id
    key = rows.ask(world.north, "tests.rename", staff="worker", site_id=site)
    row = rows.get(world.north, key)
    assert (row.agency_id, row.staff_id) == (world.north.id, world.north.staff["worker"].id)
    assert (row.state, row.attempts, row.payload) == ("waiting", 0, {"site_id": str(site)})


def test_another_agency_does_not_see_the_row(rows, world):
    key = rows.ask(world.north, "tests.read_clients", staff="worker")
    assert rows.get(world.south, key) is None
    assert rows.get(None, key) is None


@pytest.mark.parametrize(
    "value", ["amina@mail.example", "two words", "x" * 61, "", b"x", 1.5, {"a": 1}, ["a b"]]
)
def test_text_is_refused(app, value):
    with app.open_session() as session, pytest.raises(OcmsError, match="no identifier"):
        enqueue(session, "tests.read_clients", key=value)


def test_unknown_task_is_refused_at_once(app):
    with app.open_session() as session, pytest.raises(OcmsError, match="no task"):
        enqueue(session, "tests.no_such_thing")


def test_worker_is_woken_after_the_commit_and_only_then(connection, world):
    woken = []
    factory = make_session_factory(
        connection,
        join_transaction_mode="create_savepoint",
        info={WAKE: lambda: woken.append(1)},
    )
    with factory() as session:
        scope.enter(session, world.north.id)
        with session.begin_nested():
            enqueue(session, "tests.read_clients", key=uuid.uuid4())
        assert woken == []
        session.commit()
        assert woken == [1]
        session.commit()
        assert woken == [1]
        enqueue(session, "tests.read_clients")
        session.rollback()
        session.execute(select(func.count()).select_from(Outbox))
        session.commit()
        assert woken == [1]


@pytest.fixture
def silent_broker():
    """Yield a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_neither_a_dead_nor_a_hanging_broker_holds_anybody_up(silent_broker, tmp_path):
    for url in (f"redis+socket://{tmp_path}/nobody", silent_broker, ""):
        waker = Waker(url)
        started = time.perf_counter()
        for _ in range(20):
            waker.wake()
        assert time.perf_counter() - started < 1


def test_waker_starts_one_thread(tmp_path):
    before = threading.active_count()
    waker = Waker(f"redis+socket://{tmp_path}/nobody")
    for _ in range(5):
        waker.wake()
    assert threading.active_count() <= before + 1
