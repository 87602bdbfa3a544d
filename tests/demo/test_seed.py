import datetime as dt
import time
import unicodedata
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from webtest import TestApp

from ocms_core.accounts.models import Account, HostOperator
from ocms_core.accounts.passwords import passwords
from ocms_core.agencies.models import (
    AgencyCounter,
    AgencyPlugin,
    Funder,
    PrivacyStatement,
    Program,
    Site,
    Staff,
)
from ocms_core.cli.demo_seed import seed
from ocms_core.clients.models import (
    ANONYMOUS_QUESTIONS,
    NAMED_WITHOUT,
    Client,
    ClientIdentifier,
    ClientPhone,
)
from ocms_core.config import configure
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.models import ServiceForm
from ocms_core.plugins.manager import installed_plugins, registries
from ocms_core.service_sessions.models import ServiceSession, SessionClient
from ocms_core.settings import Settings

CODES = ("lakeshore", "riviere")
BEYOND = {"beyond_visibility": True}


def today():
    return dt.datetime.now(ZoneInfo("America/Toronto")).date()


def total(demo, statement):
    counts = []
    for code in CODES:
        with demo.session(code) as db:
            counts.append(db.scalar(statement.execution_options(**BEYOND)))
    return sum(counts)


def count_of(model):
    return select(func.count()).select_from(model)


def test_has_the_agencies_programs_sites_staff_and_clients_that_were_asked_for(demo):
    assert total(demo, count_of(Staff)) == 12
    assert total(demo, count_of(Client)) == 400
    assert total(demo, count_of(ServiceSession)) > 1500
    for code in CODES:
        with demo.session(code) as db:
            assert db.scalar(count_of(Program)) == 3
            assert db.scalar(count_of(Site)) == 2
            assert db.scalar(count_of(Funder)) == 3
            assert db.scalar(count_of(PrivacyStatement)) == 1
            assert db.scalar(select(func.count()).where(Funder.reports_to_icare)) == 1
            assert set(db.scalars(select(AgencyPlugin.plugin))) == set(installed_plugins())
            numbers = set(db.scalars(select(Client.number)))
            following = db.scalar(
                select(AgencyCounter.next_value).where(AgencyCounter.kind == "client")
            )
            assert numbers == set(range(1, following))


@pytest.mark.parametrize("code", CODES)
def test_every_role_is_there(demo, code):
    with demo.session(code) as db:
        staff = db.scalars(select(Staff)).all()
        languages = set(
            db.scalars(select(Account.locale).where(Account.id.in_([m.account_id for m in staff])))
        )
    assert {member.role for member in staff} == {"worker", "manager", "admin"}
    assert any(member.is_interface_operator for member in staff)
    assert any(member.sees_all_sessions for member in staff)
    assert any(member.role == "worker" and not member.sees_all_sessions for member in staff)
    assert languages == {"en", "fr"}


def test_every_login_opens(demo):
    with demo.factory() as db:
        accounts = {account.email: account for account in db.scalars(select(Account))}
        operators = set(db.scalars(select(HostOperator.account_id)))
    hasher = passwords(cheap=True)
    assert len(demo.logins) == 13
    assert accounts.keys() == {login.email for login in demo.logins}
    assert operators == {accounts["host@ocms.example"].id}
    assert all(
        hasher.verify(accounts[login.email].password_hash, login.password) for login in demo.logins
    )


@pytest.mark.parametrize("code", CODES)
def test_every_form_has_the_state_that_the_engine_gives_it(demo, code):
    counted = Counter()
    with demo.session(code) as db:
        choices = AgencyChoices(db, "en")
        for kind, model in registries().forms.every().items():
            editor = Editor(model, choices, locale="en", today=today())
            blocks = [selectinload(getattr(model, block)) for block in model.__form__.blocks]
            found = select(model).options(*blocks).execution_options(**BEYOND)
            for record in db.scalars(found):
                submission = editor.judge(editor.raw_of(record), record=record)
                assert not submission.errors
                assert editor.apply(record, submission) == []
                # Who stayed away has a form that is answered and does not count.
                assert (record.state != "incomplete") == submission.is_complete
                assert record.is_complete == (record.completed_at is not None)
                counted[kind, record.state] += 1
        db.rollback()
    assert set(counted) >= {
        (kind, state)
        for kind in ("information_orientation", "needs_assessment", "non_specified")
        for state in ("complete", "incomplete")
    }
    assert ("community_connections", "complete") in counted


