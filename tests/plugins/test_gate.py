"""A plugin is on for one agency and off for another; a broken one takes no page down."""

import dataclasses
import re

import pytest
from sqlalchemy import delete, select

from ocms_core.agencies.models import AgencyPlugin
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.plugins import checks, manager
from ocms_core.plugins.descriptors import SessionType
from ocms_core.plugins.gate import AgencyPlugins
from ocms_core.plugins.registries import DuplicateKeyError, Registry
from tests.plugins.testdummy import plugin as dummy
from tests.plugins.testdummy.models import DummyForm


@pytest.fixture
def off_in_south(app, world):
    """Switch the dummy off for the agency south."""
    with app.open_session() as session:
        scope.enter(session, world.south.id)
        session.execute(delete(AgencyPlugin).where(AgencyPlugin.plugin == "dummy"))
        session.commit()


@pytest.mark.usefixtures("off_in_south")
def test_page_and_navigation_are_there_for_one_agency_only(app, world):
    home = app.sign_in(world.north.emails["admin"]).maybe_follow()
    assert "/dummy" in home
    assert app.get("/dummy").text == "dummy page"
    home = app.sign_in(world.south.emails["admin"]).maybe_follow()
    assert "/dummy" not in home
    app.get("/dummy", status=404)


@pytest.mark.usefixtures("off_in_south")
def test_cards_panels_forms_and_session_types_follow_the_switch(app, world):
    assert "card for Admin" in app.sign_in(world.north.emails["admin"]).maybe_follow()
    page = app.get(f"/clients/{world.north.client.number}")
    assert f"panel {world.north.client.number} en" in page
    assert "Dummy session" in app.get("/sessions/new")
    assert "card for" not in app.sign_in(world.south.emails["admin"]).maybe_follow()
    number = world.south.client.number
    assert f"panel {number} en" not in app.get(f"/clients/{number}")
    assert "Dummy session" not in app.get("/sessions/new")
    app.get("/sessions/new?type=dummy_session", status=404)


def test_a_plugins_permission_is_held_by_its_roles_only(app, world):
    app.sign_in(world.north.emails["worker"])
    app.get("/dummy", status=403)


@pytest.mark.parametrize("kind", ["python", "sql"])
def test_a_broken_request_hook_takes_no_page_down(app, world, wsgi, monkeypatch, kind):
    settings = dataclasses.replace(wsgi.registry["settings"], raise_plugin_errors=False)
    monkeypatch.setitem(wsgi.registry, "settings", settings)
    app.sign_in(world.north.emails["admin"])
    monkeypatch.setitem(dummy.trouble, "raise", kind)
    page = app.get("/clients")
    assert "/dummy" not in page
    assert "/reports" in page


def test_each_kind_of_descriptor_is_gated():
    on, off = AgencyPlugins(frozenset({"dummy"})), AgencyPlugins(frozenset())
    assert set(on.forms) == {"dummy_form"}
    assert set(on.session_types) == {"dummy_session"}
    assert set(on.agency_lists) == {"dummy_list"}
    for kind in ("forms", "session_types", "agency_lists", "reports", "exporters"):
        assert getattr(off, kind) == {}


def test_a_form_offers_itself_where_both_plugins_are_on(app, world, monkeypatch):
    joining = dataclasses.replace(DummyForm.__form__, sessions=("direct_service",))
    monkeypatch.setattr(DummyForm, "__form__", joining)
    both = AgencyPlugins(frozenset({"dummy", "settlement"}))
    alone = AgencyPlugins(frozenset({"settlement"}))
    own = alone.session_types["direct_service"].forms
    assert "dummy_form" not in own
    assert both.session_types["direct_service"].forms == (*own, "dummy_form")
    assert set(AgencyPlugins(frozenset({"dummy"})).session_types) == {"dummy_session"}
    app.sign_in(world.north.emails["worker"])
    begin = app.get("/sessions/new?type=direct_service&client=1")
    form = next(f for f in begin.forms.values() if "service_date" in f.fields)
    page = form.submit().follow()
    session_id = re.search(r"/sessions/([0-9a-f-]{36})", page.request.url + page.text).group(1)
    fields = {"client": str(world.north.client.id), "kind": "dummy_form", "form_id": str(uuid7())}
    app.send(f"/sessions/{session_id}/forms", fields, status=303)


def test_a_clients_form_cannot_join_sessions_that_name_nobody(monkeypatch):
    crowd = SessionType(key="crowd", title="Crowd", description="Unnamed.", named=False)
    monkeypatch.setitem(manager.registries().session_types._entries, "crowd", ("dummy", crowd))
    joining = dataclasses.replace(DummyForm.__form__, sessions=("crowd",))
    monkeypatch.setattr(DummyForm, "__form__", joining)
    with pytest.raises(manager.PluginError, match="names nobody"):
        checks.check_joining_forms(manager.registries())


@pytest.fixture
def save_form(app, world):
    """Return a function that saves the first form of a new session, as a worker."""
    app.sign_in(world.north.emails["worker"])
    begin = app.get("/sessions/new?type=dummy_session&client=1")
    form = next(f for f in begin.forms.values() if "service_date" in f.fields)
    page = form.submit().follow()
    address = re.search(r"/forms/[0-9a-f-]{36}", page.request.url + page.text).group(0)

    def save(mood):
        form = next(f for f in app.get(address).forms.values() if "mood" in f.fields)
        form["mood"] = mood
        assert form.submit(status="*").status_int == 303
        return next(f for f in app.get(address).forms.values() if "mood" in f.fields)

    return save


def test_a_plugin_hears_of_each_form_that_is_saved(world, save_form, monkeypatch):
    monkeypatch.setattr(dummy, "saved", [])
    save_form("yes")
    assert dummy.saved == [("dummy_form", "complete", world.north.staff["worker"].id)]
    save_form("no")
    assert len(dummy.saved) == 2


def test_what_follows_from_a_form_may_break_and_the_form_is_saved(wsgi, save_form, monkeypatch):
    settings = dataclasses.replace(wsgi.registry["settings"], raise_plugin_errors=False)
    monkeypatch.setitem(wsgi.registry, "settings", settings)
    monkeypatch.setitem(dummy.trouble, "raise", "sql")
    assert save_form("yes")["mood"].value == "yes"


def test_a_key_taken_twice_stops_the_boot():
    registry = Registry("service form")
    registry.add("intake", object(), "one")
    with pytest.raises(DuplicateKeyError, match="'one'"):
        registry.add("intake", object(), "two")


def test_a_name_that_is_not_installed_is_never_on():
    assert "nobody" not in AgencyPlugins(frozenset({"nobody"}))


def test_every_installed_plugin_fits_and_has_its_own_branch():
    found = manager.installed_plugins()
    assert {"settlement", "reports", "icare", "dummy"} <= set(found)
    from ocms_core.db.migrate import migration_folders

    for name, plugin in found.items():
        if plugin.models:
            assert name in migration_folders()


def test_rows_of_a_plugin_switched_off_stay(app, world, off_in_south):
    with app.open_session() as session:
        scope.enter(session, world.south.id)
        kept = set(session.scalars(select(AgencyPlugin.plugin)))
    assert "settlement" in kept
    assert "dummy" not in kept
