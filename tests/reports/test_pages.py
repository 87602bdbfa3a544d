import datetime as dt

import pytest

from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.plugins.manager import registries

REPORTS = (
    "new_returning_clients",
    "services_delivered",
    "activity_by_worker",
    "client_demographics",
    "information_topics",
)
MARCH = "from=2026-03-01&to=2026-03-31"


@pytest.fixture
def served(app, world):
    """Write services of the northern agency; one private and by somebody else."""
    north = world.north

    def write(day="2026-03-02", kind="information_orientation", worker="worker", **values):
        model = registries().forms.every()[kind]
        with app.open_session() as session:
            scope.enter(session, north.id)
            session.add(
                model(
                    id=uuid7(),
                    state="complete",
                    service_date=dt.date.fromisoformat(day),
                    author_id=north.staff[worker].id,
                    worker_id=north.staff[worker].id,
                    **({"client_id": north.client.id, "program_id": north.programs[0].id} | values),
                )
            )
            session.commit()

    return write


@pytest.mark.parametrize("key", REPORTS)
def test_every_report_shows_and_downloads(app, world, served, key):
    served(topics_given=["housing"])
    app.sign_in(world.north.emails["admin"])
    page = app.get(f"/reports/{key}?{MARCH}")
    assert page.status_int == 200
    page.mustcontain("What these figures mean")
