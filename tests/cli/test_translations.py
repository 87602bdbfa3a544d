"""Catalogues are compiled when they changed and complained about when they lag behind."""

import gettext
import os
from pathlib import Path

import pytest

from ocms_core.cli import translations

TEMPLATE = """<p xmlns:i18n="http://xml.zope.org/namespaces/i18n"
   i18n:domain="ocms_core" i18n:translate="">Hello <b i18n:name="who">you</b></p>
"""
CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Hello ${who}"
msgstr "Bonjour ${who}"
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "ocms_core"
    path = translations.catalogue_path(folder)
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE)
    (folder / "page.pt").write_text(TEMPLATE)
    return folder


def test_changed_catalogue_is_compiled_and_an_unchanged_one_is_not(package: Path) -> None:
    compiled = translations.catalogue_path(package).with_suffix(".mo")
    translations.compile_changed(package.parent)
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Hello ${who}") == "Bonjour ${who}"
    os.utime(compiled, (4_000_000_000, 4_000_000_000))
    translations.compile_changed(package.parent)
    assert compiled.stat().st_mtime == 4_000_000_000


def test_complete_catalogue_has_no_complaints(package: Path) -> None:
    assert list(translations.complaints(package)) == []


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('msgstr "Bonjour ${who}"', 'msgstr ""', "without French"),
        ('msgstr "Bonjour ${who}"', 'msgstr "Bonjour ${qui}"', "${qui}, ${who} is in one"),
        ('msgid "Hello ${who}"', '#, fuzzy\nmsgid "Hello ${who}"', "marked as fuzzy"),
        ('msgid "Hello ${who}"', 'msgid "Good-bye ${who}"', "no longer in the code"),
        ('msgid "Hello ${who}"', 'msgid "Good-bye ${who}"', "not there: 'Hello ${who}'"),
    ],
)
def test_faulty_catalogue_is_complained_about(
    package: Path, before: str, after: str, complaint: str
) -> None:
    path = translations.catalogue_path(package)
    path.write_text(path.read_text().replace(before, after))
    assert any(complaint in line for line in translations.complaints(package))


def test_update_adds_new_sentences_and_keeps_the_french(package: Path) -> None:
    (package / "code.py").write_text('from ocms_core.i18n import _\nSAID = _("Good night")\n')
    translations.update(package)
    assert list(translations.complaints(package)) == ["ocms_core.po: without French: 'Good night'"]
