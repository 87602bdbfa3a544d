"""The made-up finances are read without a complaint; the report adds dollars up to the cent."""

import csv
import datetime as dt
import io
from random import Random

import pytest
from ocms_plugin_finance.demo import write_finances
from ocms_plugin_finance.models import FinancialOutcome, FinancialServices
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from ocms_core.agencies.models import Staff
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.testing.world import viewer

DAY = dt.date(2026, 3, 10)


def write_form(session, north, *rows, **values):
    form = FinancialServices(
        id=uuid7(),
        **{
            "state": "complete",
            "client_id": north.client.id,
            "service_date": DAY,
            "program_id": north.programs[0].id,
            "author_id": north.staff["worker"].id,
            "worker_id": north.staff["worker"].id,
            **values,
        },
    )
    session.add(form)
    session.flush()
    session.add_all(
        FinancialOutcome(form_id=form.id, outcome=outcome, amount=amount)
        for outcome, amount in rows
    )
    session.flush()
    return form


def test_made_up_forms_are_complete_and_hold_services_or_outcomes(app, world):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        for member in session.scalars(select(Staff)):
            member.default_program_id = world.north.programs[0].id
            member.default_funder_id = world.north.funders[0].id
        session.add_all(
            Client(
                id=uuid7(),
                number=number,
                first_name="A",
                last_name=f"B{number}",
                name_key=f"b{number} a",
                birth_date="1988-05-17",
            )
            for number in range(2, 120)
        )
        session.flush()
        write_finances(session, world.north.agency, Random(7))  # noqa: S311
        session.execute(text("set constraints all immediate"))
        session.info["viewer"] = viewer(world.north, "admin")
        found = dict(
            session.execute(
                select(FinancialServices.records, func.count())
                .where(FinancialServices.state == "complete")
                .group_by(FinancialServices.records)
            ).all()
        )
        assert set(found) == {"services", "outcomes"}
        assert min(found.values()) > 3
        dollars = session.scalar(select(func.sum(FinancialOutcome.amount)))
        assert dollars > 0


@pytest.fixture
def table(app, world):
    """Return a function that gives the lines of a table of the report's CSV file."""
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        money = {"records": "outcomes", "stage": "closed"}
        write_form(session, world.north, ("refund", 123_456), ("refund", 1), **money)
        write_form(session, world.north, ("benefit_yearly", 10), ("resolved", None), **money)
        write_form(session, world.north, ("refund", 99), state="incomplete", **money)
        write_form(session, world.north, ("refund", 7), **money, service_date=dt.date(2026, 4, 1))
        services = ["tax_filing", "letter"]
        write_form(session, world.north, records="services", services=services, stage="active")
        session.commit()
    app.sign_in(world.north.emails["admin"])

    def table(title):
        address = "/reports/financial_services?from=2026-03-01&to=2026-03-31&format=csv"
        rows = list(csv.reader(io.StringIO(app.get(address).body.decode("utf-8-sig"))))
        start = next(at for at, row in enumerate(rows) if row == [title]) + 1
        return rows[start : rows.index([], start)]

    return table


def test_dollars_are_added_up_to_the_cent(table):
    lines = {row[0]: row[1:] for row in table("Outcomes by kind")}
    assert lines["Refund received"] == ["2", "1", "1234.57"]
    assert lines["Benefit obtained, a year"] == ["1", "1", "0.10"]
    assert lines["Issue resolved"] == ["1", "1", "0.00"]
    assert lines["Total"] == ["4", "1", "1234.67"]
    assert table("Outcomes by month")[-1][-1] == "1234.67"
    assert table("Outcomes by program and site")[-1][-1] == "1234.67"


def test_services_are_counted_by_kind(table):
    lines = {row[0]: row[1] for row in table("Services by kind")}
    assert (lines["Tax filing, this year"], lines["Form filling or letter"]) == ("1", "1")
    assert lines["Total"] == "2"


def test_amounts_are_shown_in_dollars(app, table):
    assert table("Outcomes by kind")
    assert "$1,234.67" in app.get("/reports/financial_services?from=2026-03-01&to=2026-03-31")


@pytest.mark.parametrize("records", [None, "outcomes"])
def test_the_database_refuses_services_beside_outcomes(app, world, records):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        with pytest.raises(IntegrityError, match="services_or_outcomes"):
            write_form(session, world.north, records=records, services=["letter"])


@pytest.mark.parametrize("later", [False, True])
def test_the_database_refuses_outcomes_beside_services(app, world, later):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        begun = "outcomes" if later else "services"
        form = write_form(session, world.north, ("refund", 5), records=begun)
        if later:
            session.execute(text("set constraints all immediate"))
            session.execute(text("set constraints all deferred"))
            form.records = "services"
            session.flush()
        with pytest.raises(IntegrityError, match="a form of services holds no outcomes"):
            session.execute(text("set constraints all immediate"))
