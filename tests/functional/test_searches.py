"""Searching is posted: no name stands in an address, and typing is answered by results alone."""

import pytest

TYPING = {"HX-Request": "true"}


@pytest.fixture
def worker(app, world):
    app.sign_in(world.north.emails["worker"])
    return app


def test_results_page_names_the_client_and_the_reason(worker):
    page = worker.send("/clients", {"q": "amina"})
    assert page.html.select_one(".result-name").get_text() == "Amina Of North"
    assert page.html.select_one(".result-why").get_text().strip() == "Name"
    assert page.html.find(id="live-search")["value"] == "amina"


def test_typing_gets_the_results_alone(worker):
    part = worker.send("/clients", {"q": "amina"}, headers=TYPING)
    assert "Amina Of North" in part
    assert "<html" not in part
    nobody = worker.send("/clients", {"q": "qqqq"}, headers=TYPING)
    assert "Nobody is found" in nobody
    assert "/clients/new" in nobody


def test_empty_box_shows_the_latest_on_its_page_and_nothing_under_the_top_bar(worker):
    assert "Amina Of North" in worker.send("/clients", {"q": " "}, headers=TYPING)
    in_bar = worker.send("/clients", {"q": " "}, headers={**TYPING, "HX-Target": "search-found"})
    assert "Amina" not in in_bar


@pytest.mark.parametrize("path", ["/clients?q=amina", "/clients/new?q=amina"])
def test_no_address_takes_a_name(worker, path):
    worker.get(path, status=400)


def test_search_without_the_token_is_refused(worker):
    worker.post("/clients", {"q": "amina"}, status=400)


def test_unknown_option_is_refused(worker):
    worker.send("/clients", {"q": "amina", "gender": "purple"}, status=400)


def test_session_finds_whom_to_add_and_not_who_is_on_it(worker):
    begin = worker.get("/sessions/new")
    form = next(f for f in begin.forms.values() if "service_date" in f.fields)
    address = form.submit().location
    part = worker.send(address, {"q": "amina"}, headers=TYPING)
    assert "<html" not in part
    page = worker.send(address, {"q": "amina"})
    add = next(f for f in page.forms.values() if "client" in f.fields)
    add.submit().follow()
    assert "Nobody else is found" in worker.send(address, {"q": "amina"})
