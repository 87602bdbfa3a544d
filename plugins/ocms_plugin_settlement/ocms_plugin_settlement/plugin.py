"""What this plugin gives to the core."""

from __future__ import annotations

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import AgencyList, PluginMeta, SessionType
from ocms_plugin_settlement.i18n import _

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
DIRECT_SERVICE = SessionType(
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
TOPICS = AgencyList(
    key="non_specified_topic",
    title=_("Topics of non-specified services"),
    starts_with=(
        ("Form filling", "Aide pour remplir des formulaires"),
        ("Letter or phone call", "Lettre ou appel téléphonique"),
        ("Drop-in question", "Question sans rendez-vous"),
    ),
)


@hookimpl
def ocms_models() -> list[str]:
    """Register the tables of the forms."""
    return ["ocms_plugin_settlement.models", "ocms_plugin_settlement.community"]
