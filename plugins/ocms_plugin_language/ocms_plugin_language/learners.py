"""The forms of one learner: enrolment (F16), attendance of a month (F15), exit (F17)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from sqlalchemy import Integer, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ocms_core.clients.models import Client
from ocms_core.clients.rows import LanguageLevel
from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.db.scope import agency_of
from ocms_core.forms import ask
from ocms_core.forms.models import FormPart, ServiceForm
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.lookups import (
    ASSESSMENT_TOOL,
    CLB_LISTENING_SPEAKING,
    CLB_READING_WRITING,
    OFFICIAL_LANGUAGE_PREFERENCE,
)
from ocms_plugin_language import lookups
from ocms_plugin_language.assessments import LanguageAssessment
from ocms_plugin_language.i18n import _
from ocms_plugin_language.models import DETAILS, SKILLS, TrainingCourse

ENROLMENT, ATTENDANCE_FORM, EXIT = "language_enrolment", "language_attendance", "language_exit"
DAYS_OF_MONTH = 31
# What a learner's form never asks: the course says it.
_OF_COURSE = frozenset({"start_date", "end_date", "minutes", "volunteer_minutes"})


def course_of(db: Session, session_id: uuid.UUID | None) -> TrainingCourse | None:
    """Return the course of a session, whoever may see its form: its dates hold for everybody."""
    return db.scalars(
        select(TrainingCourse)
        .where(TrainingCourse.session_id == session_id)
        .execution_options(beyond_visibility=True)
    ).first()


def _course_dates(db: Session, form: ServiceForm) -> dict[str, Any]:
    course = course_of(db, form.session_id)
    if course is None:
        return {}
    return {"course_starts": course.start_date, "course_ends": course.end_date}


def _within_course(key: str) -> Rule:
    def test(answers: Mapping[str, Any]) -> bool:
        day = answers.get(key)
        starts, ends = answers.get("course_starts"), answers.get("course_ends")
        return day is None or ((starts is None or day >= starts) and (ends is None or day <= ends))

    return Rule(at=key, message=_("This day is outside the dates of the course."), test=test)


def of_course(course: TrainingCourse | None) -> dict[str, Any]:
    """Return what a learner's form has from its course: who pays, whose program, where."""
    if course is None:
        return {}
    return {
        "program_id": course.program_id,
        "funder_id": course.funder_id,
        "postal_code": course.postal_code,
        "institution_type": course.institution_type,
        "service_language": course.course_language,
        "status": "ongoing",
    }


def latest_levels(db: Session, client_id: uuid.UUID | None) -> dict[str, Any]:
    """Return the levels of a client's latest assessment: of the profile, or of our own form."""
    found: list[tuple[dt.date, dict[str, Any]]] = []
    profile = db.scalars(
        select(LanguageLevel)
        .where(LanguageLevel.client_id == client_id)
        .order_by(LanguageLevel.assessed_on.desc().nulls_last(), LanguageLevel.position)
        .limit(1)
    ).first()
    own = db.scalars(
        select(LanguageAssessment)
        .where(LanguageAssessment.client_id == client_id)
        .order_by(LanguageAssessment.assessed_on.desc().nulls_last())
        .limit(1)
    ).first()
    for row in (profile, own):
        if row is not None:
            levels = {f"start_{skill}": getattr(row, skill) for skill in SKILLS}
            levels |= {"assessed_on": row.assessed_on, "assessment_tool": row.tool}
            found.append((row.assessed_on or dt.date.min, levels))
    return max(found, key=lambda pair: pair[0])[1] if found else {}


def _first_of_enrolment(db: Session, form: ServiceForm) -> dict[str, Any]:
    course = course_of(db, form.session_id)
    client = db.get(Client, (agency_of(db), form.client_id))
    starts = course.start_date if course else None
    first = max(form.service_date, starts) if starts else form.service_date
    return {
        **of_course(course),
        **latest_levels(db, form.client_id),
        "first_class": first,
        "service_date": first,
        "preferred_official_language": client.official_language if client else None,
    }


