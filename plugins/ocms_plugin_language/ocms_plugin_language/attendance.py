"""Attendance of a class or a month: read as a grid, written as the forms of the learners.

Each learner has one form a month. Everything is read and written by statements over all of them:
a class of thirty for a month is six hundred marks.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ocms_core.agencies.models import Staff
from ocms_core.audit.services import record_change
from ocms_core.db.types import uuid7
from ocms_core.forms.models import COMPLETE, INCOMPLETE
from ocms_core.referrals.lookups import TASK, UNDER_WAY
from ocms_core.referrals.models import FollowUp
from ocms_core.service_sessions.models import ServiceSession
from ocms_plugin_language.absences import alert_of
from ocms_plugin_language.learners import (
    AttendanceMark,
    CourseAttendance,
    day_of_month,
    of_course,
)
from ocms_plugin_language.lookups import ATTENDED, EXPECTED
from ocms_plugin_language.models import ClassDate, TrainingCourse
from ocms_plugin_language.services import LOOK_BACK, Learner, new_form

Cell = tuple[uuid.UUID, dt.date]
ORIGIN = "language.absences"
DAYS_TO_CALL = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to stand in a cell; minutes None: the whole class, if the mark has hours."""

    mark: str | None
    minutes: int | None = None
    note: str | None = None


@dataclass(slots=True)
class Month:
    """The marks of a month. hidden: clients whose form this viewer may not open."""

    first: dt.date
    dates: list[ClassDate]
    forms: dict[uuid.UUID, CourseAttendance] = field(default_factory=dict)
    marks: dict[Cell, AttendanceMark] = field(default_factory=dict)
    hidden: frozenset[uuid.UUID] = frozenset()

    def mark(self, client_id: uuid.UUID, day: dt.date) -> str | None:
        """Return the mark of a cell."""
        found = self.marks.get((client_id, day))
        return found.mark if found is not None else None

    def totals(self, client_id: uuid.UUID) -> tuple[int, int, int]:
        """Return classes attended, classes held and minutes attended of a learner."""
        form = self.forms.get(client_id)
        marks = form.marks if form is not None else []
        return (
            sum(one.mark in ATTENDED for one in marks),
            sum(one.mark in EXPECTED for one in marks),
            sum(one.minutes or 0 for one in marks),
        )


def marks_of(form: CourseAttendance) -> list[tuple[dt.date, str]]:
    """Return the marks of a form in the order of days."""
    return sorted((one.class_date, one.mark) for one in form.marks if one.class_date and one.mark)


def is_expected(learner: Learner, day: dt.date) -> bool:
    """Whether a learner was in the course on a day: not before they came or after they left."""
    first = learner.enrolment.first_class
    left = None if learner.is_in_course or learner.exit is None else learner.exit.exit_date
    return (first is None or day >= first) and (left is None or day <= left)


