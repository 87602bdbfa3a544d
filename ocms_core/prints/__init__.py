"""What goes on paper: intake forms, lists of clients, emergency contacts; as pages and as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Look for Pango once, and add the routes and views."""
    config.include("ocms_core.prints.pdf")
    config.include("ocms_core.prints.routes")
    config.add_help_topic(
        "printing",
        _("Printing"),
        "ocms_core.prints:help/printing",
        permission=Permission.CLIENT_READ,
        order=40,
    )
    config.scan("ocms_core.prints")