class CourseEnrolment(ServiceForm):
    """That a client takes part in a course, from when, and at which levels they begin."""

    __tablename__ = "language_enrolment"
    __form__ = FormSpec(
        key=ENROLMENT,
        title=_("Course enrolment"),
        description=_("First class and levels at the start."),
        blocks=("support",),
        labels={"postal_code": _("Postal code where the service was received")},
        without=_OF_COURSE,
        once=True,
        begins_with=_first_of_enrolment,
        knows=_course_dates,
        reckons={"service_date": lambda answers: answers.get("first_class")},
        rules=(_within_course("first_class"),),
    )

    with ask.section(_("Enrolment"), order=DETAILS):
        first_class: Mapped[dt.date | None] = ask.date(
            _("Date of the client’s first class"), green=True
        )
        preferred_official_language: Mapped[str | None] = ask.choice(
            OFFICIAL_LANGUAGE_PREFERENCE, _("Official language of preference")
        )
    with ask.section(
        _("Levels at the start"),
        hint=_("Filled in from the latest assessment, if there is one."),
        order=DETAILS + 1,
    ):
        start_listening: Mapped[str | None] = ask.choice(
            CLB_LISTENING_SPEAKING, _("Listening at the start"), worded=lookups.ORAL
        )
        start_speaking: Mapped[str | None] = ask.choice(
            CLB_LISTENING_SPEAKING, _("Speaking at the start"), worded=lookups.ORAL
        )
        start_reading: Mapped[str | None] = ask.choice(
            CLB_READING_WRITING, _("Reading at the start"), worded=lookups.WRITTEN
        )
        start_writing: Mapped[str | None] = ask.choice(
            CLB_READING_WRITING, _("Writing at the start"), worded=lookups.WRITTEN
        )
        assessed_on: Mapped[dt.date | None] = ask.date(_("Date of the assessment"), maximum="today")
        assessment_tool: Mapped[str | None] = ask.choice(ASSESSMENT_TOOL, _("Assessment tool"))


def _no_hours_when_away(row: Mapping[str, Any]) -> bool:
    return not row.get("minutes") or row.get("mark") in lookups.ATTENDED


