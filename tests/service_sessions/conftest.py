"""The flows' worker at the browser, with a client who has a family."""

import datetime as dt

import pytest

from ocms_core.clients.models import Client, Family
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from tests.functional.conftest import complete, north

__all__ = ["complete", "north"]


@pytest.fixture
def family(app, world):
    """Return a maker of relatives of client 1: (number of relatives) -> their client numbers."""

    def make(count=2):
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            household = Family(id=uuid7(), code="F00900")
            session.add(household)
            session.flush()
            session.get(Client, (world.north.id, world.north.client.id)).family_id = household.id
            for place in range(count):
                session.add(
                    Client(
                        id=uuid7(),
                        number=900 + place,
                        first_name=f"Child{place}",
                        last_name="Of North",
                        name_key=f"of north child{place}",
                        gender="woman",
                        family_id=household.id,
                        registration_date=dt.date(2026, 1, 5),
                    )
                )
            session.commit()
        return [900 + place for place in range(count)]

    return make
