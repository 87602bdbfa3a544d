"""The reports on group activities, declared."""

from __future__ import annotations

from ocms_core.lookups import IO_TOPIC
from ocms_core.reports.dimensions import row_answered
from ocms_core.reports.report import Report, Table
from ocms_plugin_groups.figures import (
    ACTIVITIES,
    ACTIVITY,
    ATTENDED,
    BY_NAME,
    CHILDREN,
    CLIENTS_RATING,
    COUNTED,
    DAY,
    FORMS_RATING,
    HANDED_OUT,
    NO_SHOWS,
    PARTNER,
    PEOPLE,
    RETURNED,
    SERVICE_RATING,
    UNIQUE,
    VOLUNTEER_HOURS,
    GroupFacts,
    topics,
)
from ocms_plugin_groups.i18n import _
from ocms_plugin_groups.models import Headcount

EVERYTHING = (ATTENDED, BY_NAME, COUNTED, NO_SHOWS, UNIQUE, ACTIVITIES, CHILDREN, VOLUNTEER_HOURS)
BRIEFLY = (ATTENDED, BY_NAME, COUNTED, UNIQUE, ACTIVITIES)
RATINGS = (HANDED_OUT, RETURNED, FORMS_RATING, SERVICE_RATING, CLIENTS_RATING)

ATTENDANCE = Report(
    key="group_attendance",
    title=_("Group activities: attendance"),
    description=_("Who came, by activity, topic, site and month; by name and without names."),
    counted=GroupFacts,
    order=55,
    parts=(
        Table(
            key="by_activity",
            title=_("Attendance by activity and date"),
            by=(ACTIVITY, DAY),
            measures=EVERYTHING,
        ),
        Table(
            key="by_month",
            title=_("Attendance by month"),
            by=("month",),
            measures=EVERYTHING,
            every_value=True,
            chart="line",
        ),
        Table(
            key="by_site",
            title=_("Attendance by site and kind of session"),
            by=("site", "session_type"),
            measures=BRIEFLY,
        ),
        Table(
            key="by_topic",
            title=_("Attendance by topic and month"),
            by=(topics(IO_TOPIC), "month"),
            measures=BRIEFLY,
        ),
        Table(
            key="by_partner",
            title=_("Attendance by partner organization"),
            by=(PARTNER,),
            measures=BRIEFLY,
        ),
    ),
)

EVALUATION = Report(
    key="group_evaluation",
    title=_("Group activities: evaluation"),
    description=_("Evaluation forms and ratings, by activity and month."),
    counted=GroupFacts,
    order=56,
    parts=(
        Table(
            key="by_activity",
            title=_("Evaluation by activity and date"),
            by=(ACTIVITY, DAY),
            measures=RATINGS,
        ),
        Table(
            key="by_month",
            title=_("Evaluation by month"),
            by=("month",),
            measures=RATINGS,
        ),
    ),
)

HEADCOUNTS = Report(
    key="group_headcounts",
    title=_("Group activities: people without names"),
    description=_("Head counts of activities, by gender, age and status."),
    order=57,
    parts=tuple(
        Table(
            key=f"by_{key}",
            title=title,
            by=(row_answered(Headcount, key),),
            measures=(PEOPLE,),
            chart="bar",
        )
        for key, title in (
            ("gender", _("People by gender")),
            ("age_band", _("People by age")),
            ("immigration_status", _("People by status")),
        )
    ),
)
