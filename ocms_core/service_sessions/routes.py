"""Addresses of service sessions."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("sessions.list", "/sessions")
    config.add_route("sessions.new", "/sessions/new")
    config.add_route("sessions.detail", "/sessions/{id}")
    config.add_route("sessions.edit", "/sessions/{id}/edit")
    config.add_route("sessions.add_client", "/sessions/{id}/clients")
    config.add_route("sessions.add_form", "/sessions/{id}/forms")
