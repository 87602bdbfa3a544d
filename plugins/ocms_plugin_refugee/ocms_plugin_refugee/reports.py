"""The report on RAP cases, declared."""

from __future__ import annotations

from ocms_core.reports.dimensions import answered, ticks
from ocms_core.reports.measures import CLIENTS, SERVICES
from ocms_core.reports.report import Measure, Report, Table
from ocms_plugin_refugee import lookups
from ocms_plugin_refugee.i18n import _
from ocms_plugin_refugee.models import RefugeeAssistance

CATEGORY = answered(RefugeeAssistance, "category")
SERVICE, _given = ticks(
    RefugeeAssistance,
    {"services_given": _("Given")},
    lookups.RAP_SERVICE,
    title=_("RAP service"),
    across=_("Given"),
)
CASES = Measure(
    key="cases",
    title=_("Cases"),
    definition=_(
        "Completed RAP records whose services began in the period. A client has one record."
    ),
    expression=SERVICES.expression,
)

RAP_CASES = Report(
    key="rap_cases",
    title=_("RAP cases"),
    description=_("Refugees of the Resettlement Assistance Program, and the services they had."),
    form="refugee_assistance",
    order=60,
    parts=(
        Table(
            key="by_category",
            title=_("Cases by category"),
            by=(CATEGORY,),
            measures=(CASES, CLIENTS),
            every_value=True,
            chart="bar",
        ),
        Table(
            key="by_service",
            title=_("Services given, by category"),
            by=(SERVICE,),
            across=CATEGORY,
            across_measures=(CLIENTS,),
            measures=(CLIENTS,),
            every_value=True,
        ),
        Table(
            key="by_month",
            title=_("Cases by month"),
            by=("month",),
            measures=(CASES, CLIENTS),
            chart="line",
        ),
    ),
)
