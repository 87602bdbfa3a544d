"""Two profiles of one person, each with a RAP record: a merge loses neither, undoing parts them."""

import datetime as dt

import pytest
from ocms_plugin_refugee.models import OrientationGiven, RefugeeAssistance
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.duplicates.services import MergeService
from ocms_core.testing.world import viewer

DESTINATIONS = ("Toronto", "Hamilton")


@pytest.fixture
def pair(app, world):
    """Return the ids of two profiles, each with a RAP record that has an answer and a line."""
    north, ids = world.north, []
    with app.open_session() as session:
        scope.enter(session, north.id)
        for number, destination in enumerate(DESTINATIONS, start=801):
            client = Client(id=uuid7(), number=number, first_name="Amina", last_name="Daud")
            session.add(client)
            session.flush()
            form = RefugeeAssistance(
                id=uuid7(),
                client_id=client.id,
                author_id=north.staff["worker"].id,
                worker_id=north.staff["worker"].id,
                program_id=north.programs[0].id,
                service_date=dt.date(2026, 1, number - 800),
                state="incomplete",
                destination=destination,
            )
            session.add(form)
            session.flush()
            session.add(OrientationGiven(form_id=form.id, topic="weather", length=number))
            ids.append(client.id)
        session.commit()
    return ids


def as_admin(session, world):
    scope.enter(session, world.north.id)
    session.info["viewer"] = viewer(world.north, "admin")
    session.info["staff_id"] = world.north.staff["manager"].id


def records(session):
    statement = select(RefugeeAssistance).order_by(RefugeeAssistance.service_date)
    return [
        (form.client_id, form.destination, [line.length for line in form.orientation])
        for form in session.scalars(statement)
    ]


def test_a_merge_keeps_both_records_and_undoing_parts_them(app, world, pair):
    one, other = pair
    with app.open_session() as session:
        as_admin(session, world)
        service = MergeService(session)
        merge = service.merge(*service.pair(one, other, lock=True), {}, note=None)
        session.flush()
        session.expire_all()
        assert records(session) == [(one, "Toronto", [801]), (one, "Hamilton", [802])]
        merge_id = merge.id
        session.commit()
    app.sign_in(world.north.emails["worker"])
    page = app.get("/clients/801")
    assert page.text.count("Refugee (RAP) record") >= len(DESTINATIONS)
    form_id = str(uuid7())
    again = {"kind": "refugee_assistance", "form_id": form_id}
    answer = app.send("/clients/801/forms", again, status=303)
    assert form_id not in answer.location
    with app.open_session() as session:
        as_admin(session, world)
        assert len(records(session)) == len(DESTINATIONS)
        assert MergeService(session).undo(merge_id)[1] is False
        session.flush()
        session.expire_all()
        assert records(session) == [(one, "Toronto", [801]), (other, "Hamilton", [802])]
