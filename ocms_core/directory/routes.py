"""Addresses of the directory."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("directory.people", "/directory")
    config.add_route("directory.person_new", "/directory/people/new")
    config.add_route("directory.person", "/directory/people/{id}")
    config.add_route("directory.person_edit", "/directory/people/{id}/edit")
    config.add_route("directory.employers", "/directory/employers")
    config.add_route("directory.employer_new", "/directory/employers/new")
    config.add_route("directory.employer", "/directory/employers/{id}")
    config.add_route("directory.employer_edit", "/directory/employers/{id}/edit")
    config.add_route("directory.employer_switch", "/directory/employers/{id}/switch")
    config.add_route("directory.colleagues", "/directory/staff")
    config.add_route("directory.checks", "/directory/checks")
    config.add_route("directory.export", "/directory/export/{what}.csv")
    config.add_route("directory.print", "/directory/print/{what}")
    config.add_route("directory.print_pdf", "/directory/print/{what}.pdf")
    config.add_route("clients.match", r"/clients/{number:\d{1,17}}/match")
