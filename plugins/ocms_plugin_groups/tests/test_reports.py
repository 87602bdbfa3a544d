"""The reports on activities, against figures counted by hand and in plain Python."""

import csv
import datetime as dt
import io
import random
import uuid

import pytest
from ocms_plugin_groups import reports
from ocms_plugin_groups.activities import CommunityActivity, OrientationActivity
from ocms_plugin_groups.attendees import CommunityAttendee, OrientationAttendee
from ocms_plugin_groups.figures import FORMS_RATING
from ocms_plugin_groups.models import GroupActivity, Headcount
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.blocks import SupportChild, SupportReceived
from ocms_core.lookups.models import AgencyListItem
from ocms_core.reports.criteria import Criteria
from ocms_core.reports.dimensions import dimension_of
from ocms_core.reports.engine import behind, figures_statement
from ocms_core.reports.facts import Reach, Scope
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.testing.statements import count_statements
from ocms_core.testing.world import viewer
from tests.reports.test_wall import tables_and_walled

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 4, 30)
NAMES = ("Welcome", "Renting", None)
READS = 12


class Spring:
    """Writes activities into the agency, and keeps a plain record of each form."""

    def __init__(self, session, north):
        self.db, self.north, self.made = session, north, []
        self.items = {
            name: AgencyListItem(
                id=uuid7(), list_key="group_activity", label_en=name, label_fr=name
            )
            for name in NAMES
            if name
        }
        session.add_all(self.items.values())
        self.clients = [Client(id=uuid7(), number=number) for number in range(2, 12)]
        session.add_all(self.clients)
        session.flush()

    def activity(
        self, day, name, *, subject="io", people=(), rating=None, returned=None, topics=()
    ):
        """Write an activity with its own form; return its session."""
        visit = ServiceSession(
            id=uuid7(),
            session_type=f"{subject}_group",
            created_by_id=self.north.staff["worker"].id,
            service_date=day,
            site_id=self.north.sites[0].id,
        )
        self.db.add(visit)
        self.db.flush()
        kind = OrientationActivity if subject == "io" else CommunityActivity
        form = kind(
            **self._envelope(visit),
            state="complete",
            attendances=sum(people),
            **({"topics_given": list(topics)} if subject == "io" else {}),
        )
        self.db.add(form)
        self.db.flush()
        item = self.items.get(name)
        code = None if rating is None else f"rating_{rating // 10}_{rating % 10}"
        self.db.add(
            GroupActivity(
                agency_id=self.north.id,
                id=form.id,
                name_id=item.id if item else None,
                average_rating=code,
                forms_returned=returned,
            )
        )
        self.db.flush()
        self.db.add_all(Headcount(id=uuid7(), form_id=form.id, people=count) for count in people)
        self.made.append(
            self._line(visit, name, people=sum(people), rating=rating, returned=returned)
            | {"topics": tuple(topics)}
        )
        return visit

    def attendee(self, visit, client, state="complete", *, rating=None, children=0):
        """Write the form of somebody on the list."""
        kind = OrientationAttendee if visit.session_type == "io_group" else CommunityAttendee
        form = kind(
            **self._envelope(visit),
            state=state,
            client_id=client.id,
            attended={"complete": True, "not_counted": False}.get(state),
            rating=rating,
        )
        self.db.add(form)
        self.db.flush()
        if children:
            self.db.add(SupportReceived(agency_id=self.north.id, id=form.id, received=True))
            self.db.flush()
            self.db.add_all(SupportChild(id=uuid7(), form_id=form.id) for _each in range(children))
        main = next(line for line in self.made if line["session"] == visit.id)
        self.made.append(
            self._line(visit, main["name"], client=client.number, state=state, own_rating=rating)
            | {"children": children, "topics": main["topics"]}
        )

    def _envelope(self, visit):
        staff = self.north.staff["worker"].id
        return {
            "id": uuid7(),
            "session_id": visit.id,
            "service_date": visit.service_date,
            "site_id": visit.site_id,
            "author_id": staff,
            "worker_id": staff,
            "program_id": self.north.programs[0].id,
        }

    @staticmethod
    def _line(visit, name, **values):
        return {
            "session": visit.id,
            "day": visit.service_date,
            "name": name,
            "client": None,
            "state": "complete",
            "people": 0,
            "rating": None,
            "returned": None,
            "own_rating": None,
            "children": 0,
        } | values


