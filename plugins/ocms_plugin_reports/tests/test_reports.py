"""The four reports over a made-up spring, against figures counted in plain Python."""

import csv
import datetime as dt
import io
import random

import pytest

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.plugins.manager import registries
from ocms_core.service_sessions.models import ServiceSession

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 5, 31)
KINDS = {
    "information_orientation": "Information and orientation",
    "needs_assessment": "Needs assessment and referrals",
    "non_specified": "Non-specified service",
    "io_group_activity": "Information and orientation: group activity",
}
SERVICES = [kind for kind in KINDS if kind != "io_group_activity"]
COURSE = "language_course"
GENDERS = {"woman": "Woman", "man": "Man", None: "Not stated"}
DELIVERY = {"in_person": "In person", "phone": "Phone"}
WORKERS = ("worker", "colleague", "stranger")
HOUR = 60


@pytest.fixture
def spring(app, world):
    """Write 120 services of 20 clients; return them as plain records."""
    draw, north = random.Random(7), world.north  # noqa: S311  repeatable on purpose
    made = []
    with app.open_session() as session:
        scope.enter(session, north.id)
        clients = []
        for number in range(2, 22):
            named = number % 5 != 0
            client = Client(
                id=uuid7(),
                number=number,
                kind="named" if named else "anonymous",
                first_name=f"Client {number}" if named else None,
                name_key=f"client {number}" if named else "",
                gender=draw.choice(list(GENDERS)),
            )
            session.add(client)
            clients.append(client)
        sessions = []
        for method in DELIVERY:
            for day in range(12):
                visit = ServiceSession(
                    id=uuid7(),
                    session_type="direct_service",
                    created_by_id=north.staff["worker"].id,
                    service_date=FIRST + dt.timedelta(days=day * 9 - 20),
                    delivery_method=method,
                )
                session.add(visit)
                sessions.append(visit)
        session.flush()
        for _service in range(120):
            visit, client = draw.choice(sessions), draw.choice(clients)
            word, kind = draw.choice(WORKERS), draw.choice(SERVICES)
            state = draw.choice(("complete", "complete", "incomplete"))
            minutes = draw.choice((None, 15, 30, 90))
            session.add(
                registries().forms.every()[kind](
                    id=uuid7(),
                    state=state,
                    client_id=client.id,
                    session_id=visit.id,
                    service_date=visit.service_date,
                    program_id=north.programs[0].id,
                    author_id=north.staff[word].id,
                    worker_id=north.staff[word].id,
                    minutes=minutes,
                )
            )
            made.append(
                {
                    "client": client.number,
                    "named": client.kind == "named",
                    "gender": client.gender,
                    "session": visit.id,
                    "delivery": visit.delivery_method,
                    "day": visit.service_date,
                    "worker": word,
                    "kind": kind,
                    "complete": state == "complete",
                    "minutes": minutes or 0,
                    "services": 1,
                    "people": 0,
                }
            )
        made += [whole_session(session, north, draw, draw.choice(sessions)) for _each in range(40)]
        session.commit()
    return made


def whole_session(session, north, draw, visit):
    """Write the form of a whole activity or course; return it as a plain record."""
    word, kind = draw.choice(WORKERS), draw.choice(("io_group_activity", COURSE))
    state, minutes = draw.choice(("complete", "incomplete")), draw.choice((None, 60, 90))
    people = 0 if kind == COURSE else draw.choice((0, 1, 12, 31))
    session.add(
        registries().forms.every()[kind](
            id=uuid7(),
            state=state,
            attendances=people,
            session_id=visit.id,
            service_date=visit.service_date,
            program_id=north.programs[0].id,
            author_id=north.staff[word].id,
            worker_id=north.staff[word].id,
            minutes=minutes,
        )
    )
    return {
        "client": None,
        "named": False,
        "gender": None,
        "session": visit.id,
        "delivery": visit.delivery_method,
        "day": visit.service_date,
        "worker": word,
        "kind": kind,
        "complete": state == "complete" and people > 0,
        "minutes": (minutes or 0) * people,
        "services": 0,
        "people": people,
    }


