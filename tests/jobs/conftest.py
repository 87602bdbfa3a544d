"""Tasks that only tests have."""

import pytest
from sqlalchemy import select

from ocms_core.agencies.models import Site
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.jobs.models import Outbox
from ocms_core.jobs.tasks import Job, task


class ToldToFailError(Exception):
    pass


@task("tests.rename")
def rename(job: Job, *, site_id: str) -> None:
    site = job.db.scalars(select(Site).where(Site.id == site_id)).one()
    site.name += "!"


@task("tests.rename_and_fail")
def rename_and_fail(job: Job, *, site_id: str) -> None:
    rename(job, site_id=site_id)
    job.db.flush()
    raise ToldToFailError("Amina’s telephone number")


@task("tests.read_clients")
def read_clients(job: Job) -> None:
    seen.append([client.last_name for client in job.db.scalars(select(Client))])


@task("tests.look_around", permission="agency:staff:manage")
def look_around(job: Job) -> None:
    seen.append((job.staff and job.staff.first_name, job.db.info.get("viewer"), job.permissions))


def plugin_work(job: Job) -> None:
    seen.append("plugin")


plugin_work.__module__ = "ocms_plugin_settlement.tasks"
task("tests.plugin_work")(plugin_work)

seen: list = []


@pytest.fixture(name="seen")
def seen_fixture():
    seen.clear()
    return seen


class Rows:
    """Asks for work, and reads rows of the outbox as their agency sees them."""

    def __init__(self, app) -> None:
        self.app = app

    def ask(self, agency, task_name, staff=None, **ids):
        from ocms_core.jobs.outbox import enqueue

        with self.app.open_session() as session:
            if agency is not None:
                scope.enter(session, agency.id)
            if staff is not None:
                session.info["staff_id"] = agency.staff[staff].id
            key = enqueue(session, task_name, **ids).id
            session.commit()
        return key

    def get(self, agency, key):
        with self.app.open_session() as session:
            if agency is not None:
                scope.enter(session, agency.id)
            return session.get(Outbox, key)

    def make_due(self, agency, key):
        from sqlalchemy import func

        with self.app.open_session() as session:
            scope.enter(session, agency.id)
            session.get(Outbox, key).run_at = func.now()
            session.commit()


@pytest.fixture
def rows(app):
    return Rows(app)
