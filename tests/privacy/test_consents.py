"""The ledger of consents: what holds, who may change nothing of it, and what a no does."""

import datetime as dt
import random

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.privacy.lookups import CONSENT_PURPOSE, HOLDS_UNASKED
from ocms_core.privacy.models import ConsentEntry
from ocms_core.privacy.services import ConsentService, Offer, add_months, allowed
from ocms_core.testing.statements import count_statements
from ocms_core.testing.world import viewer

TODAY = dt.date(2026, 6, 15)
PURPOSES = [code.code for code in CONSENT_PURPOSE]


@pytest.fixture
def ledger(app, world):
    """Return a session of the north agency and its service of consents."""
    with app.open_session() as db:
        scope.enter(db, world.north.id)
        db.info["viewer"] = viewer(world.north, "admin")
        db.info["staff_id"] = world.north.staff["worker"].id
        yield db, ConsentService(db, TODAY)


def entry(world, purpose, answer, day, *, until=None, client=None):
    return ConsentEntry(
        client_id=(client or world.north.client).id,
        purpose=purpose,
        answer=answer,
        answered_on=day,
        valid_until=until,
        how="oral",
    )


def test_the_newest_answer_holds_until_it_ends(ledger, world):
    """Against plain Python, over random ledgers: page, bulk condition and `withheld` agree."""
    db, service = ledger
    dice = random.Random(5)  # noqa: S311  the same mixture every time
    told = {}
    for turn in range(40):
        client = Client(id=uuid7(), number=500 + turn, first_name=f"P{turn}")
        db.add(client)
        db.flush()
        for purpose in PURPOSES:
            lines = []
            for _line in range(dice.randrange(4)):
                answer = dice.choice(["given", "given", "refused", "withdrawn"])
                day = TODAY - dt.timedelta(days=dice.randrange(900))
                until = day + dt.timedelta(days=dice.randrange(900))
                until = until if answer == "given" and dice.random() < 0.6 else None
                db.add(entry(world, purpose, answer, day, until=until, client=client))
                db.flush()
                lines.append((day, len(lines), answer, until))
            # Written in one transaction, entries of one day have no order of their own.
            days = [line[0] for line in lines]
            if len(set(days)) == len(days):
                told[client.id, purpose] = max(lines, default=None)
    for (client_id, purpose), newest in told.items():
        if newest is None:
            state, holds = "not_asked", purpose in HOLDS_UNASKED
        else:
            _day, _turn, answer, until = newest
            ended = until is not None and until < TODAY
            state, holds = ("expired" if ended else answer), (answer == "given" and not ended)
        found = service.state(client_id, purpose)
        assert (found.state, found.holds) == (state, holds), (purpose, newest)
        bulk = select(Client.id).where(Client.id == client_id, allowed(Client.id, purpose, TODAY))
        assert (db.scalar(bulk) is not None) == holds, (purpose, newest)
        client = db.get(Client, (world.north.id, client_id))
        db.refresh(client)
        said_no = newest is not None and newest[2] != "given"
        assert (purpose in client.withheld) == said_no, (purpose, newest)


def test_the_database_refuses_to_change_an_answer(ledger, world):
    db, _service = ledger
    db.add(entry(world, "service", "given", TODAY))
    other = Client(id=uuid7(), number=77, first_name="Other")
    db.add(other)
    db.flush()
    for statement in (
        "update consent_entry set answer = 'refused'",
        "update consent_entry set valid_until = '2030-01-01'",
        "delete from consent_entry",
        "delete from conflict_attempt",
        "update conflict_attempt set at = now()",
        "delete from conflict_block",
    ):
        with pytest.raises(DatabaseError), db.begin_nested():
            db.execute(text(statement))
    moved = text("update consent_entry set client_id = :id returning purpose")
    assert db.execute(moved, {"id": other.id}).scalars().all() == ["service"]


def test_an_owner_changes_no_answer_either(own_database):
    from sqlalchemy import create_engine

    from ocms_core.db.walls import open_walls

    engine = create_engine(own_database.owner)
    with engine.begin() as owner, open_walls(owner):
        guard = owner.scalar(
            text("select count(*) from pg_trigger where tgname = 'guard' and tgenabled = 'O'")
        )
    engine.dispose()
    assert guard == 1


def test_a_merge_of_rows_tells_both_clients_what_was_withheld(ledger, world):
    db, _service = ledger
    other = Client(id=uuid7(), number=77, first_name="Other")
    db.add(other)
    db.flush()
    db.add(entry(world, "follow_up", "refused", TODAY, client=other))
    db.flush()
    move = text("update consent_entry set client_id = :to where client_id = :was")
    first = db.get(Client, (world.north.id, world.north.client.id))
    for source, target in ((other, first), (first, other)):
        db.execute(move, {"to": target.id, "was": source.id})
        db.refresh(source)
        db.refresh(target)
        assert (source.withheld, target.withheld) == ([], ["follow_up"])


