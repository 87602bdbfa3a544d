"""What the flows share: forms of a page by their fields, a session with a form, rows afresh."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from ocms_core.audit.models import AccessLog, ChangeLog
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.models import ServiceForm
from ocms_core.testing.world import viewer


class Worker:
    """A member of staff at the browser, and a look into the database behind it."""

    def __init__(self, app, world):
        self.app, self.world = app, world

    def sign_in(self, word):
        """Sign in as a member of staff of the north agency."""
        return self.app.sign_in(self.world.north.emails[word])

    @staticmethod
    def form(page, field):
        """Return the page's form that has a field."""
        return next(form for form in page.forms.values() if field in form.fields)

    def rows(self, statement, word="admin"):
        """Read rows of the north agency afresh, with the eyes of somebody."""
        with self.app.open_session() as session:
            session.expire_on_commit = False
            scope.enter(session, self.world.north.id)
            session.info["viewer"] = viewer(self.world.north, word)
            found = session.scalars(statement).unique().all()
            session.expunge_all()
            return found

    def record(self, model, key, word="admin"):
        """Read one row afresh."""
        return self.rows(select(model).where(model.id == key), word)[0]

    def begin_session(self, client=1, **more):
        """Begin a session with a client; return (session id, id of the first form)."""
        fields = {
            "id": str(uuid7()),
            "service_date": "2026-01-15",
            "site_id": str(self.world.north.sites[0].id),
            "delivery_method": "in_person",
            "workers": str(self.world.north.staff["worker"].id),
            "client": str(client),
            **more,
        }
        pairs = [
            (name, one)
            for name, value in fields.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        answer = self.app.send("/sessions/new", pairs, status=303)
        form_id = re.search(r"/forms/(.+)$", answer.location)
        return fields["id"], form_id.group(1) if form_id else None

    def post_form(self, form_id, fields, revision="1", **options):
        """Post answers of a form."""
        pairs = [("revision", revision), *fields]
        return self.app.send(f"/forms/{form_id}", pairs, **options)

    def draft(self, kind, key, **fields):
        """Send a draft as the page's script does."""
        return self.app.send(f"/drafts/{kind}/{key}", {"revision": "1", **fields})

    def accesses(self):
        """Return the access log as (action, number of clients)."""
        return self.rows(select(AccessLog).order_by(AccessLog.id))

    def changes(self):
        """Return the change log."""
        return self.rows(select(ChangeLog).order_by(ChangeLog.id))

    def forms_of(self, session_id):
        """Return every form of a session."""
        return self.rows(select(ServiceForm).where(ServiceForm.session_id == session_id))


@pytest.fixture
def north(app, world):
    """Return the north agency's staff at the browser."""
    return Worker(app, world)


COMPLETE = [
    ("status", "completed"),
    ("arrival_stage", "post_arrival"),
    ("topics_given", "housing"),
]


@pytest.fixture
def complete(world):
    """Return answers that make an orientation form complete."""
    return [
        *COMPLETE,
        ("funder_id", str(world.north.funders[0].id)),
        ("program_id", str(world.north.programs[0].id)),
    ]
