from itertools import count

import pytest

from ocms_core.agencies.models import Agency
from ocms_core.clients.models import Client, ClientAddress, ClientIdentifier, ClientPhone
from ocms_core.clients.search import ClientSearch
from ocms_core.db import scope
from ocms_core.security.vault import Vault

NUMBERS = count(1001)


def start_agency(db, code):
    """Add an agency with a key, and put the session under it."""
    agency = Agency(code=code, name=code.title())
    db.add(agency)
    db.flush()
    scope.enter(db, agency.id)
    db.info["vault"] = Vault(bytes(32))
    db.info["vault"].make_key(db)
    return agency


def add_client(db, first=None, last=None, *, phones=(), uci=None, city=None, postal=None, **values):
    """Add a client as simply as possible."""
    client = Client(first_name=first, last_name=last, number=next(NUMBERS), **values)
    db.add(client)
    db.flush()
    db.add_all(ClientPhone(client_id=client.id, number=phone) for phone in phones)
    if city or postal:
        db.add(ClientAddress(client_id=client.id, city=city, postal_code=postal))
    if uci:
        # Added with its key: the value is sealed for this row and this agency.
        row = ClientIdentifier(agency_id=client.agency_id, client_id=client.id, type="uci")
        row.id = client.id
        with db.no_autoflush:
            db.add(row)
            row.value = uci
    db.flush()
    return client


@pytest.fixture
def start():
    return start_agency


@pytest.fixture
def register(db):
    """Return a function that adds a client to the agency `north`, which is in scope."""
    start_agency(db, "north")

    def add(*names, **values):
        return add_client(db, *names, **values)

    return add


@pytest.fixture
def add_to():
    return add_client


@pytest.fixture
def find(db, register):
    """Return a function that searches and gives (name, reasons) pairs."""

    def names(typed, options=None, **more):
        found = ClientSearch(db).find(typed, options, **more)
        return [(match.client.name, match.reason_codes) for match in found]

    return names
