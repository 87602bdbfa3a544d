"""Staff: invited, placed, let go and taken back by an admin alone, on pages."""

import pytest
from sqlalchemy import select

from ocms_core.accounts.models import Account, WebSession
from ocms_core.agencies.models import Program, ProgramMembership, Staff
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.jobs.models import Outbox
from ocms_core.testing.statements import count_statements

BUDGET = 12
ACTIONS = ("deactivate", "reactivate", "invite-again", "reset")


def fill_in(form, hand, programs, email="nour@example.ca"):
    form["email"] = email
    form["first_name"], form["last_name"] = "Nour", "Haddad"
    hand.tick(form, "programs", programs)
    return form


def tasks(north):
    return [row.task for row in north(select(Outbox).order_by(Outbox.id))]


def test_an_admin_invites_somebody(admin, north, world, hand):
    program = world.north.programs[0]
    form = fill_in(hand.form(admin.get("/staff").click("Invite somebody")), hand, [program.id])
    form["role"] = "manager"
    form["locale"] = "fr"
    hand.tick(form, "manages", [program.id])
    hand.tick(form, "add_ons", ["is_interface_operator"])
    page = form.submit().follow()
    assert "The invitation is on its way" in page
    row = next(row for row in page.html.select("tbody tr") if "Nour Haddad" in row.text)
    for word in ("nour@example.ca", "Program manager", "Interface operator", "never", "Invited"):
        assert word in row.text
    (staff,) = north(select(Staff).where(Staff.first_name == "Nour"))
    assert (staff.role, staff.is_interface_operator) == ("manager", True)
    assert not staff.sees_all_sessions
    (account,) = north(select(Account).where(Account.id == staff.account_id))
    assert (account.locale, account.agency_ids) == ("fr", [world.north.id])
    (membership,) = north(select(ProgramMembership).where(ProgramMembership.staff_id == staff.id))
    assert membership.is_manager
    assert tasks(north) == ["mail.invitation"]
    assert north.changes("staff") == [("invited", [])]


def test_the_invitation_is_tested_and_nothing_typed_is_lost(admin, north, hand):
    form = fill_in(hand.form(admin.get("/staff/invite")), hand, [], email="nour at example")
    page = form.submit(status=422)
    assert "Type the whole e-mail address" in page.html.select_one("#f-email-error").text
    assert "Tick at least one program" in page.html.select_one(".error-summary").text
    kept = hand.form(page)
    assert (kept["email"].value, kept["first_name"].value) == ("nour at example", "Nour")
    assert tasks(north) == []


@pytest.mark.parametrize(
    "case",
    [
        ("worker", True, "Choose the role of program manager"),
        ("manager", False, "Tick at least one program that this person manages"),
    ],
)
def test_role_and_managed_programs_fit(admin, world, hand, case):
    role, manages, sentence = case
    program = world.north.programs[0].id
    form = fill_in(hand.form(admin.get("/staff/invite")), hand, [program])
    form["role"] = role
    hand.tick(form, "manages", [program] if manages else [])
    assert sentence in form.submit(status=422)


def test_a_program_that_is_switched_off_is_not_enough(admin, app, world, hand):
    form = fill_in(hand.form(admin.get("/staff/invite")), hand, [world.north.programs[0].id])
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.get(Program, (world.north.id, world.north.programs[0].id)).active = False
        session.commit()
    assert "no longer offered" in form.submit(status=422)


def test_who_works_here_is_not_invited_twice(admin, north, world, hand):
    programs = [world.north.programs[0].id]
    email = world.north.emails["worker"].upper()
    page = fill_in(hand.form(admin.get("/staff/invite")), hand, programs, email).submit(status=422)
    assert "Worker North already works here" in page
    hand.press(admin.get(f"/staff/{world.north.staff['worker'].id}"), "/deactivate")
    page = fill_in(hand.form(admin.get("/staff/invite")), hand, programs, email).submit(status=422)
    assert "Worker North worked here before" in page
    assert tasks(north) == []


def test_who_works_for_another_agency_gets_a_second_place(admin, north, world, hand):
    email = world.south.emails["worker"]
    form = fill_in(hand.form(admin.get("/staff/invite")), hand, [world.north.programs[0].id], email)
    page = form.submit().follow()
    assert "The invitation is on its way" in page
    (account,) = north(select(Account).where(Account.email == email))
    assert account.agency_ids == [world.south.id, world.north.id]
    names = north(select(Staff.first_name).where(Staff.account_id == account.id))
    assert names == ["Nour"]
    assert tasks(north) == ["mail.invitation"]


