"""Sessions and forms of the data set, in the order in which they would have happened."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import psycopg

from bench.agencies import AgencyRows
from bench.lines import Batch, identifiers, template
from bench.variants import FormPool, FormVariant
from ocms_core.demo.services import SEASON, WEEKDAY
from ocms_core.forms.blocks import SupportChild
from ocms_core.service_sessions.models import (
    ServiceSession,
    SessionClient,
    SessionFunder,
    SessionWorker,
)

SESSIONS_A_BATCH = 20_000
FORMS = (1, 1, 1, 1, 1, 2, 2, 3)
METHODS = ("in_person", "in_person", "in_person", "phone", "online")


class ServiceLines:
    """Writes the sessions of one agency. clients: ids in the order of registration."""

    def __init__(
        self,
        random: Random,
        pool: FormPool,
        rows: AgencyRows,
        clients: list[str],
        today: dt.date,
        years: int,
    ) -> None:
        self.random = random
        self.pool = pool
        self.rows = rows
        self.clients = clients
        self.today = today
        self.days = years * 365
        self.make_id = identifiers(random)
        self.by_program: list[list[Any]] = [[] for _program in rows.programs]
        for member, program in zip(rows.staff, rows.staff_programs, strict=True):
            self.by_program[program].append(member)
        session = {
            "session_type": "direct_service", "revision": 1, "start_time": "10:00", "minutes": 45,
            "also_present": None, "created_by_id": None, "custom": {},
        }  # fmt: skip
        own = ("agency_id", "id", "created_by_id", "service_date", "site_id", "delivery_method",
               "created_at", "updated_at")  # fmt: skip
        self.session_line = template(ServiceSession.__table__, session, own)
        self.links = {
            model: template(model.__table__, {}, [c.name for c in model.__table__.columns])
            for model in (SessionClient, SessionFunder, SessionWorker)
        }

    def write(self, driver: psycopg.Connection[Any], count: int) -> None:
        """Write `count` forms and their sessions."""
        tables = [ServiceSession.__table__, *(model.__table__ for model in self.links)]
        self.batch = Batch([*tables, *self.pool.tables])
        written = sessions = 0
        days = self._days(count)
        while written < count:
            day, fraction = days[min(len(days) - 1, sessions)]
            written += self._session(day, fraction, min(self.random.choice(FORMS), count - written))
            sessions += 1
            if sessions % SESSIONS_A_BATCH == 0:
                self.batch.write(driver)
        self.batch.write(driver)

    def _days(self, count: int) -> list[tuple[dt.date, float]]:
        """Return a day for each session, in order, and how far on in the period it is."""
        every = [self.today - dt.timedelta(days=back) for back in range(self.days, -1, -1)]
        weights = [WEEKDAY[day.weekday()] * SEASON[day.month - 1] for day in every]
        sessions = round(count * len(FORMS) / sum(FORMS))
        drawn = sorted(self.random.choices(range(len(every)), weights, k=sessions))
        return [(every[place], place / len(every)) for place in drawn]

    def _session(self, day: dt.date, fraction: float, forms: int) -> int:
        random, rows, lines = self.random, self.rows, self.batch.lines
        moment = dt.datetime.combine(day, dt.time(15, random.randrange(60)), tzinfo=dt.UTC)
        session_id = self.make_id(moment)
        first = self.pool.drawn[int(random.random() * len(self.pool.drawn))]
        workers = self.by_program[first.program] or rows.staff
        worker = workers[int(random.random() * len(workers))]
        site = rows.sites[int(random.random() * len(rows.sites))]
        # Clients come less and less as time goes by; whoever is registered by then may come.
        present = int(len(self.clients) * (0.4 + 0.6 * fraction)) or 1
        client = self.clients[present - 1 - int(present * random.random() ** 1.6)]
        funder = rows.funders[int(random.random() ** 2 * len(rows.funders))]
        values = {
            "agency_id": rows.agency_id, "id": session_id, "created_by_id": worker,
            "service_date": day, "site_id": site, "delivery_method": random.choice(METHODS),
            "created_at": moment, "updated_at": moment, "session_id": session_id,
            "client_id": client, "author_id": worker, "worker_id": worker, "staff_id": worker,
            "funder_id": funder, "program_id": rows.programs[first.program], "start_date": day,
            "end_date": day, "completed_at": moment,
            "topic_id": rows.topics[0] if rows.topics else r"\N",
        }  # fmt: skip
        lines[ServiceSession.__table__].append(self.session_line % values)
        for model, line in self.links.items():
            values["id"] = self.make_id(moment)
            lines[model.__table__].append(line % values)
        self._form(first, values, moment)
        for _more in range(forms - 1):
            self._form(random.choice(self.pool.drawn), values, moment)
        return forms

    def _form(self, variant: FormVariant, values: dict[str, Any], moment: dt.datetime) -> None:
        lines = self.batch.lines
        values["id"] = form_id = self.make_id(moment)
        for table, line in variant.lines:
            lines[table].append(line % values)
        for line in variant.children:
            values["form_id"], values["id"] = form_id, self.make_id(moment)
            lines[SupportChild.__table__].append(line % values)
