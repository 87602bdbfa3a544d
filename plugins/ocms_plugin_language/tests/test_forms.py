"""The forms of language training: what they hold to, where they begin, what they reckon."""

import re

import pytest
from ocms_plugin_language.learners import CourseAttendance, CourseEnrolment, CourseExit
from ocms_plugin_language.models import TrainingCourse
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ocms_core.clients.rows import LanguageLevel
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.service_sessions.models import SessionClient

BLENDED = {"training_format": "blended", "in_person_percent": "60"}


def test_a_course_is_complete_with_its_green_answers(course):
    course.set_up()
    assert course.rows(select(TrainingCourse))[0].state == "complete"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({**BLENDED, "online_percent": "50"}, "The two percentages must add up to 100."),
        ({"funded_spots": "4"}, "There cannot be more IRCC-funded spots"),
        ({"end_date": "2026-09-01"}, "The course ends before it starts"),
        ({"total_spots": "51"}, "50"),
        ({"class_minutes": "0:20"}, "in quarters of an hour, for example 2:15"),
        ({"classes_per_week": "3"}, "differs from the days that are ticked"),
        ({"reading_levels": ["not_applicable", "clb_3"]}, "stands alone"),
        ({"phone": "12"}, "Type the whole telephone number"),
    ],
)
def test_what_is_surely_wrong_is_told_and_not_saved(course, answers, sentence):
    answer = course.set_up(**answers)
    assert answer.status_int == 422
    assert sentence in answer
    assert course.rows(select(TrainingCourse))[0].course_code is None


def test_percentages_that_add_up_and_levels_are_kept(course):
    levels = ["lit_foundation", "clb_1"]
    answer = course.set_up(**BLENDED, online_percent="40", reading_levels=levels, funded_spots="3")
    assert answer.status_int == 303
    stored = course.rows(select(TrainingCourse))[0]
    assert (stored.in_person_percent, stored.online_percent) == (60, 40)
    assert stored.reading_levels == levels


def test_a_code_belongs_to_one_course(app, world, course):
    course.set_up()
    other = type(course)(app, world)
    answer = other.set_up(course_code="l-eng-1")
    assert answer.status_int == 422
    assert "Another course of the agency has this code" in answer


def test_the_database_refuses_a_second_course_of_a_code(app, world, course):
    course.set_up()
    other = type(course)(app, world)
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        statement = select(TrainingCourse).where(TrainingCourse.id == other.main)
        row = session.scalars(statement.execution_options(beyond_visibility=True)).one()
        row.course_code = "L-ENG-1"
        with pytest.raises(IntegrityError, match="uq_language_course"):
            session.flush()


def test_nobody_is_enrolled_before_the_course_has_spots(course):
    (learner,) = course.clients(1)
    page = course.enrol(learner).follow()
    assert "Nobody can be enrolled yet" in page
    assert course.rows(select(CourseEnrolment)) == []


def test_an_enrolment_begins_with_the_course_and_the_latest_assessment(app, world, course):
    course.set_up()
    (learner,) = course.clients(1)
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.add(
            LanguageLevel(
                client_id=learner.id,
                assessed_on="2026-08-20",
                tool="clbpt",
                listening="clb_4",
                reading="clb_3",
            )
        )
        session.commit()
    course.enrol(learner)
    (enrolment,) = course.rows(select(CourseEnrolment))
    assert str(enrolment.first_class) == str(enrolment.service_date) == "2026-09-07"
    assert (enrolment.start_listening, enrolment.start_reading) == ("clb_4", "clb_3")
    assert (enrolment.assessment_tool, enrolment.preferred_official_language) == ("clbpt", "eng")
    assert enrolment.funder_id == world.north.funders[0].id


def test_the_first_class_is_within_the_course_and_dates_the_form(course):
    course.set_up()
    (learner,) = course.clients(1)
    course.enrol(learner)
    form = course.form_of("language_enrolment", learner)
    answer = course.post(form, {"first_class": "2026-11-02"}, status="*")
    assert answer.status_int == 422
    assert "outside the dates of the course" in answer
    course.post(form, {"first_class": "2026-09-21"})
    assert str(course.rows(select(CourseEnrolment))[0].service_date) == "2026-09-21"


def test_a_client_is_enrolled_once(app, world, course):
    course.set_up()
    (learner,) = course.clients(1)
    course.enrol(learner)
    course.enrol(learner)
    fields = {"client": str(learner.id), "kind": "language_enrolment", "form_id": str(uuid7())}
    page = app.send(course.path("/forms"), fields).follow()
    assert "has this form in this session already" in page
    assert len(course.rows(select(CourseEnrolment))) == 1
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.add(SessionClient(session_id=course.session_id, client_id=learner.id))
        with pytest.raises(IntegrityError, match="uq_session_client"):
            session.flush()


