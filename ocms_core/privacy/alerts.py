"""What one must know of a client's consents before acting; it costs no statement."""

from __future__ import annotations

from pyramid.request import Request

from ocms_core.clients.frame import ClientAlert
from ocms_core.clients.models import Client
from ocms_core.i18n import _
from ocms_core.privacy.lookups import FOLLOW_UP, SERVICE

NO_SERVICE = _("The client does not consent to service. Ask again before you give any.")
NO_CONTACT = _("Do not contact this client for follow-up: the client said no.")


def consent_alert(_request: Request, client: Client) -> ClientAlert | None:
    """Return the most serious no of a client."""
    if SERVICE in client.withheld:
        return ClientAlert(NO_SERVICE)
    if FOLLOW_UP in client.withheld:
        return ClientAlert(NO_CONTACT)
    return None
