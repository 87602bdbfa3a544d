"""Registering, completing and grouping clients; what the logs keep of it."""

import json
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from ocms_core.agencies.models import PrivacyStatement
from ocms_core.audit.models import AccessLog
from ocms_core.clients.models import Client, ClientPhone
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.models import Draft


@pytest.fixture
def statement(north):
    """Return the id of the privacy statement that pages are made with."""
    return str(north.rows(select(PrivacyStatement.id))[0])


def new_client(north, statement, kind="named", **fields):
    """Post a registration; return the answer."""
    sent = {"id": str(uuid7()), "statement": statement, "locale": "en", **fields}
    if kind == "anonymous":
        del sent["statement"]
    return north.app.send(f"/clients/new/{kind}", sent, status="*")


def client(north, number):
    """Return a client by number."""
    return north.rows(select(Client).where(Client.number == number))[0]


def test_the_statement_comes_first_and_its_version_and_language_are_kept(north, statement):
    north.sign_in("worker")
    assert north.app.get("/clients/new/named", status=303).location.endswith("/clients/new")
    north.app.send("/clients/new/named", {"id": str(uuid7()), "first_name": "A"}, status=400)
    page = north.app.get("/clients/new")
    assert "We keep it." in page
    assert "Nous le gardons." in page
    form = next(f for f in page.forms.values() if "/clients/new/named" in f.action)
    page = form.submit("locale", value="fr").follow()
    with north.app.open_session() as session:
        scope.enter(session, north.world.north.id)
        session.add(PrivacyStatement(version=2, text_en="New.", text_fr="Neuf."))
        session.commit()
    form = north.form(page, "first_name")
    form["first_name"] = "Olena"
    form.submit(status=303)
    olena = client(north, 2)
    # The one that was read, although there is a newer one by now.
    assert str(olena.privacy_statement_id) == statement
    assert olena.privacy_locale == "fr"
    assert olena.privacy_answered_at is not None
    assert olena.registered_by_id == north.world.north.staff["worker"].id


def test_one_name_is_enough_and_none_is_not(north, statement):
    north.sign_in("worker")
    assert new_client(north, statement).status_int == 422
    assert new_client(north, statement, last_name="Kovalenko").status_int == 303
    olena = client(north, 2)
    assert (olena.state, olena.first_name) == ("incomplete", None)


def test_a_double_click_registers_once_and_keeps_one_number(north, statement):
    north.sign_in("worker")
    key = str(uuid7())
    first = new_client(north, statement, id=key, first_name="Olena")
    again = new_client(north, statement, id=key, first_name="Olena")
    assert first.location == again.location
    assert len(north.rows(select(Client))) == 2


def test_a_registrations_draft_is_found_again_and_gone_when_saved(north, statement):
    north.sign_in("worker")
    key = str(uuid7())
    north.draft("client", key, first_name="Ole", birth_date="sometime")
    page = north.app.get(f"/clients/new/named?id={key}&statement={statement}&locale=en")
    form = north.form(page, "first_name")
    assert (form["first_name"].value, form["birth_date"].value) == ("Ole", "sometime")
    page = form.submit(status=422)
    form = north.form(page, "first_name")
    assert form["birth_date"].value == "sometime"
    form["birth_date"] = "about 34"
    form.submit(status=303)
    assert north.rows(select(Draft)) == []


def test_an_anonymous_client_has_no_name_whatever_is_posted(north, statement):
    north.sign_in("worker")
    page = north.app.get("/clients/new/anonymous").follow()
    form = north.form(page, "gender")
    for name in ("first_name", "last_name", "birth_date", "email", "preferred_name"):
        assert name not in form.fields
        answer = new_client(north, statement, "anonymous", gender="woman", **{name: "Olena"})
        assert answer.status_int == 400
    answer = new_client(north, statement, "anonymous", **{"phones-0-number": "6475550100"})
    assert answer.status_int == 400
    assert len(north.rows(select(Client))) == 1
    form["gender"] = "woman"
    form["postal_code"] = "M5V 2T6"
    page = form.submit(status=303).follow()
    assert "Anonymous client" in page
    person = north.rows(select(Client).where(Client.kind == "anonymous"))[0]
    for name in ("first_name", "last_name", "birth_date", "email", "preferred_name", "born_on"):
        assert getattr(person, name) is None
    assert person.name_key == ""
    assert north.rows(select(ClientPhone)) == []
    edit = f"/clients/{person.number}/edit"
    assert north.app.send(edit, {"first_name": "Olena"}, status=400)


