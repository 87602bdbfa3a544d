"""Who sees which task or referral, and how much of it: the criteria against the truth table."""

import random
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from ocms_core.clients.models import Client
from ocms_core.errors import OcmsError
from ocms_core.forms.models import ServiceForm
from ocms_core.referrals.models import FollowUp
from ocms_core.security.visibility import half_seen
from ocms_core.testing.world import viewer
from tests.security.test_visibility import TODAY, WORDS, sees


@pytest.fixture
def follow_ups(forms, world):
    """Return a session with 160 tasks and referrals of every mixture, and what is true of each."""
    session, facts = forms
    dice = random.Random(13)  # noqa: S311  the same mixture every time
    staff, programs = list(world.north.staff.values()), world.north.programs
    rows = []
    for turn in range(160):
        form = dice.choice(facts) if turn % 2 else None
        kind = dice.choice(("task", "internal", "internal"))
        program, target = dice.choice([*programs, None]), dice.choice(programs)
        assigned = dice.choice([*staff, None])
        row = FollowUp(
            client_id=world.north.client.id,
            form_id=form[0] if form else None,
            author_id=dice.choice(staff).id,
            assigned_id=assigned.id if assigned else None,
            program_id=program.id if program else None,
            to_program_id=target.id if kind == "internal" else None,
            kind=kind,
            reason="a",
            made_on=TODAY,
            private=form is None and dice.random() < 0.3,
        )
        session.add(row)
        rows.append((row, form))
    session.flush()
    told = [
        (
            row.id,
            row.author_id,
            row.assigned_id,
            row.program_id,
            row.to_program_id,
            row.private,
            form,
        )
        for row, form in rows
    ]
    session.expunge_all()
    return session, told


def hidden(who, fact):
    """Say whether it arose in a private form that this person cannot open."""
    form = fact[6]
    return form is not None and form[4] and not sees(who, form)


def shown(who, fact):
    """Say whether somebody sees a task or referral at all, in plain Python."""
    _id, author, assigned, program, target, private, _form = fact
    if who.is_admin or who.staff_id in {author, assigned} or target in who.managed:
        return True
    if hidden(who, fact):
        return False
    if private:
        return program in who.managed
    teams = who.programs | who.managed
    return who.sees_all or program in teams or target in teams


def in_part(who, fact):
    """Say whether they see only what is to be done for whom, and by when."""
    _id, author, _assigned, program, _target, private, _form = fact
    if who.is_admin or who.staff_id == author:
        return False
    return hidden(who, fact) or (private and program not in who.managed)


@pytest.mark.parametrize("word", WORDS)
def test_follow_ups_show_what_the_truth_table_says(follow_ups, world, word):
    session, facts = follow_ups
    who = session.info["viewer"] = viewer(world.north, word)
    expected = {fact[0] for fact in facts if shown(who, fact)}
    assert set(session.scalars(select(FollowUp.id))) == expected
    assert {row.id for row in session.scalars(select(FollowUp))} == expected
    assert set(session.scalars(select(aliased(FollowUp).id))) == expected
    cte = select(FollowUp.id).cte()
    assert set(session.scalars(select(cte.c.id))) == expected
    subquery = select(FollowUp.id).subquery()
    assert session.scalar(select(func.count()).select_from(subquery)) == len(expected)
    exists = select(FollowUp.id).where(FollowUp.client_id == Client.id).exists()
    assert (session.scalar(select(Client.id).where(exists)) is not None) == bool(expected)
    for fact in facts[:15]:
        found = session.get(FollowUp, (world.north.id, fact[0]))
        assert (found is not None) == (fact[0] in expected)


@pytest.mark.parametrize("word", WORDS)
def test_what_arose_in_a_private_form_is_half_seen(follow_ups, world, word):
    session, facts = follow_ups
    who = session.info["viewer"] = viewer(world.north, word)
    found = dict(session.execute(select(FollowUp.id, half_seen(who))).all())
    assert found == {fact[0]: in_part(who, fact) for fact in facts if shown(who, fact)}


def test_the_mixture_holds_every_case(follow_ups, world):
    _session, facts = follow_ups
    manager, worker = (viewer(world.north, word) for word in ("manager", "worker"))
    seen = [in_part(who, fact) for who in (manager, worker) for fact in facts if shown(who, fact)]
    assert True in seen
    assert False in seen
    assert any(not shown(worker, fact) for fact in facts)


def test_who_is_barred_from_a_client_sees_nothing_to_do_for_them(follow_ups, world):
    session, _facts = follow_ups
    for word in WORDS:
        who = replace(viewer(world.north, word), barred=frozenset({world.north.client.id}))
        session.info["viewer"] = who
        assert session.scalars(select(FollowUp.id)).all() == []


def test_a_private_form_that_is_removed_leaves_its_tasks_private(follow_ups, world):
    session, facts = follow_ups
    session.info["viewer"] = viewer(world.north, "admin")
    private = next(fact for fact in facts if fact[6] and fact[6][4])
    open_one = next(fact for fact in facts if fact[6] and not fact[6][4])
    for fact in (private, open_one):
        session.delete(session.get(ServiceForm, (world.north.id, fact[6][0])))
    session.flush()
    session.expunge_all()
    for fact, wanted in ((private, True), (open_one, False)):
        row = session.get(FollowUp, (world.north.id, fact[0]))
        assert row.form_id is None
        assert row.private is wanted


def test_follow_ups_are_not_changed_in_bulk(follow_ups, world):
    session, _facts = follow_ups
    session.info["viewer"] = viewer(world.north, "admin")
    for statement in (update(FollowUp).values(reason="x"), delete(FollowUp)):
        with pytest.raises(OcmsError):
            session.execute(statement)
