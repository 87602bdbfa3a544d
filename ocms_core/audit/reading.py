"""The access log as people read it: pages by key, filters, and a sentence for each line."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Staff
from ocms_core.audit.actions import Action, action_of
from ocms_core.audit.models import AccessLog, AccessLogClient
from ocms_core.audit.purposes import EXPORT_PURPOSE
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of

NUMBERS_SHOWN = 5
# Rows are dated by the database, their ids by the web: two clocks, and a request takes time.
CLOCKS_APART = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which lines to read; `clients` are all records that are one person now."""

    kind: str | None = None
    staff_id: uuid.UUID | None = None
    clients: tuple[uuid.UUID, ...] | None = None
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One line of the log: who, when and, in the reader's language, what."""

    id: uuid.UUID
    at: dt.datetime
    who: str
    kind: str
    sentence: str
    purpose: str
    words: str
    address: str
    numbers: list[int]
    more: int


def first_id(moment: dt.datetime) -> uuid.UUID:
    """Return the smallest id that a row of this moment can have."""
    return uuid.UUID(int=(int(moment.timestamp() * 1000) & 0xFFFF_FFFF_FFFF) << 80)


class AccessReading:
    """Reads the log of the agency in scope for one reader."""

    def __init__(
        self,
        db: Session,
        actions: Mapping[str, Action],
        translate: Any,
        *,
        locale: str,
        time_zone: str,
    ) -> None:
        self._db = db
        self._actions = actions
        self._translate = translate
        self._locale = locale
        self._zone = ZoneInfo(time_zone)

    def page(
        self, wanted: LogFilter, size: int, before: uuid.UUID | None
    ) -> tuple[list[AccessLine], uuid.UUID | None]:
        """Return a page of lines, newest first, and the id to go on from if there are older."""
        rows = self._db.execute(self.statement(wanted, before).limit(size + 1)).all()
        older = rows[size - 1].id if len(rows) > size else None
        return list(self._lines(rows[:size])), older

    def lines(self, wanted: LogFilter, most: int) -> Iterator[AccessLine]:
        """Yield the newest lines for a file, without clients' numbers."""
        found = self._db.execute(
            self.statement(wanted, None).limit(most), execution_options={"yield_per": 1000}
        )
        for row in found:
            yield self._line(row, [])

    def statement(self, wanted: LogFilter, before: uuid.UUID | None) -> Select[*tuple[Any, ...]]:
        """Return the statement of a page: every way of narrowing is a condition of an index."""
        agency_id = agency_of(self._db)
        statement = select(
            AccessLog.id,
            AccessLog.at,
            AccessLog.action,
            AccessLog.kind,
            AccessLog.purpose,
            AccessLog.detail,
            AccessLog.address,
            AccessLog.client_count,
            Staff.first_name,
            Staff.last_name,
        ).outerjoin(Staff, (Staff.agency_id == agency_id) & (Staff.id == AccessLog.staff_id))
        key: Any = AccessLog.id
        if wanted.clients is not None:
            statement = statement.join(
                AccessLogClient,
                (AccessLogClient.agency_id == agency_id) & (AccessLogClient.log_id == AccessLog.id),
            ).where(AccessLogClient.client_id.in_(wanted.clients))
            key = AccessLogClient.log_id
        if wanted.kind is not None:
            statement = statement.where(AccessLog.kind == wanted.kind)
        if wanted.staff_id is not None:
            statement = statement.where(AccessLog.staff_id == wanted.staff_id)
        if wanted.first is not None:
            begin = dt.datetime.combine(wanted.first, dt.time(), self._zone)
            statement = statement.where(
                AccessLog.at >= begin, key >= first_id(begin - CLOCKS_APART)
            )
        if wanted.last is not None:
            end = dt.datetime.combine(wanted.last + dt.timedelta(days=1), dt.time(), self._zone)
            statement = statement.where(AccessLog.at < end, key < first_id(end + CLOCKS_APART))
        if before is not None:
            statement = statement.where(key < before)
        return statement.order_by(key.desc())

    def _lines(self, rows: Iterable[Any]) -> Iterator[AccessLine]:
        rows = list(rows)
        numbers = self._numbers([row.id for row in rows])
        for row in rows:
            yield self._line(row, numbers.get(row.id, []))

    def _numbers(self, log_ids: list[uuid.UUID]) -> dict[uuid.UUID, list[int]]:
        """Return a few clients' numbers by line, never names: reading the log shows no client."""
        if not log_ids:
            return {}
        agency_id = agency_of(self._db)
        some = (
            select(Client.number.label("number"))
            .join(
                AccessLogClient,
                (AccessLogClient.agency_id == agency_id) & (AccessLogClient.client_id == Client.id),
            )
            .where(AccessLogClient.log_id == AccessLog.id)
            .limit(NUMBERS_SHOWN)
            .lateral("some")
        )
        found: dict[uuid.UUID, list[int]] = {}
        statement = (
            select(AccessLog.id, some.c.number)
            .join(some, true())
            .where(AccessLog.id.in_(log_ids))
            .order_by(some.c.number)
        )
        for log_id, number in self._db.execute(statement):
            found.setdefault(log_id, []).append(number)
        return found

    def _line(self, row: Any, numbers: list[int]) -> AccessLine:
        purpose = row.purpose
        return AccessLine(
            id=row.id,
            at=row.at,
            who=f"{row.first_name or ''} {row.last_name or ''}".strip(),
            kind=row.kind,
            sentence=self._translate(action_of(self._actions, row.action).sentence),
            purpose=EXPORT_PURPOSE.label(purpose, self._locale) if purpose else "",
            # Of a search the detail is a fingerprint, which tells people nothing.
            words=(row.detail or "") if purpose else "",
            address=row.address or "",
            numbers=numbers,
            more=max((row.client_count or 0) - len(numbers), 0),
        )
