"""What a client says no to, beside their overview; it is kept with the client and costs nothing."""

from __future__ import annotations

from pyramid.request import Request

from ocms_core.clients.models import NAMED, Client
from ocms_core.i18n import _
from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.privacy.lookups import CONSENT_PURPOSE


def consent_panel(_request: Request, client: Client) -> ClientPanel | None:
    """Return the panel; an anonymous client has no consents."""
    if client.kind != NAMED:
        return None
    return ClientPanel(
        key="consents",
        title=_("Consents"),
        template="ocms_core.privacy:templates/consent_panel.pt",
        context={
            "client": client,
            "refused": [code for code in CONSENT_PURPOSE if code.code in client.withheld],
        },
    )
