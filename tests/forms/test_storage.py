"""From answers to rows and back: nothing is lost or made up, and the state can be recounted."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ocms_core.agencies.models import Funder, Program, Site
from ocms_core.clients.models import Client, ClientIdentifier, ClientPhone
from ocms_core.clients.services import ClientService
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.models import COMPLETE, INCOMPLETE, NOT_COUNTED, ServiceForm
from ocms_core.forms.services import FormService
from ocms_core.lookups.models import AgencyListItem
from ocms_core.plugins.manager import registries
from ocms_core.referrals.models import Partner
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.testing.world import viewer

from .posts import TODAY, valid_posts

FORMS = list(registries().forms.every().values())
MODELS = [Client, Site, Program, Funder, ServiceSession, *FORMS]


@pytest.fixture
def session(app, world):
    """Return a session of the north agency's admin."""
    with app.open_session() as opened:
        scope.enter(opened, world.north.id)
        opened.info["viewer"] = viewer(world.north, "admin")
        opened.add_all(
            AgencyListItem(list_key=key, label_en="Letters", label_fr="Lettres")
            for key in registries().agency_lists.every()
        )
        opened.add(Partner(name="Public library"))
        opened.flush()
        yield opened


def make_editor(session, model):
    """Return an editor with the agency's real choices."""
    return Editor(model, AgencyChoices(session, "en"), locale="en", today=TODAY)


def new_record(session, world, model):
    """Return an empty record of a model, in the session."""
    staff = world.north.staff["worker"]
    if issubclass(model, ServiceForm):
        record = model(
            author_id=staff.id,
            worker_id=staff.id,
            client_id=world.north.client.id,
            service_date=TODAY,
        )
    elif model is Client:
        number = session.scalar(select(Client.number).order_by(Client.number.desc()).limit(1)) + 1
        record = Client(number=number, kind="named")
    elif model is ServiceSession:
        record = ServiceSession(session_type="direct_service", created_by_id=staff.id)
    else:
        record = model()
    record.id = uuid7()
    session.add(record)
    return record


def state_of(model, submission):
    """Return the state that answers give a form."""
    counts = model.__form__.counts
    if not submission.is_complete:
        return INCOMPLETE
    return COMPLETE if counts is None or counts(submission.answers) else NOT_COUNTED


