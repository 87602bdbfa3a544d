"""Writing, changing, withdrawing and finishing notes, without JavaScript."""

import datetime as dt

import pytest
from sqlalchemy import select

from ocms_core.db.types import uuid7
from ocms_core.forms.models import Draft
from ocms_core.notes.models import CaseNote, NoteVersion

SECRET = "quinoa-tambourine"


def test_a_quick_note_stands_in_the_timeline_with_its_usual_readers(north, write, world):
    north.sign_in("worker")
    note = write(SECRET, kind="phone")
    assert (note.scope, note.program_id) == ("program", world.north.programs[0].id)
    assert note.author_id == world.north.staff["worker"].id
    page = north.app.get("/clients/1")
    assert f"/notes/{note.id}" in page
    assert SECRET in page
    assert "Telephone call" in page
    assert SECRET in north.app.get(f"/notes/{note.id}")


def test_a_note_of_a_session_and_of_a_form_belongs_to_it(north, write):
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    of_session = write("a", query=f"?session={session_id}")
    assert (str(of_session.session_id), of_session.form_id) == (session_id, None)
    of_form = write("b", query=f"?form={form_id}")
    assert (str(of_form.session_id), str(of_form.form_id)) == (session_id, form_id)
    assert of_form.about_on == dt.date(2026, 1, 15)
    page = north.app.get(f"/notes/{of_form.id}")
    assert f"/forms/{form_id}" in page
    assert f"/sessions/{session_id}" in page


def test_a_note_of_a_private_form_begins_private(north, complete):
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    north.post_form(form_id, [*complete, ("private", "yes")], status=303)
    page = north.app.get(f"/clients/1/notes/new?form={form_id}")
    assert north.form(page, "about_on")["scope"].value == "private"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": ""}, "Answer this question"),
        ({"about_on": "2999-01-01"}, "future"),
        ({"scope": "program", "program_id": ""}, "Choose the program"),
        ({"kind": "gossip"}, "Choose"),
        ({"text": "x" * 20_001}, "20"),
    ],
)
def test_a_note_that_cannot_be_saved_keeps_what_was_typed(north, world, fields, told):
    north.sign_in("worker")
    answers = {
        "id": str(uuid7()),
        "text": SECRET,
        "kind": "visit",
        "about_on": "2026-01-15",
        "scope": "agency",
        **fields,
    }
    page = north.app.send("/clients/1/notes/new", answers, status=422)
    assert told in page
    assert "Error:" in page
    if "text" not in fields:
        assert SECRET in page
    assert north.rows(select(CaseNote)) == []


def test_the_same_page_sent_twice_makes_one_note(north):
    north.sign_in("worker")
    answers = {
        "id": str(uuid7()),
        "text": "once",
        "kind": "visit",
        "about_on": "2026-01-15",
        "scope": "agency",
    }
    for _again in range(2):
        north.app.send("/clients/1/notes/new", answers, status=303)
    assert len(north.rows(select(CaseNote))) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "1"},
        {"id": ""},
        {"session": "x"},
        {"author_id": "x"},
        {"withdrawn_at": "2026-01-01"},
        {"client_id": "x"},
    ],
)
def test_what_no_page_would_send_is_refused(north, fields):
    north.sign_in("worker")
    answers = {
        "id": str(uuid7()),
        "text": "a",
        "kind": "visit",
        "about_on": "2026-01-15",
        "scope": "agency",
        **fields,
    }
    north.app.send("/clients/1/notes/new", answers, status=400)
    assert north.rows(select(CaseNote)) == []


def test_a_foreign_session_form_program_or_client_is_not_found(north, world):
    north.sign_in("stranger")
    session_id, form_id = north.begin_session(workers=str(world.north.staff["stranger"].id))
    north.sign_in("worker")
    for query in (f"session={session_id}", f"form={form_id}", f"session={uuid7()}"):
        north.app.get(f"/clients/1/notes/new?{query}", status=404)
    answers = {
        "id": str(uuid7()),
        "text": "a",
        "kind": "visit",
        "about_on": "2026-01-15",
        "scope": "program",
        "program_id": str(world.north.programs[1].id),
    }
    north.app.send("/clients/1/notes/new", answers, status=422)
    north.app.send("/clients/77/notes/new", answers, status=404)
    assert north.rows(select(CaseNote)) == []


def test_a_draft_of_a_new_note_is_found_again_about_the_same_client(north):
    north.sign_in("worker")
    page = north.app.get("/clients/1/notes/new")
    url = page.html.find(attrs={"data-draft-url": True})["data-draft-url"]
    answer = north.app.send(url, {"revision": "0", "text": SECRET, "scope": "agency"})
    assert answer.json["saved_at"]
    (draft,) = north.rows(select(Draft))
    assert SECRET.encode() not in draft.sealed
    page = north.app.get("/clients/1/notes/new")
    assert SECRET in page
    assert "You see your draft" in page
    north.sign_in("colleague")
    assert SECRET not in north.app.get("/clients/1/notes/new")
    north.sign_in("worker")
    page = north.app.get("/clients/1/notes/new")
    form = north.form(page, "about_on")
    form["kind"] = "visit"
    form["about_on"] = "2026-01-15"
    form.submit(status=303)
    assert north.rows(select(Draft)) == []
    assert [note.text for note in north.rows(select(CaseNote))] == [SECRET]


