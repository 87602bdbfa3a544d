"""One import from the file to the clients: read it, map its columns, check every row, write.

The page's jobs and the command call the same steps, each in a transaction of the caller's. Rows
are taken some hundred at a time, so that memory does not grow with the file.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency
from ocms_core.clients.numbers import NumberTaker
from ocms_core.db.scope import agency_of
from ocms_core.db.types import uuid7
from ocms_core.i18n import _
from ocms_core.imports.columns import ColumnMap, headers_digest
from ocms_core.imports.doubles import Doubles, Likeness, Person, row_digest
from ocms_core.imports.likeness import Alike, Likenesses
from ocms_core.imports.models import (
    BAD,
    CREATE,
    DOUBLE,
    GOOD,
    SKIP,
    ImportBatch,
    ImportMapping,
    ImportRow,
)
from ocms_core.imports.reading import HEADER_ROWS, Judged, RowReader
from ocms_core.imports.staging import (
    ROWS_A_CHUNK,
    Cells,
    Chunk,
    Staging,
    open_text,
    pack_cells,
    pack_column,
    pack_sentence,
    seal_text,
    unpack_cells,
)
from ocms_core.imports.tables import TableError

NO_HEADERS = _(
    "No row of headers was found: the first row names the columns, for example “First name”, "
    "“Last name”, “Date of birth”."
)
NO_NAMES = _("Say which columns hold the first name and the last name, or one of them.")


@dataclass(slots=True)
class SheetLayout:
    """What is known of one sheet.

    rows: its first ones; header: number of the headers' row, or None for a sheet that is left
    out; fields: what each column is, "" for none; remembered: whether that is from an earlier file
    with the same headers.
    """

    name: str
    count: int
    rows: list[tuple[int, Cells]]
    remarks: list[Any]
    orders: Mapping[str, list[int]]
    header: int | None = None
    fields: list[str] = field(default_factory=list)
    remembered: bool = False

    @property
    def headers(self) -> Cells:
        """The cells of the headers' row."""
        return next((cells for number, cells in self.rows if number == self.header), [])


@dataclass(slots=True)
class Context:
    """What the steps need of their surroundings.

    translate: one translator a language; numbers: hands out client numbers; tell: called with the
    number of rows done, for whoever watches.
    """

    agency: Agency
    today: dt.date
    translate: Sequence[Callable[[Any], str]]
    numbers: NumberTaker
    tell: Callable[[int], None] = lambda _done: None


