"""The agency's own questions in reports and exports: typed, and of the right forms only."""

import csv
import datetime as dt
import io
import uuid

import pytest
from sqlalchemy import update

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.plugins.manager import registries
from ocms_core.questions.models import AgencyQuestion
from ocms_core.reports.option import NONE
from ocms_core.testing.app import PASSWORD
from ocms_core.testing.statements import count_statements
from tests.functional.conftest import Worker

from .conftest import KINDS

IO, NEEDS = "information_orientation", "needs_assessment"
REPORT = "/reports/services_delivered"
PERIOD = "from=2026-03-01&to=2026-03-31"
ANSWERS = {"number": 7, "money": 1250, "date": "2026-01-10", "yes_no": True, "text": "secret"}


@pytest.fixture
def north(app, world):
    """Return the north agency's staff at the browser."""
    return Worker(app, world)


@pytest.fixture
def opened(app, world):
    """Return an opener of sessions of the north agency."""

    def make():
        session = app.open_session()
        scope.enter(session, world.north.id)
        return session

    return make


@pytest.fixture
def serve(opened, world):
    """Write a complete service with these answers."""

    def make(custom, kind=IO, **values):
        staff = world.north.staff["worker"].id
        with opened() as session:
            session.add(
                registries().forms.every()[kind](
                    id=uuid7(),
                    state="complete",
                    service_date=dt.date(2026, 3, 2),
                    author_id=staff,
                    worker_id=staff,
                    client_id=world.north.client.id,
                    program_id=world.north.programs[0].id,
                    custom=custom,
                    **values,
                )
            )
            session.commit()

    return make


def answered(questions):
    """Return an answer to each of the questions."""
    answers = {questions[kind].key: value for kind, value in ANSWERS.items()}
    answers[questions["choice"].key] = questions["choice"].choices[0].code
    answers[questions["many"].key] = [one.code for one in questions["many"].choices[:2]]
    return answers


def rows_of(app, query):
    """Return the rows of the report's file."""
    answer = app.get(f"{REPORT}?{PERIOD}&{query}&format=csv")
    return list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))


def services(app, query):
    """Return how many services the report counts."""
    for row in rows_of(app, query):
        if row and row[0] == "Total":
            return int(next(cell for cell in row[1:] if cell))
    return 0


@pytest.fixture
def asked(ask):
    """Return one question of each kind, asked on a form."""
    return {kind: ask(kind, f"form:{IO}", label_en=f"Of {kind}?") for kind in KINDS}


def test_an_answer_of_each_kind_is_a_filter(app, north, asked, serve):
    serve(answered(asked))
    serve({})
    serve({}, NEEDS)
    north.sign_in("admin")
    name = {kind: f"o.custom.{question.key}" for kind, question in asked.items()}
    choice, many = asked["choice"].choices, asked["many"].choices
    assert services(app, "") == 3
    for query in (
        f"{name['number']}:from=7&{name['number']}:to=7",
        f"{name['money']}:from=12&{name['money']}:to=13",
        f"{name['date']}:from=2026-01-10&{name['date']}:to=2026-01-10",
        f"{name['yes_no']}=yes",
        f"{name['choice']}={choice[0].code}",
        f"{name['many']}={many[1].code}",
        # Without an answer is one form that was asked, not the one of another kind.
        f"{name['yes_no']}={NONE}",
        f"{name['many']}={NONE}",
        f"{name['choice']}={NONE}",
    ):
        assert services(app, query) == 1, query
    for query in (
        f"{name['number']}:from=8",
        f"{name['money']}:to=12",
        f"{name['date']}:to=2026-01-09",
        f"{name['yes_no']}=no",
        f"{name['choice']}={choice[1].code}",
        f"{name['many']}={many[2].code}",
    ):
        assert services(app, query) == 0, query


def test_text_is_no_filter(app, north, asked, serve):
    serve(answered(asked))
    north.sign_in("admin")
    page = app.get(f"{REPORT}?{PERIOD}")
    assert asked["choice"].key in page
    assert asked["text"].key not in page
    assert asked["long_text"].key not in page


def test_what_a_column_holds_breaks_no_report(app, north, asked, serve):
    for value in (None, True, 3, "2026-99-99", "x", [], ["x"], {"a": 1}):
        serve({question.key: value for question in asked.values()})
    north.sign_in("admin")
    for kind, question in asked.items():
        name = f"o.custom.{question.key}"
        if kind in {"number", "money"}:
            assert services(app, f"{name}:from=1") == (1 if kind == "number" else 0)
        elif kind in {"yes_no", "choice", "many"}:
            assert services(app, f"{name}={NONE}") >= 1