@pytest.fixture
def spring(app, world):
    """Return a function that writes by a function, and gives the plain records."""

    def write(how):
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            made = Spring(session, world.north)
            how(made)
            session.commit()
            return [line for line in made.made if line["state"] != "incomplete"]

    return write


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


def by_hand(made):
    welcome = made.activity(
        dt.date(2026, 3, 5), "Welcome", people=(3, 4), topics=("housing", "health")
    )
    for client, state in zip(made.clients, ("complete", "complete", "not_counted"), strict=False):
        made.attendee(welcome, client, state, rating=4 if client is made.clients[0] else None)
    made.attendee(welcome, made.clients[5], "incomplete")
    again = made.activity(dt.date(2026, 4, 2), "Welcome", rating=45, returned=10)
    made.attendee(again, made.clients[0], rating=2, children=2)
    made.activity(
        dt.date(2026, 4, 9), "Renting", subject="cc", people=(31,), rating=30, returned=None
    )


def test_attendance_is_as_counted_by_hand(spring, table):
    spring(by_hand)
    head, *rows = table("group_attendance", "Attendance by activity and date")
    assert head == [
        "Activity", "Date", "Attended", "By name", "Counted without names", "Did not come",
        "Unique clients", "Activities", "Children cared for", "Volunteer hours",
    ]  # fmt: skip
    assert rows == [
        ["Renting", "Total", "31", "0", "31", "0", "0", "1", "0", "0.00"],
        ["Renting", "Apr 9, 2026", "31", "0", "31", "0", "0", "1", "0", "0.00"],
        ["Welcome", "Total", "10", "3", "7", "1", "2", "2", "2", "0.00"],
        ["Welcome", "Mar 5, 2026", "9", "2", "7", "1", "2", "1", "0", "0.00"],
        ["Welcome", "Apr 2, 2026", "1", "1", "0", "0", "1", "1", "2", "0.00"],
        ["Total", "Total", "41", "3", "38", "1", "2", "3", "2", "0.00"],
    ]
    _head, *rows = table("group_attendance", "Attendance by topic and month")
    assert [row[:3] for row in rows if row[1] == "Total" and row[0] != "Total"] == [
        ["Housing", "Total", "9"],
        ["Health", "Total", "9"],
    ]


def test_ratings_are_numbers(spring, table):
    spring(by_hand)
    _head, *rows = table("group_evaluation", "Evaluation by activity and date")
    found = {tuple(row[:2]): row[2:] for row in rows}
    assert found["Welcome", "Total"] == ["0", "10", "4.50", "", "3.00"]
    # Ten forms at 4.5, and one activity at 3 that does not say how many came back.
    assert found["Total", "Total"] == ["0", "10", "4.36", "", "3.00"]


def test_people_without_names_by_gender_age_and_status(spring, table, app, world):
    spring(by_hand)
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.info["viewer"] = viewer(world.north, "admin")
        for row in session.scalars(select(Headcount).where(Headcount.people == 31)):
            row.gender = "woman"
        session.commit()
    assert table("group_headcounts", "People by gender")[1:] == [
        ["Woman", "31"],
        ["Not stated", "7"],
        ["Total", "38"],
    ]