def test_a_change_of_role_holds_at_the_next_click(admin, app, north, world, hand):
    worker = world.north.staff["worker"]
    theirs = type(app)(app.app, north_connection(app), None)
    theirs.sign_in(world.north.emails["worker"])
    theirs.get("/staff", status=403)
    form = hand.form(admin.get(f"/staff/{worker.id}"))
    form["role"] = "admin"
    form.submit().follow()
    theirs.get("/staff", status=200)
    assert north.changes("staff") == [("changed", ["role"])]
    (line,) = admin.get(f"/staff/{worker.id}").html.select(".log-lines li")
    assert "Admin North" in line.text
    assert "Role" in line.text


def north_connection(app):
    return app.open_session().get_bind()


def test_add_ons_and_programs_are_changed(admin, north, world, hand):
    worker = world.north.staff["worker"]
    form = hand.form(admin.get(f"/staff/{worker.id}"))
    form["phone"] = "416 555 0199"
    hand.tick(form, "add_ons", ["sees_all_sessions"])
    hand.tick(form, "programs", [world.north.programs[1].id])
    form.submit().follow()
    programs = north(
        select(ProgramMembership.program_id).where(ProgramMembership.staff_id == worker.id)
    )
    assert programs == [world.north.programs[1].id]
    assert north.changes("staff") == [("changed", ["phone", "sees_all_sessions", "programs"])]
    page = admin.get(f"/staff/{worker.id}")
    assert "The sessions and forms of every program" in page


def test_a_page_says_what_a_person_can_open(admin, world):
    page = admin.get(f"/staff/{world.north.staff['manager'].id}")
    seen = page.html.select_one("#sees-title").parent.text
    assert "The sessions and forms of these programs: Settlement." in seen
    assert "Private forms too in: Settlement." in seen


def test_an_edit_notices_that_somebody_was_faster(admin, north, world, hand):
    path = f"/staff/{world.north.staff['worker'].id}"
    mine, theirs = hand.form(admin.get(path)), hand.form(admin.get(path))
    hand.tick(theirs, "add_ons", ["sees_all_sessions"])
    theirs.submit().follow()
    mine["job_title"] = "Counsellor"
    page = mine.submit(status=409)
    assert "Somebody changed this while you had it open" in page
    assert hand.form(page)["job_title"].value == "Counsellor"
    assert north(select(Staff.job_title).where(Staff.first_name == "Worker")) == [None]


def test_admins_keep_their_own_role_and_place(admin, north, world, hand):
    own = world.north.staff["admin"]
    page = admin.get(f"/staff/{own.id}")
    assert "Deactivate now" not in page
    form = hand.form(page)
    form["role"] = "worker"
    assert "You cannot give up your own admin role" in form.submit(status=422)
    page = admin.send(f"/staff/{own.id}/deactivate").follow()
    assert "You cannot deactivate yourself" in page
    assert north(select(Staff.role).where(Staff.id == own.id, Staff.active)) == ["admin"]
    assert north.changes("staff") == []


def test_an_agency_keeps_an_admin(app, world):
    from ocms_core.agencies.staffing import LastAdminError, StaffService

    with app.open_session() as session:
        scope.enter(session, world.north.id)
        service = StaffService(session, world.north.staff["worker"].id)
        only = service.find(world.north.staff["admin"].id, lock=True)
        with pytest.raises(LastAdminError):
            service.deactivate(only)
        assert only.active


def test_who_is_let_go_is_signed_out_at_once(admin, app, north, world, hand):
    worker = world.north.staff["worker"]
    theirs = type(app)(app.app, north_connection(app), None)
    theirs.sign_in(world.north.emails["worker"])
    page = hand.press(admin.get(f"/staff/{worker.id}"), "/deactivate")
    assert "signed out and can no longer sign in" in page
    assert theirs.get("/account", status="*").status_int in {303, 404}
    assert theirs.get("/session-state").json == {"signed_in": False}
    open_ones = select(WebSession.id).where(
        WebSession.account_id == worker.account_id, WebSession.ended_at.is_(None)
    )
    assert north(open_ones) == []
    assert "Worker North" not in admin.get("/staff")
    assert "Deactivated" in admin.get("/staff?show=all")
    hand.press(admin.get(f"/staff/{worker.id}"), "/reactivate")
    assert "Worker North" in admin.get("/staff")
    assert theirs.sign_in(world.north.emails["worker"]).maybe_follow().status_int == 200
    assert theirs.get("/session-state").json["signed_in"]
    assert north.changes("staff") == [("deactivated", ["active"]), ("reactivated", ["active"])]