class Layouts:
    """Keeps what is known of a batch's sheets, sealed with the batch."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def load(self, batch: ImportBatch) -> list[SheetLayout]:
        """Return the sheets of a batch; none once they are purged."""
        if batch.sealed is None:
            return []
        found = json.loads(open_text(self._db, batch.sealed, self._place(batch)))
        for sheet in found:
            sheet["rows"] = [(number, unpack_cells(cells)) for number, cells in sheet["rows"]]
        return [SheetLayout(**sheet) for sheet in found]

    def keep(self, batch: ImportBatch, sheets: Sequence[SheetLayout]) -> None:
        """Keep the sheets of a batch."""
        text = json.dumps(
            [
                {
                    "name": sheet.name,
                    "count": sheet.count,
                    "rows": [[number, pack_cells(cells)] for number, cells in sheet.rows],
                    "remarks": sheet.remarks,
                    "orders": dict(sheet.orders),
                    "header": sheet.header,
                    "fields": sheet.fields,
                    "remembered": sheet.remembered,
                }
                for sheet in sheets
            ]
        )
        batch.sealed = seal_text(self._db, text, self._place(batch))

    @staticmethod
    def _place(batch: ImportBatch) -> str:
        return f"import_batch|{batch.id}|layout"


class ImportSteps:
    """The steps of one batch of the agency in scope, but for the writing."""

    def __init__(self, db: Session, batch: ImportBatch, context: Context) -> None:
        self._db = db
        self.batch = batch
        self.context = context
        self.staging = Staging(db, batch)
        self.layouts = Layouts(db)

    def reader(self, locale: str | None = None) -> RowReader:
        """Return what reads this batch's rows."""
        context = self.context
        return RowReader(
            self._db,
            context.agency,
            context.today,
            context.translate,
            day_first=self.batch.day_first,
            locale=locale,
        )

    # -- reading ----------------------------------------------------------------------------

    def read(self, file: IO[bytes] | None = None, given: Mapping[str, str] | None = None) -> None:
        """Read the file and guess its columns; raise TableError for what cannot be read.

        given: header to field, where somebody said it. Columns of headers that the agency mapped
        before are mapped as then.
        """
        batch = self.batch
        known = self.staging.keep_rows(batch.file_name, file or self.staging.file(), batch.encoding)
        sheets = []
        reader = self.reader()
        for plain in known["sheets"]:
            plain["rows"] = [(number, unpack_cells(cells)) for number, cells in plain["rows"]]
            sheet = SheetLayout(**plain)
            found = reader.map_sheet(sheet.rows, given)
            if found is not None:
                sheet.header, sheet.fields = found
            if not given:
                self._remember(sheet, reader)
            sheets.append(sheet)
        if batch.day_first is None:
            batch.day_first = guess_order(sheets, reader)
        self.layouts.keep(batch, sheets)
        batch.total, batch.progress = known["total"], 0

    def _remember(self, sheet: SheetLayout, reader: RowReader) -> None:
        """Take the fields that headers of one of the first rows had the last time."""
        rows = {headers_digest(cells): number for number, cells in sheet.rows[:HEADER_ROWS]}
        saved = self._db.scalar(
            select(ImportMapping)
            .where(ImportMapping.headers_digest.in_(list(rows)))
            .order_by(ImportMapping.used_at.desc())
            .limit(1)
        )
        if saved is None:
            return
        sheet.header, sheet.remembered = rows[saved.headers_digest], True
        sheet.fields = [name if reader.columns.known(name) else "" for name in saved.fields]
        if saved.day_first is not None and self.batch.day_first is None:
            self.batch.day_first = saved.day_first

    def save_mappings(self, sheets: Sequence[SheetLayout]) -> None:
        """Keep what the columns are for the next file with the same headers."""
        for sheet in sheets:
            if sheet.header is None:
                continue
            values = {
                "fields": sheet.fields,
                "day_first": self.batch.day_first,
                "used_at": func.now(),
            }
            statement = upsert(ImportMapping).values(
                agency_id=agency_of(self._db),
                id=uuid7(),
                headers_digest=headers_digest(sheet.headers),
                **values,
            )
            self._db.execute(
                statement.on_conflict_do_update(
                    index_elements=["agency_id", "headers_digest"], set_=values
                )
            )

    def maps(self, reader: RowReader) -> dict[int, ColumnMap]:
        """Return the columns of the sheets to be read; raise TableError if they do not fit."""
        maps = {
            index: reader.columns.map_columns(sheet.header, sheet.headers, sheet.fields)
            for index, sheet in enumerate(self.layouts.load(self.batch))
            if sheet.header is not None
        }
        if not maps:
            raise TableError(NO_HEADERS)
        return maps

    # -- checking ---------------------------------------------------------------------------

    def rows_of(
        self, reader: RowReader, maps: Mapping[int, ColumnMap]
    ) -> Iterator[tuple[Chunk, list[tuple[int, Cells, Judged]]]]:
        """Yield the rows below the headers, judged, some hundred at a time."""
        for chunk in self.staging.chunks():
            columns = maps.get(chunk.sheet)
            if columns is None:
                continue
            judged = [
                (number, cells, reader.read(cells, columns))
                for number, cells in chunk.rows
                if number > columns.header_row
            ]
            if judged:
                yield chunk, judged

    def check(self) -> None:
        """Judge every row and look for doubles; keep what was found of each."""
        db, batch = self._db, self.batch
        db.execute(
            delete(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.part == batch.part)
        )
        reader = self.reader()
        doubles, likenesses = Doubles(db), Likenesses(db)
        counts: Counter[str] = Counter()
        complete = bytearray()
        position = 0
        for chunk, rows in self.rows_of(reader, self.maps(reader)):
            people, values = [], []
            for number, cells, judged in rows:
                digest = row_digest(db, judged.texts, judged.family)
                complete.append(judged.submission.is_complete)
                if judged.is_good:
                    people.append(Person(position, number, judged, digest))
                    likenesses.add(position, number, judged.submission.answers)
                values.append((position, chunk.sheet, number, cells, judged, digest))
                position += 1
            found = doubles.look(people)
            lines = [self._line(*value, found.get(value[0], [])) for value in values]
            db.execute(insert(ImportRow), lines)
            for line in lines:
                counts[line["verdict"]] += 1
                if line["verdict"] == GOOD:
                    counts["complete" if complete[line["position"]] else "incomplete"] += 1
            self.context.tell(position)
        for resembling in self._mark(likenesses):
            counts[GOOD] -= 1
            counts[DOUBLE] += 1
            counts["complete" if complete[resembling] else "incomplete"] -= 1
        counts["rows"] = position
        batch.counts = dict(counts)

    def _mark(self, likenesses: Likenesses) -> Iterator[int]:
        """Note whom rows may be though nothing is the same; yield those that were good before."""
        db, batch = self._db, self.batch
        found = likenesses.find()
        shown = likenesses.shown() if found else {}
        positions = sorted(found)
        for start in range(0, len(positions), ROWS_A_CHUNK):
            rows = db.scalars(
                select(ImportRow).where(
                    ImportRow.batch_id == batch.id,
                    ImportRow.part == batch.part,
                    ImportRow.position.in_(positions[start : start + ROWS_A_CHUNK]),
                )
            ).all()
            for row in rows:
                finding = open_row(db, row)
                if row.verdict == GOOD:
                    name, born = shown[row.position]
                    finding = {"name": name, "born": born, "likely": []}
                    row.verdict, row.choice = DOUBLE, SKIP
                    yield row.position
                add_likely(row, finding, found[row.position])
                row.sealed = seal_row(db, row.id, finding)
            db.flush()
            for row in rows:
                db.expunge(row)

    def _line(  # noqa: PLR0917  what a row is
        self,
        position: int,
        sheet: int,
        number: int,
        cells: Cells,
        judged: Judged,
        digest: bytes,
        likely: list[Likeness],
    ) -> dict[str, Any]:
        key = uuid7()
        verdict = BAD if not judged.is_good else DOUBLE if likely else GOOD
        client = next((like for like in likely if like.client_id is not None), None)
        row = next((like for like in likely if like.position is not None), None)
        sealed = None
        if verdict != GOOD:
            sealed = seal_row(self._db, key, finding_of(cells, judged, likely))
        return {
            "agency_id": agency_of(self._db),
            "id": key,
            "batch_id": self.batch.id,
            "part": self.batch.part,
            "position": position,
            "sheet": sheet,
            "row_number": number,
            "verdict": verdict,
            "choice": CREATE if verdict == GOOD else SKIP,
            "digest": digest,
            "like_client_id": client.client_id if client else None,
            "like_position": row.position if row else None,
            "score": max((like.score for like in likely), default=0),
            "sealed": sealed,
            "outcome": None,
        }


