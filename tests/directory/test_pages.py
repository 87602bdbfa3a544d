"""The pages of the directory: find, read, add, change, switch off, take away."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ocms_core.audit.models import ChangeLog
from ocms_core.directory.models import Employer, EmployerContact, EmployerPosition, Supporter
from ocms_core.testing.statements import count_statements

BUDGET, SAVE_BUDGET = 12, 20


@pytest.fixture
def worker(app, world):
    """Return the browser of a worker."""
    app.sign_in(world.north.emails["worker"])
    return app


@pytest.fixture
def manager(app, world):
    """Return the browser of a manager."""
    app.sign_in(world.north.emails["manager"])
    return app


@pytest.fixture
def rows(directory):
    """Return a reader of rows of the north agency."""

    def read(statement):
        with directory.session() as session:
            return session.scalars(statement).unique().all()

    return read


def own_form(page):
    """Return the page's own form among search and language switch."""
    return next(form for form in page.forms.values() if "data-form" in form.text)


def search_form(page):
    """Return the search of a list."""
    return next(
        form for form in page.forms.values() if "q" in form.fields and "city" in form.fields
    )


def names(page):
    """Return the names in the first column of a list."""
    return [
        cell.find("a").text for cell in page.html.select("tbody th[scope=row]") if cell.find("a")
    ]


def test_a_worker_adds_a_person_who_begins_as_applied(worker, rows):
    page = worker.get("/directory").click("Add a person", index=0)
    form = own_form(page)
    form["first_name"], form["last_name"] = "Paul", "Okafor"
    for box in form.fields["roles"]:
        box.checked = box._value in {"mentor", "tutor"}
    form["capacity"] = "2"
    page = form.submit().follow()
    assert "The person is in the directory." in page
    assert "Mentor, Tutor · Applied" in page.html.select_one(".page-lead").text
    (person,) = rows(select(Supporter))
    assert (person.roles, person.status, person.capacity) == (["mentor", "tutor"], "applied", 2)
    assert [one.kind for one in rows(select(ChangeLog))][-1] == "supporter"


def test_the_same_page_posted_twice_adds_one(worker, rows):
    form = own_form(worker.get("/directory/employers/new"))
    form["name"] = "Quay Foods"
    form.submit().follow()
    form.submit().follow()
    assert len(rows(select(Employer))) == 1


def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(worker, rows):
    form = own_form(worker.get("/directory/people/new"))
    form["first_name"] = "Paul"
    form["capacity"] = "many"
    page = form.submit(status=422)
    assert page.html.select_one("#f-capacity")["aria-invalid"] == "true"
    assert page.html.select_one(".error-summary a[href='#f-last_name']")
    assert own_form(page)["first_name"].value == "Paul"
    assert rows(select(Supporter)) == []


def test_only_who_keeps_lists_makes_people_active(app, world, directory, rows):
    person = directory.supporter(status="applied")
    app.sign_in(world.north.emails["worker"])
    page = app.get(f"/directory/people/{person.id}/edit")
    pairs = [(n, "active" if n == "status" else v) for n, v in own_form(page).submit_fields()]
    app.post(f"/directory/people/{person.id}/edit", pairs)
    assert [one.status for one in rows(select(Supporter))] == ["applied"]
    app.sign_in(world.north.emails["manager"])
    form = own_form(app.get(f"/directory/people/{person.id}/edit"))
    form["status"] = "active"
    form.submit().follow()
    assert [one.status for one in rows(select(Supporter))] == ["active"]


def test_two_people_at_one_record_see_what_the_other_saved(manager, directory):
    person = directory.supporter()
    first = own_form(manager.get(f"/directory/people/{person.id}/edit"))
    second = own_form(manager.get(f"/directory/people/{person.id}/edit"))
    first["city"] = "Hamilton"
    first.submit().follow()
    second["city"] = "Guelph"
    page = second.submit(status=409)
    assert "Hamilton" in page.html.select_one(".notice-warning").text