def test_a_new_member_shares_what_a_family_shares_and_not_more(north, statement):
    north.sign_in("worker")
    north.app.send(
        "/clients/1/edit",
        [
            ("revision", "1"),
            ("first_name", "Amina"),
            ("last_name", "Of North"),
            ("birth_date", "1988-03-09"),
            ("immigration_status", "permanent_resident"),
            ("phones-0-number", "647 555-0100"),
            ("addresses-0-city", "Toronto"),
            ("addresses-0-postal_code", "M5V 2T6"),
            ("identifiers-0-type", "gcms_client_id"),
            ("identifiers-0-sealed", "12-3456-7890"),
            ("comments", "hers alone"),
        ],
        status=303,
    )
    page = north.app.get("/clients/new?family=1")
    yes = next(f for f in page.forms.values() if "/clients/new/named" in f.action)
    form = north.form(yes.submit("locale", value="en").follow(), "first_name")
    assert form["last_name"].value == "Of North"
    assert form["phones-0-number"].value == "647 555-0100"
    assert form["addresses-0-postal_code"].value == "M5V 2T6"
    assert form["first_name"].value == ""
    assert form["birth_date"].value == ""
    assert "12-3456-7890" not in form.text
    assert "hers alone" not in form.text
    form["first_name"] = "Bashir"
    form.submit(status=303)
    first, second = client(north, 1), client(north, 2)
    assert first.family_id == second.family_id is not None
    assert "Bashir" in north.app.get("/clients/1")
    assert {phone.client_id for phone in north.rows(select(ClientPhone))} == {first.id, second.id}


def test_families_are_started_once_joined_by_code_and_left(north, statement):
    north.sign_in("worker")
    new_client(north, statement, first_name="Bashir")
    for _click in range(2):
        north.app.send("/clients/1/family", {"action": "new"}, status=303)
    page = north.app.get("/clients/1")
    assert "F00001" in page
    assert "F00002" not in page
    north.app.send("/clients/2/family", {"action": "new"}, status=303)
    assert "F00002" in north.app.get("/clients/2")
    north.app.send("/clients/2/family", {"action": "leave"}, status=303)
    wrong = north.app.send(
        "/clients/2/family", {"action": "join", "code": "F9<b>"}, status=303
    ).follow()
    assert "No family has this code" in wrong
    north.app.send("/clients/2/family", {"action": "join", "code": " f00001 "}, status=303)
    assert client(north, 1).family_id == client(north, 2).family_id is not None
    north.app.send("/clients/2/family", {"action": "eat"}, status=400)


@pytest.mark.parametrize("family", ["²", "٣", "9" * 40, "-1", "1.5", "x"])
def test_odd_numbers_of_relatives_are_nobody(north, statement, family):
    north.sign_in("worker")
    query = urlencode({"family": family, "id": str(uuid7()), "statement": statement})
    assert north.app.get(f"/clients/new/named?{query}", status="*").status_int in {200, 404}
    answer = new_client(north, statement, first_name="A", family=family)
    assert answer.status_int in {303, 404}
    query = urlencode({"client": family})
    assert north.app.get(f"/sessions/new?{query}", status="*").status_int == 404
    assert north.app.send("/clients", {"q": "x", "birth_year": family}, status="*").status_int in {
        200,
        400,
    }
    assert north.app.get(f"/clients?{urlencode({'page': family})}", status=400)


def test_two_people_change_one_profile(north):
    north.sign_in("worker")
    mine = north.form(north.app.get("/clients/1/edit"), "first_name")
    other = north.form(north.app.get("/clients/1/edit"), "first_name")
    other["preferred_name"] = "Mina"
    other["phones-0-number"] = "647 555-0100"
    other.submit(status=303)
    mine["preferred_name"] = "Mimi"
    page = mine.submit(status=409)
    for seen in ("Mina", "Mimi", "647 555-0100"):
        assert seen in page
    north.form(page, "first_name").submit(status=303)
    assert client(north, 1).preferred_name == "Mimi"


