"""The last spot of a course, asked for at one moment by two people on connections of their own."""

import datetime as dt
import threading
import time

import pytest
from ocms_plugin_language.models import CODE_IS_TAKEN, TrainingCourse, WaitingLine
from ocms_plugin_language.services import CourseService
from ocms_plugin_language.spots import FULL, taken
from sqlalchemy import select

from ocms_core.agencies.models import Staff
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.db.types import uuid7
from ocms_core.forms.services import FormService
from ocms_core.plugins.manager import registries
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.service_sessions.services import NotAdmittedError, ServiceSessionService
from ocms_core.testing.world import make_agency, viewer

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def factory(own_database, wsgi):
    """Return sessions of a database of its own, each on a connection of its own."""
    engine = make_engine(own_database.app)
    made = make_session_factory(engine)

    def open_session():
        session = made()
        session.info["vault"] = wsgi.registry["vault"]
        return session

    yield open_session
    engine.dispose()


@pytest.fixture
def last_spot(factory):
    """Return the north agency, a course of one spot, and two clients."""
    north = make_agency(factory, "north", "North")
    keys = {"session": uuid7(), "clients": [uuid7(), uuid7()]}
    with factory() as session:
        scope.enter(session, north.id)
        staff = north.staff["worker"].id
        session.add(
            ServiceSession(
                id=keys["session"], session_type="language_training", created_by_id=staff,
                service_date="2026-09-07",
            )
        )  # fmt: skip
        session.add_all(
            Client(id=key, number=number, first_name=f"Client{number}")
            for number, key in enumerate(keys["clients"], start=10)
        )
        session.flush()
        session.add(
            TrainingCourse(
                id=uuid7(), session_id=keys["session"], author_id=staff, worker_id=staff,
                service_date="2026-09-07", total_spots=1, program_id=north.programs[0].id,
            )
        )  # fmt: skip
        session.commit()
    return north, keys


def race(factory, last_spot, clients):
    """Let two people enrol at one moment; return what each was told."""
    north, keys = last_spot
    ready, told = threading.Barrier(2, timeout=20), []

    def enrol(client_id):
        with factory() as session:
            scope.enter(session, north.id)
            session.info["viewer"] = viewer(north, "worker")
            forms = FormService(session, registries().forms.every())
            service = CourseService(session, ServiceSessionService(session, forms))
            client = session.get(Client, (north.id, client_id))
            staff = session.get(Staff, (north.id, north.staff["worker"].id))
            kind = registries().session_types.every()["language_training"]
            ready.wait()
            found, course = service.require(keys["session"], lock=True)
            try:
                service.enrol(found, course, client, staff, kind)
            except NotAdmittedError as refusal:
                told.append(str(refusal.sentence))
                return
            session.commit()
            told.append("enrolled")

    threads = [threading.Thread(target=enrol, args=(key,)) for key in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(told)


def test_two_courses_given_one_code_at_one_moment_are_told_so_at_the_field(factory, last_spot):
    north, _keys = last_spot
    made = [uuid7(), uuid7()]
    with factory() as session:
        scope.enter(session, north.id)
        staff = north.staff["worker"].id
        for key in made:
            held = ServiceSession(
                id=uuid7(), session_type="language_training", created_by_id=staff,
                service_date="2026-09-07",
            )  # fmt: skip
            session.add(held)
            session.flush()
            session.add(
                TrainingCourse(
                    id=key, session_id=held.id, author_id=staff, worker_id=staff,
                    service_date="2026-09-07", program_id=north.programs[0].id,
                )
            )  # fmt: skip
        session.commit()
    ready, told = threading.Barrier(2, timeout=20), []

    def save(key):
        with factory() as session:
            scope.enter(session, north.id)
            session.info["viewer"] = viewer(north, "worker")
            course = session.get(TrainingCourse, (north.id, key))
            ready.wait()
            answers = {"course_code": "L-ENG-9"}
            wrong = TrainingCourse.__form__.settles(session, course, answers, TODAY)
            if wrong:
                told.append(str(wrong["course_code"]))
                return
            # The other one asks while this one is not saved yet.
            time.sleep(0.2)
            course.course_code = "L-ENG-9"
            session.commit()
            told.append("saved")

    threads = [threading.Thread(target=save, args=(key,)) for key in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == sorted(["saved", str(CODE_IS_TAKEN)])


def spots_taken(factory, last_spot):
    north, keys = last_spot
    with factory() as session:
        scope.enter(session, north.id)
        return taken(session, keys["session"])


def test_two_people_racing_for_the_last_spot_fill_it_once(factory, last_spot):
    _north, keys = last_spot
    assert race(factory, last_spot, keys["clients"]) == sorted(["enrolled", str(FULL)])
    assert spots_taken(factory, last_spot) == 1


def test_one_client_enrolled_twice_at_one_moment_is_enrolled_once(factory, last_spot):
    north, keys = last_spot
    with factory() as session:
        scope.enter(session, north.id)
        statement = select(TrainingCourse).execution_options(beyond_visibility=True)
        session.scalars(statement).one().total_spots = 5
        session.commit()
    told = race(factory, last_spot, [keys["clients"][0]] * 2)
    assert told.count("enrolled") == 1
    assert spots_taken(factory, last_spot) == 1


def test_whom_one_is_barred_from_keeps_their_place_on_the_waiting_list(factory, last_spot):
    north, keys = last_spot
    hidden, seen = keys["clients"]
    with factory() as session:
        scope.enter(session, north.id)
        course = session.scalars(
            select(TrainingCourse).execution_options(beyond_visibility=True)
        ).one()
        course.waiting_limit = 3
        third = Client(id=uuid7(), number=30, first_name="Third")
        session.add(third)
        session.flush()
        for position, client_id in enumerate((hidden, seen, third.id)):
            session.add(
                WaitingLine(
                    id=uuid7(), form_id=course.id, client_id=client_id, position=position,
                    asked_on=TODAY,
                )
            )  # fmt: skip
        session.commit()
        last = third.id
    with factory() as session:
        scope.enter(session, north.id)
        session.info["viewer"] = viewer(north, "worker", barred=[hidden])
        service = CourseService(session, ServiceSessionService(session, None))
        course = session.scalars(select(TrainingCourse)).one()
        service.change_waiting(course, session.get(Client, (north.id, last)), "up")
        assert [line.client_id for line in service.waiting(course)] == [last, seen]
        session.commit()
    with factory() as session:
        scope.enter(session, north.id)
        lines = session.scalars(
            select(WaitingLine)
            .order_by(WaitingLine.position)
            .execution_options(beyond_visibility=True)
        )
        found = [(line.client_id, line.position) for line in lines]
        assert found == [(hidden, 0), (last, 1), (seen, 2)]
