"""Families: one code for a household, given by ticking, and parted again."""

import pytest
from sqlalchemy import select

from ocms_core.clients.models import Client, Family
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.testing.statements import count_statements
from tests.functional.conftest import Worker, complete

__all__ = ["complete"]


@pytest.fixture
def north(app, world):
    """Return the north agency's staff at the browser, with four clients more: 11 to 14."""
    with app.open_session() as db:
        scope.enter(db, world.north.id)
        for number, name in enumerate(("Bashir", "Chen", "Dina", "Emil"), start=11):
            db.add(
                Client(
                    id=uuid7(),
                    number=number,
                    first_name=name,
                    last_name="Of North",
                    birth_date=f"19{60 + number}-02-03",
                )
            )
        db.commit()
    found = Worker(app, world)
    found.sign_in("worker")
    return found


def codes(north):
    """Return the family code of each client by number."""
    found = north.rows(select(Family))
    names = {family.id: family.code for family in found}
    return {one.number: names.get(one.family_id) for one in north.rows(select(Client))}


def person(north, number):
    (found,) = north.rows(select(Client).where(Client.number == number))
    return found


def change(north, action, *pairs, number=1, status=303):
    return north.app.send(f"/clients/{number}/family", [("action", action), *pairs], status=status)


def test_several_are_found_ticked_and_get_the_same_code(north):
    page = north.app.send("/clients/1/family/find", {"q": "of north"})
    assert "Bashir" in page
    assert "Emil" in page
    assert 'value="1"' not in page.html.find(id="results").decode()
    form = next(form for form in page.forms.values() if "client" in form.fields)
    for box in form.fields["client"][:2]:
        box.checked = True
    ticked = [box._value for box in form.fields["client"][:2]]
    page = form.submit("action", value="add").follow()
    found = codes(north)
    assert found[1] == "F00001"
    assert {number for number, code in found.items() if code} == {1, *map(int, ticked)}
    assert "copied to the people you ticked" in page


def test_results_come_alone_while_typing(north):
    answer = north.app.send("/clients/1/family/find", {"q": "chen"}, headers={"HX-Request": "true"})
    assert "Chen" in answer
    assert "<html" not in answer


def test_who_had_another_code_gets_this_one(north):
    change(north, "new")
    change(north, "new", number=11)
    page = north.app.send("/clients/1/family/find", {"q": "bashir"})
    assert "has another family code" in page
    change(north, "add", ("client", "11"))
    assert codes(north)[11] == "F00001"


def test_two_families_taken_for_one_part_again(north):
    change(north, "add", *(("client", str(number)) for number in (11, 12, 13)))
    people = [("member", str(person(north, number).id)) for number in (12, 13)]
    change(north, "part", *people)
    assert codes(north) == {1: "F00001", 11: "F00001", 12: "F00002", 13: "F00002", 14: None}
    change(north, "take_out", people[0], number=13)
    assert codes(north)[12] is None
    change(north, "part", people[0])
    assert codes(north)[12] is None, "a member of no family was given a code by another's page"


def test_relationships_are_kept_and_go_with_the_family(north):
    change(north, "add", ("client", "11"))
    first, second = person(north, 1), person(north, 11)
    pairs = [
        ("of", str(first.id)),
        ("role", "head"),
        ("of", str(second.id)),
        ("role", "child"),
    ]
    change(north, "relate", *pairs)
    assert (person(north, 1).family_role, person(north, 11).family_role) == ("head", "child")
    members = north.app.get("/clients/11/family").html.find("tbody").get_text()
    assert members.index("Amina") < members.index("Bashir")
    assert "Head of the family" in north.app.get("/clients/11")
    change(north, "leave", number=11)
    assert person(north, 11).family_role is None


def test_hostile_posts_change_nothing(north):
    change(north, "add", ("client", "11"))
    stranger = person(north, 14)
    before = codes(north)
    for action, *pairs in (
        ("eat",),
        ("add", ("client", "x")),
        ("add", ("client", "²")),
        ("part", ("member", "x")),
        ("relate", ("of", str(stranger.id))),
        ("relate", ("of", str(stranger.id)), ("role", "king")),
        ("relate", ("of", "x"), ("role", "head")),
        ("new", ("family_id", str(uuid7()))),
        ("new", ("code", "a"), ("code", "b")),
    ):
        change(north, action, *pairs, status=400)
    change(north, "relate", ("of", str(stranger.id)), ("role", "head"))
    change(north, "part", ("member", str(stranger.id)))
    change(north, "add", ("client", "9999"))
    change(north, "add", ("client", str(north.world.south.client.number + 400)))
    assert codes(north) == before
    assert person(north, 14).family_role is None
    north.app.sign_in(north.world.south.emails["admin"])
    change(north, "add", ("client", "11"))
    assert codes(north) == before


def test_an_anonymous_client_has_no_family(north):
    with north.app.open_session() as db:
        scope.enter(db, north.world.north.id)
        db.add(Client(id=uuid7(), number=91, kind="anonymous", gender="woman"))
        db.commit()
    assert north.app.get("/clients/91/family", status=404)
    change(north, "new", number=91, status=404)
    change(north, "add", ("client", "91"))
    assert codes(north)[91] is None


def test_the_familys_services_keep_the_walls(north, complete):
    change(north, "add", ("client", "11"))
    program = ("program_id", str(north.world.north.programs[0].id))
    for client, private in ((11, "yes"), (1, "no")):
        _session, form_id = north.begin_session(client=client)
        answers = [pair for pair in complete if pair[0] != "program_id"]
        north.post_form(form_id, [*answers, program, ("private", private)], status=303)
    page = north.app.get("/clients/1/family")
    assert page.text.count("/forms/") == 2
    north.sign_in("stranger")
    page = north.app.get("/clients/1/family")
    assert page.text.count("/forms/") == 0
    assert page.text.count("Restricted") == 1, "a private form must not leave a line"


def test_who_is_barred_misses_one_member(north):
    change(north, "add", ("client", "11"), ("client", "12"))
    fields = {"staff": str(north.world.north.staff["worker"].id), "reason": "A brother"}
    north.sign_in("admin")
    north.app.send("/clients/11/conflicts", fields, status=303)
    north.sign_in("worker")
    for path in ("/clients/1/family", "/clients/1", "/clients/1?family=all"):
        page = north.app.get(path)
        assert "Bashir" not in page, path
        assert "Chen" in page, path
    barred = person(north, 11)
    change(north, "take_out", ("member", str(barred.id)))
    change(north, "relate", ("of", str(barred.id)), ("role", "head"))
    assert codes(north)[11] == "F00001"
    assert person(north, 11).family_role is None


def test_a_large_family_costs_no_more_statements(north, connection):
    change(north, "new")
    sent = {}
    for size in (1, 5):
        if size == 5:
            change(north, "add", *(("client", str(number)) for number in (11, 12, 13, 14)))
            _session, _form = north.begin_session(client=12)
        for path in ("/clients/1/family", "/clients/1", "/clients/1?family=all"):
            with count_statements(connection) as counted:
                north.app.get(path)
            assert len(counted) <= 12, f"{path}\n{counted}"
            assert len(counted) <= sent.setdefault(path, len(counted)), path
