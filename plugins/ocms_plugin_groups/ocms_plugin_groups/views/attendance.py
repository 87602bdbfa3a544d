"""The attendance list: a tick for each who came, saved together; adding people; walk-ins."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.search import LONGEST_TEXT
from ocms_core.clients.services import ClientService, green_questions
from ocms_core.clients.views.finding import search_clients
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.errors import BadInputError
from ocms_core.forms.pages import make_editor
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.service_sessions.views import client_by_number, session_service, session_type_of
from ocms_core.web.derivers import Params
from ocms_core.web.templating import render
from ocms_plugin_groups import walkins
from ocms_plugin_groups.attendance import counts_of
from ocms_plugin_groups.attendees import ATTENDEES
from ocms_plugin_groups.i18n import _
from ocms_plugin_groups.views import attendance_of, chosen_ids, require_session, tell_saved

FOUND = 10
LONGEST = 200
LONGEST_WORD = 300
WALK_IN_FIELDS = (
    ("first_name", _("Given name"), "text"),
    ("last_name", _("Family name"), "text"),
    ("phone", _("Telephone"), "tel"),
    ("email", _("E-mail"), "email"),
)
WALK_IN = tuple(name for name, _label, _kind in WALK_IN_FIELDS)
WORDS = {"find": _("Find"), "who": _("Name, phone, number or date of birth")}
PAGE = "ocms_plugin_groups:templates/attendance.pt"
WRITE: dict[str, Any] = {"permission": Permission.SESSION_WRITE, "request_method": "POST"}


def attendance_page(
    request: Request, service_session: ServiceSession, **details: Any
) -> dict[str, Any]:
    """Return the page of the list, with what was just searched or typed."""
    lines = attendance_of(request, service_session).lines()
    return {
        "service_session": service_session,
        "lines": lines,
        "counts": counts_of(request.db, service_session, ATTENDEES),
        "unsaid": sum(1 for line in lines if line.form is not None and line.attended is None),
        "may_write": request.identity.may(Permission.SESSION_WRITE),
        "may_register": request.identity.may(Permission.CLIENT_WRITE),
        "minted": lambda: str(uuid7()),
        "q": "",
        "found": [],
        "typed": dict.fromkeys(WALK_IN, ""),
        "walk_in_id": str(uuid7()),
        "likely": [],
        "hidden": False,
        "errors": {},
        "words": WORDS,
        "walk_in_fields": WALK_IN_FIELDS,
        **details,
    }


def back(request: Request, service_session: ServiceSession) -> HTTPSeeOther:
    """Lead back to the list."""
    return HTTPSeeOther(request.route_path("groups.attendance", id=service_session.id))


@view_config(
    route_name="groups.attendance",
    renderer=PAGE,
    request_method="GET",
    permission=Permission.SESSION_READ,
    params=Params(),
)
def show_attendance(request: Request) -> dict[str, Any]:
    """Show who is expected and who came."""
    return attendance_page(request, require_session(request))


@view_config(
    route_name="groups.attendance",
    params=Params("others", many=("shown", "came")),
    **WRITE,
)
def save_attendance(request: Request) -> HTTPSeeOther:
    """Save all ticks; with `others`, whoever has none did not come."""
    record = require_session(request, lock=True)
    changed = attendance_of(request, record).tick(
        chosen_ids(request, "shown"),
        chosen_ids(request, "came"),
        others_stayed_away=bool(request.POST.get("others")),
    )
    tell_saved(request, changed)
    request.flash(_("The attendance is saved."))
    return back(request, record)


@view_config(route_name="groups.find", renderer=PAGE, params=Params("q"), **WRITE)
def find_for_attendance(request: Request) -> Any:
    """Find who else comes: a whole page, or the results alone while typing."""
    record = require_session(request)
    text = request.POST.get("q", "").strip()[:LONGEST_TEXT]
    present = {line.client_id for line in record.clients}
    matches = [
        match
        for match in search_clients(request, text, {}, FOUND)
        if match.client.id not in present
    ]
    if "HX-Request" not in request.headers:
        return attendance_page(request, record, q=text, found=matches)
    values = {
        "service_session": record,
        "q": text,
        "found": matches,
        "minted": lambda: str(uuid7()),
    }
    return Response(render(request, "ocms_plugin_groups:templates/found.pt", **values))


def _add(request: Request, record: ServiceSession, client: Client, form_id: Any = None) -> Any:
    """Put a client on the session with their form; return the form."""
    session_type = session_type_of(request, record.session_type)
    return session_service(request).add_client(
        record,
        client,
        request.staff,
        session_type,
        program=request.offered_forms.program_for(session_type.forms),
        form_id=form_id,
    )


@view_config(route_name="groups.add", params=Params("client", "form_id", "came"), **WRITE)
def add_attendee(request: Request) -> HTTPSeeOther:
    """Put a client on the list; with `came`, they are here already."""
    record = require_session(request, lock=True)
    list_of = attendance_of(request, record)
    client = client_by_number(request, request.POST.get("client", ""))
    form = _add(request, record, client, parse_uuid7(request.POST.get("form_id")))
    if form is not None and request.POST.get("came"):
        tell_saved(request, list_of.tick({form.id}, {form.id}, others_stayed_away=False))
    return back(request, record)


@view_config(
    route_name="groups.walk_in",
    renderer=PAGE,
    request_method="POST",
    permission=Permission.CLIENT_WRITE,
    params=Params(*WALK_IN, "id", "sure"),
)
def add_walk_in(request: Request) -> Any:
    """Register somebody by name alone, once nobody alike is there, and tick that they came."""
    key = parse_uuid7(request.POST.get("id"))
    if key is None:
        raise BadInputError("no id")
    record = require_session(request, lock=True)
    list_of = attendance_of(request, record)
    known = ClientService(request.db).by_id(key)
    if known is not None:
        return back(request, record)
    typed = {name: request.POST.get(name, "").strip()[:LONGEST] for name in WALK_IN}
    editor = make_editor(request, Client, only=walkins.ASKED)
    submission = editor.judge(walkins.typed(*(typed[name] for name in WALK_IN)))
    errors = dict(submission.errors)
    if not (typed["first_name"] or typed["last_name"]):
        errors["first_name"] = [_("Give at least one name.")]
    because = request.POST.get("sure", "").strip()[:LONGEST_WORD]
    likely: list[Any] = []
    hidden = False
    if not errors and not because:
        likely, hidden = walkins.alike(request.db, submission.answers)
    if errors or likely or hidden:
        request.response.status_code = 422
        return attendance_page(
            request,
            record,
            typed=typed,
            walk_in_id=str(key),
            likely=likely,
            hidden=hidden,
            errors=errors,
        )
    (number,) = request.numbers.take(request.agency.id)
    client = walkins.register(
        request.db,
        editor,
        submission,
        request.staff,
        client_id=key,
        number=number,
        whole=make_editor(request, Client, only=green_questions(NAMED)),
        because=because or None,
    )
    form = _add(request, record, client)
    if form is not None:
        tell_saved(request, list_of.tick({form.id}, {form.id}, others_stayed_away=False))
    request.flash(_("The person is on the list. Their profile is to be completed."))
    return back(request, record)
