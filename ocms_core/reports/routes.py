"""Addresses of the reports; criteria are in the query, so that a report can be bookmarked."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("reports.list", "/reports")
    config.add_route("reports.run", "/reports/{key}")
    config.add_route("reports.rows", "/reports/{key}/rows")