def test_an_employer_with_positions_and_contacts_is_saved_and_found(worker, rows):
    form = own_form(worker.get("/directory/employers/new"))
    form["name"] = "Quay Foods"
    form["sector"] = "31"
    form["positions-0-title"], form["positions-0-occupation_code"] = "Machine operator", "94140"
    form["contacts-0-name"] = "Ines Duarte"
    form.fields["languages"][0].value = "por"
    form.submit().follow()
    assert [one.title for one in rows(select(EmployerPosition))] == ["Machine operator"]
    assert [one.name for one in rows(select(EmployerContact))] == ["Ines Duarte"]
    page = search_form(worker.get("/directory/employers"))
    page["q"] = "machine"
    assert names(page.submit()) == ["Quay Foods"]
    assert names(worker.get("/directory/employers?category=9&sector=31&speaks=por")) == [
        "Quay Foods"
    ]
    assert names(worker.get("/directory/employers?category=1")) == []


def test_an_employer_is_switched_off_by_who_keeps_lists_only(app, world, directory, rows):
    employer = directory.employer()
    app.sign_in(world.north.emails["worker"])
    assert "Switch off" not in app.get(f"/directory/employers/{employer.id}")
    app.send(f"/directory/employers/{employer.id}/switch", {"active": "no"}, status=403)
    app.sign_in(world.north.emails["manager"])
    app.send(f"/directory/employers/{employer.id}/switch", {"active": "no"}, status=303)
    assert names(app.get("/directory/employers")) == []
    assert names(app.get("/directory/employers?status=off")) == ["Quay Foods"]
    assert rows(select(Employer))[0].active is False


def test_filters_narrow_the_list(worker, directory):
    directory.supporter(languages=["ukr"], occupation_code="31301", city="Hamilton")
    directory.supporter(first_name="Ben", last_name="Adeyemi", roles=["tutor"], capacity=0)
    directory.supporter(first_name="Lena", last_name="Gone", status="left")
    for query, found in (
        ("", ["Ben Adeyemi", "Rosa Lindqvist"]),
        ("role=tutor", ["Ben Adeyemi"]),
        ("speaks=ukr", ["Rosa Lindqvist"]),
        ("category=3", ["Rosa Lindqvist"]),
        ("city=hamilton", ["Rosa Lindqvist"]),
        ("free=yes", ["Rosa Lindqvist"]),
        ("status=left", ["Lena Gone"]),
    ):
        assert names(worker.get(f"/directory?{query}")) == found, query
    for query in ("role=chief", "speaks=zzz", "free=perhaps", "category=x", "page=0", "colour=red"):
        worker.get(f"/directory?{query}", status=400)


def test_names_are_found_without_accents_and_never_stand_in_an_address(worker, directory):
    directory.supporter(first_name="José", last_name="Muñoz 100%")
    form = search_form(worker.get("/directory"))
    form["q"] = "munoz jose"
    assert names(form.submit(status=200)) == ["José Muñoz 100%"]
    form["q"] = ""
    form["role"] = "tutor"
    answer = form.submit(status=303)
    assert answer.location.endswith("/directory?role=tutor")
    fragment = worker.send("/directory", {"q": "mun"}, headers={"HX-Request": "true"}, status=200)
    assert "<html" not in fragment.text
    assert "José" in fragment.text


def test_another_agency_sees_none_of_it(app, world, directory):
    person, employer = directory.supporter(), directory.employer()
    app.sign_in(world.south.emails["admin"])
    assert names(app.get("/directory")) == []
    for path in ("people", "employers"):
        key = person.id if path == "people" else employer.id
        app.get(f"/directory/{path}/{key}", status=404)
        app.get(f"/directory/{path}/{key}/edit", status=404)


