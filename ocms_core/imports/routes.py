"""Addresses of imports."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("imports.list", "/imports")
    config.add_route("imports.upload", "/imports/new")
    config.add_route("imports.template", "/imports/template-{locale:en|fr}.xlsx")
    config.add_route("imports.batch", "/imports/{id}")
    config.add_route("imports.columns", "/imports/{id}/columns")
    config.add_route("imports.rows", "/imports/{id}/rows")
    config.add_route("imports.choose", "/imports/{id}/choices")
    config.add_route("imports.rejected", "/imports/{id}/rejected.{format:csv|xlsx}")
    config.add_route("imports.corrected", "/imports/{id}/corrected")
    config.add_route("imports.step", "/imports/{id}/{step:change|check|import|undo|stop|discard}")
