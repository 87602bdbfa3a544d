"""Every macro drawn once: sound markup, in both languages, under the strict policy."""

import re
import sys
from pathlib import Path

import pytest
from webtest import TestApp

sys.path.insert(0, str(Path(__file__).parent))
import preview

sys.path.pop(0)

REFERENCES = ("aria-describedby", "aria-labelledby", "for")


@pytest.fixture(scope="module")
def app():
    return TestApp(preview.make_app())


@pytest.fixture(params=[(page, language) for page in preview.PAGES for language in ("en", "fr")])
def page(app, request):
    name, language = request.param
    return app.get(f"/{name}?l={language}").html


def test_ids_are_unique_and_references_lead_somewhere(page):
    for template in page.find_all("template"):
        template.decompose()
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for name in REFERENCES:
        for element in page.find_all(attrs={name: True}):
            assert set(element[name].split()) <= set(ids), element
    links = [link["href"][1:] for link in page.select('a[href^="#"]')]
    assert {link for link in links if link} <= set(ids)


def test_every_control_has_a_name_for_those_who_do_not_see_it(page):
    for control in page.select("input:not([type=hidden]), select, textarea"):
        labelled = control.get("aria-label") or control.find_parent("label")
        assert labelled or page.find("label", attrs={"for": control.get("id")}), control


def test_nothing_inline_for_the_policy_to_refuse(page):
    assert not page.find_all("style")
    assert not page.find_all(style=True)
    assert all(script.get("src") and not script.string for script in page.find_all("script"))
    handlers = [
        name for tag in page.find_all() for name in tag.attrs if re.match("on[a-z]|hx-on", name)
    ]
    assert handlers == []


def test_page_begins_with_the_way_to_the_content(page):
    first = page.body.find(["a", "button", "input", "summary"])
    assert first["href"] == "#content"
    assert page.find(id="content").name == "main"
    assert len(page.find_all("h1")) == 1


def test_language_of_the_page_and_its_texts(app):
    english, french = (app.get(f"/form?l={language}").html for language in ("en", "fr"))
    assert (english.html["lang"], french.html["lang"]) == ("en", "fr")
    assert "Still needed: 2" in english.find(class_="form-bar").get_text()
    assert "Encore à remplir\u00a0: 2" in french.find(class_="form-bar").get_text()
    assert french.find(class_="languages").find("form").button["lang"] == "en"


def test_errors_are_told_in_title_summary_and_beside_the_question(app):
    page = app.get("/errors").html
    assert page.title.get_text().strip().startswith("Error:")
    links = page.select("[data-error-summary] a")
    assert [link["href"] for link in links] == ["#f-start", "#f-status"]
    field = page.find(id="f-start")
    assert field["aria-invalid"] == "true"
    assert "f-start-error" in field["aria-describedby"].split()
    assert "year, month and day" in page.find(id="f-start-error").get_text()
    assert field["value"] == "2026-31-11"


@pytest.mark.parametrize("name", preview.PAGES)
def test_page_declares_its_type_so_that_browsers_keep_the_standards(app, name):
    assert app.get(f"/{name}").text.startswith("<!DOCTYPE html>\n<html lang=")


def test_typed_text_is_escaped(app):
    page = app.get("/form")
    assert "<bus>" not in page.text
    assert "a <bus> pass" in page.html.find(id="f-notes").get_text()


def test_need_is_told_by_word_until_it_is_met(app):
    page = app.get("/form").html
    status = page.find(attrs={"data-field": "status"}).find(class_="need-green")
    funder = page.find(attrs={"data-field": "funder"}).find(class_="need-green")
    assert "is-met" not in status["class"]
    assert status.find(class_="need-open").get_text() == "Needed to complete"
    assert "is-met" in funder["class"]
    assert page.find(attrs={"data-field": "start"}).find(class_="need-yellow").find(
        class_="need-open"
    ).get_text() == ("Needed for iCARE")


def test_few_choices_are_buttons_and_many_are_a_list(app):
    page = app.get("/form").html
    assert len(page.select("[data-field=status] input[type=radio]")) == 3
    assert page.select("[data-field=language] select option[value=c3]")[0].get_text() == "Tigrinya"


def test_grid_is_a_table_with_row_and_column_heads(app):
    grid = app.get("/form").html.select_one("[data-field=topics] table")
    assert [head.get_text().strip() for head in grid.select("thead th")] == ["Given", "Referred"]
    assert len(grid.select("tbody th[scope=row]")) == 10
    marked = [(box["name"], box["value"]) for box in grid.select("input[checked]")]
    assert marked == [
        ("topics_given", "b"),
        ("topics_given", "g"),
        ("topics_given", "i"),
        ("topics_referred", "i"),
    ]


def test_lines_are_added_and_removed_without_script(app):
    page = app.get("/form").html
    rows = page.find(attrs={"data-rows": "children"})
    names = [button["name"] for button in rows.find_all("button", type="submit")]
    assert names == [
        "remove:children:0",
        "remove:children:1",
        "remove:children:__index__",
        "add:children",
    ]


def test_hidden_question_carries_its_rule(app):
    field = app.get("/form").html.find(attrs={"data-field": "pair"})
    assert field.has_attr("hidden")
    assert '"op": "has"' in field["data-shown-if"]


def test_reading_shows_answers_and_says_where_there_is_none(app):
    page = app.get("/read?l=fr").html
    assert "Housing\u00a0: Given, Referred" in page.get_text()
    assert (
        page.select_one(".facts .none").find_next(class_="visually-hidden").string == "Sans réponse"
    )
    assert not page.find(string="Translated between")


def test_signed_out_page_has_no_way_into_the_product(app):
    page = app.get("/sign-in").html
    assert not page.find("nav")
    assert not page.find(id="idle-dialog")
    assert not page.body.get("data-csrf")
