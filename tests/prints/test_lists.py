"""Lists on paper: clients by their filters and columns, and whom to call in an emergency."""

import pytest
from sqlalchemy import select

from ocms_core.clients.models import Client, ClientPhone, EmergencyContact
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.spec import row_questions
from ocms_core.prints import rows
from ocms_core.testing.statements import count_statements
from tests.functional.conftest import Worker


def table(page):
    """Return the texts of the printed table, the head first."""
    return [
        [" ".join(cell.text.split()) for cell in row.find_all(["td", "th"])]
        for row in page.html.select(".print-sheet tr")
    ]


@pytest.fixture
def north(app, world):
    return Worker(app, world)


def test_the_list_shows_people_by_name_with_the_usual_columns(north, people):
    north.sign_in("worker")
    head, *lines = table(north.app.get("/prints/clients"))
    assert head[:3] == ["Number", "Name", "Date of birth"]
    assert len(lines) == len(people) + 1
    tamil = next(line for line in lines if line[0] == str(people["tamil"]))
    assert tamil[1] == "செல்வி கிருஷ்ணன்"
    assert "1979" in tamil[2]
    assert tamil[3:5] == ["416 555 0123", "Toronto"]


def test_columns_and_filters_are_chosen(north, people, world):
    north.sign_in("worker")
    page = north.app.get("/prints/clients?column=number&column=gender&from=2026-02-01")
    head, *lines = table(page)
    assert head == ["Number", "Gender"]
    assert {line[0] for line in lines} == {str(number) for number in people.values()}
    assert "Feb 1, 2026 –" in page.html.find(class_="print-lead").text
    for wrong in ("column=secret", "status=gone", "program=1", "from=soon"):
        assert north.app.get(f"/prints/clients?{wrong}", status="*").status_int == 400, wrong


def test_the_list_speaks_the_language_of_the_paper(north, people):
    north.sign_in("worker")
    page = north.app.get("/prints/clients?language=fr")
    assert table(page)[0][1] == "Nom"
    assert page.html.find("h1").text == "Print a list of clients"


def test_a_service_that_is_hidden_is_neither_shown_nor_a_way_to_find(north, world, people):
    north.sign_in("worker")
    north.begin_session()
    program, worker = world.north.programs[0].id, world.north.staff["worker"].id
    for query in (f"program={program}", f"worker={worker}"):
        lines = table(north.app.get(f"/prints/clients?{query}"))
        assert [line[0] for line in lines[1:]] == ["1"]
        assert lines[1][6:] == ["Worker North", "Jan 15, 2026"]
    north.sign_in("stranger")
    for query in (f"program={program}", f"worker={worker}"):
        assert table(north.app.get(f"/prints/clients?{query}")) == []
    mine = next(line for line in table(north.app.get("/prints/clients")) if line[0] == "1")
    assert mine[6:] == ["", ""]


def test_numbers_that_are_not_safe_are_not_on_the_list(north, world, app):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        for number, avoid, may_phone in ((41, True, None), (42, False, False)):
            session.add(
                Client(
                    id=uuid7(),
                    number=number,
                    first_name="Safe",
                    may_phone=may_phone,
                    phones=[ClientPhone(number="647 555 0177", avoid=avoid)],
                )
            )
        session.commit()
    north.sign_in("worker")
    page = north.app.get("/prints/clients")
    assert "647 555 0177" not in page.text
    assert next(line for line in table(page) if line[0] == "42")[3] == "do not phone"


@pytest.fixture
def contacts(app, world):
    """Give the world's client two people to call."""
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        client = session.scalars(select(Client).where(Client.number == 1)).one()
        client.emergency_contacts = [
            EmergencyContact(
                name="خالد", relationship_to_client="brother", phone="416 555 0101", position=0
            ),
            EmergencyContact(name="Mrs. Lee", phone="416 555 0102", position=1),
        ]
        session.commit()


def test_emergency_contacts_of_everybody_and_of_one(north, people, contacts):
    north.sign_in("worker")
    head, *lines = table(north.app.get("/prints/emergency-contacts"))
    asked = [question.label for question in row_questions(EmergencyContact)]
    assert head == ["Client", *asked]
    mine = next(line for line in lines if line[0] == "Amina Of North 1")
    assert {"خالد", "brother", "416 555 0101"} <= set(mine)
    assert any(line[0] == "Mrs. Lee" for line in lines)
    assert sum("Nobody is named." in line for line in lines) == len(people)
    only = table(north.app.get("/clients/1/emergency-contacts"))
    assert len(only) == 3


def test_more_than_paper_takes_is_said(north, people, monkeypatch):
    monkeypatch.setattr(rows, "MOST", 3)
    north.sign_in("worker")
    for path in ("/prints/clients", "/prints/emergency-contacts"):
        page = north.app.get(path)
        assert "Only the first" in page.text
    assert len(table(north.app.get("/prints/clients"))) == 4


def test_who_is_on_the_paper_is_in_the_access_log(north, people):
    north.sign_in("worker")
    north.app.get("/prints/clients")
    (row,) = [one for one in north.accesses() if one.action == "GET prints.clients"]
    assert (row.kind, row.client_count) == ("print", len(people) + 1)


def test_statements_do_not_grow_with_the_list(north, world, app, contacts, connection):
    paths = ("/prints/clients", "/prints/emergency-contacts", "/clients/1/emergency-contacts")
    north.sign_in("worker")
    few = {}
    for path in (*paths, "/prints/intake", "/clients/1/print"):
        with count_statements(connection) as sent:
            north.app.get(path)
        few[path] = len(sent)
        assert len(sent) <= 12, f"{path}\n{sent}"
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.add_all(Client(id=uuid7(), number=n, first_name=f"P{n}") for n in range(50, 90))
        session.commit()
    for path in paths:
        with count_statements(connection) as sent:
            north.app.get(path)
        assert len(sent) <= few[path], f"{path}\n{sent}"
