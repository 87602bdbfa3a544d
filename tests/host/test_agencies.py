"""The host operator makes agencies, switches their plugins, and closes and opens them."""

import re

import pytest
from sqlalchemy import select

from ocms_core.agencies.models import Agency, AgencyPlugin, PrivacyStatement, Staff
from ocms_core.audit.models import ChangeLog
from ocms_core.db import scope
from ocms_core.lookups.models import AgencyListItem
from ocms_core.security.models import AgencyKey
from ocms_core.testing.app import PASSWORD, OcmsApp

NEW = {
    "name": "Harbour Welcome",
    "name_fr": "Accueil du Port",
    "code": "harbour",
    "time_zone": "America/Halifax",
    "locale": "en",
    "first_name": "Ines",
    "last_name": "Moreau",
    "email": "ines@harbour.example",
}


@pytest.fixture
def host(app, world):
    app.sign_in(world.host_email)
    return app


def find(app, code):
    with app.open_session() as session:
        return session.scalar(select(Agency).where(Agency.code == code))


def inside(app, agency, model):
    with app.open_session() as session:
        scope.enter(session, agency.id)
        return session.scalars(select(model)).all()


def newest_link(app, address):
    mails = [mail for mail in app.mails if address in mail["To"]]
    return re.search(r"http://\S+?(/\S+)", mails[-1].get_content()).group(1)


def test_first_page_lists_the_agencies(host, world):
    page = host.get("/").follow()
    assert page.request.path == "/host/agencies"
    for agency in (world.north, world.south):
        assert agency.agency.name in page


def test_new_agency_is_ready_for_its_admin(host):
    page = host.get("/host/agencies/new")
    form = next(form for form in page.forms.values() if "code" in form.fields)
    for name, value in NEW.items():
        form[name] = value
    answer = form.submit()
    assert answer.location.endswith("/host/agencies/harbour")
    page = answer.follow()
    assert "on its way" in page
    assert "Ines Moreau" in page

    agency = find(host, "harbour")
    assert (agency.name_fr, agency.time_zone) == ("Accueil du Port", "America/Halifax")
    [statement] = inside(host, agency, PrivacyStatement)
    assert "Harbour Welcome" in statement.text_en
    assert "Accueil du Port" in statement.text_fr
    assert sorted(key.purpose for key in inside(host, agency, AgencyKey)) == ["data", "index"]
    assert "settlement" in {row.plugin for row in inside(host, agency, AgencyPlugin)}
    assert "Form filling" in {row.label_en for row in inside(host, agency, AgencyListItem)}
    assert [staff.role for staff in inside(host, agency, Staff)] == ["admin"]

    host.drain()
    path = newest_link(host, "ines@harbour.example")
    host.send(path, {"password": PASSWORD, "again": PASSWORD})
    first = host.sign_in("ines@harbour.example").maybe_follow()
    assert "Harbour Welcome" in first
    assert "Ines Moreau" in first


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "north"}, "code"),
        ({"code": "North Shore"}, "code"),
        ({"code": ""}, "code"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Two\nlines"}, "name"),
        ({"time_zone": "Europe/Paris"}, "time_zone"),
        ({"locale": "de"}, "locale"),
        ({"first_name": " "}, "first_name"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.example, c@d.example"}, "email"),
    ],
)
def test_bad_answers_are_told_and_keep_the_rest(host, change, field):
    answer = host.send("/host/agencies/new", {**NEW, **change}, status=422)
    assert answer.html.find(id=f"f-{field}-error") or answer.html.find(id=f"f-{field}").find(
        class_="field-error"
    )
    assert answer.html.find(id="f-last_name")["value"] == "Moreau"
    assert find(host, "harbour") is None


@pytest.mark.parametrize(
    "extra", [{"active": "no"}, {"id": "5"}, {"name": "a\x00b"}], ids=["active", "id", "null"]
)
def test_other_parameters_are_refused(host, extra):
    host.send("/host/agencies/new", {**NEW, **extra}, status=400)
    host.send("/host/agencies/new", [*NEW.items(), ("code", "again")], status=400)


