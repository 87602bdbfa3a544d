"""Read the records of one file: one streamed statement, and a fixed number for each batch.

Only the columns that the exporter names are read. It reads beyond what the person may see,
because whoever uploads does it for the whole agency (permission EXPORT_RUN).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select, union, union_all
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Funder
from ocms_core.clients.models import NAMED, Client
from ocms_core.exports.exporter import Exporter, ExportFile
from ocms_core.exports.fields import Field, answer, cells_of_row
from ocms_core.exports.models import ExportRecord
from ocms_core.exports.readiness import fields_of
from ocms_core.forms.models import COMPLETE, ServiceForm
from ocms_core.forms.parsing import row_class
from ocms_core.plugins.manager import registries

BATCH = 500
MONTHS_BACK = 3
BEYOND = {"beyond_visibility": True}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records: of a file, paid by a funder, served in a period (both days included).

    worker_id: only those of one worker.
    """

    exporter: Exporter
    file: ExportFile
    funder: Funder
    first: dt.date
    last: dt.date
    worker_id: uuid.UUID | None = None

    @property
    def before(self) -> ExportFile | None:
        """The file that must be good for a client first."""
        return None if self.file.follows is None else self.exporter.file(self.file.follows)

    def of_file(self, file: ExportFile) -> Selection:
        """Return the same for another file of the exporter."""
        return replace(self, file=file)


@dataclass(slots=True)
class Line:
    """One record as it was read: what the row is made of, and what a list of problems names."""

    id: uuid.UUID
    client_id: uuid.UUID
    client_number: int
    client_name: str
    worker_id: uuid.UUID | None
    service_date: dt.date | None
    occasion: str
    values: dict[str, Any]

    def value(self, field: str) -> Any:
        """Return the answer of a field."""
        return self.values.get(field)


def occasion(file: ExportFile, funder: Funder, revision: int) -> str:
    """Return what makes a record a new one for the ledger."""
    return f"{funder.id}:{revision}" if file.goes_again else ""


def sent(selection: Selection, record_id: Any, revision: Any = None) -> ColumnElement[bool]:
    """Return the condition that a record is in the ledger."""
    file = selection.file
    this_time: Any = ""
    if file.goes_again:
        this_time = func.concat(literal(f"{selection.funder.id}:"), revision)
    return exists(
        select(ExportRecord.id).where(
            ExportRecord.exporter == selection.exporter.key,
            ExportRecord.file_key == file.key,
            ExportRecord.record_id == record_id,
            ExportRecord.occasion == this_time,
        )
    )


def reported_kinds(exporter: Exporter) -> list[str]:
    """Return the form kinds that go into an exporter's files."""
    return [file.source for file in exporter.files if not file.is_of_clients]


def _served(selection: Selection) -> list[ColumnElement[bool]]:
    found = [
        ServiceForm.state == COMPLETE,
        ServiceForm.funder_id == selection.funder.id,
        ServiceForm.service_date.between(selection.first, selection.last),
    ]
    if selection.worker_id is not None:
        found.append(ServiceForm.worker_id == selection.worker_id)
    return found


def due(selection: Selection, *columns: Any) -> Select[Any]:
    """Return the select of these columns over the records that are to be sent."""
    if selection.file.is_of_clients:
        return _due_clients(selection, columns)
    form = registries().forms.every()[selection.file.source]
    return (
        select(*columns)
        .select_from(form)
        .join(Client, and_(Client.agency_id == form.agency_id, Client.id == form.client_id))
        .where(*_served(selection), Client.kind == NAMED, ~sent(selection, form.id))
    )


def _due_clients(selection: Selection, columns: Sequence[Any]) -> Select[Any]:
    """Clients with a service of the period, and those that were sent and changed since."""
    served = select(ServiceForm.client_id.label("id")).where(
        *_served(selection),
        ServiceForm.kind.in_(reported_kinds(selection.exporter)),
        ServiceForm.client_id.is_not(None),
    )
    known = select(ExportRecord.record_id.label("id")).where(
        ExportRecord.exporter == selection.exporter.key,
        ExportRecord.file_key == selection.file.key,
        ExportRecord.occasion.startswith(f"{selection.funder.id}:"),
    )
    chosen = union(served, known) if selection.worker_id is None else served
    return select(*columns).where(
        Client.id.in_(chosen.subquery().select()),
        Client.kind == NAMED,
        ~sent(selection, Client.id, Client.revision),
    )


