"""Clients: found before they are registered, registered once, completed over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.clients.numbers")
    config.include("ocms_core.audit.timeline")
    config.include("ocms_core.clients.routes")
    config.add_client_tab(
        "overview",
        _("Overview"),
        route_name="clients.detail",
        permission=Permission.CLIENT_READ,
        order=10,
    )
    config.add_client_tab(
        "profile",
        _("Profile"),
        route_name="clients.edit",
        permission=Permission.CLIENT_WRITE,
        order=20,
    )
    config.add_client_tab(
        "access",
        _("Who has seen it"),
        route_name="clients.access",
        permission=Permission.AUDIT_READ,
        order=90,
    )
    config.scan("ocms_core.clients")
