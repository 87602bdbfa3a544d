"""The forms a client has one of, whatever the session: a panel beside the client's overview."""

from __future__ import annotations

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db.types import uuid7
from ocms_core.forms.models import ServiceForm
from ocms_core.i18n import _
from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.security.permissions import Permission

TEMPLATE = "ocms_core.forms:templates/alone.pt"


def alone_panel(request: Request, client: Client) -> ClientPanel | None:
    """Return the panel: the forms that are there, and buttons for those that are not."""
    kinds = {key: kind for key, kind in request.plugins.forms.items() if kind.__form__.alone}
    if not kinds or not request.identity.may(Permission.SESSION_READ):
        return None
    present = request.db.execute(
        select(ServiceForm.id, ServiceForm.kind, ServiceForm.state)
        .where(ServiceForm.client_id == client.id, ServiceForm.kind.in_(sorted(kinds)))
        .order_by(ServiceForm.service_date)
    ).all()
    known = {line.kind for line in present}
    may_write = request.identity.may(Permission.SESSION_WRITE)
    missing = [key for key in kinds if key not in known] if may_write else []
    offered = [kinds[key] for key in request.offered_forms.of(missing)] if missing else []
    if not present and not offered:
        return None
    return ClientPanel(
        key="forms_alone",
        title=_("Forms kept over weeks"),
        template=TEMPLATE,
        context={
            "client": client,
            "present": present,
            "kinds": kinds,
            "offered": offered,
            "minted": lambda: str(uuid7()),
        },
    )


def includeme(config: Configurator) -> None:
    """Add the panel."""
    config.add_client_panel(alone_panel, order=15)
