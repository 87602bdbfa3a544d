"""Judging a record as it is stored says what judging its posted texts would say."""

import datetime as dt

import pytest

from ocms_core.clients.models import Client, ClientAddress, ClientPhone
from ocms_core.clients.services import questions_for
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.choices import StoredChoices
from ocms_core.forms.editor import Editor

CLIENTS = (
    {"kind": "named", "first_name": "Amina", "gender": "woman"},
    {"kind": "named", "first_name": "A", "last_name": "B", "birth_date": "1979~"},
    {"kind": "named", "phones": [{"number": "416 555 0101"}], "has_email": True},
    {"kind": "named", "addresses": [{"city": "Toronto"}], "has_email": False},
    {"kind": "anonymous", "arrival_year": "2020"},
    {"kind": "anonymous"},
)
ROWS = {"phones": ClientPhone, "addresses": ClientAddress}


@pytest.mark.parametrize("answers", CLIENTS)
def test_a_stored_record_lacks_what_its_posted_answers_would_lack(app, world, answers):
    made = {
        key: [ROWS[key](**row) for row in value] if key in ROWS else value
        for key, value in answers.items()
    }
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        client = Client(id=uuid7(), number=50, **made)
        session.add(client)
        session.flush()
        editor = Editor(
            Client,
            StoredChoices(session, "en"),
            locale="en",
            today=dt.date(2026, 6, 1),
            **questions_for(client.kind),
        )
        posted = editor.judge(editor.raw_of(client), record=client)
        stored = editor.judge_stored(client)
        assert stored.missing
        assert set(stored.missing) == set(posted.missing)
        assert stored.hidden == posted.hidden
