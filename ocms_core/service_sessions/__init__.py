"""Service sessions: the folder that holds the when, where and who of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.service_sessions.routes")
    config.include("ocms_core.service_sessions.pages")
    config.include("ocms_core.service_sessions.timeline")
    config.scan("ocms_core.service_sessions")
