"""Parts of the session's page change alone; each post works the same without JavaScript."""

import pytest
from sqlalchemy import select

from ocms_core.forms.models import Draft, ServiceForm
from ocms_core.notes.models import CaseNote
from ocms_core.service_sessions.models import SessionClient
from ocms_core.testing.statements import count_statements
from tests.service_sessions.test_visit import PAGE, begun, form_to

__all__ = ["begun"]


def line_of(north, begun):
    (line,) = north.rows(select(SessionClient))
    return line


def test_every_form_of_the_page_names_a_part_that_is_there(north, family, begun):
    family(1)
    page = north.app.get(begun).html
    forms = page.select("main form[data-inline]")
    assert len(forms) >= 4
    for form in forms:
        assert form["hx-post"] == form["action"]
        for part in [form["hx-target"], *form["hx-select-oob"].split(",")]:
            assert page.select_one(part) is not None, part
        assert form["hx-target"] == form["hx-select"]


def test_a_form_that_nobody_saved_says_so_and_a_saved_one_what_it_lacks(north, begun, complete):
    (form,) = north.forms_of(begun.rpartition("/")[2])
    missing = north.app.get(begun).html.select_one(".form-missing")
    assert missing.text == "Not filled in yet"
    page = north.post_form(form.id, [("minutes", "0:30")], status=303).follow()
    counted = len(page.html.select("#form-needs .need-green"))
    line = north.app.get(begun).html.select_one(".form-missing").text
    assert north.record(ServiceForm, form.id).missing_count == counted > 0
    assert line in {f"{counted} answers are missing", "1 answer is missing"}
    north.post_form(form.id, complete, revision="2", status=303)
    assert north.app.get(begun).html.select_one(".form-missing") is None


def test_what_is_wrong_with_a_short_note_is_said_beside_it(north, begun):
    form = form_to(north.app.get(begun), "/notes/1")
    form["text"] = " "
    page = form.submit(status=422)
    card = page.html.select_one("#client-1")
    assert card.select_one(".note-quick")["open"] is not None
    assert card.select_one("#note-1")["aria-invalid"] == "true"
    assert card.select_one("#note-error-1").text.strip()
    assert north.rows(select(CaseNote)) == []


def test_a_short_note_keeps_a_draft_that_saving_ends(north, begun, connection):
    place = line_of(north, begun).id
    north.draft("session_note", place, text="Half a no")
    with count_statements(connection) as sent:
        page = north.app.get(begun)
    assert len(sent.texts) <= PAGE, "\n".join(sent.texts)
    assert page.html.select_one(".note-quick")["open"] is not None
    form = form_to(page, "/notes/1")
    assert form["text"].value.strip() == "Half a no"
    form["text"] = "Half a note, and the other half."
    form.submit(status=303)
    assert north.rows(select(Draft)) == []
    assert form_to(north.app.get(begun), "/notes/1")["text"].value.strip() == ""


def test_a_short_note_of_another_session_is_not_written_here(north, begun):
    other, _form = north.begin_session()
    form = form_to(north.app.get(begun), "/notes/1")
    form["text"] = "Misplaced."
    form["session"].force_value(other)
    form.submit(status=404)


@pytest.mark.parametrize("fetched", [True, False])
def test_the_form_of_a_task_is_the_same_in_the_page_and_alone(north, begun, fetched):
    link = north.app.get(begun).html.select_one("a[data-fetches]")
    headers = {"HX-Request": "true"} if fetched else {}
    record = north.app.get(link["hx-get"], headers=headers).html.select_one("#follow-up-record")
    form = record.select_one("form[data-form]")
    assert form.get("hx-target") == ("#part-follow_ups" if fetched else None)
    assert north.app.get(begun).html.select_one("#part-follow_ups") is not None
