"""Merge two clients with a long history and part them again, as often as it is measured."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select

from bench.browser import Answer, Browser
from bench.measure import Budget, Task
from ocms_core.agencies.models import Program, Staff
from ocms_core.clients.models import Client, ClientPhone
from ocms_core.db import scope
from ocms_core.db.session import make_session_factory
from ocms_core.db.types import uuid7
from ocms_core.plugins.manager import registries
from ocms_core.service_sessions.models import ServiceSession, SessionClient

SESSIONS = 200
KIND = "information_orientation"
NUMBERS = (900_000_001, 900_000_002)
# A pair with 200 sessions and forms (processes.md 2); the page around it is in the figure.
MERGE = Budget(p95=200, statements=None)


class Merging:
    """The tasks of merging; the two clients are made when they are first asked for."""

    def __init__(self, admin: Browser, engine: Any, agency_id: int) -> None:
        self.admin = admin
        self.engine = engine
        self.agency_id = agency_id

    def tasks(self) -> Iterator[Task]:
        """Yield the merge and the undoing of it."""
        for key, title, prepare in (
            ("merge", f"Merge two clients, {SESSIONS} sessions", self._apart),
            ("undo_merge", f"Undo that merge, {SESSIONS} sessions", self._merged),
        ):
            yield Task(
                key=key,
                title=title,
                budget=MERGE,
                expected=frozenset({303}),
                prepare=prepare,
                run=self._post,
            )

    def _post(self, asked: tuple[str, list[tuple[str, str]]]) -> Answer:
        return self.admin.post(*asked)

    def _apart(self, _number: int) -> tuple[str, list[tuple[str, str]]]:
        """Return what merges the two, after parting them if they are one."""
        self._make()
        undo = self._undo_path()
        if undo is not None:
            self.admin.send(undo, [])
        answer = self.admin.send(
            f"/clients/{NUMBERS[0]}/duplicates", [("other", str(NUMBERS[1]))], status=303
        )
        pair = urlsplit(answer.location).path
        page = self.admin.open(pair)
        form = next(found for found in page.forms.values() if "keep" in found.fields)
        fields = [
            (name, value)
            for name, value in form.submit_fields()
            if name != "csrf_token" and isinstance(value, str)
        ]
        return pair, fields

    def _merged(self, number: int) -> tuple[str, list[tuple[str, str]]]:
        """Return what parts the two, after merging them if they are apart."""
        self._make()
        if self._undo_path() is None:
            self.admin.send(*self._apart(number))
        return str(self._undo_path()), []

    def _undo_path(self) -> str | None:
        page = self.admin.open("/duplicates/merges")
        found = re.search(r'action="(/duplicates/merges/[0-9a-f-]{36}/undo)"', page.text)
        return found.group(1) if found else None

    def _make(self) -> None:
        """Write the two clients, once a data set."""
        with make_session_factory(self.engine)() as db:
            scope.enter(db, self.agency_id)
            known = select(func.count()).where(Client.number.in_(NUMBERS))
            if db.scalar(known, execution_options={"with_merged": True}):
                return
            staff = db.scalars(select(Staff).limit(1)).one()
            program_id = db.scalar(select(Program.id).limit(1))
            clients = [
                Client(
                    id=uuid7(),
                    number=number,
                    first_name="Measured",
                    last_name="Twice",
                    phones=[ClientPhone(id=uuid7(), number=f"416 555 {number % 10_000:04d}")],
                )
                for number in NUMBERS
            ]
            db.add_all(clients)
            db.flush()
            form = registries().forms.every()[KIND]
            for turn in range(SESSIONS):
                day = dt.date(2026, 1, 1) + dt.timedelta(days=turn)
                session = ServiceSession(
                    id=uuid7(),
                    session_type="direct_service",
                    created_by_id=staff.id,
                    service_date=day,
                )
                # Every tenth session is of both: a double that merging leaves out.
                present = clients if turn % 10 == 0 else clients[1:]
                session.clients = [SessionClient(client_id=one.id) for one in present]
                db.add(session)
                db.flush()
                db.add(
                    form(
                        session_id=session.id,
                        client_id=clients[1].id,
                        author_id=staff.id,
                        worker_id=staff.id,
                        program_id=program_id,
                        service_date=day,
                    )
                )
            db.commit()
