"""One worker records a whole visit on the page of the session."""

import pytest
from sqlalchemy import select

from ocms_core.audit.models import ChangeLog
from ocms_core.clients.models import Client
from ocms_core.forms.models import ServiceForm
from ocms_core.notes.models import CaseNote
from ocms_core.service_sessions.models import ServiceSession, SessionClient
from ocms_core.testing.statements import count_statements

PAGE, SAVE = 12, 20


def form_to(page, path):
    return next(form for form in page.forms.values() if form.action.endswith(path))


@pytest.fixture
def begun(north):
    """Sign a worker in and begin a session; return its address."""
    north.sign_in("worker")
    session_id, _form = north.begin_session()
    return f"/sessions/{session_id}"


def test_relatives_are_offered_with_a_tick_and_each_gets_the_first_form(north, family, begun):
    numbers = family()
    form = form_to(north.app.get(begun), "/family")
    assert [box._value for box in form.fields["member"]] == [str(one) for one in numbers]
    for box in form.fields["member"]:
        box.checked = True
    page = form.submit(status=303).follow()
    assert "member" not in {name for form in page.forms.values() for name in form.fields}
    forms = north.forms_of(begun.rpartition("/")[2])
    assert len(forms) == 3
    assert {form.kind for form in forms} == {"information_orientation"}
    assert len({form.client_id for form in forms}) == 3


def test_adding_nobody_says_what_to_do(north, family, begun):
    family()
    page = form_to(north.app.get(begun), "/family").submit(status=303).follow()
    assert "Tick who came along" in page


def test_only_relatives_are_added_by_a_tick(north, family, begun, world):
    family(1)
    north.app.send(f"{begun}/family", [("member", "1"), ("member", "4711")], status=303)
    assert len(north.forms_of(begun.rpartition("/")[2])) == 1


def test_members_come_along_from_the_start(north, family):
    numbers = family()
    north.sign_in("worker")
    page = north.app.get("/sessions/new?client=1")
    assert "Child0" in page
    session_id, form_id = north.begin_session(family=[str(numbers[1])])
    assert len(north.forms_of(session_id)) == 2
    # The form that opens is that of the client one came from.
    assert north.record(ServiceForm, form_id).client_id == north.world.north.client.id


def test_adding_eight_relatives_keeps_to_the_budget(north, family, begun, connection):
    numbers = family(8)
    with count_statements(connection) as sent:
        north.app.send(f"{begun}/family", [("member", str(one)) for one in numbers], status=303)
    assert len(sent.texts) <= SAVE, "\n".join(sent.texts)
    with count_statements(connection) as sent:
        north.app.get(begun)
    assert len(sent.texts) <= PAGE, "\n".join(sent.texts)
    assert len(north.forms_of(begun.rpartition("/")[2])) == 9


def test_time_and_company_are_changed_on_the_page(north, begun):
    form = form_to(north.app.get(begun), "/visit")
    form["start_time"], form["minutes"], form["also_present"] = "09:30", "45", "Her sister"
    page = form.submit(status=303).follow()
    assert "Her sister" in page
    record = north.record(ServiceSession, begun.rpartition("/")[2])
    assert (record.minutes, record.start_time.hour) == (45, 9)
    assert record.site_id is not None


def test_a_wrong_time_is_said_beside_it_and_kept(north, begun):
    form = form_to(north.app.get(begun), "/visit")
    form["minutes"] = "soon"
    page = form.submit(status=422)
    assert form_to(page, "/visit")["minutes"].value == "soon"
    assert page.html.select_one("#visit")["open"] is not None
    assert page.html.select_one("#visit .field-error")


def test_somebody_else_s_change_of_the_time_is_shown(north, begun):
    form = form_to(north.app.get(begun), "/visit")
    form["minutes"] = "30"
    first = form_to(north.app.get(begun), "/visit")
    first["minutes"] = "60"
    first.submit(status=303)
    page = form.submit(status=409)
    assert "Somebody else saved" in page
    assert form_to(page, "/visit")["minutes"].value == "30"


