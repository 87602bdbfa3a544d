"""Addresses of clients."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("clients.find", "/clients")
    config.add_route("clients.export", "/clients/export")
    config.add_route("clients.new", "/clients/new")
    config.add_route("clients.alike", "/clients/new/{kind:named}/alike")
    config.add_route("clients.register", r"/clients/new/{kind:named|anonymous}")
    number = r"{number:\d{1,17}}"
    config.add_route("clients.detail", f"/clients/{number}")
    config.add_route("clients.edit", f"/clients/{number}/edit")
    config.add_route("clients.profile", f"/clients/{number}/profile")
    config.add_route("clients.edit_part", f"/clients/{number}/edit/{{part:[a-z]+}}")
    config.add_route("clients.family", f"/clients/{number}/family")
    config.add_route("clients.family_find", f"/clients/{number}/family/find")
    config.add_route("clients.access", f"/clients/{number}/access")
