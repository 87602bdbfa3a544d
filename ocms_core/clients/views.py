"""Finding, registering and showing clients."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config, view_defaults
from sqlalchemy import select

from ocms_core.agencies.models import Staff
from ocms_core.audit.models import AccessLog, AccessLogClient
from ocms_core.audit.services import note_clients, record_change
from ocms_core.clients.history import history
from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.search import LONGEST_TEXT, ClientSearch, Match, SearchOptions
from ocms_core.clients.services import ClientService, questions_for, shared_answers
from ocms_core.db.scope import agency_of
from ocms_core.db.types import parse_number, parse_uuid7, uuid7
from ocms_core.errors import BadInputError
from ocms_core.exports.readiness import keys, record_needs, yellow_fields
from ocms_core.forms.choices import StoredChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.pages import CONTROLS, RecordPage, line_buttons, make_editor
from ocms_core.i18n import LOCALES, _
from ocms_core.lookups import GENDER, IMMIGRATION_STATUS
from ocms_core.security.permissions import Permission
from ocms_core.security.vault import fingerprint
from ocms_core.web.derivers import READS_ITS_OWN, Params
from ocms_core.web.paging import Pager
from ocms_core.web.templating import render

PAGE = 50
SHOWN_ALIKE = 5
SHOWN_IN_TOP_BAR = 8
TOP_BAR = "search-found"
"""The element under the box of every page, which asks for the first few results only."""

NAME_REASONS = frozenset({"name", "name_similar", "preferred_name"})
MORE_REASONS = frozenset({"birth_date", "phone", "email"})


FIND = {
    "route_name": "clients.find",
    "renderer": "templates/find.pt",
    "permission": Permission.CLIENT_READ,
}


@view_config(**FIND, request_method="GET", params=Params("page"))
def show_latest(request: Request) -> dict[str, Any]:
    """Show the box to find a client with, and who was registered last."""
    pager = Pager.of(request, PAGE)
    rows = latest_clients(request, pager)
    return {**_found(request), "rows": rows, "pager": pager}


@view_config(
    **FIND,
    request_method="POST",
    params=Params("q", "gender", "immigration_status", "birth_year"),
)
def find(request: Request) -> Any:
    """Find a client by anything that is known: a whole page, or its results alone while typing.

    It is posted so that no name stands in an address (security.md, nothing personal in URLs).
    """
    post = request.POST
    text = post.get("q", "").strip()[:LONGEST_TEXT]
    options = {
        key: post[key] for key in ("gender", "immigration_status", "birth_year") if post.get(key)
    }
    for key, codes in (("gender", GENDER), ("immigration_status", IMMIGRATION_STATUS)):
        if key in options and options[key] not in codes:
            raise BadInputError(f"unknown {key}")
    in_top_bar = request.headers.get("HX-Target") == TOP_BAR
    matches = search_clients(request, text, options, SHOWN_IN_TOP_BAR if in_top_bar else PAGE)
    pager = Pager(request, 1, PAGE)
    rows = [] if text or in_top_bar else latest_clients(request, pager)
    page = {
        **_found(request),
        "q": text,
        "options": options,
        "matches": matches,
        "rows": rows,
        "pager": pager,
    }
    if "HX-Request" in request.headers:
        return Response(render(request, "ocms_core.clients:templates/found.pt", **page))
    return page


def search_clients(request: Request, text: str, options: dict[str, str], limit: int) -> list[Match]:
    """Return who is found; the access log keeps a fingerprint of the words, not the words."""
    if not text:
        return []
    request.environ["ocms.access_detail"] = f"search {fingerprint(text.casefold())}"
    year = options.get("birth_year", "")
    narrowed = SearchOptions(
        gender=options.get("gender"),
        immigration_status=options.get("immigration_status"),
        birth_year=parse_number(year),
    )
    return ClientSearch(request.db).find(text, narrowed, limit=limit)


def latest_clients(request: Request, pager: Pager) -> list[Any]:
    """Return the named clients of one page, those registered last first."""
    statement = (
        select(
            Client.id,
            Client.number,
            Client.first_name,
            Client.last_name,
            Client.birth_date,
            Client.state,
            Client.registration_date,
        )
        .where(Client.kind == NAMED)
        .order_by(Client.number.desc())
    )
    rows = pager.take(request.db.execute(statement.limit(pager.limit).offset(pager.offset)).all())
    note_clients(request.db, [row.id for row in rows])
    return rows


def _found(request: Request) -> dict[str, Any]:
    return {
        "q": "",
        "options": {},
        "matches": [],
        "genders": GENDER.choices(request.locale_name),
        "statuses": IMMIGRATION_STATUS.choices(request.locale_name),
        "may_write": request.identity.may(Permission.CLIENT_WRITE),
    }


@view_config(
    route_name="clients.new",
    renderer="templates/statement.pt",
    permission=Permission.CLIENT_WRITE,
    params=Params("family"),
)
def show_statement(request: Request) -> dict[str, Any]:
    """Show the agency's privacy statement first: Yes leads to a profile, No to anonymous."""
    return {
        "statement": ClientService(request.db).statement(),
        "family": request.GET.get("family", ""),
        "locales": LOCALES,
    }


