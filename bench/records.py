"""Filled records of every registered form: made once through the services, kept in the data set.

The answers come from the declarations, as in tests/functional, so that a form that a plugin brings
is measured by being installed.
"""

from __future__ import annotations

import sys
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.agencies import email
from ocms_core.accounts.models import Account
from ocms_core.agencies.models import Agency, Funder, Program, Site, Staff
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.session import make_session_factory
from ocms_core.directory.models import Employer
from ocms_core.forms.models import ServiceForm
from ocms_core.plugins.manager import registries
from ocms_core.testing.world import AgencyWorld, World
from tests.common.records import RecordMaker

RECORDS = 10
"""Of each kind, for the worker who signs in during the measures."""


class RecordsOfClients(RecordMaker):  # type: ignore[misc]
    """Makes records of the clients that the data set has, from the last registered on."""

    def _client(self, db: Session) -> Client:
        newest = select(Client).order_by(Client.number.desc())
        return db.scalars(newest.offset(next(self.numbers)).limit(1)).one()


def add_records(engine: Any, vault: Any, code: str) -> None:
    """Give an agency records of each form of which the data set has few."""
    open_session = make_session_factory(engine, info={"vault": vault})
    maker = RecordsOfClients(open_session, World(_agency(open_session, code), None, ""))  # type: ignore[arg-type]
    maker.numbers = count(0)
    with maker.session("admin") as db:
        kinds = select(ServiceForm.kind, func.count()).group_by(ServiceForm.kind)
        present = dict(db.execute(kinds).tuples().all())
        is_new = not db.scalar(select(func.count()).select_from(Employer))
    if is_new:
        maker.fill_lists()
    for kind in registries().forms.every():
        missing = RECORDS - present.get(kind, 0)
        if missing > 0:
            print(f"Making {missing} records of {kind}", file=sys.stderr)
        for _number in range(missing):
            maker.make(kind, complete=True)


def _agency(open_session: Any, code: str) -> AgencyWorld:
    """Return the rows that records point to; the first program is the worker's."""
    with open_session() as db:
        agency = db.scalars(select(Agency).where(Agency.code == code)).one()
        scope.enter(db, agency.id)
        every: dict[Any, list[Any]] = {
            model: list(db.scalars(select(model).order_by(model.name)))
            for model in (Site, Program, Funder)
        }
        staff = {
            word: db.scalars(
                select(Staff)
                .join(Account, Account.id == Staff.account_id)
                .where(Account.email == email(word, code))
            ).one()
            for word in ("worker", "admin")
        }
        db.expunge_all()
    return AgencyWorld(agency, every[Site], every[Program], every[Funder], staff)
