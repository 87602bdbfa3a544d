"""Addresses of duplicates, and of identifying an anonymous client."""

from __future__ import annotations

from pyramid.config import Configurator

KEY = "{id:[0-9a-f-]{36}}"
NUMBER = r"{number:\d{1,17}}"


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("duplicates.list", "/duplicates")
    config.add_route("duplicates.scan", "/duplicates/scan")
    config.add_route("duplicates.merges", "/duplicates/merges")
    config.add_route("duplicates.undo", f"/duplicates/merges/{KEY}/undo")
    config.add_route("duplicates.pair", f"/duplicates/{KEY}")
    config.add_route("duplicates.judge", f"/duplicates/{KEY}/judge")
    config.add_route("clients.duplicates", f"/clients/{NUMBER}/duplicates")
    config.add_route("clients.identify", f"/clients/{NUMBER}/identify")
    config.add_route("clients.identify_who", f"/clients/{NUMBER}/identify/who")
    config.add_route("clients.identify_same", f"/clients/{NUMBER}/identify/same")
    config.add_route("clients.identify_profile", f"/clients/{NUMBER}/identify/profile")
