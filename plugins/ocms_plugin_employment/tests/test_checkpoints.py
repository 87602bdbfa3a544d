"""A complete placement plans its four checkpoints once, moves them, and sees to them."""

import datetime as dt

import pytest
from sqlalchemy import select

from ocms_core.db import scope
from ocms_core.referrals.models import FollowUp
from ocms_core.testing.statements import count_statements
from ocms_core.testing.world import viewer

DUE = {
    "placement.month_1": dt.date(2026, 2, 28),
    "placement.month_3": dt.date(2026, 4, 30),
    "placement.month_6": dt.date(2026, 7, 31),
    "placement.month_12": dt.date(2027, 1, 31),
}


@pytest.fixture
def tasks(app, bench):
    """Return a function that reads the tasks by what they follow from."""

    def tasks():
        with app.open_session() as session:
            session.expire_on_commit = False
            scope.enter(session, bench.north.id)
            session.info["viewer"] = viewer(bench.north, "admin")
            return {row.origin: row for row in session.scalars(select(FollowUp))}

    return tasks


@pytest.fixture
def answers(employer):
    """Return answers that make a placement complete."""
    return {
        "employer_id": str(employer.id),
        "position": "Kitchen helper",
        "placement_type": "job",
        "start_date": "2026-01-31",
    }


def test_a_complete_placement_plans_four_tasks_once(bench, tasks, answers):
    form_id = bench.attach("job_placement")
    bench.save(form_id, {**answers, "position": ""})
    assert tasks() == {}
    bench.save(form_id, answers)
    made = tasks()
    assert {origin: row.due_on for origin, row in made.items()} == DUE
    assert {row.assigned_id for row in made.values()} == {bench.north.staff["worker"].id}
    assert "Three months" in made["placement.month_3"].reason
    bench.save(form_id, {**answers, "position": "Cook"})
    assert {row.id for row in tasks().values()} == {row.id for row in made.values()}


def test_another_start_moves_what_is_open_and_an_answer_completes_its_task(bench, tasks, answers):
    form_id = bench.attach("job_placement")
    bench.save(form_id, answers)
    line = {"follow_ups-0-checkpoint": "month_1", "follow_ups-0-still_employed": "yes"}
    bench.save(form_id, {**answers, **line, "start_date": "2026-01-15"})
    found = tasks()
    first, third = found["placement.month_1"], found["placement.month_3"]
    assert (first.status, first.due_on) == ("completed", DUE["placement.month_1"])
    assert (third.status, third.due_on) == ("open", dt.date(2026, 4, 15))


def test_a_checkpoint_that_is_answered_already_needs_no_task(bench, tasks, answers):
    line = {"follow_ups-0-checkpoint": "month_6", "follow_ups-0-still_employed": "no"}
    bench.save(bench.attach("job_placement"), {**answers, **line})
    assert set(tasks()) == set(DUE) - {"placement.month_6"}


def test_planning_stays_within_the_budget_of_a_save(bench, engine, tasks, answers):
    form_id = bench.attach("job_placement")
    form = bench.form(form_id)
    pairs = dict(form.submit_fields())
    fields = {**{name: value for name, value in pairs.items() if value}, **answers}
    with count_statements(engine) as sent:
        bench.app.send(f"/forms/{form_id}", fields, status=303)
    assert 0 < len(sent) <= 20, str(sent)
    assert set(tasks()) == set(DUE)
