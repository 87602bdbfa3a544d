"""Addresses of the pages of a course."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("language.roster", "/sessions/{id}/roster")
    config.add_route("language.enrol", "/sessions/{id}/roster/enrol")
    config.add_route("language.wait", "/sessions/{id}/roster/waiting")
    config.add_route("language.exits", "/sessions/{id}/roster/exits")
    config.add_route("language.classes", "/sessions/{id}/classes")
    config.add_route("language.make_classes", "/sessions/{id}/classes/make")
    config.add_route("language.change_class", "/sessions/{id}/classes/change")
    config.add_route("language.attendance", "/sessions/{id}/attendance")
    config.add_route("language.class_day", "/sessions/{id}/attendance/{day}")
    config.add_route("language.certificate", "/forms/{id}/certificate")
    config.add_route("language.certificate_pdf", "/forms/{id}/certificate.pdf")
