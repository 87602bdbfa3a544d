"""What keeps a worker's month from being ready for the funders, counted in one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, union_all
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Funder, Staff
from ocms_core.clients.models import NAMED, Client
from ocms_core.exports.exporter import Exporter, ExportFile
from ocms_core.exports.fields import Field
from ocms_core.exports.files import month_end
from ocms_core.exports.readiness import fields_of
from ocms_core.exports.records import BEYOND
from ocms_core.forms.models import COMPLETE, INCOMPLETE
from ocms_core.forms.parsing import row_class
from ocms_core.plugins.manager import registries


@dataclass(frozen=True, slots=True)
class Gaps:
    """How much of a month is not ready.

    incomplete: forms that lack green answers; lacking: complete ones without an answer that the
    file needs; clients: people served whose profile lacks one. An answer of the wrong form, such
    as an identifier with a digit too many, is found by the check only.
    """

    month: dt.date
    incomplete: int
    lacking: int
    clients: int

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return not (self.incomplete or self.lacking or self.clients)


def my_month_gaps(
    db: Session,
    staff: Staff,
    month: dt.date,
    exporter: Exporter,
    files: Sequence[ExportFile] | None = None,
) -> Gaps | None:
    """Count what an exporter's files lack of the services of one worker in a month.

    files: those of kinds the agency has, or None for all. None when the agency has no funder that
    takes the files.
    """
    chosen = exporter.files if files is None else files
    lines = [_lines(exporter, file, staff, month) for file in chosen if not file.is_of_clients]
    if not lines:
        return None
    every = union_all(*lines).cte("lines")
    lacks_profile = [
        lack
        for file in chosen
        if file.is_of_clients
        for lack in _lacks(exporter, file, on_client=True)
    ]
    clients = select(func.count(func.distinct(every.c.client_id))).where(
        exists(
            select(Client.id).where(Client.id == every.c.client_id, or_(false(), *lacks_profile))
        )
    )
    row = db.execute(
        select(
            exists(select(Funder.id).where(exporter.pays(Funder))),
            func.count().filter(every.c.state == INCOMPLETE),
            func.count().filter(and_(every.c.state == COMPLETE, every.c.lacking)),
            clients.scalar_subquery(),
        ).select_from(every),
        execution_options=BEYOND,
    ).one()
    has_payer, *counts = row
    return Gaps(month, *counts) if has_payer else None


def _lines(exporter: Exporter, file: ExportFile, staff: Staff, month: dt.date) -> Select[Any]:
    form = registries().forms.every()[file.source]
    fields = fields_of(exporter.key, file.key)
    statement = (
        select(
            form.client_id.label("client_id"),
            form.state.label("state"),
            or_(*_lacks(exporter, file, on_client=False)).label("lacking"),
        )
        .select_from(form)
        .join(Client, and_(Client.agency_id == form.agency_id, Client.id == form.client_id))
        .join(Funder, and_(Funder.agency_id == form.agency_id, Funder.id == form.funder_id))
        .where(
            form.worker_id == staff.id,
            form.service_date.between(month, month_end(month)),
            exporter.pays(Funder),
            Client.kind == NAMED,
        )
    )
    blocks = {field.model for field in fields.values() if field.bound.block is not None}
    for block in sorted(blocks, key=lambda model: str(model.__name__)):
        same = and_(block.agency_id == form.agency_id, block.id == form.id)
        statement = statement.outerjoin(block, same)
    return statement


def _lacks(exporter: Exporter, file: ExportFile, *, on_client: bool) -> list[ColumnElement[bool]]:
    fields = fields_of(exporter.key, file.key)
    needed = [fields[key] for key in sorted(file.needed)]
    found = [_is_empty(field) for field in needed if field.is_of_client == on_client]
    return found or [false()]


def _is_empty(field: Field) -> ColumnElement[bool]:
    if not field.is_rows:
        return getattr(field.model, field.bound.attribute).is_(None)
    child, owner = row_class(field.bound), field.model
    return ~exists(select(child.id).where(field.parent_column == owner.id))
