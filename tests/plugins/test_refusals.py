"""A plugin that is wrong stops the boot with a sentence that names it and says what to do."""

import dataclasses
import sys
from types import ModuleType, SimpleNamespace

import pytest
from click.testing import CliRunner

from ocms_core import cli, hookimpl
from ocms_core.cli import plugins as commands
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import FormSpec
from ocms_core.plugins import checks, gate, manager
from ocms_core.plugins.descriptors import PermissionGrant, PluginMeta, SessionType
from ocms_core.plugins.registries import PluginError
from ocms_core.reports.measures import CLIENTS
from ocms_core.reports.report import Report, Table
from tests.plugins.testdummy.models import DummyForm

META = PluginMeta(name="walks", title="Walks", description="Walks.", requires="0.1")


@pytest.fixture
def module(monkeypatch):
    """Return a function that makes a plugin's module with some contents, as if installed."""
    monkeypatch.setattr(manager, "entry_points", lambda group: [])
    monkeypatch.setattr(manager, "_extra_modules", [])

    def make(name, **contents):
        made = ModuleType(name)
        vars(made).update(contents)
        monkeypatch.setitem(sys.modules, name, made)
        manager.add_module(name)
        return made

    return make


def boot():
    """Ask for the plugins anew, past what this process remembers."""
    return manager.plugin_manager.__wrapped__()


def known(**entries):
    """Return registries with entries by kind, brought by the plugin walks."""
    found = manager.Registries()
    for kind, brought in entries.items():
        for key, entry in brought.items():
            getattr(found, kind).add(key, entry, "walks")
    return found


def report(**changes):
    table = Table(key="all", title="All", by=("month",), measures=(CLIENTS,))
    one = Report(key="walks", title="Walks", description="All.", parts=(table,))
    return dataclasses.replace(one, **changes)


@pytest.mark.parametrize("contents", [{}, {"META": {"name": "walks"}}])
def test_a_plugin_says_who_it_is(module, contents):
    module("walks_plugin", **contents)
    with pytest.raises(PluginError, match=r"'walks_plugin' has no META = PluginMeta\(...\)"):
        boot()


def test_two_plugins_of_one_name(module):
    module("walks_one", META=META)
    module("walks_two", META=META)
    with pytest.raises(PluginError, match="two plugins are called 'walks': rename one"):
        boot()


def test_a_misspelt_hook(module):
    def ocms_servis_forms():
        return []

    module("walks_plugin", META=META, ocms_servis_forms=hookimpl(ocms_servis_forms))
    with pytest.raises(PluginError, match="unknown hook 'ocms_servis_forms' in plugin"):
        boot()


def test_a_plugin_that_is_in_order_boots(module):
    module("walks_plugin", META=META)
    assert [name for name, _module in boot().list_name_plugin()] == ["walks"]


def test_a_module_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(manager, "entry_points", lambda group: [])
    monkeypatch.setattr(manager, "_extra_modules", ["ocms_plugin_nobody.plugin"])
    with pytest.raises(PluginError, match=r"ocms_plugin_nobody\.plugin' cannot be imported: Mod"):
        boot()


def test_a_permission_with_another_name():
    grant = PermissionGrant(name="other:see", description="See.", roles=frozenset())
    with pytest.raises(PluginError, match="'other:see' must begin with 'walks:'"):
        checks.check_registries(known(permissions={"other:see": grant}))


@pytest.mark.parametrize("offered", [{"forms": ("nope",)}, {"main_form": "nope"}])
def test_a_kind_of_session_that_offers_an_unknown_form(offered):
    kind = SessionType(key="walk", title="Walk", description="A walk.", **offered)
    with pytest.raises(PluginError, match="'walk' offers an unknown form 'nope'"):
        checks.check_registries(known(session_types={"walk": kind}))


def test_a_report_on_an_unknown_form():
    with pytest.raises(PluginError, match="'walks' counts an unknown form 'nope'"):
        checks.check_registries(known(reports={"walks": report(form="nope")}))


@pytest.mark.parametrize("place", [{"by": ("moon",)}, {"across": "moon"}])
def test_a_report_by_an_unknown_dimension(place):
    table = dataclasses.replace(report().parts[0], **place)
    with pytest.raises(PluginError, match="'walks' groups by an unknown 'moon'; there are: age_"):
        checks.check_registries(known(reports={"walks": report(parts=(table,))}))


def test_what_fits_together_is_not_refused():
    checks.check_registries(
        known(forms={"dummy_form": DummyForm}, reports={"walks": report(form="dummy_form")})
    )


def test_a_table_without_the_name_of_its_plugin():
    dummy = manager.installed_plugins()["dummy"]
    checks.check_tables(dummy)
    with pytest.raises(PluginError, match=r"table 'dummy_\w+' of .* must be called 'walks_...'"):
        checks.check_tables(dataclasses.replace(dummy, name="walks"))


@pytest.mark.parametrize("left_out", ["__form__", "__tablename__"])
def test_a_form_without_one_of_its_two_lines(left_out):
    lines = {"__form__": FormSpec(key="walk", title="Walk"), "__tablename__": "walks_walk"}
    del lines[left_out]
    with pytest.raises(TypeError, match=f"Walk is a service form: it needs a {left_out}"):
        type("Walk", (ServiceForm,), lines)


def test_a_form_with_a_key_that_is_none():
    with pytest.raises(ValueError, match="'Long Walk' is not a key"):
        FormSpec(key="Long Walk", title="Long walk")


@pytest.fixture
def dummy_without(monkeypatch, tmp_path):
    """Take the revisions and the French away from the dummy."""
    manager.registries()
    bare = dataclasses.replace(
        manager.installed_plugins()["dummy"], migrations=tmp_path, translations=None
    )
    monkeypatch.setattr(manager, "installed_plugins", lambda: {"dummy": bare})
    monkeypatch.setattr(gate, "installed_plugins", lambda: {"dummy": bare})
    return bare


def test_tables_without_a_revision_stop_the_web_and_are_listed(dummy_without):
    said = "tables and no revision that makes them: run `ocms db revision dummy -m"
    assert said in checks.without_revisions(dummy_without)
    with pytest.raises(PluginError, match=said):
        gate.includeme(SimpleNamespace())
    (not_ready, french) = commands._lacking("dummy")
    assert said in not_ready
    assert french.startswith("  Without French: ")


def test_every_plugin_of_this_tree_lacks_nothing():
    for name in set(manager.installed_plugins()) - {"dummy"}:
        assert list(commands._lacking(name)) == []
    assert list(commands._lacking("nobody")) == []


def test_the_list_says_what_does_not_fit_together(monkeypatch):
    def refuse():
        raise PluginError("form 'walk' is brought twice")

    monkeypatch.setattr(manager, "registries", refuse)
    result = CliRunner().invoke(cli.ocms, ["plugin", "list"])
    assert result.exit_code == 1
    assert "The plugins do not fit together: form 'walk' is brought twice.\n" in result.output


def test_every_command_ends_with_the_sentence(monkeypatch, capsys):
    def refuse(prog_name):
        raise PluginError("two plugins are called 'walks': rename one")

    monkeypatch.setattr(cli, "ocms", refuse)
    monkeypatch.setenv("PYTHONWARNINGS", "")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "ocms: two plugins are called 'walks': rename one\n"
