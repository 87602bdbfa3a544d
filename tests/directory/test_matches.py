"""Places of mentors and tutors: counted over every form, and never given twice."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from sqlalchemy import func, select

from ocms_core.db import scope
from ocms_core.directory.matches import MatchService
from ocms_core.directory.models import SupporterMatch
from tests.directory.conftest import TODAY


@pytest.fixture
def settle(directory):
    """Return a writer of matches: form id, supporter, answers; it returns the refusal."""

    def write(form_id, supporter, role="mentor", status="active", **more):
        with directory.session() as session:
            refusal = MatchService(session, TODAY).settle(
                form_id,
                supporter_id=supporter.id if supporter else None,
                role=role,
                status=status,
                **more,
            )
            session.commit()
            return refusal

    return write


@pytest.fixture
def matches(directory):
    """Return the stored matches as (form, supporter, role, status)."""

    def read():
        with directory.session() as session:
            rows = session.scalars(select(SupporterMatch).execution_options(beyond_visibility=True))
            return [(row.form_id, row.supporter_id, row.role, row.status) for row in rows]

    return read


def test_a_form_has_one_match_that_follows_its_answers(directory, settle, matches):
    rosa, form = directory.supporter(roles=["mentor", "tutor"]), directory.form()
    assert settle(form, rosa) is None
    assert settle(form, rosa, role="tutor", status="completed", until=TODAY) is None
    assert matches() == [(form, rosa.id, "tutor", "completed")]
    assert settle(form, None) is None
    assert matches() == []


def test_beyond_the_capacity_nobody_is_matched_and_the_sentence_names_the_number(
    directory, settle, matches
):
    rosa = directory.supporter(capacity=1)
    first, second = directory.form(), directory.form()
    assert settle(first, rosa) is None
    refusal = settle(second, rosa)
    assert refusal.about == "status"
    assert refusal.message.mapping == {"name": "Rosa Lindqvist", "capacity": 1}
    assert len(matches()) == 1
    assert settle(second, rosa, status="proposed") is None
    assert settle(second, rosa, status="accepted").about == "status"
    assert settle(first, rosa, status="completed") is None
    assert settle(second, rosa, status="accepted") is None


def test_places_are_counted_though_the_other_form_is_private_and_of_another_program(
    directory, settle
):
    rosa = directory.supporter(capacity=1)
    hidden = directory.form(worker="stranger", program=1, private=True)
    assert settle(hidden, rosa) is None
    assert settle(directory.form(), rosa).about == "status"


@pytest.mark.parametrize(
    ("answers", "role", "about", "words"),
    [
        ({"status": "paused"}, "mentor", "supporter", "no new matches"),
        ({"police_check_expiry": TODAY - dt.timedelta(1)}, "mentor", "supporter", "expired"),
        ({}, "tutor", "role", "in this role"),
    ],
)
def test_who_may_not_be_matched_is_refused_with_the_reason(  # noqa: PLR0917
    directory, settle, matches, answers, role, about, words
):
    rosa = directory.supporter(**answers)
    refusal = settle(directory.form(), rosa, role=role)
    assert refusal.about == about
    assert words in refusal.message
    assert matches() == []


def test_a_check_that_ends_today_is_still_good(directory, settle):
    rosa = directory.supporter(police_check_expiry=TODAY)
    assert settle(directory.form(), rosa) is None


def test_a_match_that_stands_keeps_its_place_whatever_becomes_of_the_person(directory, settle):
    rosa, form = directory.supporter(), directory.form()
    assert settle(form, rosa, status="accepted") is None
    with directory.session() as session:
        stored = session.get(type(rosa), (directory.world.north.id, rosa.id))
        stored.capacity, stored.status = 0, "left"
        stored.police_check_expiry = TODAY - dt.timedelta(days=9)
        session.commit()
    assert settle(form, rosa, status="active") is None
    assert settle(form, rosa, status="completed") is None


def test_codes_that_the_lists_do_not_have_are_a_mistake_of_the_caller(directory, settle):
    with pytest.raises(ValueError, match="no such role"):
        settle(directory.form(), directory.supporter(), status="married")


def test_a_supporter_of_another_agency_is_nobody(directory, settle, app, world):
    rosa = directory.supporter()
    with app.open_session() as session:
        scope.enter(session, world.south.id)
        assert (
            MatchService(session, TODAY)
            .settle(rosa.id, supporter_id=rosa.id, role="mentor", status="active")
            .about
            == "supporter"
        )


def test_removing_the_form_frees_the_place(directory, settle, matches):
    rosa, form = directory.supporter(), directory.form()
    settle(form, rosa)
    with directory.session() as session:
        from ocms_core.forms.models import ServiceForm

        session.delete(
            session.scalars(
                select(ServiceForm)
                .where(ServiceForm.id == form)
                .execution_options(beyond_visibility=True)
            ).one()
        )
        session.commit()
    assert matches() == []


def test_two_workers_at_one_moment_never_share_the_last_place(own_database):
    """On two real connections: the second waits for the first, then is refused."""
    from ocms_core.db.session import make_engine, make_session_factory
    from ocms_core.security.vault import Vault
    from ocms_core.testing.world import make_world
    from tests.directory.conftest import Directory

    engine = make_engine(own_database.app)
    open_session = make_session_factory(engine, info={"vault": Vault(b"0" * 32)})
    directory = Directory(open_session, make_world(open_session))
    rosa = directory.supporter(capacity=1)
    forms = [directory.form(), directory.form()]
    ready, answers = threading.Barrier(2), {}

    def match(form_id):
        with directory.session() as session:
            ready.wait(10)
            answers[form_id] = MatchService(session, TODAY).settle(
                form_id, supporter_id=rosa.id, role="mentor", status="active"
            )
            time.sleep(0.2)
            session.commit()

    threads = [threading.Thread(target=match, args=(form_id,)) for form_id in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    refusals = [answers[form_id] for form_id in forms]
    assert sorted(one.about for one in refusals if one is not None) == ["status"]
    with directory.session() as session:
        stored = session.scalar(
            select(func.count())
            .select_from(SupporterMatch)
            .execution_options(beyond_visibility=True)
        )
    assert stored == 1
    engine.dispose()
