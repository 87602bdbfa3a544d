"""The flows' worker at the browser, and the ledger behind the pages."""

import pytest
from sqlalchemy import select

from ocms_core.db.types import uuid7
from ocms_core.privacy.models import ConsentEntry
from tests.functional.conftest import Worker, complete

__all__ = ["complete"]


class Desk(Worker):
    """Consents and conflicts as people meet them."""

    def answer(self, purpose, answer, *, number=1, status=303, **more):
        """Record a client's answer through the page."""
        fields = {
            "id": str(uuid7()),
            "purpose": purpose,
            "answer": answer,
            "answered_on": "2026-02-03",
            "how": "oral",
            "taken_by_id": str(self.world.north.staff["worker"].id),
            "statement": "1:fr",
            **more,
        }
        return self.app.send(f"/clients/{number}/consents", fields, status=status)

    def bar(self, word, *, number=1, reason="A relative.", status=303):
        """Bar a member of staff from a client through the page."""
        fields = {"staff": str(self.world.north.staff[word].id), "reason": reason}
        return self.app.send(f"/clients/{number}/conflicts", fields, status=status)

    def entries(self, purpose=None):
        """Return the ledger, the oldest first."""
        statement = select(ConsentEntry).order_by(ConsentEntry.recorded_at, ConsentEntry.id)
        if purpose is not None:
            statement = statement.where(ConsentEntry.purpose == purpose)
        return self.rows(statement)


@pytest.fixture
def north(app, world):
    """Return the north agency's staff at the browser."""
    return Desk(app, world)