def finding_of(cells: Cells, judged: Judged, likely: Sequence[Likeness]) -> dict[str, Any]:
    """Return what is kept of a row that somebody has to look at, as plain data."""
    reasons = [[pack_column(r.column), pack_sentence(r.sentence)] for r in judged.reasons]
    answers = judged.submission.answers
    return {
        # Whom a row resembles is told by the name; who corrects a row needs all of it.
        "cells": pack_cells(cells) if reasons else [],
        "reasons": reasons,
        "name": " ".join(filter(None, (answers.get("first_name"), answers.get("last_name")))),
        "born": answers.get("birth_date"),
        "likely": [
            {
                "score": like.score,
                "sentence": pack_sentence(like.sentence),
                "client": str(like.client_id) if like.client_id else None,
                "position": like.position,
            }
            for like in likely
        ],
    }


def add_likely(row: ImportRow, finding: dict[str, Any], alike: Sequence[Alike]) -> None:
    """Add whom a row resembles to what was found of it, but for those named already."""
    known = {(like["client"], like["position"]) for like in finding["likely"]}
    for other in alike:
        client = str(other.client_id) if other.client_id else None
        if (client, other.position) in known:
            continue
        finding["likely"].append(
            {
                "score": other.score,
                "sentence": pack_sentence(other.sentence),
                "client": client,
                "position": other.position,
                "reasons": list(other.reasons),
            }
        )
        row.score = max(row.score, other.score)
        if row.like_client_id is None:
            row.like_client_id = other.client_id
        if row.like_position is None:
            row.like_position = other.position


def seal_row(db: Session, key: Any, finding: Mapping[str, Any]) -> bytes:
    """Seal what was found of a row."""
    return seal_text(db, json.dumps(finding, ensure_ascii=False), f"import_row|{key}|finding")


def open_row(db: Session, row: ImportRow) -> dict[str, Any]:
    """Return what was found of a row, empty of one that nobody has to look at."""
    if row.sealed is None:
        return {}
    finding: dict[str, Any] = json.loads(open_text(db, row.sealed, f"import_row|{row.id}|finding"))
    return finding


def guess_order(sheets: Sequence[SheetLayout], reader: RowReader) -> bool | None:
    """Return whether dates have the day first, if the dates of the file leave no doubt."""
    day_first = month_first = 0
    for sheet in sheets:
        for place, name in enumerate(sheet.fields):
            if name and reader.columns.named(name).question.kind in {"date", "partial_date"}:
                found = sheet.orders.get(str(place), [0, 0])
                day_first, month_first = day_first + found[0], month_first + found[1]
    if bool(day_first) == bool(month_first):
        return None
    return bool(day_first)
