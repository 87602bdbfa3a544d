"""The flows' worker at the browser, for reviews that need a session and its forms."""

import datetime as dt
import random

import pytest
from ocms_plugin_settlement.models import InformationOrientation, NonSpecified

from ocms_core.db import scope
from ocms_core.forms.blocks import SupportReceived
from ocms_core.service_sessions.models import ServiceSession, SessionWorker
from tests.functional.conftest import north

__all__ = ["north"]

TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def forms(app, world):
    """Return a session with sixty forms of every mixture, and what is true of each."""
    dice = random.Random(7)  # noqa: S311  the same mixture every time
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        staff = list(world.north.staff.values())
        programs = [*world.north.programs, None]
        made = []
        for _turn in range(60):
            author, worker = dice.choice(staff), dice.choice(staff)
            record = ServiceSession(
                session_type="direct_service", created_by_id=author.id, service_date=TODAY
            )
            session.add(record)
            session.flush()
            if dice.random() < 0.3:
                record.workers.append(SessionWorker(staff_id=dice.choice(staff).id))
            program = dice.choice(programs)
            form = dice.choice([InformationOrientation, NonSpecified])(
                session_id=record.id,
                client_id=world.north.client.id,
                author_id=author.id,
                worker_id=worker.id,
                program_id=program.id if program else None,
                private=dice.random() < 0.4,
                service_date=TODAY,
            )
            form.support = SupportReceived(id=form.id, received=True)
            session.add(form)
            made.append(form)
        session.flush()
        facts = [
            (
                form.id,
                form.author_id,
                form.worker_id,
                form.program_id,
                form.private,
                form.session_id,
                form.kind,
            )
            for form in made
        ]
        session.expunge_all()
        yield session, facts
