"""The client's tasks and referrals, and the work lists of a member of staff."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import select

from ocms_core.audit.services import note_clients
from ocms_core.clients.models import Client
from ocms_core.db.types import parse_number
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.pages import today_of
from ocms_core.i18n import _
from ocms_core.referrals import listing
from ocms_core.referrals.listing import INCOMING, MINE, OVERDUE, PROGRAMS, FollowUpQuery
from ocms_core.referrals.lookups import FOLLOW_UP_KIND, FOLLOW_UP_STATUS
from ocms_core.referrals.pages import lines_of
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager
from ocms_core.web.parameters import chosen_day

PAGE = 50
YEARS = range(1900, 2200)
TITLES = {
    MINE: _("Mine"),
    PROGRAMS: _("My programs’"),
    OVERDUE: _("Overdue"),
    INCOMING: _("Referred to my programs"),
}


@view_config(
    route_name="clients.follow_ups",
    renderer="ocms_core.referrals:templates/client.pt",
    permission=Permission.SESSION_READ,
    params=Params("page"),
)
def list_of_client(request: Request) -> dict[str, Any]:
    """Show the tasks and referrals of a client."""
    number = parse_number(request.matchdict["number"])
    client = request.db.scalar(select(Client).where(Client.number == number))
    if client is None:
        raise NotFoundError("no such client")
    pager = Pager.of(request, PAGE)
    rows = listing.of_client(request.db, client.id, pager.limit, pager.offset)
    return {
        "client": client,
        "lines": lines_of(request, pager.take(rows)),
        "pager": pager,
        "may_write": request.identity.may(Permission.SESSION_WRITE),
    }


@view_config(
    route_name="follow_ups.list",
    renderer="ocms_core.referrals:templates/work.pt",
    permission=Permission.SESSION_READ,
    params=Params("list", "kind", "status", "since", "until", "page"),
)
def work_list(request: Request) -> dict[str, Any]:
    """Show what this person, or their programs, have to follow up."""
    given = request.GET
    query = FollowUpQuery(
        which=given.get("list") or MINE,
        kind=given.get("kind") or None,
        status=given.get("status") or listing.ACTIVE,
        since=chosen_day(given.get("since"), YEARS),
        until=chosen_day(given.get("until"), YEARS),
    )
    if not query.is_sound:
        raise BadInputError("no such list")
    today = today_of(request)
    pager = Pager.of(request, PAGE)
    rows = listing.work_list(request.db, query, today, limit=pager.limit, offset=pager.offset)
    rows = pager.take(rows)
    note_clients(request.db, {row.client_id for row in rows if row.client_id is not None})
    locale = request.locale_name
    counts = listing.count(request.db, today)
    return {
        "lines": lines_of(request, rows),
        "pager": pager,
        "query": query,
        "titles": TITLES,
        "numbers": {OVERDUE: counts.overdue_list, INCOMING: counts.incoming},
        "kinds": FOLLOW_UP_KIND.choices(locale),
        "statuses": FOLLOW_UP_STATUS.choices(locale),
        "filtered": bool(query.kind or query.since or query.until or given.get("status")),
        "may_write": request.identity.may(Permission.SESSION_WRITE),
        "staff": request.choices.options("staff"),
    }
