"""Small tables to take away, safe to open: a cell that looks like a formula stays text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from pyramid.response import Response
from xlsxwriter import Workbook

from ocms_core.web.spreadsheets import safe_cell, write_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV, with the mark by which spreadsheets know UTF-8."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def as_xlsx(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as a workbook of text cells."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 24)
        bold = book.add_format({"bold": True})
        for column, text in enumerate(head):
            sheet.write_string(0, column, text, bold)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                write_text(sheet, number, column, text)
    return stream.getvalue()


def response(name: str, head: Sequence[str], rows: Iterable[Sequence[str]], form: str) -> Response:
    """Return a table to download, as "csv" or "xlsx"."""
    if form == "csv":
        return attachment(f"{name}.csv", as_csv(head, rows), "text/csv")
    return attachment(f"{name}.xlsx", as_xlsx(head, rows), XLSX)


def attachment(name: str, body: bytes, media_type: str) -> Response:
    """Return a file to save; its name has ASCII letters only."""
    answer = Response(body=body, content_type=media_type)
    if media_type == "text/csv":
        answer.charset = "utf-8"
    answer.content_disposition = f'attachment; filename="{name}"'
    answer.cache_control = "no-store"
    return answer
