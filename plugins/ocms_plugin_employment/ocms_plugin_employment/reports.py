"""The reports on placements and on matches with mentors and tutors, declared."""

from __future__ import annotations

from ocms_core.reports.dimensions import answered, row_answered
from ocms_core.reports.measures import CLIENTS, SERVICES
from ocms_core.reports.report import Measure, Report, Table
from ocms_plugin_employment.i18n import _
from ocms_plugin_employment.models import JobPlacement, MentorMatch
from ocms_plugin_employment.models.placement import RetentionFollowUp

PLACEMENTS = Measure(
    key="placements",
    title=_("Placements"),
    definition=_("Completed placement forms with a date of service in the period."),
    expression=SERVICES.expression,
)
FOLLOW_UPS = Measure(
    key="follow_ups",
    title=_("Follow-ups"),
    definition=_(
        "Checkpoints with a line on the placements of the period, whenever the line was written."
    ),
    expression=SERVICES.expression,
)
MATCHES = Measure(
    key="matches",
    title=_("Matches"),
    definition=_("Completed match forms with a date of service in the period."),
    expression=SERVICES.expression,
)

JOB_PLACEMENTS = Report(
    key="job_placements",
    title=_("Job placements and retention"),
    description=_("Placements by outcome, and who was still employed after 1, 3, 6 and 12 months."),
    form="job_placement",
    order=62,
    parts=(
        Table(
            key="by_outcome",
            title=_("Placements by outcome"),
            by=(answered(JobPlacement, "outcome"),),
            measures=(PLACEMENTS, CLIENTS),
            every_value=True,
            shares=True,
            chart="bar",
        ),
        Table(
            key="retention",
            title=_("Still employed at each checkpoint"),
            by=(row_answered(RetentionFollowUp, "checkpoint"),),
            across=row_answered(RetentionFollowUp, "still_employed"),
            across_measures=(FOLLOW_UPS,),
            measures=(FOLLOW_UPS,),
            every_value=True,
        ),
        Table(
            key="by_type",
            title=_("Placements by type"),
            by=(answered(JobPlacement, "placement_type"),),
            across=answered(JobPlacement, "working_hours"),
            across_measures=(PLACEMENTS,),
            measures=(PLACEMENTS, CLIENTS),
            every_value=True,
        ),
        Table(
            key="by_month",
            title=_("Placements by month"),
            by=("month",),
            measures=(PLACEMENTS, CLIENTS),
            chart="line",
        ),
    ),
)

MENTOR_MATCHES = Report(
    key="mentor_matches",
    title=_("Mentor and tutor matches"),
    description=_("Matches by status: proposed, active, completed, ended."),
    form="mentor_match",
    order=63,
    parts=(
        Table(
            key="by_status",
            title=_("Matches by status"),
            by=(answered(MentorMatch, "match_status"),),
            across=answered(MentorMatch, "role"),
            across_measures=(MATCHES, CLIENTS),
            measures=(MATCHES, CLIENTS),
            every_value=True,
            chart="bar",
        ),
        Table(
            key="by_reason",
            title=_("Why matches ended"),
            by=(answered(MentorMatch, "reason_ended"),),
            measures=(MATCHES,),
            every_value=False,
        ),
        Table(
            key="by_month",
            title=_("Matches by month"),
            by=("month",),
            measures=(MATCHES, CLIENTS),
            chart="line",
        ),
    ),
)
