"""The periods of the criteria page; the fiscal year runs from April to March."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from ocms_core.i18n import _

FISCAL_START = 4
MONTHS = 12
QUARTER = 3
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2200, 12, 31)


def _first(year: int, month: int) -> dt.date:
    """Return the first day of a month that may be counted past either end of its year."""
    years, index = divmod(month - 1, MONTHS)
    return dt.date(year + years, index + 1, 1)


def _span(year: int, month: int, months: int) -> tuple[dt.date, dt.date]:
    return _first(year, month), _first(year, month + months) - dt.timedelta(days=1)


def _quarter(today: dt.date) -> int:
    return (today.month - 1) // QUARTER * QUARTER + 1


def _fiscal_year(today: dt.date) -> int:
    return today.year if today.month >= FISCAL_START else today.year - 1


PERIODS: dict[str, tuple[str, Callable[[dt.date], tuple[dt.date, dt.date]]]] = {
    "this_month": (_("This month"), lambda day: _span(day.year, day.month, 1)),
    "last_month": (_("Last month"), lambda day: _span(day.year, day.month - 1, 1)),
    "this_quarter": (_("This quarter"), lambda day: _span(day.year, _quarter(day), QUARTER)),
    "last_quarter": (
        _("Last quarter"),
        lambda day: _span(day.year, _quarter(day) - QUARTER, QUARTER),
    ),
    "fiscal_year": (
        _("This fiscal year"),
        lambda day: _span(_fiscal_year(day), FISCAL_START, MONTHS),
    ),
    "last_fiscal_year": (
        _("Last fiscal year"),
        lambda day: _span(_fiscal_year(day) - 1, FISCAL_START, MONTHS),
    ),
}
DEFAULT_PERIOD = "this_month"


def resolve(period: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a period, both included."""
    return PERIODS[period][1](today)


def months_between(start: dt.date, end: dt.date) -> list[dt.date]:
    """Return the first day of every month that a period touches."""
    count = (end.year - start.year) * MONTHS + end.month - start.month + 1
    return [_first(start.year, start.month + index) for index in range(count)]


def parse_day(text: str) -> dt.date | None:
    """Return the day that a text means, or None."""
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None
