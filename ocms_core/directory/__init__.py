"""The directory: employers, mentors, tutors, volunteers, and who fits a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views, the panel of clients, and the help."""
    from ocms_core.directory.views.matching import match_panel

    config.include("ocms_core.directory.routes")
    config.add_client_panel(match_panel, order=60)
    config.add_help_topic(
        "directory",
        _("The directory: mentors, tutors, employers"),
        "ocms_core.directory:help/directory",
        permission=Permission.DIRECTORY_READ,
        order=45,
    )
    config.scan("ocms_core.directory")
