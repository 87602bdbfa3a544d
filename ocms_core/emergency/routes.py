"""Addresses of emergency openings."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    number = r"{number:\d{1,17}}"
    config.add_route("clients.restricted", f"/clients/{number}/restricted")
    config.add_route("clients.restricted_close", f"/clients/{number}/restricted/close")
    config.add_route("emergency.list", "/emergency")
    config.add_route("emergency.review", "/emergency/{id}/review")
