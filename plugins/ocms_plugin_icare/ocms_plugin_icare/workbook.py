"""Write one iCARE workbook: the sheet that iCARE reads and the two hidden sheets of options.

The same rows give the same bytes on any day, so that a file need not be stored: it is made again
from the ledger. Built in memory, since a temporary file would hold personal data in the clear;
the limit of 2,500 rows a file is also the limit of the memory.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain, islice
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ocms_plugin_icare.templates import Column, Template

Row = Mapping[str, str | None]

SHEET = "iCARE Template"
ROWS_PER_FILE = 2500
FIRST_ROW = 4
LAST_ROW = FIRST_ROW + ROWS_PER_FILE - 1
LONGEST_TEXT = 32_767

# Seen in the one real download and written only for a template whose form key is known.
LOV_INTEGER = 591
LOV_LOCALE = "en-CA"

_CREATED = datetime(2018, 11, 1, tzinfo=UTC)
_FIRST_OPTION_ROW = 3
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLUE, _GREY, _ORANGE, _WHITE = "#0000FF", "#A9A9A9", "#FFA500", "#FFFFFF"


class TooManyRowsError(ValueError):
    """More rows than one file takes; nothing was written."""


def write_workbook(template: Template, rows: Iterable[Row], stream: BinaryIO) -> int:
    """Write one workbook to a binary stream and return how many rows it holds.

    A row maps column ids to text; None, "" and a missing id leave the cell empty. Raises
    TooManyRowsError past 2,500 rows and KeyError for an id that the template does not have, in both
    cases before anything is written.
    """
    held = list(islice(rows, ROWS_PER_FILE + 1))
    if len(held) > ROWS_PER_FILE:
        raise TooManyRowsError(f"One file takes at most {ROWS_PER_FILE} rows.")
    for row in held:
        for column_id in row:
            if column_id not in template.by_id:
                raise KeyError(column_id)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(stream, options)
    book.set_properties({"created": _CREATED})
    _write_data(book, template, held)
    _write_options(book, template)
    book.close()
    return len(held)


def write_workbooks(
    template: Template, rows: Iterable[Row], open_stream: Callable[[int], BinaryIO]
) -> list[int]:
    """Write as many workbooks as the rows need and return the number of rows of each.

    `open_stream` is given the number of the file, from 1. Without rows there is no file. At most
    the rows of one file are held at a time.
    """
    return [
        write_workbook(template, batch, open_stream(number))
        for number, batch in enumerate(batches(rows), start=1)
    ]


def batches(rows: Iterable[Row]) -> Iterator[Iterable[Row]]:
    """Yield the rows in lots of one file each; a lot must be used up before the next is asked."""
    remaining = iter(rows)
    for first in remaining:
        yield chain([first], islice(remaining, ROWS_PER_FILE - 1))


def cell_text(text: str) -> str:
    """Return text as a cell can hold it.

    Signs that XML cannot hold go, line ends become one kind, and the text ends at Excel's limit,
    which counts UTF-16 units.
    """
    clean = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(clean) * 2 <= LONGEST_TEXT:
        return clean
    return clean.encode("utf-16-le")[: LONGEST_TEXT * 2].decode("utf-16-le", errors="ignore")


class _PlainSheet(Worksheet):
    """Writes blank and text cells straight away: most of the time of a file goes there.

    The bytes are those of XlsxWriter; a test compares the two.
    """

    @cached_property
    def _letters(self) -> list[str]:
        return [xl_col_to_name(column) for column in range(self.dim_colmax + 1)]

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = type(cell).__name__
        if cell.format is None or kind not in {"Blank", "String"}:
            super()._write_cell(row, col, cell)
            return
        start = f'<c r="{self._letters[col]}{row + 1}" s="{cell.format._get_xf_index()}"'  # noqa: SLF001
        text = "/>" if kind == "Blank" else f' t="s"><v>{cell.string}</v></c>'
        self.fh.write(start + text)


def _write_data(book: Workbook, template: Template, rows: list[Row]) -> None:
    sheet = book.add_worksheet(SHEET, worksheet_class=_PlainSheet)
    banner = book.add_format(
        {"bold": True, "font_size": 18, "font_color": _WHITE, "bg_color": _GREY}
        | {"align": "left", "text_wrap": True}
    )
    machine_id = book.add_format({"align": "left"})
    heading = {"bold": True, "bg_color": _BLUE, "align": "left", "border": 1}
    mandatory = book.add_format(heading | {"font_color": _ORANGE})
    optional = book.add_format(heading | {"font_color": _WHITE})
    text = book.add_format({"num_format": "@", "align": "left", "valign": "top", "text_wrap": True})

    for index, column in enumerate(template.columns):
        sheet.set_column(index, index, min(max(len(column.heading) + 3, 16), 84))
    sheet.set_row(0, 99.95)
    sheet.merge_range(0, 0, 0, len(template.columns) - 1, template.banner, banner)
    sheet.set_row(1, None, None, {"hidden": True})
    for index, column in enumerate(template.columns):
        sheet.write_string(1, index, column.id, machine_id)
    for index, column in enumerate(template.columns):
        sheet.write_string(2, index, column.heading, mandatory if column.mandatory else optional)

    for number, row in enumerate(rows, start=FIRST_ROW - 1):
        for index, column in enumerate(template.columns):
            _write_text(sheet, number, index, row.get(column.id), text)
    for number in range(FIRST_ROW - 1 + len(rows), LAST_ROW):
        for index in range(len(template.columns)):
            sheet.write_blank(number, index, None, text)

    for index, column in enumerate(template.columns):
        if column.options is not None:
            sheet.data_validation(
                FIRST_ROW - 1,
                index,
                LAST_ROW - 1,
                index,
                {"validate": "list", "source": f"={option_range(column)}"},
            )


def option_range(column: Column) -> str:
    """Return where the hidden sheet LOV holds the labels of a column that has a list."""
    if column.options is None:
        raise ValueError(f"The column {column.id} has no list.")
    last = _FIRST_OPTION_ROW + len(column.options.labels) - 1
    return f"LOV!${column.letter}${_FIRST_OPTION_ROW}:${column.letter}${last}"


def _write_text(sheet: Worksheet, row: int, column: int, value: str | None, style: Format) -> None:
    clean = cell_text(value) if value else ""
    if not clean:
        sheet.write_blank(row, column, None, style)
    elif clean.startswith("<r>") and clean.endswith("</r>"):
        # XlsxWriter takes such a text for its own markup and would write it unescaped.
        sheet.write_rich_string(row, column, clean[0], clean[1], clean[2:], style)
    else:
        sheet.write_string(row, column, clean, style)


def _write_options(book: Workbook, template: Template) -> None:
    labels = book.add_worksheet("LOV")
    ids = book.add_worksheet("LOVIds")
    labels.hide()
    ids.hide()
    text = book.add_format({"num_format": "@", "align": "left"})
    if template.form_key is not None and template.lov_column_count is not None:
        labels.write_string(0, 0, template.form_key)
        labels.write_number(0, 1, template.lov_column_count)
        labels.write_number(0, 2, LOV_INTEGER)
        labels.write_string(0, 3, LOV_LOCALE)
    for index, column in enumerate(template.columns):
        flag = "true" if column.mandatory else "false"
        labels.write_string(1, index, f"Mandatory={flag};")
        if column.options is None:
            continue
        for number, label in enumerate(column.options.labels, start=_FIRST_OPTION_ROW - 1):
            labels.write_string(number, index, label, text)
        for number, option_id in enumerate(column.options.ids or (), start=_FIRST_OPTION_ROW - 1):
            ids.write_string(number, index, option_id, text)
