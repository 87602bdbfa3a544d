"""Addresses of prints: each as a page, and with ``.pdf`` as a file."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    number = r"{number:\d{1,17}}"
    for name, path in (
        ("clients.print", f"/clients/{number}/print"),
        ("clients.emergency", f"/clients/{number}/emergency-contacts"),
        ("forms.print", "/forms/{id}/print"),
        ("sessions.print", "/sessions/{id}/print"),
        ("follow_ups.print", "/follow-ups/{id}/print"),
        ("prints.intake", "/prints/intake"),
        ("prints.clients", "/prints/clients"),
        ("prints.emergency", "/prints/emergency-contacts"),
    ):
        config.add_route(name, path)
        config.add_route(f"{name}_pdf", f"{path}.pdf")