@view_defaults(
    route_name="clients.register",
    renderer="templates/register.pt",
    permission=Permission.CLIENT_WRITE,
)
class Register:
    """A new client. The id is minted with the page, so that a second click makes no second one."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = ClientService(request.db)
        self.kind = request.matchdict["kind"]
        self.editor = make_editor(request, Client, **questions_for(self.kind))
        self.blank = Client(kind=self.kind)

    def _record_page(self, client: Client) -> RecordPage:
        request = self.request
        named = self.kind == NAMED
        return RecordPage(
            request,
            client,
            self.editor,
            target=f"client:{client.id}",
            needed=yellow_fields(request, "client") if named else {},
            needs=(lambda answers: profile_needs(request, client, answers)) if named else None,
            judge_saved=self.service.judge_saved,
        )

    def _values(self, page: dict[str, Any], client_id: Any, **more: Any) -> dict[str, Any]:
        post = self.request.params
        return {
            **page,
            "kind": self.kind,
            "client_id": client_id,
            "family": post.get("family", ""),
            "statement": post.get("statement", ""),
            "locale": post.get("locale", self.request.locale_name),
            "likely": [],
            **more,
        }

    @view_config(request_method="GET", params=Params("id", "family", "statement", "locale"))
    def show(self) -> Any:
        """Show an empty profile, or the draft of this page, or what a family shares."""
        if self._skips_the_statement(self.request.GET):
            query = {key: text for key, text in self.request.GET.items() if key == "family"}
            return HTTPSeeOther(self.request.route_path("clients.new", _query=query))
        key = parse_uuid7(self.request.GET.get("id"))
        if key is None:
            query = {**self.request.GET, "id": str(uuid7())}
            return HTTPSeeOther(
                self.request.route_path("clients.register", kind=self.kind, _query=query)
            )
        self.blank.id = key
        page = self._record_page(self.blank)
        draft = page.drafts.find(page.target or "")
        raw = page.drafts.raw_of(draft) if draft else self._first_answers()
        submission = self.editor.judge(raw)
        submission.errors = {}
        view = page.view(submission, draft_saved_at=draft.saved_at if draft else None)
        return self._values({"form": view, "draft": draft}, key)

    def _skips_the_statement(self, params: Any) -> bool:
        """Whether a named client would be registered who was not shown the agency's statement."""
        return (
            self.kind == NAMED
            and self.service.statement(params.get("statement", "")) is None
            and self.service.statement() is not None
        )

    def _first_answers(self) -> dict[str, list[str]]:
        raw = {"registration_date": [self.editor.today.isoformat()]}
        if self.request.staff.default_site_id:
            raw["registration_site_id"] = [str(self.request.staff.default_site_id)]
        relative = parse_number(self.request.GET.get("family"))
        if relative is not None and self.kind == NAMED:
            raw.update(shared_answers(self.editor, self.service.require(relative)))
        return raw

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Register the client; ask once more when somebody very alike is there already."""
        request, post = self.request, self.request.POST
        key = parse_uuid7(post.get("id"))
        if key is None:
            raise BadInputError("no id")
        present = self.service.by_id(key)
        if present is not None:
            return HTTPSeeOther(request.route_path("clients.detail", number=present.number))
        if self._skips_the_statement(post):
            raise BadInputError("no privacy statement")
        self.blank.id = key
        page = self._record_page(self.blank)
        controls = (*CONTROLS, "family", "statement", "locale", "sure")
        raw = line_buttons(self.editor, post)
        if raw is not None:
            submission = self.editor.judge(raw)
            submission.errors = {}
            return self._values({"form": page.view(submission), "draft": None}, key)
        submission = self.editor.read(post, controls=controls)
        likely = []
        if submission.can_be_saved and self.kind == NAMED and not post.get("sure"):
            likely = self._likely(submission)
        if not submission.can_be_saved or likely:
            request.response.status_code = 422
            view = page.view(submission)
            return self._values({"form": view, "draft": None}, key, likely=likely)
        client = self._add(key, submission)
        if client.state == "complete":
            request.flash(_("The client is registered and the profile is complete."))
        else:
            request.flash(_("The client is registered. The profile can be completed over time."))
        return HTTPSeeOther(request.route_path("clients.detail", number=client.number))

    def _likely(self, submission: Any) -> list[Any]:
        """Return who may be this person: alike in name and in one thing more."""
        answers = submission.answers
        found = ClientSearch(self.request.db).like(
            names=[answers.get("first_name"), answers.get("last_name")],
            birth_date=answers.get("birth_date"),
            phones=[row["number"] for row in answers.get("phones") or ()],
            identifiers=[row["sealed"] for row in answers.get("identifiers") or ()],
            email=answers.get("email"),
        )
        in_family = bool(self.request.POST.get("family"))
        likely = [match for match in found if is_likely(match.reason_codes, in_family=in_family)]
        return likely[:SHOWN_ALIKE]

    def _add(self, key: Any, submission: Any) -> Client:
        request, post = self.request, self.request.POST
        (number,) = request.numbers.take(request.agency.id)
        statement = self.service.statement(post.get("statement", ""))
        client = self.service.start(key, number, self.kind, request.staff)
        if statement is not None:
            locale = post.get("locale")
            self.service.answered_statement(
                client, statement.id, locale if locale in LOCALES else request.locale_name
            )
        self.editor.apply(client, submission)
        self.service.judge_saved(client, submission)
        request.db.flush()
        record_change(request.db, "client", client.id, (), action="registered")
        relative = parse_number(post.get("family"))
        if relative is not None and self.kind == NAMED:
            other = self.service.require(relative, lock=True)
            client.family_id = self.service.new_family(other)
        self._record_page(client).drafts.discard(f"client:{key}")
        return client


def is_likely(reasons: tuple[str, ...], *, in_family: bool = False) -> bool:
    """Whether a match is worth a question before a new client is made.

    in_family: the client is made as a member of a family, which shares its telephone and e-mail.
    """
    found = set(reasons)
    more = {"birth_date"} if in_family else MORE_REASONS
    return "identifier" in found or (bool(found & NAME_REASONS) and bool(found & more))


@view_config(
    route_name="clients.detail",
    renderer="templates/client.pt",
    permission=Permission.CLIENT_READ,
    params=Params("family", "year"),
)
def show_client(request: Request) -> dict[str, Any]:
    """Show the dashboard of a client: who it is, what was done, what is left."""
    service = ClientService(request.db)
    client = service.require(int(request.matchdict["number"]))
    family = service.family_of(client)
    whole = request.GET.get("family") == "all"
    lines = history(request.db, client, request.locale_name, family=family if whole else None)
    years = sorted({line.service_date.year for line in lines}, reverse=True)
    year = request.GET.get("year", "")
    if year:
        lines = [line for line in lines if str(line.service_date.year) == year]
    return {
        "client": client,
        "family": family,
        "whole_family": whole,
        "names": {person.id: person for person in (client, *family)},
        "lines": lines,
        "years": years,
        "year": year,
        "kinds": request.plugins.forms,
        "needs": client_needs(request, client),
        "panels": [
            (panel.title, Markup(render(request, panel.template, **panel.context)))  # noqa: S704
            for panel in request.plugins.call("ocms_client_panels", request=request, client=client)
        ],
        "may_write": request.identity.may(Permission.CLIENT_WRITE),
        "genders": GENDER,
        "statuses": IMMIGRATION_STATUS,
    }


def client_editor(request: Request, client: Client) -> Editor:
    """Return the editor of a client's profile."""
    return make_editor(request, Client, **questions_for(client.kind))


