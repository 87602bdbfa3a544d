"""The change history: who changed what, newest first, for admins."""

import time

import pytest

from ocms_core.audit import views
from ocms_core.audit.services import record_change
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.testing.statements import count_statements

BUDGET = 12


def write(app, agency, who, *rows):
    with app.open_session() as session:
        scope.enter(session, agency.id)
        session.info["staff_id"] = agency.staff[who].id
        for kind, key, fields, detail in rows:
            record_change(session, kind, key, fields, **detail)
            # Ids tell the order by the millisecond.
            session.flush()
            time.sleep(0.002)
        session.commit()


def lines(page):
    return [" ".join(row.get_text(" ").split()) for row in page.html.select("tbody tr")]


def test_changes_are_told_newest_first_in_plain_words(admin, app, world):
    north = world.north
    write(
        app,
        north,
        "manager",
        ("site", north.sites[0].id, ["city", "postal_code"], {}),
        ("client", north.client.id, ["birth_date"], {}),
        ("plugin", "settlement", [], {"action": "switched_off"}),
        ("unheard_of", "7", ["thing"], {"action": "shaken"}),
    )
    found = lines(admin.get("/changes"))
    assert "unheard_of shaken thing" in found[0]
    assert "Settlement services Switched off" in found[1]
    assert "Client 1 Changed Date of birth" in found[2]
    assert "Manager North Site Main Street Changed City, Postal code" in found[3]


def test_reading_the_history_shows_no_client(admin, app, world, north):
    from sqlalchemy import select

    from ocms_core.audit.models import AccessLog

    write(app, world.north, "worker", ("client", world.north.client.id, [], {}))
    page = admin.get("/changes")
    assert "Amina" not in page
    assert north(select(AccessLog).where(AccessLog.action.contains("changes"))) == []


def test_the_history_is_filtered_by_kind_and_person(admin, app, world):
    north = world.north
    write(app, north, "manager", ("site", north.sites[0].id, ["city"], {}))
    write(app, north, "worker", ("client", north.client.id, ["city"], {}))
    page = admin.get("/changes")
    form = next(form for form in page.forms.values() if "kind" in form.fields)
    form["kind"] = "site"
    assert len(lines(form.submit())) == 1
    form["kind"] = ""
    form["person"] = str(north.staff["worker"].id)
    found = lines(form.submit())
    assert len(found) == 1
    assert "Worker North" in found[0]
    form["kind"] = "site"
    assert "There is no such change" in form.submit()


def test_older_changes_are_on_further_pages(admin, app, world, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    site = world.north.sites[0].id
    fields = ("city", "unit", "province", "street_name", "name")
    write(app, world.north, "manager", *(("site", site, [field], {}) for field in fields))
    page = admin.get("/changes?kind=site")
    assert [line.split("Changed ")[1] for line in lines(page)] == [
        "Name of the site",
        "Street name",
    ]
    page = page.click("Older changes")
    assert len(lines(page)) == 2
    page = page.click("Older changes")
    assert [line.split("Changed ")[1] for line in lines(page)] == ["City"]
    assert "Older changes" not in page


def test_another_agencys_changes_are_not_told(admin, app, world):
    write(app, world.south, "manager", ("site", world.south.sites[0].id, ["city"], {}))
    assert "There is no such change" in admin.get("/changes")
    other = world.south.staff["manager"].id
    assert "There is no such change" in admin.get(f"/changes?person={other}")


@pytest.mark.parametrize("role", ["worker", "manager", "operator", "seer"])
def test_only_admins_read_the_history(app, world, role):
    app.sign_in(world.north.emails[role])
    app.get("/changes", status=403)


def test_junk_is_refused(admin):
    for query in ("kind=unheard_of", "person=7", "before=x", "page=2", "kind=site&kind=client"):
        admin.get(f"/changes?{query}", status=400)
    assert admin.get(f"/changes?before={uuid7()}").status_int == 200


def test_the_page_stays_within_its_budget_of_statements(admin, app, connection, world):
    site = world.north.sites[0].id
    write(app, world.north, "manager", *(("site", site, ["city"], {}) for _row in range(60)))
    with count_statements(connection) as sent:
        admin.get("/changes")
    assert len(sent) <= BUDGET, str(sent)
