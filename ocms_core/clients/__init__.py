"""Clients: found before they are registered, registered once, completed over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.clients.numbers")
    config.include("ocms_core.clients.routes")
    config.scan("ocms_core.clients")
