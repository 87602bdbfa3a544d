"""The reports on settlement services, declared."""

from __future__ import annotations

from ocms_core.lookups import IO_TOPIC
from ocms_core.reports.dimensions import ticks
from ocms_core.reports.measures import CLIENTS, SERVICES
from ocms_core.reports.report import Measure, Report, Table
from ocms_plugin_settlement.i18n import _
from ocms_plugin_settlement.models import InformationOrientation

TOPIC, TICK = ticks(
    InformationOrientation,
    {"topics_given": _("Information given"), "topics_referred": _("Referrals made")},
    IO_TOPIC,
    title=_("Topic"),
    across=_("Information or referral"),
)
TIMES = Measure(
    key="times",
    title=_("Times"),
    definition=_(
        "How often a topic was ticked on a completed form. One service may have several topics, "
        "so there are more topics than services."
    ),
    expression=SERVICES.expression,
)

INFORMATION_TOPICS = Report(
    key="information_topics",
    title=_("Information and orientation topics"),
    description=_("On which topics clients were informed or referred, and the trend."),
    form="information_orientation",
    order=50,
    parts=(
        Table(
            key="by_topic",
            title=_("Topics"),
            by=(TOPIC,),
            across=TICK,
            across_measures=(TIMES, CLIENTS),
            measures=(CLIENTS,),
            every_value=True,
            chart="bar",
        ),
        Table(
            key="by_month",
            title=_("Topics by month"),
            by=("month",),
            across=TICK,
            across_measures=(TIMES, CLIENTS),
            measures=(CLIENTS,),
            every_value=True,
            chart="line",
        ),
    ),
)
