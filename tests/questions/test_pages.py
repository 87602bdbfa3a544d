"""The admin's pages, and the questions where people answer them."""

import datetime as dt
import re

import pytest
from sqlalchemy import delete, select

from ocms_core.agencies.models import AgencyPlugin
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.models import ServiceForm
from ocms_core.questions.models import AgencyQuestion
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.testing.statements import count_statements
from tests.functional.conftest import Worker

IO = "information_orientation"


@pytest.fixture
def north(app, world):
    """Return the north agency's staff at the browser."""
    return Worker(app, world)


def stored(north, question):
    """Return a question as it is stored now."""
    return north.record(AgencyQuestion, question.id)


def test_an_admin_adds_a_question_and_a_worker_answers_it(app, world, north):
    north.sign_in("admin")
    page = app.get("/questions")
    assert "Client profile" in page
    page = app.get("/questions/client/new")
    form = north.form(page, "label_en")
    form["label_en"] = "How did you hear of us?"
    form["label_fr"] = "Comment nous avez-vous connus?"
    form["kind"] = "choice"
    answer = form.submit(status=422)
    assert "Add the choices" in answer
    form = north.form(answer, "label_en")
    form["choices-0-label_en"] = "A friend"
    form["choices-0-label_fr"] = "Un ami"
    answer = form.submit("add:choices")
    form = north.form(answer, "label_en")
    form["choices-1-label_en"] = "A poster"
    answer = form.submit().follow()
    assert "The question is added." in answer
    (question,) = north.rows(select(AgencyQuestion))
    untranslated = app.get("/questions/without-french")
    assert "A poster" in untranslated
    assert "A friend" not in untranslated.html.select_one(".plain-list").text

    north.sign_in("worker")
    number = world.north.client.number
    page = app.get(f"/clients/{number}/profile")
    assert "How did you hear of us?" in page
    page = app.get(f"/clients/{number}/edit/agency")
    form = north.form(page, f"custom.{question.key}")
    assert set(form.fields) <= {f"custom.{question.key}", "csrf_token", "revision", None, ""}
    values = [option[0] for option in form[f"custom.{question.key}"].options if option[0]]
    form[f"custom.{question.key}"] = values[1]
    form.submit().follow()
    assert "A poster" in app.get(f"/clients/{number}/profile")
    client = north.record(Client, world.north.client.id)
    assert client.custom == {question.key: values[1]}


def test_taken_away_keeps_the_answers_and_brought_back_shows_them(app, world, north, ask):
    question = ask("text", f"form:{IO}", label_en="Which bus?")
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    north.post_form(form_id, [(f"custom.{question.key}", "The 501")], status=303)
    assert north.record(ServiceForm, form_id).custom == {question.key: "The 501"}
    assert "The 501" in app.get(f"/forms/{form_id}")

    north.sign_in("admin")
    app.send(f"/question/{question.id}/switch", {"asked": "no"}, status=303)
    page = app.get(f"/forms/{form_id}")
    assert "Which bus?" not in page
    assert "Which bus?" not in app.get(f"/forms/{form_id}/print")
    north.post_form(form_id, [("minutes", "30")], revision="2", status=303)
    assert north.record(ServiceForm, form_id).custom == {question.key: "The 501"}
    assert (
        app.send(
            f"/forms/{form_id}",
            [("revision", "3"), (f"custom.{question.key}", "x")],
            status="*",
        ).status_int
        == 400
    )

    app.send(f"/question/{question.id}/switch", {"asked": "yes"}, status=303)
    assert "The 501" in app.get(f"/forms/{form_id}")
    assert "The 501" in app.get(f"/forms/{form_id}/print")
    assert stored(north, question).removed_at is None


def test_green_questions_keep_a_form_incomplete(app, world, north, ask):
    question = ask("yes_no", f"form:{IO}", green=True, label_en="Is it so?")
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    page = app.get(f"/forms/{form_id}")
    assert "Is it so?" in page.html.select_one("#form-needs").text
    north.post_form(form_id, [(f"custom.{question.key}", "no")], status=303)
    needs = app.get(f"/forms/{form_id}").html.select_one("#form-needs")
    assert "Is it so?" not in needs.text


def test_the_day_of_the_service_decides_what_is_asked(app, world, north, ask):
    over = ask("text", f"form:{IO}", label_en="Over?", active_until=dt.date(2026, 1, 14))
    still = ask("text", f"form:{IO}", label_en="Still?", active_until=dt.date(2026, 1, 15))
    north.sign_in("worker")
    _session, form_id = north.begin_session(service_date="2026-01-15")
    page = app.get(f"/forms/{form_id}")
    assert over.label_en not in page
    assert still.label_en in page


