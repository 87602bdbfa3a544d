"""Matches take places of the directory; updates pick a match, count hours and tell its status."""

import pytest
from ocms_plugin_employment.models import MentorMatch, MentorUpdate
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.directory.models import SupporterMatch
from ocms_core.testing.statements import count_statements
from ocms_core.testing.world import viewer


@pytest.fixture
def match_id(bench, mentor):
    """Return the id of an active match with the mentor."""
    form_id = bench.attach("mentor_match")
    bench.save(form_id, match(mentor))
    return form_id


def match(mentor, **answers):
    """Return answers that make a match complete."""
    return {
        "role": "mentor",
        "supporter_id": str(mentor.id),
        "match_status": "active",
        "start_date": "2026-01-10",
        **answers,
    }


def told(match_id, day, **answers):
    """Return answers that make an update complete."""
    return {"match_id": match_id, "start_date": day, **answers}


def test_a_match_is_complete_with_the_four_green_answers_and_usual_lengths(bench, match_id):
    form = bench.stored(MentorMatch, match_id)
    assert (form.state, form.planned_months, form.planned_hours) == ("complete", 4, 24)


def test_goals_belong_to_mentors_and_subjects_to_tutors(bench, mentor, match_id):
    both = {"goals": ["networks"], "subjects": ["french"], "grades": ["grade_9_10"]}
    bench.save(match_id, match(mentor, **both))
    form = bench.stored(MentorMatch, match_id)
    assert (form.goals, form.subjects) == (["networks"], [])
    bench.save(match_id, match(mentor, role="tutor", **both))
    form = bench.stored(MentorMatch, match_id)
    assert (form.goals, form.subjects) == ([], ["french"])


def test_the_last_place_is_given_once_and_what_was_typed_stays(bench, mentor, match_id):
    second = bench.attach("mentor_match")
    answer = bench.save(second, match(mentor, meeting_place="Library"), status=422)
    assert "Nadia Roy helps as many clients as agreed (1)" in answer
    assert answer.html.find(id="f-meeting_place")["value"] == "Library"
    bench.save(second, match(mentor, match_status="proposed"))
    bench.save(match_id, match(mentor, match_status="completed"))
    bench.save(second, match(mentor))


def test_an_update_offers_this_clients_matches_alone(app, bench, mentor, match_id):
    other = Client(id=uuid7(), number=2, first_name="Bo", last_name="Li", name_key="li bo")
    bench.write(other)
    foreign = MentorMatch(
        id=uuid7(),
        client_id=other.id,
        service_date=bench.stored(MentorMatch, match_id).service_date,
        author_id=bench.north.staff["worker"].id,
        worker_id=bench.north.staff["worker"].id,
        program_id=bench.north.programs[0].id,
        role="mentor",
    )
    bench.write(foreign)
    form_id = bench.attach("mentor_update")
    options = bench.page(form_id).html.find(id="f-match_id").find_all("option")
    assert [option["value"] for option in options] == ["", match_id]
    assert options[1].text == "Mentor, Nadia Roy, Jan 15, 2026"
    answer = bench.save(form_id, told(str(foreign.id), "2026-01-15"), status=422)
    assert "Choose one of the answers of the list." in answer


def test_hours_are_summed_up_to_each_update_whatever_is_posted(bench, match_id):
    first, second = bench.attach("mentor_update"), bench.attach("mentor_update")
    bench.save(second, told(match_id, "2026-03-01", met_minutes="2:00", total_minutes="99:00"))
    assert bench.stored(MentorUpdate, second).total_minutes == 120
    bench.save(first, told(match_id, "2026-02-01", met_minutes="1:30"))
    assert bench.stored(MentorUpdate, first).total_minutes == 90
    assert bench.stored(MentorUpdate, second).total_minutes == 210
    assert "3:30" in bench.page(second)
    bench.save(first, told(match_id, "2026-02-01", met_minutes="0:30"))
    assert bench.stored(MentorUpdate, second).total_minutes == 150


def test_the_latest_update_tells_the_status_of_the_match(app, bench, match_id, engine):
    early, late = bench.attach("mentor_update"), bench.attach("mentor_update")
    with count_statements(engine) as sent:
        bench.save(late, told(match_id, "2026-03-01", match_status="completed"))
    locking = [text for text in sent.texts if "FOR UPDATE OF service_form" in text]
    assert len(locking) == 2, "the update, and the match that it changes"
    assert bench.stored(MentorMatch, match_id).match_status == "completed"
    bench.save(early, told(match_id, "2026-02-01", match_status="active"))
    stored = bench.stored(MentorMatch, match_id)
    assert stored.match_status == "completed"
    with app.open_session() as session:
        scope.enter(session, bench.north.id)
        session.info["viewer"] = viewer(bench.north, "admin")
        statement = select(SupporterMatch.status).where(SupporterMatch.form_id == match_id)
        assert session.scalar(statement) == "completed"


def test_an_update_cannot_bring_back_a_match_whose_place_is_taken(bench, mentor, match_id):
    bench.save(match_id, match(mentor, match_status="completed"))
    bench.save(bench.attach("mentor_match"), match(mentor))
    update = bench.attach("mentor_update")
    again = told(match_id, "2026-03-01", match_status="active")
    assert "helps as many clients as agreed" in bench.save(update, again, status=422)
    assert bench.stored(MentorMatch, match_id).match_status == "completed"


def test_a_match_that_an_update_is_about_is_not_removed(bench, mentor):
    match_id = bench.attach("mentor_match")
    update = bench.attach("mentor_update")
    bench.save(update, told(match_id, "2026-02-01"))
    page = bench.app.send(f"/forms/{match_id}/delete", {}, status=303).follow()
    assert "Another form refers to this one" in page
    assert bench.stored(MentorMatch, match_id) is not None


def test_a_colleague_does_not_see_a_private_match_in_the_list(app, bench, mentor, match_id):
    bench.save(match_id, match(mentor, private="yes"))
    update = bench.attach("mentor_update")
    bench.save(update, told(match_id, "2026-02-01"))
    app.sign_in(bench.north.emails["colleague"])
    options = bench.page(update).html.find(id="f-match_id").find_all("option")
    assert [option.text for option in options] == ["No answer", "A form that you may not open"]
    form = bench.form(update)
    form["meetings"] = "3"
    assert form.submit(status="*").status_int == 303
    assert str(bench.stored(MentorUpdate, update).match_id) == match_id


def test_a_match_is_copied_to_nobody_even_by_hand(app, bench, mentor, match_id):
    """The place it takes in the directory is this client's own."""
    other = Client(id=uuid7(), number=2, first_name="Bo", last_name="Li", name_key="li bo")
    bench.write(other)
    here = f"/sessions/{bench.session_id}"
    app.send(f"{here}/clients", {"client": "2", "form_id": str(uuid7())}, status=303)
    theirs = str(uuid7())
    fields = {"client": str(other.id), "kind": "mentor_match", "form_id": theirs}
    app.send(f"{here}/forms", fields, status=303)
    page = app.get(here)
    assert "Copy the shared answers of" not in page.text
    answer = app.send(f"{here}/forms/copy", {"form": match_id}, status=303).follow()
    told = answer.html.select_one("#messages .notice-error").text
    assert "one client’s own" in told
    assert bench.stored(MentorMatch, theirs).supporter_id is None
    assert bench.stored(MentorMatch, theirs).revision == 1