def test_a_change_keeps_what_stood_before_with_who_and_when(north, write, world):
    north.sign_in("worker")
    note = write("first words", scope="private")
    for text in ("second words", "third words"):
        form = north.form(north.app.get(f"/notes/{note.id}/edit"), "about_on")
        form["text"] = text
        form["scope"] = "agency"
        form.submit(status=303)
    versions = north.rows(select(NoteVersion).order_by(NoteVersion.revision))
    assert [(v.text, v.scope, v.revision) for v in versions] == [
        ("first words", "private", 1),
        ("second words", "agency", 2),
    ]
    page = north.app.get(f"/notes/{note.id}")
    assert "third words" in page
    assert "first words" in page
    assert "changed by Worker North" in page
    # A colleague reads the note and what was open to them before, never what was private.
    north.sign_in("stranger")
    page = north.app.get(f"/notes/{note.id}")
    assert "second words" in page
    assert "first words" not in page


def test_a_change_that_was_overtaken_is_shown_and_loses_nothing(north, write):
    north.sign_in("worker")
    note = write("first words")
    form = north.form(north.app.get(f"/notes/{note.id}/edit"), "about_on")
    other = north.form(north.app.get(f"/notes/{note.id}/edit"), "about_on")
    form["text"] = "by me"
    form.submit(status=303)
    other["text"] = "by me in the other window"
    page = other.submit(status=409)
    assert "by me in the other window" in page


@pytest.mark.parametrize("word", ["colleague", "manager", "admin"])
def test_only_its_author_changes_a_note(north, write, word):
    north.sign_in("worker")
    note = write("mine")
    north.sign_in(word)
    assert f"/notes/{note.id}/edit" not in north.app.get(f"/notes/{note.id}")
    north.app.get(f"/notes/{note.id}/edit", status=404)
    north.app.send(f"/notes/{note.id}/edit", {"text": "theirs", "revision": "1"}, status=404)


def test_a_note_is_withdrawn_with_a_reason_and_keeps_its_text(north, write):
    north.sign_in("worker")
    note = write(SECRET)
    page = north.app.send(f"/notes/{note.id}/withdraw", {"reason": "  "}, status=422)
    assert "Say in a few words" in page
    north.sign_in("colleague")
    north.app.send(f"/notes/{note.id}/withdraw", {"reason": "mine"}, status=404)
    north.sign_in("manager")
    north.app.send(f"/notes/{note.id}/withdraw", {"reason": "of another client"}, status=303)
    page = north.app.get("/clients/1")
    assert SECRET not in page
    assert "of another client" in page
    assert SECRET in north.app.get(f"/notes/{note.id}")
    north.app.send(f"/notes/{note.id}/withdraw", {"reason": "again"}, status=303)
    (kept,) = north.rows(select(CaseNote))
    assert (kept.text, kept.withdrawn_reason) == (SECRET, "of another client")
    north.sign_in("worker")
    north.app.get(f"/notes/{note.id}/edit", status=404)


def test_a_hand_over_stands_on_top_until_somebody_has_done_it(north, write):
    north.sign_in("worker")
    write("older hand-over", kind="hand_over", about_on="2026-01-02")
    note = write(SECRET, kind="hand_over", about_on="2026-01-05")
    north.sign_in("colleague")
    page = north.app.get("/clients/1")
    top = page.html.find(class_="hand-over").get_text()
    assert SECRET in top
    north.app.send(f"/notes/{note.id}/done", {}, status=303)
    top = north.app.get("/clients/1").html.find(class_="hand-over").get_text()
    assert "older hand-over" in top
    assert "done by Colleague North" in north.app.get(f"/notes/{note.id}").text
    north.app.send(f"/notes/{note.id}/done", {}, status=303)
    (first, second) = north.rows(select(CaseNote).order_by(CaseNote.about_on))
    assert first.done_at is None
    assert second.done_at is not None
    # A stranger to the program sees neither.
    north.sign_in("stranger")
    assert north.app.get("/clients/1").html.find(class_="hand-over") is None


def test_no_text_of_a_note_is_in_the_log_of_changes_or_in_an_address(north, write):
    north.sign_in("worker")
    note = write(SECRET)
    form = north.form(north.app.get(f"/notes/{note.id}/edit"), "about_on")
    form["text"] = SECRET * 2
    answer = form.submit(status=303)
    assert SECRET not in answer.location
    for change in north.changes():
        assert SECRET not in str((change.fields, change.detail))
    assert {change.kind for change in north.changes()} >= {"case_note"}
