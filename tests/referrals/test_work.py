"""The work lists, answering what was referred, the ends of things, and who sees how much."""

import datetime as dt
import uuid

import pytest

from ocms_core.db import scope
from ocms_core.forms.models import ServiceForm
from ocms_core.privacy.services import today_at
from ocms_core.referrals.listing import count
from ocms_core.referrals.models import FollowUp
from ocms_core.referrals.services import FollowUpService
from ocms_core.testing.statements import count_statements
from ocms_core.testing.world import viewer


@pytest.fixture
def sent(north, write):
    """Return a referral of the worker to the second program, whose member is the stranger."""
    north.sign_in("worker")
    target = north.world.north.programs[1]
    return write(kind="internal", to_program_id=str(target.id), reason="Conversation circle")


def test_what_is_referred_to_a_program_stands_on_its_list_and_dashboard(north, sent):
    north.sign_in("stranger")
    page = north.app.get("/follow-ups?list=incoming")
    assert "Conversation circle" in page
    assert "new referrals to your programs" in north.app.get("/")
    north.sign_in("colleague")
    assert "Conversation circle" not in north.app.get("/follow-ups?list=incoming")
    assert "Conversation circle" in north.app.get("/follow-ups?list=programs")
    assert "Conversation circle" not in north.app.get("/follow-ups?list=mine")


def test_a_referral_is_accepted_and_assigned(north, sent):
    north.sign_in("stranger")
    seer = north.world.north.staff["seer"]
    answer = {"answer": "accept", "staff": str(seer.id), "next": "/follow-ups?list=incoming"}
    page = north.app.send(f"/follow-ups/{sent.id}/answer", answer, status=303).follow()
    assert "accepted and assigned to Seer North" in page
    assert "Conversation circle" not in page
    row = north.record(FollowUp, sent.id)
    assert (row.status, row.assigned_id) == ("accepted", seer.id)
    page = north.app.send(f"/follow-ups/{sent.id}/answer", answer, status=303).follow()
    assert "Somebody has answered this referral already." in page


def test_a_referral_is_declined_with_the_reason(north, sent):
    north.sign_in("stranger")
    page = north.app.send(f"/follow-ups/{sent.id}/answer", {"answer": "decline"}, status=422)
    assert "Say in a few words why" in page
    answer = {"answer": "decline", "why": "No place before the spring."}
    north.app.send(f"/follow-ups/{sent.id}/answer", answer, status=303)
    north.sign_in("worker")
    page = north.app.get(f"/follow-ups/{sent.id}")
    assert "Declined by the agency" in page
    assert "No place before the spring." in page


def test_who_sent_it_does_not_answer_it(north, sent):
    north.sign_in("worker")
    north.app.send(f"/follow-ups/{sent.id}/answer", {"answer": "accept"}, status=404)
    page = north.app.get(f"/follow-ups/{sent.id}")
    assert page.html.find("button", attrs={"value": "accept"}) is None


def test_the_status_and_its_outcome_are_written_from_the_list(north, write):
    north.sign_in("worker")
    row = write(reason="Call back", due_on="2030-01-01")
    fields = {"status": "completed", "outcome": "She starts on Monday.", "next": "/follow-ups"}
    page = north.app.send(f"/follow-ups/{row.id}/status", fields, status=303).follow()
    assert "nothing is left to do" in page
    assert "Call back" not in page
    found = north.record(FollowUp, row.id)
    assert (found.status, found.outcome) == ("completed", "She starts on Monday.")
    assert found.outcome_on is not None
    assert "She starts on Monday." in north.app.get("/follow-ups?status=completed")
    north.app.send(f"/follow-ups/{row.id}/status", {"status": "open"}, status=303)
    assert north.record(FollowUp, row.id).outcome_on is None


def test_the_lists_are_filtered_and_what_is_late_is_overdue(north, write):
    north.sign_in("worker")
    write(reason="Long ago", made_on="2020-01-01", due_on="2020-01-02")
    write(reason="Far ahead", due_on="2099-01-01")
    assert "Far ahead" not in north.app.get("/follow-ups?list=overdue")
    assert "Long ago" in north.app.get("/follow-ups?list=overdue")
    assert "of yours overdue" in north.app.get("/")
    page = north.app.get("/follow-ups?until=2021-01-01")
    assert "Long ago" in page
    assert "Far ahead" not in page
    assert "Nothing fits these filters." in north.app.get("/follow-ups?kind=external")
    for wrong in ("list=x", "kind=x", "status=x", "since=x", "unknown=1", "until=99999-01-01"):
        north.app.get(f"/follow-ups?{wrong}", status=400)


