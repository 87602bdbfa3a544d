"""Addresses of the pages of a course."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("language.roster", "/sessions/{id}/course/roster")
    config.add_route("language.enrol", "/sessions/{id}/course/roster/enrol")
    config.add_route("language.wait", "/sessions/{id}/course/roster/waiting")
    config.add_route("language.exits", "/sessions/{id}/course/roster/exits")
    config.add_route("language.classes", "/sessions/{id}/course/classes")
    config.add_route("language.make_classes", "/sessions/{id}/course/classes/make")
    config.add_route("language.change_class", "/sessions/{id}/course/classes/change")
    config.add_route("language.attendance", "/sessions/{id}/course/attendance")
    config.add_route("language.class_day", "/sessions/{id}/course/attendance/{day}")
    config.add_route("language.certificate", "/forms/{id}/certificate")
    config.add_route("language.certificate_pdf", "/forms/{id}/certificate.pdf")
