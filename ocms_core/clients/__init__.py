"""Clients: found before they are registered, registered once, completed over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.clients.contact import (
    contact_alert,
    interpreter_alert,
    safe_contact,
    status_alert,
)
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    from ocms_core.clients.views.family import family_panel

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
        route_name="clients.profile",
        permission=Permission.CLIENT_READ,
        order=20,
        also=("clients.edit", "clients.edit_part"),
    )
    config.add_client_tab(
        "family",
        _("Family"),
        route_name="clients.family",
        permission=Permission.CLIENT_READ,
        order=30,
        named_only=True,
    )
    config.add_client_panel(family_panel, order=30)
    config.add_help_topic(
        "find-a-client",
        _("Find a client"),
        "ocms_core.clients:help/find-a-client",
        permission=Permission.CLIENT_READ,
        order=10,
    )
    config.add_help_topic(
        "families",
        _("Families"),
        "ocms_core.clients:help/families",
        permission=Permission.CLIENT_READ,
        order=50,
    )
    config.add_client_tab(
        "access",
        _("Who has seen it"),
        route_name="clients.access",
        permission=Permission.AUDIT_READ,
        order=90,
    )
    config.add_help_topic(
        "exporting-clients",
        _("Exporting clients"),
        "ocms_core.clients:help/exporting-clients",
        permission=Permission.CLIENT_EXPORT,
        order=80,
    )
    config.add_client_alert(status_alert, order=10)
    config.add_client_alert(contact_alert, order=20)
    config.add_client_alert(interpreter_alert, order=30)
    config.add_request_method(safe_contact)
    config.add_help_topic(
        "client-profile",
        _("A client’s profile"),
        "ocms_core.clients:help/client-profile",
        permission=Permission.CLIENT_READ,
        order=20,
    )
    config.scan("ocms_core.clients")