def test_months_end_on_the_last_day_of_a_shorter_month():
    assert add_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert add_months(dt.date(2026, 6, 15), 24) == dt.date(2028, 6, 15)


def test_an_answer_is_recorded_with_who_how_and_what_was_shown(north):
    north.sign_in("worker")
    page = north.app.get("/clients/1/consents")
    assert "allowed until the client says no" in page
    assert "not allowed until the client says yes" in page
    north.answer(
        "partner_sharing",
        "given",
        valid_until="2030-01-31",
        guardian="Her mother Lena",
        note="Asked by phone",
        how="written",
    )
    (line,) = north.entries()
    assert (line.purpose, line.answer, line.how) == ("partner_sharing", "given", "written")
    assert (line.guardian, line.statement_locale) == ("Her mother Lena", "fr")
    assert line.taken_by_id == north.world.north.staff["worker"].id
    page = north.app.get("/clients/1/consents")
    for words in ("Her mother Lena", "Version 1, Français", "Asked by phone", "Worker North"):
        assert words in page, words


def test_a_second_click_writes_one_answer(north):
    north.sign_in("worker")
    key = str(uuid7())
    north.answer("service", "given", id=key)
    north.answer("service", "given", id=key)
    assert len(north.entries()) == 1


def test_mistakes_are_told_and_keep_what_was_typed(north):
    north.sign_in("worker")
    page = north.answer(
        "service", "given", answered_on="2026-02-03", valid_until="2026-01-01", status=422
    )
    assert "The consent ends before it is given" in page
    page = north.answer("service", "", note="kept words", status=422)
    assert "kept words" in page
    assert "Answer this question" in page
    for wrong in ({"purpose": "marketing"}, {"how": "telepathy"}):
        assert north.answer(**{"purpose": "service", "answer": "given", **wrong, "status": 422})
    for wrong in ({"statement": "9:fr"}, {"statement": "1:de"}, {"id": "x"}, {"client_id": "1"}):
        north.answer("service", "given", status=400, **wrong)
    foreign = str(north.world.south.staff["worker"].id)
    assert north.answer("service", "given", taken_by_id=foreign, status=422)
    assert north.entries() == []


def test_what_the_agency_does_not_ask_for_cannot_be_recorded(north):
    north.sign_in("admin")
    keep = [("offered", purpose) for purpose in PURPOSES if purpose != "research"]
    north.app.send(
        "/consents/settings",
        [*keep, ("at_registration", "service"), ("months-partner_sharing", "12")],
        status=303,
    )
    north.sign_in("worker")
    page = north.app.get("/clients/1/consents?purpose=service")
    assert 'value="service"' in page
    assert 'value="research"' not in page
    assert "Record an answer: Future research" not in " ".join(page.html.get_text().split())
    assert north.app.get("/clients/1/consents?purpose=x", status=400)
    assert "does not ask for this consent" in north.answer("research", "given", status=422)
    north.answer("partner_sharing", "given")
    (line,) = north.entries()
    assert line.valid_until == dt.date(2027, 2, 3)


def test_settings_refuse_months_that_are_none(north):
    north.sign_in("admin")
    for months in ("0", "121", "soon", "-3", "1.5"):
        page = north.app.send("/consents/settings", {"months-research": months}, status=422)
        assert "whole number of months" in page
        assert f'value="{months}"' in page
    for word in ("worker", "manager"):
        north.sign_in(word)
        assert north.app.get("/consents/settings", status=403)
        assert north.app.send("/consents/settings", {}, status=403)


def test_yes_to_the_statement_writes_what_it_covers(north):
    north.sign_in("admin")
    fields = [("offered", purpose) for purpose in PURPOSES]
    fields += [("at_registration", "service"), ("at_registration", "funder_reporting")]
    north.app.send("/consents/settings", [*fields, ("months-funder_reporting", "24")], status=303)
    north.sign_in("worker")
    number = register(north, research_consent="yes")
    lines = {line.purpose: line for line in north.entries()}
    assert set(lines) == {"service", "funder_reporting", "research"}
    assert {line.answer for line in lines.values()} == {"given"}
    assert lines["service"].statement_locale == "fr"
    assert lines["service"].valid_until is None
    assert lines["funder_reporting"].valid_until == add_months(
        lines["funder_reporting"].answered_on, 24
    )
    assert lines["service"].client_id == client_of(north, number).id


def test_a_question_answered_by_itself_is_not_covered_by_the_statement(north):
    north.sign_in("admin")
    fields = [("offered", purpose) for purpose in PURPOSES]
    covered = [("at_registration", "service"), ("at_registration", "research")]
    north.app.send("/consents/settings", [*fields, *covered], status=303)
    north.sign_in("worker")
    refused = client_of(north, register(north, research_consent="no"))
    silent = client_of(north, register(north, first_name="Omar", last_name="Said"))
    answers = {line.client_id: line.answer for line in north.entries("research")}
    assert answers == {refused.id: "refused", silent.id: "given"}
    assert (refused.research_consent, silent.research_consent) == (False, True)