def test_a_short_note_is_written_on_the_page(north, begun):
    form = form_to(north.app.get(begun), "/notes/1")
    form["text"] = "She asks for a school."
    answer = form.submit(status=303)
    assert answer.location.endswith(begun)
    (note,) = north.rows(select(CaseNote))
    assert (note.text, str(note.session_id)) == ("She asks for a school.", begun.rpartition("/")[2])
    assert note.scope == "program"
    # The same button pressed twice writes one note.
    form.submit(status=303)
    assert len(north.rows(select(CaseNote))) == 1


def test_a_short_note_leaves_the_draft_of_a_longer_one(north, begun):
    north.draft("new_note", north.world.north.client.id, text="A long story")
    form = form_to(north.app.get(begun), "/notes/1")
    form["text"] = "Short."
    form.submit(status=303)
    assert "A long story" in north.app.get("/clients/1/notes/new")


def test_after_a_form_the_next_one_is_linked(north, family, begun, complete):
    family(1)
    north.app.send(f"{begun}/family", [("member", "900")], status=303)
    forms = north.forms_of(begun.rpartition("/")[2])
    own = next(form for form in forms if form.client_id == north.world.north.client.id)
    other = next(form for form in forms if form is not own)
    page = north.app.get(begun)
    assert page.html.select_one("#next")["href"] == f"/forms/{own.id}"
    answer = north.post_form(own.id, complete, status=303)
    assert answer.location.endswith(f"{begun}#next")
    page = north.app.get(begun)
    assert page.html.select_one("#next")["href"] == f"/forms/{other.id}"
    assert "Child0" in page.html.select_one(".next-form").text
    north.post_form(other.id, complete, status=303)
    assert north.app.get(begun).html.select_one("#next") is None


def test_support_services_are_facts_of_the_form_s_line(north, begun, complete):
    (form,) = north.forms_of(begun.rpartition("/")[2])
    page = north.app.get(begun)
    link = page.html.select_one(f'a[href="/forms/{form.id}#f-support-received"]')
    assert link.text.strip() == "not answered"
    answers = [
        *complete,
        ("minutes", "1:30"),
        ("support.received", "yes"),
        ("support.services", "transportation"),
    ]
    north.post_form(form.id, answers, status=303)
    page = north.app.get(begun)
    link = page.html.select_one(f'a[href="/forms/{form.id}#f-support-received"]')
    assert "ransport" in link.text
    assert "Time on the forms" in page


def test_the_page_costs_the_same_with_many_clients_and_forms(north, family, begun, connection):
    with count_statements(connection) as sent:
        north.app.get(begun)
    alone = len(sent.texts)
    numbers = family(8)
    north.app.send(f"{begun}/family", [("member", str(one)) for one in numbers], status=303)
    for client in north.rows(select(Client)):
        for kind in ("needs_assessment", "non_specified"):
            fields = {"client": str(client.id), "kind": kind, "form_id": _id()}
            north.app.send(f"{begun}/forms", fields, status=303)
    with count_statements(connection) as sent:
        north.app.get(begun)
    assert max(alone, len(sent.texts)) <= PAGE, "\n".join(sent.texts)


def _id():
    from ocms_core.db.types import uuid7

    return str(uuid7())


def test_a_client_put_on_by_mistake_is_taken_off_with_the_empty_form(north, family, begun):
    family(1)
    north.app.send(f"{begun}/family", [("member", "900")], status=303)
    page = north.app.get(begun)
    card = page.html.select(".person-card")[1]
    assert "Their incomplete forms here are removed" in card.text
    key = card.select_one('form[action$="/clients/remove"] [name="client"]')["value"]
    north.app.send(f"{begun}/clients/remove", {"client": key}, status=303)
    forms = north.forms_of(begun.rpartition("/")[2])
    assert {str(form.client_id) for form in forms} == {str(north.world.north.client.id)}
    assert len(north.rows(select(SessionClient))) == 1
    actions = [line.detail for line in north.rows(select(ChangeLog)) if line.detail]
    assert {"action": "client removed"} in actions


