"""The flows' worker at the browser, and tasks and referrals as people write them."""

import datetime as dt

import pytest
from sqlalchemy import select

from ocms_core.db import scope
from ocms_core.referrals.models import FollowUp, Partner, PartnerProgram
from ocms_core.testing.world import viewer
from tests.functional.conftest import complete, north

__all__ = ["complete", "north"]

TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def newest(north):
    """Return a reader of the latest task or referral, with an admin's eyes."""

    def read():
        statement = select(FollowUp).order_by(FollowUp.created_at.desc(), FollowUp.id.desc())
        return north.rows(statement.limit(1))[0]

    return read


@pytest.fixture
def write(north, newest):
    """Return a maker of tasks and referrals through the page without JavaScript."""

    def make(client=1, query="", **answers):
        page = north.app.get(f"/clients/{client}/follow-ups/new{query}")
        form = north.form(page, "made_on")
        for name, value in {"reason": "Call the school", **answers}.items():
            form[name] = value
        form.submit(status=303)
        return newest()

    return make


@pytest.fixture
def partners(app, world):
    """Return three partners of the north agency: for all, for the second program, switched off."""
    with app.open_session() as session:
        session.expire_on_commit = False
        scope.enter(session, world.north.id)
        session.info["viewer"] = viewer(world.north, "admin")
        made = [
            Partner(name="Harbour Clinic", name_fr="Clinique du Havre", phone="416-555-0123"),
            Partner(name="Women’s Shelter"),
            Partner(name="Closed Kitchen", active=False),
        ]
        session.add_all(made)
        session.flush()
        session.add(PartnerProgram(partner_id=made[1].id, program_id=world.north.programs[1].id))
        session.commit()
        session.expunge_all()
    return made
