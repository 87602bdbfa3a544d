"""Makes the statements of reports and runs them: one for each table, counting done by PostgreSQL.

Services are put together per client first, clients are joined after that, and grouping sets make
every line and total of a table at once (proofs 6).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from ocms_core.reports.facts import CLIENT, ClientSide, Facts, Scope
from ocms_core.reports.report import Dimension, Measure
from ocms_core.security.visibility import BEYOND, Viewer, visible_forms


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of figures: by which dimensions (their positions), of which values."""

    grouped: frozenset[int]
    values: tuple[Any, ...]
    measured: dict[str, Any]


class ReportEngine:
    """Counts, for one agency and reader."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def figures(
        self,
        scope: Scope,
        dimensions: Sequence[Dimension],
        sets: Iterable[Iterable[int]],
        measures: Sequence[Measure],
    ) -> list[Figures]:
        """Return the figures of every combination of values, for each set of dimensions.

        sets: positions in `dimensions`; the empty set is the grand total.
        """
        wanted = list(dict.fromkeys(tuple(sorted(set(each))) for each in sets))
        statement = figures_statement(scope, dimensions, wanted, measures)
        count = len(dimensions)
        found = []
        for row in self._db.execute(statement, execution_options={BEYOND: True}):
            mask, values, measured = row[0], row[1 : count + 1], row[count + 1 :]
            grouped = frozenset(
                index for index in range(count) if not mask >> (count - 1 - index) & 1
            )
            named = dict(zip((measure.key for measure in measures), measured, strict=True))
            found.append(Figures(grouped, tuple(values), named))
        return found


def per_client(
    facts: Facts,
    dimensions: Sequence[Dimension],
    *,
    per_session: bool = False,
    added: Mapping[str, Callable[[Any], ColumnElement[Any]]] | None = None,
    viewer: Viewer | None = None,
) -> Select[Any]:
    """Return one row a client and value of the dimensions, which are those of services.

    Columns: d0, d1 ..., client_id, session_id if asked for, services, attendances, minutes,
    first_date, the sums of what measures add; and for a viewer `visible`, whether they may see at
    least one of the services.
    """
    columns: list[ColumnElement[Any]] = [
        dimension.expression(facts).label(f"d{index}") for index, dimension in enumerate(dimensions)
    ]
    columns.append(facts.form.c.client_id)
    if per_session:
        columns.append(facts.form.c.session_id)
    # A subquery of its own, since PostgreSQL takes the parameters inside an expression of the
    # select list and of the group by for different ones.
    read = [
        *columns,
        facts.services.label("services"),
        facts.form.c.attendances,
        facts.minutes.label("minutes"),
        facts.form.c.service_date,
        *(value(facts).label(name) for name, value in (added or {}).items()),
    ]
    if viewer is not None:
        read.append(visible_forms(viewer, facts.form.c).label("visible"))
    flat = facts.select(*read).subquery("flat")
    keys = [flat.c[column.name] for column in columns]
    visible = [] if viewer is None else [func.bool_or(flat.c.visible).label("visible")]
    return select(
        *keys,
        *visible,
        func.sum(flat.c.services).label("services"),
        func.sum(flat.c.attendances).label("attendances"),
        func.sum(flat.c.minutes).label("minutes"),
        func.min(flat.c.service_date).label("first_date"),
        *(func.sum(flat.c[name]).label(name) for name in added or ()),
    ).group_by(*keys)


def figures_statement(
    scope: Scope,
    dimensions: Sequence[Dimension],
    sets: Sequence[Sequence[int]],
    measures: Sequence[Measure],
) -> Select[Any]:
    """Return the statement of a table: grouping mask, values of the dimensions, measures."""
    of_service = [dimension for dimension in dimensions if not dimension.of_client]
    of_client = [dimension for dimension in dimensions if dimension.of_client]
    per_session = any(measure.per_session for measure in measures)
    added = {name: value for measure in measures for name, value in measure.adds.items()}
    grouped = per_client(scope.facts(), of_service, per_session=per_session, added=added).subquery(
        "grouped"
    )
    client = CLIENT.alias("client")
    first_date: Any = grouped.c.first_date
    if of_client and (of_service or per_session):
        # The first service of the whole period, not of this line of the table.
        first_date = func.min(grouped.c.first_date).over(partition_by=grouped.c.client_id)
    side = ClientSide(scope, client, grouped.c.client_id, first_date)
    columns: dict[str, Any] = {}
    for index, dimension in enumerate(of_service):
        columns[dimension.key] = grouped.c[f"d{index}"]
    for dimension in of_client:
        columns[dimension.key] = dimension.expression(side)
    kept = [grouped.c[name] for name in ("client_id", "services", "attendances", "minutes", *added)]
    if per_session:
        kept.append(grouped.c.session_id)
    rows = (
        select(
            *(columns[each.key].label(f"g{at}") for at, each in enumerate(dimensions)),
            *kept,
            client.c.kind.label("client_kind"),
        )
        .select_from(
            grouped.outerjoin(
                client,
                and_(client.c.agency_id == scope.agency_id, client.c.id == grouped.c.client_id),
            )
        )
        .subquery("counted")
    )
    keys = [rows.c[f"g{index}"] for index in range(len(dimensions))]
    mask: Any = func.grouping(*keys) if keys else literal(0)
    statement = select(
        mask.label("mask"), *keys, *(each.expression(rows).label(each.key) for each in measures)
    )
    if not keys:
        return statement
    return statement.group_by(
        func.grouping_sets(*(tuple_(*(keys[index] for index in each)) for each in sets))
    )


def behind(scope: Scope, dimensions: Sequence[Dimension], values: Sequence[Any]) -> Select[Any]:
    """Return the ids of the forms that were counted for these values of the dimensions."""
    facts = scope.facts()
    conditions = []
    of_client = []
    for dimension, value in zip(dimensions, values, strict=True):
        if dimension.of_client:
            of_client.append((dimension, value))
        else:
            conditions.append(_is(dimension.expression(facts), value))
    if of_client:
        conditions.append(_of_clients(scope, facts, of_client))
    return facts.select(facts.form.c.id).where(*conditions)


def _of_clients(
    scope: Scope, facts: Facts, wanted: Sequence[tuple[Dimension, Any]]
) -> ColumnElement[bool]:
    grouped = per_client(scope.facts(), ()).subquery("served")
    client = CLIENT.alias("served_client")
    side = ClientSide(scope, client, grouped.c.client_id, grouped.c.first_date)
    served = (
        select(grouped.c.client_id)
        .join_from(
            grouped,
            client,
            and_(client.c.agency_id == scope.agency_id, client.c.id == grouped.c.client_id),
        )
        .where(*(_is(dimension.expression(side), value) for dimension, value in wanted))
    )
    among = facts.form.c.client_id.in_(served)
    if all(value is None for _dimension, value in wanted):
        return or_(among, facts.form.c.client_id.is_(None))
    return among


def _is(column: Any, value: Any) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def within(scope: Scope, condition: Any) -> Scope:
    """Return the scope with one more condition, a function of ``Facts``."""
    return dataclasses.replace(scope, conditions=(*scope.conditions, condition))
