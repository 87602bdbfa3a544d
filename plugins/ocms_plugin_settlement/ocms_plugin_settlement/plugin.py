"""What this plugin gives to the core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import AgencyList, PluginMeta, SessionType
from ocms_core.reports.report import Report
from ocms_plugin_settlement.i18n import _

HERE = Path(__file__).parent

META = PluginMeta(
    name="settlement",
    title=_("Settlement services"),
    description=_(
        "Information and orientation, needs assessment, community connections, non-specified "
        "services."
    ),
    requires="0.1",
    on_by_default=True,
)


@hookimpl
def ocms_models() -> list[str]:
    """Register the tables of the forms."""
    return ["ocms_plugin_settlement.models", "ocms_plugin_settlement.community"]


@hookimpl
def ocms_migrations() -> Path:
    """Point to this plugin's branch of revisions."""
    return HERE / "migrations" / "versions"


@hookimpl
def ocms_translations() -> Path:
    """Point to the French of this plugin."""
    return HERE / "locale"


@hookimpl
def ocms_service_forms() -> list[type[Any]]:
    """Offer the forms of direct services."""
    from ocms_plugin_settlement import models
    from ocms_plugin_settlement.community import CommunityConnections

    return [
        models.InformationOrientation,
        models.NeedsAssessment,
        CommunityConnections,
        models.NonSpecified,
    ]


@hookimpl
def ocms_session_types() -> list[SessionType]:
    """Offer the Direct Service session."""
    return [
        SessionType(
            key="direct_service",
            title=_("Direct service"),
            description=_("One or a few clients, in person, by phone, e-mail or online."),
            forms=(
                "information_orientation",
                "needs_assessment",
                "community_connections",
                "non_specified",
            ),
            first_form="information_orientation",
            order=10,
        )
    ]


@hookimpl
def ocms_agency_lists() -> list[AgencyList]:
    """Let agencies keep the topics of the Non-Specified form."""
    return [
        AgencyList(
            key="non_specified_topic",
            title=_("Topics of non-specified services"),
            starts_with=(
                ("Form filling", "Aide pour remplir des formulaires"),
                ("Letter or phone call", "Lettre ou appel téléphonique"),
                ("Drop-in question", "Question sans rendez-vous"),
            ),
        )
    ]


@hookimpl
def ocms_reports() -> list[Report]:
    """Offer the report on topics."""
    from ocms_plugin_settlement.reports import REPORTS

    return REPORTS
