"""A list whose codes are called otherwise where another answer says so: levels of French."""

import datetime as dt

import pytest
from ocms_plugin_language.assessments import LanguageAssessment
from ocms_plugin_language.learners import CourseExit

from ocms_core.clients.models import Client
from ocms_core.forms.choices import StoredChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.rendering import Renderer
from ocms_core.prints.paper import Paper
from ocms_core.reports.dimensions import answered
from ocms_core.web.formats import Formats

TODAY = dt.date(2026, 11, 24)


def view_of(model, raw, locale="en", only=None):
    editor = Editor(model, StoredChoices(None, locale), locale=locale, today=TODAY, only=only)
    return editor, Renderer(editor, str).form(editor.judge(raw))


@pytest.mark.parametrize(
    ("language", "locale", "word"),
    [("eng", "en", "CLB 5"), ("fra", "en", "NCLC 5"), ("fra", "fr", "NCLC 5")],
)
def test_a_level_is_called_by_the_language_it_is_of(language, locale, word):
    raw = {"language": [language], "listening": ["clb_5"], "reading": ["clb_5"]}
    _editor, view = view_of(LanguageAssessment, raw, locale)
    shown = {field.key: field for field in view.fields}
    assert (shown["listening"].text, shown["reading"].text) == (word, word)
    assert f'<option value="clb_5" selected>{word}</option>' in str(shown["reading"].options_html)


def test_a_level_is_called_so_in_each_repeated_row():
    raw = {
        "language_levels-0-id": [""], "language_levels-0-language": ["fra"],
        "language_levels-0-writing": ["clb_7"],
        "language_levels-1-id": [""], "language_levels-1-language": ["eng"],
        "language_levels-1-writing": ["clb_7"],
    }  # fmt: skip
    editor, view = view_of(Client, raw, only=["language_levels"])
    (field,) = view.fields
    cells = [{cell.key: cell.text for cell in row.fields} for row in field.items]
    assert [row["writing"] for row in cells] == ["NCLC 7", "CLB 7"]
    paper = Paper(editor, str, Formats("en"))
    bound = editor.by_key["language_levels"]
    rows = [{"language": "fra", "writing": "clb_7"}, {"language": "eng", "writing": "clb_7"}]
    drawn = paper._rows(bound, "Levels", rows, empty=False)
    texts = [[cell.text for cell in row] for row in drawn.cells]
    assert ("NCLC 7" in texts[0], "CLB 7" in texts[1]) == (True, True)


def test_reports_over_both_languages_call_a_level_by_both_names():
    codes = answered(CourseExit, "exit_reading").codes
    assert codes.label("clb_5", "en") == "CLB 5 / NCLC 5"
    assert codes.label("clb_5", "fr") == "NCLC 5"
    assert codes.label("lit_1", "en") == "Literacy 1L"
    assert codes.by_code["clb_5"].for_funder == "5"
