"""Every sentence of the plugin has a French one."""

from importlib.resources import files
from pathlib import Path

from babel.messages.pofile import read_po

from ocms_core.cli.translations import extract

PACKAGE = files("ocms_plugin_reports")


def test_catalogue_has_exactly_the_sentences_in_use():
    path = PACKAGE.joinpath("locale/fr/LC_MESSAGES/ocms_plugin_reports.po")
    with path.open("rb") as stream:
        french = {message.id: message.string for message in read_po(stream) if message.id}
    used = {message.id for message in extract(Path(str(PACKAGE))) if message.id}
    assert set(french) == used
    assert all(french.values())
