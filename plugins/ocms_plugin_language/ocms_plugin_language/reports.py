"""The reports on language training: enrolments, exits, levels gained, attendance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, and_, case, cast, select

from ocms_core.forms.models import ServiceForm
from ocms_core.reports.dimensions import answered
from ocms_core.reports.measures import CLIENTS, HOURS, SERVICES
from ocms_core.reports.report import Dimension, Report, Table
from ocms_plugin_language import lookups
from ocms_plugin_language.i18n import _
from ocms_plugin_language.learners import CourseExit
from ocms_plugin_language.models import TrainingCourse

TWO = 2


def _rank(level: Any) -> Any:
    return cast(case(lookups.RANKS, value=level, else_=None), Integer)


def _gained(skill: str, answers: Any) -> Any:
    gain = _rank(answers[f"exit_{skill}"]) - _rank(answers[f"start_{skill}"])
    return case(
        (gain < 0, "lower"), (gain == 0, "same"), (gain == 1, "one"), (gain == TWO, "two"),
        (gain > TWO, "more"), else_=None,
    )  # fmt: skip


def _gain(skill: str, title: str) -> Table:
    dimension = Dimension(
        key=f"language_gain_{skill}",
        title=title,
        codes=lookups.GAIN,
        without=_("Level at the start or at the exit not known"),
        definition=_(
            "Levels between the start and the exit of a course, literacy and pre-benchmark levels "
            "counted as levels below CLB 1. Not applicable and insufficient evidence are not known."
        ),
        expression=lambda facts: _gained(skill, facts.answers(CourseExit).c),
    )
    return Table(
        key=f"gain_{skill}", title=title, by=(dimension,), measures=(SERVICES, CLIENTS), shares=True
    )


def _progress(skill: str, title: str) -> Table:
    """Return the learners by their level at the start, and across it by that at the exit."""
    return Table(
        key=f"progress_{skill}",
        title=title,
        by=("service_language", answered(CourseExit, f"start_{skill}")),
        across=answered(CourseExit, f"exit_{skill}"),
        across_measures=(SERVICES,),
        measures=(SERVICES, CLIENTS),
    )


def _course_code(facts: Any) -> Any:
    """Return the code of the course whose session a form is of."""
    course, form = TrainingCourse.__table__.alias(), ServiceForm.__table__.alias()
    agency_id = facts.scope.agency_id
    return (
        select(course.c.course_code)
        .join(form, and_(form.c.agency_id == agency_id, form.c.id == course.c.id))
        .where(course.c.agency_id == agency_id, form.c.session_id == facts.form.c.session_id)
        .limit(1)
        .scalar_subquery()
    )


COURSE = Dimension(
    key="language_course_code",
    title=_("Course"),
    source="course_code",
    without=_("Course without a code"),
    expression=_course_code,
)

REASON = replace(
    answered(CourseExit, "exit_reason"), without=_("Did not leave before the end of the course")
)

ENROLMENTS = Report(
    key="language_enrolments",
    title=_("Language training: enrolments"),
    description=_("Who began a language course, by month of the first class and by site."),
    form="language_enrolment",
    order=60,
    parts=(
        Table(
            key="by_month",
            title=_("Enrolments by month"),
            by=("month",),
            measures=(SERVICES, CLIENTS),
            every_value=True,
            chart="bar",
        ),
        Table(
            key="by_site",
            title=_("Enrolments by site and language"),
            by=("site", "service_language"),
            measures=(SERVICES, CLIENTS),
        ),
    ),
)

EXITS = Report(
    key="language_exits",
    title=_("Language training: exits and levels gained"),
    description=_(
        "How learners left their courses, and how many levels they gained in each skill."
    ),
    form="language_exit",
    order=61,
    parts=(
        Table(
            key="by_status",
            title=_("Exits by status"),
            by=(answered(CourseExit, "exit_status"),),
            measures=(SERVICES, CLIENTS),
            shares=True,
            chart="bar",
        ),
        Table(
            key="by_reason",
            title=_("Reasons for leaving a course"),
            by=(REASON,),
            measures=(SERVICES, CLIENTS),
        ),
        _progress("listening", _("Listening: level at the start, and at the exit")),
        _progress("speaking", _("Speaking: level at the start, and at the exit")),
        _progress("reading", _("Reading: level at the start, and at the exit")),
        _progress("writing", _("Writing: level at the start, and at the exit")),
        _gain("listening", _("Levels gained in listening")),
        _gain("speaking", _("Levels gained in speaking")),
        _gain("reading", _("Levels gained in reading")),
        _gain("writing", _("Levels gained in writing")),
    ),
)

ATTENDANCE = Report(
    key="language_attendance",
    title=_("Language training: attendance"),
    description=_("Learners and hours attended, by month, site and language."),
    form="language_attendance",
    order=62,
    parts=(
        Table(
            key="by_month",
            title=_("Hours attended by month"),
            by=("month",),
            measures=(CLIENTS, HOURS),
            every_value=True,
            chart="line",
        ),
        Table(
            key="by_course",
            title=_("Hours attended by course and month"),
            by=(COURSE, "month"),
            measures=(CLIENTS, HOURS),
        ),
        Table(
            key="by_site",
            title=_("Hours attended by site and language"),
            by=("site", "service_language"),
            measures=(CLIENTS, HOURS),
        ),
    ),
)
