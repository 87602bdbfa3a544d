"""The intake form: a client's, and the empty one, in the language of the paper."""

import pytest


def sheet(page):
    return page.html.find("article", class_="print-sheet")


def test_the_paper_speaks_its_own_language(app, world):
    app.sign_in(world.north.emails["worker"])
    page = app.get("/clients/1/print?language=fr")
    assert page.html.html["lang"] == "en"
    assert page.html.find(class_="print-frame")["lang"] == "fr"
    assert "Formulaire d’accueil" in sheet(page).text
    assert "North Shore Newcomers (fr)" in sheet(page).text
    assert "Nous le gardons." in sheet(page).text
    assert "Amina" in sheet(page).text
    english = sheet(app.get("/clients/1/print")).text
    assert "Intake form" in english
    assert "We keep it." in english


def test_the_empty_form_asks_everything_and_knows_nobody(app, world):
    app.sign_in(world.north.emails["worker"])
    page = app.get("/prints/intake")
    text = sheet(page).text
    for question in ("First name", "Date of birth", "Telephone number", "Postal code", "E-mail"):
        assert question in text
    assert "Amina" not in page.text
    boxes = {box.text.strip() for box in sheet(page).find_all(class_="print-box")}
    assert {"Yes", "No", "Married"} <= boxes


def test_unknown_languages_are_refused(app, world):
    app.sign_in(world.north.emails["worker"])
    assert app.get("/prints/intake?language=de", status="*").status_int == 400


@pytest.mark.parametrize("path", ["/clients/1/print.pdf", "/prints/intake.pdf"])
def test_without_pango_no_pdf_is_offered(app, world, wsgi, path, monkeypatch):
    monkeypatch.setitem(wsgi.registry, "has_pdf", None)
    app.sign_in(world.north.emails["worker"])
    page = app.get(path.removesuffix(".pdf"))
    assert ".pdf" not in page.text
    assert "data-print" in page.text
    assert app.get(path, status="*").status_int == 404