class AttendanceService:
    """Reads and writes the attendance of one course; reason: the words of the task to call."""

    def __init__(
        self,
        db: Session,
        service_session: ServiceSession,
        course: TrainingCourse,
        *,
        today: dt.date,
        reason: str,
    ) -> None:
        self._db = db
        self._session = service_session
        self._course = course
        self._today = today
        self._reason = reason

    def month(self, first: dt.date, dates: Iterable[ClassDate]) -> Month:
        """Return the marks of a month that the viewer may see."""
        month = Month(first, [one for one in dates if one.held_on.replace(day=1) == first])
        of_month = (
            CourseAttendance.session_id == self._session.id,
            CourseAttendance.month == first,
        )
        there = self._db.scalars(
            select(CourseAttendance.client_id)
            .where(*of_month)
            # A second form would be made beside one that this person may not see.
            .execution_options(beyond_visibility=True)
        ).all()
        forms = self._db.scalars(
            select(CourseAttendance).where(*of_month).options(selectinload(CourseAttendance.marks))
        )
        for form in forms:
            if form.client_id is None:
                continue
            month.forms[form.client_id] = form
            for one in form.marks:
                if one.class_date is not None:
                    month.marks[form.client_id, one.class_date] = one
        month.hidden = frozenset(key for key in there if key and key not in month.forms)
        return month

    def write(self, month: Month, entries: Mapping[Cell, Entry], staff: Staff) -> int:
        """Write cells of a month; return how many forms changed. The session is locked."""
        lengths = {one.held_on: one.minutes for one in month.dates if not one.is_cancelled}
        touched: dict[uuid.UUID, CourseAttendance] = {}
        made: list[CourseAttendance] = []
        for (client_id, day), entry in entries.items():
            if day not in lengths or client_id in month.hidden:
                continue
            form = month.forms.get(client_id)
            if form is None:
                if entry.mark is None:
                    continue
                form = month.forms[client_id] = new_form(
                    CourseAttendance,
                    self._session,
                    client_id,
                    staff,
                    month.first,
                    **of_course(self._course),
                    month=month.first,
                    marks=[],
                )
                made.append(form)
            if self._set(month, form, (client_id, day), entry, lengths[day]):
                touched[client_id] = form
        self._db.add_all(made)
        for form in touched.values():
            self._reckon(form)
            record_change(self._db, form.kind, form.id, ["marks"])
        self._db.flush()
        self._ask_for_calls(touched.values(), staff)
        return len(touched)

    def _ask_for_calls(self, forms: Iterable[CourseAttendance], staff: Staff) -> None:
        """Write a task for each learner whose absences ask for a call, if none does already.

        Absences of the month before go on into this one. There is a task already while one is
        open, or when one was written since the absences began: whoever was called is called again
        for new absences alone. It is a task of the course's worker; few statements for all.
        """
        by_client = {form.client_id: form for form in forms if form.client_id is not None}
        alerts = {
            client_id: alert
            for client_id, marks in self._marks_until(by_client).items()
            if (alert := alert_of(marks)) is not None
        }
        if not alerts:
            return
        known: dict[Any, list[FollowUp]] = {}
        for task in self._db.scalars(
            select(FollowUp)
            .where(
                FollowUp.session_id == self._session.id,
                FollowUp.client_id.in_(alerts),
                FollowUp.origin == ORIGIN,
            )
            # A task is there, whoever may see it.
            .execution_options(beyond_visibility=True)
        ):
            known.setdefault(task.client_id, []).append(task)
        tasks = [
            FollowUp(
                id=uuid7(),
                client_id=client_id,
                form_id=by_client[client_id].id,
                session_id=self._session.id,
                author_id=staff.id,
                assigned_id=self._course.worker_id,
                program_id=by_client[client_id].program_id,
                kind=TASK,
                origin=ORIGIN,
                reason=self._reason,
                made_on=self._today,
                due_on=self._today + DAYS_TO_CALL,
            )
            for client_id, alert in alerts.items()
            if not any(
                task.status in UNDER_WAY or (task.made_on or self._today) >= alert.since
                for task in known.get(client_id, ())
            )
        ]
        self._db.add_all(tasks)
        for task in tasks:
            record_change(self._db, "follow_up", task.id, (), action="added")
        self._db.flush()

    def _marks_until(
        self, by_client: Mapping[uuid.UUID, CourseAttendance]
    ) -> dict[uuid.UUID, list[tuple[dt.date, str]]]:
        """Return the marks of the forms' months and of the months before, in the order of days."""
        found = {client_id: marks_of(form) for client_id, form in by_client.items()}
        months = [form.month for form in by_client.values() if form.month is not None]
        if not months:
            return found
        before = self._db.execute(
            select(CourseAttendance.client_id, AttendanceMark.class_date, AttendanceMark.mark)
            .join(
                AttendanceMark,
                (AttendanceMark.agency_id == CourseAttendance.agency_id)
                & (AttendanceMark.form_id == CourseAttendance.id),
            )
            .where(
                CourseAttendance.session_id == self._session.id,
                CourseAttendance.client_id.in_(by_client),
                AttendanceMark.class_date < min(months),
                AttendanceMark.class_date >= min(months) - LOOK_BACK,
            )
            .order_by(AttendanceMark.class_date)
        )
        earlier: dict[uuid.UUID, list[tuple[dt.date, str]]] = {}
        for client_id, day, mark in before:
            if client_id is not None and day is not None and mark is not None:
                earlier.setdefault(client_id, []).append((day, mark))
        return {
            client_id: [*earlier.get(client_id, ()), *marks] for client_id, marks in found.items()
        }

    @staticmethod
    def _set(
        month: Month,
        form: CourseAttendance,
        cell: Cell,
        entry: Entry,
        length: int,
    ) -> bool:
        known = month.marks.get(cell)
        if entry.mark is None:
            if known is None:
                return False
            form.marks.remove(known)
            del month.marks[cell]
            return True
        minutes = None
        if entry.mark in ATTENDED:
            minutes = length if entry.minutes is None else entry.minutes
        if known is None:
            known = AttendanceMark(agency_id=form.agency_id, class_date=cell[1])
            form.marks.append(known)
            month.marks[cell] = known
        elif (known.mark, known.minutes, known.note) == (entry.mark, minutes, entry.note):
            return False
        known.mark, known.minutes, known.note = entry.mark, minutes, entry.note
        return True

    @staticmethod
    def _reckon(form: CourseAttendance) -> None:
        """Set what follows from the marks: their order, the hours of the month, the state."""
        ordered = sorted(form.marks, key=lambda one: one.class_date or dt.date.min)
        for position, one in enumerate(ordered):
            if one.position != position:
                one.position = position
        form.minutes = sum(one.minutes or 0 for one in ordered if one.mark in ATTENDED)
        form.service_date = day_of_month(form.month, (one.class_date for one in ordered)) or (
            form.service_date
        )
        green = (form.funder_id, form.program_id, form.status)
        form.missing_count = green.count(None)
        state = COMPLETE if form.missing_count == 0 else INCOMPLETE
        if form.state != state:
            form.state = state
            form.completed_at = dt.datetime.now(dt.UTC) if state == COMPLETE else None
        form.revision = (form.revision or 0) + 1
