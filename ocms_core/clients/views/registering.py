"""Registering a client: the statement first, then the profile, and a question about doubles."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.audit.services import record_change
from ocms_core.clients.families import FamilyService
from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.search import ClientSearch, Found, Match
from ocms_core.clients.services import ClientService, questions_at_the_door, shared_answers
from ocms_core.clients.views.profile import profile_needs
from ocms_core.db.types import parse_number, parse_uuid7, uuid7
from ocms_core.errors import BadInputError
from ocms_core.exports.readiness import yellow_fields
from ocms_core.forms.pages import CONTROLS, RecordPage, line_buttons, make_editor
from ocms_core.i18n import LOCALES, _
from ocms_core.privacy.services import ConsentService
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

SHOWN_ALIKE = 5
LONGEST_WORD = 300
REGISTER_CONTROLS = (*CONTROLS, "family", "statement", "locale", "sure")


@view_config(
    route_name="clients.new",
    renderer="ocms_core.clients:templates/statement.pt",
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
    renderer="ocms_core.clients:templates/register.pt",
    permission=Permission.CLIENT_WRITE,
)
class Register:
    """A new client. The id is minted with the page, so that a second click makes no second one."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = ClientService(request.db)
        self.kind = request.matchdict["kind"]
        self.editor = make_editor(request, Client, **questions_at_the_door(self.kind))
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
            "hidden": False,
            "sure": post.get("sure", "").strip()[:LONGEST_WORD],
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
        raw = line_buttons(self.editor, post)
        if raw is not None:
            submission = self.editor.judge(raw)
            submission.errors = {}
            return self._values({"form": page.view(submission), "draft": None}, key)
        submission = self.editor.read(post, controls=REGISTER_CONTROLS)
        likely: list[Match] = []
        hidden = False
        if submission.can_be_saved and self.kind == NAMED and not post.get("sure", "").strip():
            likely, hidden = self._likely(submission)
        if not submission.can_be_saved or likely or hidden:
            request.response.status_code = 422
            view = page.view(submission)
            return self._values({"form": view, "draft": None}, key, likely=likely, hidden=hidden)
        client = self._add(key, submission)
        if client.state == "complete":
            request.flash(_("The client is registered and the profile is complete."))
        else:
            request.flash(_("The client is registered. The profile can be completed over time."))
        return HTTPSeeOther(request.route_path("clients.detail", number=client.number))

    @view_config(
        route_name="clients.alike",
        request_method="POST",
        renderer="ocms_core.clients:templates/alike.pt",
        params=READS_ITS_OWN,
    )
    def show_alike(self) -> dict[str, Any]:
        """Show who may be this person already, while the page is being filled."""
        submission = self.editor.read(self.request.POST, controls=REGISTER_CONTROLS)
        found, in_family = self._found(submission)
        shown = [match for match in found if match.is_possible(in_family=in_family)]
        return {"likely": shown[:SHOWN_ALIKE], "hidden": found.hidden > 0}

    def _likely(self, submission: Any) -> tuple[list[Match], bool]:
        """Return who probably is this person, and whether somebody is whom one may not see."""
        found, in_family = self._found(submission)
        likely = [match for match in found if match.is_probable(in_family=in_family)]
        return likely[:SHOWN_ALIKE], found.hidden > 0

    def _found(self, submission: Any) -> tuple[Found, bool]:
        """Return who resembles the person, and whether they join a family, which shares contact."""
        answers = submission.answers
        found = ClientSearch(self.request.db).like(
            names=[answers.get("first_name"), answers.get("last_name")],
            birth_date=answers.get("birth_date"),
            phones=[row["number"] for row in answers.get("phones") or ()],
            identifiers=[row["sealed"] for row in answers.get("identifiers") or ()],
            email=answers.get("email"),
        )
        return found, bool(self.request.POST.get("family"))

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
        because = post.get("sure", "").strip()[:LONGEST_WORD] if self.kind == NAMED else ""
        client.new_because = because or None
        request.db.flush()
        fields = ("new_because",) if because else ()
        record_change(request.db, "client", client.id, fields, action="registered")
        if statement is not None and self.kind == NAMED:
            consents = ConsentService(request.db, self.editor.today)
            consents.at_registration(client, statement, client.privacy_locale, request.staff)
        relative = parse_number(post.get("family"))
        if relative is not None and self.kind == NAMED:
            other = self.service.require(relative, lock=True)
            client.family_id = FamilyService(request.db).start(other)
        self._record_page(client).drafts.discard(f"client:{key}")
        return client