def at_random(made):
    draw = random.Random(11)  # noqa: S311  repeatable on purpose
    for _activity in range(30):
        day = FIRST + dt.timedelta(days=draw.randint(0, (LAST - FIRST).days))
        visit = made.activity(
            day,
            draw.choice(NAMES),
            subject=draw.choice(("io", "cc")),
            people=tuple(draw.randint(1, 9) for _row in range(draw.randint(0, 3))),
            rating=draw.choice((None, 30, 42, 50)),
            returned=draw.choice((None, 0, 5, 12)),
        )
        for client in draw.sample(made.clients, draw.randint(0, 6)):
            state = draw.choice(("complete", "complete", "not_counted", "incomplete"))
            made.attendee(
                visit, client, state, rating=draw.choice((None, 1, 5)), children=draw.randint(0, 2)
            )


def measured(lines):
    came = [line for line in lines if line["client"] and line["state"] == "complete"]
    people = sum(line["people"] for line in lines)
    return [
        len(came) + people,
        len(came),
        people,
        sum(line["state"] == "not_counted" for line in lines),
        len({line["client"] for line in came}),
        len({line["session"] for line in lines}),
        sum(line["children"] for line in came),
        0,
    ]


def rated(lines):
    forms = [(one["rating"] / 10, max(one["returned"] or 0, 1)) for one in lines if one["rating"]]
    own = [one["own_rating"] for one in lines if one["own_rating"] and one["state"] == "complete"]
    weight = sum(often for _rating, often in forms)
    return [
        pytest.approx(sum(rating * often for rating, often in forms) / weight, abs=0.006),
        pytest.approx(sum(own) / len(own), abs=0.006),
    ]


def test_every_line_is_the_sum_of_what_was_written(spring, table):
    made = spring(at_random)
    for title, key in (
        ("Attendance by month", lambda line: f"{line['day']:%B %Y}"),
        ("Attendance by activity and date", lambda line: line["name"] or "Not named yet"),
    ):
        _head, *rows = table("group_attendance", title)
        whole = [row for row in rows if len(row) == 9 or row[1] == "Total"]
        assert {row[0] for row in whole} == {key(line) for line in made} | {"Total"}
        for row in whole:
            lines = [line for line in made if row[0] in {"Total", key(line)}]
            assert [float(cell) for cell in row[-8:]] == measured(lines), row
    _head, *rows = table("group_evaluation", "Evaluation by month")
    for row in rows:
        lines = [line for line in made if row[0] in {"Total", f"{line['day']:%B %Y}"}]
        assert [float(row[3]), float(row[5])] == rated(lines), row


def test_a_figure_leads_to_the_forms_behind_it(spring, app, world, engine):
    spring(by_hand)
    app.sign_in(world.north.emails["admin"])
    address = f"/reports/group_attendance?from={FIRST}&to={LAST}"
    app.get(address)
    with count_statements(engine) as sent:
        page = app.get(address)
    assert len(sent) <= READS + len(reports.ATTENDANCE.parts), str(sent)
    total = page.html.select_one("#table-by_activity tfoot a")
    rows = app.get(total["href"])
    tiles = {tile.text.strip() for tile in rows.html.select(".tiles *")}
    assert {"3", "38", "2"} <= tiles
    day = page.html.select_one("#table-by_activity tbody tr:nth-of-type(2) a")
    assert "Apr 9, 2026" in app.get(day["href"])
    app.get("/reports/group_attendance/rows?at=day:nonsense", status=400)


def test_every_table_of_a_statement_names_the_agency():
    about = Scope(
        agency_id=1,
        kinds=("io_group_attendee",),
        reach=Reach(staff_id=uuid.uuid4()),
        criteria=Criteria(start=FIRST, end=LAST),
        counted=reports.GroupFacts,
    )
    for report in (reports.ATTENDANCE, reports.EVALUATION):
        for part in report.parts:
            dimensions = [dimension_of(each) for each in part.by]
            measures = (*part.measures, FORMS_RATING)
            for statement in (
                figures_statement(about, dimensions, [()], list(dict.fromkeys(measures))),
                behind(about, dimensions, [None] * len(dimensions)),
            ):
                tables, walled = tables_and_walled(statement)
                assert tables
                assert tables - walled == set()
