"""Reports as CSV and XLSX files. No cell can become a formula when a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from ocms_core.i18n import _
from ocms_core.reports.labels import Labels
from ocms_core.reports.results import TableView
from ocms_core.reports.runner import ClientListView, ReportView
from ocms_core.web.spreadsheets import safe_cell, write_text

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAMES = str.maketrans("", "", "[]:*?/\\'")
WIDEST = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of plain values: what both kinds of file are written from."""

    title: str
    head: list[str]
    rows: list[list[Any]]


def safe(value: Any) -> Any:
    """Return a value that a spreadsheet takes for text, where it might take it for a formula."""
    return safe_cell(value) if isinstance(value, str) else value


def sheets(view: ReportView, facts: Sequence[tuple[str, str]], labels: Labels) -> list[Sheet]:
    """Return everything a run found, with its criteria and definitions at the end."""
    found = [_table(table, labels) for table in view.tables]
    found += [_clients(listed, labels) for listed in view.lists]
    translate = labels.translate
    definitions = {
        translate(title): translate(text)
        for table in view.tables
        for title, text in table.definitions
    }
    about = [[translate(name), value] for name, value in facts]
    about += [[title, text] for title, text in definitions.items()]
    return [*found, Sheet(translate(_("Criteria")), ["", ""], about)]


def _table(table: TableView, labels: Labels) -> Sheet:
    translate = labels.translate
    head = [translate(title) for title in table.dimensions]
    for column in table.columns:
        title = translate(column.measure.title)
        head.append(f"{column.heading}: {title}" if column.heading else title)
    total = translate(_("Total"))
    rows = []
    for line in table.lines:
        missing = len(table.dimensions) - len(line.names)
        rows.append([*line.names, *([total] * missing), *_figures(line.cells)])
    if table.total is not None:
        rows.append([total] * len(table.dimensions) + _figures(table.total.cells))
    return Sheet(translate(table.title), head, rows)


def _figures(cells: Sequence[Any]) -> list[Any]:
    return [_figure(cell) for cell in cells]


def _figure(cell: Any) -> Any:
    if cell.unit == "share" and cell.value:
        return round(cell.value, 4)
    if cell.unit == "money" and cell.value is not None:
        # Dollars, exact: amounts are whole cents.
        return Decimal(cell.value).scaleb(-2)
    return cell.value


def _clients(listed: ClientListView, labels: Labels) -> Sheet:
    from ocms_core.reports.dimensions import NEWNESS

    translate = labels.translate
    head = [_("Name"), _("Client number"), _("Status"), _("New or returning"), _("Services")]
    rows = [
        [
            client.name or translate(_("Hidden")),
            client.number,
            labels.status(client.status),
            NEWNESS.label(client.newness, labels.locale),
            client.services,
        ]
        for client in listed.clients
    ]
    return Sheet(translate(listed.title), [translate(title) for title in head], rows)


def write_csv(found: Sequence[Sheet]) -> bytes:
    """Return the sheets one under the other, as UTF-8 with the mark that Excel looks for."""
    text = io.StringIO()
    writer = csv.writer(text)
    for index, sheet in enumerate(found):
        if index:
            writer.writerow([])
        writer.writerow([safe(sheet.title)])
        if any(sheet.head):
            writer.writerow([safe(title) for title in sheet.head])
        for row in sheet.rows:
            writer.writerow([safe(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(found: Sequence[Sheet]) -> bytes:
    """Return a workbook, one sheet a table."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    share = workbook.add_format({"num_format": "0.0%"})
    names = _names(found)
    for sheet, name in zip(found, names, strict=True):
        page = workbook.add_worksheet(name)
        page.freeze_panes(1, 1)
        for at, title in enumerate(sheet.head):
            page.write_string(0, at, title, bold)
        for number, row in enumerate(sheet.rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, float):
                    page.write_number(number, at, value, share)
                elif isinstance(value, int | Decimal):
                    page.write_number(number, at, float(value))
                elif value is not None:
                    write_text(page, number, at, str(value))
        for at in range(len(sheet.head)):
            texts = [str(row[at] or "") for row in sheet.rows] + [sheet.head[at]]
            page.set_column(at, at, min(WIDEST, max(map(len, texts), default=8) + 2))
    workbook.close()
    return content.getvalue()


def _names(found: Sequence[Sheet]) -> Iterator[str]:
    """Yield the sheets' names as Excel allows them: short, without some signs, each once."""
    used: set[str] = set()
    for sheet in found:
        plain = sheet.title.translate(FORBIDDEN_IN_SHEET_NAMES)[:SHEET_NAME] or "-"
        name, number = plain, 1
        while name.casefold() in used:
            number += 1
            name = f"{plain[: SHEET_NAME - 3]} {number}"
        used.add(name.casefold())
        yield name