@pytest.mark.parametrize("code", CODES)
def test_every_profile_has_the_state_that_the_engine_gives_it(demo, code):
    counted = Counter()
    with demo.session(code) as db:
        choices = AgencyChoices(db, "en")
        editors = {
            "named": Editor(Client, choices, locale="en", today=today(), without=NAMED_WITHOUT),
            "anonymous": Editor(
                Client, choices, locale="en", today=today(), only=ANONYMOUS_QUESTIONS
            ),
        }
        for client in db.scalars(select(Client)):
            editor = editors[client.kind]
            submission = editor.judge(editor.raw_of(client), record=client)
            assert not submission.errors
            assert (client.state == "complete") == submission.is_complete
            counted[client.kind, client.state] += 1
        db.rollback()
    everyone = counted.total()
    assert 0.06 < counted["anonymous", "complete"] / everyone < 0.10
    assert 0.08 < counted["named", "incomplete"] / everyone < 0.22


def test_names_come_in_many_scripts_and_shapes(demo):
    scripts, one_name, hyphened, apostrophe = set(), 0, 0, 0
    for code in CODES:
        with demo.session(code) as db:
            for client in db.scalars(select(Client).where(Client.kind == "named")):
                scripts |= {unicodedata.name(s).split()[0] for s in client.name if s.isalpha()}
                one_name += client.first_name is None
                hyphened += "-" in client.name
                apostrophe += "’" in client.name
    assert {"ARABIC", "CYRILLIC", "TAMIL", "CJK", "ETHIOPIC", "HANGUL", "LATIN"} <= scripts
    assert one_name > 3
    assert hyphened > 3
    assert apostrophe > 3


def test_no_telephone_or_address_could_be_anybodys(demo):
    for code in CODES:
        with demo.session(code) as db:
            numbers = db.scalars(select(ClientPhone.digits)).all()
            emails = db.scalars(select(Client.email).where(Client.email.is_not(None))).all()
        assert all(number[3:8] == "55501" for number in numbers)
        assert all(email.endswith("@example.org") for email in emails)


def test_identifiers_are_sealed_and_found_by_their_blind_index(demo):
    with demo.session("lakeshore") as db:
        rows = db.scalars(select(ClientIdentifier)).all()
        assert len(rows) > 150
        for row in rows[:20]:
            assert row.value.encode() not in row.sealed
            assert demo.vault.blind(db, row.value.replace("-", " ")) == row.blind_index


def test_the_year_ends_today_and_keeps_to_opening_days(demo):
    for code in CODES:
        with demo.session(code) as db:
            days = db.scalars(select(ServiceSession.service_date).execution_options(**BEYOND)).all()
        assert all(today() - dt.timedelta(days=366) <= day <= today() for day in days)
        assert (today() - max(days)).days < 5
        assert all(day.weekday() != 6 for day in days)


@pytest.mark.parametrize("code", CODES)
def test_programs_meet_the_same_people_so_that_lines_are_restricted(demo, code):
    per_client = (
        select(func.count(ServiceForm.program_id.distinct()).label("programs"))
        .where(ServiceForm.private.is_(False))
        .group_by(ServiceForm.client_id)
        .subquery()
    )
    with demo.session(code) as db:
        several = db.scalar(select(func.count()).where(per_client.c.programs > 1))
        private = db.scalar(
            select(func.count()).where(ServiceForm.private).execution_options(**BEYOND)
        )
        together = (
            select(SessionClient.session_id)
            .group_by(SessionClient.session_id)
            .having(func.count() > 1)
            .subquery()
        )
        shared = db.scalar(select(func.count()).select_from(together))
    assert several > 20
    assert private > 20
    assert shared > 20


def test_a_second_run_writes_nothing_and_takes_no_time(demo):
    before = total(demo, count_of(Client))
    started = time.process_time()
    assert seed(demo.environment) == demo.logins
    assert time.process_time() - started < 0.3
    assert total(demo, count_of(Client)) == before


def test_people_sign_in_with_what_is_printed(demo):
    wsgi = configure(Settings.load(environment=demo.environment)).make_wsgi_app()
    for login in (demo.logins[0], demo.logins[-1]):
        browser = TestApp(wsgi, extra_environ={"REMOTE_ADDR": "127.0.0.1"})
        page = browser.get("/sign-in")
        form = page.forms[len(page.forms) - 1]
        form["email"], form["password"] = login.email, login.password
        assert form.submit().status_int == 303
        assert browser.get("/session-state").json["signed_in"]
    wsgi.registry["engine"].dispose()
