"""`ocms plugin list` tells what is used, what is left out, and why."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from ocms_core import __version__, cli
from ocms_core.cli import plugins as commands
from ocms_core.plugins.descriptors import PluginMeta


@dataclass
class Point:
    """An entry point of a distribution that exists in this test only."""

    name: str
    requires: str = "0.1"
    broken: bool = False
    dist = SimpleNamespace(version="4.2")

    def load(self):
        if self.broken:
            raise ImportError("no module of this name")
        return SimpleNamespace(
            META=PluginMeta(
                name=self.name, title="Title", description="What for.", requires=self.requires
            )
        )


def listed(monkeypatch=None, *points):
    if monkeypatch is not None:
        monkeypatch.setattr(commands, "entry_points", lambda group: points)
    return CliRunner().invoke(cli.ocms, ["plugin", "list"], catch_exceptions=False)


def test_every_installed_plugin_is_listed_with_what_it_brings():
    result = listed()
    assert result.exit_code == 0
    blocks = {block.split()[0]: block for block in result.output.split("\n\n")}
    assert {"icare", "reports", "settlement"} <= set(blocks)
    assert blocks["settlement"].startswith("settlement 0.1.0\n  Settlement services. ")
    assert "Forms: information_orientation (Information and orientation)" in blocks["settlement"]
    assert "Session types: direct_service (Direct service)" in blocks["settlement"]
    assert "Lists: non_specified_topic" in blocks["settlement"]
    assert "Funders’ files: icare (iCARE)" in blocks["icare"]
    assert "Reports: new_returning_clients" in blocks["reports"]
    for block in blocks.values():
        assert "Fits: made for OCMS 0.1" in block


def test_a_plugin_left_out_says_why(monkeypatch):
    monkeypatch.setenv("OCMS_DISABLED_PLUGINS", "one, nobody")
    result = listed(monkeypatch, Point("one"), Point("two", requires="9.9"))
    assert result.exit_code == 0
    one, two = result.output.split("\n\n")
    assert "one 4.2" in one
    assert "Left out: OCMS_DISABLED_PLUGINS names it." in one
    assert f"Left out: made for OCMS 9.9, this is {__version__}." in two


def test_a_plugin_that_cannot_be_loaded_is_named_and_the_command_fails(monkeypatch):
    result = listed(monkeypatch, Point("one", broken=True), Point("two"))
    assert result.exit_code == 1
    assert "Cannot be loaded: ImportError: no module of this name." in result.output
    assert "two 4.2" in result.output


def test_no_plugins_is_a_sentence(monkeypatch):
    assert listed(monkeypatch).output == "No plugins are installed.\n"


@pytest.mark.parametrize("requires", ["0.1", "0.1.7"])
def test_a_plugin_of_this_minor_version_fits(requires, monkeypatch):
    monkeypatch.delenv("OCMS_DISABLED_PLUGINS", raising=False)
    meta = Point("one", requires=requires).load().META
    assert commands.left_out(meta) is None
