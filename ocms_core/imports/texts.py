"""Read a text file of cells: find its encoding and the sign between the cells, then its rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

from ocms_core.i18n import _
from ocms_core.imports.tables import LONGEST_CELL, MOST_COLUMNS, PROBE, Sheet, TableError

DELIMITERS: Final = ",;\t|"
ENCODINGS: Final = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "cp1252": "Windows (Western)",
    "mac_roman": "Macintosh (Western)",
    "cp850": "DOS (Western)",
    "cp1250": "Windows (Central Europe)",
    "cp1251": "Windows (Cyrillic)",
    "cp1256": "Windows (Arabic)",
}
"""What a person may choose when names look wrong, with the words for it."""

# What French and English text uses beyond ASCII; of two readings the one with more of it is right.
_USUAL = frozenset("éèêëàâçîïôùûüœæÉÈÊÀÂÇÎÔÙÛŒñÑöÖäÄüÜßáíóúøåÅØ’“”–—…«»\u00a0°")


def read(file: IO[bytes], name: str, encoding: str | None = None) -> Iterator[Sheet]:
    """Yield the one table of a text file."""
    chosen = encoding if encoding in ENCODINGS else None
    chosen = find_encoding(file) if chosen is None else _with_mark(file, chosen)
    file.seek(0)
    start = file.read(PROBE)
    text = codecs.getincrementaldecoder(chosen)(errors="replace").decode(start)
    delimiter = find_delimiter(text)
    file.seek(0)
    reader = io.TextIOWrapper(file, encoding=chosen, errors="replace", newline="")
    try:
        yield Sheet(name, _rows(reader, delimiter, chosen))
    finally:
        # The file is the caller's to close.
        reader.detach()


def _with_mark(file: IO[bytes], encoding: str) -> str:
    """Return the encoding somebody chose, in the variety that the first bytes show."""
    file.seek(0)
    start = file.read(PROBE)
    if encoding == "utf-8" and start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if encoding == "utf-16":
        marked = _marked(start)
        return marked if marked is not None and "16" in marked else "utf-16-le"
    return encoding


def _rows(file: IO[str], delimiter: str, encoding: str) -> Iterator[tuple[int, Sequence[Any]]]:
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
        except UnicodeError as problem:
            raise TableError(
                _("The letters of this file cannot be read as ${encoding}: save it as UTF-8.",
                  mapping={"encoding": encoding})
            ) from problem  # fmt: skip
        # A row is named by its first line, which is where the person looks for it.
        yield before + 1, row[:MOST_COLUMNS]
        before = reader.line_num


def find_encoding(file: IO[bytes]) -> str:
    """Return the encoding of a text file: Unicode is recognised, others are weighed."""
    file.seek(0)
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
        return _western(file)
    return "utf-8"


def _western(file: IO[bytes]) -> str:
    """Return the likeliest encoding of a file of single bytes."""
    file.seek(0)
    counts = [0] * 256
    while piece := file.read(PROBE):
        for byte in re.findall(rb"[\x80-\xff]", piece):
            counts[byte[0]] += 1
    best, most = "cp1252", float("-inf")
    for encoding in ("cp1252", "mac_roman", "cp850"):
        score = 0.0
        for byte in range(0x80, 0x100):
            if counts[byte]:
                sign = bytes([byte]).decode(encoding, errors="replace")
                score += counts[byte] * _worth(sign)
        if score > most:
            best, most = encoding, score
    # Five bytes mean nothing in Windows-1252; Latin-1 reads every byte.
    if best == "cp1252" and any(counts[byte] for byte in b"\x81\x8d\x8f\x90\x9d"):
        return "latin-1"
    return best


def _worth(sign: str) -> float:
    if sign in _USUAL:
        # Most letters are small ones: that tells é of Windows from È of a Macintosh.
        return 0.5 if sign.isupper() else 1.0
    if sign == "\ufffd" or not sign.isprintable():
        return -1.0
    return 0.1 if sign.isalpha() else -0.5


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
    csv.field_size_limit(LONGEST_CELL)
    lines = start.splitlines()[:20]
    if len(lines) > 1:
        lines = lines[:-1] if len(start) >= PROBE else lines
    best, most = ",", 1
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
        except csv.Error:
            continue
        if not widths:
            continue
        common = max(set(widths), key=widths.count)
        score = common * widths.count(common)
        if common > 1 and score > most:
            best, most = delimiter, score
    return best
