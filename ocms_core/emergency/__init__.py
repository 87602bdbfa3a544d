"""Opening what other programs keep of a client, in an emergency: with a reason, for an hour.

Nothing is asked of anybody first, because an emergency does not wait; everything is said to the
managers of the programs after, and every page that is opened stands in the access log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes, the alert under a client's name, and the help."""
    from ocms_core.emergency.alerts import emergency_alert

    config.include("ocms_core.emergency.routes")
    config.add_client_alert(emergency_alert, order=5)
    config.add_help_topic(
        "emergency",
        _("Open restricted services in an emergency"),
        "ocms_core.emergency:help/emergency",
        permission=Permission.SESSION_READ,
        order=66,
    )
    config.scan("ocms_core.emergency")
