"""The staff dashboard."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import func, select

from ocms_core.agencies.setup import setup_steps
from ocms_core.audit.services import note_clients
from ocms_core.clients.models import Client
from ocms_core.db.scope import agency_of
from ocms_core.emergency.views import emergency_service
from ocms_core.forms.models import INCOMPLETE, ServiceForm
from ocms_core.forms.pages import today_of
from ocms_core.notes.lookups import NOTE_KIND
from ocms_core.notes.services import NoteService
from ocms_core.referrals.listing import count
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.templating import draw

SHOWN = 8
SHOWN_NOTES = 5
MOST = 200


@view_config(
    route_name="home",
    renderer="templates/home.pt",
    permission=Permission.ACCOUNT_SELF,
    params=Params("show"),
)
def home(request: Request) -> Any:
    """Show what this person did of late, and what is left to do."""
    if request.identity.is_host_operator and request.agency is None:
        return HTTPSeeOther(request.route_path("host.agencies"))
    if request.agency is None:
        return HTTPSeeOther(request.route_path("accounts.choose"))
    mine = ServiceForm.worker_id == request.staff.id
    latest = forms_with_clients(request, mine, ServiceForm.updated_at.desc())
    to_complete = forms_with_clients(
        request,
        mine & (ServiceForm.state == INCOMPLETE),
        ServiceForm.service_date,
        MOST if request.GET.get("show") == "all" else SHOWN,
    )
    notes, waiting, today = [], None, today_of(request)
    if request.identity.may(Permission.SESSION_READ):
        waiting = count(request.db, today)
        notes = NoteService(request.db).latest_of(request.staff, SHOWN_NOTES)
    emergencies = 0
    if request.identity.may(Permission.CONFLICT_MANAGE):
        emergencies = emergency_service(request).count_new()
    shown = (*latest, *to_complete, *notes)
    note_clients(request.db, {row.client_id for row in shown if row.client_id})
    left = request.db.scalar(select(func.count()).where(mine, ServiceForm.state == INCOMPLETE))
    cards = request.plugins.call("ocms_dashboard_cards", request=request)
    return {
        "latest": sorted(latest, key=lambda row: row.service_date, reverse=True),
        "to_complete": to_complete,
        "notes": notes,
        "emergencies": emergencies,
        "note_kinds": NOTE_KIND,
        "left": left,
        "waiting": waiting,
        "today": today,
        "yesterday": today - dt.timedelta(days=1),
        "setup": setup_steps(request.db, request),
        "kinds": request.plugins.forms,
        "cards": [(card.title, draw(request, card)) for card in cards],
    }


def forms_with_clients(
    request: Request, condition: Any, order: Any, limit: int = SHOWN
) -> list[Any]:
    """Return envelopes of forms with their clients' names, a few of them."""
    agency_id = agency_of(request.db)
    return list(
        request.db.execute(
            select(
                ServiceForm.id,
                ServiceForm.kind,
                ServiceForm.state,
                ServiceForm.service_date,
                ServiceForm.updated_at,
                ServiceForm.client_id,
                Client.number,
                Client.first_name,
                Client.last_name,
            )
            .outerjoin(
                Client, (Client.agency_id == agency_id) & (Client.id == ServiceForm.client_id)
            )
            .where(condition)
            .order_by(order, ServiceForm.id.desc())
            .limit(limit)
        )
    )
