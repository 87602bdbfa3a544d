"""A task of a whole activity: nobody's, on the lists of its program, behind the same walls."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.models import ServiceForm
from ocms_core.referrals import listing
from ocms_core.referrals.listing import PROGRAMS, FollowUpQuery
from ocms_core.referrals.models import FollowUp
from ocms_core.referrals.services import FollowUpService
from ocms_core.testing.statements import count_statements
from ocms_core.testing.world import viewer
from tests.referrals.conftest import TODAY

READS, WRITES = 12, 20


@pytest.fixture
def activity(north):
    """Begin an anonymous activity as the worker; return its address and its own form's id."""
    north.sign_in("worker")
    here = north.world.north
    key = str(uuid7())
    fields = {
        "type": "io_group_anonymous",
        "id": key,
        "service_date": "2026-01-15",
        "site_id": str(here.sites[0].id),
        "delivery_method": "in_person",
        "workers": str(here.staff["worker"].id),
        "funders": str(here.funders[0].id),
    }
    north.app.send("/sessions/new", list(fields.items()), status=303)
    (form_id,) = north.rows(select(ServiceForm.id).where(ServiceForm.session_id == key))
    return f"/sessions/{key}", form_id


@pytest.fixture
def task(north, activity, newest):
    """Write a task of the activity through the page; return it."""
    path, _form_id = activity
    form = north.form(north.app.get(f"{path}/follow-ups/new"), "made_on")
    form["reason"], form["due_on"] = "Book the room again", "2099-12-01"
    form.submit(status=303)
    form.submit(status=303)
    return newest()


def test_it_is_written_on_the_session_and_stands_there_and_in_the_lists(
    north, activity, task, engine
):
    path, form_id = activity
    assert (task.kind, task.client_id, task.form_id) == ("task", None, form_id)
    assert str(task.session_id) == path.rpartition("/")[2]
    assert task.program_id == north.world.north.programs[0].id
    assert len(north.rows(select(FollowUp))) == 1, "posted twice, it is one"
    for address in (path, "/follow-ups", "/follow-ups?list=programs", f"/forms/{form_id}"):
        assert "Book the room again" in north.app.get(address), address
    page = north.app.get("/follow-ups")
    assert page.html.find("a", string="The whole session")["href"] == path
    north.app.get(f"/follow-ups/{task.id}")
    for address in (f"/follow-ups/{task.id}", f"{path}/follow-ups/new", path):
        with count_statements(engine) as sent:
            north.app.get(address)
        assert len(sent) <= READS, (address, str(sent))


def test_nobody_is_referred_by_it(north, activity, task):
    path, _form_id = activity
    page = north.app.get(f"{path}/follow-ups/new")
    assert not {"kind", "partner_id", "reminds_client"} & set(north.form(page, "made_on").fields)
    north.app.get(f"/follow-ups/{task.id}/print", status=404)


def test_it_is_changed_and_closed(north, task, newest):
    edit = north.form(north.app.get(f"/follow-ups/{task.id}/edit"), "made_on")
    edit["reason"] = "Book two rooms"
    edit.submit(status=303)
    north.app.send(
        f"/follow-ups/{task.id}/status", {"status": "completed", "outcome": "Done"}, status=303
    )
    row = newest()
    assert (row.reason, row.status, row.outcome) == ("Book two rooms", "completed", "Done")


def test_what_was_typed_on_the_form_is_kept_when_a_task_begins_there(north, activity):
    path, form_id = activity
    answer = north.app.send(
        f"/forms/{form_id}/follow-ups/begin",
        {"revision": "1", "activity.presenters": "Nadia"},
        status=303,
    )
    assert answer.location.endswith(f"{path}/follow-ups/new?form={form_id}")
    assert "It belongs to" in north.app.get(answer.location)
    assert "Nadia" in north.app.get(f"/forms/{form_id}")


def test_other_programs_neither_see_it_nor_write_one(north, activity, task):
    path, _form_id = activity
    north.sign_in("stranger")
    assert "Book the room" not in north.app.get("/follow-ups?list=programs")
    north.app.get(f"/follow-ups/{task.id}", status=404)
    north.app.get(f"{path}/follow-ups/new", status=404)
    north.app.send(f"{path}/follow-ups/new", {"reason": "x", "id": str(uuid7())}, status=404)
    north.sign_in("colleague")
    assert "Book the room" in north.app.get("/follow-ups?list=programs")
    north.app.get(f"/follow-ups/{task.id}")
    north.sign_in("admin")
    north.app.get(f"/follow-ups/{task.id}")


def test_it_is_hidden_with_a_private_form(north, activity, task):
    _path, form_id = activity
    north.app.send(f"/forms/{form_id}", {"revision": "1", "private": "yes"}, status=303)
    north.sign_in("colleague")
    assert "Book the room" not in north.app.get("/follow-ups?list=programs")


@pytest.mark.parametrize("kind", ["internal", "external"])
def test_the_database_refuses_a_referral_of_nobody(app, world, kind):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        staff = world.north.staff["worker"]
        session.add(FollowUp(kind=kind, author_id=staff.id, reason="Nobody", made_on=TODAY))
        with pytest.raises(IntegrityError, match="somebody"):
            session.flush()
        session.rollback()


def test_code_plans_a_task_of_nobody_and_lists_hide_clients_that_are_hidden(app, world):
    north = world.north
    with app.open_session() as session:
        scope.enter(session, north.id)
        session.info["viewer"] = viewer(north, "manager")
        service = FollowUpService(session, TODAY)
        staff = north.staff["worker"]
        for client in (None, north.client):
            service.plan(client, "Call", author=staff, program_id=north.programs[0].id)
        query = FollowUpQuery(which=PROGRAMS)
        rows = listing.work_list(session, query, TODAY, limit=9)
        assert sorted(row.number is None for row in rows) == [False, True]
        barred = viewer(north, "manager", barred=frozenset({north.client.id}))
        session.info["viewer"] = barred
        rows = listing.work_list(session, query, TODAY, limit=9)
        assert [row.client_id for row in rows] == [None]
        session.rollback()


def test_a_task_of_nobody_is_of_an_activity_and_not_of_a_session_with_clients(north):
    north.sign_in("worker")
    session_id, _form_id = north.begin_session()
    path = f"/sessions/{session_id}/follow-ups/new"
    north.app.get(path, status=404)
    fields = {"reason": "Call Amina", "id": str(uuid7()), "made_on": "2026-01-15"}
    north.app.send(path, {**fields, "status": "open"}, status=404)
    assert north.rows(select(FollowUp)) == []
