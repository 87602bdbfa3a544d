"""Conflict blocks: under the client and for the whole agency, with who tried in spite of them."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import select

from ocms_core.agencies.models import Staff
from ocms_core.audit.actions import action_of
from ocms_core.clients.services import ClientService
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError
from ocms_core.i18n import _
from ocms_core.privacy.conflicts import ConflictService, NotYoursError
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params

LONGEST_REASON = 1000
NEED_PERSON = _("Choose the member of staff.")
NEED_REASON = _("Say why: the coordinators after you have to understand it.")
NOT_YOURS = _("Only an admin can bar an admin. Ask one of your agency’s admins.")


def conflict_service(request: Request) -> ConflictService:
    """Return the service for this request."""
    return ConflictService(request.db, request.staff)


PAGE = {
    "route_name": "clients.conflicts",
    "renderer": "ocms_core.privacy:templates/client_conflicts.pt",
    "permission": Permission.CONFLICT_MANAGE,
}


@view_config(**PAGE, request_method="GET", params=Params())
def show_conflicts(request: Request) -> dict[str, Any]:
    """Show who is barred from a client, who was, and who tried."""
    return _page(request, _client(request), {})


@view_config(**PAGE, request_method="POST", params=Params("staff", "reason"))
def bar(request: Request) -> Any:
    """Bar a member of staff from the client, from their next request on."""
    client = _client(request)
    post = request.POST
    key = parse_uuid7(post.get("staff"))
    reason = post.get("reason", "").strip()
    if len(reason) > LONGEST_REASON:
        raise BadInputError("the reason is too long")
    person = None
    if post.get("staff"):
        person = request.db.scalar(select(Staff).where(Staff.id == key, Staff.active))
        if person is None:
            raise BadInputError("no such member of staff")
    errors = {}
    if person is None:
        errors["staff"] = NEED_PERSON
    if not reason:
        errors["reason"] = NEED_REASON
    if person is not None and not errors:
        try:
            conflict_service(request).bar(client, person, reason)
        except NotYoursError:
            errors["staff"] = NOT_YOURS
    if errors:
        request.response.status_code = 422
        return _page(request, client, errors)
    if person is request.staff:
        request.flash(_("You are barred from this client. Another coordinator can lift it."))
        return HTTPSeeOther(request.route_path("conflicts.list"))
    request.flash(_("This person sees nothing of the client from now on."))
    return HTTPSeeOther(request.route_path("clients.conflicts", number=client.number))


@view_config(
    route_name="conflicts.lift",
    request_method="POST",
    permission=Permission.CONFLICT_MANAGE,
    params=Params(),
)
def lift(request: Request) -> HTTPSeeOther:
    """Lift a block; the history keeps it."""
    try:
        block = conflict_service(request).lift(parse_uuid7(request.matchdict["id"]))
    except NotYoursError:
        request.flash(NOT_YOURS, "error")
        return HTTPSeeOther(request.route_path("conflicts.list"))
    request.flash(_("The block is lifted."))
    return HTTPSeeOther(request.route_path("clients.conflicts", number=block.client.number))


@view_config(
    route_name="conflicts.list",
    renderer="ocms_core.privacy:templates/conflicts.pt",
    permission=Permission.CONFLICT_MANAGE,
    params=Params(),
)
def list_conflicts(request: Request) -> dict[str, Any]:
    """List the agency's blocks that stand, and the latest attempts."""
    service = conflict_service(request)
    return {
        "blocks": service.standing(),
        "attempts": service.attempts(),
        "asked": wording(request),
        "one_client": False,
    }


def wording(request: Request) -> Any:
    """Return what words an attempt: as the access log words the same page."""
    actions = request.registry["access_actions"]
    return lambda attempt: request.localizer.translate(action_of(actions, attempt.action).sentence)


def _client(request: Request) -> Any:
    return ClientService(request.db).require(int(request.matchdict["number"]), lists=())


def _page(request: Request, client: Any, errors: dict[str, str]) -> dict[str, Any]:
    service = conflict_service(request)
    blocks = service.of_client(client)
    barred = {block.staff_id for block in blocks if block.lifted_at is None}
    people = request.db.scalars(
        select(Staff).where(Staff.active).order_by(Staff.first_name, Staff.last_name)
    )
    return {
        "client": client,
        "standing": [block for block in blocks if block.lifted_at is None],
        "lifted": [block for block in blocks if block.lifted_at is not None],
        "attempts": service.attempts(client),
        "asked": wording(request),
        "one_client": True,
        "people": [
            person for person in people if person.id not in barred and service.may_bar(person)
        ],
        "chosen": request.POST.get("staff", ""),
        "reason": request.POST.get("reason", ""),
        "wrong": errors,
        "errors": [(name, name, sentence) for name, sentence in errors.items()],
        "may_read_log": request.identity.may(Permission.AUDIT_READ),
    }
