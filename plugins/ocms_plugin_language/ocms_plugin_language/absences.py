"""When absences ask for a call: three without excuse in a row, or three in one month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

MOST = 3
IN_A_ROW, IN_MONTH = "in_a_row", "in_month"
NO_CLASS, ABSENT = "holiday", "absent"


@dataclass(frozen=True, slots=True)
class Alert:
    """Why somebody is to be called: `why` is "in_a_row" or "in_month"; `since` the first day."""

    why: str
    count: int
    since: dt.date


def alert_of(marks: Iterable[tuple[dt.date, str]]) -> Alert | None:
    """Return the alert of a learner's marks in the order of days, or None.

    In a row: up to the latest class; whoever came back is not called. In a month: the latest month
    that has marks. Holidays are no classes; an excused absence ends a row.
    """
    classes = [(day, mark) for day, mark in marks if mark != NO_CLASS]
    row: list[dt.date] = []
    for day, mark in reversed(classes):
        if mark != ABSENT:
            break
        row.append(day)
    if len(row) >= MOST:
        return Alert(IN_A_ROW, len(row), row[-1])
    if not classes:
        return None
    latest = classes[-1][0]
    month = [
        day
        for day, mark in classes
        if mark == ABSENT and (day.year, day.month) == (latest.year, latest.month)
    ]
    return Alert(IN_MONTH, len(month), month[0]) if len(month) >= MOST else None
