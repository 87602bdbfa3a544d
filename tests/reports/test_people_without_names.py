"""Activities and courses in reports, counted by hand: services, people, clients and hours."""

import dataclasses

import pytest

from ocms_core.db import scope as agency_scope
from ocms_core.forms.choices import StoredChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.services import FormService
from ocms_core.plugins.manager import registries
from ocms_core.reports import drill
from ocms_core.reports.measures import (
    ANONYMOUS_CLIENTS,
    ATTENDANCES,
    CLIENTS,
    HOURS,
    SERVICES,
    SESSIONS,
    answer,
    average,
    total,
)
from ocms_core.security.visibility import Viewer
from tests.common.records import TODAY

EVERYTHING = (SERVICES, CLIENTS, ANONYMOUS_CLIENTS, ATTENDANCES, HOURS, SESSIONS)
DAY = "2026-03-10"


@pytest.fixture
def march(agency):
    """Write a named activity, one without names, one nobody came to, and a course.

    Named: three are on the list, two came for two hours, and four more were counted. Without names:
    31 people for an hour and a half. The course has 40 hours and one learner, enrolled.
    """
    named = agency.session(DAY, session_type="io_group")
    agency.service(
        None, DAY, "io_group_activity", session=named, minutes=120, attendances=4, site="North"
    )
    ana, ben = agency.client(), agency.client()
    for client, state in ((ana, "complete"), (ben, "complete"), (agency.client(), "not_counted")):
        agency.service(client, DAY, "io_group_attendee", session=named, minutes=120, state=state)
    plain = agency.session(DAY, session_type="cc_group_anonymous")
    agency.service(
        None, DAY, "cc_group_activity", session=plain, minutes=90, attendances=31, site="South"
    )
    empty = agency.session(DAY, session_type="cc_group_anonymous")
    agency.service(None, DAY, "cc_group_activity", session=empty, minutes=60, attendances=0)
    course = agency.session(DAY, session_type="language_training")
    agency.service(None, DAY, "language_course", session=course, attendances=0)
    agency.service(ana, DAY, "language_enrolment", session=course)
    return agency


def test_the_whole_agency_is_as_counted_by_hand(march, count):
    lines, whole = count(march.scope(), ("form",), EVERYTHING)
    known = {"anonymous": 0, "attendances": 0}
    nobody = dict.fromkeys(("services", "clients", "anonymous"), 0)
    assert lines == {
        "io_group_activity": nobody | {"attendances": 4, "hours": 8, "sessions": 1},
        "cc_group_activity": nobody | {"attendances": 31, "hours": 46.5, "sessions": 1},
        "io_group_attendee": known | {"services": 2, "clients": 2, "hours": 4, "sessions": 1},
        "language_enrolment": known | {"services": 1, "clients": 1, "hours": 0, "sessions": 1},
    }
    people = {"anonymous": 0, "attendances": 35}
    assert whole == people | {"services": 3, "clients": 2, "hours": 58.5, "sessions": 3}


def test_people_without_names_are_anonymous_and_never_named(march, count):
    for clients, services, people in (("named", 3, 0), ("anonymous", 0, 35), ("both", 3, 35)):
        _, total = count(march.scope(clients=clients), (), (SERVICES, ATTENDANCES, CLIENTS))
        assert (total["services"], total["attendances"]) == (services, people)
        assert total["clients"] == (0 if clients == "anonymous" else 2)


def test_what_stands_behind_a_figure_says_services_and_people(march):
    nobody = frozenset()
    march.db.info["viewer"] = Viewer(
        staff_id=march.worker("ana").id,
        programs=nobody,
        managed=nobody,
        kinds=frozenset(march.forms),
        is_admin=True,
    )
    behind = drill.read_behind(march.db, march.scope(), (), 1)
    assert (behind.forms, behind.services, behind.attendances, behind.clients) == (5, 3, 35, 2)
    assert (behind.visible, behind.hidden) == (5, 0)


def test_a_report_about_courses_still_finds_them(march, count):
    spots = total("spots", answer(_course(), "total_spots"), title="Spots", definition="Spots.")
    whole = march.scope(form="language_course")
    about = dataclasses.replace(whole, own_form="language_course")
    assert count(whole, (), (SESSIONS,))[1] == {"sessions": 0}
    assert count(about, (), (SESSIONS, SERVICES, spots))[1] == {
        "sessions": 1,
        "services": 0,
        "spots": 0,
    }


def _course():
    return registries().forms.every()["language_course"]


def test_numbers_of_a_form_are_added_up_and_averaged(agency, count):
    client = agency.client()
    attendee = registries().forms.every()["io_group_attendee"]
    for program, rating in (("a", 5), ("a", 4), ("a", None), ("b", 2)):
        agency.service(client, DAY, "io_group_attendee", program=program, rating=rating)
    agency.service(client, DAY, "non_specified", program="b", minutes=30)
    read = answer(attendee, "rating")
    summed = total("points", read, title="Points", definition="Sum.")
    mean = average("rating", read, title="Rating", definition="Mean.")
    heavy = average("heavy", read, title="Rating", definition="Mean.", weight=read)
    lines, whole = count(agency.scope(), ("program",), (SERVICES, summed, mean, heavy))
    named = {agency.program(name).id: name for name in "ab"}
    found = {named[key]: tuple(map(float, line.values())) for key, line in lines.items()}
    assert found == {"a": (3, 9, 4.5, 4.56), "b": (2, 2, 2, 2)}
    assert str(whole["rating"]) == "3.67"
    assert count(agency.scope(form="needs_assessment"), (), (mean,))[1] == {"rating": None}


def test_an_activity_knows_its_people_when_it_is_judged(agency):
    kinds = registries().forms.every()
    agency_scope.enter(agency.db, agency.agency.id)
    visit = agency.session(DAY, session_type="io_group_anonymous")
    form = agency.service(None, DAY, "io_group_activity", session=visit, state="incomplete")
    editor = Editor(
        kinds["io_group_activity"], StoredChoices(agency.db, "en"), locale="en", today=TODAY
    )
    service = FormService(agency.db, kinds)
    for people, expected in (((12, 19), 31), ((), 0)):
        rows = [{"people": number} for number in people]
        submission = editor.judge(editor.raw_from({"activity.headcounts": rows}))
        service.judge_saved(form, submission)
        assert form.attendances == expected
    course = agency.service(None, DAY, "language_course", state="incomplete")
    editor = Editor(_course(), StoredChoices(agency.db, "en"), locale="en", today=TODAY)
    service.judge_saved(course, editor.judge({}))
    assert course.attendances == 0
