"""Dates of which only a part is known: "1979-05-12", "1979-05", "1979", or "1979~" for about 1979.

They are a kind of their own: kept as text, compared by the days they may mean, never filled up to
a day that nobody said.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

ABOUT: Final = "~"
ABOUT_YEARS: Final = 2
"""How far an age that was told may be off, on either side."""
PATTERN: Final = re.compile(r"^[0-9]{4}(~|-[0-9]{2}(-[0-9]{2})?)?$")


def is_about(value: str) -> bool:
    """Whether only a year near the true one is known."""
    return value.endswith(ABOUT)


def year_of(value: str) -> int:
    """Return the year, the likeliest one of an "about"."""
    return int(value[:4])


def about_age(years: int, told_on: dt.date) -> str:
    """Return the date of birth of somebody who was about so many years old on a day."""
    return f"{told_on.year - years:04d}{ABOUT}"


def span(value: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that a partial date can mean."""
    if is_about(value):
        year = year_of(value)
        return dt.date(year - ABOUT_YEARS, 1, 1), dt.date(year + ABOUT_YEARS, 12, 31)
    year, month, day = (int(part) for part in f"{value}-0-0".split("-")[:3])
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    last_month = month or 12
    following = dt.date(year + last_month // 12, last_month % 12 + 1, 1)
    return dt.date(year, month or 1, 1), following - dt.timedelta(days=1)


def earliest(value: str) -> dt.date:
    """Return the first day that a partial date can mean."""
    return span(value)[0]


def may_be_same(one: str, other: str) -> bool:
    """Whether two partial dates can mean the same day."""
    first, second = span(one), span(other)
    return first[0] <= second[1] and second[0] <= first[1]


def whole_years(born: dt.date, day: dt.date) -> int:
    """Return the age on a day of somebody born on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_on(value: str, day: dt.date) -> int | None:
    """Return the age on a day: of an "about" the likeliest, of a year alone the older one.

    None before the birth.
    """
    years = day.year - year_of(value) if is_about(value) else whole_years(span(value)[0], day)
    return years if years >= 0 else None


def has_two_ages(value: str, day: dt.date) -> bool:
    """Whether what is known allows two ages on a day: the birthday may lie before or after it."""
    if is_about(value):
        return True
    first, last = span(value)
    return whole_years(first, day) != whole_years(last, day)
