"""What an emergency opens: what a program keeps, for reading, for an hour; nothing private."""

import datetime as dt

import pytest
from sqlalchemy import select, text

from ocms_core.audit.models import AccessLog
from ocms_core.db import scope
from ocms_core.emergency.models import EmergencyAccess
from ocms_core.testing.statements import count_statements
from tests.functional.conftest import Worker, complete

__all__ = ["complete"]
REASON = "The landlord is putting the family out tonight."
SECRET, SHARED = "quinoa-tambourine", "the key is with the neighbour"


@pytest.fixture
def north(app, world):
    """Return the north agency's staff at the browser."""
    return Worker(app, world)


@pytest.fixture
def kept(north, complete):
    """Return a form of a program the stranger is not in, a private one, and their session."""
    north.sign_in("worker")
    session_id, shared = north.begin_session()
    north.post_form(shared, [*complete, ("notes", SHARED)], status=303)
    _session, private = north.begin_session()
    north.post_form(private, [*complete, ("private", "yes"), ("notes", SECRET)], status=303)
    north.sign_in("stranger")
    return shared, private, session_id


def open_services(north, **options):
    """Give the reason on the page."""
    return north.app.send("/clients/1/restricted", {"reason": REASON}, **options)


def status(north, path):
    """Return what a page answers."""
    return north.app.get(path, status="*").status_int


def test_a_reason_opens_what_is_restricted_for_reading_and_nothing_private(north, kept):
    shared, private, session_id = kept
    page = north.app.get("/clients/1")
    assert "Open in an emergency" in page
    assert SHARED not in page
    assert "Settlement" in page.click("Open in an emergency")
    answer = open_services(north, status=303).follow()
    assert "Restricted" not in answer
    assert SHARED in answer
    assert SECRET not in answer
    assert "because of an emergency" in answer
    form = north.app.get(f"/forms/{shared}")
    assert SHARED in form
    assert ">Save<" not in form
    assert status(north, f"/forms/{shared}/print") == 200
    assert status(north, f"/sessions/{session_id}") == 200
    assert status(north, f"/forms/{private}") == 404


def test_nothing_that_an_emergency_opened_can_be_changed(north, kept):
    shared, _private, session_id = kept
    open_services(north, status=303)
    north.post_form(shared, [("notes", "mine now")], revision="2", status=404)
    north.app.send(f"/forms/{shared}/delete", status=404)
    north.app.send(f"/sessions/{session_id}/clients", {"client": "1"}, status=404)
    north.app.send(f"/sessions/{session_id}/forms/copy", {"form": shared}, status=404)
    north.app.get(f"/sessions/{session_id}/edit", status=200)
    north.app.send(f"/sessions/{session_id}/edit", {"service_date": "2026-01-01"}, status=404)


def test_it_closes_by_itself_and_by_hand(north, kept):
    shared, _private, _session = kept
    open_services(north, status=303)
    north.app.send("/clients/1/restricted/close", status=303)
    assert status(north, f"/forms/{shared}") == 404
    open_services(north, status=303)
    assert status(north, f"/forms/{shared}") == 200
    with north.app.open_session() as db:
        scope.enter(db, north.world.north.id)
        db.execute(
            text(
                "update emergency_access set opened_at = opened_at - interval '61 minutes',"
                " expires_at = expires_at - interval '61 minutes'"
            )
        )
        db.commit()
    assert status(north, f"/forms/{shared}") == 404
    assert "Restricted" in north.app.get("/clients/1")


@pytest.mark.parametrize("reason", ["", "   ", "urgent"])
def test_without_a_sentence_nothing_opens(north, kept, reason):
    shared, _private, _session = kept
    page = north.app.send("/clients/1/restricted", {"reason": reason}, status=422)
    assert "in a sentence" in page
    assert status(north, f"/forms/{shared}") == 404
    assert north.rows(select(EmergencyAccess)) == []


def test_where_nothing_is_restricted_nothing_can_be_opened(north, kept):
    north.sign_in("colleague")
    assert "Nothing of this client is restricted to you" in north.app.get("/clients/1/restricted")
    open_services(north, status=404)


def test_the_managers_are_told_and_look_at_it(north, kept):
    open_services(north, status=303)
    north.app.drain()
    (mail,) = north.app.mails
    assert mail["To"] == north.world.north.emails["manager"]
    body = mail.get_content()
    assert "/emergency" in body
    assert not {"Amina", "Stranger", "landlord"} & set(body.split())
    north.sign_in("manager")
    assert "Services were opened in an emergency" in north.app.get("/")
    page = north.app.get("/emergency")
    assert REASON in page
    assert "Stranger North" in page

    form = next(form for form in page.forms.values() if form.action.endswith("/review"))
    assert "Manager North" in form.submit(status=303).follow()
    assert "Services were opened in an emergency" not in north.app.get("/")
    (access,) = north.rows(select(EmergencyAccess))
    assert access.expires_at - access.opened_at == dt.timedelta(hours=1)


def test_nobody_looks_at_their_own_opening_and_no_worker_at_any(north, kept):
    open_services(north, status=303)
    assert status(north, "/emergency") == 403
    (access,) = north.rows(select(EmergencyAccess))
    north.app.send(f"/emergency/{access.id}/review", status=403)
    north.sign_in("admin")
    assert REASON in north.app.get("/emergency")


def test_each_page_stands_in_the_access_log(north, kept):
    shared, _private, _session = kept
    open_services(north, status=303)
    north.app.get(f"/forms/{shared}")
    log = north.rows(select(AccessLog).order_by(AccessLog.id))
    actions = [
        line.action for line in log if line.staff_id == north.world.north.staff["stranger"].id
    ]
    assert "POST clients.restricted" in actions
    assert actions[-1] == "GET forms.edit"


def test_reports_count_as_on_any_day(north, kept):
    report = "/reports/services_delivered?from=2026-01-01&to=2026-12-31"
    assert "<tr" not in north.app.get(report)
    open_services(north, status=303)
    north.app.get("/")
    assert "<tr" not in north.app.get(report)
    north.sign_in("worker")
    assert "<tr" in north.app.get(report)


def test_an_emergency_costs_a_page_no_statement(north, kept, connection):
    shared, _private, _session = kept
    open_services(north, status=303)
    with count_statements(connection) as counted:
        north.app.get(f"/forms/{shared}")
    assert len(counted) <= 12