def test_the_work_list_names_checks_that_end(worker, directory):
    today = dt.datetime.now(ZoneInfo(directory.world.north.agency.time_zone)).date()
    for days, last_name in ((-1, "Past"), (30, "Soon"), (90, "Later")):
        directory.supporter(last_name=last_name, police_check_expiry=today + dt.timedelta(days))
    page = worker.get("/directory/checks")
    assert names(page) == ["Rosa Past", "Rosa Soon"]
    page = page.click("Rosa Past")
    assert "is not offered for new matches" in page.html.select_one(".notice-warning").text


def test_colleagues_are_found_by_language_and_program(worker, world, directory):
    with directory.session() as session:
        staff = session.get(
            type(world.north.staff["stranger"]), (world.north.id, world.north.staff["stranger"].id)
        )
        staff.languages, staff.phone = ["tir"], "416-555-0199"
        session.commit()
    page = worker.get("/directory/staff?speaks=tir")
    (card,) = page.html.select(".directory-cards li")
    assert "Stranger North" in card.text
    assert "Women’s Circle" in card.text
    assert "Tigrinya" in card.text
    program = world.north.programs[0].id
    assert "Stranger North" not in worker.get(f"/directory/staff?program={program}").text


def test_the_list_is_a_file_for_managers_and_safe_to_open(app, world, directory):
    directory.supporter(occupation="=1+1", capacity=3)
    app.sign_in(world.north.emails["worker"])
    app.get("/directory/export/people.csv", status=403)
    app.sign_in(world.north.emails["manager"])
    answer = app.get("/directory/export/people.csv")
    assert answer.content_type == "text/csv"
    head, line = answer.body.decode("utf-8-sig").splitlines()
    assert head.startswith("Name,Helps as")
    assert "Rosa Lindqvist,Mentor" in line
    assert "'=1+1,3,3,Active" in line
    assert app.get("/directory/export/employers.csv?placements=yes").status_int == 200
    app.get("/directory/export/clients.csv", status=404)


def test_the_list_is_printed_in_either_language(worker, directory):
    directory.supporter(languages=["ukr"])
    directory.employer()
    assert "Ukrainian" in worker.get("/directory/print/people")
    assert "Ukrainien" in worker.get("/directory/print/people?language=fr")
    assert "Quay Foods" in worker.get("/directory/print/employers")


def test_a_draft_is_kept_and_found_again(worker, world, rows):
    staff = world.north.staff["worker"]
    worker.send(f"/drafts/new_supporter/{staff.id}", {"revision": "0", "first_name": "Half"})
    page = worker.get("/directory/people/new")
    assert "You see your draft" in page
    form = own_form(page)
    assert form["first_name"].value == "Half"
    form["last_name"] = "Done"
    form.fields["roles"][0].checked = True
    form.submit().follow()
    assert "You see your draft" not in worker.get("/directory/people/new")


def test_no_page_sends_more_than_twelve_statements(app, world, directory, connection):
    employer = directory.employer(positions=[EmployerPosition(title="Cook")])
    people = [
        directory.supporter(last_name=f"Number {number}", employer_id=employer.id)
        for number in range(5)
    ]
    app.sign_in(world.north.emails["admin"])
    for path in (
        "/directory",
        "/directory/employers",
        "/directory/staff",
        "/directory/checks",
        f"/directory/people/{people[0].id}",
        f"/directory/people/{people[0].id}/edit",
        "/directory/people/new",
        f"/directory/employers/{employer.id}",
        f"/directory/employers/{employer.id}/edit",
        "/directory/export/people.csv",
        "/directory/print/people",
        "/clients/1/match",
    ):
        with count_statements(connection) as sent:
            app.get(path)
        assert len(sent) <= BUDGET, f"{path}: {sent}"
    form = own_form(app.get(f"/directory/employers/{employer.id}/edit"))
    form["city"] = "Toronto"
    with count_statements(connection) as sent:
        form.submit(status=303)
    assert len(sent) <= SAVE_BUDGET, str(sent)
