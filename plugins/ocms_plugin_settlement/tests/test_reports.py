"""The report on topics, against figures counted in plain Python."""

import csv
import datetime as dt
import io
import random

import pytest

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.lookups import IO_TOPIC
from ocms_core.plugins.manager import registries

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 4, 30)
TICKS = {"Information given": "given", "Referrals made": "referred"}


@pytest.fixture
def visits(app, world):
    """Write 40 visits of 8 clients; return them as plain records."""
    draw, north = random.Random(11), world.north  # noqa: S311  repeatable on purpose
    topics = [item.code for item in IO_TOPIC]
    forms, made = registries().forms.every(), []
    with app.open_session() as session:
        scope.enter(session, north.id)
        clients = [Client(id=uuid7(), number=number, first_name="A") for number in range(2, 10)]
        session.add_all(clients)
        session.flush()
        common = {
            "state": "complete",
            "program_id": north.programs[0].id,
            "author_id": north.staff["worker"].id,
            "worker_id": north.staff["worker"].id,
        }
        for _visit in range(40):
            client, given = draw.choice(clients), draw.sample(topics, draw.randint(1, 4))
            day = FIRST + dt.timedelta(days=draw.randint(-10, 60))
            referred = draw.sample(given, draw.randint(0, 1))
            session.add(
                forms["information_orientation"](
                    id=uuid7(),
                    client_id=client.id,
                    service_date=day,
                    topics_given=given,
                    topics_referred=referred,
                    **common,
                )
            )
            made.append({"client": client.number, "day": day, "given": given, "referred": referred})
        session.add(
            forms["non_specified"](
                id=uuid7(), client_id=clients[0].id, service_date=FIRST, **common
            )
        )
        session.commit()
    return [visit for visit in made if FIRST <= visit["day"] <= LAST]


@pytest.fixture
def table(app, world):
    """Return a function that gives the lines of one table of the report's CSV file."""
    app.sign_in(world.north.emails["admin"])

    def table(title):
        address = f"/reports/information_topics?from={FIRST}&to={LAST}&format=csv"
        rows = list(csv.reader(io.StringIO(app.get(address).body.decode("utf-8-sig"))))
        start = next(at for at, row in enumerate(rows) if row == [title]) + 1
        return rows[start : rows.index([], start)]

    return table


def expected(head, ticked):
    """Count (client, tick) pairs as the columns of `head` say."""
    found = []
    for title in head[1:]:
        across, _, measure = title.partition(": ")
        fitting = [client for client, tick in ticked if TICKS.get(across, tick) == tick]
        found.append(len(fitting) if measure == "Times" else len(set(fitting)))
    return found


def test_topics_are_those_ticked(visits, table):
    head, *rows = table("Topics")
    assert [row[0] for row in rows] == [*(item.en for item in IO_TOPIC), "Total"]
    for row in rows:
        ticked = [
            (visit["client"], tick)
            for visit in visits
            for tick in TICKS.values()
            for code in visit[tick]
            if row[0] in {"Total", IO_TOPIC.label(code, "en")}
        ]
        assert (row[0], [int(cell) for cell in row[1:]]) == (row[0], expected(head, ticked))


def test_the_trend_is_counted_by_month(visits, table):
    head, *rows = table("Topics by month")
    assert [row[0] for row in rows] == ["March 2026", "April 2026", "Total"]
    for row in rows:
        ticked = [
            (visit["client"], tick)
            for visit in visits
            for tick in TICKS.values()
            for _code in visit[tick]
            if row[0] in {"Total", f"{visit['day']:%B %Y}"}
        ]
        assert (row[0], [int(cell) for cell in row[1:]]) == (row[0], expected(head, ticked))


def test_a_topic_leads_to_the_visits_where_it_was_ticked(app, world, visits, table):
    table("Topics")
    page = app.get(f"/reports/information_topics?from={FIRST}&to={LAST}")
    row = next(row for row in page.html.select("#table-by_topic tbody tr") if "Housing" in row.text)
    cells = row.find_all("td")
    rows = app.get(cells[0].a["href"])
    ticked = [visit for visit in visits if "housing" in visit["given"]]
    assert len(rows.html.select("tbody tr")) == len(ticked) == int(cells[0].text)
