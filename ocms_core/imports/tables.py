"""Read a spreadsheet or a text file row by row, whoever made it and in whatever encoding.

Nothing here knows what the columns mean. A file is data from outside: sizes are limited before
anything is unpacked, and whatever is wrong with it becomes a sentence, never an exception of
another kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from ocms_core.errors import OcmsError
from ocms_core.i18n import _

MOST_BYTES: Final = 50 * 2**20
MOST_MEMBERS: Final = 1000
MOST_UNPACKED: Final = 500 * 2**20
MOST_STRINGS: Final = 100 * 2**20
MOST_SHEETS: Final = 20
MOST_COLUMNS: Final = 300
LONGEST_CELL: Final = 100_000
PROBE: Final = 64 * 2**10
TOO_MANY_SHEETS = _("This workbook has more than 20 sheets with rows: split it into several files.")


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
    """One table: its name, and its rows with the numbers that the person sees.

    remarks: what the person should know of the sheet as a whole; complete once the rows are read.
    """

    name: str
    rows: Iterator[tuple[int, Sequence[Any]]]
    remarks: list[str] = field(default_factory=list)


def read_tables(
    source: Path | IO[bytes], name: str = "", encoding: str | None = None
) -> Iterator[Sheet]:
    """Yield the tables of a file; read each before asking for the next.

    name: what a table without a name of its own is called. encoding: of a text file, if somebody
    said it; else it is guessed. Raise TableError for what cannot be read.
    """
    if isinstance(source, Path):
        if source.stat().st_size > MOST_BYTES:
            raise TableError(_("This file is too large: split it into smaller ones."))
        with source.open("rb") as file:
            yield from read_tables(file, name or source.name, encoding)
        return
    from ocms_core.imports import texts, workbooks

    start = source.read(8)
    source.seek(0)
    if not start:
        raise TableError(_("This file is empty: choose another one."))
    if start.startswith(b"PK\x03\x04"):
        yield from workbooks.read(source)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(
            _("This is an old or a locked workbook: save it as .xlsx without a password.")
        )
    elif start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8")):
        raise TableError(
            _("This is no table: save the list as .xlsx or .csv and upload that file.")
        )
    else:
        yield from texts.read(source, name, encoding)
