"""Records that are one person: found, compared, merged, and parted again for 30 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views, the panel of a client, and the help."""
    from ocms_core.duplicates.views.queue import panel

    config.include("ocms_core.duplicates.routes")
    config.include("ocms_core.duplicates.redirects")
    config.add_client_panel(panel, order=80)
    config.add_help_topic(
        "duplicates",
        _("Clients registered twice"),
        "ocms_core.duplicates:help/duplicates",
        permission=Permission.CLIENT_WRITE,
        order=40,
    )
    config.scan("ocms_core.duplicates")
