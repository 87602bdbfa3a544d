"""The form of the finance session, declared (forms.md F13)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ocms_core.db.base import AgencyScoped, Base, reference
from ocms_core.forms import ask
from ocms_core.forms.conditions import any_of
from ocms_core.forms.models import FormPart, ServiceForm
from ocms_core.forms.spec import FormSpec, Rule
from ocms_plugin_finance import lookups
from ocms_plugin_finance.i18n import _

DETAILS = 30
MOST_OUTCOMES = 12
CONFIDENCE = {"minimum": 1, "maximum": 5}


def _amounts_where_money_came(answers: Mapping[str, Any]) -> bool:
    return all(
        row.get("amount") is None or row.get("outcome") in lookups.MONEY_OUTCOMES
        for row in answers.get("outcomes") or ()
    )


class FinancialOutcome(FormPart, AgencyScoped, Base):
    """One outcome; amounts in cents."""

    __tablename__ = "finance_outcome"
    form_key: ClassVar[str] = "form_id"

    form_id: Mapped[uuid.UUID] = reference("finance_services", ondelete="cascade")
    position: Mapped[int] = mapped_column(Integer, default=0)
    outcome: Mapped[str | None] = ask.choice(
        lookups.FIN_OUTCOME, _("Outcome"), green=True, required=True
    )
    amount: Mapped[int | None] = ask.money(_("Amount"), minimum=0)
    obtained_on: Mapped[dt.date | None] = ask.date(_("Obtained on"), maximum="today")

    __table_args__ = (Index("ix_finance_outcome_form", "agency_id", "form_id"),)


class FinancialServices(ServiceForm):
    """Financial services given to a client, or the outcomes they led to: never both on one."""

    __tablename__ = "finance_services"
    __form__ = FormSpec(
        key="financial_services",
        title=_("Financial services and outcomes"),
        description=_("What you did for the client’s finances, or what came of it."),
        rules=(
            Rule(
                at="outcomes",
                message=_(
                    "An amount belongs to an outcome in money, such as a refund: choose such an "
                    "outcome, or take the amount away."
                ),
                test=_amounts_where_money_came,
            ),
        ),
    )

    __table_args__ = (
        CheckConstraint(
            "records is not distinct from 'services' "
            "or (services = '{}' and service_minutes is null)",
            name="services_or_outcomes",
        ),
    )

    with ask.section(_("Circumstances"), order=DETAILS):
        location: Mapped[str | None] = ask.choice(
            lookups.LOCATION, _("Where does the service take place?"), green=True
        )
        is_follow_up: Mapped[bool | None] = ask.yes_no(
            _("Is this a follow-up done on behalf of the client?"), green=True
        )
        stage: Mapped[str | None] = ask.choice(lookups.STAGE, _("Client stage"), green=True)
        records: Mapped[str | None] = ask.choice(
            lookups.RECORD,
            _("What does this form record?"),
            green=True,
            hint=_("Services or outcomes. Add a second form for the other."),
        )
    with ask.section(_("Services"), order=DETAILS + 1):
        services: Mapped[list[str]] = ask.many(
            lookups.FIN_SERVICE,
            _("Financial services"),
            shown_if=records == "services",
            green=True,
            at_least=1,
        )
        service_minutes: Mapped[int | None] = ask.minutes(
            _("Time on these services"), shown_if=records == "services", minimum=0, maximum=24 * 60
        )
        tax_years: Mapped[str | None] = ask.text(
            _("Tax years"),
            hint=_("For example 2023, 2024."),
            shown_if=any_of(services, "tax_filing", "back_taxes"),
            max_length=60,
        )
        benefits: Mapped[list[str]] = ask.many(
            lookups.BENEFIT,
            _("Which benefits?"),
            shown_if=any_of(services, "benefit_screening", "benefit_application"),
        )
        debts: Mapped[list[str]] = ask.many(
            lookups.DEBT,
            _("Kinds of debt"),
            shown_if=any_of(
                services,
                "debt_assessment",
                "creditor_negotiation",
                "credit_counselling",
                "insolvency",
            ),
        )
        counselling_agency: Mapped[str | None] = ask.text(
            _("Credit counselling agency or trustee"),
            shown_if=any_of(services, "credit_counselling", "insolvency"),
        )
    with ask.section(_("Outcomes"), order=DETAILS + 2):
        outcomes: Mapped[list[FinancialOutcome]] = ask.rows(
            "FinancialOutcome",
            _("Financial outcomes"),
            column="form_id",
            shown_if=records == "outcomes",
            green=True,
            at_least=1,
            maximum=MOST_OUTCOMES,
            hint=_("Amounts in dollars, for outcomes in money."),
        )
        confidence_before: Mapped[int | None] = ask.number(
            _("Confidence before, 1 to 5"), shown_if=records == "outcomes", **CONFIDENCE
        )
        confidence_after: Mapped[int | None] = ask.number(
            _("Confidence after, 1 to 5"), shown_if=records == "outcomes", **CONFIDENCE
        )
