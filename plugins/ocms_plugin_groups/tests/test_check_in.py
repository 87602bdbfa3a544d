"""Cards and kiosks: who is checked in, what a kiosk tells, and what it can reach."""

import datetime as dt
import re

import pytest
import segno
from ocms_plugin_groups.cards import CardService, CheckInCard
from ocms_plugin_groups.kiosks import WRONG_TRIES, Kiosk
from sqlalchemy import func, select, update

from ocms_core.audit.models import AccessLog
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.privacy.models import ConflictBlock
from ocms_core.testing.statements import count_statements


@pytest.fixture
def give_card(app, world):
    """Return a function that makes a client's card and returns its code."""

    def give(number):
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            service = CardService(session)
            client = session.scalar(select(Client).where(Client.number == number))
            code = service.code_of(service.make(client, world.north.staff["worker"]))
            session.commit()
            return code

    return give


@pytest.fixture
def open_kiosk(app):
    """Return a function that opens a kiosk of a session, makes this browser it, and shows it."""

    def opened(group, **more):
        path = f"/sessions/{group.id}/check-in"
        app.send(path, more, status=303)
        link = re.search(r'href="http://[^/"]+(/kiosk/start/[^"]+)"', app.get(path).text).group(1)
        page = app.get(link)
        return page.forms[len(page.forms) - 1].submit(status=303).follow()

    return opened


def scan(page, code):
    """Scan a card at the kiosk."""
    form = next(f for f in page.forms.values() if "code" in f.fields)
    form["code"] = code
    return form.submit()


def type_in(page, number, year):
    """Type a client number and a year of birth at the kiosk."""
    form = next(f for f in page.forms.values() if "number" in f.fields)
    form["number"], form["birth_year"] = str(number), str(year)
    return form.submit()


def test_a_card_checks_in_and_tells_no_name(group_of_today, give_card, open_kiosk):
    group = group_of_today
    group.people(2)
    group.add(100)
    code = give_card(100)
    page = open_kiosk(group)
    answer = scan(page, code.lower())
    assert "You are checked in." in answer
    assert "Given100" not in answer
    assert "GF" not in answer
    assert [form.attended for form in group.forms()] == [True]
    assert group.forms()[0].state == "complete"
    again = scan(answer, code)
    assert "You are checked in." in again
    assert len(group.forms()) == 1


def test_a_card_of_somebody_who_was_not_expected_puts_them_on_the_list(
    group_of_today, give_card, open_kiosk
):
    group = group_of_today
    group.people(1)
    answer = scan(open_kiosk(group, initials="1"), give_card(100))
    assert "GF" in answer
    assert [form.attended for form in group.forms()] == [True]
    group.app.sign_in(group.world.north.emails["worker"])
    assert "Given100" in group.app.get(group.path)


def test_number_and_year_are_for_those_on_the_list(group_of_today, open_kiosk):
    group = group_of_today
    group.people(2)
    group.add(100)
    page = open_kiosk(group)
    for number, year in ((100, 1980), (101, 1979), (9999, 1979), ("x", "y"), (1, "")):
        assert "That did not work. Please ask the worker." in type_in(page, number, year)
    assert [form.attended for form in group.forms()] == [None]
    assert "You are checked in." in type_in(page, 100, 1979)
    assert [form.attended for form in group.forms()] == [True]


def test_guessing_is_stopped_also_for_the_right_answer(group_of_today, open_kiosk):
    group = group_of_today
    group.people(1)
    group.add(100)
    page = open_kiosk(group)
    for _try in range(WRONG_TRIES):
        assert "That did not work" in type_in(page, 100, 1950)
    assert "Too many tries" in type_in(page, 100, 1979)
    assert [form.attended for form in group.forms()] == [None]


def test_a_card_that_was_taken_back_or_replaced_opens_nothing(
    group_of_today, give_card, open_kiosk
):
    group = group_of_today
    group.people(1)
    first = give_card(100)
    second = give_card(100)
    page = open_kiosk(group)
    assert "That did not work" in scan(page, first)
    assert "You are checked in." in scan(page, second)


def test_a_link_works_once_and_signs_the_worker_out(app, group_of_today, world):
    group = group_of_today
    path = f"/sessions/{group.id}/check-in"
    app.send(path, {}, status=303)
    link = re.search(r'href="http://[^/"]+(/kiosk/start/[^"]+)"', app.get(path).text).group(1)
    page = app.get(link)
    assert "You will be signed out on this device." in page
    page.forms[len(page.forms) - 1].submit(status=303)
    app.get("/sessions", status=303)
    page = app.get(link)
    answer = page.forms[len(page.forms) - 1].submit(status=404)
    assert "used already" in answer
    app.reset()
    assert "Check-in is closed here" in app.get("/kiosk")
    app.sign_in(world.north.emails["worker"])
    assert "/kiosk/start/" not in app.get(path)


@pytest.mark.parametrize(
    "token",
    ["", "x", "1.x", "1.0199aa00-0000-7000-8000-000000000000.x", "999999.x.y", "1.%C3%A9.%C3%A9"],
)
def test_made_up_links_open_nothing(app, token):
    page = app.get(f"/kiosk/start/{token or 'none'}")
    answer = page.forms[len(page.forms) - 1].submit(status=404)
    assert "used already, or is too old" in answer


