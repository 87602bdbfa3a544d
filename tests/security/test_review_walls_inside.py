"""A private form through every page that might tell of it; ids of the other agency in bodies."""

import pytest

from ocms_core.db.types import uuid7
from ocms_core.forms.models import ServiceForm

SECRET = "said in confidence"


@pytest.fixture
def private(north):
    """Return (session id, id of a private form) of the worker, with a client."""
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    program = str(north.world.north.programs[0].id)
    answers = {"notes": SECRET, "private": "yes", "minutes": "1:07", "program_id": program}
    north.post_form(form_id, list(answers.items()), status=303)
    return session_id, form_id


@pytest.mark.parametrize("word", ["colleague", "stranger", "seer", "operator"])
def test_private_form_is_on_no_page(north, private, word):
    session_id, form_id = private
    north.sign_in(word)
    for path in (f"/forms/{form_id}", f"/forms/{form_id}/print"):
        assert north.app.get(path, status=404)
    assert north.app.send(f"/forms/{form_id}", {"revision": "2"}, status=404)
    assert north.app.send(f"/forms/{form_id}/delete", {}, status=404)
    north.draft("service_form", form_id, notes="mine")
    north.app.send(f"/drafts/service_form/{form_id}/discard", {"next": "/"}, status=303)
    pages = [
        north.app.get(path, status="*")
        for path in (
            "/",
            "/?show=all",
            "/sessions",
            "/sessions?whose=all",
            f"/sessions/{session_id}",
            f"/sessions/{session_id}/edit",
            "/clients/1",
            "/clients/1?family=all",
            "/exports/my-month?month=2026-01",
            "/reports/services_delivered/rows?from=2026-01-01&to=2026-01-31",
        )
    ]
    for page in pages:
        assert page.status_int < 500
        assert form_id not in page.text, page.request.path_qs
        assert SECRET not in page.text, page.request.path_qs
        assert "1:07" not in page.text, page.request.path_qs
    assert north.record(ServiceForm, form_id).notes == SECRET


def test_author_manager_and_admin_open_it(north, private):
    for word in ("worker", "manager", "admin"):
        north.sign_in(word)
        assert SECRET in north.app.get(f"/forms/{private[1]}"), word


def test_other_agencys_ids_in_bodies_are_refused(north, world):
    south = world.south
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    new = {
        "service_date": "2026-01-15",
        "site_id": str(world.north.sites[0].id),
        "delivery_method": "in_person",
        "workers": str(world.north.staff["worker"].id),
    }
    for name, value in (
        ("site_id", south.sites[0].id),
        ("funders", south.funders[0].id),
        ("workers", south.staff["worker"].id),
    ):
        fields = {"id": str(uuid7()), **new, name: str(value)}
        assert north.app.send("/sessions/new", fields, status="*").status_int in {400, 422}, name
    for name, value in (("program_id", south.programs[0].id), ("funder_id", south.funders[0].id)):
        assert north.post_form(form_id, [(name, str(value))], status=422), name
    add = {"client": str(south.client.id), "kind": "information_orientation"}
    path = f"/sessions/{session_id}/forms"
    assert north.app.send(path, {**add, "form_id": str(uuid7())}, status=404)
    north.sign_in("admin")
    staff, program = world.north.staff["colleague"].id, world.north.programs[0].id
    page = north.form(north.app.get(f"/staff/{staff}"), "role")
    fields = [pair for pair in page.submit_fields() if pair[0] not in {"csrf_token", "programs"}]
    fields.append(("programs", str(south.programs[0].id)))
    assert north.app.send(f"/staff/{staff}", fields, status=422)
    page = north.form(north.app.get(f"/programs/{program}"), "name")
    fields = [pair for pair in page.submit_fields() if pair[0] != "csrf_token"]
    fields.append(("members", str(south.staff["worker"].id)))
    assert north.app.send(f"/programs/{program}", fields, status=422)


def test_nobody_posts_themselves_a_role(north):
    north.sign_in("worker")
    page = north.form(north.app.get("/account"), "first_name")
    own = [pair for pair in page.submit_fields() if pair[0] != "csrf_token"]
    for name, value in (
        ("role", "admin"),
        ("sees_all_sessions", "yes"),
        ("is_interface_operator", "yes"),
        ("active", "yes"),
        ("account_id", str(uuid7())),
    ):
        assert north.app.send("/account", [*own, (name, value)], status=400), name
