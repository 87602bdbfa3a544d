"""What reports count of referrals: each that was made in the period, with how it ended.

A referral stands where a service stands in other reports, so that periods, reach, criteria and
clients mean the same. What a form says (site, funder, language) is that of the form it arose in.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Table,
    and_,
    cast,
    distinct,
    func,
    literal,
    null,
    or_,
    true,
)
from sqlalchemy import select as sql_select
from sqlalchemy.sql.selectable import NamedFromClause

from ocms_core.clients.models import NAMED
from ocms_core.forms.models import COMPLETE
from ocms_core.i18n import _
from ocms_core.referrals.lookups import (
    EXTERNAL,
    FOLLOW_UP_KIND,
    FOLLOW_UP_NEED,
    FOLLOW_UP_STATUS,
    INTERNAL,
)
from ocms_core.referrals.models import FollowUp, Partner
from ocms_core.reports.facts import FORM, Facts, Scope
from ocms_core.reports.report import Dimension, Measure

NOT_COUNTED = "not_counted"


class ReferralFacts(Facts):
    """The referrals of a scope, under the names that the engine knows of forms."""

    lists_forms = False

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.form: NamedFromClause = _referrals(scope)

    def _of_kinds(self) -> ColumnElement[bool]:
        """Leave none out for its form: one whose plugin is off, or one of no form, counts."""
        return true()


def _referrals(scope: Scope) -> NamedFromClause:
    made: Table = FollowUp.__table__  # type: ignore[assignment]
    partner: Table = Partner.__table__  # type: ignore[assignment]
    form = FORM.alias("arose_in")
    return (
        sql_select(
            made.c.agency_id,
            made.c.id,
            made.c.client_id,
            made.c.session_id,
            made.c.made_on.label("service_date"),
            made.c.program_id,
            made.c.author_id.label("worker_id"),
            made.c.author_id,
            made.c.private,
            made.c.kind.label("referral_kind"),
            made.c.status.label("referral_status"),
            made.c.need.label("referral_need"),
            made.c.to_program_id,
            made.c.partner_id,
            literal(COMPLETE).label("state"),
            cast(null(), Integer).label("minutes"),
            cast(null(), Integer).label("attendances"),
            form.c.kind,
            form.c.site_id,
            form.c.funder_id,
            form.c.service_language,
            form.c.referred_by,
        )
        .select_from(
            made.outerjoin(
                form, and_(form.c.agency_id == scope.agency_id, form.c.id == made.c.form_id)
            ).outerjoin(
                partner,
                and_(partner.c.agency_id == scope.agency_id, partner.c.id == made.c.partner_id),
            )
        )
        .where(
            made.c.agency_id == scope.agency_id,
            made.c.kind.in_((INTERNAL, EXTERNAL)),
            or_(partner.c.funded_by.is_(None), partner.c.funded_by != NOT_COUNTED),
        )
        .subquery("form")
    )


def _dimension(key: str, title: str, column: str | None = None, **names: Any) -> Dimension:
    return Dimension(
        key=key, title=title, expression=lambda facts: facts.form.c[column or key], **names
    )


REFERRAL_KIND = _dimension("referral_kind", _("Type of referral"), codes=FOLLOW_UP_KIND)
REFERRAL_STATUS = _dimension("referral_status", _("Status"), codes=FOLLOW_UP_STATUS)
REFERRAL_NEED = _dimension("referral_need", _("Need"), codes=FOLLOW_UP_NEED)
REFERRED_PROGRAM = _dimension(
    "referred_program",
    _("Referred to the program"),
    "to_program_id",
    source="program",
    without=_("To a partner"),
)
REFERRED_PARTNER = _dimension(
    "referred_partner",
    _("Referred to"),
    "partner_id",
    source="partner",
    without=_("To a program of the agency"),
)

REFERRALS = Measure(
    key="referrals",
    title=_("Referrals"),
    definition=_(
        "Referrals made in the period, to programs and partners. Partners whose referrals count "
        "as none are left out; those of private forms count."
    ),
    expression=lambda rows: func.coalesce(func.sum(rows.c.services), 0),
)
REFERRED_CLIENTS = Measure(
    key="referred_clients",
    title=_("Unique clients"),
    definition=_(
        "Named clients with at least one of these referrals. Each is counted once in a line and "
        "once in a total, so lines may add up to more than their total."
    ),
    expression=lambda rows: func.count(distinct(rows.c.client_id)).filter(
        rows.c.client_kind == NAMED
    ),
)