def test_closed_agency_lets_nobody_in_until_it_is_open_again(host, world, connection):
    email = world.north.emails["worker"]
    worker = OcmsApp(host.app, connection, host.app.registry["vault"])
    worker.sign_in(email)
    answer = host.send("/host/agencies/north/switch", {"active": "no"}).follow()
    assert "deactivated" in answer
    assert "/sign-in" in worker.get("/", status=303).location
    fields = {"email": email, "password": PASSWORD, "next": "/"}
    worker.reset()
    assert "active in no agency" in worker.send("/sign-in", fields, status=422)
    assert "South" in worker.sign_in(world.south.emails["worker"]).maybe_follow()
    host.send("/host/agencies/north/switch", {"active": "yes"})
    assert "Worker North" in worker.sign_in(email).maybe_follow()


def test_plugins_are_switched_for_one_agency(host, world):
    host.send("/host/agencies/north/plugins/settlement", {"enabled": "no"})
    assert "settlement" not in {
        row.plugin for row in inside(host, world.north.agency, AgencyPlugin)
    }
    assert "settlement" in {row.plugin for row in inside(host, world.south.agency, AgencyPlugin)}
    host.send("/host/agencies/north/plugins/settlement", {"enabled": "yes"})
    assert "settlement" in {row.plugin for row in inside(host, world.north.agency, AgencyPlugin)}


def test_what_the_operator_did_stands_in_the_agencys_change_log(host, world):
    host.send("/host/agencies/north/switch", {"active": "no"})
    [line] = inside(host, world.north.agency, ChangeLog)
    assert (line.kind, line.staff_id, line.detail["action"]) == ("agency", None, "deactivated")
    assert line.detail["operator"]


def test_invitation_is_mailed_again_to_admins_only(host, world):
    host.send("/host/agencies/new", NEW)
    agency = find(host, "harbour")
    [admin] = inside(host, agency, Staff)
    host.drain()
    before = len([mail for mail in host.mails if "ines@" in mail["To"]])
    host.send(f"/host/agencies/harbour/admins/{admin.id}/invite")
    host.drain()
    assert len([mail for mail in host.mails if "ines@" in mail["To"]]) == before + 1
    for key in (world.north.staff["worker"].id, world.south.staff["admin"].id, "nonsense"):
        host.send(f"/host/agencies/north/admins/{key}/invite", status=404)


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/host/agencies/nowhere/switch", {"active": "no"}, 404),
        ("/host/agencies/north/switch", {"active": "perhaps"}, 400),
        ("/host/agencies/north/switch", {}, 400),
        ("/host/agencies/north/plugins/nothing", {"enabled": "yes"}, 404),
        ("/host/agencies/north/plugins/settlement", {"enabled": "x"}, 400),
        ("/host/agencies/north/plugins/settlement", {"enabled": "yes", "other": "1"}, 400),
    ],
)
def test_nonsense_changes_nothing(host, path, fields, status):
    host.send(path, fields, status=status)


def test_looking_changes_nothing(host):
    for path in ("/host/agencies/north/switch", "/host/count"):
        host.get(path, status=404)
    host.get("/host/agencies/nowhere", status=404)


@pytest.mark.parametrize("word", ["worker", "manager", "admin", "operator", "seer"])
def test_staff_of_an_agency_are_kept_out(app, world, word):
    app.sign_in(world.north.emails[word])
    for path in ("/host/agencies", "/host/agencies/new", "/host/agencies/north", "/host/mailbox"):
        app.get(path, status=403)
    app.send("/host/agencies/south/switch", {"active": "no"}, status=403)
    app.send("/host/agencies/south/plugins/settlement", {"enabled": "no"}, status=403)


def test_every_post_needs_its_token(host):
    for path in (
        "/host/agencies/new",
        "/host/count",
        "/host/agencies/north/switch",
        "/host/agencies/north/plugins/settlement",
    ):
        host.post(path, {"active": "no"}, status=400)
