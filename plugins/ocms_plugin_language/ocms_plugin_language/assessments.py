"""The Language Assessment (forms.md F7), offered in direct service sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Mapped, Session

from ocms_core.forms import ask
from ocms_core.forms.conditions import any_of
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.spec import FormSpec, Rule
from ocms_core.lookups import (
    ASSESSED_LANGUAGE,
    ASSESSMENT_TOOL,
    CLB_LISTENING_SPEAKING,
    CLB_READING_WRITING,
)
from ocms_plugin_language import lookups
from ocms_plugin_language.i18n import _

DETAILS = 30
LEAP_DAY = (2, 29)


def _a_year_later(day: dt.date) -> dt.date:
    if (day.month, day.day) == LEAP_DAY:
        return dt.date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)


def _first_answers(_db: Session, form: ServiceForm) -> dict[str, Any]:
    return {
        "assessed_on": form.service_date,
        "valid_until": _a_year_later(form.service_date),
    }


def _valid_after_assessment(answers: Mapping[str, Any]) -> bool:
    assessed, until = answers.get("assessed_on"), answers.get("valid_until")
    return assessed is None or until is None or until >= assessed


def _ends_after_start(answers: Mapping[str, Any]) -> bool:
    start, end = answers.get("start_date"), answers.get("end_date")
    return start is None or end is None or end >= start


class LanguageAssessment(ServiceForm):
    """Which benchmarks a client reached, what they need, and where they were sent."""

    __tablename__ = "language_assessment"
    __form__ = FormSpec(
        key="language_assessment",
        title=_("Language assessment"),
        description=_("Benchmarks in four skills, needs, and the course the client is sent to."),
        blocks=("support",),
        sessions=("direct_service",),
        begins_with=_first_answers,
        rules=(
            Rule(
                at="end_date",
                message=_("The end is before the start: correct one of the two dates."),
                test=_ends_after_start,
            ),
            Rule(
                at="valid_until",
                message=_("The result ends before it was assessed: correct one of the two dates."),
                test=_valid_after_assessment,
            ),
        ),
    )

    with ask.section(_("Assessment"), order=DETAILS):
        language: Mapped[str | None] = ask.choice(
            ASSESSED_LANGUAGE, _("Language assessed"), green=True
        )
        assessment_type: Mapped[str | None] = ask.choice(
            lookups.ASSESSMENT_TYPE, _("Type of assessment")
        )
        tool: Mapped[str | None] = ask.choice(ASSESSMENT_TOOL, _("Assessment tool"))
        assessed_on: Mapped[dt.date | None] = ask.date(
            _("Date of the assessment"), green=True, maximum="today"
        )
        assessor: Mapped[str | None] = ask.text(_("Assessor"), max_length=120)
        assessor_organization: Mapped[str | None] = ask.text(
            _("Organization of the assessor"), max_length=120
        )
        valid_until: Mapped[dt.date | None] = ask.date(
            _("Result valid until"), hint=_("Usually a year after the assessment.")
        )
    with ask.section(_("Levels"), order=DETAILS + 1):
        listening: Mapped[str | None] = ask.choice(
            CLB_LISTENING_SPEAKING,
            _("Listening"),
            worded=lookups.ORAL_ASSESSED,
            green=True,
        )
        speaking: Mapped[str | None] = ask.choice(
            CLB_LISTENING_SPEAKING,
            _("Speaking"),
            worded=lookups.ORAL_ASSESSED,
            green=True,
        )
        reading: Mapped[str | None] = ask.choice(
            CLB_READING_WRITING,
            _("Reading"),
            worded=lookups.WRITTEN_ASSESSED,
            green=True,
        )
        writing: Mapped[str | None] = ask.choice(
            CLB_READING_WRITING,
            _("Writing"),
            worded=lookups.WRITTEN_ASSESSED,
            green=True,
        )
    with ask.section(_("Eligibility and needs"), order=DETAILS + 2):
        eligibility: Mapped[str | None] = ask.choice(lookups.ELIGIBILITY, _("Eligible for"))
        eligibility_reason: Mapped[str | None] = ask.text(
            _("Why is the client eligible, or not?"),
            shown_if=eligibility.in_(["linc", "provincial", "both", "none"]),
        )
        learner_needs: Mapped[list[str]] = ask.many(
            lookups.LEARNER_NEED, _("Needs for taking a course")
        )
        preferred_schedule: Mapped[list[str]] = ask.many(
            lookups.COURSE_SCHEDULE, _("Preferred schedule")
        )
        preferred_format: Mapped[str | None] = ask.choice(
            lookups.TRAINING_FORMAT, _("Preferred format")
        )
        goals: Mapped[str | None] = ask.long_text(_("The client’s goals"))
    with ask.section(_("Referral"), order=DETAILS + 3):
        referred_to: Mapped[list[str]] = ask.many(
            lookups.TRAINING_REFERRAL, _("Referred to language training")
        )
        course_code: Mapped[str | None] = ask.text(
            _("Course code"),
            shown_if=any_of(referred_to, "linc", "esl", "oslt", "employer"),
            max_length=40,
        )
        waiting_since: Mapped[dt.date | None] = ask.date(
            _("On the waiting list since"),
            shown_if=any_of(referred_to, "linc", "esl", "oslt", "employer"),
        )
