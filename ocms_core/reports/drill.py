"""The services behind a figure: all are counted, and those the reader may see are listed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, distinct, func, select
from sqlalchemy.orm import Session

from ocms_core.clients.models import NAMED, Client
from ocms_core.errors import BadInputError
from ocms_core.forms.models import COMPLETE, ServiceForm
from ocms_core.reports.dimensions import DIMENSIONS, dimension_of
from ocms_core.reports.engine import behind
from ocms_core.reports.facts import CLIENT, FORM, Scope
from ocms_core.reports.labels import from_text
from ocms_core.reports.report import Dimension, Report

PAGE = 50


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service that the reader may open."""

    form_id: uuid.UUID
    service_date: dt.date
    kind: str
    worker_id: uuid.UUID
    program_id: uuid.UUID | None
    minutes: int | None
    private: bool
    client_id: uuid.UUID | None
    client_number: int | None
    client_name: str
    is_anonymous: bool


@dataclass(slots=True)
class Behind:
    """What stands behind a figure. `visible` of the `services` may be opened by the reader."""

    forms: int
    services: int
    attendances: int
    clients: int
    visible: int
    rows: list[ServiceRow]
    number: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.visible // PAGE))

    @property
    def hidden(self) -> int:
        """How many forms count but may not be opened by the reader."""
        return self.forms - self.visible


def dimensions_of(
    report: Report, dimensions: Mapping[str, Dimension] = DIMENSIONS
) -> dict[str, Dimension]:
    """Return what a figure of this report may have been counted by."""
    found = dict(dimensions)
    found |= {dimension.key: dimension for dimension in map(dimension_of, report.dimensions)}
    return found


def read_place(
    report: Report, places: Sequence[str], dimensions: Mapping[str, Dimension] = DIMENSIONS
) -> list[tuple[Dimension, Any]]:
    """Return which figure is meant by ``key:value`` texts; raise BadInputError if none is."""
    known = dimensions_of(report, dimensions)
    found: dict[str, tuple[Dimension, Any]] = {}
    for text in places:
        key, colon, value = text.partition(":")
        if not colon or key not in known or key in found:
            raise BadInputError("this figure is unknown")
        found[key] = (known[key], from_text(known[key], value))
    return list(found.values())


def read_behind(
    db: Session, scope: Scope, place: Sequence[tuple[Dimension, Any]], number: int
) -> Behind:
    """Return a page of the services behind a figure, newest first, by three statements."""
    ids = behind(scope, [each for each, _ in place], [value for _, value in place])
    form, client = FORM.alias("counted"), CLIENT.alias("counted_client")
    forms, services, attendances, clients = db.execute(
        select(
            func.count(),
            func.count().filter(form.c.attendances.is_(None), form.c.state == COMPLETE),
            func.coalesce(func.sum(form.c.attendances), 0),
            func.count(distinct(form.c.client_id)).filter(
                client.c.kind == NAMED, form.c.state == COMPLETE
            ),
        )
        .select_from(
            form.outerjoin(
                client,
                and_(client.c.agency_id == scope.agency_id, client.c.id == form.c.client_id),
            )
        )
        .where(form.c.agency_id == scope.agency_id, form.c.id.in_(ids))
    ).one()
    # From here on mapped classes: the ORM leaves out what the reader may not see.
    visible = db.scalar(select(func.count(ServiceForm.id)).where(ServiceForm.id.in_(ids))) or 0
    statement = (
        select(
            ServiceForm.id,
            ServiceForm.service_date,
            ServiceForm.kind,
            ServiceForm.worker_id,
            ServiceForm.program_id,
            ServiceForm.minutes,
            ServiceForm.private,
            Client.id,
            Client.number,
            Client.first_name,
            Client.last_name,
            Client.kind,
        )
        .outerjoin(
            Client,
            and_(Client.agency_id == scope.agency_id, Client.id == ServiceForm.client_id),
        )
        .where(ServiceForm.id.in_(ids))
        .order_by(ServiceForm.service_date.desc(), ServiceForm.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    rows = [
        ServiceRow(
            *row[:9],
            " ".join(str(part) for part in row[9:11] if part),
            row[11] is not None and row[11] != NAMED,
        )
        for row in db.execute(statement)
    ]
    return Behind(forms, services, attendances, clients, visible, rows, number)
