"""A group session at the browser, and a look into the database behind it."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from ocms_plugin_groups.attendees import OrientationAttendee
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.service_sessions.models import SessionClient
from ocms_core.testing.world import viewer


class Group:
    """One group session, begun by the worker."""

    def __init__(self, app, world):
        self.app, self.world, self.id = app, world, str(uuid7())

    def begin(self, kind="io_group", day="2026-01-15"):
        """Begin the session as the worker."""
        north = self.world.north
        self.app.sign_in(north.emails["worker"])
        fields = {
            "type": kind,
            "id": self.id,
            "service_date": day,
            "site_id": str(north.sites[0].id),
            "delivery_method": "in_person",
            "workers": str(north.staff["worker"].id),
            "funders": str(north.funders[0].id),
        }
        self.app.send("/sessions/new", list(fields.items()), status=303)
        return self

    @property
    def path(self):
        """The address of the list."""
        return f"/sessions/{self.id}/attendance"

    def people(self, count):
        """Register people straight into the agency; return their numbers."""
        numbers = list(range(100, 100 + count))
        with self.app.open_session() as session:
            scope.enter(session, self.world.north.id)
            session.add_all(
                Client(
                    number=number,
                    first_name=f"Given{number}",
                    last_name=f"Family{number}",
                    birth_date="1979-05-12",
                    name_key=f"family{number} given{number}",
                )
                for number in numbers
            )
            session.commit()
        return numbers

    def add(self, number):
        """Put a client on the list."""
        self.app.send(f"{self.path}/add", {"client": str(number)}, status=303)

    def put_on_list(self, numbers):
        """Put many clients on the list at once, straight into the database."""
        north = self.world.north
        with self.app.open_session() as session:
            scope.enter(session, north.id)
            session.info["viewer"] = viewer(north, "admin")
            for client in session.scalars(select(Client).where(Client.number.in_(numbers))):
                session.add(SessionClient(session_id=uuid.UUID(self.id), client_id=client.id))
                session.add(
                    OrientationAttendee(
                        session_id=uuid.UUID(self.id),
                        client_id=client.id,
                        service_date=dt.date(2026, 1, 15),
                        author_id=north.staff["worker"].id,
                        worker_id=north.staff["worker"].id,
                        program_id=north.programs[0].id,
                        funder_id=north.funders[0].id,
                        status="completed",
                    )
                )
            session.commit()

    def rows(self, statement):
        """Read rows afresh, as the admin."""
        with self.app.open_session() as session:
            scope.enter(session, self.world.north.id)
            session.info["viewer"] = viewer(self.world.north, "admin")
            found = session.scalars(statement).all()
            session.expunge_all()
            return found

    def forms(self):
        """Read the attendees' forms afresh, in the order in which they were begun."""
        return self.rows(select(OrientationAttendee).order_by(OrientationAttendee.id))

    def save(self, came, *, others=False):
        """Save the ticks."""
        pairs = [("shown", str(form.id)) for form in self.forms()]
        pairs += [("came", str(key)) for key in came]
        if others:
            pairs.append(("others", "1"))
        return self.app.send(self.path, pairs, status=303)


@pytest.fixture
def new_group(app, world):
    """Return a function that begins a group session."""
    return lambda *kind, **options: Group(app, world).begin(*kind, **options)


@pytest.fixture
def group(new_group):
    """Return a new orientation group."""
    return new_group()


@pytest.fixture
def group_of_today(new_group):
    """Return an orientation group that takes place today."""
    return new_group(day=dt.datetime.now(ZoneInfo("America/Toronto")).date().isoformat())
