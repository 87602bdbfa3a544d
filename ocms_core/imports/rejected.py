"""The rows with mistakes as a file in the same columns, to be corrected and uploaded again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from ocms_core.i18n.translators import translators
from ocms_core.imports.models import BAD, ImportBatch, ImportRow
from ocms_core.imports.services import Layouts, SheetLayout, open_row
from ocms_core.imports.staging import unpack_column, unpack_sentence
from ocms_core.imports.words import ROW_HEADERS
from ocms_core.web.spreadsheets import safe_cell, write_text

AT_ONCE: Final = 500
WIDTH: Final = 24
LONGEST_TITLE: Final = 31
LONGEST_XLSX_CELL: Final = 32_000


class Rejected:
    """The rejected rows of the present part of a batch. sheets: those that have any, by place."""

    def __init__(self, db: Session, batch: ImportBatch, locale: str) -> None:
        self._db = db
        self._batch = batch
        self._translate = translators()[locale]
        self._own = ROW_HEADERS[locale]
        layouts = Layouts(db).load(batch)
        found = db.scalars(
            select(ImportRow.sheet)
            .where(
                ImportRow.batch_id == batch.id,
                ImportRow.part == batch.part,
                ImportRow.verdict == BAD,
            )
            .distinct()
        )
        self.sheets = {index: layouts[index] for index in sorted(found) if index < len(layouts)}

    def rows(self, sheet: int) -> Iterator[list[str]]:
        """Yield the rows of one sheet: number, reasons, cells."""
        last = -1
        while True:
            found = self._db.scalars(
                select(ImportRow)
                .where(
                    ImportRow.batch_id == self._batch.id,
                    ImportRow.part == self._batch.part,
                    ImportRow.verdict == BAD,
                    ImportRow.sheet == sheet,
                    ImportRow.position > last,
                )
                .order_by(ImportRow.position)
                .limit(AT_ONCE)
            ).all()
            for row in found:
                finding = open_row(self._db, row)
                yield [str(row.row_number), self._reasons(finding), *_texts(finding)]
            if len(found) < AT_ONCE:
                return
            last = found[-1].position
            for row in found:
                self._db.expunge(row)

    def _reasons(self, finding: dict[str, Any]) -> str:
        told = []
        for column, packed in finding.get("reasons") or ():
            sentence = self._translate(unpack_sentence(packed))
            header = self._translate(unpack_column(column))
            told.append(f"{header}: {sentence}" if header else sentence)
        return " ".join(told)

    def head(self, sheet: SheetLayout) -> list[str]:
        """Return the headers: ours, then those of the file."""
        headers = [cell if isinstance(cell, str) else "" for cell in sheet.headers]
        return [*self._own, *headers]

    def as_csv(self) -> bytes:
        """Return the rows of the one sheet as CSV that a spreadsheet opens rightly."""
        ((index, sheet),) = self.sheets.items()
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow([safe_cell(cell) for cell in self.head(sheet)])
        for row in self.rows(index):
            writer.writerow([safe_cell(cell) for cell in row])
        return b"\xef\xbb\xbf" + stream.getvalue().encode()

    def as_xlsx(self) -> bytes:
        """Return the rows as a workbook with the sheets of the file."""
        stream = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(stream, options) as book:
            bold = book.add_format({"bold": True})
            for number, (index, sheet) in enumerate(self.sheets.items(), start=1):
                page = book.add_worksheet(_title(sheet.name, number))
                page.freeze_panes(1, 0)
                head = self.head(sheet)
                page.set_column(0, 0, 8)
                page.set_column(1, 1, 60)
                page.set_column(2, max(2, len(head) - 1), WIDTH)
                for column, text in enumerate(head):
                    page.write_string(0, column, text[:LONGEST_XLSX_CELL], bold)
                for line, row in enumerate(self.rows(index), start=1):
                    for column, text in enumerate(row):
                        if text:
                            write_text(page, line, column, text[:LONGEST_XLSX_CELL])
        return stream.getvalue()


def _texts(finding: dict[str, Any]) -> list[str]:
    cells = finding.get("cells") or ()
    return ["" if isinstance(cell, dict) else cell for cell in cells]


def _title(name: str, number: int) -> str:
    """Return a name that a workbook takes for a sheet, different from the others'."""
    plain = "".join(sign for sign in name if sign not in "[]:*?/\\").strip("' ")
    return f"{number} {plain}"[:LONGEST_TITLE].strip("' ") or str(number)
