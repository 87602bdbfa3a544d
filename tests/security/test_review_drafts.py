"""What is typed and not saved yet is as secret as what is saved."""

import pytest
from sqlalchemy import text

from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.drafts import DraftService
from ocms_core.security.vault import VaultError

UCI = "1122-334455"


def test_identifiers_in_drafts_are_not_in_the_database_in_clear(app, world):
    app.sign_in(world.north.emails["worker"])
    key = uuid7()
    typed = {"revision": "0", "identifiers-0-sealed": UCI, "first_name": "Zahra"}
    app.send(f"/drafts/client/{key}", typed)
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        (row,) = session.scalars(text("select encode(sealed, 'escape') || d::text from draft d"))
    assert UCI not in row
    assert "Zahra" not in row


def test_drafts_open_for_their_author_and_their_record_alone(app, world):
    worker, colleague = (world.north.staff[word].id for word in ("worker", "colleague"))
    target = f"client:{uuid7()}"
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        draft = DraftService(session, worker).keep(target, [("notes", "only mine")], 1)
        assert DraftService(session, worker).raw_of(draft) == {"notes": ["only mine"]}
        with pytest.raises(VaultError):
            DraftService(session, colleague).raw_of(draft)
        draft.target = f"client:{uuid7()}"
        with pytest.raises(VaultError), session.no_autoflush:
            DraftService(session, worker).raw_of(draft)
