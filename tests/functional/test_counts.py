"""How many statements a page sends: budgets that do not grow with the rows."""

import datetime as dt

import pytest
from ocms_plugin_settlement.models import InformationOrientation

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.service_sessions.models import ServiceSession, SessionClient, SessionWorker
from ocms_core.testing.statements import count_statements

PAGE, SAVE = 12, 20
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def serve(app, world):
    """Return a maker of sessions: each with clients, a form a client, by the worker."""

    def make(sessions, clients=1):
        staff, program = world.north.staff["worker"], world.north.programs[0]
        made = []
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            people = [world.north.client.id]
            for turn in range(clients - 1):
                person = Client(
                    id=uuid7(), number=1000 + turn, first_name=f"P{turn}", registration_date=DAY
                )
                session.add(person)
                people.append(person.id)
            session.flush()
            for turn in range(sessions):
                record = ServiceSession(
                    id=uuid7(),
                    session_type="direct_service",
                    created_by_id=staff.id,
                    site_id=world.north.sites[0].id,
                    service_date=DAY - dt.timedelta(days=turn),
                )
                session.add(record)
                session.flush()
                record.workers.append(SessionWorker(staff_id=staff.id))
                for person_id in people:
                    record.clients.append(SessionClient(client_id=person_id))
                    form = InformationOrientation(
                        id=uuid7(),
                        session_id=record.id,
                        client_id=person_id,
                        author_id=staff.id,
                        worker_id=staff.id,
                        program_id=program.id,
                        funder_id=world.north.funders[0].id,
                        service_date=record.service_date,
                    )
                    session.add(form)
                made.append((str(record.id), str(form.id)))
            session.commit()
        return made

    return make


@pytest.fixture
def count(app, connection):
    """Return a counter of the statements of one request."""

    def run(path, fields=None, status="*"):
        token = app.csrf_token if fields is not None else ""
        with count_statements(connection) as sent:
            if fields is None:
                answer = app.get(path, status=status)
            else:
                answer = app.post(path, [("csrf_token", token), *fields], status=status)
        assert answer.status_int in {200, 303}, (path, answer.status)
        return sent

    return run


def test_lists_and_dashboards_do_not_grow_with_their_rows(north, serve, count):
    north.sign_in("worker")
    serve(5)
    paths = ("/", "/clients", "/clients/1", "/sessions", "/sessions?whose=all", "/clients/1/print")
    few = {path: len(count(path)) for path in paths}
    serve(55)
    for path in paths:
        sent = count(path)
        assert len(sent) <= PAGE, f"{path}: {len(sent)}\n{sent}"
        assert len(sent) <= few[path], path
    north.sign_in("stranger")
    assert len(count("/clients/1")) <= PAGE


def test_a_session_page_does_not_grow_with_its_clients(north, serve, count):
    north.sign_in("worker")
    ((one, _form),) = serve(1)
    ((ten, _form),) = serve(1, clients=10)
    for page in ("", "/edit"):
        alone = count(f"/sessions/{one}{page}")
        full = count(f"/sessions/{ten}{page}")
        assert len(full) <= PAGE, f"{page}: {len(full)}\n{full}"
        assert len(full) <= len(alone)


def test_finding_opening_and_printing(north, serve, count):
    north.sign_in("worker")
    ((session_id, form_id),) = serve(1)
    forms = [form_id]
    for kind in ("needs_assessment", "non_specified"):
        forms.append(str(uuid7()))
        count(
            f"/sessions/{session_id}/forms",
            [
                ("client", str(north.world.north.client.id)),
                ("kind", kind),
                ("form_id", forms[-1]),
            ],
        )
    paths = [
        "/clients/1/edit",
        "/sessions/new?client=1",
        "/clients/new",
        *(f"/forms/{form}" for form in forms),
        *(f"/forms/{form}/print" for form in forms),
    ]
    for path in paths:
        sent = count(path)
        assert len(sent) <= PAGE, f"{path}: {len(sent)}\n{sent}"
    sent = count("/clients", [("q", "amina north")])
    assert len(sent) <= PAGE, str(sent)
    for form in forms:
        sent = count(f"/forms/{form}", [("notes", "a"), ("support.received", "yes")])
        assert len(sent) <= SAVE, f"{len(sent)}\n{sent}"
        sent = count(f"/drafts/service_form/{form}", [("notes", "b")])
        assert len(sent) <= PAGE, f"{len(sent)}\n{sent}"
    lines = [(f"phones-{n}-number", f"647555010{n}") for n in range(5)]
    sent = count("/clients/1/edit", [("first_name", "Amina"), *lines])
    assert len(sent) <= SAVE, f"{len(sent)}\n{sent}"


def test_a_large_familys_history_is_one_page(north, serve, count, app, world):
    north.sign_in("worker")
    serve(3)
    north.app.send("/clients/1/family", {"action": "new"}, status=303)
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        first = session.get(Client, (world.north.id, world.north.client.id))
        for turn in range(9):
            session.add(
                Client(
                    id=uuid7(),
                    number=500 + turn,
                    first_name=f"K{turn}",
                    family_id=first.family_id,
                )
            )
        session.commit()
    for word in ("worker", "stranger"):
        north.sign_in(word)
        sent = count("/clients/1?family=all")
        assert len(sent) <= PAGE, f"{word}: {len(sent)}\n{sent}"
