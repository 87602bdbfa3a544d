"""Doing what waits: once, inside the agency, with the rights of who asked."""

import datetime as dt

import pytest
from sqlalchemy import delete, select

from ocms_core.agencies.models import Agency, AgencyPlugin, Site, Staff
from ocms_core.db import scope
from ocms_core.jobs.drain import ATTEMPTS
from ocms_core.jobs.models import Outbox
from ocms_core.jobs.outbox import enqueue


def change(app, agency, model, **values):
    with app.open_session() as session:
        scope.enter(session, agency.id)
        for row in session.scalars(select(model)):
            for name, value in values.items():
                setattr(row, name, value)
        session.commit()


def site_name(app, agency):
    with app.open_session() as session:
        scope.enter(session, agency.id)
        return session.get(Site, (agency.id, agency.sites[0].id)).name


def test_work_is_done_once(app, rows, world):
    key = rows.ask(world.north, "tests.rename", "worker", site_id=world.north.sites[0].id)
    assert app.drain() == 1
    assert app.drain() == 0
    assert site_name(app, world.north) == "Main Street!"
    row = rows.get(world.north, key)
    assert (row.state, row.attempts, row.problem) == ("done", 1, None)
    assert row.done_at is not None


def test_each_agencys_work_sees_its_own_clients_only(app, rows, world, seen):
    rows.ask(world.north, "tests.read_clients", "worker")
    rows.ask(world.south, "tests.read_clients", "worker")
    app.drain()
    assert sorted(seen) == [["Of North"], ["Of South"]]


def test_work_for_a_foreign_record_finds_nothing(app, rows, world):
    key = rows.ask(world.north, "tests.rename", "worker", site_id=world.south.sites[0].id)
    app.drain()
    assert rows.get(world.north, key).problem == "NoResultFound"
    assert site_name(app, world.south) == "Main Street"


def test_rights_are_those_of_who_asked(app, rows, world, seen):
    rows.ask(world.north, "tests.look_around", "admin")
    app.drain()
    [(name, viewer, permissions)] = seen
    assert name == "Admin"
    assert viewer.is_admin
    assert viewer.staff_id == world.north.staff["admin"].id
    assert viewer.programs == {world.north.programs[0].id}
    assert "information_orientation" in viewer.kinds
    assert "agency:staff:manage" in permissions


@pytest.mark.parametrize(
    ("model", "values", "reason"),
    [
        (Staff, {"active": False}, "who asked is deactivated"),
        (Staff, {"role": "worker"}, "no longer holds the permission"),
        (Agency, {"active": False}, "the agency is deactivated"),
    ],
)
def test_lost_rights_drop_the_work(rows, world, model, values, reason):
    app = rows.app
    key = rows.ask(world.north, "tests.look_around", "admin")
    change(app, world.north, model, **values)
    app.drain()
    row = rows.get(world.north, key)
    assert row.state == "failed"
    assert reason in row.problem


def test_work_needs_the_permission_when_it_is_done(app, rows, world, seen):
    key = rows.ask(world.north, "tests.look_around", "worker")
    app.drain()
    assert seen == []
    assert "no longer holds the permission" in rows.get(world.north, key).problem


def test_work_of_a_switched_off_plugin_is_dropped(app, rows, world, seen):
    first = rows.ask(world.north, "tests.plugin_work", "worker")
    app.drain()
    assert (rows.get(world.north, first).state, seen) == ("done", ["plugin"])
    second = rows.ask(world.north, "tests.plugin_work", "worker")
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.execute(delete(AgencyPlugin).where(AgencyPlugin.plugin == "settlement"))
        session.commit()
    app.drain()
    assert seen == ["plugin"]
    assert "settlement is switched off" in rows.get(world.north, second).problem


def test_failed_work_leaves_no_trace_but_its_row_and_is_tried_again_later(app, rows, world):
    key = rows.ask(world.north, "tests.rename_and_fail", "worker", site_id=world.north.sites[0].id)
    assert app.drain() == 0
    assert site_name(app, world.north) == "Main Street"
    row = rows.get(world.north, key)
    assert (row.state, row.attempts, row.problem) == ("waiting", 1, "ToldToFailError")
    assert app.drain() == 0
    assert rows.get(world.north, key).attempts == 1


def test_pauses_grow_until_the_work_is_given_up(app, rows, world):
    key = rows.ask(world.north, "tests.rename_and_fail", "worker", site_id=world.north.sites[0].id)
    pauses = []
    for _ in range(ATTEMPTS):
        rows.make_due(world.north, key)
        app.drain()
        pauses.append(rows.get(world.north, key).run_at)
    assert pauses == sorted(pauses)
    assert pauses[-1] - pauses[0] > dt.timedelta(hours=1)
    row = rows.get(world.north, key)
    assert (row.state, row.attempts) == ("failed", ATTEMPTS)
    rows.make_due(world.north, key)
    assert app.drain() == 0


def test_work_whose_worker_dies_each_time_is_given_up(app, rows, world):
    key = rows.ask(world.north, "tests.read_clients", "worker")
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.get(Outbox, key).attempts = ATTEMPTS
        session.commit()
    assert app.drain() == 0
    assert "worker ended" in rows.get(world.north, key).problem


def test_work_waits_for_its_time(app, rows, world, seen):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
        enqueue(session, "tests.read_clients", run_at=later)
        session.commit()
    assert app.drain() == 0
    assert seen == []
