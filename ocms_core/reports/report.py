"""How a report is declared: its tables, what they group by, and what they count.

A report holds no SQL strings: it names dimensions and measures, and the engine makes one statement
a table of them. Declarations are frozen and checked when they are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement

from ocms_core.lookups import CodeList
from ocms_core.plugins.descriptors import check_key
from ocms_core.security.permissions import Permission

ChartKind = Literal["bar", "line"]
Unit = Literal["count", "hours", "average", "share", "money"]
NAMINGS = ("codes", "titles", "source")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dimension:
    """What a table may group by.

    of_client: the expression reads a ``ClientSide``, after services were put together per client;
    the others read ``Facts``. One of codes, titles and source names the values; source is
    "program", "funder", "site", "staff", "partner", "form", "session_type", "month", "day", or
    "list:" and the key of a list that the agency keeps itself.
    without: what a missing value is called (otherwise "Not stated").
    """

    key: str
    title: str
    expression: Callable[[Any], ColumnElement[Any]]
    of_client: bool = False
    codes: CodeList | None = None
    titles: Mapping[str, str] | None = None
    source: str | None = None
    definition: str | None = None
    without: str | None = None

    def __post_init__(self) -> None:
        if [self.codes, self.titles, self.source].count(None) != len(NAMINGS) - 1:
            raise ValueError(f"{self.key}: name its values by one of {', '.join(NAMINGS)}")

    @property
    def holds_ids(self) -> bool:
        """Whether the values are ids of the agency's own rows."""
        source = self.source or ""
        rows = {"program", "funder", "site", "staff", "partner"}
        return source in rows or source.startswith("list:")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measure:
    """A figure: its expression over rows that are already one a client and group.

    definition: the sentence that stands under every table that shows it. adds: what its expression
    needs beside services, attendances and minutes: by column name, the number of one form as an
    expression over ``Facts``; the rows hold the sums. A name means the same in every measure.
    """

    key: str
    title: str
    definition: str
    expression: Callable[[Any], ColumnElement[Any]]
    unit: Unit = "count"
    adds: Mapping[str, Callable[[Any], ColumnElement[Any]]] = field(default_factory=dict)
    per_session: bool = False
    leave_out_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures by the dimensions of `by`, nested, with totals; `across` sets values side by side.

    every_value: also list values that nothing was counted for.
    across_measures: what is shown under each value of `across` (all of `measures` by default).
    """

    key: str
    title: str
    by: tuple[str | Dimension, ...]
    measures: tuple[Measure, ...]
    across: str | Dimension | None = None
    across_measures: tuple[Measure, ...] = ()
    every_value: bool = False
    shares: bool = False
    chart: ChartKind | None = None

    def __post_init__(self) -> None:
        check_key(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One table a dimension, all counted by one statement."""

    key: str
    dimensions: tuple[str | Dimension, ...]
    measures: tuple[Measure, ...]

    def __post_init__(self) -> None:
        check_key(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientList:
    """The clients who were served, by name: first those who are new, then those who return."""

    key: str
    title: str

    def __post_init__(self) -> None:
        check_key(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: its criteria page, screen, print, CSV and XLSX come from the engine.

    form: the key of the only service form it counts, if there is one. counted: a kind of Facts,
    for a report of something else than services: it has no additional options, and forms behind its
    figures only if it says so.
    """

    key: str
    title: str
    description: str
    parts: tuple[Table | Profile | ClientList, ...]
    permission: str = Permission.REPORT_RUN
    form: str | None = None
    counted: Any = None
    order: int = 100

    def __post_init__(self) -> None:
        check_key(self.key)
        keys = [part.key for part in self.parts]
        if not keys or len(set(keys)) != len(keys):
            raise ValueError(f"{self.key}: a report has parts, each with a key of its own")

    @property
    def dimensions(self) -> Iterator[str | Dimension]:
        """What its tables group by."""
        for part in self.parts:
            if isinstance(part, Table):
                yield from part.by
                yield from () if part.across is None else (part.across,)
            elif isinstance(part, Profile):
                yield from part.dimensions
