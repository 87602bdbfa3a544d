"""The agency's own lists: kept by managers and admins, in both languages."""

import pytest
from sqlalchemy import select

from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.lookups.models import AgencyListItem
from ocms_core.testing.statements import count_statements

BUDGET = 12
LIST = "/lists/non_specified_topic"


@pytest.fixture
def item(app, world):
    """Return the id of a value of each agency: north's and south's."""
    made = {}
    for agency in (world.north, world.south):
        with app.open_session() as session:
            scope.enter(session, agency.id)
            row = AgencyListItem(
                list_key="non_specified_topic", label_en="Drop-in", label_fr="Sans rendez-vous"
            )
            session.add(row)
            session.flush()
            made[agency.agency.code] = row.id
            session.commit()
    return made


def test_a_manager_adds_a_value(app, world, north, hand):
    app.sign_in(world.north.emails["manager"])
    page = app.get("/lists").click("Topics of non-specified services").click("Add a value")
    form = hand.form(page)
    form["label_en"] = "Winter clothes"
    page = form.submit(status=422)
    assert page.html.select_one("#f-label_fr-error")
    form = hand.form(page)
    form["label_fr"] = "Vêtements d’hiver"
    page = form.submit().follow()
    assert "Vêtements d’hiver" in page
    (row,) = north(select(AgencyListItem))
    assert (row.list_key, row.label_en) == ("non_specified_topic", "Winter clothes")
    assert north.changes("agency_list_item") == [("added", ["label_en", "label_fr"])]


def test_a_value_is_renamed_and_switched_off(admin, north, item, hand):
    page = admin.get(LIST).click("Drop-in")
    form = hand.form(page)
    form["label_en"] = "Drop-in question"
    form.submit().follow()
    page = hand.press(admin.get(f"{LIST}/{item['north']}"), "/switch")
    assert "Switched off" in page
    assert north(select(AgencyListItem.active)) == [False]
    page = admin.get("/changes")
    assert "Drop-in question" in page


def test_a_value_is_there_once(admin, item, hand):
    form = hand.form(admin.get(f"{LIST}/new"))
    form["label_en"], form["label_fr"] = "DROP-IN", "Autre"
    assert "The list has this value already" in form.submit(status=422)


def test_foreign_values_and_lists_do_not_exist(admin, item):
    for path in (f"{LIST}/{item['south']}", f"{LIST}/{uuid7()}", "/lists/unheard_of"):
        admin.get(path, status=404)
    admin.get(f"/lists/unheard_of/{item['north']}", status=404)
    admin.send(f"{LIST}/{item['south']}", {"revision": "1"}, status=404)
    admin.send(f"{LIST}/{item['south']}/switch", {"active": "no"}, status=404)


@pytest.mark.parametrize("role", ["worker", "operator", "seer"])
def test_workers_do_not_keep_lists(app, world, item, role):
    app.sign_in(world.north.emails[role])
    for path in ("/lists", LIST, f"{LIST}/new", f"{LIST}/{item['north']}"):
        app.get(path, status=403)
    app.send(f"{LIST}/new", {"label_en": "A", "label_fr": "B"}, status=403)


def test_the_pages_stay_within_their_budget_of_statements(admin, connection, item):
    for path in ("/lists", LIST, f"{LIST}/{item['north']}"):
        with count_statements(connection) as sent:
            admin.get(path)
        assert len(sent) <= BUDGET, f"{path}\n{sent}"