class AttendanceMark(FormPart, AgencyScoped, Base):
    """How a learner attended one class. Without a length, somebody present was there all of it."""

    __tablename__ = "language_attendance_mark"
    form_key: ClassVar[str] = "form_id"
    __row_rules__ = (
        Rule(
            at="minutes",
            message=_("Hours belong to somebody who was there: change the mark, or empty this."),
            test=_no_hours_when_away,
        ),
    )

    form_id: Mapped[uuid.UUID] = reference("language_attendance", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    class_date: Mapped[dt.date | None] = ask.date(_("Class of"), required=True)
    mark: Mapped[str | None] = ask.choice(lookups.ATTENDANCE, _("Attendance"), required=True)
    minutes: Mapped[int | None] = ask.minutes(_("Hours attended"), minimum=0, maximum=600)
    note: Mapped[str | None] = ask.text(_("Note"), max_length=200)

    __table_args__ = (
        # Two rows may change places in one save.
        UniqueConstraint(
            "agency_id", "form_id", "class_date", deferrable=True, initially="DEFERRED"
        ),
    )


def total_minutes(answers: Mapping[str, Any]) -> int:
    """Return the time a learner attended in the month."""
    return sum(
        row.get("minutes") or 0
        for row in answers.get("marks") or ()
        if row.get("mark") in lookups.ATTENDED
    )


def day_of_month(month: dt.date | None, days: Iterable[dt.date | None]) -> dt.date | None:
    """Return the day of the latest class of a month: its hours are of no day before somebody came.

    The month's first day while there is none.
    """
    return max((day for day in days if day is not None), default=month)


def _latest_class(answers: Mapping[str, Any]) -> dt.date | None:
    rows = answers.get("marks") or ()
    return day_of_month(answers.get("month"), (row.get("class_date") for row in rows))


def _days_in_month(answers: Mapping[str, Any]) -> bool:
    month = answers.get("month")
    days = [row["class_date"] for row in answers.get("marks") or () if row.get("class_date")]
    return month is None or all((day.year, day.month) == (month.year, month.month) for day in days)


def _each_day_once(answers: Mapping[str, Any]) -> bool:
    days = [row["class_date"] for row in answers.get("marks") or () if row.get("class_date")]
    return len(days) == len(set(days))


def _first_of_attendance(db: Session, form: ServiceForm) -> dict[str, Any]:
    month = form.service_date.replace(day=1)
    return {**of_course(course_of(db, form.session_id)), "month": month, "service_date": month}


class CourseAttendance(ServiceForm):
    """How a learner attended the classes of one month; its hours are the month's total."""

    __tablename__ = "language_attendance"
    __form__ = FormSpec(
        key=ATTENDANCE_FORM,
        title=_("Course attendance"),
        description=_("The classes of one month: presence, hours and notes."),
        without=_OF_COURSE,
        begins_with=_first_of_attendance,
        reckons={
            "minutes": total_minutes,
            "service_date": _latest_class,
        },
        rules=(
            Rule(
                at="marks",
                message=_("A class is of another month: correct its date."),
                test=_days_in_month,
            ),
            Rule(
                at="marks",
                message=_("One day stands here twice: keep one of the two."),
                test=_each_day_once,
            ),
        ),
    )

    with ask.section(_("Classes of the month"), order=DETAILS):
        month: Mapped[dt.date | None] = ask.date(
            _("Month"), read_only=True, hint=_("The first day of the month.")
        )
        marks: Mapped[list[AttendanceMark]] = ask.rows(
            "AttendanceMark", _("Classes of the month"), column="form_id", maximum=DAYS_OF_MONTH
        )


def _first_of_exit(db: Session, form: ServiceForm) -> dict[str, Any]:
    course = course_of(db, form.session_id)
    enrolment = db.scalars(
        select(CourseEnrolment).where(
            CourseEnrolment.session_id == form.session_id,
            CourseEnrolment.client_id == form.client_id,
        )
    ).first()
    starts = {f"start_{skill}": getattr(enrolment, f"start_{skill}", None) for skill in SKILLS}
    return {**of_course(course), **starts}


def _after_first_class(answers: Mapping[str, Any]) -> bool:
    issued, left = answers.get("certificate_on"), answers.get("exit_date")
    return issued is None or left is None or issued >= left


class CourseExit(ServiceForm):
    """How a client left the course, the levels they reached, and their certificate."""

    __tablename__ = "language_exit"
    __form__ = FormSpec(
        key=EXIT,
        title=_("Course exit"),
        description=_("Status in the course, levels at the exit, certificate."),
        blocks=("support",),
        without=_OF_COURSE,
        once=True,
        waits_for="language_course",
        begins_with=_first_of_exit,
        knows=_course_dates,
        reckons={"service_date": lambda answers: answers.get("exit_date")},
        counts=lambda answers: answers.get("exit_status") in lookups.LEFT,
        rules=(
            _within_course("exit_date"),
            Rule(
                at="certificate_on",
                message=_("The certificate is dated before the last day in the course."),
                test=_after_first_class,
            ),
        ),
    )

    with ask.section(_("Status in the course"), order=DETAILS - 25):
        exit_status: Mapped[str | None] = ask.choice(
            lookups.EXIT_STATUS, _("Status of the client in the course"), green=True
        )
        exit_date: Mapped[dt.date | None] = ask.date(
            _("Last day in the course"),
            shown_if=exit_status.in_(lookups.LEFT),
            required_if=exit_status == "exited",
            maximum="today",
        )
        exit_reason: Mapped[str | None] = ask.choice(
            lookups.EXIT_REASON,
            _("Reason for leaving the course"),
            shown_if=exit_status == "exited",
            green=True,
        )
        certificate_issued: Mapped[bool | None] = ask.yes_no(
            _("Was a certificate issued to the client?"),
            shown_if=exit_status.in_(lookups.LEFT),
            required_if=exit_status == "completed",
        )
        certificate_listening: Mapped[str | None] = ask.choice(
            CLB_LISTENING_SPEAKING,
            _("Listening level on the certificate"),
            worded=lookups.ORAL,
            shown_if=(certificate_issued == True) & exit_status.in_(lookups.LEFT),  # noqa: E712
            green=True,
        )
        certificate_speaking: Mapped[str | None] = ask.choice(
            CLB_LISTENING_SPEAKING,
            _("Speaking level on the certificate"),
            worded=lookups.ORAL,
            shown_if=(certificate_issued == True) & exit_status.in_(lookups.LEFT),  # noqa: E712
            green=True,
        )
        certificate_on: Mapped[dt.date | None] = ask.date(
            _("Date of the certificate"),
            shown_if=(certificate_issued == True) & exit_status.in_(lookups.LEFT),  # noqa: E712
            green=True,
            maximum="today",
            suggested="today",
        )
    with ask.section(_("Levels at the start and at the exit"), order=DETAILS + 1):
        start_listening: Mapped[str | None] = ask.choice(
            CLB_LISTENING_SPEAKING, _("Listening at the start"), worded=lookups.ORAL
        )
        exit_listening: Mapped[str | None] = ask.choice(
            CLB_LISTENING_SPEAKING,
            _("Listening at the exit"),
            worded=lookups.ORAL,
            shown_if=exit_status.in_(lookups.LEFT),
        )
        start_speaking: Mapped[str | None] = ask.choice(
            CLB_LISTENING_SPEAKING, _("Speaking at the start"), worded=lookups.ORAL
        )
        exit_speaking: Mapped[str | None] = ask.choice(
            CLB_LISTENING_SPEAKING,
            _("Speaking at the exit"),
            worded=lookups.ORAL,
            shown_if=exit_status.in_(lookups.LEFT),
        )
        start_reading: Mapped[str | None] = ask.choice(
            CLB_READING_WRITING, _("Reading at the start"), worded=lookups.WRITTEN
        )
        exit_reading: Mapped[str | None] = ask.choice(
            CLB_READING_WRITING,
            _("Reading at the exit"),
            worded=lookups.WRITTEN,
            shown_if=exit_status.in_(lookups.LEFT),
        )
        start_writing: Mapped[str | None] = ask.choice(
            CLB_READING_WRITING, _("Writing at the start"), worded=lookups.WRITTEN
        )
        exit_writing: Mapped[str | None] = ask.choice(
            CLB_READING_WRITING,
            _("Writing at the exit"),
            worded=lookups.WRITTEN,
            shown_if=exit_status.in_(lookups.LEFT),
        )
