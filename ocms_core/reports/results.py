"""Turns figures into tables to show: lines in order, totals, shares, and where each leads.

Nothing is counted here: every number comes from the statement; only shares are divided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from sqlalchemy import null

from ocms_core.i18n import _
from ocms_core.reports import periods
from ocms_core.reports.criteria import Criteria
from ocms_core.reports.engine import Figures
from ocms_core.reports.labels import Labels, to_text
from ocms_core.reports.report import Dimension, Measure
from ocms_core.web import charts

SHARE = Measure(
    key="share",
    title=_("Share"),
    definition=_("Part of the unique clients of the total, in percent."),
    expression=lambda _rows: null(),
    unit="share",
)
MOST_BARS = 15

Place = tuple[tuple[str, str], ...]
"""Which figure: dimension keys with values as an address has them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures, under a heading of its own when values stand side by side."""

    measure: Measure
    across: Any = None
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, and the place that leads to the rows behind it (None when there are none)."""

    value: Any
    unit: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line: `depth` 0 is outermost; lines with others below them are their totals."""

    names: tuple[str, ...]
    cells: tuple[Cell, ...]
    depth: int = 0
    is_subtotal: bool = False

    @property
    def name(self) -> str:
        """The name of the innermost value."""
        return self.names[-1]


@dataclass(slots=True)
class TableView:
    """A table ready for screen, print, CSV and XLSX."""

    key: str
    title: str
    dimensions: list[str]
    columns: list[Column]
    lines: list[Line]
    total: Line | None
    definitions: list[tuple[str, str]]
    headings: list[tuple[str, int]] = field(default_factory=list)
    chart: Markup | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing but zeros."""
        return self.total is not None and not any(cell.value for cell in self.total.cells)


