"""Addresses of consents and conflicts."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    number = r"{number:\d{1,17}}"
    config.add_route("clients.consents", f"/clients/{number}/consents")
    config.add_route("consents.list", "/consents")
    config.add_route("consents.settings", "/consents/settings")
    config.add_route("clients.conflicts", f"/clients/{number}/conflicts")
    config.add_route("conflicts.list", "/conflicts")
    config.add_route("conflicts.lift", "/conflicts/{id}/lift")
