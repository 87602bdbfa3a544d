"""Addresses of the host operator."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("host.agencies", "/host/agencies")
    config.add_route("host.count", "/host/count")
    config.add_route("host.add", "/host/agencies/new")
    config.add_route("host.agency", "/host/agencies/{code}")
    config.add_route("host.switch", "/host/agencies/{code}/switch")
    config.add_route("host.plugin", "/host/agencies/{code}/plugins/{name}")
    config.add_route("host.invite_again", "/host/agencies/{code}/admins/{id}/invite")


def with_mailbox(config: Configurator) -> None:
    """Add the mailbox: it shows links to new passwords, hence in a demo only."""
    config.add_route("host.mailbox", "/host/mailbox")
    config.add_route("host.message", "/host/mailbox/{id}")
