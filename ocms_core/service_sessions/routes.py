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
    config.add_route("sessions.add_family", "/sessions/{id}/family")
    config.add_route("sessions.remove_client", "/sessions/{id}/clients/remove")
    config.add_route("sessions.add_form", "/sessions/{id}/forms")
    config.add_route("sessions.copy_answers", "/sessions/{id}/forms/copy")
    config.add_route("sessions.visit", "/sessions/{id}/visit")
    config.add_route("sessions.note", r"/sessions/{id}/notes/{number:\d{1,17}}")
    config.add_route("sessions.delete", "/sessions/{id}/delete")