def test_a_client_with_a_complete_form_stays(north, begun, complete):
    (form,) = north.forms_of(begun.rpartition("/")[2])
    north.post_form(form.id, complete, status=303)
    assert 'action="' + begun + "/clients/remove" not in north.app.get(begun)
    key = str(north.world.north.client.id)
    answer = north.app.send(f"{begun}/clients/remove", {"client": key}, status=303)
    assert "complete form in this session" in answer.follow()
    assert len(north.forms_of(begun.rpartition("/")[2])) == 1


def test_an_empty_session_is_removed_and_another_is_not(north, begun):
    page = north.app.send(f"{begun}/delete", {}, status=303).follow()
    assert "not empty" in page
    key = str(north.world.north.client.id)
    north.app.send(f"{begun}/clients/remove", {"client": key}, status=303)
    form_to(north.app.get(begun), "/delete").submit(status=303)
    assert north.rows(select(ServiceSession)) == []
    north.app.get(begun, status=404)


@pytest.mark.parametrize("part", ["/family", "/clients/remove", "/visit", "/delete", "/forms/copy"])
def test_a_stranger_finds_nothing_there(north, begun, part):
    north.sign_in("stranger")
    north.app.send(f"{begun}{part}", {}, status=404)


def test_the_list_is_narrowed_by_kind_days_and_program(north, begun, world):
    north.begin_session(service_date="2026-02-20")
    first = begun
    assert first in north.app.get("/sessions?from=2026-01-10&to=2026-01-31")
    page = north.app.get("/sessions?from=2026-02-01")
    assert first not in page
    assert len(page.html.select("tbody tr")) == 1
    assert len(north.app.get("/sessions?kind=direct_service").html.select("tbody tr")) == 2
    programs = world.north.programs
    assert first in north.app.get(f"/sessions?program={programs[0].id}")
    page = north.app.get(f"/sessions?program={programs[1].id}&whose=all")
    assert "No session fits" in page
    north.app.get("/sessions?kind=nothing", status=400)
    north.app.get("/sessions?from=yesterday", status=400)


def test_from_a_client_the_usual_kind_is_chosen_and_others_are_quiet(north):
    north.sign_in("worker")
    page = north.app.get("/sessions/new?client=1")
    chosen = page.html.select('input[name="type"][checked]')
    kinds = page.html.select('input[name="type"]')
    if kinds:
        assert [one["value"] for one in chosen] == ["direct_service"]
        assert chosen[0].find_parent("details") is not None
    page = north.app.get("/sessions/new")
    assert not page.html.select('details input[name="type"]')


def test_beginning_with_a_large_family_and_the_lists_keep_to_the_budget(north, family, connection):
    numbers = family(8)
    north.sign_in("worker")
    for path in (
        "/sessions/new?client=1",
        "/sessions/new",
        "/sessions?whose=all&kind=direct_service",
    ):
        north.app.get(path)
        with count_statements(connection) as sent:
            north.app.get(path)
        assert len(sent.texts) <= PAGE, "\n".join(sent.texts)
    with count_statements(connection) as sent:
        session_id, _form = north.begin_session(family=[str(one) for one in numbers])
    assert len(sent.texts) <= SAVE, "\n".join(sent.texts)
    assert len(north.forms_of(session_id)) == 9


def test_what_one_may_not_see_is_not_taken_away_with_a_client(north, family, begun, app, world):
    key = str(world.north.client.id)
    north.sign_in("colleague")
    fields = {"client": key, "kind": "non_specified", "form_id": _id()}
    hidden = north.app.send(f"{begun}/forms", fields, status=303).location.rpartition("/")[2]
    north.post_form(hidden, [("private", "yes")], status=303)
    north.sign_in("worker")
    answer = north.app.send(f"{begun}/clients/remove", {"client": key}, status=303)
    assert "you may not open" in answer.follow()
    assert len(north.forms_of(begun.rpartition("/")[2])) == 2
