"""What the tests share: a worker's form of a kind, with the head filled in, and rows afresh."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.directory.models import Employer, Supporter
from ocms_core.testing.world import viewer


class Bench:
    """A worker at the browser with one session of a kind, and a look at the rows behind it."""

    def __init__(self, app, world):
        self.app, self.world, self.north = app, world, world.north
        self.session_id = None

    def begin(self, kind="job_development"):
        """Begin a session with the client; return the id of the form that comes by itself."""
        self.app.sign_in(self.north.emails["worker"])
        begin = self.app.get(f"/sessions/new?type={kind}&client=1")
        form = next(f for f in begin.forms.values() if "service_date" in f.fields)
        form["service_date"] = "2026-01-15"
        self.session_id = form["id"].value
        page = form.submit().follow()
        return re.search(r"/forms/([0-9a-f-]{36})", page.request.url + page.text).group(1)

    def attach(self, kind):
        """Add a form of a kind to the session; return its id."""
        if self.session_id is None:
            self.begin()
        form_id = str(uuid7())
        fields = {"client": str(self.north.client.id), "kind": kind, "form_id": form_id}
        self.app.send(f"/sessions/{self.session_id}/forms", fields, status=303)
        return form_id

    def page(self, form_id):
        """Open a form."""
        return self.app.get(f"/forms/{form_id}")

    def form(self, form_id):
        """Open a form; return it with the head filled in."""
        page = self.page(form_id)
        form = next(f for f in page.forms.values() if "funder_id" in f.fields)
        form["funder_id"] = str(self.north.funders[0].id)
        form["program_id"] = str(self.north.programs[0].id)
        form["status"] = "completed"
        return form

    def save(self, form_id, answers, **options):
        """Answer questions of a form and save it; return the answer of the page."""
        form = self.form(form_id)
        pairs = dict(form.submit_fields())
        pairs.pop("csrf_token", None)
        given = {**{name: value for name, value in pairs.items() if value}, **answers}
        fields = [
            (name, one)
            for name, value in given.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        return self.app.send(f"/forms/{form_id}", fields, **{"status": 303, **options})

    def stored(self, model, form_id, word="admin"):
        """Read a form afresh."""
        with self.app.open_session() as session:
            session.expire_on_commit = False
            scope.enter(session, self.north.id)
            session.info["viewer"] = viewer(self.north, word)
            return session.scalars(select(model).where(model.id == form_id)).one_or_none()

    def write(self, *rows):
        """Put rows of the north agency into the database."""
        with self.app.open_session() as session:
            session.expire_on_commit = False
            scope.enter(session, self.north.id)
            session.add_all(rows)
            session.commit()
            return rows[0]


@pytest.fixture
def bench(app, world):
    """Return the worker at the browser."""
    return Bench(app, world)


@pytest.fixture
def employer(bench):
    """Return an employer of the directory."""
    return bench.write(Employer(name="Humber Foods", sector="31_33", size="small_medium"))


@pytest.fixture
def mentor(bench):
    """Return a mentor with room for one client."""
    return bench.write(
        Supporter(
            first_name="Nadia",
            last_name="Roy",
            roles=["mentor", "tutor"],
            status="active",
            capacity=1,
        )
    )