def register(north, **answers):
    """Register a client after the statement in French; return the number."""
    page = north.app.get("/clients/new")
    form = next(form for form in page.forms.values() if "/clients/new/named" in form.action)
    page = form.submit("locale", value="fr").follow()
    while page.status_int in {302, 303}:
        page = page.follow()
    form = north.form(page, "first_name")
    for name, value in {"first_name": "Nadia", "last_name": "Haddad", **answers}.items():
        form[name] = value
    answer = form.submit()
    assert answer.status_int == 303, answer
    return int(answer.location.rpartition("/")[2])


def client_of(north, number):
    (found,) = north.rows(select(Client).where(Client.number == number))
    return found


def test_an_anonymous_client_has_no_consents(north):
    north.sign_in("worker")
    client = Client(id=uuid7(), number=91, kind="anonymous", gender="woman")
    with north.app.open_session() as db:
        scope.enter(db, north.world.north.id)
        db.add(client)
        db.commit()
    assert north.app.get("/clients/91/consents", status=404)
    assert "/clients/91/consents" not in north.app.get("/clients/91")


def test_the_profile_and_the_ledger_say_the_same_of_research(north):
    north.sign_in("worker")
    page = north.app.get("/clients/1/edit")
    form = north.form(page, "research_consent")
    form["research_consent"] = "yes"
    form.submit(status=303)
    north.answer("research", "withdrawn", answered_on=str(north_today(north)))
    client = client_of(north, 1)
    assert client.research_consent is False
    assert client.withheld == ["research"]
    assert [line.answer for line in north.entries("research")] == ["given", "withdrawn"]
    north.answer("research", "given", answered_on="2020-01-01")
    assert client_of(north, 1).research_consent is False, "an older answer overtook a newer one"


def north_today(north):
    from zoneinfo import ZoneInfo

    return dt.datetime.now(ZoneInfo(north.world.north.agency.time_zone)).date()


def test_a_no_warns_where_it_matters(north):
    north.sign_in("worker")
    north.answer("follow_up", "refused")
    assert "Do not contact this client" in north.app.get("/clients/1")
    north.answer("service", "withdrawn")
    assert "does not consent to service" in north.app.get("/clients/1")
    assert "does not consent to service" in north.app.get("/sessions/new?client=1")
    north.answer("service", "given", answered_on="2026-02-04")
    assert "does not consent to service" not in north.app.get("/sessions/new?client=1")


def test_the_work_list_has_what_ends_for_those_who_served(north):
    north.sign_in("worker")
    north.begin_session()
    soon = north_today(north) + dt.timedelta(days=20)
    north.answer("partner_sharing", "given", valid_until=str(soon))
    page = north.app.get("/consents")
    assert "Sharing with partner agencies" in page
    assert "Amina Of North" in page
    north.sign_in("colleague")
    assert "Amina Of North" not in north.app.get("/consents")
    assert north.app.get("/consents?whose=all", status=400)
    north.sign_in("manager")
    assert "Amina Of North" in north.app.get("/consents?whose=all")
    north.answer("partner_sharing", "given", answered_on="2026-02-04")
    assert "Amina Of North" not in north.app.get("/consents?whose=all")


def test_pages_of_consents_send_few_statements(north, connection):
    north.sign_in("admin")
    for purpose in PURPOSES:
        north.answer(purpose, "given", valid_until="2026-03-01")
    for path in (
        "/clients/1/consents",
        "/clients/1/consents?purpose=research",
        "/consents",
        "/consents?whose=all",
        "/consents/settings",
    ):
        with count_statements(connection) as sent:
            north.app.get(path)
        assert len(sent) <= 12, f"{path}\n{sent}"


def test_the_other_agency_sees_and_records_nothing(north):
    north.sign_in("worker")
    north.answer("service", "given", note="ours alone")
    north.app.sign_in(north.world.south.emails["admin"])
    assert "ours alone" not in north.app.get("/clients/1/consents")
    assert north.app.get("/clients/2/consents", status=404)


def test_offers_change_only_what_is_said(ledger):
    _db, service = ledger
    assert service.set_offers(service.offers().values()) == []
    assert service.set_offers([Offer("research", offered=False)]) == ["research"]
    assert not service.offers()["research"].offered


def test_an_import_writes_no_answers_and_the_profile_counts(ledger, world):
    db, service = ledger
    client = Client(
        id=uuid7(), number=71, first_name="Ines", imported_as="file 2", research_consent=True
    )
    db.add(client)
    service.follow_profile(client)
    db.flush()
    assert service.entries(client) == []
    assert service.may(client, "research")
    client.research_consent = False
    service.follow_profile(client)
    db.flush()
    assert [line.answer for line in service.entries(client)] == ["refused"]
    assert not service.may(client, "research")


def test_the_overview_tells_what_a_client_says_no_to(north):
    north.sign_in("worker")
    assert "The client has said no to nothing" in north.app.get("/clients/1")
    north.answer("research", "refused")
    page = north.app.get("/clients/1")
    assert "The client says no to:" in page
    assert "/clients/1/consents" in page