def test_a_kiosk_reaches_no_other_page(app, group_of_today, open_kiosk):
    group = group_of_today
    open_kiosk(group)
    for path in ("/", "/clients/1", "/sessions", f"/sessions/{group.id}", group.path):
        answer = app.get(path, status=303)
        assert "/sign-in" in answer.location


def test_a_kiosk_ends_when_it_is_closed_or_the_day_is_over(
    app, group_of_today, group, open_kiosk, world
):
    open_kiosk(group_of_today)
    device = app.cookies["ocms_kiosk"]
    app.reset()
    app.sign_in(world.north.emails["worker"])
    path = f"/sessions/{group_of_today.id}/check-in"
    page = app.get(path)
    next(f for f in page.forms.values() if "close" in f.fields).submit("close", status=303)
    app.reset()
    app.set_cookie("ocms_kiosk", device)
    assert "Check-in is closed here" in app.get("/kiosk")
    app.sign_in(world.north.emails["worker"])
    old = f"/sessions/{group.id}/check-in"
    assert "The day of this activity is over" in app.get(old)
    app.send(old, {}, status=303)
    assert group.rows(select(func.count()).select_from(Kiosk)) == [1]


def test_a_kiosk_that_has_expired_is_closed(app, group_of_today, open_kiosk, world):
    open_kiosk(group_of_today)
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
        session.execute(update(Kiosk).values(expires_at=past))
        session.commit()
    assert "Check-in is closed here" in app.get("/kiosk")


def test_somebody_whom_the_worker_may_not_see_is_checked_in_and_stays_unseen(
    app, group_of_today, give_card, open_kiosk, world
):
    group = group_of_today
    group.people(2)
    group.add(101)
    code = give_card(100)
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        client = session.scalar(select(Client).where(Client.number == 100))
        session.add(
            ConflictBlock(
                client_id=client.id,
                staff_id=world.north.staff["worker"].id,
                reason="A brother.",
                barred_by_id=world.north.staff["admin"].id,
            )
        )
        session.commit()
    assert "You are checked in." in scan(open_kiosk(group), code)
    app.sign_in(world.north.emails["worker"])
    assert "Given100" not in app.get(group.path)
    app.sign_in(world.north.emails["admin"])
    assert "Given100" in app.get(group.path)


def test_the_card_is_made_printed_and_taken_back_by_a_worker(app, world, group):
    page = app.get("/clients/1/check-in-card")
    assert "has no card" in page
    page = next(f for f in page.forms.values() if "do" in f.fields).submit("do").follow()
    assert "data:image/svg+xml" in page
    assert "Amina" not in page.html.find(class_="print-sheet").text
    assert "Carte" in app.get("/clients/1/check-in-card?language=fr")
    app.send("/clients/1/check-in-card", {"do": "end"}, status=303)
    assert "has no card" in app.get("/clients/1/check-in-card")
    (card,) = group.rows(select(CheckInCard))
    assert card.ended_at is not None


def test_the_card_is_printed_with_its_code(app, world, group, give_card):
    code = give_card(1)
    page = app.get("/clients/1/check-in-card")
    drawn = segno.make(code, error="m", micro=False)
    (picture,) = page.html.find(class_="print-sheet").find_all("img")
    assert picture["src"] == drawn.svg_data_uri(scale=8, border=3)
    pdf = app.get("/clients/1/check-in-card.pdf")
    assert pdf.content_type == "application/pdf"
    assert pdf.body.startswith(b"%PDF")


def test_a_check_in_stands_in_the_access_log_and_a_failure_does_not(
    app, group_of_today, give_card, open_kiosk, world
):
    group = group_of_today
    group.people(2)
    group.add(100)
    page = open_kiosk(group)
    type_in(page, 100, 1950)
    scan(page, "NOSUCHCODE")
    scan(page, give_card(100))
    type_in(page, 100, 1979)
    rows = group.rows(select(AccessLog).where(AccessLog.action == "POST groups.kiosk"))
    assert [(row.kind, row.staff_id, row.client_count) for row in rows] == [
        ("change", world.north.staff["worker"].id, 1)
    ] * 2
    app.sign_in(world.north.emails["admin"])
    seen = app.get("/clients/100/access")
    assert "had opened the kiosk where the client checked in" in seen


def test_only_an_open_kiosk_may_use_the_camera(app, group_of_today, open_kiosk):
    assert "camera=()" in app.get(group_of_today.path).headers["Permissions-Policy"]
    page = open_kiosk(group_of_today)
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "microphone=()" in page.headers["Permissions-Policy"]
    app.reset()
    assert "camera=()" in app.get("/kiosk").headers["Permissions-Policy"]


def test_statements_of_the_kiosk(engine, group_of_today, give_card, open_kiosk):
    group_of_today.people(1)
    group_of_today.add(100)
    page = open_kiosk(group_of_today)
    code = give_card(100)
    with count_statements(engine) as sent:
        assert "You are checked in." in scan(page, code)
    assert len(sent) <= 20, str(sent)
    assert "FOR UPDATE OF service_form" in str(sent)
