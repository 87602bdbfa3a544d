"""Every sentence of the plugin has a French one with the same placeholders."""

import ast
import re
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

PACKAGE = files("ocms_plugin_icare")


def sentences():
    for module in PACKAGE.iterdir():
        if module.name.endswith(".py"):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "_":
                    yield node.args[0].value


@pytest.fixture(scope="module")
def french():
    path = PACKAGE.joinpath("locale/fr/LC_MESSAGES/ocms_plugin_icare.po")
    with path.open("rb") as stream:
        return {
            message.id: message.string for message in read_po(stream, locale="fr") if message.id
        }


def test_catalogue_has_exactly_the_sentences_in_use(french):
    assert set(french) == set(sentences())


def test_french_sentences_are_whole(french):
    for english, sentence in french.items():
        assert sentence.endswith(".") == english.endswith(".")
        assert sentence != english
        assert "'" not in sentence
        assert re.findall(r"\$\{\w+\}", sentence) == re.findall(r"\$\{\w+\}", english)
