"""The class calendar of a course: made from its dates and weekdays, then changed class by class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocms_core.audit.services import record_change
from ocms_core.db.types import uuid7
from ocms_core.errors import NotFoundError
from ocms_plugin_language.learners import AttendanceMark, CourseAttendance
from ocms_plugin_language.lookups import WEEKDAY
from ocms_plugin_language.models import ClassDate, TrainingCourse

DAY = dt.timedelta(days=1)
WEEK = 7
NUMBER_OF_DAY = {code.code: number for number, code in enumerate(WEEKDAY.codes)}


def planned_days(course: TrainingCourse) -> list[dt.date]:
    """Return the days of class that follow from the course form; none while it lacks something."""
    start, end = course.start_date, course.end_date
    if start is None or end is None or not course.class_days or course.class_minutes is None:
        return []
    wanted = {NUMBER_OF_DAY[day] for day in course.class_days}
    length = (end - start).days + 1
    days = (start + number * DAY for number in range(length))
    return [day for day in days if day.weekday() in wanted]


def weeks_of(month: dt.date) -> list[list[dt.date | None]]:
    """Return the weeks of a month from Monday, with None outside the month."""
    first = month.replace(day=1)
    days: list[dt.date | None] = [None] * first.weekday()
    day = first
    while day.month == first.month:
        days.append(day)
        day += DAY
    days += [None] * (-len(days) % WEEK)
    return [days[at : at + WEEK] for at in range(0, len(days), WEEK)]


def months_of(days: Iterable[dt.date]) -> list[dt.date]:
    """Return the first days of the months that some days lie in, in order."""
    return sorted({day.replace(day=1) for day in days})


class CalendarService:
    """Makes and changes the class dates of one course; its session is locked for changes."""

    def __init__(self, db: Session, course: TrainingCourse) -> None:
        self._db = db
        self._course = course

    def dates(self) -> list[ClassDate]:
        """Return every class date, in order."""
        return list(
            self._db.scalars(
                select(ClassDate)
                .where(ClassDate.form_id == self._course.id)
                .order_by(ClassDate.held_on)
            )
        )

    def make(self) -> int:
        """Add the days of class that are not there yet; return how many. Changed days stay."""
        known = {one.held_on for one in self.dates()}
        made = [
            ClassDate(
                id=uuid7(),
                form_id=self._course.id,
                held_on=day,
                minutes=self._course.class_minutes,
            )
            for day in planned_days(self._course)
            if day not in known
        ]
        self._db.add_all(made)
        self._changed("made")
        return len(made)

    def add(self, day: dt.date, minutes: int) -> bool:
        """Add a class; return whether there was none on that day."""
        if any(one.held_on == day for one in self.dates()):
            return False
        self._db.add(ClassDate(id=uuid7(), form_id=self._course.id, held_on=day, minutes=minutes))
        self._changed("added")
        return True

    def change(self, day: dt.date, what: str, note: str | None = None) -> bool:
        """Cancel a class, hold it after all, or take it off the calendar.

        what: "cancel", "hold" or "remove". A class somebody was marked in is not removed: False.
        """
        found = next((one for one in self.dates() if one.held_on == day), None)
        if found is None:
            raise NotFoundError("no class on that day")
        if what == "remove":
            if self._is_marked(day):
                return False
            self._db.delete(found)
        else:
            found.is_cancelled = what == "cancel"
            found.note = note if found.is_cancelled else None
        self._changed(what)
        return True

    def _is_marked(self, day: dt.date) -> bool:
        marks = (
            select(func.count())
            .select_from(AttendanceMark)
            .join(
                CourseAttendance,
                (CourseAttendance.agency_id == AttendanceMark.agency_id)
                & (CourseAttendance.id == AttendanceMark.form_id),
            )
            .where(
                CourseAttendance.session_id == self._course.session_id,
                AttendanceMark.class_date == day,
            )
            # A mark holds the day, whoever may see it.
            .execution_options(beyond_visibility=True)
        )
        return bool(self._db.scalar(marks))

    def _changed(self, what: str) -> None:
        action = f"class calendar: {what}"
        record_change(self._db, "language_course", self._course.id, (), action=action)
        self._db.flush()