class TableBuilder:
    """Builds one table of a part from the figures of its statement."""

    def __init__(
        self,
        *,
        key: str,
        title: str,
        by: Sequence[Dimension],
        across: Dimension | None,
        measures: Sequence[Measure],
        across_measures: Sequence[Measure],
        labels: Labels,
        criteria: Criteria,
        today: dt.date,
        every_value: bool = False,
        shares: bool = False,
        chart: str | None = None,
        linked: bool = True,
    ) -> None:
        self.key, self.title = key, title
        self.by, self.across = list(by), across
        self.measures, self.across_measures = measures, across_measures
        self.labels, self.criteria, self.today = labels, criteria, today
        self.every_value, self.shares, self.chart = every_value, shares, chart
        self.linked = linked
        self._found: dict[tuple[Any, ...], dict[tuple[Any, ...], dict[str, Any]]] = {}

    def add(self, prefix: tuple[Any, ...], across: tuple[Any, ...], figures: Figures) -> None:
        """Take a line of figures: values of the first dimensions, and of `across` or nothing."""
        self._found.setdefault(prefix, {})[across] = figures.measured

    def build(self) -> TableView:
        """Return the table."""
        columns = self._columns()
        lines = list(self._lines((), columns))
        used = list(dict.fromkeys(column.measure for column in columns))
        texts = [(measure.title, measure.definition) for measure in used]
        dimensions = [*self.by, *([self.across] if self.across is not None else [])]
        texts += [(each.title, each.definition) for each in dimensions if each.definition]
        view = TableView(
            key=self.key,
            title=self.title,
            dimensions=[dimension.title for dimension in self.by],
            columns=columns,
            lines=lines,
            total=self._line((), columns, names=(self.labels.translate(_("Total")),)),
            definitions=texts,
            headings=self._headings(columns),
        )
        if self.chart is not None and not view.is_empty:
            view.chart = self._chart()
        return view

    def _columns(self) -> list[Column]:
        columns = []
        if self.across is not None:
            values = {
                key[0]
                for found in self._found.values()
                for key, measured in found.items()
                if key and any(measured.values())
            }
            if self.every_value and self.across.titles is not None:
                values |= set(self.across.titles)
            for value in sorted(values, key=lambda value: self._place(self.across, value)):
                heading = self.labels.of(self.across, value)
                columns += [Column(each, (value,), heading) for each in self.across_measures]
        total = self._found.get((), {}).get((), {})
        for measure in self.measures:
            if measure.leave_out_empty and not total.get(measure.key):
                continue
            beside = self.across is not None
            columns.append(
                Column(measure, (), self.labels.translate(_("In all")) if beside else None)
            )
        if self.shares:
            columns.append(Column(SHARE, ()))
        return columns

    @staticmethod
    def _headings(columns: Sequence[Column]) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for column in columns:
            if column.heading is None:
                continue
            if found and found[-1][0] == column.heading:
                found[-1] = (column.heading, found[-1][1] + 1)
            else:
                found.append((column.heading, 1))
        return found

    def _place(self, dimension: Dimension | None, value: Any) -> tuple[Any, ...]:
        return () if dimension is None else self.labels.place(dimension, value)

    def _values(self, prefix: tuple[Any, ...]) -> list[Any]:
        depth = len(prefix)
        dimension = self.by[depth]
        found = {
            key[depth]
            for key, figures in self._found.items()
            if len(key) == depth + 1
            and key[:depth] == prefix
            # Where nothing of what a table shows was counted, there is no line to show.
            and any(any(measured.values()) for measured in figures.values())
        }
        if self.every_value and depth == len(self.by) - 1:
            if dimension.source == "month":
                # Months to come would look like a fall to nothing.
                end = min(self.criteria.end, max(self.today, self.criteria.start))
                found |= set(periods.months_between(self.criteria.start, end))
            elif dimension.codes is not None:
                found |= {code.code for code in dimension.codes.active()}
        return sorted(found, key=lambda value: self.labels.place(dimension, value))

    def _lines(self, prefix: tuple[Any, ...], columns: Sequence[Column]) -> Iterator[Line]:
        if len(prefix) == len(self.by):
            return
        for value in self._values(prefix):
            key = (*prefix, value)
            yield self._line(key, columns, names=self._names(key))
            yield from self._lines(key, columns)

    def _names(self, key: tuple[Any, ...]) -> tuple[str, ...]:
        return tuple(
            self.labels.of(dimension, value) for dimension, value in zip(self.by, key, strict=False)
        )

    def _line(
        self, key: tuple[Any, ...], columns: Sequence[Column], names: tuple[str, ...]
    ) -> Line:
        found = self._found.get(key, {})
        cells = []
        for column in columns:
            if column.measure is SHARE:
                cells.append(Cell(self._share(key), "share", None))
                continue
            value = found.get(column.across, {}).get(column.measure.key, 0)
            place = self._address(key, column.across) if value and self.linked else None
            cells.append(Cell(value, column.measure.unit, place))
        return Line(
            names, tuple(cells), max(len(key) - 1, 0), is_subtotal=0 < len(key) < len(self.by)
        )

    def _share(self, key: tuple[Any, ...]) -> float | None:
        whole = self._found.get(key[:-1], {}).get((), {}).get("clients", 0)
        part = self._found.get(key, {}).get((), {}).get("clients", 0)
        if not key:
            return 1.0 if part else None
        return part / whole if whole else None

    def _address(self, key: tuple[Any, ...], across: Any) -> Place:
        pairs = list(zip(self.by, key, strict=False))
        if across and self.across is not None:
            pairs.append((self.across, across[0]))
        return tuple((dimension.key, to_text(dimension, value)) for dimension, value in pairs)

    def _bars(self, figure: Any) -> list[Any]:
        """Return the values of the first dimension that the chart shows: the largest, if many."""
        values = self._values(())
        if self.chart == "line":
            return values
        if not self.every_value:
            values = [value for value in values if self._sum(figure, value)]
        if len(values) > MOST_BARS:
            largest = sorted(values, key=lambda value: -self._sum(figure, value))[:MOST_BARS]
            values = [value for value in values if value in largest]
        return values

    def _sum(self, figure: Any, value: Any) -> Any:
        if self.across is None:
            return figure((value,))
        return sum(figure((value,), across) for across in self._found.get((value,), {}) if across)

    def _chart(self) -> Markup | None:
        measure = (self.across_measures or self.measures)[0]

        def figure(key: tuple[Any, ...], across: tuple[Any, ...] = ()) -> Any:
            return self._found.get(key, {}).get(across, {}).get(measure.key, 0)

        first = self._bars(figure)
        names = [self.labels.of(self.by[0], value) for value in first]
        series: list[tuple[str, list[Any]]]
        if self.across is not None:
            beside = {key[0] for found in self._found.values() for key in found if key}
            ordered = sorted(beside, key=lambda value: self._place(self.across, value))
            series = [
                (self.labels.of(self.across, each), [figure((key,), (each,)) for key in first])
                for each in ordered
            ]
        elif len(self.by) > 1:
            second = {key[1] for key in self._found if len(key) == 2}  # noqa: PLR2004
            ordered = sorted(second, key=lambda value: self.labels.place(self.by[1], value))
            series = [
                (self.labels.of(self.by[1], each), [figure((key, each)) for key in first])
                for each in ordered
            ]
        else:
            series = [(self.labels.translate(measure.title), [figure((key,)) for key in first])]
        translate = self.labels.translate
        mapping = {
            "figure": translate(measure.title),
            "dimension": translate(self.by[0].title),
        }
        title = f"{translate(self.title)}: {translate(measure.title)}"
        description = translate(
            _("${figure} by: ${dimension}. The same figures stand in the table.", mapping=mapping)
        )
        draw = charts.lines if self.chart == "line" else charts.bars
        number = self.labels.formats.number
        return draw(title, description, names, series, number, others=translate(_("Others")))
