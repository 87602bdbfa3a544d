"""The ledger: what went out, once; its files are made again from it, byte for byte."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.exports.exporter import ExportFile
from ocms_core.exports.models import ExportBatch, ExportRecord
from ocms_core.exports.records import BEYOND, Line, Selection
from ocms_core.forms.models import ServiceForm


def filled(cells: dict[str, str | None]) -> dict[str, str]:
    """Return the cells that hold something, as the ledger keeps them."""
    return {column: text for column, text in cells.items() if text}


def seal(db: Session, file: ExportFile, row_id: uuid.UUID, cells: dict[str, str]) -> dict[str, str]:
    """Return the cells as they are stored: the sealed columns encrypted and bound to the row."""
    stored = dict(cells)
    for column in file.sealed & cells.keys():
        sealed = db.info["vault"].seal(db, cells[column], _place(row_id, column))
        stored[column] = base64.b64encode(sealed).decode()
    return stored


def unseal(
    db: Session, file: ExportFile, row_id: uuid.UUID, stored: dict[str, str]
) -> dict[str, str]:
    """Return the cells as they were sent."""
    cells = dict(stored)
    for column in file.sealed & stored.keys():
        sealed = base64.b64decode(stored[column])
        cells[column] = db.info["vault"].open(db, sealed, _place(row_id, column))
    return cells


def _place(row_id: uuid.UUID, column: str) -> str:
    return f"export_record|{row_id}|{column}"


def last_cells(
    db: Session, selection: Selection, lines: Iterable[Line]
) -> dict[uuid.UUID, dict[str, str]]:
    """Return the cells with which records went to this funder's account the last time."""
    found: dict[uuid.UUID, dict[str, str]] = {}
    rows = db.execute(
        select(ExportRecord.record_id, ExportRecord.id, ExportRecord.cells)
        .where(
            ExportRecord.exporter == selection.exporter.key,
            ExportRecord.file_key == selection.file.key,
            ExportRecord.record_id.in_([line.id for line in lines]),
            ExportRecord.occasion.startswith(f"{selection.funder.id}:"),
        )
        .ext(distinct_on(ExportRecord.record_id))
        .order_by(ExportRecord.record_id, ExportRecord.id.desc()),
        execution_options=BEYOND,
    )
    for record_id, row_id, stored in rows:
        found[record_id] = unseal(db, selection.file, row_id, stored)
    return found


def lock(db: Session, batch_id: uuid.UUID) -> ExportBatch | None:
    """Return a batch that nobody else changes until this transaction ends."""
    return db.scalar(
        select(ExportBatch)
        .where(ExportBatch.id == batch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def write_rows(
    db: Session,
    batch: ExportBatch,
    selection: Selection,
    rows: Sequence[tuple[Line, dict[str, str]]],
) -> int:
    """Write rows into the ledger; return how many: a row that another batch has is left out.

    Two batches made at once write in the same order, so that one waits for the other and then
    finds its rows taken; without the order each could wait for the other forever.
    """
    if not rows:
        return 0
    agency_id = agency_of(db)
    values = []
    for number, (line, cells) in enumerate(rows, start=batch.record_count + 1):
        row_id = uuid7()
        values.append(
            {
                "agency_id": agency_id,
                "id": row_id,
                "batch_id": batch.id,
                "exporter": batch.exporter,
                "file_key": batch.file_key,
                "record_id": line.id,
                "occasion": line.occasion,
                "position": number,
                "cells": seal(db, selection.file, row_id, cells),
            }
        )
    written = db.scalars(
        insert(ExportRecord).on_conflict_do_nothing().returning(ExportRecord.id), values
    )
    return len(written.all())


def rows_of(db: Session, batch: ExportBatch, file: ExportFile, number: int) -> list[dict[str, str]]:
    """Return the cells of the batch's file of a number, counted from 1."""
    columns = (ExportRecord.id, ExportRecord.cells)
    found = db.execute(_of_file(batch, file, number, *columns))
    return [unseal(db, file, row_id, cells) for row_id, cells in found]


def clients_of(db: Session, batch: ExportBatch, file: ExportFile, number: int) -> list[uuid.UUID]:
    """Return the clients in the batch's file of a number, for the access log."""
    records = _of_file(batch, file, number, ExportRecord.record_id)
    if file.is_of_clients:
        return list(db.scalars(records))
    return list(
        db.scalars(
            select(ServiceForm.client_id)
            .where(
                ServiceForm.id.in_(records.subquery().select()),
                ServiceForm.client_id.is_not(None),
            )
            .distinct(),
            execution_options=BEYOND,
        )
    )


def _of_file(batch: ExportBatch, file: ExportFile, number: int, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .where(ExportRecord.batch_id == batch.id)
        .order_by(ExportRecord.position, ExportRecord.id)
        .offset((number - 1) * file.rows_per_file)
        .limit(file.rows_per_file)
    )


def remove_rows(db: Session, batch: ExportBatch) -> None:
    """Take the rows of a batch out of the ledger."""
    db.execute(
        delete(ExportRecord)
        .where(ExportRecord.batch_id == batch.id)
        .execution_options(synchronize_session=False)
    )
