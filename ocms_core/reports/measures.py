"""What reports count. `rows` holds one row a client and group: services, minutes and client kind.

Every figure is told to the reader with its definition: counts that nobody can explain are why
numbers of two reports disagree.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Numeric, cast, distinct, func

from ocms_core.clients.models import ANONYMOUS, NAMED
from ocms_core.i18n import _
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
        "Completed service forms with a date of service in the period. Incomplete forms never "
        "count; private forms do."
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
HOURS = Measure(
    key="hours",
    title=_("Hours"),
    definition=_("Time spent on these services, as written on the forms."),
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
