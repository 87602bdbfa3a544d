"""One hostile post a page: never a failure, never markup that was typed."""

import pytest

from ocms_core.agencies.models import Funder, Program, Site, Staff
from ocms_core.clients.models import NAMED_WITHOUT, Client
from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import questions_of, row_questions
from ocms_core.service_sessions.models import ServiceSession

HOSTILE = {
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "long": "x" * 30_000,
    "signs": "👩‍👧‍👦 \u202e\u2066 \x1b[31m ² ٣ \ufffe",
    "sql": "'; drop table client; -- %s {0} ${1}",
}


def names_of(model):
    """Return every input's name on a form's page."""
    names = []
    for bound in questions_of(model):
        if bound.question.kind == "rows":
            cells = [cell.key for cell in row_questions(row_class(bound))]
            names += [f"{bound.key}-0-{cell}" for cell in ("id", *cells)]
        else:
            names.append(bound.key)
    return names


def check(answer):
    """Check that the page came and holds no markup that was typed."""
    assert answer.status_int in {200, 303, 400, 409, 422}, answer.status
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_profile_and_a_session_take_hostile_posts(north, kind):
    """Service forms do so in test_every_form.py."""
    text = HOSTILE[kind]
    north.sign_in("worker")
    session_id, _form_id = north.begin_session()
    pages = {
        "/clients/1/edit": set(names_of(Client)) - NAMED_WITHOUT,
        f"/sessions/{session_id}/edit": names_of(ServiceSession),
    }
    for path, names in pages.items():
        # So many questions with so much text would be a post too large to be read at all.
        most = 1_000_000 // len(names)
        answer = north.app.send(path, dict.fromkeys(names, text[:most]), status="*")
        check(answer)
        assert answer.status_int == 422, path
        assert "There is a problem" in answer, path
        check(north.app.get(path))


@pytest.mark.parametrize("kind", HOSTILE)
def test_free_text_is_stored_as_typed_and_escaped_wherever_it_shows(north, kind):
    text = HOSTILE[kind][:79]
    north.sign_in("worker")
    profile = {"revision": "1", "first_name": text, "last_name": text, "comments": HOSTILE[kind]}
    answer = north.app.send("/clients/1/edit", profile, status="*")
    if kind == "long":
        assert answer.status_int == 422
        return
    assert answer.status_int == 303
    session_id, form_id = north.begin_session(also_present=text)
    north.post_form(form_id, [("notes", HOSTILE[kind])], status=303)
    for path in (
        "/",
        "/clients",
        "/clients/1",
        "/clients/1/edit",
        "/clients/1/print",
        "/sessions",
        "/sessions/new?client=1",
        f"/sessions/{session_id}",
        f"/sessions/{session_id}/edit",
        f"/forms/{form_id}",
        f"/forms/{form_id}/print",
    ):
        check(north.app.get(path))
    check(north.app.send("/clients", {"q": text}))


def test_what_is_not_the_engines_takes_hostile_posts_too(north):
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    pages = {
        "/clients/1/family": ("action", "code"),
        "/clients/new/named": ("id", "family", "statement", "locale", "sure", "first_name"),
        "/clients/new/anonymous": ("id", "family", "locale", "gender"),
        "/sessions/new": ("id", "type", "client", "funders", "workers", "service_date"),
        f"/sessions/{session_id}/clients": ("client", "form_id"),
        f"/sessions/{session_id}/forms": ("client", "kind", "form_id"),
        f"/forms/{form_id}/delete": ("x",),
        f"/drafts/service_form/{form_id}/discard": ("next",),
        "/clients": ("q", "gender", "birth_year"),
    }
    for path, names in pages.items():
        for text in HOSTILE.values():
            for chosen in (names, *((name,) for name in names)):
                answer = north.app.send(path, dict.fromkeys(chosen, text), status="*")
                assert answer.status_int < 500, (path, chosen)
                assert "<script>alert" not in answer.text, path


def test_nul_and_files_are_a_400(north):
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    for path in ("/clients/1/edit", f"/drafts/service_form/{form_id}"):
        assert north.app.send(path, {"notes": "a\x00b"}, status=400)
        assert north.app.send(
            path, {"revision": "1"}, upload_files=[("notes", "a.txt", b"x")], status=400
        )


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_agencys_own_records_take_hostile_posts(north, kind):
    north.sign_in("admin")
    for path, model in (
        ("/sites/new", Site),
        ("/programs/new", Program),
        ("/funders/new", Funder),
        ("/account/preferences", Staff),
    ):
        answer = north.app.send(path, dict.fromkeys(names_of(model), HOSTILE[kind]), status="*")
        assert answer.status_int in {200, 303, 400, 404, 422}, (path, answer.status)
        assert "<script>alert" not in answer.text
