"""Referrals in reports, against figures counted in plain Python."""

import csv
import datetime as dt
import io
import random
from collections import Counter

import pytest

from ocms_core.db import scope
from ocms_core.referrals.lookups import FOLLOW_UP_NEED, FOLLOW_UP_STATUS
from ocms_core.referrals.models import FollowUp, Partner
from ocms_core.testing.world import viewer

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 5, 31)
TITLES = {"internal": "Referral inside the agency", "external": "Referral to a partner"}


@pytest.fixture
def made(app, world):
    """Write 120 tasks and referrals; return what is true of those that count."""
    dice, north = random.Random(5), world.north  # noqa: S311  repeatable on purpose
    facts = []
    with app.open_session() as session:
        scope.enter(session, north.id)
        session.info["viewer"] = viewer(north, "admin")
        partners = [
            Partner(name="Clinic"),
            Partner(name="Kitchen", funded_by="ircc"),
            Partner(name="Fair", funded_by="not_counted"),
        ]
        session.add_all(partners)
        session.flush()
        for _turn in range(120):
            kind = dice.choice(("task", "internal", "external", "external"))
            partner = dice.choice(partners) if kind == "external" else None
            target = dice.choice(north.programs) if kind == "internal" else None
            word = dice.choice(("worker", "colleague", "stranger"))
            row = FollowUp(
                client_id=north.client.id,
                author_id=north.staff[word].id,
                program_id=dice.choice(north.programs).id,
                kind=kind,
                reason="a",
                need=dice.choice(("housing", "health", None)),
                made_on=FIRST + dt.timedelta(days=dice.randint(-20, 120)),
                status=dice.choice([code.code for code in FOLLOW_UP_STATUS]),
                partner_id=partner.id if partner else None,
                to_program_id=target.id if target else None,
                private=dice.random() < 0.2,
            )
            session.add(row)
            counts = partner is None or partner.funded_by != "not_counted"
            if kind != "task" and counts and FIRST <= row.made_on <= LAST:
                where = partner.name if partner else "To a program of the agency"
                facts.append((TITLES[kind], row.need, where, row.status, word))
        session.commit()
    return facts


def table(app, title, **more):
    """Return the lines of one table of the report's CSV file."""
    query = "&".join(f"{name}={value}" for name, value in more.items())
    address = f"/reports/referrals?from={FIRST}&to={LAST}&format=csv&{query}"
    rows = list(csv.reader(io.StringIO(app.get(address).body.decode("utf-8-sig"))))
    start = next(at for at, row in enumerate(rows) if row == [title]) + 1
    end = next((at for at in range(start, len(rows)) if not rows[at]), len(rows))
    return rows[start:end]


def figures(rows):
    """Return {line: {status: count}} of a table."""
    head, *lines = rows
    found = {}
    for line in lines:
        cells = dict(zip(head[1:], line[1:], strict=True))
        found[line[0]] = {
            title.partition(": ")[0]: int(cell)
            for title, cell in cells.items()
            if title.endswith(": Referrals") and cell not in {"", "0"}
        }
    return found


@pytest.mark.parametrize(
    "of_table",
    [
        ("Referrals by type and status", 0, str),
        (
            "Referrals by need and status",
            1,
            lambda need: FOLLOW_UP_NEED.label(need, "en") if need else "Not stated",
        ),
        ("Referrals by partner and status", 2, str),
    ],
)
def test_every_table_counts_what_was_made(app, world, made, of_table):
    title, place, name = of_table
    app.sign_in(world.north.emails["admin"])
    expected = {"Total": Counter({"In all": len(made)})}
    for fact in made:
        status = FOLLOW_UP_STATUS.label(fact[3], "en")
        expected.setdefault(name(fact[place]), Counter()).update((status, "In all"))
        expected["Total"][status] += 1
    assert figures(table(app, title)) == {key: dict(found) for key, found in expected.items()}


def test_a_worker_counts_their_own_and_the_criteria_hold(app, world, made):
    app.sign_in(world.north.emails["worker"])
    own = sum(fact[4] == "worker" for fact in made)
    rows = table(app, "Referrals by type and status")
    assert figures(rows)["Total"]["In all"] == own
    app.sign_in(world.north.emails["admin"])
    colleague = world.north.staff["colleague"].id
    rows = table(app, "Referrals by type and status", worker=colleague)
    assert figures(rows)["Total"]["In all"] == sum(fact[4] == "colleague" for fact in made)


def test_the_page_draws_has_no_options_and_leads_to_no_services(app, world, made):
    app.sign_in(world.north.emails["admin"])
    page = app.get(f"/reports/referrals?from={FIRST}&to={LAST}&group=site")
    assert "Referrals by partner and status" in page
    assert "/reports/referrals/rows" not in page
    app.get(f"/reports/referrals/rows?from={FIRST}&to={LAST}", status=404)
    app.get("/reports/referrals?o.form.notes=x", status=400)
    for group in ("referred_by", "service_language", "newness", "month", "form", "delivery_method"):
        app.get(f"/reports/referrals?from={FIRST}&to={LAST}&group={group}&clients=named")
