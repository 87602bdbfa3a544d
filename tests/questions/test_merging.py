"""Two clients with answers to the agency's own questions become one, and two again."""

import pytest
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.duplicates.profiles import MERGED
from ocms_core.duplicates.services import MergeService
from ocms_core.testing.world import viewer

from .conftest import make_question


@pytest.fixture
def pair(app, world):
    """Return a session, and two clients in it who answered differently."""
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.info["viewer"] = viewer(world.north, "admin")
        session.info["staff_id"] = world.north.staff["manager"].id
        session.add_all(make_question("text", "client", label_en=f"Q{n}?") for n in range(4))
        clients = []
        for number, custom in (
            (9001, {"both": "a", "one": 1, "same": ["x"]}),
            (9002, {"both": "b", "other": True, "same": ["x"]}),
        ):
            client = Client(id=uuid7(), number=number, first_name="A", kind="named", custom=custom)
            session.add(client)
            clients.append(client)
        session.flush()
        yield session, *clients


def merge(session, one, other, **choices):
    """Merge the second into the first."""
    service = MergeService(session)
    kept, gone = service.pair(one.id, other.id, lock=True)
    return service.merge(kept, gone, {f"custom.{key}": side for key, side in choices.items()})


def custom_of(session, key):
    """Read a client's answers afresh."""
    session.flush()
    session.expire_all()
    statement = select(Client.custom).where(Client.id == key)
    return session.scalar(statement, execution_options={"with_merged": True})


def test_nothing_is_lost_and_undoing_is_exact(pair):
    session, one, other = pair
    keys, before = (one.id, other.id), (dict(one.custom), dict(other.custom))
    record = merge(session, one, other)
    assert custom_of(session, keys[0]) == {"both": "a", "one": 1, "same": ["x"], "other": True}
    assert custom_of(session, keys[1]) == before[1]
    _merge, changed_since = MergeService(session).undo(record.id)
    assert not changed_since
    assert (custom_of(session, keys[0]), custom_of(session, keys[1])) == before


def test_what_was_chosen_survives_and_what_changed_since_stays(pair):
    session, one, other = pair
    key = one.id
    record = merge(session, one, other, both=MERGED)
    assert custom_of(session, key)["both"] == "b"
    client = session.get(Client, (one.agency_id, key))
    client.custom = {**client.custom, "other": False}
    session.flush()
    _merge, changed_since = MergeService(session).undo(record.id)
    assert changed_since
    assert custom_of(session, key) == {"both": "a", "one": 1, "same": ["x"], "other": False}
