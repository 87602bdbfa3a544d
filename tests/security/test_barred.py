"""Nothing a barred person selects speaks of the client, however it is spelled."""

import pytest
from ocms_plugin_settlement.models import InformationOrientation, NonSpecified
from sqlalchemy import func, select, union_all
from sqlalchemy.orm import aliased, selectinload

from ocms_core.agencies.models import Program
from ocms_core.clients.models import Client
from ocms_core.db.types import uuid7
from ocms_core.forms.blocks import SupportReceived
from ocms_core.forms.models import ServiceForm
from ocms_core.notes.models import CaseNote
from ocms_core.security.visibility import restricted_lines, rows_of_clients
from ocms_core.service_sessions.models import ServiceSession, SessionClient
from ocms_core.testing.world import viewer
from tests.security.conftest import TODAY
from tests.security.test_visibility import WORDS, sees


def note_of(form):
    """Return what a note of a form's client says."""
    return {
        "client_id": form.client_id,
        "author_id": form.author_id,
        "about_on": TODAY,
        "scope": "agency",
        "kind": "conversation",
        "text": "words",
    }


@pytest.fixture
def conflict(forms, world):
    """Return sixty forms of two clients, and the client whom the viewer is barred from."""
    session, facts = forms
    session.info["viewer"] = viewer(world.north, "admin")
    other = Client(id=uuid7(), number=60, first_name="Boris")
    session.add(other)
    session.flush()
    of_other = set()
    for turn, form in enumerate(session.scalars(select(ServiceForm).order_by(ServiceForm.id))):
        barred = turn % 2 == 0
        if not barred:
            form.client_id = other.id
            of_other.add(form.id)
        session.add(SessionClient(session_id=form.session_id, client_id=form.client_id))
        if turn % 3 == 0 and barred:
            session.add(SessionClient(session_id=form.session_id, client_id=other.id))
        session.add(CaseNote(**note_of(form)))
    session.flush()
    session.expunge_all()
    return session, facts, of_other, world.north.client.id


@pytest.mark.parametrize("word", WORDS)
def test_every_spelling_of_a_select_leaves_out_who_one_is_barred_from(conflict, world, word):
    session, facts, of_other, barred = conflict
    who = session.info["viewer"] = viewer(world.north, word, barred=[barred])
    expected = {fact[0] for fact in facts if sees(who, fact) and fact[0] in of_other}
    assert set(session.scalars(select(ServiceForm.id))) == expected
    other = aliased(ServiceForm)
    assert set(session.scalars(select(other.id))) == expected
    subquery = select(ServiceForm.id).subquery()
    assert session.scalar(select(func.count()).select_from(subquery)) == len(expected)
    cte = select(ServiceForm.id).cte()
    assert set(session.scalars(select(cte.c.id))) == expected
    both = union_all(select(InformationOrientation.id), select(NonSpecified.id)).subquery()
    assert set(session.scalars(select(both.c.id))) == expected
    exists = select(ServiceForm.id).where(ServiceForm.client_id == barred).exists()
    assert session.scalar(select(func.count(Program.id)).where(exists)) == 0
    assert set(session.scalars(select(SupportReceived.id))) == expected
    for fact in facts[:12]:
        found = session.get(ServiceForm, (world.north.id, fact[0]))
        assert (found is not None) == (fact[0] in expected)


@pytest.mark.parametrize("word", ["worker", "admin"])
def test_no_spelling_of_a_select_gives_the_client_one_is_barred_from(conflict, world, word):
    session, _facts, _of_other, barred = conflict
    numbers = {60}
    session.info["viewer"] = viewer(world.north, word, barred=[barred])
    shown = aliased(Client)
    named = select(Client.number)
    for statement in (
        named,
        select(shown.number),
        select(named.subquery().c.number),
        select(named.cte().c.number),
        union_all(named, named),
        select(Client.number).join(ServiceForm, ServiceForm.client_id == Client.id),
        select(shown.number).join_from(
            Program, shown, (shown.agency_id == Program.agency_id) & (shown.number > 0)
        ),
        select(shown.number).where(
            select(Client.id).where(Client.id == shown.id, Client.number == 1).exists()
            | (shown.number == 60)
        ),
    ):
        assert set(session.scalars(statement)) <= numbers, str(statement)
    assert session.get(Client, (world.north.id, barred)) is None
    for model, column in rows_of_clients():
        owner = getattr(model, column)
        assert barred not in set(session.scalars(select(owner))), model.__name__
    assert SessionClient in {model for model, _column in rows_of_clients()}
    assert CaseNote in {model for model, _column in rows_of_clients()}


@pytest.mark.parametrize("word", WORDS)
def test_a_session_of_nobody_else_is_hidden_with_who_one_is_barred_from(conflict, world, word):
    session, _facts, _of_other, barred = conflict
    session.info["viewer"] = viewer(world.north, word)
    every = {
        record.id: {line.client_id for line in record.clients}
        for record in session.scalars(
            select(ServiceSession).options(selectinload(ServiceSession.clients))
        )
    }
    session.expunge_all()
    session.info["viewer"] = viewer(world.north, word, barred=[barred])
    seen = list(
        session.scalars(select(ServiceSession).options(selectinload(ServiceSession.clients)))
    )
    assert all(line.client_id != barred for record in seen for line in record.clients)
    assert not {record.id for record in seen} & {
        key for key, clients in every.items() if clients == {barred}
    }
    if word in {"admin", "seer"}:
        assert {record.id for record in seen} == {
            key for key, clients in every.items() if clients != {barred}
        }


def test_restricted_lines_tell_nothing_of_who_one_is_barred_from(conflict, world):
    session, *_rest, barred = conflict
    session.info["viewer"] = viewer(world.north, "stranger", barred=[barred])
    assert restricted_lines(session, world.north.client) == []
