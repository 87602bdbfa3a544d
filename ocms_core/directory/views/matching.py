"""A mentor or tutor for a client: who fits and why, and whom the client has."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.clients.models import Client
from ocms_core.clients.services import ClientService
from ocms_core.directory.lookups import (
    AVAILABILITY,
    MATCH_ROLE,
    MATCH_STATUS,
    MENTOR,
    TUTOR_SUBJECT,
)
from ocms_core.directory.matching import Matching, Wish
from ocms_core.directory.search import DirectorySearch
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.pages import today_of
from ocms_core.i18n import _
from ocms_core.lookups import LANGUAGE
from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager

PAGE = 10
TEMPLATES = "ocms_core.directory:templates/"


@view_config(
    route_name="clients.match",
    renderer=f"{TEMPLATES}match.pt",
    permission=Permission.DIRECTORY_READ,
    params=Params("role", "subject", "speaks", "full", "page", many=("when",)),
)
def find_match(request: Request) -> dict[str, Any]:
    """Rank mentors or tutors for a client, each with the reasons."""
    client = ClientService(request.db).require(
        int(request.matchdict["number"]), lists=("addresses",)
    )
    if not client.is_named:
        raise NotFoundError("an anonymous client is not matched")
    given, times = request.GET, tuple(request.GET.getall("when"))
    role = given.get("role") or MENTOR
    subject, speaks = given.get("subject", ""), given.get("speaks", "")
    for codes, chosen in (
        (MATCH_ROLE, (role,)),
        (AVAILABILITY, times),
        (TUTOR_SUBJECT, (subject,)),
        (LANGUAGE, (speaks,)),
    ):
        if any(code and code not in codes for code in chosen):
            raise BadInputError(f"unknown {codes.key}")
    wish = Wish.of(
        client,
        role,
        times=times,
        subject=subject if role != MENTOR else "",
        language=speaks,
        full_too=given.get("full") == "yes",
    )
    pager, matching, locale = Pager.of(request, PAGE), Matching(request.db), request.locale_name
    found = pager.take(matching.candidates(wish, limit=pager.limit, offset=pager.offset))
    return {
        "client": client,
        "wish": wish,
        "pager": pager,
        "candidates": [(one, one.sentences(wish, locale)) for one in found],
        "kept_out": matching.kept_out(role, today_of(request)),
        "roles": MATCH_ROLE,
        "subjects": TUTOR_SUBJECT,
        "times": AVAILABILITY,
        "languages": LANGUAGE,
    }


def match_panel(request: Request, client: Client) -> ClientPanel | None:
    """Show whom a client has, and the way to find somebody."""
    if not client.is_named or not request.identity.may(Permission.DIRECTORY_READ):
        return None
    matches = DirectorySearch(request.db, today_of(request)).matches_for(client)
    return ClientPanel(
        key="directory_match",
        title=_("Mentors and tutors"),
        template=f"{TEMPLATES}panel.pt",
        context={
            "client": client,
            "matches": matches,
            "roles": MATCH_ROLE,
            "statuses": MATCH_STATUS,
        },
    )
