"""What the tests of the directory share: people, employers, and service forms to match by."""

from __future__ import annotations

import datetime as dt

import pytest
from ocms_plugin_settlement.models import NonSpecified

from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.directory.models import Employer, Supporter

TODAY = dt.date(2026, 11, 23)


class Directory:
    """Writes rows of the north agency in committed sessions of `open_session`."""

    def __init__(self, open_session, world):
        self._open, self.world = open_session, world

    def session(self):
        """Return a session in the agency's scope."""
        session = self._open()
        scope.enter(session, self.world.north.id)
        session.expire_on_commit = False
        return session

    def add(self, row):
        """Store a row and return it."""
        with self.session() as session:
            session.add(row)
            session.commit()
            session.expunge_all()
        return row

    def supporter(self, **answers):
        """Store a supporter: an active mentor with one place unless said otherwise."""
        given = {
            "first_name": "Rosa",
            "last_name": "Lindqvist",
            "roles": ["mentor"],
            "status": "active",
            "capacity": 1,
            **answers,
        }
        return self.add(Supporter(id=uuid7(), **given))

    def employer(self, **answers):
        """Store an employer."""
        return self.add(Employer(id=uuid7(), **{"name": "Quay Foods", "active": True, **answers}))

    def form(self, client=None, worker="worker", program=0, **answers):
        """Store a service form of a client; return its id."""
        north = self.world.north
        staff = north.staff[worker]
        form = NonSpecified(
            id=uuid7(),
            client_id=(client or north.client).id,
            service_date=TODAY,
            author_id=staff.id,
            worker_id=staff.id,
            program_id=north.programs[program].id,
            **answers,
        )
        self.add(form)
        return form.id


@pytest.fixture
def directory(app, world):
    """Return the writer of the directory's rows."""
    return Directory(app.open_session, world)
