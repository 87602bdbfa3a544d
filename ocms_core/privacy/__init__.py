"""Privacy: what clients consent to, and which members of staff may not see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.privacy.alerts import consent_alert
from ocms_core.privacy.panel import consent_panel
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes, the pages of a client, and the help."""
    config.include("ocms_core.privacy.routes")
    config.include("ocms_core.privacy.attempts")
    config.include("ocms_core.privacy.timeline")
    config.add_client_tab(
        "consents",
        _("Consents"),
        route_name="clients.consents",
        permission=Permission.CLIENT_READ,
        order=60,
        named_only=True,
    )
    config.add_client_tab(
        "conflicts",
        _("Conflicts"),
        route_name="clients.conflicts",
        permission=Permission.CONFLICT_MANAGE,
        order=85,
    )
    config.add_client_alert(consent_alert, order=20)
    config.add_client_panel(consent_panel, order=40)
    config.add_help_topic(
        "consents",
        _("Consents"),
        "ocms_core.privacy:help/consents",
        permission=Permission.CLIENT_READ,
        order=60,
    )
    config.add_help_topic(
        "conflicts",
        _("Conflict blocks"),
        "ocms_core.privacy:help/conflicts",
        permission=Permission.CONFLICT_MANAGE,
        order=65,
    )
    config.scan("ocms_core.privacy")
