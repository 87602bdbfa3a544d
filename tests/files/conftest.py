"""A browser at a client's files, with a form in the same agency."""

import datetime as dt
import re

import pytest

from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.files.models import ClientFile
from ocms_core.plugins.manager import registries
from tests.files.samples import PDF


class Files:
    """Sends and looks at files as members of the agency `north`."""

    def __init__(self, app, world):
        self.app, self.world = app, world
        self.home = f"/clients/{world.north.client.number}/files"
        self.upload_path = f"/files/of-client/{world.north.client.number}"

    def sign_in(self, word="worker"):
        self.app.sign_in(self.world.north.emails[word])
        return self

    def send(self, *files, path=None, status="*", headers=None, **fields):
        """Upload files given as (name, content)."""
        return self.app.post(
            path or self.upload_path,
            {"csrf_token": self.app.csrf_token, **fields},
            upload_files=[("files", name, content) for name, content in files],
            headers=headers,
            status=status,
        )

    def stored(self, name="letter.pdf", content=PDF, **fields):
        """Upload one file and return its id."""
        answer = self.send((name, content), **fields)
        assert answer.status_int == 303, answer.text
        return self.newest().id

    def session(self):
        session = self.app.open_session()
        scope.enter(session, self.world.north.id)
        return session

    def newest(self):
        from sqlalchemy import select

        with self.session() as session:
            return session.scalars(
                select(ClientFile).order_by(ClientFile.id.desc()).limit(1),
                execution_options={"beyond_visibility": True},
            ).one()

    def form(self, author="worker", program=0, **values):
        """Write a service form of the client; return its id."""
        north = self.world.north
        model = registries().forms.every()["non_specified"]
        with self.session() as session:
            form = model(
                id=uuid7(),
                service_date=dt.date(2026, 1, 15),
                client_id=north.client.id,
                program_id=north.programs[program].id,
                author_id=north.staff[author].id,
                worker_id=north.staff[author].id,
                version=model.__form__.version,
                **values,
            )
            session.add(form)
            session.commit()
            return form.id

    def names(self, address=None):
        """Return the names that a page lists."""
        page = self.app.get(address or self.home)
        return re.findall(r"<bdi>([^<]*)</bdi>", page.text)


@pytest.fixture
def files(app, world):
    return Files(app, world).sign_in()
