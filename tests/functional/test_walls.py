"""Who may open what: private forms and other programs' services, page by page."""

import datetime as dt

import pytest
from sqlalchemy import select

from ocms_core.forms.models import ServiceForm

SECRET = "quinoa-tambourine"

# word: may open the private form, may open the shared form of program 0, sees its session
SIGHT = {
    "worker": (True, True, True),
    "colleague": (False, True, True),
    "stranger": (False, False, False),
    "manager": (True, True, True),
    "admin": (True, True, True),
    "operator": (False, True, True),
    "seer": (False, True, True),
}


@pytest.fixture
def served(north, complete):
    """Return a private form and a shared one of the worker's program, in sessions of their own."""
    north.sign_in("worker")
    private_session, private = north.begin_session()
    north.post_form(private, [*complete, ("private", "yes"), ("notes", SECRET)], status=303)
    shared_session, shared = north.begin_session(service_date="2026-01-16")
    north.post_form(shared, [*complete, ("notes", "for colleagues")], status=303)
    return private, shared, private_session, shared_session


@pytest.mark.parametrize("word", SIGHT)
def test_who_opens_what(north, served, word):
    private, shared, private_session, shared_session = served
    opens_private, opens_shared, sees_session = SIGHT[word]
    north.sign_in(word)

    def status(path):
        return north.app.get(path, status="*").status_int

    for form, opens in ((private, opens_private), (shared, opens_shared)):
        expected = 200 if opens else 404
        assert status(f"/forms/{form}") == expected
        assert status(f"/forms/{form}/print") == expected
        if not opens:
            north.post_form(form, [("notes", "x")], revision="2", status=404)
            north.app.send(f"/forms/{form}/delete", status=404)
    assert status(f"/sessions/{shared_session}") == (200 if sees_session else 404)
    # Who sees all sessions may open the session, but not what is private in it.
    session_opens = opens_private or word == "seer"
    assert status(f"/sessions/{private_session}") == (200 if session_opens else 404)
    assert status(f"/sessions/{private_session}/edit") == (200 if session_opens else 404)

    client = north.app.get("/clients/1")
    assert (f"/forms/{private}" in client) is opens_private
    assert (f"/forms/{shared}" in client) is opens_shared
    assert client.text.count("Restricted") == (0 if opens_shared else 1)
    for path in ("/", "/clients/1", "/clients/1/print", "/sessions", "/sessions?whose=all"):
        page = north.app.get(path, status="*")
        # The timeline has the case notes of what this person may open, and of nothing else.
        assert (SECRET in page) is (opens_private and path == "/clients/1"), path
        if not opens_private:
            assert private not in page, path
    found = north.app.send("/clients", {"q": SECRET})
    assert "/clients/1" not in found


def test_a_form_made_private_disappears_and_comes_back(north, served):
    _private, shared, _session, _shared_session = served
    answers = [("notes", "for colleagues")]
    north.sign_in("colleague")
    assert north.app.get(f"/forms/{shared}")
    north.sign_in("worker")
    program = str(north.world.north.programs[0].id)
    north.post_form(
        shared, [*answers, ("program_id", program), ("private", "yes")], revision="2", status=303
    )
    north.sign_in("colleague")
    north.app.get(f"/forms/{shared}", status=404)
    north.sign_in("worker")
    north.post_form(shared, [*answers, ("program_id", program)], revision="3", status=303)
    north.sign_in("colleague")
    assert north.app.get(f"/forms/{shared}")


def test_a_restricted_line_has_a_date_a_program_and_a_kind_only(north, served):
    north.sign_in("stranger")
    page = north.app.get("/clients/1")
    assert "for colleagues" not in page
    assert "Worker North" not in page
    assert "Settlement" in page


def test_the_other_agency_sees_nothing(north, served, app, world):
    private, shared, private_session, _shared_session = served
    app.sign_in(world.south.emails["admin"])
    for path in (f"/forms/{private}", f"/forms/{shared}", f"/sessions/{private_session}"):
        app.get(path, status=404)
    assert "Of North" not in app.send("/clients", {"q": "Amina North"})
    assert "Of South" in app.get("/clients/1")


def test_the_whole_familys_history_keeps_the_walls(north, served, complete):
    north.app.send("/clients/1/family", {"action": "new"}, status=303)
    page = north.app.get("/clients/new?family=1")
    yes = next(f for f in page.forms.values() if "/clients/new/named" in f.action)
    form = north.form(yes.submit("locale", value="en").follow(), "first_name")
    form["first_name"] = "Bashir"
    form.submit(status=303)
    _session, form_id = north.begin_session(client=2, service_date="2026-01-17")
    north.post_form(form_id, [*complete, ("private", "yes"), ("notes", SECRET)], status=303)
    _session, shared = north.begin_session(client=2, service_date="2026-01-18")
    north.post_form(shared, complete, status=303)
    for word, (opens_private, opens_shared, _sees) in SIGHT.items():
        north.sign_in(word)
        for path in ("/clients/1?family=all", "/clients/2?family=all"):
            page = north.app.get(path)
            assert (f"/forms/{form_id}" in page) is opens_private, word
            assert (f"/forms/{shared}" in page) is opens_shared, word
            assert page.text.count("Restricted") == (0 if opens_shared else 2), word
            assert (SECRET in page) is opens_private, word


def test_a_changed_session_moves_forms_that_this_person_cannot_see(north, served):
    private, _shared, private_session, _shared_session = served
    north.sign_in("seer")
    form = north.form(north.app.get(f"/sessions/{private_session}/edit"), "service_date")
    form["service_date"] = "2026-02-20"
    form.submit(status=303)
    (moved,) = north.rows(select(ServiceForm).where(ServiceForm.id == private))
    assert moved.service_date == dt.date(2026, 2, 20)
