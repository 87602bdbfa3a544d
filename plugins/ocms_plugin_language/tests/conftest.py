"""A course of the north agency, filled in at the browser, and what the tests ask of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.models import ServiceForm
from ocms_core.testing.world import viewer

COURSE = {
    "course_code": "L-ENG-1",
    "course_language": "eng",
    "training_format": "classroom",
    "total_spots": "3",
    "class_minutes": "2:30",
    "start_date": "2026-09-07",
    "end_date": "2026-10-30",
    "status": "ongoing",
    "class_days": ["mon", "wed"],
}


class Course:
    """One course of the north agency, at the browser and in the database behind it."""

    def __init__(self, app, world):
        self.app, self.world = app, world
        self.sign_in("worker")
        self.session_id = str(uuid7())
        fields = {
            "id": self.session_id,
            "service_date": "2026-09-07",
            "site_id": str(world.north.sites[0].id),
            "delivery_method": "in_person",
            "workers": str(world.north.staff["worker"].id),
        }
        app.send("/sessions/new", {**fields, "type": "language_training"}, status=303)
        self.main = self.form_of("language_course")

    def sign_in(self, word):
        """Sign in as a member of staff of the north agency."""
        return self.app.sign_in(self.world.north.emails[word])

    def path(self, rest=""):
        """Return an address of the course's session."""
        return f"/sessions/{self.session_id}{rest}"

    def rows(self, statement, word="admin"):
        """Read rows afresh with the eyes of somebody."""
        with self.app.open_session() as session:
            session.expire_on_commit = False
            scope.enter(session, self.world.north.id)
            session.info["viewer"] = viewer(self.world.north, word)
            found = session.scalars(statement).unique().all()
            session.expunge_all()
            return found

    def form_of(self, kind, client=None):
        """Return the id of the session's form of a kind, of a client if one is given."""
        statement = select(ServiceForm).where(
            ServiceForm.session_id == self.session_id, ServiceForm.kind == kind
        )
        if client is not None:
            statement = statement.where(ServiceForm.client_id == client.id)
        return self.rows(statement)[0].id

    def post(self, form_id, fields, **options):
        """Post answers of a form as they stand on its page, with some changed."""
        page = self.app.get(f"/forms/{form_id}")
        token = re.search(r'name="revision" value="(\d+)"', page.text)
        pairs = [("revision", token.group(1) if token else "1")]
        for name, value in fields.items():
            pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
        return self.app.send(f"/forms/{form_id}", pairs, **options)

    def set_up(self, **more):
        """Fill in the course form."""
        answers = {
            **COURSE,
            "funder_id": str(self.world.north.funders[0].id),
            "program_id": str(self.world.north.programs[0].id),
            **more,
        }
        return self.post(self.main, {k: v for k, v in answers.items() if v is not None}, status="*")

    def clients(self, how_many):
        """Register further clients; return them."""
        with self.app.open_session() as session:
            session.expire_on_commit = False
            scope.enter(session, self.world.north.id)
            made = [
                Client(
                    id=uuid7(),
                    number=number,
                    first_name=f"Learner{number}",
                    last_name="Of North",
                    official_language="eng",
                )
                for number in range(100, 100 + how_many)
            ]
            session.add_all(made)
            session.commit()
            session.expunge_all()
        return made

    def enrol(self, client, **options):
        """Put a client on the course, as the session's page does."""
        fields = {"client": str(client.number), "form_id": str(uuid7())}
        return self.app.send(self.path("/clients"), fields, **options)

    def send(self, rest, **fields):
        """Post to a page of the course."""
        return self.app.send(self.path(rest), {key: str(one) for key, one in fields.items()})


@pytest.fixture
def course(app, world):
    """Return a course whose form is not filled in yet."""
    return Course(app, world)
