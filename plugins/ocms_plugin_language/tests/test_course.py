"""The pages of a course: roster, spots, waiting list, calendar, attendance, exits, certificate."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from ocms_plugin_language.absences import IN_A_ROW, IN_MONTH, alert_of
from ocms_plugin_language.learners import (
    AttendanceMark,
    CourseAttendance,
    CourseEnrolment,
    CourseExit,
)
from ocms_plugin_language.models import ClassDate, WaitingLine
from sqlalchemy import select

from ocms_core.db.types import uuid7
from ocms_core.referrals.models import FollowUp
from ocms_core.testing.statements import count_statements
from tests.common.records import TODAY

MONTH = "2026-09"
MOST_TO_SHOW, MOST_TO_SAVE = 12, 20


@pytest.fixture
def taught(app, course):
    """Return a course with a calendar and three learners."""
    course.set_up()
    app.send(course.path("/course/classes/make"), {})
    course.learners = course.clients(5)
    for one in course.learners[:3]:
        course.send("/course/roster/enrol", client=one.number)
    return course


def mark_month(app, course, marks, **more):
    """Post the grid of September as its page has it, with some cells changed."""
    page = app.get(course.path(f"/course/attendance?month={MONTH}"))
    form = next(f for f in page.forms.values() if "days" in f.fields)
    for (client, day), mark in marks.items():
        form[f"m-{client.number}-{day}"] = mark
    for name, value in more.items():
        form[name] = value
    return form.submit("fill" if more else None)


def test_the_roster_tells_spots_and_enrols_until_the_course_is_full(app, taught):
    page = app.get(taught.path("/course/roster"))
    assert "3 / 3" in page
    answer = taught.send("/course/roster/enrol", client=taught.learners[3].number).follow()
    assert "The course is full" in answer
    assert "The course is full" in taught.enrol(taught.learners[3]).follow()
    assert len(taught.rows(select(CourseEnrolment))) == 3


def test_fewer_spots_than_learners_are_refused(taught):
    answer = taught.set_up(total_spots="2")
    assert (answer.status_int, "keep a spot for each" in answer) == (422, True)


def test_the_waiting_list_keeps_its_order_and_is_offered_a_free_spot(app, taught):
    taught.set_up(end_date=str(TODAY + dt.timedelta(days=90)))
    first, second = taught.learners[3:]
    for one in (first, second):
        taught.send("/course/roster/waiting", client=one.number)
    assert (
        "on the waiting list already"
        in taught.send("/course/roster/waiting", client=first.number).follow()
    )
    taught.send("/course/roster/waiting", client=second.number, what="up")
    lines = taught.rows(select(WaitingLine).order_by(WaitingLine.position))
    assert [line.client_id for line in lines] == [second.id, first.id]
    assert "A spot is free" not in app.get(taught.path("/course/roster"))
    leave(app, taught, taught.learners[0], exit_status="advanced")
    page = app.get(taught.path("/course/roster"))
    assert "A spot is free" in page
    taught.send("/course/roster/enrol", client=second.number)
    lines = taught.rows(select(WaitingLine))
    assert [line.client_id for line in lines] == [first.id]
    taught.send("/course/roster/waiting", client=first.number, what="remove")
    assert taught.rows(select(WaitingLine)) == []


def leave(app, course, learner, **answers):
    """Fill in an exit form."""
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
    return form


def test_the_calendar_follows_from_the_course_and_is_changed_day_by_day(app, taught):
    days = [one.held_on for one in taught.rows(select(ClassDate).order_by(ClassDate.held_on))]
    assert (days[0], days[-1]) == (dt.date(2026, 9, 7), dt.date(2026, 10, 28))
    assert {day.weekday() for day in days} == {0, 2}
    page = app.get(taught.path(f"/course/classes?month={MONTH}"))
    assert len(page.html.select("td.is-class")) == 8
    change = {"day": "2026-09-07", "what": "cancel", "note": "Labour Day"}
    page = app.send(taught.path("/course/classes/change"), change).follow()
    assert "Labour Day" in page
    page = app.send(
        taught.path("/course/classes/change"), {"day": "2026-09-11", "what": "add"}
    ).follow()
    assert len(page.html.select("td.is-class")) == 8
    app.send(taught.path("/course/classes/make"), {})
    assert len(taught.rows(select(ClassDate))) == len(days) + 1
    mark_month(app, taught, {(taught.learners[0], "2026-09-11"): "present"})
    page = app.send(taught.path("/course/classes/change"), {"day": "2026-09-11", "what": "remove"})
    assert "Attendance was taken in this class" in page.follow()
    app.send(taught.path("/course/classes/change"), {"day": "2026-09-16", "what": "remove"})
    assert len(taught.rows(select(ClassDate))) == len(days)


def test_a_month_is_marked_and_reckoned(app, taught):
    one, two, three = taught.learners[:3]
    marks = {
        (one, "2026-09-07"): "present",
        (one, "2026-09-09"): "late",
        (two, "2026-09-07"): "absent",
        (three, "2026-09-07"): "excused",
    }
    page = mark_month(app, taught, marks).follow()
    assert "Attendance is saved" in page
    forms = {form.client_id: form for form in taught.rows(select(CourseAttendance))}
    assert {key: form.minutes for key, form in forms.items()} == {
        one.id: 300,
        two.id: 0,
        three.id: 0,
    }
    assert {form.state for form in forms.values()} == {"complete"}
    assert str(forms[one.id].service_date) == "2026-09-09"
    mark_month(app, taught, {(one, "2026-09-09"): ""})
    forms = {form.client_id: form for form in taught.rows(select(CourseAttendance))}
    assert forms[one.id].minutes == 150


def test_everybody_without_a_mark_gets_one_and_two_people_do_not_undo_each_other(app, taught):
    one = taught.learners[0]
    stale = app.get(taught.path(f"/course/attendance?month={MONTH}"))
    mark_month(app, taught, {(one, "2026-09-07"): "absent"})
    mark_month(app, taught, {}, fill_day="2026-09-07", fill_mark="present")
    form = next(f for f in stale.forms.values() if "days" in f.fields)
    form[f"m-{one.number}-2026-09-09"] = "present"
    form.submit()
    marks = taught.rows(select(AttendanceMark))
    found = sorted((str(mark.class_date), mark.mark) for mark in marks)
    assert found == [
        ("2026-09-07", "absent"),
        ("2026-09-07", "present"),
        ("2026-09-07", "present"),
        ("2026-09-09", "present"),
    ]


def test_one_class_takes_hours_and_notes_and_keeps_what_was_typed(app, taught):
    one, two = taught.learners[:2]
    address = taught.path("/course/attendance/2026-09-09")
    form = next(f for f in app.get(address).forms.values() if f"h-{one.number}" in f.fields)
    form[f"m-{one.number}"], form[f"h-{one.number}"] = "left_early", "abc"
    form[f"n-{one.number}"] = "Doctor"
    answer = form.submit(status=422)
    assert "Type the hours as 1:30" in answer
    form = next(f for f in answer.forms.values() if f"h-{one.number}" in f.fields)
    assert (form[f"m-{one.number}"].value, form[f"n-{one.number}"].value) == (
        "left_early",
        "Doctor",
    )
    form[f"h-{one.number}"], form[f"m-{two.number}"] = "1:30", "present"
    form.submit(status=303)
    marks = {mark.mark: mark for mark in taught.rows(select(AttendanceMark))}
    assert (marks["left_early"].minutes, marks["left_early"].note) == (90, "Doctor")
    assert marks["present"].minutes == 150


@pytest.mark.parametrize(
    ("marks", "why"),
    [
        ("aaa", IN_A_ROW),
        ("paha", None),
        ("paahap", IN_MONTH),
        ("aap", None),
        ("aaea", IN_MONTH),
        ("paahha", IN_A_ROW),
        ("", None),
    ],
)
def test_absences_ask_for_a_call(marks, why):
    words = {"a": "absent", "p": "present", "h": "holiday", "e": "excused"}
    days = [(dt.date(2026, 9, 1 + at), words[letter]) for at, letter in enumerate(marks)]
    found = alert_of(days)
    assert (found.why if found else None) == why


def test_an_alert_stands_on_the_roster(app, taught):
    one = taught.learners[0]
    days = [str(day.held_on) for day in taught.rows(select(ClassDate).order_by(ClassDate.held_on))]
    october = [day for day in days if day.startswith("2026-10")][:3]
    page = app.get(taught.path("/course/attendance?month=2026-10"))
    form = next(f for f in page.forms.values() if "days" in f.fields)
    for day in october:
        form[f"m-{one.number}-{day}"] = "absent"
    form.submit()
    page = app.get(taught.path("/course/roster"))
    assert "3 classes in a row" in page.html.select_one("#alerts-title").parent.text


def test_absences_go_on_into_the_next_month_and_ask_for_one_call(app, taught):
    one = taught.learners[0]
    days = [str(day.held_on) for day in taught.rows(select(ClassDate).order_by(ClassDate.held_on))]
    first = next(at for at, day in enumerate(days) if day.startswith("2026-10"))
    absent, calls = days[first - 2 : first + 2], []
    for day in absent:
        page = app.get(taught.path(f"/course/attendance?month={day[:7]}"))
        form = next(f for f in page.forms.values() if "days" in f.fields)
        form[f"m-{one.number}-{day}"] = "absent"
        form.submit()
        calls.append(len(taught.rows(select(FollowUp).where(FollowUp.client_id == one.id))))
    assert calls == [0, 0, 1, 1]


def test_exits_are_begun_at_once_when_the_course_has_ended(app, taught):
    page = app.get(taught.path("/course/roster"))
    assert "3 learners have no exit form" in " ".join(page.html.text.split())
    taught.send("/course/roster/exits")
    taught.send("/course/roster/exits")
    exits = taught.rows(select(CourseExit))
    assert len(exits) == 3
    assert {str(form.service_date) for form in exits} == {"2026-10-30"}
    assert "no exit form" not in app.get(taught.path("/course/roster"))


def test_a_certificate_is_dated_today_at_first(app, taught):
    before = dt.datetime.now(ZoneInfo("America/Toronto")).date()
    taught.send("/course/roster/exits")
    after = dt.datetime.now(ZoneInfo("America/Toronto")).date()
    form = app.get(f"/forms/{taught.form_of('language_exit', taught.learners[0])}")
    dated = form.html.select_one("[name=certificate_on]")["value"]
    assert before <= dt.date.fromisoformat(dated) <= after


def test_a_certificate_is_dated_today_also_after_the_client_was_in_progress(app, taught):
    form = leave(app, taught, taught.learners[0], exit_status="in_progress")
    assert taught.rows(select(CourseExit))[0].certificate_on is None
    page = app.get(f"/forms/{form}")
    today = dt.datetime.now(ZoneInfo("America/Toronto")).date()
    dated = dt.date.fromisoformat(page.html.select_one("[name=certificate_on]")["value"])
    assert today - dt.timedelta(days=1) <= dated <= today
    taught.post(form, {**CERTIFIED, "certificate_on": dated.isoformat()})
    assert taught.rows(select(CourseExit))[0].certificate_on == dated


CERTIFIED = {
    "exit_status": "completed",
    "exit_date": "2026-10-30",
    "certificate_issued": "yes",
    "certificate_listening": "clb_5",
    "certificate_speaking": "clb_4",
    "certificate_on": "2026-10-30",
}


def test_a_certificate_is_for_who_completed_and_may_be_seen(app, taught):
    one, two = taught.learners[:2]
    form = leave(app, taught, one, **CERTIFIED)
    page = app.get(f"/forms/{form}/certificate")
    assert "Learner100 Of North" in page
    assert "CLB 5" in page
    assert "NCLC 5" in app.get(f"/forms/{form}/certificate?language=fr")
    other = leave(app, taught, two, exit_status="completed", certificate_issued="no")
    app.get(f"/forms/{other}/certificate", status=404)
    taught.sign_in("stranger")
    app.get(f"/forms/{form}/certificate", status=404)


@pytest.mark.parametrize(
    "page",
    ["/course/roster", "/course/classes", "/course/attendance", "/course/attendance/2026-09-09"],
)
def test_a_course_of_another_program_is_not_there(app, taught, page):
    app.get(taught.path(page))
    taught.sign_in("stranger")
    app.get(taught.path(page), status=404)
    taught.sign_in("seer")
    assert app.get(taught.path(page)).status_int == 200


def test_a_private_enrolment_is_a_number_for_others(app, taught):
    one = taught.learners[0]
    form = taught.form_of("language_enrolment", one)
    taught.post(
        form,
        {
            "private": "yes",
            "first_class": "2026-09-07",
            "program_id": str(taught.world.north.programs[0].id),
        },
    )
    taught.sign_in("colleague")
    page = app.get(taught.path("/course/roster"))
    assert "Learner100" not in page.html.select_one("#learners-title").parent.text
    assert "3 / 3" in page
    assert "may not open: 1" in " ".join(page.html.text.split())
    assert "Learner100" not in app.get(taught.path(f"/course/attendance?month={MONTH}"))
    assert "Learner100" not in app.get(taught.path("/course/attendance/2026-09-09"))


def test_somebody_who_is_barred_sees_nothing_of_the_learner(app, taught):
    one = taught.learners[0]
    taught.sign_in("admin")
    barred = {"staff": str(taught.world.north.staff["colleague"].id), "reason": "A neighbour."}
    app.send(f"/clients/{one.number}/conflicts", barred, status=303)
    taught.sign_in("colleague")
    for page in (
        "/course/roster",
        f"/course/attendance?month={MONTH}",
        "/course/attendance/2026-09-09",
    ):
        assert "Learner100" not in app.get(taught.path(page))
    assert "3 / 3" in app.get(taught.path("/course/roster"))


@pytest.mark.parametrize(
    "page",
    ["/course/roster", "/course/classes", "/course/attendance", "/course/attendance/2026-09-09"],
)
def test_pages_are_cheap(app, taught, connection, page):
    mark_month(app, taught, {(taught.learners[0], "2026-09-07"): "present"})
    with count_statements(connection) as sent:
        app.get(taught.path(page))
    assert len(sent) <= MOST_TO_SHOW, str(sent)


def test_hostile_posts_are_refused_without_a_fault(app, taught):
    for path, fields in (
        ("/course/attendance", {"m-1-2026-09-07": "present"}),
        ("/course/attendance", {f"m-{taught.learners[0].number}-2026-99-07": "present"}),
        ("/course/attendance", {f"m-{taught.learners[0].number}-2026-09-07": "<script>"}),
        ("/course/attendance", {"fill": "1", "fill_day": "soon", "fill_mark": "present"}),
        ("/course/attendance", {"month": "x"}),
        ("/course/attendance", {"other": "x"}),
        ("/course/attendance/2026-09-09", {f"m-{taught.learners[0].number}": "x"}),
        ("/course/attendance/2026-09-09", {"m-999999": "present"}),
        ("/course/classes/change", {"day": "x", "what": "cancel"}),
        ("/course/classes/change", {"day": "2026-09-07", "what": "x"}),
        ("/course/roster/waiting", {"client": str(taught.learners[0].number), "what": "x"}),
    ):
        assert app.send(taught.path(path), fields, status="*").status_int == 400, (path, fields)
    for path, fields in (
        ("/course/roster/enrol", {"client": "x"}),
        ("/course/roster/waiting", {"client": "99999999999999999999"}),
        ("/course/classes/change", {"day": "2026-09-08", "what": "cancel"}),
    ):
        assert app.send(taught.path(path), fields, status="*").status_int == 404, (path, fields)


def test_switched_off_the_pages_of_a_course_are_gone_and_on_again_they_are_as_before(app, taught):
    held = [str(day.held_on) for day in taught.rows(select(ClassDate).order_by(ClassDate.held_on))]
    days = [day for day in held if day.startswith(MONTH)][:3]
    mark_month(app, taught, {(taught.learners[0], day): "absent" for day in days})
    waiting = {"client": str(taught.learners[3].number)}
    taught.send("/course/roster/waiting", **waiting)
    pages = [taught.path(f"/course/{name}") for name in ("roster", "classes", "attendance")]
    app.get("/")  # The flashed lines are shown once, and not told again below.
    before = [app.get(page).html.main.get_text() for page in pages]
    assert "3 classes in a row" in before[0]
    lines = [line.id for line in taught.rows(select(WaitingLine))]
    taught.sign_in("admin")
    app.send("/plugins/language", {"enabled": "no"}, status=303)
    taught.sign_in("worker")
    for page in pages:
        app.get(page, status=404)
    app.send(taught.path("/course/roster/waiting"), waiting, status=404)
    for path in ("/", taught.path(), f"/clients/{taught.learners[0].number}"):
        shown = app.get(path)
        assert "/course/" not in shown, path
        assert "classes in a row" not in shown, path
    taught.sign_in("admin")
    app.send("/plugins/language", {"enabled": "yes"}, status=303)
    taught.sign_in("worker")
    app.get("/")
    assert [app.get(page).html.main.get_text() for page in pages] == before
    assert [line.id for line in taught.rows(select(WaitingLine))] == lines
