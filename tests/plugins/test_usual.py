"""What a plugin declares is found where it usually stands; a hook of its own wins."""

import sys
from importlib import import_module

import pluggy
import pytest

from ocms_core.plugins import hookspecs, manager, usual
from ocms_core.plugins.registries import PluginError
from tests.plugins.testdummy import plugin as dummy
from tests.plugins.testdummy.models import DummyForm

PLUGIN = """
from ocms_core import hookimpl
from ocms_core.plugins.descriptors import AgencyList, PermissionGrant, SessionType

SECOND = SessionType(key="second", title="Second", description="Comes first in the file.")
FIRST = SessionType(key="first", title="First", description="Comes second in the file.")
AGAIN = FIRST
_BASE = SessionType(key="base", title="Base", description="Nobody shall see it.")
ROOMS = AgencyList(key="rooms", title="Rooms")
SEE = PermissionGrant(name="kept:page:see", description="See.", roles=frozenset())


@hookimpl
def ocms_agency_lists():
    return []
"""
REPORTS = """
from ocms_core.reports.measures import CLIENTS
from ocms_core.reports.report import Report, Table

BY_MONTH = Table(key="by_month", title="By month", by=("month",), measures=(CLIENTS,))
WALKS = Report(key="walks", title="Walks", description="All of them.", parts=(BY_MONTH,))
"""
EXPORTS = """
from ocms_core.exports.exporter import Exporter

CITY = Exporter(key="city", title="City", description="All.", files=(), pays=lambda funder: True)
"""
# It stops whoever imports it: the tables of the core may not be there yet.
MODELS = "raise RuntimeError('too early')\n"


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Return a function that writes a package with some modules; it returns its plugin module."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(package, **modules):
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").touch()
        for name, text in {"plugin": PLUGIN, **modules}.items():
            (folder / f"{name}.py").write_text(text)
        return import_module(f"{package}.plugin")

    before = set(sys.modules)
    yield make
    for name in set(sys.modules) - before:
        del sys.modules[name]


def keys(entries):
    return [entry.key for entry in entries]


def test_modules_and_folders_are_named_and_not_imported(make, tmp_path):
    module = make("ocms_plugin_named", models=MODELS, tasks=MODELS)
    (tmp_path / "ocms_plugin_named" / "locale").mkdir()
    assert usual.models(module) == ("ocms_plugin_named.models",)
    assert usual.tasks(module) == ("ocms_plugin_named.tasks",)
    assert usual.translations(module) == tmp_path / "ocms_plugin_named" / "locale"
    folder = usual.migrations(module)
    assert folder == tmp_path / "ocms_plugin_named" / "migrations" / "versions"
    assert not folder.exists()


def test_a_plugin_may_bring_none_of_it(make):
    module = make("ocms_plugin_bare", plugin="")
    assert usual.models(module) == usual.tasks(module) == ()
    assert usual.translations(module) is None
    for found in (usual.session_types, usual.agency_lists, usual.permissions):
        assert found(module) == []
    assert usual.reports(module) == usual.exporters(module) == []
    assert usual.service_forms(module, tables=()) == []


def test_what_is_declared_is_found_once_in_the_order_of_the_lines(make):
    module = make("ocms_plugin_told", reports=REPORTS, exports=EXPORTS)
    assert keys(usual.session_types(module)) == ["second", "first"]
    assert keys(usual.agency_lists(module)) == ["rooms"]
    assert [grant.name for grant in usual.permissions(module)] == ["kept:page:see"]
    assert keys(usual.reports(module)) == ["walks"]
    assert keys(usual.exporters(module)) == ["city"]


def test_what_is_broken_is_not_taken_for_absent(make):
    module = make("ocms_plugin_broken", reports="import nothing_that_there_is\n")
    with pytest.raises(PluginError, match=r"nothing_that_there_is.*reports\.py, line 1\)"):
        usual.reports(module)


def test_the_plugins_own_classes_are_its_forms():
    tables = ["tests.plugins.testdummy.models", "ocms_plugin_finance.models"]
    assert usual.service_forms(dummy, tables=tables) == [DummyForm]


def test_a_hook_of_the_plugin_wins_even_with_nothing(make):
    module = make("ocms_plugin_hooked")
    pluggy_manager = pluggy.PluginManager("ocms")
    pluggy_manager.add_hookspecs(hookspecs)
    pluggy_manager.register(module)
    hook = pluggy_manager.hook
    assert manager._brought(hook.ocms_agency_lists, module, usual.agency_lists) == []
    found = manager._brought(hook.ocms_session_types, module, usual.session_types)
    assert keys(found) == ["second", "first"]


def test_the_plugins_of_this_tree_are_found_by_it():
    finance = manager.installed_plugins()["finance"]
    assert finance.models == ("ocms_plugin_finance.models",)
    assert finance.translations.joinpath("fr").is_dir()
    assert manager.registries().forms.owner("financial_services") == "finance"
    assert manager.registries().session_types.owner("finance") == "finance"
    assert manager.registries().reports.owner("rap_cases") == "refugee"
    assert manager.registries().exporters.owner("icare") == "icare"
    assert finance.migrations.is_dir()
    reports = manager.installed_plugins()["reports"]
    assert reports.models == ()
    assert reports.migrations is None


def test_no_plugin_of_this_tree_spells_out_what_is_found():
    hooks = {
        "ocms_models": usual.models,
        "ocms_migrations": usual.migrations,
        "ocms_translations": usual.translations,
        "ocms_session_types": usual.session_types,
        "ocms_agency_lists": usual.agency_lists,
        "ocms_permissions": usual.permissions,
        "ocms_reports": usual.reports,
        "ocms_exporters": usual.exporters,
        "ocms_tasks": usual.tasks,
    }
    named = {
        (name, hook): (getattr(plugin.module, hook)(), found(plugin.module))
        for name, plugin in manager.installed_plugins().items()
        for hook, found in hooks.items()
        if name != "dummy" and hasattr(plugin.module, hook)
    }
    assert ("language", "ocms_session_types") in named
    for place, (said, found) in named.items():
        assert said != (list(found) if isinstance(found, tuple) else found), place