def test_nobody_comes_back_without_a_program(admin, app, north, world, hand):
    worker, program = world.north.staff["worker"], world.north.programs[0]
    hand.press(admin.get(f"/staff/{worker.id}"), "/deactivate")
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.get(Program, (world.north.id, program.id)).active = False
        session.commit()
    page = hand.press(admin.get(f"/staff/{worker.id}"), "/reactivate")
    assert "Give this person a program that is in use" in page
    form = hand.form(page)
    hand.tick(form, "programs", [world.north.programs[1].id])
    form.submit().follow()
    page = hand.press(admin.get(f"/staff/{worker.id}"), "/reactivate")
    assert "can sign in again" in page
    assert north(select(Staff.active).where(Staff.id == worker.id)) == [True]


def test_an_invitation_is_mailed_again_until_it_is_used(admin, app, north, world, hand):
    worker = world.north.staff["worker"]
    with app.open_session() as session:
        session.get(Account, worker.account_id).password_hash = None
        session.commit()
    hand.press(admin.get(f"/staff/{worker.id}"), "/invite-again")
    assert tasks(north) == ["mail.invitation"]
    page = admin.send(f"/staff/{worker.id}/reset").follow()
    assert "no password to reset" in page
    page = admin.send(f"/staff/{world.north.staff['manager'].id}/invite-again").follow()
    assert "needs no invitation" in page
    assert tasks(north) == ["mail.invitation"]
    assert north.changes("staff") == [("invited_again", [])]


def test_a_password_link_is_mailed(admin, north, world, hand):
    page = hand.press(admin.get(f"/staff/{world.north.staff['worker'].id}"), "/reset")
    assert "The link is on its way" in page
    assert tasks(north) == ["mail.reset"]


def test_another_agencys_staff_do_not_exist(admin, world):
    for key in (world.south.staff["worker"].id, uuid7(), "7"):
        admin.get(f"/staff/{key}", status=404)
        admin.send(f"/staff/{key}", {"revision": "1"}, status=404)
        for action in ACTIONS:
            admin.send(f"/staff/{key}/{action}", status=404)


@pytest.mark.parametrize("role", ["worker", "manager", "operator", "seer"])
def test_only_admins_open_these_pages(app, world, role):
    app.sign_in(world.north.emails[role])
    path = f"/staff/{world.north.staff['worker'].id}"
    for address in ("/staff", "/staff/invite", path):
        app.get(address, status=403)
    app.send("/staff/invite", {"email": "a@b.ca"}, status=403)
    app.send(path, {"role": "admin"}, status=403)
    for action in ACTIONS:
        app.send(f"{path}/{action}", status=403)


def test_junk_is_refused(admin, world):
    path = f"/staff/{world.north.staff['worker'].id}"
    admin.get("/staff?show=some", status=400)
    admin.get("/staff?page=1", status=400)
    admin.send(path, {"role": "worker"}, status=400)
    admin.send(path, {"role": "worker", "revision": "1", "active": "no"}, status=400)
    admin.send(path, [("role", "admin"), ("role", "worker"), ("revision", "1")], status=400)
    admin.send("/staff/invite", {"account_id": str(uuid7())}, status=400)
    admin.send("/staff/invite", {"email": "é" * 1000, "role": "owner"}, status=422)
    admin.send(f"{path}/reset", {"to": "me@example.ca"}, status=400)


def test_a_foreign_program_is_refused(admin, north, world, hand):
    worker = world.north.staff["worker"]
    form = hand.form(admin.get(f"/staff/{worker.id}"))
    fields = [*form.submit_fields(), ("programs", str(world.south.programs[0].id))]
    admin.post(f"/staff/{worker.id}", fields, status=422)
    assert len(north(select(ProgramMembership).where(ProgramMembership.staff_id == worker.id))) == 1


def test_the_pages_stay_within_their_budget_of_statements(admin, connection, world):
    for path in (
        "/staff",
        "/staff?show=all",
        "/staff/invite",
        f"/staff/{world.north.staff['manager'].id}",
    ):
        with count_statements(connection) as sent:
            admin.get(path)
        assert len(sent) <= BUDGET, f"{path}\n{sent}"
