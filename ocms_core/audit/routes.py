"""Addresses of this domain."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("changes.list", "/changes")
    config.add_route("access.list", "/access-log")
    config.add_route("access.export", "/access-log/export")
