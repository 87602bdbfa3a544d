"""The general reports, declared."""

from __future__ import annotations

from ocms_core.reports.measures import (
    ANONYMOUS_CLIENTS,
    ATTENDANCES,
    CLIENTS,
    HOURS,
    SERVICES,
    SESSIONS,
)
from ocms_core.reports.referrals import (
    REFERRAL_KIND,
    REFERRAL_NEED,
    REFERRAL_STATUS,
    REFERRALS,
    REFERRED_CLIENTS,
    REFERRED_PARTNER,
    REFERRED_PROGRAM,
    ReferralFacts,
)
from ocms_core.reports.report import ClientList, Profile, Report, Table
from ocms_plugin_reports.i18n import _

NEW_AND_RETURNING = Report(
    key="new_returning_clients",
    title=_("New and returning clients"),
    description=_("Who was served for the first time, and who came back."),
    order=10,
    parts=(
        Table(
            key="totals",
            title=_("New and returning clients"),
            by=("newness",),
            measures=(CLIENTS, ANONYMOUS_CLIENTS, SERVICES, ATTENDANCES),
            chart="bar",
        ),
        ClientList(key="clients", title=_("Clients by name")),
    ),
)

SERVICES_DELIVERED = Report(
    key="services_delivered",
    title=_("Services delivered"),
    description=_("Each kind of service, month by month and by delivery method."),
    order=20,
    parts=(
        Table(
            key="by_month",
            title=_("Services by month"),
            by=("month",),
            measures=(SERVICES, CLIENTS, ANONYMOUS_CLIENTS, ATTENDANCES, HOURS),
            every_value=True,
            chart="line",
        ),
        Table(
            key="by_delivery",
            title=_("Services by form and delivery method"),
            by=("form",),
            across="delivery_method",
            measures=(SERVICES, CLIENTS),
            chart="bar",
        ),
        Table(
            key="by_form",
            title=_("Services by form and month"),
            by=("form", "month"),
            measures=(SERVICES, CLIENTS, ANONYMOUS_CLIENTS, ATTENDANCES, HOURS),
        ),
    ),
)

ACTIVITY_BY_WORKER = Report(
    key="activity_by_worker",
    title=_("Activity by worker"),
    description=_("What each member of staff did: sessions, services, clients and hours."),
    order=30,
    parts=(
        Table(
            key="by_worker",
            title=_("Activity by worker and form"),
            by=("worker", "form"),
            measures=(SESSIONS, SERVICES, CLIENTS, ANONYMOUS_CLIENTS, ATTENDANCES, HOURS),
            chart="bar",
        ),
    ),
)

CLIENT_DEMOGRAPHICS = Report(
    key="client_demographics",
    title=_("Client demographics"),
    description=_("The clients served, by gender, age, status, country and language."),
    order=40,
    parts=(
        Profile(
            key="profile",
            dimensions=(
                "gender",
                "age_band",
                "immigration_status",
                "immigration_class",
                "country_of_origin",
                "mother_tongue",
                "official_language",
                "marital_status",
            ),
            measures=(CLIENTS, ANONYMOUS_CLIENTS, SERVICES),
        ),
    ),
)

REFERRALS_AND_OUTCOMES = Report(
    key="referrals",
    title=_("Referrals and their outcomes"),
    description=_("Where clients were referred, for which needs, and what became of it."),
    order=50,
    counted=ReferralFacts,
    parts=(
        Table(
            key="by_status",
            title=_("Referrals by type and status"),
            by=(REFERRAL_KIND,),
            across=REFERRAL_STATUS,
            measures=(REFERRALS, REFERRED_CLIENTS),
            across_measures=(REFERRALS,),
            chart="bar",
        ),
        Table(
            key="by_need",
            title=_("Referrals by need and status"),
            by=(REFERRAL_NEED,),
            across=REFERRAL_STATUS,
            measures=(REFERRALS, REFERRED_CLIENTS),
            across_measures=(REFERRALS,),
        ),
        Table(
            key="by_program",
            title=_("Referrals by program referred to, and status"),
            by=(REFERRED_PROGRAM,),
            across=REFERRAL_STATUS,
            measures=(REFERRALS, REFERRED_CLIENTS),
            across_measures=(REFERRALS,),
        ),
        Table(
            key="by_partner",
            title=_("Referrals by partner and status"),
            by=(REFERRED_PARTNER,),
            across=REFERRAL_STATUS,
            measures=(REFERRALS, REFERRED_CLIENTS),
            across_measures=(REFERRALS,),
        ),
    ),
)