def test_every_page_of_a_client_is_in_the_access_log_and_no_other_page(north):
    north.sign_in("admin")
    for path in ("/clients/1", "/clients/1/edit", "/clients/1/print", "/sessions/new?client=1"):
        before = len(north.accesses())
        north.app.get(path)
        rows = north.accesses()[before:]
        assert [row.staff_id for row in rows] == [north.world.north.staff["admin"].id], path
        assert rows[0].action.startswith("GET "), path
    before = len(north.accesses())
    north.app.get("/clients/1/access")
    assert len(north.accesses()) == before + 1
    session_id, form_id = north.begin_session()
    for path in (
        f"/sessions/{session_id}",
        f"/sessions/{session_id}/edit",
        f"/forms/{form_id}",
        f"/forms/{form_id}/print",
        "/sessions?whose=all",
        "/clients",
    ):
        before = len(north.accesses())
        north.app.get(path)
        assert len(north.accesses()) == before + 1, path
    before = len(north.accesses())
    north.app.send("/clients", {"q": "amina"})
    (searched,) = north.accesses()[before:]
    assert "amina" not in (searched.detail or "").casefold()
    before = len(north.accesses())
    for path in ("/clients/new", "/clients/99", "/session-state", "/sessions?page=2", "/reports"):
        north.app.get(path, status="*")
    assert len(north.accesses()) == before
    with north.app.open_session() as session:
        scope.enter(session, north.world.south.id)
        assert session.scalars(select(AccessLog)).all() == []


def test_the_change_log_names_fields_and_never_what_they_hold(north, statement, complete):
    north.sign_in("worker")
    new_client(north, statement, first_name="Zaporozhets", birth_date="1988-03-09")
    north.app.send(
        "/clients/2/edit",
        {"revision": "1", "first_name": "Zaporozhetska", "phones-0-number": "6475550177"},
        status=303,
    )
    _session, form_id = north.begin_session(client=2)
    north.post_form(form_id, [*complete, ("notes", "secret-note")], status=303)
    written = json.dumps(
        [[row.kind, row.record_id, row.fields, row.detail] for row in north.changes()]
    )
    for value in ("Zaporozhets", "6475550177", "secret-note", "1988", "housing"):
        assert value not in written
    edited = next(row for row in north.changes() if row.kind == "client" and row.fields)
    assert set(edited.fields) >= {"first_name", "phones", "birth_date"}
    answered = next(row for row in north.changes() if "notes" in row.fields)
    assert answered.kind == "information_orientation"
    assert "topics_given" in answered.fields


def test_a_session_with_several_clients_funders_and_workers(north, statement, world):
    north.sign_in("worker")
    new_client(north, statement, first_name="Bashir")
    workers = [str(world.north.staff[word].id) for word in ("worker", "colleague")]
    funders = [str(funder.id) for funder in world.north.funders]
    session_id, form_id = north.begin_session(
        workers=[*workers, workers[0]], funders=[*funders, funders[0]]
    )
    answer = north.app.send(f"/sessions/{session_id}/clients", {"client": "2"}, status=303)
    north.app.send(f"/sessions/{session_id}/clients", {"client": "2"}, status=303)
    page = answer.follow()
    for text in ("Amina", "Bashir", "Worker North", "Colleague North", "IRCC", "City"):
        assert text in page
    assert len(north.forms_of(session_id)) == 2
    assert form_id
    north.sign_in("colleague")
    assert session_id in north.app.get("/sessions")
    form = north.form(north.app.get(f"/sessions/{session_id}/edit"), "service_date")
    for box in form.fields["workers"]:
        box.checked = box.value == workers[1]
    form.submit(status=303)
    assert "Worker North" not in north.app.get(f"/sessions/{session_id}")
    edited = [row for row in north.changes() if row.kind == "service_session" and row.fields]
    assert edited[-1].fields == ["workers"]


def test_a_session_needs_a_worker_and_says_so(north, world):
    north.sign_in("worker")
    form = north.form(north.app.get("/sessions/new?client=1"), "service_date")
    for box in form.fields["workers"]:
        box.checked = False
    form["also_present"] = "her <brother>"
    page = form.submit(status=422)
    assert "Choose at least one worker." in page
    form = north.form(page, "service_date")
    assert form["also_present"].value == "her <brother>"
    form["service_date"] = "2999-01-01"
    page = form.submit(status=422)
    assert "in the future" in page
    for name in ("workers", "funders"):
        answer = north.app.send(
            "/sessions/new",
            {"id": str(uuid7()), name: str(world.south.staff["worker"].id)},
            status="*",
        )
        assert answer.status_int == 400


def test_a_double_click_begins_one_session(north):
    north.sign_in("worker")
    key = str(uuid7())
    first, _form = north.begin_session(id=key)
    answer = north.app.send(
        "/sessions/new",
        {
            "id": key,
            "service_date": "2026-01-15",
            "site_id": str(north.world.north.sites[0].id),
            "delivery_method": "in_person",
            "workers": str(north.world.north.staff["worker"].id),
            "client": "1",
        },
        status=303,
    )
    assert answer.location.endswith(f"/sessions/{first}")
    assert len(north.forms_of(key)) == 1
