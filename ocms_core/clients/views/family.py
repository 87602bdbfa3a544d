"""The family of a client: who belongs to it, what they are to one another, what was done for all.

Every line obeys the walls of single records, since the timeline and the members are read by the
same rules.
"""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config, view_defaults

from ocms_core.clients.families import FAMILY_ROLE, FamilyService
from ocms_core.clients.models import Client
from ocms_core.clients.search import LONGEST_TEXT
from ocms_core.clients.services import ClientService
from ocms_core.clients.timeline import read_timeline
from ocms_core.clients.views.finding import search_clients
from ocms_core.db.types import parse_number, parse_uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.i18n import _
from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager
from ocms_core.web.templating import render

FOUND, MOST_TICKED, PAGE = 20, 50, 50
TIMELINE_FILTERS = ("kind", "program", "year")
"""What stays when the timeline changes between the client and the whole family."""
TEMPLATE = "ocms_core.clients:templates/family.pt"
NEED_TICK = _("Tick the people first.")
DONE = {
    "new": _("The client has a family code now."),
    "join": _("The client belongs to the family now."),
    "leave": _("The client is taken out of the family."),
    "add": _("The family code is copied to the people you ticked."),
    "part": _("The people you ticked have a family code of their own."),
    "take_out": _("The people you ticked are taken out of the family."),
    "relate": _("The relationships are saved."),
}
NO_FAMILY = _("No family has this code. Check it on the other client’s page.")


@view_defaults(route_name="clients.family", renderer=TEMPLATE)
class FamilyPages:
    """The tab "Family" of a client."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = FamilyService(request.db)
        self.client = ClientService(request.db).require(
            int(request.matchdict["number"]), lock=request.method == "POST", lists=()
        )
        if not self.client.is_named:
            raise NotFoundError("an anonymous client has no family")

    @view_config(request_method="GET", permission=Permission.CLIENT_READ, params=Params("page"))
    def show(self) -> dict[str, Any]:
        """Show the members, and the services of all of them."""
        return family_page(self.request, self.client)

    @view_config(
        request_method="POST",
        permission=Permission.CLIENT_WRITE,
        params=Params("action", "code", many=("client", "member", "of", "role")),
    )
    def change(self) -> HTTPSeeOther:
        """Start, join or leave a family, add relatives, part families, name relationships."""
        request, post = self.request, self.request.POST
        action = post.get("action")
        if action not in DONE:
            raise BadInputError("unknown action")
        done = getattr(self, f"_{action}")(post)
        if done:
            request.flash(DONE[action])
        elif action == "join":
            request.flash(NO_FAMILY, "error")
        elif action != "relate":
            request.flash(NEED_TICK, "error")
        return HTTPSeeOther(request.route_path("clients.family", number=self.client.number))

    def _new(self, _post: Any) -> bool:
        self.service.start(self.client)
        return True

    def _join(self, post: Any) -> bool:
        return self.service.join(self.client, post.get("code", ""))

    def _leave(self, _post: Any) -> bool:
        self.service.leave(self.client)
        return True

    def _add(self, post: Any) -> bool:
        numbers = [parse_number(text) for text in post.getall("client")[:MOST_TICKED]]
        if None in numbers:
            raise BadInputError("no such client")
        return bool(numbers) and bool(
            self.service.add(self.client, [number for number in numbers if number is not None])
        )

    def _ticked(self, post: Any) -> list[Any]:
        keys = [parse_uuid7(text) for text in post.getall("member")[:MOST_TICKED]]
        if None in keys:
            raise BadInputError("no such member")
        return keys

    def _part(self, post: Any) -> bool:
        return bool(self.service.part(self.client, self._ticked(post), together=True))

    def _take_out(self, post: Any) -> bool:
        return bool(self.service.part(self.client, self._ticked(post), together=False))

    def _relate(self, post: Any) -> bool:
        people, roles = post.getall("of"), post.getall("role")
        if len(people) != len(roles) or not all(role in {"", *ROLES} for role in roles):
            raise BadInputError("a relationship for each member")
        keys = [parse_uuid7(text) for text in people]
        if None in keys:
            raise BadInputError("no such member")
        chosen = zip(keys, roles, strict=True)
        self.service.relate(self.client, {key: role or None for key, role in chosen if key})
        return True


ROLES = frozenset(code.code for code in FAMILY_ROLE)


@view_config(
    route_name="clients.family_find",
    request_method="POST",
    renderer=TEMPLATE,
    permission=Permission.CLIENT_WRITE,
    params=Params("q"),
)
def find_relatives(request: Request) -> Any:
    """Find clients to tick: a whole page, or the results alone while typing."""
    client = ClientService(request.db).require(int(request.matchdict["number"]), lists=())
    if not client.is_named:
        raise NotFoundError("an anonymous client has no family")
    text = request.POST.get("q", "").strip()[:LONGEST_TEXT]
    matches = [
        match
        for match in search_clients(request, text, {}, FOUND)
        if match.client.is_named
        and match.client.id != client.id
        and (client.family_id is None or match.client.family_id != client.family_id)
    ]
    found = {"q": text, "matches": matches}
    if "HX-Request" in request.headers:
        page = {"client": client, **found}
        return Response(render(request, "ocms_core.clients:templates/relatives.pt", **page))
    return {**family_page(request, client), **found}


def family_page(request: Request, client: Client) -> dict[str, Any]:
    """Return what the page of a family shows."""
    members = FamilyService(request.db).members(client)
    pager = Pager.of(request, PAGE)
    people = [person.id for person in members]
    return {
        "client": client,
        "members": members,
        "alone": len(members) == 1,
        "roles": FAMILY_ROLE,
        "names": {person.id: person for person in members},
        "timeline": read_timeline(request, people, pager),
        "pager": pager,
        "may_write": request.identity.may(Permission.CLIENT_WRITE),
        "q": "",
        "matches": [],
    }


def others_of(request: Request, client: Client) -> list[Client]:
    """Return the other members of a client's family, for showing: read once a request."""
    known: dict[Any, list[Client]] = request.environ.setdefault("ocms.family", {})
    if client.id not in known:
        known[client.id] = FamilyService(request.db).others(client)
    return known[client.id]


def family_panel(request: Request, client: Client) -> ClientPanel | None:
    """Show the family beside the overview: its code and members."""
    if not client.is_named:
        return None
    whole = request.GET.get("family") == "all"
    query = {key: request.GET[key] for key in TIMELINE_FILTERS if request.GET.get(key)}
    if not whole:
        query["family"] = "all"
    return ClientPanel(
        key="family",
        title=request.localizer.translate(_("Family")),
        template="ocms_core.clients:templates/family_panel.pt",
        context={
            "client": client,
            "others": others_of(request, client),
            "roles": FAMILY_ROLE,
            "whole": whole,
            "other_timeline": request.route_path(
                "clients.detail", number=client.number, _query=query
            ),
            "may_write": request.identity.may(Permission.CLIENT_WRITE),
        },
    )