def without_ids(answers):
    """Return answers without the ids of rows."""
    return {
        key: [{k: v for k, v in row.items() if k != "id"} for row in answer]
        if isinstance(answer, list) and answer and isinstance(answer[0], dict)
        else answer
        for key, answer in answers.items()
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_what_is_applied_is_what_is_read(session, world, model, data):
    editor = make_editor(session, model)
    raw = data.draw(valid_posts(model, editor.choices.options))
    submission = editor.judge(raw)
    # A rule over two answers may not hold, or a required one was left out.
    assume(submission.can_be_saved)
    with session.begin_nested() as attempt:
        with session.no_autoflush:
            record = new_record(session, world, model)
            editor.apply(record, submission)
        if issubclass(model, ServiceForm):
            FormService(session, {}).judge_saved(record, submission)
        session.flush()
        session.expire_all()
        read = editor.answers_of(record)
        given_answers = {
            key: answer if answer is not None else _default(editor, key)
            for key, answer in submission.answers.items()
        }
        assert without_ids(read) == without_ids(given_answers)
        again = editor.judge(editor.raw_of(record), record=record)
        assert again.can_be_saved
        assert editor.apply(record, again) == []
        assert not session.dirty
        if issubclass(model, ServiceForm):
            assert record.state == state_of(model, again)
        attempt.rollback()


def _default(editor, key):
    bound = editor.by_key[key]
    if bound.column is not None and not bound.column.nullable:
        return bound.question.default
    return None


@pytest.fixture
def client(session, world):
    """Return a client with two phones and an identifier."""
    editor = make_editor(session, Client)
    record = new_record(session, world, Client)
    submission = editor.judge(
        {
            "first_name": ["Olena"],
            "phones-0-number": ["647 555-0100"],
            "phones-4-number": ["647 555-0101"],
            "identifiers-0-type": ["gcms_client_id"],
            "identifiers-0-sealed": ["12-3456-7890"],
        }
    )
    assert submission.can_be_saved
    with session.no_autoflush:
        editor.apply(record, submission)
    session.flush()
    return record


def test_lines_are_added_changed_and_removed_by_their_ids(session, client):
    editor = make_editor(session, Client)
    first, second = client.phones
    assert (first.position, second.position) == (0, 1)
    raw = {
        "first_name": ["Olena"],
        "phones-0-id": [str(second.id)],
        "phones-0-number": ["647 555-9999"],
        "phones-1-number": ["647 555-0102"],
    }
    changed = editor.apply(client, editor.judge(raw, record=client))
    assert set(changed) == {"phones", "identifiers"}
    session.flush()
    session.expire_all()
    assert [(phone.number, phone.id == second.id) for phone in client.phones] == [
        ("647 555-9999", True),
        ("647 555-0102", False),
    ]
    assert session.get(ClientPhone, (client.agency_id, first.id)) is None
    assert client.identifiers == []


def test_an_id_of_somebody_elses_line_makes_a_new_line(session, world, client):
    editor = make_editor(session, Client)
    foreign = client.phones[0]
    other = new_record(session, world, Client)
    for key in (str(foreign.id), "x", "../1", str(uuid7())):
        raw = {"first_name": ["A"], "phones-0-id": [key], "phones-0-number": ["6475550199"]}
        with session.no_autoflush:
            editor.apply(other, editor.judge(raw, record=other))
        session.flush()
        assert [phone.number for phone in other.phones] == ["6475550199"]
        assert other.phones[0].id != foreign.id
    session.expire_all()
    assert foreign.client_id == client.id
    assert foreign.number == "647 555-0100"


def test_the_same_id_twice_makes_one_change_and_one_new_line(session, client):
    editor = make_editor(session, Client)
    key = str(client.phones[0].id)
    raw = {"first_name": ["A"]}
    for line in range(2):
        raw |= {f"phones-{line}-id": [key], f"phones-{line}-number": [f"647555010{line}"]}
    editor.apply(client, editor.judge(raw, record=client))
    session.flush()
    session.expire_all()
    assert [(phone.number, str(phone.id) == key) for phone in client.phones] == [
        ("6475550100", True),
        ("6475550101", False),
    ]


def test_a_line_put_first_stays_first(session, client):
    editor = make_editor(session, Client)
    raw = editor.raw_of(client)
    one, two = ({k: raw[f"phones-{n}-{k}"] for k in ("id", "number")} for n in (0, 1))
    for n, line in enumerate((two, one)):
        raw |= {f"phones-{n}-{key}": texts for key, texts in line.items()}
    assert editor.apply(client, editor.judge(raw, record=client)) == ["phones"]
    session.flush()
    session.expire_all()
    assert [phone.number for phone in client.phones] == ["647 555-0101", "647 555-0100"]


def test_identifiers_are_sealed_in_the_table_and_clear_on_the_page(session, client):
    row = session.scalar(select(ClientIdentifier).where(ClientIdentifier.client_id == client.id))
    assert b"3456" not in row.sealed
    assert row.value == "12-3456-7890"
    before = row.sealed
    editor = make_editor(session, Client)
    raw = editor.raw_of(client)
    assert raw["identifiers-0-sealed"] == ["12-3456-7890"]
    assert "identifiers" not in editor.apply(client, editor.judge(raw, record=client))
    assert row.sealed == before
    raw["identifiers-0-sealed"] = ["98-7654-3210"]
    assert "identifiers" in editor.apply(client, editor.judge(raw, record=client))
    session.flush()
    session.expire_all()
    assert row.value == "98-7654-3210"


def test_the_profile_follows_its_answers(session, client):
    editor = make_editor(session, Client)
    raw = {
        "first_name": ["Olena"],
        "last_name": ["Ковaленко"],
        "addresses-0-postal_code": ["M5V 2T6"],
    }
    submission = editor.judge(raw, record=client)
    editor.apply(client, submission)
    ClientService(session).judge_saved(client, submission)
    session.flush()
    assert client.state == INCOMPLETE
    assert client.postal_code == "M5V 2T6"
    assert client.name_key.endswith("olena")


def test_a_day_of_february_is_no_day_for_the_database_either(session, client):
    assert "birth_date" in make_editor(session, Client).judge({"birth_date": ["2026-02-30"]}).errors
    client.birth_date = "1979~"
    session.flush()
    session.refresh(client)
    assert client.born_on == dt.date(1979, 7, 1)
