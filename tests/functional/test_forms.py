"""A form's life without JavaScript: drafts, lines, mistakes, two people at once, completing."""

import pytest
from sqlalchemy import select, update

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.models import Draft, ServiceForm
from ocms_core.service_sessions.models import ServiceSession


@pytest.fixture
def form_id(north):
    north.sign_in("worker")
    return north.begin_session()[1]


def test_an_incomplete_form_is_saved_and_says_so_in_words(north, form_id):
    page = north.app.get(f"/forms/{form_id}")
    answer = north.form(page, "topics_given").submit(status=303).follow()
    assert answer.request.path == f"/forms/{form_id}"
    assert "It counts in reports when it is complete" in answer
    assert "Incomplete" in answer
    assert north.record(ServiceForm, form_id).state == "incomplete"


def test_nothing_at_all_can_be_saved(north, form_id):
    north.post_form(form_id, [], status=303)
    form = north.record(ServiceForm, form_id)
    assert (form.state, form.status, form.completed_at) == ("incomplete", None, None)


def test_green_answers_complete_it_and_taking_one_away_opens_it_again(north, form_id, complete):
    answer = north.post_form(form_id, complete, status=303)
    assert "/sessions/" in answer.location
    assert "Complete" in answer.follow()
    form = north.record(ServiceForm, form_id)
    assert (form.state, form.revision) == ("complete", 2)
    assert form.completed_at is not None
    north.post_form(form_id, complete[1:], revision="2", status=303)
    form = north.record(ServiceForm, form_id)
    assert (form.state, form.revision, form.completed_at) == ("incomplete", 3, None)


def test_saving_without_a_change_is_no_new_revision(north, form_id, complete):
    north.post_form(form_id, complete, status=303)
    before = len(north.changes())
    north.post_form(form_id, complete, revision="2", status=303)
    assert north.record(ServiceForm, form_id).revision == 2
    assert len(north.changes()) == before


def test_a_wrong_value_keeps_all_that_was_typed(north, form_id, complete):
    page = north.post_form(
        form_id,
        [*complete, ("minutes", "half <b>an hour"), ("notes", "They <i>told</i> me\nmuch.")],
        status=422,
    )
    assert "There is a problem" in page
    assert 'href="#f-minutes"' in page
    form = north.form(page, "topics_given")
    assert form["minutes"].value == "half <b>an hour"
    assert form["notes"].value.strip() == "They <i>told</i> me\nmuch."
    assert "<i>told</i>" not in page.text
    assert form["program_id"].value == dict(complete)["program_id"]
    assert [box.value for box in form.fields["topics_given"] if box.checked] == ["housing"]
    assert north.record(ServiceForm, form_id).revision == 1
    form["minutes"] = "0:30"
    form.submit(status=303)
    assert north.record(ServiceForm, form_id).minutes == 30


def test_a_rule_between_answers_is_told_at_its_question(north, form_id):
    page = north.post_form(
        form_id, [("start_date", "2026-02-02"), ("end_date", "2026-02-01")], status=422
    )
    assert "The end is before the start" in page
    assert 'href="#f-end_date"' in page


def test_lines_are_added_and_removed_by_buttons(north, form_id):
    shown = [("support.received", "yes"), ("support.services", "child_care"), ("notes", "kept")]
    page = north.post_form(form_id, [*shown, ("add:support.children", "")], status=200)
    form = north.form(page, "topics_given")
    assert form["notes"].value.strip() == "kept"
    assert "support.children-0-age" in form.fields
    two = [
        *shown,
        ("support.children-0-age", "<script>"),
        ("support.children-1-care_type", "on_site"),
        ("add:support.children", ""),
    ]
    page = north.post_form(form_id, two, status=200)
    assert "support.children-2-age" in north.form(page, "topics_given").fields
    two[-1] = ("remove:support.children:0", "")
    form = north.form(north.post_form(form_id, two, status=200), "topics_given")
    assert "support.children-0-age" not in form.fields
    assert "support.children-1-age" in form.fields
    assert north.record(ServiceForm, form_id).revision == 1
    for name in ("add:notes", "remove:topics_given:1", "add:"):
        north.post_form(form_id, [(name, "")], status=400)


