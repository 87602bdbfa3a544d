"""What reports count. `rows` holds one row a client and group: services, minutes and client kind.

Every figure is told to the reader with its definition: counts that nobody can explain are why
numbers of two reports disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Numeric, case, cast, distinct, func, literal

from ocms_core.clients.models import ANONYMOUS, NAMED
from ocms_core.i18n import _
from ocms_core.reports.facts import Facts
from ocms_core.reports.report import Measure


def _sum(column: Any) -> Any:
    return func.coalesce(func.sum(column), 0)


def _anonymous(rows: Any) -> ColumnElement[Any]:
    return func.coalesce(func.sum(rows.c.services).filter(rows.c.client_kind == ANONYMOUS), 0)


def _hours(rows: Any) -> ColumnElement[Any]:
    return func.round(cast(_sum(rows.c.minutes), Numeric) / 60, 2)


SERVICES = Measure(
    key="services",
    title=_("Services"),
    definition=_(
        "Completed service forms with a date of service in the period, one for each client served. "
        "Incomplete forms never count; private forms do. The form of a whole group activity or "
        "course is no service: who attended have their own."
    ),
    expression=lambda rows: _sum(rows.c.services),
)
CLIENTS = Measure(
    key="clients",
    title=_("Unique clients"),
    definition=_(
        "Named clients with at least one of these services. Each is counted once in a line and "
        "once in a total, so lines may add up to more than their total."
    ),
    expression=lambda rows: func.count(distinct(rows.c.client_id)).filter(
        rows.c.client_kind == NAMED
    ),
)
ANONYMOUS_CLIENTS = Measure(
    key="anonymous",
    title=_("Anonymous"),
    definition=_(
        "Anonymous clients cannot be recognized when they come again: each service counts as one "
        "new client."
    ),
    expression=_anonymous,
    leave_out_empty=True,
)
ATTENDANCES = Measure(
    key="attendances",
    title=_("Counted without names"),
    definition=_(
        "People at group activities who were counted and not named. They are neither services nor "
        "clients: who comes to two activities is counted twice."
    ),
    expression=lambda rows: _sum(rows.c.attendances),
    leave_out_empty=True,
)
HOURS = Measure(
    key="hours",
    title=_("Hours"),
    definition=_(
        "Time spent on these services, as written on the forms. A group activity’s length counts "
        "once for each person counted without a name."
    ),
    expression=_hours,
    unit="hours",
)
SESSIONS = Measure(
    key="sessions",
    title=_("Sessions"),
    definition=_("Sessions in which at least one of these services was given."),
    expression=lambda rows: func.count(distinct(rows.c.session_id)),
    per_session=True,
)


Value = Callable[[Facts], ColumnElement[Any]]


def answer(model: Any, key: str) -> Value:
    """Return what reads a number column of a form, or of a block."""
    return lambda facts: facts.beside(model).c[key]


def total(key: str, value: Value, *, title: str, definition: str, **more: Any) -> Measure:
    """Return the sum of a number over the forms that are counted."""
    return Measure(
        key=key,
        title=title,
        definition=definition,
        adds={key: value},
        expression=lambda rows: _sum(rows.c[key]),
        **more,
    )


def average(
    key: str, value: Value, *, title: str, definition: str, weight: Value | None = None
) -> Measure:
    """Return the mean of a number over the forms that say it, to two decimals.

    weight: how often a form's number counts; once, unless it says otherwise.
    """

    def weighed(facts: Facts) -> ColumnElement[Any]:
        number = value(facts)
        often = literal(1) if weight is None else weight(facts)
        return case((number.is_not(None), often))

    def weighted(facts: Facts) -> ColumnElement[Any]:
        return value(facts) * weighed(facts)

    return Measure(
        key=key,
        title=title,
        definition=definition,
        adds={f"{key}_sum": weighted, f"{key}_weight": weighed},
        expression=lambda rows: func.round(
            cast(func.sum(rows.c[f"{key}_sum"]), Numeric)
            / func.nullif(func.sum(rows.c[f"{key}_weight"]), 0),
            2,
        ),
        unit="average",
    )