def test_a_private_forms_task_shows_half_to_whom_it_is_assigned(north, complete, write):
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    north.post_form(form_id, [*complete, ("private", "yes"), ("notes", "Secret")], status=303)
    colleague = north.world.north.staff["colleague"]
    row = write(
        query=f"?form={form_id}",
        reason="Bring the key",
        assigned_id=str(colleague.id),
        outcome="Told nobody but me",
        status="contacted",
    )
    north.sign_in("colleague")
    page = north.app.get(f"/follow-ups/{row.id}")
    assert "Bring the key" in page
    assert "private form that you cannot open" in page
    assert "Told nobody" not in page
    assert form_id not in page
    for address in ("/follow-ups", "/clients/1/follow-ups", "/clients/1"):
        page = north.app.get(address)
        assert "Bring the key" in page
        assert "Told nobody" not in page
        assert form_id not in page
    north.app.get(f"/follow-ups/{row.id}/edit", status=404)
    north.app.get(f"/follow-ups/{row.id}/print", status=404)
    north.app.send(f"/follow-ups/{row.id}/status", {"status": "completed"}, status=303)
    assert north.record(FollowUp, row.id).outcome == "Told nobody but me"
    north.sign_in("operator")
    north.app.get(f"/follow-ups/{row.id}", status=404)
    assert "Bring the key" not in north.app.get("/clients/1/follow-ups")


def test_nobody_else_changes_it(north, write):
    north.sign_in("worker")
    row = write(reason="Mine")
    north.sign_in("stranger")
    north.app.get(f"/follow-ups/{row.id}", status=404)
    north.app.send(f"/follow-ups/{row.id}/status", {"status": "completed"}, status=404)
    north.app.get(f"/follow-ups/{row.id}/edit", status=404)


def test_the_letter_names_the_client_only_with_consent(north, write, partners):
    north.sign_in("worker")
    row = write(kind="external", partner_id=str(partners[0].id), need="health")
    sheet = north.app.get(f"/follow-ups/{row.id}/print").html.find("article")
    assert "Harbour Clinic" in sheet.text
    assert "Amina" not in sheet.text
    form = north.form(north.app.get("/clients/1/consents?purpose=partner_sharing"), "answer")
    form["answer"], form["how"] = "given", "oral"
    form.submit(status=303)
    french = north.app.get(f"/follow-ups/{row.id}/print?language=fr").html.find("article")
    assert "Amina" in french.text
    assert "Clinique du Havre" in french.text
    task = write(reason="No letter")
    north.app.get(f"/follow-ups/{task.id}/print", status=404)


def test_prints_of_the_form_and_of_the_session_list_its_referrals(north, write, partners):
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    write(query=f"?form={form_id}", kind="external", partner_id=str(partners[0].id))
    for address in (f"/forms/{form_id}/print", f"/sessions/{session_id}/print"):
        assert "Harbour Clinic" in north.app.get(address).html.find("article").text


def test_planning_again_moves_what_is_open_and_leaves_what_has_ended(north, world):
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    with north.app.open_session() as session:
        scope.enter(session, world.north.id)
        session.info["viewer"] = viewer(world.north, "worker")
        form = session.get(ServiceForm, (world.north.id, uuid.UUID(form_id)))
        service = FollowUpService(session, today_at(session))
        author = world.north.staff["worker"]
        due = dt.date(2030, 3, 1)
        first = service.plan(
            world.north.client, "Checkpoint", due, author=author, form=form, origin="checkpoint.3"
        )
        later = due + dt.timedelta(days=30)
        again = service.plan(
            world.north.client, "Checkpoint", later, author=author, form=form, origin="checkpoint.3"
        )
        assert (again.id, again.due_on) == (first.id, later)
        assert (first.session_id, first.program_id) == (form.session_id, form.program_id)
        service.cancel(form, "checkpoint.3")
        assert first.status == "cancelled"
        service.plan(
            world.north.client, "Checkpoint", due, author=author, form=form, origin="checkpoint.3"
        )
        assert (first.status, first.due_on) == ("cancelled", later)


def test_the_dashboard_counts_by_one_statement(north, sent, connection):
    with north.app.open_session() as session:
        scope.enter(session, north.world.north.id)
        session.info["viewer"] = viewer(north.world.north, "stranger")
        with count_statements(session.connection()) as statements:
            found = count(session, dt.date(2026, 6, 1))
        assert len(statements) == 1
        assert (found.today, found.overdue, found.overdue_list, found.incoming) == (0, 0, 0, 1)


def test_a_private_forms_task_tells_its_reader_of_no_program(north, complete, write):
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    north.post_form(form_id, [*complete, ("private", "yes")], status=303)
    stranger, program = north.world.north.staff["stranger"], north.world.north.programs[0]
    row = write(query=f"?form={form_id}", reason="Bring the key", assigned_id=str(stranger.id))
    assert row.program_id == program.id
    north.sign_in("stranger")
    for address in (f"/follow-ups/{row.id}", "/clients/1"):
        page = north.app.get(address).html.find("main").text
        assert "Bring the key" in page
        assert program.name not in page, address