def test_a_session_asks_what_its_kind_is_asked(app, world, north, ask):
    question = ask("text", "session:direct_service", label_en="Which room?")
    ask("text", "session:another", label_en="Nowhere?")
    north.sign_in("worker")
    page = app.get("/sessions/new?type=direct_service")
    assert "Which room?" in page
    session_id, _form = north.begin_session(**{f"custom.{question.key}": "The blue one"})
    assert north.record(ServiceSession, session_id).custom == {question.key: "The blue one"}
    page = app.get(f"/sessions/{session_id}")
    assert "The blue one" in page
    assert "Nowhere?" not in page
    assert "The blue one" in app.get(f"/sessions/{session_id}/edit")
    assert "The blue one" in app.get(f"/sessions/{session_id}/print")


def test_the_kind_of_an_answered_question_stays(app, world, north, ask):
    question = ask("text", f"form:{IO}")
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    north.post_form(form_id, [(f"custom.{question.key}", "x")], status=303)
    north.sign_in("admin")
    form = north.form(app.get(f"/question/{question.id}"), "label_en")
    form["kind"] = "number"
    answer = form.submit(status=422)
    assert "its kind stays" in answer
    form = north.form(answer, "label_en")
    form["kind"] = "text"
    form["label_en"] = "Other words?"
    form.submit().follow()
    assert stored(north, question).label_en == "Other words?"
    assert north.record(ServiceForm, form_id).custom == {question.key: "x"}


def test_a_choice_that_is_an_answer_cannot_be_removed(app, world, north, ask):
    question = ask("many", f"form:{IO}")
    used = question.choices[0]
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    north.post_form(form_id, [(f"custom.{question.key}", used.code)], status=303)
    north.sign_in("admin")
    form = north.form(app.get(f"/question/{question.id}"), "label_en")
    answer = form.submit("remove:choices:0")
    answer = north.form(answer, "label_en").submit(status=422)
    assert "no longer offered" in answer
    form = north.form(app.get(f"/question/{question.id}"), "label_en")
    form = north.form(form.submit("remove:choices:2"), "label_en")
    form["choices-0-withdrawn"] = "yes"
    form.submit().follow()
    after = stored(north, question)
    page = app.get(f"/forms/{form_id}")
    assert used.label_en in page
    assert after.revision == 2


def test_a_question_shown_by_an_answer(app, world, north, ask):
    first = ask("yes_no", "client", label_en="Has a car?", position=0)
    question = ask("text", "client", label_en="Which car?", position=1)
    north.sign_in("admin")
    page = app.get(f"/question/{question.id}")
    form = north.form(page, "label_en")
    pair = f"custom.{first.key}=yes"
    assert pair in page.text
    post = [(name, value) for name, value in form.submit_fields() if name != "condition.any"]
    app.send(f"/question/{question.id}", [*post, ("condition.any", pair)], status=303)
    number = world.north.client.number
    page = app.get(f"/clients/{number}/edit/agency")
    shown = page.html.select_one(f'[data-field="custom.{question.key}"]')
    assert shown.has_attr("hidden")
    assert f"custom.{first.key}" in shown["data-shown-if"]
    form = north.form(page, f"custom.{first.key}")
    form[f"custom.{first.key}"] = "yes"
    form.submit().follow()
    page = app.get(f"/clients/{number}/edit/agency")
    assert not page.html.select_one(f'[data-field="custom.{question.key}"]').has_attr("hidden")
    north.sign_in("admin")
    answer = app.send(f"/question/{question.id}/move", {"where": "up"}).follow()
    assert "stays below" in answer


def test_order_is_changed_and_logged(app, world, north, ask):
    first = ask("text", "client", label_en="One?", position=0)
    second = ask("text", "client", label_en="Two?", position=1)
    north.sign_in("admin")
    page = app.send(f"/question/{second.id}/move", {"where": "up"}).follow()
    assert page.text.index("Two?") < page.text.index("One?")
    assert stored(north, first).position == 1
    assert "Place in the order" in app.get(f"/question/{second.id}")
    app.send(f"/question/{second.id}/move", {"where": "sideways"}, status=400)


def test_a_second_click_adds_one_question(app, world, north):
    north.sign_in("admin")
    fields = {"id": str(uuid7()), "revision": "0", "label_en": "Once?", "kind": "text"}
    for _click in range(2):
        app.send("/questions/client/new", fields, status=303)
    assert len(north.rows(select(AgencyQuestion))) == 1


def test_somebody_elses_save_is_noticed(app, world, north, ask):
    question = ask()
    north.sign_in("admin")
    form = north.form(app.get(f"/question/{question.id}"), "label_en")
    other = north.form(app.get(f"/question/{question.id}"), "label_en")
    other["label_en"] = "Theirs?"
    other.submit()
    form["label_en"] = "Mine?"
    answer = form.submit(status=409)
    assert "Theirs?" in answer
    assert "Mine?" in answer


