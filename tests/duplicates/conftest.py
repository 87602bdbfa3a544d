"""Records of one person, as two workers might have made them."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest
from ocms_plugin_settlement.models import InformationOrientation

from ocms_core.clients.models import Client, ClientAddress, ClientIdentifier, ClientPhone
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.duplicates.services import MergeService
from ocms_core.service_sessions.models import ServiceSession, SessionClient
from ocms_core.testing.world import viewer

NUMBERS = count(5001)


class Registry:
    """A database session in the north agency, and short ways to fill it."""

    def __init__(self, session, north):
        self.db, self.north = session, north
        self.staff = north.staff["worker"]

    def client(self, first=None, last=None, *, phones=(), uci=None, street=None, **values):
        """Add a client."""
        client = Client(
            id=uuid7(), number=next(NUMBERS), first_name=first, last_name=last, **values
        )
        self.db.add(client)
        self.db.flush()
        for place, number in enumerate(phones):
            client.phones.append(ClientPhone(id=uuid7(), number=number, position=place))
        if street:
            client.addresses.append(
                ClientAddress(id=uuid7(), street_name=street, city="Toronto", position=0)
            )
        if uci:
            row = ClientIdentifier(agency_id=client.agency_id, id=uuid7(), type="uci", position=0)
            with self.db.no_autoflush:
                client.identifiers.append(row)
                row.value = uci
        self.db.flush()
        return client

    def session(self, *clients, day=1, forms=True, **values):
        """Add a session of these clients with a form for each."""
        record = ServiceSession(
            id=uuid7(),
            session_type="direct_service",
            created_by_id=self.staff.id,
            service_date=dt.date(2026, 3, day),
        )
        self.db.add(record)
        self.db.flush()
        for client in clients:
            self.db.add(SessionClient(session_id=record.id, client_id=client.id))
            if forms:
                self.form(record, client, **values)
        self.db.flush()
        return record

    def form(self, record, client, **values):
        """Add a form."""
        form = InformationOrientation(
            id=uuid7(),
            session_id=record.id if record else None,
            client_id=client.id,
            author_id=self.staff.id,
            worker_id=self.staff.id,
            program_id=self.north.programs[0].id,
            **{"state": "complete", "service_date": dt.date(2026, 3, 1), **values},
        )
        self.db.add(form)
        self.db.flush()
        return form

    def merge(self, survivor, merged, note=None, **choices):
        """Merge one into the other; return the merge."""
        self.db.flush()
        one, other = self.service.pair(survivor.id, merged.id, lock=True)
        return self.service.merge(one, other, choices, note=note)

    def undo(self, merge):
        """Undo a merge; return whether something changed since has stayed."""
        self.db.flush()
        return self.service.undo(merge.id)[1]

    @property
    def service(self):
        """The merge service."""
        return MergeService(self.db)


@pytest.fixture
def registry(app, world):
    """Return the north agency's records, seen by its admin."""
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.info["viewer"] = viewer(world.north, "admin")
        session.info["staff_id"] = world.north.staff["manager"].id
        yield Registry(session, world.north)
