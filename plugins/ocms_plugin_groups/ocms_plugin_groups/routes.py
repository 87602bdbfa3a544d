"""Addresses of group activities."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    of_session = "/sessions/{id}"
    config.add_route("groups.attendance", f"{of_session}/attendance")
    config.add_route("groups.find", f"{of_session}/attendance/find")
    config.add_route("groups.add", f"{of_session}/attendance/add")
    config.add_route("groups.walk_in", f"{of_session}/attendance/walk-in")
    config.add_route("groups.all_attendees", f"{of_session}/attendance/all")
    config.add_route("groups.sheet", f"{of_session}/sign-in-sheet")
    config.add_route("groups.sheet_pdf", f"{of_session}/sign-in-sheet.pdf")