def profile_needs(request: Request, client: Client, answers: Any) -> list[str]:
    """Return the keys of the profile's questions that funders' files still need."""
    return keys(record_needs(request, client, answers=answers), on_client=True)


def client_needs(request: Request, client: Client) -> dict[str, list[str]]:
    """Return the labels of what a profile still lacks: green and yellow."""
    stored = StoredChoices(request.db, request.locale_name)
    editor = make_editor(request, Client, choices=stored, **questions_for(client.kind))
    submission = editor.judge(editor.raw_of(client), record=client)
    translate = request.localizer.translate
    yellow = profile_needs(request, client, submission.answers) if client.kind == NAMED else []
    return {
        "green": [translate(editor.by_key[key].label) for key in dict.fromkeys(submission.missing)],
        "yellow": [translate(editor.by_key[key].label) for key in yellow if key in editor.by_key],
    }


@view_defaults(route_name="clients.edit", renderer="templates/edit.pt")
class EditClient:
    """The profile, filled over months."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = ClientService(request.db)
        self.client = self.service.require(
            int(request.matchdict["number"]), lock=request.method == "POST"
        )
        named = self.client.kind == NAMED
        self.page = RecordPage(
            request,
            self.client,
            client_editor(request, self.client),
            target=f"client:{self.client.id}",
            needed=yellow_fields(request, "client") if named else {},
            needs=(lambda answers: profile_needs(request, self.client, answers)) if named else None,
            judge_saved=self.service.judge_saved,
        )

    @view_config(request_method="GET", permission=Permission.CLIENT_WRITE, params=Params())
    def show(self) -> dict[str, Any]:
        """Show the profile, or the draft of it."""
        return {**self.page.show(), "client": self.client}

    @view_config(request_method="POST", permission=Permission.CLIENT_WRITE, params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save the profile."""
        page = self.page.submit()
        if page is not None:
            return {**page, "client": self.client}
        self.request.flash(_("The profile is saved."))
        return HTTPSeeOther(self.request.route_path("clients.detail", number=self.client.number))


