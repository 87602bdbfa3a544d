"""The first page: what a member of staff did of late and what is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.add_route("home", "/")
    config.add_route("help", "/help")
    config.add_route("help.topic", "/help/{topic:[a-z-]+}")
    config.scan("ocms_core.home")