def test_two_people_at_once_lose_nothing_and_the_second_save_wins(north, form_id, complete):
    north.app.send("/sign-out")
    north.sign_in("colleague")
    theirs = north.form(north.app.get(f"/forms/{form_id}"), "topics_given")
    with north.app.open_session() as session:
        scope.enter(session, north.world.north.id)
        session.execute(
            update(ServiceForm.__table__)
            .where(ServiceForm.__table__.c.id == form_id)
            .values(minutes=15, revision=2)
        )
        session.commit()
    theirs["minutes"] = "1:10"
    theirs["notes"] = "my own words"
    page = theirs.submit(status=409)
    assert "Somebody else saved this record" in page
    assert "0:15" in page
    assert "1:10" in page
    again = north.form(page, "topics_given")
    assert again["notes"].value.strip() == "my own words"
    assert north.record(ServiceForm, form_id).minutes == 15
    again.submit(status=303)
    form = north.record(ServiceForm, form_id)
    assert (form.minutes, form.notes, form.revision) == (70, "my own words", 3)


def test_two_people_change_one_session(north, form_id, world):
    session_id = str(north.record(ServiceForm, form_id).session_id)
    mine = north.form(north.app.get(f"/sessions/{session_id}/edit"), "service_date")
    other = north.form(north.app.get(f"/sessions/{session_id}/edit"), "service_date")
    other["also_present"] = "her brother"
    other.submit(status=303)
    mine["also_present"] = "her sister"
    page = mine.submit(status=409)
    assert "her brother" in page
    again = north.form(page, "service_date")
    assert again["also_present"].value == "her sister"
    again.submit(status=303)
    assert north.record(ServiceSession, session_id).also_present == "her sister"


def test_a_draft_is_kept_shown_again_and_thrown_away(north, form_id):
    saved = north.draft("service_form", form_id, notes="half a <b>sentence", minutes="soon")
    assert set(saved.json) >= {"saved_at", "signed_in"}
    page = north.app.get(f"/forms/{form_id}")
    assert "You see your draft" in page
    form = north.form(page, "topics_given")
    assert form["notes"].value.strip() == "half a <b>sentence"
    assert form["minutes"].value == "soon"
    assert "There is a problem" not in page
    assert north.record(ServiceForm, form_id).notes is None
    discard = next(f for f in page.forms.values() if f.action.endswith("/discard"))
    page = discard.submit(status=303).follow()
    assert "half a" not in page
    assert north.rows(select(Draft)) == []


def test_saving_takes_the_draft_away(north, form_id):
    north.draft("service_form", form_id, notes="half")
    north.post_form(form_id, [("notes", "whole")], status=303)
    assert north.rows(select(Draft)) == []


def test_a_draft_that_was_overtaken_shows_both(north, form_id):
    north.draft("service_form", form_id, notes="mine of before")
    with north.app.open_session() as session:
        scope.enter(session, north.world.north.id)
        session.execute(
            update(ServiceForm.__table__)
            .where(ServiceForm.__table__.c.id == form_id)
            .values(notes="theirs of now", revision=5)
        )
        session.commit()
    page = north.app.get(f"/forms/{form_id}")
    assert "Somebody else saved this record" in page
    assert "theirs of now" in page
    assert north.form(page, "topics_given")["notes"].value.strip() == "mine of before"


def test_nobody_else_sees_a_draft(north, form_id):
    north.draft("service_form", form_id, notes="only mine")
    for word in ("colleague", "manager", "admin", "seer"):
        north.sign_in(word)
        for path in (f"/forms/{form_id}", f"/forms/{form_id}/print", "/"):
            assert "only mine" not in north.app.get(path), word
        north.app.send(f"/drafts/service_form/{form_id}/discard", {"next": "/"}, status=303)
    north.sign_in("worker")
    assert "only mine" in north.app.get(f"/forms/{form_id}")


