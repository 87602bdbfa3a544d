"""Sites, programs and funders: an admin keeps them alone, in the browser without JavaScript."""

import pytest
from sqlalchemy import select

from ocms_core.agencies.models import Funder, Program, ProgramMembership, Site, Staff
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.testing.statements import count_statements

BUDGET = 12


def test_an_admin_adds_a_site(admin, north, hand):
    page = admin.get("/sites").click("Add a site")
    form = hand.form(page)
    form["name"] = "Harbour Office"
    form["name_fr"] = "Bureau du port"
    form["city"] = "Toronto"
    form["postal_code"] = "m5v2t6"
    page = form.submit().follow()
    assert "The site is saved." in page
    assert "Harbour Office" in page
    assert "M5V 2T6" in page
    (site,) = north(select(Site).where(Site.name == "Harbour Office"))
    assert site.active
    assert north.changes("site") == [("added", ["name", "name_fr", "city", "postal_code"])]


def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(admin, hand):
    form = hand.form(admin.get("/sites/new"))
    form["name"] = "Harbour Office"
    form["postal_code"] = "90210"
    form["city"] = "Beverly Hills"
    page = form.submit(status=422)
    assert "Type a Canadian postal code" in page
    kept = hand.form(page)
    assert (kept["name"].value, kept["postal_code"].value) == ("Harbour Office", "90210")
    assert kept["city"].value == "Beverly Hills"
    assert page.html.select_one("#f-postal_code")["aria-invalid"] == "true"
    assert page.html.select_one(".error-summary a[href='#f-postal_code']")


def test_a_name_in_use_gives_a_sentence_at_the_field(admin, north, hand):
    form = hand.form(admin.get("/sites/new"))
    form["name"] = "MAIN STREET"
    form["postal_code"] = "M5V 2T6"
    page = form.submit(status=422)
    assert "Another site has this name" in page.html.select_one("#f-name-error").text
    assert len(north(select(Site))) == 2


def test_a_name_taken_meanwhile_gives_the_same_sentence(admin, monkeypatch, hand):
    from ocms_core.agencies.services import RegisterService

    monkeypatch.setattr(RegisterService, "is_taken", lambda *_arguments: False)
    form = hand.form(admin.get("/sites/new"))
    form["name"] = "Main Street"
    form["postal_code"] = "M5V 2T6"
    page = form.submit(status=422)
    assert "Another site has this name" in page.html.select_one("#f-name-error").text
    assert hand.form(page)["name"].value == "Main Street"


def test_an_edit_changes_only_what_was_edited(admin, north, world, hand):
    site = world.north.sites[0]
    form = hand.form(admin.get("/sites").click("Main Street"))
    form["street_number"] = "12"
    form["street_name"] = "Main"
    form["street_type"] = form["street_type"].options[2][0]
    page = form.submit().follow()
    assert "12 Main" in page
    assert north.changes("site") == [("changed", ["street_number", "street_name", "street_type"])]
    assert "History" in admin.get(f"/sites/{site.id}")


def test_an_edit_that_changes_nothing_is_not_logged(admin, north, world, hand):
    form = hand.form(admin.get(f"/sites/{world.north.sites[0].id}"))
    form.submit().follow()
    assert north.changes("site") == []


def test_an_edit_notices_that_somebody_was_faster(admin, north, world, hand):
    site = world.north.sites[0]
    mine = hand.form(admin.get(f"/sites/{site.id}"))
    theirs = hand.form(admin.get(f"/sites/{site.id}"))
    theirs["city"] = "Ottawa"
    theirs.submit().follow()
    mine["city"] = "Hamilton"
    page = mine.submit(status=409)
    assert "Somebody changed this while you had it open" in page
    assert "City: Ottawa" in page.html.select_one(".notice-warning").text
    assert hand.form(page)["city"].value == "Hamilton"
    assert north(select(Site.city).where(Site.id == site.id)) == ["Ottawa"]
    hand.form(page).submit().follow()
    assert north(select(Site.city).where(Site.id == site.id)) == ["Hamilton"]


def test_a_row_is_switched_off_and_on_again(admin, north, world, hand):
    site = world.north.sites[1]
    page = admin.get(f"/sites/{site.id}")
    page = hand.press(page, "/switch")
    assert "It is switched off." in page
    assert "Switched off" in page.html.select("tbody tr")[-1].text
    page = admin.get(f"/sites/{site.id}")
    hand.press(page, "/switch")
    assert north(select(Site.active)) == [True, True]
    assert north.changes("site") == [("switched_off", ["active"]), ("switched_on", ["active"])]


def test_a_funder_says_whether_it_reports_to_icare(admin, north, hand):
    form = hand.form(admin.get("/funders/new"))
    form["name"] = "Province"
    page = form.submit(status=422)
    assert "without it the record cannot be saved" in page.html.select_one(".error-summary").text
    form = hand.form(page)
    form["reports_to_icare"] = "no"
    form["agreement_number"] = "P-7"
    page = form.submit().follow()
    assert "P-7" in page
    (funder,) = north(select(Funder).where(Funder.name == "Province"))
    assert funder.reports_to_icare is False


