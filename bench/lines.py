"""Rows as PostgreSQL's COPY reads them: a template a variant, filled in for each row."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable
from functools import cache
from random import Random
from typing import Any

import psycopg
from sqlalchemy import Table

NULL = r"\N"
CHUNK_LINES = 2_000
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_text(value: Any) -> str:
    """Return a value in COPY's text form."""
    if value is None:
        return NULL
    writer = _WRITERS.get(type(value))
    return writer(value) if writer else str(value)


_WRITERS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "t" if value else "f",
    str: lambda value: value.translate(_ESCAPES),
    list: lambda value: "{" + ",".join(value) + "}",
    bytes: lambda value: "\\\\x" + value.hex(),
    dict: json.dumps,
}


@cache
def columns_of(table: Table) -> tuple[str, ...]:
    """Return the columns that a row gives: all but those the database computes."""
    return tuple(column.name for column in table.columns if column.computed is None)


def template(table: Table, fixed: dict[str, Any], filled_in: Iterable[str]) -> str:
    """Return a line with ``%(name)s`` for the columns filled in row by row, without line end."""
    later = set(filled_in)
    cells = []
    for name in columns_of(table):
        if name in later:
            cells.append(f"%({name})s")
        else:
            cells.append(copy_text(fixed[name]).replace("%", "%%"))
    return "\t".join(cells)


class Batch:
    """Lines by table, in the order in which tables have to be written."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.lines: dict[Table, list[str]] = {table: [] for table in tables}

    def write(self, connection: psycopg.Connection[Any]) -> None:
        """Copy every line into the database, and forget it."""
        for table, lines in self.lines.items():
            if not lines:
                continue
            names = ", ".join(columns_of(table))
            statement = f"copy {table.name} ({names}) from stdin"
            with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
                for start in range(0, len(lines), CHUNK_LINES):
                    copy.write("\n".join(lines[start : start + CHUNK_LINES]) + "\n")
            lines.clear()


def identifiers(random: Random) -> Callable[[dt.datetime], str]:
    """Return a maker of UUIDs of version 7 for a moment: as in ``ocms_core.db.types``, but fast."""
    bits = random.getrandbits

    def make(moment: dt.datetime) -> str:
        milliseconds = int(moment.timestamp() * 1000)
        tail = 0x2 << 62 | bits(62)
        return f"{milliseconds << 16 | 0x7 << 12 | bits(12):016x}{tail:016x}"

    return make


def as_uuid(text: str) -> uuid.UUID:
    """Return the identifier that a line carries."""
    return uuid.UUID(hex=text)
