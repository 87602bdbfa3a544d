"""The page that opens a client's restricted services, and the managers' list of openings."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import select

from ocms_core.agencies.models import Program
from ocms_core.agencies.registers import name_of
from ocms_core.clients.models import Client
from ocms_core.clients.services import ClientService
from ocms_core.db.types import parse_uuid7
from ocms_core.emergency.services import EmergencyService
from ocms_core.errors import BadInputError
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.security.visibility import viewer_of
from ocms_core.web.derivers import Params

SHORTEST, LONGEST = 10, 1000
NEED_REASON = _(
    "Say what the emergency is, in a sentence: the managers of the programs will read it."
)


def emergency_service(request: Request) -> EmergencyService:
    """Return the service for this request."""
    return EmergencyService(request.db, request.staff, viewer_of(request.db))


PAGE = {
    "route_name": "clients.restricted",
    "renderer": "ocms_core.emergency:templates/open.pt",
    "permission": Permission.SESSION_READ,
}


@view_config(**PAGE, request_method="GET", params=Params())
def ask(request: Request) -> dict[str, Any]:
    """Say what opening means, and ask why."""
    return _page(request, _client(request))


@view_config(**PAGE, request_method="POST", params=Params("reason"))
def open_services(request: Request) -> Any:
    """Open the client's restricted services for an hour."""
    client = _client(request)
    reason = request.POST.get("reason", "").strip()
    if len(reason) > LONGEST:
        raise BadInputError("the reason is too long")
    if len(reason) < SHORTEST:
        request.response.status_code = 422
        return _page(request, client, NEED_REASON)
    emergency_service(request).open(client, reason)
    request.flash(_("The restricted services are open for an hour. Their managers are told."))
    return HTTPSeeOther(request.route_path("clients.detail", number=client.number))


@view_config(
    route_name="clients.restricted_close",
    request_method="POST",
    permission=Permission.SESSION_READ,
    params=Params(),
)
def close(request: Request) -> HTTPSeeOther:
    """Close them before the hour is over."""
    client = _client(request)
    emergency_service(request).close(client)
    request.flash(_("The services of other programs are restricted again."))
    return HTTPSeeOther(request.route_path("clients.detail", number=client.number))


@view_config(
    route_name="emergency.list",
    renderer="ocms_core.emergency:templates/openings.pt",
    permission=Permission.CONFLICT_MANAGE,
    params=Params(),
)
def list_openings(request: Request) -> dict[str, Any]:
    """List what was opened of the programs this person manages, or of all for an admin."""
    openings = emergency_service(request).openings()
    keys = {key for access in openings for key in access.programs}
    programs = request.db.scalars(select(Program).where(Program.id.in_(sorted(keys))))
    named = {program.id: name_of(program, request.locale_name) for program in programs}
    return {"openings": openings, "programs": named}


@view_config(
    route_name="emergency.review",
    request_method="POST",
    permission=Permission.CONFLICT_MANAGE,
    params=Params(),
)
def review(request: Request) -> HTTPSeeOther:
    """Note that a manager has looked at an opening."""
    emergency_service(request).review(parse_uuid7(request.matchdict["id"]))
    request.flash(_("Noted: you have looked at it."))
    return HTTPSeeOther(request.route_path("emergency.list"))


def _client(request: Request) -> Client:
    return ClientService(request.db).require(int(request.matchdict["number"]), lists=())


def _page(request: Request, client: Client, problem: str | None = None) -> dict[str, Any]:
    keys = emergency_service(request).restricted_programs(client)
    programs = request.db.scalars(select(Program).where(Program.id.in_(keys))) if keys else ()
    return {
        "client": client,
        "programs": [name_of(program, request.locale_name) for program in programs],
        "is_open": client.id in request.identity.opened,
        "reason": request.POST.get("reason", ""),
        "problem": problem,
        "errors": [("reason", None, problem)] if problem else [],
    }
