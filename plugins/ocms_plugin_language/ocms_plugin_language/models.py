"""The course: the open form (forms.md F14), its class dates and its waiting list."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import Boolean, Date, Index, Integer, Text, UniqueConstraint, func, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ocms_core.agencies.models import Site
from ocms_core.clients.models import Client
from ocms_core.db.base import AgencyScoped, Base, reference, tenant_relationship
from ocms_core.forms import ask
from ocms_core.forms.models import FormPart, ServiceForm
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.lookups import PROVINCE, STREET_DIRECTION, STREET_TYPE
from ocms_plugin_language import lookups, spots
from ocms_plugin_language.i18n import _

DETAILS = 30
SPOTS = {"minimum": 1, "maximum": 50}
PERCENT = {"minimum": 0, "maximum": 100}
WHOLE = 100
QUARTER = 15
SKILLS = ("listening", "speaking", "reading", "writing")


def _ends_after_start(answers: Mapping[str, Any]) -> bool:
    start, end = answers.get("start_date"), answers.get("end_date")
    return start is None or end is None or end >= start


def _percentages_add_up(answers: Mapping[str, Any]) -> bool:
    in_person, online = answers.get("in_person_percent"), answers.get("online_percent")
    return in_person is None or online is None or in_person + online == WHOLE


def _funded_within_total(answers: Mapping[str, Any]) -> bool:
    total, funded = answers.get("total_spots"), answers.get("funded_spots")
    return total is None or funded is None or funded <= total


CODE_IS_TAKEN = _("Another course of the agency has this code: choose a different one.")


def _settle_code(
    db: Session, form: ServiceForm, answers: Mapping[str, Any], _today: dt.date
) -> Mapping[str, str]:
    """Let one course at a time take a code; say so if another has taken it since it was read."""
    code = answers.get("course_code")
    if code is None:
        return {}
    # Two new courses with one code at one moment: the second waits here, and then sees the first.
    db.execute(
        select(func.pg_advisory_xact_lock(func.hashtext(f"language_course {code.casefold()}")))
    )
    taken = code.casefold() in _other_courses(db, form)["codes_taken"]
    return {"course_code": CODE_IS_TAKEN} if taken else {}


def _code_is_new(answers: Mapping[str, Any]) -> bool:
    code = answers.get("course_code")
    return code is None or code.casefold() not in answers.get("codes_taken", ())


def _room_for_those_enrolled(answers: Mapping[str, Any]) -> bool:
    total = answers.get("total_spots")
    return total is None or total >= answers.get("spots_taken", 0)


def _days_agree(answers: Mapping[str, Any]) -> bool:
    days, number = answers.get("class_days"), answers.get("classes_per_week")
    return not days or number is None or len(days) == number


def _alone(key: str) -> Rule:
    return Rule(
        at=key,
        message=_("“Not applicable” stands alone: untick it, or the other levels."),
        test=lambda answers: (
            lookups.NOT_APPLICABLE not in (answers.get(key) or ()) or len(answers[key]) == 1
        ),
    )


def _other_courses(db: Session, form: ServiceForm) -> dict[str, Any]:
    """Return the codes of all other courses, and how many spots of this one are taken."""
    codes = db.scalars(
        select(TrainingCourse.course_code)
        .where(TrainingCourse.id != form.id, TrainingCourse.course_code.is_not(None))
        # A code is taken whoever may see the course.
        .execution_options(beyond_visibility=True)
    )
    return {
        "codes_taken": frozenset(code.casefold() for code in codes if code),
        "spots_taken": spots.taken(db, form.session_id),
    }


def _first_answers(db: Session, form: ServiceForm) -> dict[str, Any]:
    """Return the place of the course: the site of the session."""
    answers: dict[str, Any] = {"status": "ongoing", "end_date": None}
    site = db.get(Site, (form.agency_id or db.info["agency_id"], form.site_id))
    if site is not None:
        for column in (
            "street_number", "street_name", "street_type", "street_direction", "unit", "city",
            "province",
        ):  # fmt: skip
            answers[column] = getattr(site, column)
    return answers


def _nobody(_answers: Mapping[str, Any]) -> int:
    """Count nobody: learners have forms of their own, and the course is no service."""
    return 0


class TrainingCourse(ServiceForm):
    """A language course as its funder knows it; the session's main form, of no client."""

    __tablename__ = "language_course"
    __form__ = FormSpec(
        key="language_course",
        title=_("Language course"),
        description=_("What is taught, when, where, and how many may come."),
        blocks=("target_group",),
        labels={
            "start_date": _("Course start date"),
            "end_date": _("Course end date"),
            "postal_code": _("Postal code of the course"),
            "notes": _("Notes about the course"),
        },
        without=frozenset({"minutes", "service_language", "referred_by"}),
        green=frozenset({"start_date", "end_date"}),
        begins_with=_first_answers,
        knows=_other_courses,
        settles=_settle_code,
        attendances=_nobody,
        rules=(
            Rule(
                at="end_date",
                message=_("The course ends before it starts: correct one of the two dates."),
                test=_ends_after_start,
            ),
            Rule(
                at="course_code",
                message=CODE_IS_TAKEN,
                test=_code_is_new,
            ),
            Rule(
                at="online_percent",
                message=_("The two percentages must add up to 100."),
                test=_percentages_add_up,
            ),
            Rule(
                at="funded_spots",
                message=_("There cannot be more IRCC-funded spots than spots in the course."),
                test=_funded_within_total,
            ),
            Rule(
                at="total_spots",
                message=_("More clients are enrolled than this: keep a spot for each of them."),
                test=_room_for_those_enrolled,
            ),
            Rule(
                at="classes_per_week",
                message=_("The number of classes a week differs from the days that are ticked."),
                test=_days_agree,
            ),
            Rule(
                at="class_minutes",
                message=_("Give the hours in quarters of an hour, for example 2:15."),
                test=lambda answers: (answers.get("class_minutes") or 0) % QUARTER == 0,
            ),
            *(_alone(f"{skill}_levels") for skill in SKILLS),
        ),
    )

    with ask.section(_("Course"), order=DETAILS):
        course_code: Mapped[str | None] = ask.text(
            _("Course code"), green=True, max_length=40, hint=_("For example L-ENG-2026-04.")
        )
        name: Mapped[str | None] = ask.text(_("Name of the course"), max_length=120)
        teacher: Mapped[str | None] = ask.text(_("Teacher"), max_length=120)
        room: Mapped[str | None] = ask.text(_("Room"), max_length=60)
        is_ongoing: Mapped[bool | None] = ask.yes_no(_("Is the course held on an ongoing basis?"))
        course_language: Mapped[str | None] = ask.choice(
            lookups.COURSE_LANGUAGE, _("Official language of the course"), green=True
        )
        training_format: Mapped[str | None] = ask.choice(
            lookups.TRAINING_FORMAT, _("Format of the training"), green=True
        )
        training_location: Mapped[str | None] = ask.choice(
            lookups.TRAINING_LOCATION,
            _("Classes are held at"),
            shown_if=training_format.in_(lookups.IN_A_PLACE),
        )
        in_person_percent: Mapped[int | None] = ask.number(
            _("In-person instruction, in percent"),
            shown_if=training_format == "blended",
            **PERCENT,
        )
        online_percent: Mapped[int | None] = ask.number(
            _("Online or distance instruction, in percent"),
            shown_if=training_format == "blended",
            **PERCENT,
        )
        focus: Mapped[str | None] = ask.choice(
            lookups.COURSE_FOCUS, _("Dominant focus of the course")
        )
    with ask.section(_("Spots and support"), order=DETAILS + 1):
        total_spots: Mapped[int | None] = ask.number(
            _("Total number of spots"), green=True, **SPOTS
        )
        funded_spots: Mapped[int | None] = ask.number(_("Spots funded by IRCC"), **SPOTS)
        intake: Mapped[str | None] = ask.choice(lookups.COURSE_INTAKE, _("New students can enrol"))
        waiting_limit: Mapped[int | None] = ask.number(
            _("Longest waiting list"),
            minimum=0,
            maximum=200,
            hint=_("Leave it empty if the list may be of any length."),
        )
        support_available: Mapped[bool | None] = ask.yes_no(
            _("Are support services available in this course?")
        )
        support_services: Mapped[list[str]] = ask.many(
            lookups.COURSE_SUPPORT,
            _("Support services available"),
            shown_if=support_available == True,  # noqa: E712
            at_least=1,
        )
    with ask.section(_("Schedule"), order=DETAILS + 2):
        schedule: Mapped[list[str]] = ask.many(lookups.COURSE_SCHEDULE, _("Schedule"))
        class_days: Mapped[list[str]] = ask.many(
            lookups.WEEKDAY,
            _("Days of class"),
            hint=_("The class calendar is made from these days."),
        )
        class_minutes: Mapped[int | None] = ask.minutes(
            _("Instructional hours per class"),
            green=True,
            minimum=QUARTER,
            maximum=600,
            step=QUARTER,
            hint=_("For example 2:30, in quarters of an hour."),
        )
        classes_per_week: Mapped[int | None] = ask.number(
            _("Classes per week"), minimum=1, maximum=7
        )
        weeks: Mapped[int | None] = ask.number(
            _("Weeks of instruction"),
            shown_if=is_ongoing == False,  # noqa: E712
            minimum=1,
            maximum=52,
        )
        weeks_per_year: Mapped[int | None] = ask.number(
            _("Weeks of instruction per year"),
            shown_if=is_ongoing == True,  # noqa: E712
            minimum=1,
            maximum=52,
        )
    with ask.section(_("Levels taught"), order=DETAILS + 3):
        listening_levels: Mapped[list[str]] = ask.many(
            lookups.COURSE_LEVEL_ORAL, _("Levels of listening"), worded=lookups.ORAL_TAUGHT
        )
        speaking_levels: Mapped[list[str]] = ask.many(
            lookups.COURSE_LEVEL_ORAL, _("Levels of speaking"), worded=lookups.ORAL_TAUGHT
        )
        reading_levels: Mapped[list[str]] = ask.many(
            lookups.COURSE_LEVEL_WRITTEN, _("Levels of reading"), worded=lookups.WRITTEN_TAUGHT
        )
        writing_levels: Mapped[list[str]] = ask.many(
            lookups.COURSE_LEVEL_WRITTEN, _("Levels of writing"), worded=lookups.WRITTEN_TAUGHT
        )
        uses_materials: Mapped[bool | None] = ask.yes_no(_("Does the course use these materials?"))
        materials: Mapped[list[str]] = ask.many(
            lookups.COURSE_MATERIAL,
            _("Materials of the course"),
            shown_if=uses_materials == True,  # noqa: E712
            at_least=1,
        )
    with ask.section(_("Contact and address"), order=DETAILS + 4):
        contact_name: Mapped[str | None] = ask.text(_("Contact person"), max_length=120)
        street_number: Mapped[str | None] = ask.text(_("Street number"), max_length=20)
        street_name: Mapped[str | None] = ask.text(_("Street name"), max_length=120)
        street_type: Mapped[str | None] = ask.choice(STREET_TYPE, _("Street type"))
        street_direction: Mapped[str | None] = ask.choice(STREET_DIRECTION, _("Direction"))
        unit: Mapped[str | None] = ask.text(_("Unit or suite"), max_length=20)
        city: Mapped[str | None] = ask.text(_("City"), max_length=120)
        province: Mapped[str | None] = ask.choice(PROVINCE, _("Province or territory"))
        phone: Mapped[str | None] = ask.text(_("Telephone"), input_type="tel", max_length=40)
        phone_extension: Mapped[str | None] = ask.text(_("Extension"), max_length=10)
        email: Mapped[str | None] = ask.text(_("E-mail address"), input_type="email")


inspect(TrainingCourse).local_table.append_constraint(  # type: ignore[attr-defined]
    UniqueConstraint("agency_id", "course_code")
)


class ClassDate(FormPart, AgencyScoped, Base):
    """A day of class, or one that falls out; hidden with the course."""

    __tablename__ = "language_class_date"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("language_course", ondelete="cascade")
    held_on: Mapped[dt.date] = mapped_column(Date)
    minutes: Mapped[int] = mapped_column(Integer)
    is_cancelled: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")
    note: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("agency_id", "form_id", "held_on"),)


class WaitingLine(FormPart, AgencyScoped, Base):
    """Somebody who waits for a spot of the course, in the order of `position`."""

    __tablename__ = "language_waiting_line"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("language_course", ondelete="cascade")
    client_id: Mapped[uuid.UUID] = reference("client")
    position: Mapped[int] = mapped_column(Integer)
    asked_on: Mapped[dt.date] = mapped_column(Date, server_default=func.current_date())

    client: Mapped[Client] = tenant_relationship("Client", "client_id")

    __table_args__ = (
        UniqueConstraint("agency_id", "form_id", "client_id"),
        Index("ix_language_waiting_line_client", "agency_id", "client_id"),
    )
