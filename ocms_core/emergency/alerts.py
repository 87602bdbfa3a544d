"""What stands under a client's name while their restricted services are open."""

from __future__ import annotations

from pyramid.request import Request

from ocms_core.clients.frame import ClientAlert
from ocms_core.clients.models import Client
from ocms_core.i18n import _

OPEN = _(
    "You see what other programs keep of this client, because of an emergency. What you open is "
    "logged, and the managers of the programs are told."
)


def emergency_alert(request: Request, client: Client) -> ClientAlert | None:
    """Return the alert, for who has opened the client's restricted services."""
    return ClientAlert(OPEN) if client.id in request.identity.opened else None
