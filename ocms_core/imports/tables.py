"""Read a spreadsheet or a text file row by row, whoever made it and in whatever encoding.

Nothing here knows what the columns mean. A file is data from outside: sizes are limited before
anything is unpacked, and a document that declares entities is refused.
"""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from ocms_core.errors import OcmsError
from ocms_core.i18n import _

MOST_BYTES: Final = 200 * 2**20
MOST_MEMBERS: Final = 1000
MOST_UNPACKED: Final = 500 * 2**20
MOST_COLUMNS: Final = 300
LONGEST_CELL: Final = 100_000
DELIMITERS: Final = ",;\t|"
PROBE: Final = 64 * 2**10
DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")


class TableError(OcmsError):
    """A file that cannot be read; `sentence` tells the person what to do, translatable."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that holds no value of its own; `reason` says why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, and its rows with the numbers that the person sees."""

    name: str
    rows: Iterator[tuple[int, Sequence[Any]]]


def read_tables(path: Path) -> Iterator[Sheet]:
    """Yield the tables of a file; read each before asking for the next."""
    if path.stat().st_size > MOST_BYTES:
        raise TableError(_("This file is too large: split it into smaller ones."))
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK\x03\x04"):
        yield from _workbook(path)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(
            _("This is an old or a locked workbook: save it as .xlsx without a password.")
        )
    else:
        yield from _text(path)


# -- workbooks ------------------------------------------------------------------------------


def _workbook(path: Path) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    with_formulas = _look_into(path)
    try:
        values = load_workbook(path, read_only=True, data_only=True)
        formulas = load_workbook(path, read_only=True) if with_formulas else None
    except TableError:
        raise
    except Exception as problem:
        raise TableError(
            _("This workbook cannot be read: open it, save it as .xlsx and try again.")
        ) from problem
    try:
        for sheet in values.worksheets:
            if sheet.sheet_state != "visible":
                continue
            written = formulas[sheet.title] if formulas is not None else None
            yield Sheet(sheet.title, _sheet_rows(sheet, written))
    finally:
        values.close()
        if formulas is not None:
            formulas.close()


def _look_into(path: Path) -> bool:
    """Refuse what unpacks too far or declares entities; say whether there are formulas."""
    formulas = False
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
                raise TableError(_("This workbook is too large: split it into smaller ones."))
            for member in members:
                with archive.open(member) as part:
                    head = part.read(PROBE)
                    if any(word in head for word in DECLARATIONS):
                        raise TableError(
                            _("This workbook declares entities, which none of ours do: save it "
                              "again with Excel or LibreOffice.")
                        )  # fmt: skip
                    if "worksheets/" in member.filename and not formulas:
                        formulas = _has_formula(head, part)
    except zipfile.BadZipFile as problem:
        raise TableError(
            _("This workbook cannot be read: open it, save it as .xlsx and try again.")
        ) from problem
    return formulas


def _has_formula(piece: bytes, rest: IO[bytes]) -> bool:
    before = b""
    while piece:
        joined = before + piece
        if b"<f>" in joined or b"<f " in joined or b"<f/" in joined:
            return True
        before, piece = joined[-3:], rest.read(PROBE)
    return False


def _sheet_rows(sheet: Any, written: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    # A wrong size in the file would make the reader give empty cells without end.
    sheet.reset_dimensions()
    if written is None:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield number, [_cell(cell, None) for cell in row[:MOST_COLUMNS]]
        return
    written.reset_dimensions()
    pairs = zip(sheet.iter_rows(), written.iter_rows(), strict=False)
    for number, (row, row_written) in enumerate(pairs, start=1):
        cells = zip(row[:MOST_COLUMNS], row_written, strict=False)
        yield number, [_cell(cell, formula) for cell, formula in cells]


def _cell(cell: Any, formula: Any) -> Any:
    if cell.data_type == "e":
        return Unreadable(_("The cell shows an error of the spreadsheet: correct it there."))
    if cell.value is None and formula is not None and formula.data_type == "f":
        return Unreadable(
            _("The cell holds a formula without a result: open the file in Excel, save it and "
              "try again, or put the value in its place.")
        )  # fmt: skip
    return cell.value


# -- text -----------------------------------------------------------------------------------


def _text(path: Path) -> Iterator[Sheet]:
    encoding = find_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = find_delimiter(file.read(PROBE))
    with path.open(encoding=encoding, newline="") as file:
        yield Sheet(path.name, _text_rows(file, delimiter))


def _text_rows(file: IO[str], delimiter: str) -> Iterator[tuple[int, Sequence[Any]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(file, delimiter=delimiter, skipinitialspace=True)
    before = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise TableError(
                _("Line ${line} cannot be read: a quotation mark is missing near there.",
                  mapping={"line": before + 1})
            ) from problem  # fmt: skip
        # A row is named by its first line, which is where the person looks for it.
        yield before + 1, row[:MOST_COLUMNS]
        before = reader.line_num


def find_encoding(path: Path) -> str:
    """Return the encoding of a text file: UTF-8 and UTF-16 are recognised, others are Windows'."""
    with path.open("rb") as file:
        start = file.read(PROBE)
        marked = _marked(start)
        if marked is not None:
            return marked
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := file.read(PROBE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            # Five bytes mean nothing in Windows-1252; Latin-1 reads every byte.
            file.seek(0)
            while piece := file.read(PROBE):
                if any(byte in piece for byte in b"\x81\x8d\x8f\x90\x9d"):
                    return "latin-1"
            return "cp1252"
    return "utf-8"


def _marked(start: bytes) -> str | None:
    """Return the encoding that the first bytes give away."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > len(start) // 4 else None


def find_delimiter(start: str) -> str:
    """Return the sign between the cells: the one that cuts the lines into most equal parts."""
    lines = start.splitlines()[:20]
    if len(lines) > 1:
        lines = lines[:-1] if len(start) >= PROBE else lines
    best, most = ",", 1
    for delimiter in DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
        if not widths:
            continue
        common = max(set(widths), key=widths.count)
        score = common * widths.count(common)
        if common > 1 and score > most:
            best, most = delimiter, score
    return best
