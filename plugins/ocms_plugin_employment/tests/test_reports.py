"""The reports on placements and matches, against figures known by hand."""

import csv
import datetime as dt
import io

import pytest
from ocms_plugin_employment.models import JobPlacement, MentorMatch
from ocms_plugin_employment.models.placement import RetentionFollowUp

from ocms_core.db import scope
from ocms_core.db.types import uuid7

DAY = dt.date(2026, 3, 10)


@pytest.fixture
def forms(app, bench):
    """Write four placements, one of them incomplete, and three matches."""
    north = bench.north
    common = {
        "client_id": north.client.id,
        "service_date": DAY,
        "program_id": north.programs[0].id,
        "author_id": north.staff["worker"].id,
        "worker_id": north.staff["worker"].id,
    }
    placements = [
        JobPlacement(id=uuid7(), **{"state": "complete", **common, **more})
        for more in (
            {"outcome": "employed_full_time", "placement_type": "job"},
            {"outcome": "employed_full_time", "placement_type": "co_op"},
            {"placement_type": "job", "working_hours": "part_time"},
            {"outcome": "unemployed", "state": "incomplete"},
        )
    ]
    lines = (
        (0, "month_1", True),
        (0, "month_3", False),
        (1, "month_1", True),
        (3, "month_1", True),
    )
    matches = [
        MentorMatch(id=uuid7(), state="complete", role=role, match_status=status, **common)
        for role, status in (("mentor", "active"), ("mentor", "ended_early"), ("tutor", "active"))
    ]
    with app.open_session() as session:
        scope.enter(session, north.id)
        session.add_all([*placements, *matches])
        session.flush()
        session.add_all(
            RetentionFollowUp(
                form_id=placements[at].id, checkpoint=checkpoint, still_employed=employed
            )
            for at, checkpoint, employed in lines
        )
        session.commit()


@pytest.fixture
def table(app, bench, forms):
    """Return a function that gives the lines of a table of a report's CSV file."""
    app.sign_in(bench.north.emails["admin"])

    def table(report, title):
        address = f"/reports/{report}?from=2026-03-01&to=2026-03-31&format=csv"
        rows = list(csv.reader(io.StringIO(app.get(address).body.decode("utf-8-sig"))))
        start = next(at for at, row in enumerate(rows) if row == [title]) + 1
        return rows[start : rows.index([], start)]

    return table


def test_placements_are_counted_by_outcome(table):
    lines = {row[0]: row[1] for row in table("job_placements", "Placements by outcome")}
    assert (lines["Employed full time"], lines["Not stated"], lines["Total"]) == ("2", "1", "3")
    assert lines["Unemployed"] == "0"


def test_retention_counts_each_checkpoint_of_complete_placements(table):
    head, *rows = table("job_placements", "Still employed at each checkpoint")
    lines = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    yes, no = (next(title for title in head if word in title) for word in ("Yes", "No"))
    assert (lines["1 month"][yes], lines["1 month"][no]) == ("2", "0")
    assert (lines["3 months"][yes], lines["3 months"][no]) == ("0", "1")
    assert lines["12 months"]["In all: Follow-ups"] == "0"


def test_matches_are_counted_by_status_and_role(table):
    head, *rows = table("mentor_matches", "Matches by status")
    lines = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    mentors = next(title for title in head if "Mentor" in title and "Matches" in title)
    assert (lines["Active"]["In all: Matches"], lines["Active"][mentors]) == ("2", "1")
    assert (lines["Ended early"]["In all: Matches"], lines["Total"]["In all: Matches"]) == (
        "1",
        "3",
    )
