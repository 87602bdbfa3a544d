"""Keep what was uploaded until it is imported: sealed, in pieces, so that memory stays flat."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from pyramid.i18n import TranslationString
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.i18n import _
from ocms_core.imports.cells import plain_text
from ocms_core.imports.models import FILE, ROWS, ImportBatch, ImportChunk
from ocms_core.imports.tables import (
    LONGEST_CELL,
    MOST_SHEETS,
    TOO_MANY_SHEETS,
    Sheet,
    TableError,
    Unreadable,
    read_tables,
)

PIECE: Final = 2**20
ROWS_A_CHUNK: Final = 500
LARGEST_CHUNK: Final = 2 * 2**20
LONGEST_ROW: Final = 200_000
MOST_ROWS: Final = 100_000
FIRST_ROWS: Final = 20
TOO_LONG_ROW = _("This row holds too much text: shorten it.")
TOO_MANY_ROWS = _("This file has more than 100,000 rows: split it into smaller ones.")
NO_ROWS = _("There are no rows in this file.")
_NUMBERS = re.compile(r"\s*([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ](?:19|20)[0-9]{2}\b")

Cells = list[Any]
"""Texts, or an Unreadable with the reason."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of one sheet, each with the number that the person sees."""

    position: int
    sheet: int
    rows: list[tuple[int, Cells]]


def seal_text(db: Session, text: str, place: str) -> bytes:
    """Seal text for a place of the agency in scope."""
    sealed: bytes = db.info["vault"].seal(db, text, place)
    return sealed


def open_text(db: Session, sealed: bytes, place: str) -> str:
    """Open what was sealed for a place."""
    return str(db.info["vault"].open(db, sealed, place))


def pack_cells(cells: Sequence[Any]) -> list[Any]:
    """Return cells as JSON holds them."""
    return [{"u": str(cell.reason)} if isinstance(cell, Unreadable) else cell for cell in cells]


def unpack_cells(packed: Sequence[Any]) -> Cells:
    """Return cells from what ``pack_cells`` made."""
    return [Unreadable(_(cell["u"])) if isinstance(cell, dict) else cell for cell in packed]


def pack_sentence(sentence: Any) -> list[Any]:
    """Return a translatable sentence as JSON holds it."""
    return [str(sentence), getattr(sentence, "mapping", None)]


def unpack_sentence(packed: Sequence[Any] | None) -> Any:
    """Return a translatable sentence, None for none."""
    if not packed:
        return None
    return TranslationString(packed[0], domain="ocms_core", mapping=packed[1])


def pack_column(column: Any) -> Any:
    """Return a column's name as JSON holds it: a header as it is, a label of ours translatable."""
    return pack_sentence(column) if isinstance(column, TranslationString) else column


def unpack_column(packed: Any) -> Any:
    """Return a column's name from what ``pack_column`` made."""
    return unpack_sentence(packed) if isinstance(packed, list) else packed


