"""A service form and a session on paper, for who may see them."""

import pytest

from tests.functional.conftest import Worker


@pytest.fixture
def north(app, world):
    return Worker(app, world)


@pytest.fixture
def served(north):
    """Begin a session as a worker; return the addresses of its prints."""
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    return f"/sessions/{session_id}/print", f"/forms/{form_id}/print"


def test_a_session_says_when_where_and_who(north, served):
    session, _form = served
    page = north.app.get(f"{session}?language=fr")
    text = page.html.find(class_="print-sheet").text
    for told in ("Main Street", "Worker North", "Amina Of North", "15 janv. 2026"):
        assert told in text
    assert session.removesuffix("/print") in page.text


def test_a_form_has_its_answers_and_room_for_the_others(north, served):
    _session, form = served
    page = north.app.get(form)
    sheet = page.html.find(class_="print-sheet")
    assert "Amina Of North" in sheet.text
    assert "Settlement" in {one.text.strip() for one in sheet.select(".print-answer")}
    assert sheet.select(".print-square")
    assert sheet.select(".print-rule")


def test_who_may_not_see_them_may_not_print_them(north, served):
    north.sign_in("stranger")
    for page in served:
        north.app.get(page, status=404)
        north.app.get(f"{page}.pdf", status=404)
