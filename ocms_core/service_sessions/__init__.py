"""Service sessions: the folder that holds the when, where and who of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.service_sessions.routes")
    config.include("ocms_core.service_sessions.pages")
    config.include("ocms_core.service_sessions.timeline")
    config.scan("ocms_core.service_sessions")
    config.add_help_topic(
        "record-a-visit",
        _("Record a visit"),
        "ocms_core.service_sessions:help/record-a-visit",
        permission=Permission.SESSION_READ,
        order=20,
    )
