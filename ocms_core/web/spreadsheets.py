"""Cells that a spreadsheet takes for plain text, whatever somebody typed into them."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

# Spreadsheets run a cell that begins with one of these, also after blanks they skip, and take the
# wide forms of East Asian keyboards for the same.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text


def write_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write text into a workbook's cell."""
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for its own markup and would write it unescaped.
        sheet.write_rich_string(row, column, text[0], text[1], text[2:])
    else:
        sheet.write_string(row, column, text)