@view_config(
    route_name="clients.print",
    renderer="templates/print.pt",
    permission=Permission.CLIENT_READ,
    params=Params(),
)
def print_client(request: Request) -> dict[str, Any]:
    """Show the profile as an intake form for paper."""
    client = ClientService(request.db).require(int(request.matchdict["number"]))
    page = RecordPage(request, client, client_editor(request, client))
    return {**page.show(read_only=True), "client": client}


@view_config(
    route_name="clients.family",
    request_method="POST",
    permission=Permission.CLIENT_WRITE,
    params=Params("action", "code"),
)
def change_family(request: Request) -> HTTPSeeOther:
    """Start, join or leave a family."""
    service = ClientService(request.db)
    client = service.require(int(request.matchdict["number"]), lock=True)
    action = request.POST.get("action")
    if action == "new":
        service.new_family(client)
        request.flash(_("The client has a family code now."))
    elif action == "join":
        if service.join_family(client, request.POST.get("code", "")):
            request.flash(_("The client belongs to the family now."))
        else:
            request.flash(
                _("No family has this code. Check it on the other client’s page."), "error"
            )
    elif action == "leave":
        service.leave_family(client)
        request.flash(_("The client is taken out of the family."))
    else:
        raise BadInputError("unknown action")
    return HTTPSeeOther(request.route_path("clients.detail", number=client.number))


@view_config(
    route_name="clients.access",
    renderer="templates/access.pt",
    permission=Permission.AUDIT_READ,
    params=Params("page"),
)
def show_access(request: Request) -> dict[str, Any]:
    """Show who has seen this client's data."""
    client = ClientService(request.db).require(int(request.matchdict["number"]))
    agency_id, pager = agency_of(request.db), Pager.of(request, PAGE)
    rows = request.db.execute(
        select(AccessLog.at, AccessLog.action, Staff.first_name + " " + Staff.last_name)
        .outerjoin(Staff, (Staff.agency_id == agency_id) & (Staff.id == AccessLog.staff_id))
        .join(
            AccessLogClient,
            (AccessLogClient.agency_id == agency_id) & (AccessLogClient.log_id == AccessLog.id),
        )
        .where(AccessLogClient.client_id == client.id)
        .order_by(AccessLogClient.log_id.desc())
        .limit(pager.limit)
        .offset(pager.offset)
    ).all()
    return {"client": client, "rows": pager.take(rows), "pager": pager}
