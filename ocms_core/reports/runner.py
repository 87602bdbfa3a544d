"""Runs a report: one statement a part, and the tables that come of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from ocms_core.reports import client_list
from ocms_core.reports.client_list import ListedClient
from ocms_core.reports.dimensions import DIMENSIONS, dimension_of
from ocms_core.reports.engine import Figures, ReportEngine
from ocms_core.reports.facts import Scope
from ocms_core.reports.labels import Labels
from ocms_core.reports.report import ClientList, Dimension, Profile, Report, Table
from ocms_core.reports.results import TableBuilder, TableView


@dataclass(slots=True)
class ClientListView:
    """A page of clients by name; `pages` is 1 when all of them are here."""

    key: str
    title: str
    clients: Sequence[ListedClient]
    number: int = 1
    last: int = 1


@dataclass(slots=True)
class ReportView:
    """What a run found."""

    tables: list[TableView] = field(default_factory=list)
    lists: list[ClientListView] = field(default_factory=list)


class ReportRunner:
    """Runs reports of one agency for one reader. dimensions: what the reader may group by."""

    def __init__(
        self,
        db: Session,
        labels: Labels,
        today: dt.date,
        dimensions: Mapping[str, Dimension] = DIMENSIONS,
    ) -> None:
        self._db = db
        self._dimensions = dimensions
        self._engine = ReportEngine(db)
        self._labels = labels
        self._today = today

    def run(self, report: Report, scope: Scope, *, page: int | None = 1) -> ReportView:
        """Return the report's tables; `page` is that of lists of clients, None for all."""
        view = ReportView()
        for part in report.parts:
            if isinstance(part, Table):
                view.tables.append(self._table(part, scope))
            elif isinstance(part, Profile):
                view.tables += self._profile(part, scope)
            else:
                view.lists.append(self._list(part, scope, page))
        return view

    def _group(self, scope: Scope, without: Sequence[Dimension]) -> list[Dimension]:
        group = scope.criteria.group
        if group is None or any(dimension.key == group for dimension in without):
            return []
        return [self._dimensions[group]]

    def _table(self, part: Table, scope: Scope) -> TableView:
        own = [dimension_of(named) for named in part.by]
        across = None if part.across is None else dimension_of(part.across)
        beside = [] if across is None else [across]
        by = [*self._group(scope, [*own, *beside]), *own]
        dimensions = [*by, *beside]
        prefixes = [tuple(range(count)) for count in range(len(by) + 1)]
        sets = [*prefixes, *((*each, len(by)) for each in prefixes if beside)]
        measures = list(dict.fromkeys([*part.measures, *part.across_measures]))
        found = self._engine.figures(scope, dimensions, sets, measures)
        builder = TableBuilder(
            key=part.key,
            title=part.title,
            by=by,
            across=across,
            measures=part.measures,
            across_measures=part.across_measures or part.measures,
            labels=self._labels,
            criteria=scope.criteria,
            today=self._today,
            every_value=part.every_value,
            shares=part.shares,
            chart=part.chart,
            linked=scope.counted is None or scope.counted.lists_forms,
        )
        for figures in found:
            prefix = tuple(
                figures.values[index] for index in range(len(by)) if index in figures.grouped
            )
            is_across = len(by) in figures.grouped and bool(beside)
            builder.add(prefix, (figures.values[len(by)],) if is_across else (), figures)
        return builder.build()

    def _profile(self, part: Profile, scope: Scope) -> list[TableView]:
        own = [dimension_of(named) for named in part.dimensions]
        group = self._group(scope, ())
        own = [dimension for dimension in own if dimension not in group]
        dimensions = [*group, *own]
        first = tuple(range(len(group)))
        sets: list[tuple[int, ...]] = [(), first]
        sets += [(*first, index) for index in range(len(group), len(dimensions))]
        found = self._engine.figures(scope, dimensions, sets, part.measures)
        views = []
        for index, dimension in enumerate(own, start=len(group)):
            builder = TableBuilder(
                key=f"{part.key}-{dimension.key}",
                title=dimension.title,
                by=[*group, dimension],
                across=None,
                measures=part.measures,
                across_measures=(),
                labels=self._labels,
                criteria=scope.criteria,
                today=self._today,
                shares=True,
                chart="bar",
                linked=scope.counted is None or scope.counted.lists_forms,
            )
            for figures in found:
                builder_prefix = _prefix(figures, first, index)
                if builder_prefix is not None:
                    builder.add(builder_prefix, (), figures)
            views.append(builder.build())
        return views

    def _list(self, part: ClientList, scope: Scope, page: int | None) -> ClientListView:
        clients, more = client_list.read_page(self._db, scope, page)
        number = page or 1
        last = number
        if more or number > 1:
            last = -(-client_list.count_named(self._db, scope) // client_list.PAGE)
        return ClientListView(part.key, part.title, clients, number, max(last, 1))


def _prefix(figures: Figures, first: tuple[int, ...], index: int) -> tuple[Any, ...] | None:
    """Return the values of a line of the table by `index`; None for lines of other tables."""
    if figures.grouped == frozenset((*first, index)):
        return tuple(figures.values[at] for at in (*first, index))
    if figures.grouped == frozenset(first):
        return tuple(figures.values[at] for at in first)
    return () if not figures.grouped else None
