"""Every sentence of the plugin has a French one with the same placeholders."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from ocms_core.cli.translations import extract

PACKAGE = files("ocms_plugin_icare")


def sentences():
    catalogue = extract(Path(str(PACKAGE)))
    return {message.id for message in catalogue if message.id}


@pytest.fixture(scope="module")
def french():
    path = PACKAGE.joinpath("locale/fr/LC_MESSAGES/ocms_plugin_icare.po")
    with path.open("rb") as stream:
        return {
            message.id: message.string for message in read_po(stream, locale="fr") if message.id
        }


def test_catalogue_has_exactly_the_sentences_in_use(french):
    assert set(french) == sentences()


def test_french_sentences_are_whole(french):
    for english, sentence in french.items():
        assert sentence.endswith(".") == english.endswith(".")
        assert sentence != english
        assert "'" not in sentence
        assert re.findall(r"\$\{\w+\}", sentence) == re.findall(r"\$\{\w+\}", english)