def test_hostile_drafts_are_kept_and_shown(north, form_id):
    north.app.send(
        f"/drafts/service_form/{form_id}",
        [
            ("revision", "1"),
            ("notes", "<script>alert(1)</script> \u202e 👩‍👧"),
            ("support.received", "yes"),
            ("support.services", "child_care"),
            ("support.children-²-age", "1"),
            ("support.children-99999-age", "1"),
            ("no_such_name", "1"),
            ("notes", "twice"),
        ],
    )
    page = north.app.get(f"/forms/{form_id}")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    for path, fields in (
        (f"/drafts/nothing/{form_id}", {}),
        ("/drafts/service_form/1", {}),
        (f"/drafts/service_form/{form_id}", {"revision": "x"}),
        (f"/drafts/service_form/{form_id}", {"revision": "²"}),
        (f"/drafts/service_form/{form_id}", {"revision": "9" * 30}),
    ):
        assert north.app.send(path, fields, status="*").status_int in {400, 404}, (path, fields)


def test_a_form_attached_by_mistake_is_removed_but_not_a_complete_one(north, form_id, complete):
    north.post_form(form_id, complete, status=303)
    page = north.app.send(f"/forms/{form_id}/delete", status=303).follow()
    assert "A complete form is not removed" in page
    assert north.record(ServiceForm, form_id).state == "complete"
    north.post_form(form_id, [], revision="2", status=303)
    north.draft("service_form", form_id, notes="left over")
    page = north.app.send(f"/forms/{form_id}/delete", status=303).follow()
    assert "The form is removed" in page
    assert north.rows(select(ServiceForm).where(ServiceForm.id == form_id)) == []
    assert north.rows(select(Draft)) == []
    assert north.app.get(f"/forms/{form_id}", status=404)


def test_a_second_click_adds_no_second_form(north, form_id):
    session_id = north.record(ServiceForm, form_id).session_id
    client_id = str(north.world.north.client.id)
    fields = {"client": client_id, "kind": "non_specified", "form_id": str(uuid7())}
    first = north.app.send(f"/sessions/{session_id}/forms", fields, status=303)
    again = north.app.send(f"/sessions/{session_id}/forms", fields, status=303)
    assert first.location == again.location
    assert len(north.forms_of(session_id)) == 2
    fields["form_id"] = "1"
    north.app.send(f"/sessions/{session_id}/forms", fields, status=404)
    for wrong in ({"kind": "nothing"}, {"client": str(uuid7())}):
        north.app.send(
            f"/sessions/{session_id}/forms",
            {**fields, "form_id": str(uuid7()), **wrong},
            status=404,
        )


def test_a_taken_id_of_a_hidden_form_is_not_there(north, form_id, world):
    north.post_form(form_id, [("private", "yes")], status=303)
    north.sign_in("colleague")
    session_id, _form = north.begin_session(workers=str(world.north.staff["colleague"].id))
    fields = {
        "client": str(world.north.client.id),
        "kind": "non_specified",
        "form_id": str(form_id),
    }
    north.app.send(f"/sessions/{session_id}/forms", fields, status=404)
    assert len(north.forms_of(session_id)) == 1


def test_a_forms_place_and_version_are_not_posted(north, form_id):
    for name in ("state", "version", "revision_", "author_id", "client_id", "kind", "agency_id"):
        north.post_form(form_id, [(name, "1")], status=400)
    form = north.record(ServiceForm, form_id)
    assert (form.version, form.client_id) == (1, north.world.north.client.id)


def test_the_printed_form_has_questions_and_answers(north, form_id, complete):
    north.post_form(form_id, [*complete, ("notes", "for <paper>")], status=303)
    north.draft("service_form", form_id, notes="not for paper")
    page = north.app.get(f"/forms/{form_id}/print")
    assert "for &lt;paper&gt;" in page.text
    assert "not for paper" not in page
    assert "Amina" in page
    assert north.rows(select(Client.number)) == [1]