class Reader:
    """Reads the records of a selection in batches."""

    def __init__(self, db: Session, selection: Selection) -> None:
        self.db = db
        self.selection = selection
        exporter, file = selection.exporter, selection.file
        fields: dict[str, Field] = {}
        if selection.before is not None:
            fields |= fields_of(exporter.key, selection.before.key)
        fields |= fields_of(exporter.key, file.key)
        plain = [field for field in fields.values() if not field.is_rows]
        self._client = [field for field in plain if field.is_of_client]
        self._own = [field for field in plain if not field.is_of_client]
        self._rows = [field for field in fields.values() if field.is_rows]
        self._blocks = {field.model for field in self._own if field.bound.block is not None}

    def batches(self) -> Iterator[list[Line]]:
        """Yield the records in the order in which they stand in the file."""
        options = {"yield_per": BATCH, **BEYOND}
        with self.db.execute(self._statement(), execution_options=options) as result:
            for rows in result.partitions():
                lines = [self._line(row) for row in rows]
                for field in self._rows:
                    self._read_rows(field, lines)
                yield lines

    def _statement(self) -> Select[Any]:
        form: Any = None
        if self.selection.file.is_of_clients:
            head = (
                Client.id,
                Client.id,
                Client.registered_by_id,
                literal(None),
                Client.number,
                Client.first_name,
                Client.last_name,
                Client.revision,
            )
            order: tuple[Any, ...] = (Client.number,)
        else:
            form = registries().forms.every()[self.selection.file.source]
            head = (
                form.id,
                form.client_id,
                form.worker_id,
                form.service_date,
                Client.number,
                Client.first_name,
                Client.last_name,
                Client.revision,
            )
            order = (form.service_date, form.id)
        columns = [getattr(f.model, f.bound.attribute) for f in (*self._own, *self._client)]
        statement = due(self.selection, *head, *columns)
        for block in sorted(self._blocks, key=lambda model: str(model.__name__)):
            same = and_(block.agency_id == form.agency_id, block.id == form.id)
            statement = statement.outerjoin(block, same)
        return statement.order_by(*order)

    def _line(self, row: Any) -> Line:
        key, client_id, worker_id, day, number, first_name, last_name, revision, *rest = row
        fields = (*self._own, *self._client)
        return Line(
            id=key,
            client_id=client_id,
            client_number=number,
            client_name=" ".join(part for part in (first_name, last_name) if part),
            worker_id=worker_id,
            service_date=day,
            occasion=occasion(self.selection.file, self.selection.funder, revision),
            values={
                field.key: answer(field.bound, stored)
                for field, stored in zip(fields, rest, strict=True)
            },
        )

    def _read_rows(self, field: Field, lines: list[Line]) -> None:
        child, parent = row_class(field.bound), field.parent_column
        ids = {line.client_id if field.is_of_client else line.id for line in lines}
        found: dict[uuid.UUID, list[dict[str, Any]]] = {}
        statement = select(child).where(parent.in_(ids))
        if hasattr(child, "until"):
            # What is over stays in its table: an earlier address is not the client's address.
            statement = statement.where(child.until.is_(None))
        children = self.db.scalars(
            statement.order_by(parent, child.position, child.id), execution_options=BEYOND
        )
        for row in children:
            owner = getattr(row, parent.key)
            found.setdefault(owner, []).append(cells_of_row(field.bound, row))
        for line in lines:
            owner = line.client_id if field.is_of_client else line.id
            line.values[field.key] = found.get(owner, [])


def count_due(db: Session, selections: Iterable[Selection]) -> dict[str, int]:
    """Return how many records of each file wait to be sent, whatever their state, in one statement.

    Of clients who were sent and changed since, some may turn out to have the same row as before.
    """
    wanted = list(selections)
    if not wanted:
        return {}
    counts = [due(selection, func.count()).scalar_subquery() for selection in wanted]
    row = db.execute(select(*counts), execution_options=BEYOND).one()
    return {selection.file.key: number for selection, number in zip(wanted, row, strict=True)}


class Late(NamedTuple):
    """Records of earlier months that never went out: how many, and the day of the oldest."""

    records: int
    oldest: dt.date


def late(db: Session, selections: Iterable[Selection]) -> dict[str, Late]:
    """Return what was completed too late for the files of the three months before.

    Further back it does not look: what came in by import never went through these files.
    """
    parts = []
    for selection in selections:
        if selection.file.is_of_clients:
            continue
        form = registries().forms.every()[selection.file.source]
        first = selection.first
        for _month in range(MONTHS_BACK):
            first = (first - dt.timedelta(days=1)).replace(day=1)
        before = replace(selection, first=first, last=selection.first - dt.timedelta(days=1))
        parts.append(
            due(before, literal(selection.file.key), func.count(), func.min(form.service_date))
        )
    if not parts:
        return {}
    rows = db.execute(union_all(*parts), execution_options=BEYOND)
    return {key: Late(count, oldest) for key, count, oldest in rows if count}