def test_only_who_manages_the_agency_may_change_questions(app, world, north, ask):
    question = ask()
    for word in ("worker", "manager"):
        north.sign_in(word)
        assert app.get("/questions", status="*").status_int in {403, 404}
        assert app.get(f"/question/{question.id}", status="*").status_int in {403, 404}
    north.sign_in("worker")
    assert 'href="/questions"' not in app.get("/").text


def test_the_preview_speaks_both_languages(app, world, north, ask):
    ask("choice", "client", label_en="How?", label_fr="Comment?")
    north.sign_in("admin")
    assert "How?" in app.get("/questions/client/preview")
    french = app.get("/questions/client/preview?language=fr")
    assert "Comment?" in french
    assert "Bus (fr)" in french


def test_another_agency_asks_its_own(app, world, north, ask):
    question = ask("text", "client", agency=world.south, label_en="Southern?")
    north.sign_in("admin")
    assert app.get(f"/question/{question.id}", status=404)
    number = world.north.client.number
    assert "Southern?" not in app.get(f"/clients/{number}/profile")


def test_questions_of_a_plugin_that_is_off_are_nowhere(app, world, north, ask):
    form_question = ask("text", f"form:{IO}", label_en="Of the form?", label_fr=None)
    session_question = ask("text", "session:direct_service", label_en="Of the session?")
    north.sign_in("admin")
    assert "Of the form?" in app.get("/questions/without-french")
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.execute(delete(AgencyPlugin))
        session.commit()
    assert "Of the form?" not in app.get("/questions/without-french")
    assert IO not in app.get("/questions").text
    for path in (
        f"/questions/form:{IO}",
        f"/question/{form_question.id}",
        f"/question/{session_question.id}",
    ):
        assert app.get(path, status="*").status_int == 404, path


def test_statements_do_not_grow_with_questions(app, world, north, ask, connection):
    for number in range(12):
        ask("choice", f"form:{IO}", label_en=f"Number {number}?", position=number)
        ask("choice", "client", label_en=f"Profile {number}?", position=number)
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    for path, most in (
        (f"/forms/{form_id}", 12),
        (f"/clients/{world.north.client.number}/profile", 12),
        (f"/clients/{world.north.client.number}/edit", 12),
    ):
        with count_statements(connection) as sent:
            app.get(path)
        assert len(sent) <= most, (path, str(sent))
    with count_statements(connection) as sent:
        north.post_form(form_id, [("minutes", "30")], status=303)
    assert len(sent) <= 20, str(sent)
    north.sign_in("admin")
    with count_statements(connection) as sent:
        app.get(f"/questions/form:{IO}")
    assert len(sent) <= 12, str(sent)


def test_hostile_posts_are_refused_without_a_failure(app, world, north, ask):
    question = ask("number", f"form:{IO}")
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    key = f"custom.{question.key}"
    answer = north.post_form(form_id, [(key, "a lot"), ("notes", "kept text")], status=422)
    assert "kept text" in answer
    assert "a lot" in answer
    assert north.post_form(form_id, [(key, "1"), (key, "2")], status="*").status_int == 400
    for name in ("custom", "custom.", f"custom.{uuid7().hex}", f"{key}.x", f"{key}-0-id"):
        assert north.post_form(form_id, [(name, "1")], status="*").status_int == 400, name
    assert re.search("Type a whole number", answer.text)


def test_a_session_says_how_many_needed_answers_it_lacks(app, world, north, ask, connection):
    questions = [
        ask("text", "session:direct_service", label_en=words, green=green)
        for words, green in (("Which room?", True), ("Which key?", True), ("A remark?", False))
    ]
    room, key, remark = (f"custom.{question.key}" for question in questions)
    north.sign_in("worker")
    session_id, _form = north.begin_session()

    def missing(**answers):
        page = app.get(f"/sessions/{session_id}/edit")
        if answers:
            form = north.form(page, room)
            for name, value in answers.items():
                form[name] = value
            form.submit(status=303)
        with count_statements(connection) as sent:
            page = app.get(f"/sessions/{session_id}")
        assert len(sent) <= 12, str(sent)
        told = page.html.select_one("#part-questions .form-missing")
        return told and told.text

    assert missing() == "2 answers are missing"
    assert missing(**{remark: "None."}) == "2 answers are missing"
    assert missing(**{room: "The blue one"}) == "1 answer is missing"
    app.send("/language/fr", {"next": "/"})
    assert missing() == "Il manque 1 réponse"
    assert missing(**{key: "The small one"}) is None
