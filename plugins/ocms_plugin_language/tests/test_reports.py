"""The reports on language training, against figures counted in plain Python."""

import csv
import io
import random
from collections import Counter

import pytest
from ocms_plugin_language.learners import CourseExit
from ocms_plugin_language.lookups import EXIT_STATUS, GAIN, LEFT, RANKS
from ocms_plugin_language.models import SKILLS

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7

LEVELS = [*RANKS, "not_applicable", "insufficient_evidence", None]
TITLES = {
    "listening": "Levels gained in listening",
    "speaking": "Levels gained in speaking",
    "reading": "Levels gained in reading",
    "writing": "Levels gained in writing",
}


@pytest.fixture
def exits(app, world):
    """Write sixty exits of as many clients; return them as plain records."""
    draw, north, made = random.Random(7), world.north, []  # noqa: S311  repeatable on purpose
    with app.open_session() as session:
        scope.enter(session, north.id)
        for number in range(200, 260):
            client = Client(id=uuid7(), number=number, first_name="A")
            session.add(client)
            session.flush()
            levels = {
                f"{when}_{skill}": draw.choice(LEVELS)
                for when in ("start", "exit")
                for skill in SKILLS
            }
            record = {"exit_status": draw.choice(LEFT), **levels}
            session.add(
                CourseExit(
                    id=uuid7(),
                    client_id=client.id,
                    state="complete",
                    program_id=north.programs[0].id,
                    author_id=north.staff["worker"].id,
                    worker_id=north.staff["worker"].id,
                    service_date="2026-03-15",
                    **record,
                )
            )
            made.append(record)
        session.commit()
    return made


@pytest.fixture
def table(app, world):
    """Return a function that gives one table of the report as name to count."""
    app.sign_in(world.north.emails["admin"])

    def table(title):
        address = "/reports/language_exits?from=2026-03-01&to=2026-03-31&format=csv"
        rows = list(csv.reader(io.StringIO(app.get(address).body.decode("utf-8-sig"))))
        start = next(at for at, row in enumerate(rows) if row == [title]) + 2
        return {row[0]: int(row[1]) for row in rows[start : rows.index([], start)]}

    return table


def gained(record, skill):
    start, end = RANKS.get(record[f"start_{skill}"]), RANKS.get(record[f"exit_{skill}"])
    if start is None or end is None:
        return "Level at the start or at the exit not known"
    gain = end - start
    code = "lower" if gain < 0 else ("same", "one", "two")[gain] if gain < 3 else "more"
    return GAIN.label(code, "en")


def test_exits_are_counted_by_status(exits, table):
    expected = Counter(EXIT_STATUS.label(one["exit_status"], "en") for one in exits)
    assert table("Exits by status") == {**expected, "Total": len(exits)}


@pytest.mark.parametrize("skill", SKILLS)
def test_levels_gained_are_counted_for_each_skill(exits, table, skill):
    expected = Counter(gained(one, skill) for one in exits)
    assert table(TITLES[skill]) == {**expected, "Total": len(exits)}


@pytest.mark.parametrize("skill", SKILLS)
def test_levels_at_the_start_and_at_the_exit_stand_side_by_side(app, world, exits, skill):
    app.sign_in(world.north.emails["admin"])
    page = app.get("/reports/language_exits?from=2026-03-01&to=2026-03-31")
    table = next(
        one for one in page.html.select("table")
        if one.caption and f"{skill.capitalize()}: level at the start" in one.caption.text
    )  # fmt: skip
    known = sum(one[f"start_{skill}"] == "clb_4" for one in exits)
    line = next(row for row in table.select("tbody tr") if "CLB 4 / NCLC 4" in row.th.text)
    assert str(known) in [cell.text.strip() for cell in line.select("td")]
