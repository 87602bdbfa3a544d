"""A class of thirty for a month: saved in a second and in few statements, whatever its size."""

import time

import pytest
from ocms_plugin_language.learners import AttendanceMark, CourseAttendance, CourseEnrolment
from ocms_plugin_language.services import new_form
from sqlalchemy import select

from ocms_core.db import scope
from ocms_core.referrals.models import FollowUp
from ocms_core.service_sessions.models import ServiceSession, SessionClient
from ocms_core.testing.statements import count_statements

LEARNERS, MONTH = 30, "2026-09"
MOST_TO_SAVE, LONGEST = 20, 1.0


@pytest.fixture
def large(app, world, course):
    """Return a course of thirty learners and twenty-two classes a month."""
    every_day = ["mon", "tue", "wed", "thu", "fri"]
    course.set_up(total_spots="30", class_days=every_day, start_date="2026-09-01")
    app.send(course.path("/course/classes/make"), {})
    course.learners = course.clients(LEARNERS)
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        statement = select(ServiceSession).where(ServiceSession.id == course.session_id)
        found = session.scalars(statement.execution_options(beyond_visibility=True)).one()
        staff = world.north.staff["worker"]
        session.add_all(
            SessionClient(session_id=found.id, client_id=one.id) for one in course.learners
        )
        session.add_all(
            new_form(
                CourseEnrolment, found, one.id, staff, found.service_date,
                program_id=world.north.programs[0].id,
            )
            for one in course.learners
        )  # fmt: skip
        session.commit()
    return course


def save_month(app, connection, course, mark):
    """Fill in every cell and save; return cells, the processor's seconds and the statements.

    Not the clock's: other processes of a test run are at work too.
    """
    page = app.get(course.path(f"/course/attendance?month={MONTH}"))
    form = next(f for f in page.forms.values() if "days" in f.fields)
    cells = [name for name in form.fields if name and name.startswith("m-")]
    for name in cells:
        form[name] = mark
    with count_statements(connection) as sent:
        begun = time.process_time()
        form.submit(status=303)
        seconds = time.process_time() - begun
    return len(cells), seconds, sent


def test_a_class_of_thirty_for_a_month_is_saved_in_a_second(app, large, connection):
    cells, seconds, sent = save_month(app, connection, large, "present")
    assert cells == LEARNERS * 22
    assert len(large.rows(select(AttendanceMark))) == cells
    assert len(sent) <= MOST_TO_SAVE, str(sent)
    assert seconds < LONGEST, seconds
    again, seconds, sent = save_month(app, connection, large, "late")
    assert again == cells
    assert len(sent) <= MOST_TO_SAVE, str(sent)
    assert seconds < LONGEST, seconds
    assert {form.minutes for form in large.rows(select(CourseAttendance))} == {22 * 150}


def test_absences_of_many_become_one_task_each_in_few_statements(app, large, connection):
    _cells, _seconds, sent = save_month(app, connection, large, "absent")
    assert len(sent) <= MOST_TO_SAVE, str(sent)
    tasks = large.rows(select(FollowUp))
    assert len(tasks) == LEARNERS
    assert {task.assigned_id for task in tasks} == {large.world.north.staff["worker"].id}
    save_month(app, connection, large, "present")
    save_month(app, connection, large, "absent")
    assert len(large.rows(select(FollowUp))) == LEARNERS


def test_pages_of_a_large_class_are_cheap(app, large, connection):
    save_month(app, connection, large, "present")
    for page in ("/course/roster", "/course/attendance?month=2026-09", "/course/classes"):
        with count_statements(connection) as sent:
            app.get(large.path(page))
        assert len(sent) <= 12, (page, str(sent))


def test_many_exits_are_begun_in_few_statements(app, large, connection):
    with count_statements(connection) as sent:
        app.send(large.path("/course/roster/exits"), {})
    assert len(sent) <= MOST_TO_SAVE, str(sent)
