"""A small agency whose history a test writes line by line."""

import datetime as dt
import itertools

import pytest

from ocms_core.accounts.models import Account
from ocms_core.agencies.models import Agency, Funder, Program, Site, Staff
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.models import load_models
from ocms_core.db.types import uuid7
from ocms_core.plugins.manager import registries
from ocms_core.reports.criteria import Criteria
from ocms_core.reports.dimensions import dimension_of
from ocms_core.reports.engine import ReportEngine
from ocms_core.reports.facts import Reach, Scope
from ocms_core.service_sessions.models import ServiceSession

MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))


class SmallAgency:
    """Makes rows of one agency; everything not said has a plain value."""

    numbers = itertools.count(1)

    def __init__(self, db, code):
        load_models()
        self.db = db
        self.forms = registries().forms.every()
        self.agency = Agency(code=code, name=code.title())
        db.add(self.agency)
        db.flush()
        scope.enter(db, self.agency.id)
        self.staff, self.programs, self.funders, self.sites = {}, {}, {}, {}
        self.worker("ana")
        self.program("settlement")

    def _kept(self, kept, name, make):
        if name not in kept:
            kept[name] = make()
            self.db.add(kept[name])
            self.db.flush()
        return kept[name]

    def program(self, name):
        return self._kept(self.programs, name, lambda: Program(name=name))

    def funder(self, name):
        return self._kept(self.funders, name, lambda: Funder(name=name, reports_to_icare=True))

    def site(self, name):
        return self._kept(self.sites, name, lambda: Site(name=name, postal_code="M5V 2T6"))

    def worker(self, name, **values):
        def make():
            account = Account(email=f"{name}-{next(self.numbers)}@example.org")
            self.db.add(account)
            self.db.flush()
            return Staff(account_id=account.id, first_name=name.title(), last_name="Lee", **values)

        return self._kept(self.staff, name, make)

    def client(self, **values):
        number = next(self.numbers)
        if values.get("kind") != "anonymous":
            values = {"first_name": f"Client {number}", "name_key": f"client {number:05}"} | values
        row = Client(number=number, **values)
        self.db.add(row)
        self.db.flush()
        return row

    def session(self, day, **values):
        row = ServiceSession(
            created_by_id=self.worker("ana").id,
            service_date=dt.date.fromisoformat(day),
            **({"session_type": "direct_service", "delivery_method": "in_person"} | values),
        )
        self.db.add(row)
        self.db.flush()
        return row

    def service(
        self,
        client,
        day,
        kind="non_specified",
        *,
        worker="ana",
        program="settlement",
        funder=None,
        site=None,
        state="complete",
        session=None,
        **values,
    ):
        row = self.forms[kind](
            id=uuid7(),
            state=state,
            client_id=None if client is None else client.id,
            service_date=dt.date.fromisoformat(day),
            session_id=None if session is None else session.id,
            author_id=self.worker(worker).id,
            worker_id=self.worker(worker).id,
            program_id=self.program(program).id if program else None,
            funder_id=self.funder(funder).id if funder else None,
            site_id=self.site(site).id if site else None,
            **values,
        )
        self.db.add(row)
        self.db.flush()
        return row

    def scope(self, start=MARCH[0], end=MARCH[1], *, reach=None, kinds=None, **criteria):
        if reach is None:
            reach = Reach(staff_id=self.worker("ana").id, whole_agency=True)
        return Scope(
            agency_id=self.agency.id,
            kinds=tuple(self.forms) if kinds is None else kinds,
            reach=reach,
            criteria=Criteria(start=start, end=end, **criteria),
        )


@pytest.fixture
def agency(db):
    return SmallAgency(db, "riverside")


@pytest.fixture
def count(agency):
    """Count by dimensions: the figures of the finest lines, and of the grand total."""

    def count(scope, by, measures):
        dimensions = [dimension_of(name) for name in by]
        every = range(len(by))
        found = ReportEngine(agency.db).figures(scope, dimensions, [every, ()], measures)
        lines = {
            line.values if len(by) > 1 else line.values[0]: line.measured
            for line in found
            if by and line.grouped == frozenset(every)
        }
        total = next(line.measured for line in found if not line.grouped)
        return lines, total

    return count
