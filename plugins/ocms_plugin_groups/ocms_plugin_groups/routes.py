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
    config.add_route("groups.kiosks", f"{of_session}/check-in")
    config.add_route("groups.kiosk_start", "/kiosk/start/{token}")
    config.add_route("groups.kiosk", "/kiosk")
    config.add_route("groups.card", r"/clients/{number:\d{1,17}}/check-in-card")
    config.add_route("groups.card_pdf", r"/clients/{number:\d{1,17}}/check-in-card.pdf")
