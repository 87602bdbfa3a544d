"""A funder's file that is a plain table: name its columns, and nothing else is to be written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any, BinaryIO

from ocms_core.exports.exporter import Cells, ExportFile, Record, Severity
from ocms_core.exports.fields import resolve
from ocms_core.forms.models import ServiceForm
from ocms_core.i18n import _
from ocms_core.web.spreadsheets import safe_cell

# How an answer of each kind of question is written. Codes are written as funders name them.
CELLS: Mapping[str, Callable[[Any], str]] = {
    "text": str,
    "long_text": str,
    "number": str,
    "minutes": str,
    "money": lambda cents: str(Decimal(cents).scaleb(-2)),
    "date": str,
    "partial_date": str,
    "time": lambda time: f"{time:%H:%M}",
    "yes_no": lambda yes: "Yes" if yes else "No",
    "choice": attrgetter("for_funder"),
    "many": lambda codes: "; ".join(code.for_funder for code in codes),
}
FIGURES = frozenset({"number", "minutes", "money"})
DRAFT = "DRAFT: NOT TO BE SENT"
ROWS = 100_000
EVERY = _("One row for each record.")
MISSING = _("Answer this question: the funder’s file needs it.")


@dataclass(frozen=True, slots=True)
class Missing:
    """An answer without which the funder sends the row back."""

    field: str
    severity: str = Severity.ERROR
    sentence: Any = MISSING


class PlainTable:
    """Rows, checks and bytes of a table; columns: field keys by heading, needed: some headings."""

    def __init__(self, columns: Mapping[str, str], needed: tuple[str, ...]) -> None:
        self.columns = columns
        self.needed = needed
        self.kinds: dict[str, str] = {}

    def row(self, record: Record) -> dict[str, str | None]:
        """Return the cells of a record; what is not filled in is None."""
        found: dict[str, str | None] = {}
        for heading, key in self.columns.items():
            answer = record.value(key)
            empty = answer is None or answer == []
            found[heading] = None if empty else CELLS[self.kinds[heading]](answer)
        return found

    def check(self, cells: Cells) -> list[Missing]:
        """Return the needed answers that are missing."""
        return [Missing(self.columns[name]) for name in self.needed if not cells.get(name)]

    def write(self, rows: Iterable[Cells], stream: BinaryIO, *, draft: bool) -> None:
        """Write UTF-8 with the mark by which spreadsheets know it; no word becomes a formula."""
        text = io.StringIO()
        writer = csv.writer(text)
        if draft:
            writer.writerow([DRAFT])
        writer.writerow(self.columns)
        for row in rows:
            cells = ((row.get(heading) or "", kind) for heading, kind in self.kinds.items())
            writer.writerow(told if kind in FIGURES else safe_cell(told) for told, kind in cells)
        stream.write(text.getvalue().encode("utf-8-sig"))


def csv_file(
    form: type[ServiceForm], columns: Mapping[str, str], *, needed: Iterable[str] = ()
) -> ExportFile:
    """Return a CSV file with a row for each record of a form, named and titled like the form.

    columns: field keys by the heading of their column, in order; needed: headings of columns that
    the funder takes no row without. Raises ValueError for a question that no cell can answer.
    """
    spec, headings = form.__form__, tuple(needed)
    unknown = sorted(set(headings) - set(columns))
    if unknown:
        raise ValueError(f"the file of {spec.key} needs columns that it does not have: {unknown}")
    table = PlainTable(columns, headings)
    file = ExportFile(
        key=spec.key,
        title=spec.title,
        description=EVERY,
        source=spec.key,
        fields=tuple(dict.fromkeys(columns.values())),
        needed=frozenset(columns[heading] for heading in headings),
        row=table.row,
        check=table.check,
        write=table.write,
        file_stem=spec.key.replace("_", "-"),
        extension="csv",
        media_type="text/csv",
        rows_per_file=ROWS,
    )
    fields = resolve(file, {spec.key: form})
    for heading, key in columns.items():
        kind = fields[key].bound.question.kind
        if kind not in CELLS:
            raise ValueError(f"the file of {spec.key}: no cell can answer {key!r}")
        table.kinds[heading] = kind
    return file