class Staging:
    """The file and the rows of one batch."""

    def __init__(self, db: Session, batch: ImportBatch) -> None:
        self._db = db
        self._batch_id = batch.id
        self._agency_id = agency_of(db)

    # -- the file ---------------------------------------------------------------------------

    def keep_file(self, file: IO[bytes]) -> None:
        """Keep an uploaded file, in place of an earlier one."""
        self.forget()
        position = 0
        while piece := file.read(PIECE):
            self._add(FILE, position, piece)
            position += 1

    def file(self) -> IO[bytes]:
        """Return the uploaded file, in memory."""
        whole = io.BytesIO()
        for _position, _sheet, piece in self._opened(FILE):
            whole.write(piece)
        whole.seek(0)
        return whole

    def forget(self, kind: str | None = None) -> None:
        """Delete what is kept, of one kind or all."""
        statement = delete(ImportChunk).where(ImportChunk.batch_id == self._batch_id)
        if kind is not None:
            statement = statement.where(ImportChunk.kind == kind)
        self._db.execute(statement)

    # -- its rows ---------------------------------------------------------------------------

    def keep_rows(self, name: str, file: IO[bytes], encoding: str | None = None) -> dict[str, Any]:
        """Read a file to its end and keep its rows; return what is known of its sheets.

        The answer is plain data: of each sheet its name, the number of rows that are not blank,
        the first of them, remarks, and how many dates of each column are certainly written with
        the day first, or with the month. Raise TableError for what cannot be read.
        """
        self.forget(ROWS)
        sheets: list[dict[str, Any]] = []
        total = 0
        keeper = _Keeper(self)
        for sheet in read_tables(file, name, encoding):
            if len(sheets) == MOST_SHEETS:
                raise TableError(TOO_MANY_SHEETS)
            known = self._keep_sheet(sheet, len(sheets), keeper)
            total += known["count"]
            if known["count"]:
                sheets.append(known)
        if not total:
            raise TableError(NO_ROWS)
        return {"sheets": sheets, "total": total}

    def _keep_sheet(self, sheet: Sheet, index: int, keeper: _Keeper) -> dict[str, Any]:
        first: list[Any] = []
        orders: dict[int, list[int]] = {}
        count = 0
        for number, found in sheet.rows:
            cells = [_as_kept(cell) for cell in found]
            while cells and cells[-1] == "":
                cells.pop()
            if not any(cells):
                continue
            if sum(len(cell) for cell in cells if isinstance(cell, str)) > LONGEST_ROW:
                cells = [cell[:200] if isinstance(cell, str) else cell for cell in cells]
                cells[0] = Unreadable(TOO_LONG_ROW)
            packed = pack_cells(cells)
            _note_orders(cells, orders)
            if count < FIRST_ROWS:
                first.append([number, packed])
            count += 1
            keeper.add(index, number, packed)
        keeper.flush()
        return {
            "name": sheet.name,
            "count": count,
            "rows": first,
            "remarks": [pack_sentence(remark) for remark in sheet.remarks],
            "orders": {str(place): found for place, found in orders.items()},
        }

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in their order, some hundred at a time."""
        for position, sheet, text in self._opened(ROWS):
            rows = [(number, unpack_cells(cells)) for number, cells in json.loads(text)]
            yield Chunk(position, sheet, rows)

    def _opened(self, kind: str) -> Iterator[tuple[int, int, bytes]]:
        position, vault = 0, self._db.info["vault"]
        while True:
            found = self._db.execute(
                select(ImportChunk.sheet, ImportChunk.sealed).where(
                    ImportChunk.batch_id == self._batch_id,
                    ImportChunk.kind == kind,
                    ImportChunk.position == position,
                )
            ).one_or_none()
            if found is None:
                return
            place = self._place(kind, position)
            yield position, found.sheet, vault.open_bytes(self._db, found.sealed, place)
            position += 1

    def add_rows(self, position: int, sheet: int, rows: list[Any]) -> None:
        """Keep some rows as JSON."""
        packed = json.dumps(rows, ensure_ascii=False).encode()
        self._add(ROWS, position, packed, sheet=sheet, row_count=len(rows))

    def _add(self, kind: str, position: int, clear: bytes, **more: Any) -> None:
        vault = self._db.info["vault"]
        self._db.execute(
            insert(ImportChunk).values(
                agency_id=self._agency_id,
                id=uuid7(),
                batch_id=self._batch_id,
                kind=kind,
                position=position,
                sealed=vault.seal_bytes(self._db, clear, self._place(kind, position)),
                **more,
            )
        )

    def _place(self, kind: str, position: int) -> str:
        return f"import_chunk|{self._batch_id}|{kind}|{position}"


class _Keeper:
    """Collects rows until there are enough for a chunk; a chunk is of one sheet."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._rows: list[Any] = []
        self._size = 0
        self._sheet = 0
        self._position = 0
        self._total = 0

    def add(self, sheet: int, number: int, packed: list[Any]) -> None:
        self._total += 1
        if self._total > MOST_ROWS:
            raise TableError(TOO_MANY_ROWS)
        self._sheet = sheet
        self._rows.append([number, packed])
        self._size += sum(len(cell) for cell in packed if isinstance(cell, str))
        if len(self._rows) == ROWS_A_CHUNK or self._size > LARGEST_CHUNK:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self._staging.add_rows(self._position, self._sheet, self._rows)
            self._rows, self._size = [], 0
            self._position += 1


def _as_kept(cell: Any) -> Any:
    if isinstance(cell, Unreadable):
        return cell
    # A lone surrogate cannot be sealed, and is no letter.
    text = plain_text(cell).encode("utf-8", errors="replace").decode()
    # One sign more than is allowed, so that the reading says that it is too long.
    return text[: LONGEST_CELL + 1]


def _note_orders(cells: Sequence[Any], orders: dict[int, list[int]]) -> None:
    """Count the dates in which only the day can be above twelve."""
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) >= len("1/1/1990") and cell[:1].isdigit():
            found = _NUMBERS.match(cell)
            if found:
                one, two = int(found[1]), int(found[2])
                if (one > 12) != (two > 12):  # noqa: PLR2004  months of a year
                    orders.setdefault(place, [0, 0])[one <= 12] += 1  # noqa: PLR2004