@pytest.fixture
def table(app, world):
    """Return a function that gives the lines of one table of a report's CSV file."""
    app.sign_in(world.north.emails["admin"])

    def table(key, title):
        address = f"/reports/{key}?from={FIRST}&to={LAST}&format=csv"
        rows = list(csv.reader(io.StringIO(app.get(address).body.decode("utf-8-sig"))))
        start = next(at for at, row in enumerate(rows) if row == [title]) + 1
        end = next((at for at in range(start, len(rows)) if not rows[at]), len(rows))
        return rows[start:end]

    return table


def measured(services, *names):
    """Count services as the definitions of the measures say."""
    every = {
        "Services": sum(each["services"] for each in services),
        "Counted without names": sum(each["people"] for each in services),
        "Unique clients": len({each["client"] for each in services if each["named"]}),
        "Anonymous": sum(each["services"] for each in services if not each["named"]),
        "Sessions": len({each["session"] for each in services}),
        "Hours": sum(each["minutes"] for each in services) / HOUR,
    }
    return [every[name] for name in names]


def numbers(row, labels):
    return [float(cell) for cell in row[labels:]]


def in_period(spring):
    return [each for each in spring if each["complete"] and FIRST <= each["day"] <= LAST]


def test_new_and_returning_clients(spring, table):
    counted = in_period(spring)
    before = {each["client"] for each in spring if each["complete"] and each["day"] < FIRST}
    head, *rows = table("new_returning_clients", "New and returning clients")
    found = {row[0]: numbers(row, 1) for row in rows}
    new = [each for each in counted if each["named"] and each["client"] not in before]
    returning = [each for each in counted if each["named"] and each["client"] in before]
    assert found == {
        "New clients": measured(new, *head[1:]),
        "Returning clients": measured(returning, *head[1:]),
        "Anonymous clients (new each time)": measured(
            [each for each in counted if not each["named"] and each["client"]], *head[1:]
        ),
        "Without a client": measured([each for each in counted if each["people"]], *head[1:]),
        "Total": measured(counted, *head[1:]),
    }
    listed = table("new_returning_clients", "Clients by name")[1:]
    assert [(int(row[1]), row[3]) for row in listed] == [
        *((number, "New clients") for number in _by_name(new)),
        *((number, "Returning clients") for number in _by_name(returning)),
    ]


def _by_name(services):
    return sorted({each["client"] for each in services}, key=lambda number: f"client {number}")


def test_services_delivered(spring, table):
    counted = in_period(spring)
    head, *rows = table("services_delivered", "Services by form and month")
    assert len(rows) == len(KINDS) * 4 + 1
    for row in rows:
        fitting = [
            each
            for each in counted
            if row[0] in {"Total", KINDS[each["kind"]]}
            and row[1] in {"Total", f"{each['day']:%B %Y}"}
        ]
        assert (row[:2], numbers(row, 2)) == (row[:2], measured(fitting, *head[2:]))
    head, *rows = table("services_delivered", "Services by form and delivery method")
    for row in rows:
        of_form = [each for each in counted if row[0] in {"Total", KINDS[each["kind"]]}]
        expected = []
        for title in head[1:]:
            across, _, name = title.partition(": ")
            expected += measured(
                [each for each in of_form if across in {"In all", DELIVERY[each["delivery"]]}],
                name,
            )
        assert (row[0], numbers(row, 1)) == (row[0], expected)


def test_activity_by_worker(spring, table):
    counted = in_period(spring)
    head, *rows = table("activity_by_worker", "Activity by worker and form")
    assert len(rows) == len(WORKERS) * 5 + 1
    for row in rows:
        fitting = [
            each
            for each in counted
            if row[0] in {"Total", f"{each['worker'].title()} North"}
            and row[1] in {"Total", KINDS[each["kind"]]}
        ]
        assert (row[:2], numbers(row, 2)) == (row[:2], measured(fitting, *head[2:]))


def test_client_demographics(spring, table):
    counted = in_period(spring)
    clients = measured(counted, "Unique clients")[0]
    head, *rows = table("client_demographics", "Gender")
    assert {row[0] for row in rows} == {*GENDERS.values(), "Total"}
    for row in rows:
        fitting = [each for each in counted if row[0] in {"Total", GENDERS[each["gender"]]}]
        figures = measured(fitting, *head[1:-1])
        share = measured(fitting, "Unique clients")[0] / clients
        assert (row[0], numbers(row, 1)) == (row[0], [*figures, pytest.approx(share, abs=1e-4)])
