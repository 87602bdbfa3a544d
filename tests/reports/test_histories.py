"""Random histories, counted by the engine and by plain Python: both must say the same."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocms_core.lookups import age_band
from ocms_core.reports.facts import Reach
from ocms_core.reports.measures import ANONYMOUS_CLIENTS, CLIENTS, HOURS, SERVICES, SESSIONS

WORKERS, PROGRAMS, KINDS = (
    ("ana", "ben"),
    ("settlement", "language"),
    (
        "non_specified",
        "needs_assessment",
    ),
)
MEASURES = (SERVICES, CLIENTS, ANONYMOUS_CLIENTS, HOURS, SESSIONS)
DAYS = st.dates(dt.date(2025, 12, 1), dt.date(2026, 4, 30))

SERVICE = st.fixed_dictionaries(
    {
        "client": st.integers(-1, 5),
        "day": DAYS,
        "worker": st.sampled_from(WORKERS),
        "program": st.sampled_from(PROGRAMS),
        "kind": st.sampled_from(KINDS),
        "state": st.sampled_from(("complete", "complete", "complete", "incomplete")),
        "private": st.booleans(),
        "minutes": st.none() | st.integers(0, 40).map(lambda n: n * 6),
        "session": st.integers(-1, 2),
    }
)


@pytest.fixture
def people(agency):
    """Six clients, the last two of them anonymous, and three sessions."""
    agency.worker("ben")
    agency.program("language")
    born = ("1950-06-30", "1996-03-15", "2008-02-29", "2012~")
    named = [agency.client(birth_date=date) for date in born]
    return [*named, *(agency.client(kind="anonymous") for _ in range(2))], [
        agency.session("2026-03-01") for _ in range(3)
    ]


BORN = (dt.date(1950, 6, 30), dt.date(1996, 3, 15), dt.date(2008, 2, 29), dt.date(2012, 7, 1))


def _age(day, born):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _measured(services):
    return {
        "services": len(services),
        "clients": len({each["client"] for each in services if 0 <= each["client"] < 4}),
        "anonymous": sum(each["client"] > 3 for each in services),
        "hours": sum((Decimal(each["minutes"] or 0) for each in services), Decimal()) / 60,
        "sessions": len({each["session"] for each in services} - {-1}),
    }


def _expected(counted, key):
    groups = {}
    for each in counted:
        groups.setdefault(key(each), []).append(each)
    return {value: _measured(services) for value, services in groups.items()}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    history=st.lists(SERVICE, max_size=14),
    period=st.tuples(DAYS, st.integers(0, 120)),
    data=st.data(),
)
def test_random_histories_are_counted_as_by_hand(agency, people, count, history, period, data):  # noqa: PLR0917
    clients, sessions = people
    first, last = period[0], period[0] + dt.timedelta(days=period[1])
    reach_of = data.draw(st.sampled_from(("all", "own", "managed")))
    program = data.draw(st.sampled_from((None, *PROGRAMS)))
    with agency.db.begin_nested() as savepoint:
        for each in history:
            agency.service(
                clients[each["client"]] if each["client"] >= 0 else None,
                each["day"].isoformat(),
                each["kind"],
                worker=each["worker"],
                program=each["program"],
                state=each["state"],
                private=each["private"],
                minutes=each["minutes"],
                session=sessions[each["session"]] if each["session"] >= 0 else None,
            )
        managed = {agency.program("language").id} if reach_of == "managed" else ()
        scope = agency.scope(
            first,
            last,
            program=agency.program(program).id if program else None,
            reach=Reach(
                staff_id=agency.worker("ana").id,
                programs=frozenset(managed),
                whole_agency=reach_of == "all",
            ),
        )
        complete = [each for each in history if each["state"] == "complete"]
        counted = [
            each
            for each in complete
            if first <= each["day"] <= last
            and program in (None, each["program"])
            and (
                reach_of == "all"
                or each["worker"] == "ana"
                or (reach_of == "managed" and each["program"] == "language")
            )
        ]
        before = {
            each["client"]
            for each in complete
            if each["day"] < first and program in (None, each["program"])
        }

        def newness(each):
            if each["client"] < 0:
                return None
            if each["client"] > 3:
                return "anonymous"
            return "returning" if each["client"] in before else "new"

        def band(each):
            if not 0 <= each["client"] < 4:
                return None
            days = [other["day"] for other in counted if other["client"] == each["client"]]
            return age_band(_age(min(days), BORN[each["client"]]))

        def month(each):
            return each["day"].replace(day=1)

        ids = {name: agency.worker(name).id for name in WORKERS}
        for by, key in (
            (("newness",), newness),
            (("month",), month),
            (("age_band",), band),
            (("worker", "form"), lambda each: (ids[each["worker"]], each["kind"])),
            (("month", "age_band", "newness"), lambda e: (month(e), band(e), newness(e))),
        ):
            lines, total = count(scope, by, MEASURES)
            assert lines == _expected(counted, key)
            assert total == _measured(counted)
        savepoint.rollback()
