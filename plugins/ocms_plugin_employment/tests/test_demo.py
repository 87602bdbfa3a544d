"""The made-up job development: read by the engine without a complaint, complete, and counted."""

import datetime as dt
from random import Random

import pytest
from ocms_plugin_employment.demo.write import write_job_development
from ocms_plugin_employment.models import JobNeedsAssessment, JobPlacement, MentorUpdate
from sqlalchemy import func, select

from ocms_core.agencies.models import Staff
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.directory.models import Supporter
from ocms_core.referrals.models import FollowUp
from ocms_core.testing.world import viewer


@pytest.mark.usefixtures("employer")
def test_some_clients_have_a_history_with_placements_and_matches(app, world, mentor):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        for member in session.scalars(select(Staff)):
            member.default_program_id = world.north.programs[0].id
            member.default_funder_id = world.north.funders[0].id
        session.get(Supporter, (world.north.id, mentor.id)).capacity = 20
        session.add_all(
            Client(
                id=uuid7(),
                number=number,
                first_name="A",
                last_name=f"B{number}",
                name_key=f"b{number} a",
                birth_date="1988-05-17",
                registration_date=dt.date(2024, 1, 5),
            )
            for number in range(2, 200)
        )
        session.flush()
        write_job_development(session, world.north.agency, Random(7))  # noqa: S311
        assert "viewer" not in session.info
        session.info["viewer"] = viewer(world.north, "admin")
        states = dict(
            session.execute(
                select(JobNeedsAssessment.state, func.count()).group_by(JobNeedsAssessment.state)
            ).all()
        )
        assert set(states) == {"complete"}
        assert session.scalar(select(func.count()).select_from(JobPlacement)) > 3
        assert session.scalar(select(func.count()).select_from(FollowUp)) > 3
        totals = session.scalars(select(MentorUpdate.total_minutes)).all()
        assert totals
        assert all(total > 0 for total in totals)
