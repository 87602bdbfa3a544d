"""The queue of pairs, the scan that fills it, and the pairs of one client."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from ocms_core.clients.models import Client
from ocms_core.clients.search import REASONS
from ocms_core.clients.services import ClientService
from ocms_core.db.types import parse_number, parse_uuid7
from ocms_core.duplicates.models import NOT_SAME, OPEN, RUNNING, WAITING, ClientMerge
from ocms_core.duplicates.pairs import IDENTIFIED, SUGGESTED, PairService
from ocms_core.duplicates.tasks import SCAN
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.i18n import _
from ocms_core.jobs.outbox import enqueue
from ocms_core.lookups import GENDER
from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.paging import Pager

PAGE = 20
LONGEST_NOTE = 500
LARGEST_NUMBER = 10**17
MORE_REASONS = {
    SUGGESTED: _("Suggested by a colleague"),
    IDENTIFIED: _("Anonymous client who gave a name"),
    "address": _("Address"),
}


def reason_words(codes: list[str]) -> list[str]:
    """Return the reasons of a pair in words that the page translates."""
    words = {**MORE_REASONS, **REASONS}
    return [words[code] for code in codes if code in words]


@view_config(
    route_name="duplicates.list",
    renderer="ocms_core.duplicates:templates/list.pt",
    permission=Permission.CLIENT_MERGE,
    params=Params("page", "state"),
)
def show_queue(request: Request) -> dict[str, Any]:
    """Show the pairs that wait for somebody's word, or those that are not the same."""
    state = request.GET.get("state", OPEN)
    if state not in {OPEN, NOT_SAME}:
        raise BadInputError("no such state")
    service, pager = PairService(request.db), Pager.of(request, PAGE)
    pairs = service.listed(state, limit=pager.limit, offset=pager.offset)
    scan = service.last_scan()
    return {
        "pairs": pager.take(pairs),
        "pager": pager,
        "state": state,
        "scan": scan,
        "is_running": scan is not None and scan.state in {WAITING, RUNNING},
        "reason_words": reason_words,
        "at_a_glance": at_a_glance,
        "genders": GENDER,
    }


def at_a_glance(one: Client, other: Client) -> list[tuple[str, str, str, str]]:
    """Return what tells two people apart: (label, kind, of the one, of the other)."""
    found = [
        (_("Name"), "text", *(who.name for who in (one, other))),
        (_("Preferred name"), "text", *(who.preferred_name or "" for who in (one, other))),
        (_("Date of birth"), "date", *(who.birth_date or "" for who in (one, other))),
        (_("Gender"), "gender", *(who.gender or "" for who in (one, other))),
        (_("Telephone"), "text", *(_numbers(who) for who in (one, other))),
        (_("E-mail"), "text", *(who.email or "" for who in (one, other))),
    ]
    return [line for line in found if line[2] or line[3]]


def _numbers(client: Client) -> str:
    return ", ".join(phone.number for phone in client.phones)


@view_config(
    route_name="duplicates.scan",
    request_method="POST",
    permission=Permission.CLIENT_MERGE,
    params=Params(),
)
def start_scan(request: Request) -> HTTPSeeOther:
    """Ask the worker to compare everybody."""
    scan = PairService(request.db).start_scan(request.staff.id)
    if scan is None:
        request.flash(_("A search for duplicates is on its way already."))
    else:
        enqueue(request.db, SCAN, scan_id=scan.id)
        request.flash(_("The search for duplicates has begun. You can go on working meanwhile."))
    return HTTPSeeOther(request.route_path("duplicates.list"))


@view_config(
    route_name="duplicates.judge",
    request_method="POST",
    permission=Permission.CLIENT_MERGE,
    params=Params("answer"),
)
def judge_pair(request: Request) -> HTTPSeeOther:
    """Remember that two are not the same person, or ask again about them."""
    service = PairService(request.db)
    pair = service.require(parse_uuid7(request.matchdict["id"]))
    if request.POST.get("answer") == NOT_SAME and pair.state == OPEN:
        service.judge(pair, NOT_SAME)
        request.flash(_("Remembered: these two are not the same person."))
    elif request.POST.get("answer") == OPEN and pair.state == NOT_SAME:
        service.judge(pair, OPEN)
        request.flash(_("The pair is in the queue again."))
    elif request.POST.get("answer") not in {OPEN, NOT_SAME}:
        raise BadInputError("no such answer")
    return HTTPSeeOther(request.route_path("duplicates.list"))


@view_config(
    route_name="clients.duplicates",
    renderer="ocms_core.duplicates:templates/client.pt",
    permission=Permission.CLIENT_WRITE,
    params=Params(),
    request_method="GET",
)
def show_of_client(request: Request) -> dict[str, Any]:
    """Show who may be the same person as a client, and which records were merged."""
    client = ClientService(request.db).require(int(request.matchdict["number"]), lists=())
    return _client_page(request, client)


@view_config(
    route_name="clients.duplicates",
    renderer="ocms_core.duplicates:templates/client.pt",
    permission=Permission.CLIENT_WRITE,
    params=Params("other", "note"),
    request_method="POST",
)
def suggest(request: Request) -> Any:
    """Put the client and another one into the queue; who may merge goes straight to the pair."""
    service = ClientService(request.db)
    client = service.require(int(request.matchdict["number"]), lists=())
    typed = request.POST.get("other", "").strip().lstrip("#")
    number = parse_number(typed)
    other = None
    if number is not None and number < LARGEST_NUMBER:
        try:
            other = service.require(number, lists=())
        except NotFoundError:
            other = None
    problem = _("No client has this number. Look it up in the list of clients.")
    if other is not None and other.id == client.id:
        problem = _("This is the same record: type the number of the other one.")
    if other is None or other.id == client.id:
        request.response.status_code = 422
        page = _client_page(request, client)
        return {**page, "problem": problem, "typed": typed, "note": request.POST.get("note", "")}
    note = request.POST.get("note", "").strip()[:LONGEST_NOTE]
    pair = PairService(request.db).suggest(client, other, note)
    if request.identity.may(Permission.CLIENT_MERGE):
        return HTTPSeeOther(request.route_path("duplicates.pair", id=pair.id))
    request.flash(_("Thank you. A manager will compare the two and merge them."))
    return HTTPSeeOther(request.route_path("clients.detail", number=client.number))


def _client_page(request: Request, client: Client) -> dict[str, Any]:
    merges = request.db.scalars(
        select(ClientMerge)
        .where(or_(ClientMerge.survivor_id == client.id, ClientMerge.merged_id == client.id))
        .options(joinedload(ClientMerge.merged_by), joinedload(ClientMerge.undone_by))
        .order_by(ClientMerge.id.desc())
        .limit(20)
    ).all()
    return {
        "client": client,
        "pairs": PairService(request.db).of_client(client),
        "merges": merges,
        "reason_words": reason_words,
        "may_merge": request.identity.may(Permission.CLIENT_MERGE),
        "problem": None,
        "typed": "",
        "note": "",
    }


def panel(request: Request, client: Client) -> ClientPanel | None:
    """Lead to the duplicates of a client; an anonymous one is led to identifying first."""
    if not request.identity.may(Permission.CLIENT_WRITE):
        return None
    pairs = PairService(request.db).of_client(client) if client.is_named else []
    return ClientPanel(
        key="duplicates",
        title=request.localizer.translate(
            _("Registered twice?") if client.is_named else _("Who is it?")
        ),
        template="ocms_core.duplicates:templates/panel.pt",
        context={"client": client, "pairs": pairs},
    )
