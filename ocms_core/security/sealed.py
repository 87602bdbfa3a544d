"""Every sealed value there is, found by the metadata, and moved to the agency's present key.

A column that holds sealed bytes says so: ``info={"sealed": "client_identifier|{id}|value"}``, the
place that the vault binds its values to, with columns of the same row in braces. A JSONB column
whose members may be sealed, in base64, says ``info={"sealed_cells": "export_record|{id}|{cell}"}``.
So a table of a new domain or plugin is re-sealed without a word here.
"""

from __future__ import annotations

import base64
import binascii
import string
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, RowMapping, Table, case, select, update
from sqlalchemy import func as sql
from sqlalchemy.orm import Session

from ocms_core.audit.services import apart
from ocms_core.db.scope import DbSession, agency_of
from ocms_core.security.vault import (
    FIRST_FORMAT,
    FORMAT,
    HEAD_BYTES,
    NONCE_BYTES,
    Vault,
    VaultError,
)

BATCH, BATCH_BYTES = 500, 16 * 1024 * 1024
SHORTEST = 1 + NONCE_BYTES + 16
SEALED, CELLS = "sealed", "sealed_cells"


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One column with sealed values. place: what they are bound to, with columns in braces."""

    table: Table
    column: Column[Any]
    place: str
    in_cells: bool

    @property
    def name(self) -> str:
        """The column as a person reads it."""
        return f"{self.table.name}.{self.column.name}"

    def place_of(self, row: RowMapping, cell: str = "") -> str:
        """Return the place of one value."""
        return self.place.format(**row, cell=cell)

    def bound_columns(self) -> list[Column[Any]]:
        """Return the columns that the place names."""
        names = {name for _text, name, _spec, _kind in string.Formatter().parse(self.place) if name}
        return [self.table.c[name] for name in sorted(names - {"cell", "id"})]


@dataclass
class Outcome:
    """What came of re-sealing an agency. shut: columns with values that no key opens."""

    moved: int
    shut: Counter[str]


def sealed_columns() -> list[SealedColumn]:
    """Return every sealed column of the core and of the plugins, by table."""
    from ocms_core.db.models import load_models

    return [
        SealedColumn(table, column, column.info.get(SEALED) or column.info[CELLS], CELLS in info)
        for table in sorted(load_models().tables.values(), key=lambda table: table.name)
        for column in table.columns
        if SEALED in (info := column.info) or CELLS in info
    ]


def reseal_agency(
    open_session: Callable[[], DbSession],
    agency_id: int,
    tell: Callable[[SealedColumn, int], None] = lambda _column, _moved: None,
) -> Outcome:
    """Move every sealed value of an agency to its present key, some hundred rows a transaction.

    open_session: sessions of the owner's role, with the vault; the app may not change ledgers. It
    may be stopped and begun again at any time, and runs beside people's work: rows that somebody
    is just changing are left to the next round, and the keys they name stay.
    """
    outcome = Outcome(0, Counter())
    for column in sealed_columns():
        moved, last = 0, uuid.UUID(int=0)
        while True:
            with apart(open_session, agency_id) as db:
                reached = _reseal_batch(db, column, last, outcome)
            if reached is None:
                break
            last, count = reached
            moved += count
        outcome.moved += moved
        tell(column, moved)
    return outcome


def _reseal_batch(
    db: Session, column: SealedColumn, after: uuid.UUID, outcome: Outcome
) -> tuple[uuid.UUID, int] | None:
    """Re-seal the next rows; return the last row's id and how many changed, None at the end."""
    chosen = _next_rows(db, column, after)
    if not chosen:
        return None
    table = column.table
    rows = (
        db.execute(
            select(table.c.id, column.column, *column.bound_columns())
            .where(table.c.agency_id == agency_of(db), table.c.id.in_(chosen))
            .order_by(table.c.id)
            .with_for_update(skip_locked=True)
        )
        .mappings()
        .all()
    )
    changed = 0
    for row in rows:
        value = row[column.column.name]
        try:
            new = _moved_cells(db, column, row, value) if column.in_cells else _moved(
                db, column, row, value
            )  # fmt: skip
        except VaultError:
            outcome.shut[column.name] += 1
            continue
        if new is not None:
            _write(db, column, row["id"], new)
            changed += 1
    return chosen[-1], changed


def _next_rows(db: Session, column: SealedColumn, after: uuid.UUID) -> list[uuid.UUID]:
    """Return the ids of the next rows to look at: some hundred, fewer where values are large."""
    vault: Vault = db.info["vault"]
    table = column.table
    length = sql.pg_column_size(column.column)
    wanted = (
        select(table.c.id, length)
        .where(table.c.agency_id == agency_of(db), table.c.id > after)
        .order_by(table.c.id)
        .limit(BATCH)
    )
    if not column.in_cells:
        head = FORMAT + vault.current(db).bytes
        wanted = wanted.where(sql.substring(column.column, 1, HEAD_BYTES) != head)
    chosen, size = [], 0
    for row_id, bytes_held in db.execute(wanted):
        chosen.append(row_id)
        size += bytes_held or 0
        if size >= BATCH_BYTES:
            break
    return chosen


def _moved(db: Session, column: SealedColumn, row: RowMapping, value: bytes) -> bytes | None:
    vault: Vault = db.info["vault"]
    return vault.reseal(db, value, column.place_of(row)) if value else None


def _moved_cells(
    db: Session, column: SealedColumn, row: RowMapping, cells: dict[str, Any]
) -> dict[str, Any] | None:
    vault: Vault = db.info["vault"]
    moved = {}
    for cell, sealed in sealed_members(cells):
        try:
            new = vault.reseal(db, sealed, column.place_of(row, cell))
        except VaultError:
            # A text that only looks like a sealed one, such as a code in base64's letters.
            continue
        if new is not None:
            moved[cell] = base64.b64encode(new).decode()
    return {**cells, **moved} if moved else None


def sealed_members(cells: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield the members of a JSON object that look like sealed values, as bytes."""
    for cell, text in (cells or {}).items():
        if not isinstance(text, str):
            continue
        try:
            sealed = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            continue
        if sealed[:1] in {FIRST_FORMAT, FORMAT} and len(sealed) >= SHORTEST:
            yield cell, sealed


def _write(db: Session, column: SealedColumn, row_id: uuid.UUID, new: Any) -> None:
    table = column.table
    # A new wrapping is no change of the record: when it was changed stays.
    kept = {other: other for other in table.columns if other.onupdate is not None}
    db.execute(
        update(table)
        .where(table.c.agency_id == agency_of(db), table.c.id == row_id)
        .values({**kept, column.column: new})
    )


def count_by_key(db: Session) -> Counter[uuid.UUID | None]:
    """Return how many values each key of the agency in scope seals; None: of the first format."""
    counts: Counter[uuid.UUID | None] = Counter()
    for column in sealed_columns():
        table = column.table
        mine = table.c.agency_id == agency_of(db)
        if column.in_cells:
            for (cells,) in db.execute(
                select(column.column).where(mine), execution_options={"yield_per": BATCH}
            ):
                counts.update(Vault.key_of(sealed) for _cell, sealed in sealed_members(cells))
            continue
        head = case(
            (
                sql.substring(column.column, 1, 1) == FORMAT,
                sql.substring(column.column, 1, HEAD_BYTES),
            ),
            else_=FIRST_FORMAT,
        ).label("head")
        held = select(head).where(mine, column.column.is_not(None)).subquery()
        for beginning, count in db.execute(select(held.c.head, sql.count()).group_by(held.c.head)):
            counts[Vault.key_of(bytes(beginning))] += count
    return counts