def test_an_exit_waits_for_the_course_form(app, world, course):
    course.set_up(course_code=None)
    (learner,) = course.clients(1)
    course.enrol(learner)
    fields = {"client": str(learner.id), "kind": "language_exit", "form_id": str(uuid7())}
    app.send(course.path("/forms"), fields)
    form = course.form_of("language_exit", learner)
    assert course.post(form, {"exit_status": "in_progress"}, status="*").status_int == 409
    course.set_up()
    assert course.post(form, {"exit_status": "in_progress"}, status="*").status_int == 303


def leave(app, course, learner, **answers):
    """Attach an exit form and post it; return the stored form."""
    fields = {"client": str(learner.id), "kind": "language_exit", "form_id": str(uuid7())}
    app.send(course.path("/forms"), fields)
    form = course.form_of("language_exit", learner)
    whole = {
        "funder_id": str(course.world.north.funders[0].id),
        "program_id": str(course.world.north.programs[0].id),
        "status": "completed",
        **answers,
    }
    course.post(form, whole)
    return course.rows(select(CourseExit).where(CourseExit.id == form))[0]


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"exit_status": "in_progress"}, "not_counted"),
        ({"exit_status": "completed"}, "incomplete"),
        ({"exit_status": "completed", "certificate_issued": "no"}, "complete"),
        ({"exit_status": "completed", "certificate_issued": "yes"}, "incomplete"),
        (
            {
                "exit_status": "completed",
                "certificate_issued": "yes",
                "certificate_listening": "clb_5",
                "certificate_speaking": "clb_4",
                "certificate_on": "2026-10-30",
            },
            "complete",
        ),
        ({"exit_status": "advanced"}, "complete"),
        ({"exit_status": "exited"}, "incomplete"),
        (
            {"exit_status": "exited", "exit_date": "2026-10-02", "exit_reason": "employment"},
            "complete",
        ),
    ],
)
def test_each_exit_status_asks_for_its_own(app, course, answers, state):
    course.set_up()
    (learner,) = course.clients(1)
    course.enrol(learner)
    assert leave(app, course, learner, **answers).state == state


def test_a_reason_is_gone_when_the_client_completed(app, course):
    course.set_up()
    (learner,) = course.clients(1)
    course.enrol(learner)
    form = leave(
        app, course, learner, exit_status="completed", exit_reason="illness",
        certificate_issued="no",
    )  # fmt: skip
    assert form.exit_reason is None


def test_attendance_reckons_its_hours_and_holds_to_its_month(app, world, course):
    course.set_up()
    (learner,) = course.clients(1)
    course.enrol(learner)
    key = uuid7()
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.add(
            CourseAttendance(
                id=key,
                session_id=course.session_id,
                client_id=learner.id,
                author_id=world.north.staff["worker"].id,
                worker_id=world.north.staff["worker"].id,
                service_date="2026-09-01",
                month="2026-09-01",
            )
        )
        session.commit()
    rows = {
        "marks-0-id": "",
        "marks-0-class_date": "2026-09-07",
        "marks-0-mark": "present",
        "marks-0-minutes": "2:30",
        "marks-1-id": "",
        "marks-1-class_date": "2026-09-09",
        "marks-1-mark": "late",
        "marks-1-minutes": "1:45",
    }
    course.post(key, rows)
    assert course.rows(select(CourseAttendance))[0].minutes == 255
    for changed, sentence in (
        ({"marks-1-class_date": "2026-10-07"}, "A class is of another month"),
        ({"marks-1-class_date": "2026-09-07"}, "One day stands here twice"),
        ({"marks-1-mark": "absent", "marks-1-minutes": "2:00"}, "Hours belong to somebody"),
    ):
        answer = course.post(key, {**rows, **changed}, status="*")
        assert (answer.status_int, sentence in answer) == (422, True), sentence


def test_forms_of_a_course_keep_their_days_when_the_session_moves(app, course):
    course.set_up()
    (learner,) = course.clients(1)
    course.enrol(learner)
    page = app.get(course.path("/edit"))
    form = next(f for f in page.forms.values() if "service_date" in f.fields)
    form["service_date"] = "2026-08-01"
    form.submit()
    assert str(course.rows(select(CourseEnrolment))[0].service_date) == "2026-09-07"
    assert str(course.rows(select(TrainingCourse))[0].service_date) == "2026-08-01"


def test_an_assessment_is_offered_in_direct_service_and_valid_a_year(app, world):
    app.sign_in(world.north.emails["worker"])
    begin = app.get("/sessions/new?type=direct_service&client=1")
    form = next(f for f in begin.forms.values() if "service_date" in f.fields)
    form["service_date"] = "2026-02-03"
    page = form.submit().follow()
    session = re.search(r"/sessions/([0-9a-f-]{36})", page.text).group(0)
    page = app.get(session)
    adding = next(f for f in page.forms.values() if "kind" in f.fields)
    page = adding.submit("kind", value="language_assessment").follow()
    form = next(f for f in page.forms.values() if "valid_until" in f.fields)
    assert (form["assessed_on"].value, form["valid_until"].value) == ("2026-02-03", "2027-02-03")
    form["valid_until"] = "2025-01-01"
    assert "The result ends before it was assessed" in form.submit(status=422)
