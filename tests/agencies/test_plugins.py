"""The plugins' page: on, off, and on again with everything as it was."""

import pytest
from sqlalchemy import select

from ocms_core.agencies.models import AgencyPlugin
from ocms_core.db import scope
from ocms_core.lookups.models import AgencyListItem
from ocms_core.testing.statements import count_statements

BUDGET = 12


def test_the_page_says_what_each_plugin_brings(admin):
    page = admin.get("/plugins")
    card = page.html.select_one("#plugin-settlement").parent.text
    assert "Settlement services" in card
    assert "Information and orientation" in card
    assert "Direct service" in card
    assert "Topics of non-specified services" in card


def test_a_plugin_is_switched_off_after_a_page_that_says_what_goes(admin, north, world):
    page = admin.get("/plugins/settlement")
    assert "these disappear" in page
    assert "Nothing is deleted" in page
    page = press(page).follow()
    assert "The plugin is switched off. Its data are kept." in page
    assert "settlement" not in north(select(AgencyPlugin.plugin))
    assert "Topics of non-specified services" not in admin.get("/lists")
    admin.get("/lists/non_specified_topic", status=404)
    assert north.changes("plugin") == [("switched_off", [])]


def test_switching_on_fills_empty_lists_once(admin, app, north, world):
    press(admin.get("/plugins/settlement")).follow()
    press(admin.get("/plugins/settlement")).follow()
    names = select(AgencyListItem.label_en).order_by(AgencyListItem.position)
    filled = north(names)
    assert filled[0] == "Form filling"
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.scalars(select(AgencyListItem)).first().active = False
        session.commit()
    press(admin.get("/plugins/settlement")).follow()
    press(admin.get("/plugins/settlement")).follow()
    assert sorted(north(names)) == sorted(filled)
    assert len(north(select(AgencyListItem.id).where(AgencyListItem.active))) == len(filled) - 1


def test_a_switch_pressed_twice_acts_once(admin, north):
    for _time in range(2):
        admin.send("/plugins/settlement", {"enabled": "no"}, status=303)
    assert north.changes("plugin") == [("switched_off", [])]


def test_another_agency_keeps_its_plugins(admin, app, world):
    press(admin.get("/plugins/settlement")).follow()
    app.sign_in(world.south.emails["admin"])
    assert "Topics of non-specified services" in app.get("/lists")


@pytest.mark.parametrize("role", ["worker", "manager", "operator", "seer"])
def test_only_admins_switch(app, world, role):
    app.sign_in(world.north.emails[role])
    app.get("/plugins", status=403)
    app.get("/plugins/settlement", status=403)
    app.send("/plugins/settlement", {"enabled": "no"}, status=403)


def test_junk_is_refused(admin):
    admin.get("/plugins/unheard_of", status=404)
    admin.send("/plugins/unheard_of", {"enabled": "yes"}, status=404)
    admin.send("/plugins/settlement", {"enabled": "perhaps"}, status=400)
    admin.send("/plugins/settlement", {}, status=400)
    admin.get("/plugins?on=1", status=400)


def test_the_pages_stay_within_their_budget_of_statements(admin, connection):
    for path in ("/plugins", "/plugins/settlement"):
        with count_statements(connection) as sent:
            admin.get(path)
        assert len(sent) <= BUDGET, f"{path}\n{sent}"


def press(page):
    return next(form for form in page.forms.values() if "enabled" in form.fields).submit("enabled")