@pytest.fixture
def signed_in(north, connection):
    """Sign an admin in and return a counter of statements."""
    north.sign_in("admin")
    return lambda: count_statements(connection)


@pytest.mark.parametrize("kind", ["yes_no", "choice"])
def test_a_report_is_grouped_by_an_answer(app, asked, serve, kind, signed_in):
    serve(answered(asked))
    serve({})
    serve({}, NEEDS)
    question = asked[kind]
    words = [row[0] for row in rows_of(app, f"group=custom.{question.key}") if row]
    assert ("Yes" if kind == "yes_no" else "Bus") in words
    assert "Not stated" in words
    with signed_in() as sent:
        page = app.get(f"{REPORT}?{PERIOD}&group=custom.{question.key}")
    assert len(sent) <= 12, str(sent)
    code = "yes" if kind == "yes_no" else question.choices[0].code
    link = next(
        one["href"]
        for one in page.html.select("a[href]")
        if f"custom.{question.key}%3A{code}" in one["href"]
        or f"custom.{question.key}:{code}" in one["href"]
    )
    assert "1" in app.get(link)


def test_a_profile_question_filters_and_groups(app, north, ask, serve, opened):
    question = ask("choice", "client", label_en="Way?")
    serve({})
    code = question.choices[2].code
    with opened() as session:
        session.execute(
            update(Client)
            .where(Client.id == north.world.north.client.id)
            .values(custom={question.key: code})
        )
        session.commit()
    north.sign_in("admin")
    assert services(app, f"o.custom.{question.key}={code}") == 1
    assert services(app, f"o.custom.{question.key}={NONE}") == 0
    words = [row[0] for row in rows_of(app, f"group=custom.{question.key}") if row]
    assert "On foot" in words


def test_what_is_no_longer_asked_is_still_reported(app, north, asked, serve, opened):
    serve(answered(asked))
    question = asked["choice"]
    with opened() as session:
        session.execute(
            update(AgencyQuestion)
            .where(AgencyQuestion.id == question.id)
            .values(removed_at=dt.datetime.now(dt.UTC))
        )
        session.commit()
    north.sign_in("admin")
    assert "Of choice? (no longer asked)" in app.get(f"{REPORT}?{PERIOD}")
    assert services(app, f"o.custom.{question.key}={question.choices[0].code}") == 1


def test_reach_and_plugins_hold(app, north, asked, serve, ask):
    serve(answered(asked))
    foreign = ask("choice", f"form:{IO}", agency=ask.south)
    off = ask("choice", "form:childcare", label_en="Off?")
    question = asked["choice"]
    query = f"o.custom.{question.key}={question.choices[0].code}"
    north.sign_in("worker")
    assert services(app, query) == 1
    north.sign_in("stranger")
    assert services(app, query) == 0
    for key in (foreign.key, off.key, uuid.uuid4().hex):
        answer = app.get(f"{REPORT}?{PERIOD}&o.custom.{key}={NONE}", status="*")
        assert answer.status_int == 400
        answer = app.get(f"{REPORT}?{PERIOD}&group=custom.{key}", status="*")
        assert answer.status_int == 400


def test_the_export_of_clients_has_a_column_for_each(app, north, ask, opened, world):
    questions = {kind: ask(kind, "client", label_en=f"Of {kind}?") for kind in KINDS}
    with opened() as session:
        session.execute(
            update(Client)
            .where(Client.id == world.north.client.id)
            .values(custom=answered(questions))
        )
        session.commit()
    north.sign_in("admin")
    page = app.get("/clients/export")
    assert "Of choice?" in page
    assert "Of long_text?" not in page
    columns = [("column", "number")]
    columns += [
        ("column", f"custom.{questions[kind].key}") for kind in KINDS if kind != "long_text"
    ]
    why = [("purpose", "audit"), ("words", "For the yearly audit of our services.")]
    fields = [("format", "csv"), *why, *columns, ("confirm_password", PASSWORD)]
    answer = app.send("/clients/export", fields, status=200)
    head, *rows = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    line = next(row for row in rows if row[0] == str(world.north.client.number))
    told = dict(zip(head, line, strict=True))
    assert told["Of text?"] == "secret"
    assert told["Of money?"] == "12.50"
    assert told["Of date?"] == "2026-01-10"
    assert told["Of yes_no?"] == "Yes"
    assert told["Of choice?"] == "Bus"
    assert told["Of many?"] == "Bus; Car"
