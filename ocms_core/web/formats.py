"""Dates, numbers and amounts as the reader's language writes them, in the agency's time zone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers

from ocms_core.forms.partial_dates import age_on, has_two_ages, is_about, year_of

if TYPE_CHECKING:
    from typing import Literal

    Style = Literal["short", "medium", "long", "full"]

CENTS_IN_A_DOLLAR = 100
MINUTES_IN_AN_HOUR = 60
# A year that is about right, and the age that follows from it today.
ABOUT = {"en": "about {year} (about {age})", "fr": "vers {year} (environ {age} ans)"}
AGE = {"en": "age {age}", "fr": "{age} ans"}
ABOUT_AGE = {"en": "about {age}", "fr": "environ {age} ans"}
PARTIAL_PATTERNS = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d"}


class Formats:
    """What templates know as `fmt`. Every method returns "" for None."""

    def __init__(self, locale_name: str, time_zone: str | None = None) -> None:
        language = "fr" if locale_name.startswith("fr") else "en"
        self.locale = Locale(language, "CA")
        self.zone = ZoneInfo(time_zone or "UTC")

    def date(self, value: dt.date | dt.datetime | None, style: Style = "medium") -> str:
        """Write a day; a moment with a zone is first moved to the agency's zone."""
        if value is None:
            return ""
        if isinstance(value, dt.datetime):
            value = self._local(value).date()
        return dates.format_date(value, style, locale=self.locale)

    def datetime(self, value: dt.datetime | None, style: Style = "medium") -> str:
        """Write a moment in the agency's zone, to the minute."""
        if value is None:
            return ""
        return f"{self.date(value, style)} {self.time(value)}"

    def time(self, value: dt.datetime | dt.time | None) -> str:
        """Write hours and minutes, in the agency's zone if the value has a zone."""
        if value is None:
            return ""
        if isinstance(value, dt.datetime):
            value = self._local(value).time()
        return dates.format_time(value, "short", locale=self.locale)

    def partial_date(self, value: str | None) -> str:
        """Write "2019", "2019-05" or "2019-05-17" as far as it is known; "2019~" is about 2019."""
        if not value:
            return ""
        if is_about(value):
            age = max(self._today().year - year_of(value), 0)
            return ABOUT[self.locale.language].format(year=year_of(value), age=age)
        known = dt.datetime.strptime(value, PARTIAL_PATTERNS[len(value)]).date()  # noqa: DTZ007
        skeleton = {4: "y", 7: "yMMM"}.get(len(value))
        if skeleton:
            return dates.format_skeleton(skeleton, known, locale=self.locale)
        return self.date(known)

    def age(self, value: str | None) -> str:
        """Write how old somebody born on a partial date is today, as well as it is known."""
        years = age_on(value, self._today()) if value else None
        if value is None or years is None:
            return ""
        words = ABOUT_AGE if has_two_ages(value, self._today()) else AGE
        return words[self.locale.language].format(age=years)

    def birth(self, value: str | None) -> str:
        """Write a date of birth with the age today."""
        if not value or is_about(value):
            return self.partial_date(value)
        age = self.age(value)
        return f"{self.partial_date(value)} ({age})" if age else self.partial_date(value)

    def month(self, value: dt.date | None) -> str:
        """Write a month and its year in full."""
        return "" if value is None else dates.format_skeleton("yMMMM", value, locale=self.locale)

    def number(self, value: float | Decimal | None) -> str:
        """Write a number with the language's separators."""
        return "" if value is None else numbers.format_decimal(value, locale=self.locale)

    def percent(self, value: float | None) -> str:
        """Write a share (0.25) as a percentage."""
        return "" if value is None else numbers.format_percent(value, locale=self.locale)

    def money(self, cents: int | None) -> str:
        """Write an amount kept in cents as Canadian dollars."""
        if cents is None:
            return ""
        return numbers.format_currency(
            Decimal(cents) / CENTS_IN_A_DOLLAR, "CAD", locale=self.locale
        )

    def minutes(self, value: int | None) -> str:
        """Write a length of time, such as "1 h 20 min"; the same in both languages."""
        if value is None:
            return ""
        hours, minutes = divmod(value, MINUTES_IN_AN_HOUR)
        parts = [f"{hours}\u00a0h"] if hours else []
        if minutes or not hours:
            parts.append(f"{minutes}\u00a0min")
        return " ".join(parts)

    def _today(self) -> dt.date:
        return dt.datetime.now(self.zone).date()

    def _local(self, value: dt.datetime) -> dt.datetime:
        return value.astimezone(self.zone) if value.tzinfo else value