def test_a_program_has_a_team_a_funder_and_a_first_form(admin, north, world, hand):
    worker, stranger = world.north.staff["worker"], world.north.staff["stranger"]
    form = hand.form(admin.get("/programs/new"))
    form["name"] = "Employment"
    form["default_funder_id"] = str(world.north.funders[0].id)
    form["first_form"] = "needs_assessment"
    hand.tick(form, "members", {worker.id})
    hand.tick(form, "managers", {stranger.id})
    page = form.submit().follow()
    row = next(row for row in page.html.select("tbody tr") if "Employment" in row.text)
    assert "Stranger North" in row.text
    assert "IRCC" in row.text
    assert "Needs assessment" in row.text
    (program,) = north(select(Program).where(Program.name == "Employment"))
    assert program.first_form == "needs_assessment"
    team = north(select(ProgramMembership).where(ProgramMembership.program_id == program.id))
    assert {(one.staff_id, one.is_manager) for one in team} == {
        (worker.id, False),
        (stranger.id, True),
    }
    assert north(select(Staff.role).where(Staff.id == stranger.id)) == ["manager"]
    assert ("changed", ["role"]) in north.changes("staff")


def test_who_manages_no_program_any_more_is_a_worker(admin, north, world, hand):
    form = hand.form(admin.get(f"/programs/{world.north.programs[0].id}"))
    hand.tick(form, "managers", set())
    form.submit().follow()
    manager = world.north.staff["manager"]
    assert north(select(Staff.role).where(Staff.id == manager.id)) == ["worker"]
    assert north.changes("program") == [("changed", ["managers"])]


def test_nobody_is_left_without_a_program(admin, north, world, hand):
    program, worker = world.north.programs[0], world.north.staff["worker"]
    form = hand.form(admin.get(f"/programs/{program.id}"))
    ticked = {box.value for box in form.fields["members"] if box.checked}
    hand.tick(form, "members", ticked - {str(worker.id)})
    page = form.submit(status=422)
    assert "belong to no other program: Worker North" in page
    assert not next(
        box for box in hand.form(page).fields["members"] if box._value == str(worker.id)
    ).checked
    team = north(
        select(ProgramMembership.staff_id).where(ProgramMembership.program_id == program.id)
    )
    assert worker.id in team


def test_a_program_that_is_somebodys_last_cannot_be_switched_off(admin, north, world, hand):
    program = world.north.programs[1]
    page = admin.send(f"/programs/{program.id}/switch", {"active": "no"}, status=422)
    assert "Seer North, Stranger North" in page.html.select_one(".error-summary").text
    assert hand.form(page).action == f"/programs/{program.id}"
    assert north(select(Program.active).where(Program.id == program.id)) == [True]


def test_staff_who_left_keep_their_place_in_a_program(admin, north, app, world, hand):
    program, leaver = world.north.programs[0], world.north.staff["colleague"]
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.get(Staff, (world.north.id, leaver.id)).active = False
        session.commit()
    form = hand.form(admin.get(f"/programs/{program.id}"))
    form["name_fr"] = "Établissement"
    form.submit().follow()
    team = north(
        select(ProgramMembership.staff_id).where(ProgramMembership.program_id == program.id)
    )
    assert leaver.id in team


def test_a_stranger_among_the_ticks_is_refused(admin, world, hand):
    form = hand.form(admin.get(f"/programs/{world.north.programs[0].id}"))
    foreign = str(world.south.staff["worker"].id)
    fields = [*form.submit_fields(), ("members", foreign)]
    page = admin.post(f"/programs/{world.north.programs[0].id}", fields, status=422)
    assert "what you chose is no longer offered" in page


@pytest.mark.parametrize("register", ["sites", "programs", "funders"])
def test_another_agencys_rows_do_not_exist(admin, world, register):
    row = getattr(world.south, register)[0]
    for path in (f"/{register}/{row.id}", f"/{register}/{uuid7()}", f"/{register}/7"):
        admin.get(path, status=404)
        admin.send(path, {"name": "Mine", "revision": "1"}, status=404)
        admin.send(f"{path}/switch", {"active": "no"}, status=404)


@pytest.mark.parametrize("register", ["sites", "programs", "funders"])
def test_only_admins_open_these_pages(app, world, register):
    row = getattr(world.north, register)[0]
    for role in ("worker", "manager", "operator", "seer"):
        app.sign_in(world.north.emails[role])
        for path in (f"/{register}", f"/{register}/new", f"/{register}/{row.id}"):
            app.get(path, status=403)
        app.send(f"/{register}/{row.id}/switch", {"active": "no"}, status=403)


@pytest.mark.parametrize("register", ["sites", "programs", "funders"])
def test_junk_is_refused(admin, world, register):
    path = f"/{register}/{getattr(world.north, register)[0].id}"
    admin.get(f"/{register}?x=1", status=400)
    admin.get(f"{path}?x=1", status=400)
    admin.send(path, {"name": "A"}, status=400)
    admin.send(path, [("name", "A"), ("name", "B"), ("revision", "1")], status=400)
    admin.send(path, {"name": "A", "revision": "1", "agency_id": "2"}, status=400)
    admin.send(f"/{register}/new", {"name": "A", "revision": "1"}, status=400)
    admin.send(f"{path}/switch", {"active": "maybe"}, status=400)
    admin.get(f"{path}/switch", status=404)


def test_the_pages_stay_within_their_budget_of_statements(admin, connection, world):
    north = world.north
    for path in (
        "/sites",
        "/programs",
        "/funders",
        "/sites/new",
        "/programs/new",
        f"/sites/{north.sites[0].id}",
        f"/programs/{north.programs[0].id}",
        f"/funders/{north.funders[0].id}",
    ):
        with count_statements(connection) as sent:
            admin.get(path)
        assert len(sent) <= BUDGET, f"{path}\n{sent}"


def test_the_pages_speak_french(admin, world, hand):
    admin.send("/language/fr", {"next": "/"})
    form = hand.form(admin.get("/sites").click("Ajouter un site"))
    form["name"] = "Main Street"
    page = form.submit(status=422)
    assert "Un autre site porte ce nom" in page
    assert "Postal code" not in page
