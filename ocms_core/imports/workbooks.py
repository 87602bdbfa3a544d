"""Read the sheets of a workbook (.xlsx): what is unpacked is limited, entities are refused.

The parts are looked at once as bytes before openpyxl reads them: for their size, for formulas, and
for merged and hidden rows, of which its reading mode for large files tells nothing.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Final

from ocms_core.i18n import _
from ocms_core.imports import tables
from ocms_core.imports.tables import MOST_COLUMNS, PROBE, Sheet, TableError, Unreadable

DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")
MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
HIDDEN_ROW: Final = re.compile(rb'<row [^>]{0,300}hidden="(?:1|true)"')
FORMULA: Final = re.compile(rb"<f[ >/]")
LONGEST_MATCH: Final = 340
MOST_MERGED: Final = 20_000

UNREADABLE = _("This workbook cannot be read: open it, save it as .xlsx and try again.")
TOO_LARGE = _("This workbook is too large: split it into smaller ones.")
ERROR_CELL = _("The cell shows an error of the spreadsheet: correct it there.")
NO_RESULT = _(
    "The cell holds a formula without a result: open the file in Excel, save it and try again, or "
    "put the value in its place."
)
MERGED_CELL = _("The cell is merged with another one: unmerge them, and write the value in each.")
HIDDEN_ROWS = _("Hidden rows are read like the others (${count} here).")


@dataclass(slots=True)
class Part:
    """What the bytes of one sheet tell. merged: rows of covered cells, each with its columns."""

    formulas: bool = False
    hidden: int = 0
    merged: dict[int, set[int]] = field(default_factory=dict)


def read(file: IO[bytes]) -> Iterator[Sheet]:
    """Yield the visible sheets of a workbook."""
    from openpyxl import load_workbook

    parts = _look_into(file)
    with_formulas = any(part.formulas for part in parts.values())
    with warnings.catch_warnings():
        # Of what openpyxl cannot draw (charts, lists); nothing of it concerns the values.
        warnings.simplefilter("ignore")
        try:
            values = load_workbook(file, read_only=True, data_only=True)
            formulas = load_workbook(file, read_only=True) if with_formulas else None
        except Exception as problem:
            raise TableError(UNREADABLE) from problem
    try:
        for sheet in values.worksheets:
            if sheet.sheet_state != "visible":
                continue
            part = parts.get(str(getattr(sheet, "_worksheet_path", "")), Part())
            written = formulas[sheet.title] if formulas is not None and part.formulas else None
            remarks = []
            if part.hidden:
                remarks.append(_(str(HIDDEN_ROWS), mapping={"count": part.hidden}))
            yield Sheet(sheet.title, _guarded(sheet, written, part), remarks)
    finally:
        values.close()
        if formulas is not None:
            formulas.close()


def _look_into(file: IO[bytes]) -> dict[str, Part]:
    """Refuse what unpacks too far or declares entities; return what the sheets' bytes tell."""
    parts: dict[str, Part] = {}
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _limit(members)
            for member in members:
                with archive.open(member) as content:
                    head = content.read(PROBE)
                    _refuse_entities(head)
                    if "worksheets/" in member.filename:
                        parts[member.filename] = _scan(head, content)
    except TableError:
        raise
    except Exception as problem:
        raise TableError(UNREADABLE) from problem
    return parts


def _limit(members: Sequence[zipfile.ZipInfo]) -> None:
    strings = [m.file_size for m in members if m.filename.endswith("sharedStrings.xml")]
    if (
        len(members) > tables.MOST_MEMBERS
        or sum(member.file_size for member in members) > tables.MOST_UNPACKED
        or sum(strings) > tables.MOST_STRINGS
    ):
        raise TableError(TOO_LARGE)


def _refuse_entities(head: bytes) -> None:
    if any(word in head for word in DECLARATIONS):
        raise TableError(
            _("This workbook declares entities, which none of ours do: save it again with Excel "
              "or LibreOffice.")
        )  # fmt: skip


def _scan(piece: bytes, rest: IO[bytes]) -> Part:
    """Read a sheet's bytes to the end, a piece at a time."""
    part, before = Part(), b""
    while piece:
        joined = before + piece
        # A match that ends in what was seen before has been counted already.
        seen = len(before)
        part.formulas = part.formulas or FORMULA.search(joined) is not None
        part.hidden += sum(found.end() > seen for found in HIDDEN_ROW.finditer(joined))
        for found in MERGED.finditer(joined):
            if found.end() > seen and len(part.merged) < MOST_MERGED:
                _cover(part, *found.groups())
        before, piece = joined[-LONGEST_MATCH:], rest.read(PROBE)
    return part


def _cover(part: Part, left: bytes, top: bytes, right: bytes, bottom: bytes) -> None:
    """Note the cells that a merged one covers: all but its first."""
    first, last = _column(left), min(_column(right), MOST_COLUMNS)
    begin, end = int(top), int(bottom)
    for row in range(begin, min(end, begin + MOST_MERGED) + 1):
        columns = set(range(first, last + 1))
        if row == begin:
            columns.discard(first)
        part.merged.setdefault(row, set()).update(columns)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _guarded(sheet: Any, written: Any, part: Part) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows; whatever is broken in the file is one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from _rows(sheet, written, part)
    except TableError:
        raise
    except Exception as problem:
        raise TableError(UNREADABLE) from problem


def _rows(sheet: Any, written: Any, part: Part) -> Iterator[tuple[int, Sequence[Any]]]:
    # A wrong size in the file would make the reader give empty cells without end.
    sheet.reset_dimensions()
    if written is None:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield number, _cells(row, (), part.merged.get(number))
        return
    written.reset_dimensions()
    pairs = zip(sheet.iter_rows(), written.iter_rows(), strict=False)
    for number, (row, row_written) in enumerate(pairs, start=1):
        yield number, _cells(row, row_written, part.merged.get(number))


def _cells(row: Sequence[Any], written: Sequence[Any], covered: set[int] | None) -> list[Any]:
    cells = [
        _cell(cell, written[place] if place < len(written) else None)
        for place, cell in enumerate(row[:MOST_COLUMNS])
    ]
    if covered and any(cell is not None for cell in cells):
        cells += [None] * (max(covered) - len(cells))
        for column in covered:
            if cells[column - 1] is None:
                cells[column - 1] = Unreadable(MERGED_CELL)
    return cells


def _cell(cell: Any, formula: Any) -> Any:
    if cell.data_type == "e":
        return Unreadable(ERROR_CELL)
    if cell.value is None and formula is not None and formula.data_type == "f":
        return Unreadable(NO_RESULT)
    return cell.value
