"""What a worker is told in time."""

import datetime as dt

from sqlalchemy import update

from ocms_core.agencies.models import Funder
from ocms_core.exports.gaps import Gaps, my_month_gaps
from ocms_core.plugins.manager import registries
from ocms_core.testing.statements import count_statements

JUNE = dt.date(2026, 6, 1)


def gaps(desk, worker="worker"):
    exporter = registries().exporters.every()["icare"]
    return my_month_gaps(desk.db, desk.world.staff[worker], JUNE, exporter)


def test_month_without_gaps_is_ready(desk):
    desk.orientation(desk.client())
    assert gaps(desk) == Gaps(JUNE, 0, 0, 0)
    assert gaps(desk).is_ready


def test_gaps_are_counted_by_kind_and_clients_once(desk):
    lacking = desk.client(birth_date=None)
    desk.orientation(lacking, end_date=None)
    desk.needs(lacking, support__received=None)
    desk.orientation(desk.client(), state="incomplete")
    nobody = desk.client(**{"identifiers-0-type": None, "identifiers-0-sealed": None})
    desk.needs(nobody)
    assert gaps(desk) == Gaps(JUNE, 1, 2, 2)


def test_gaps_leave_out_other_workers_funders_months_and_kinds(desk):
    client = desk.client(birth_date=None)
    desk.orientation(client, worker="colleague")
    desk.orientation(client, funder=1)
    desk.orientation(client, day=dt.date(2026, 5, 31))
    desk.non_specified(client)
    assert gaps(desk) == Gaps(JUNE, 0, 0, 0)
    assert gaps(desk, "colleague") == Gaps(JUNE, 0, 0, 1)


def test_gaps_are_one_statement(desk, connection):
    for _number in range(3):
        desk.orientation(desk.client())
    with count_statements(connection) as sent:
        gaps(desk)
    assert len(sent) == 1, str(sent)


def test_agency_without_such_a_funder_is_told_nothing(desk):
    desk.db.execute(update(Funder).values(reports_to_icare=False))
    assert gaps(desk) is None
