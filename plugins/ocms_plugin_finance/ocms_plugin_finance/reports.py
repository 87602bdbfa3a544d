"""The report on financial services and what came of them, declared."""

from __future__ import annotations

from typing import Any

from ocms_core.reports.dimensions import answered, row_answered, ticks
from ocms_core.reports.facts import Facts
from ocms_core.reports.measures import CLIENTS, HOURS, SERVICES, total
from ocms_core.reports.report import Measure, Report, Table
from ocms_plugin_finance import lookups
from ocms_plugin_finance.i18n import _
from ocms_plugin_finance.models import FinancialOutcome, FinancialServices


def _amount(facts: Facts) -> Any:
    return facts.rows(FinancialOutcome).c.amount


SERVICE, _ticked = ticks(
    FinancialServices,
    {"services": _("Services given")},
    lookups.FIN_SERVICE,
    title=_("Financial service"),
    across=_("Services given"),
)
GIVEN = Measure(
    key="given",
    title=_("Services given"),
    definition=_("Services that are ticked on the completed forms of the period."),
    expression=SERVICES.expression,
)
OUTCOMES = Measure(
    key="outcomes",
    title=_("Outcomes"),
    definition=_("Lines of outcomes on the completed forms of the period."),
    expression=SERVICES.expression,
)
FORMS = Measure(
    key="forms",
    title=_("Forms"),
    definition=_("Completed forms of financial services and outcomes in the period."),
    expression=SERVICES.expression,
)
DOLLARS = total(
    "dollars",
    _amount,
    title=_("Amount"),
    definition=_("Amounts of the outcomes in money, added up to the cent."),
    unit="money",
)
GAINED = (OUTCOMES, CLIENTS, DOLLARS)

FINANCIAL_SERVICES = Report(
    key="financial_services",
    title=_("Financial services and outcomes"),
    description=_("Services by kind, outcomes by kind, and the dollars clients gained."),
    form="financial_services",
    order=64,
    parts=(
        Table(
            key="by_service",
            title=_("Services by kind"),
            by=(SERVICE,),
            measures=(GIVEN, CLIENTS),
            every_value=True,
            chart="bar",
        ),
        Table(
            key="by_outcome",
            title=_("Outcomes by kind"),
            by=(row_answered(FinancialOutcome, "outcome"),),
            measures=GAINED,
            every_value=True,
        ),
        Table(
            key="dollars_by_month",
            title=_("Outcomes by month"),
            by=("month",),
            measures=GAINED,
        ),
        Table(
            key="dollars_by_program",
            title=_("Outcomes by program and site"),
            by=("program", "site"),
            measures=GAINED,
        ),
        Table(
            key="by_stage",
            title=_("Forms by stage of the client"),
            by=(answered(FinancialServices, "stage"),),
            across=answered(FinancialServices, "records"),
            across_measures=(FORMS,),
            measures=(FORMS, CLIENTS, HOURS),
            every_value=True,
        ),
    ),
)
