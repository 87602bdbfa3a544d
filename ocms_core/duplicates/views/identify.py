"""Identify an anonymous client later: make a profile under the same number, or find the person.

The statement comes first, as for everybody who gives a name. The history stays, and the person is
counted once from then on.
"""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.audit.services import record_change
from ocms_core.clients.models import ANONYMOUS, NAMED, NAMED_WITHOUT, Client
from ocms_core.clients.search import LONGEST_TEXT
from ocms_core.clients.services import ClientService
from ocms_core.clients.views.finding import search_clients
from ocms_core.clients.views.profile import profile_needs
from ocms_core.db.types import parse_number
from ocms_core.duplicates.pairs import IDENTIFIED, PairService
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.exports.readiness import yellow_fields
from ocms_core.forms.pages import CONTROLS, RecordPage, line_buttons, make_editor
from ocms_core.i18n import LOCALES, _
from ocms_core.privacy.services import ConsentService
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

FOUND = 20


@view_defaults(permission=Permission.CLIENT_WRITE)
class Identify:
    """The steps, each of which asks whether the statement was agreed to."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = ClientService(request.db)
        self.client = self.service.require(
            int(request.matchdict["number"]), lock=request.method == "POST", lists=()
        )
        if self.client.kind != ANONYMOUS:
            raise NotFoundError("this client has a name")

    def _agreed(self, params: Any) -> dict[str, str]:
        """Return which statement was agreed to, in which language; it cannot be left out."""
        statement = self.service.statement(params.get("statement", ""))
        if statement is None and self.service.statement() is not None:
            raise BadInputError("no privacy statement")
        locale = params.get("locale")
        if locale not in LOCALES:
            raise BadInputError("no language")
        return {"statement": str(statement.id) if statement else "", "locale": locale}

    @view_config(
        route_name="clients.identify",
        renderer="ocms_core.duplicates:templates/identify.pt",
        params=Params(),
    )
    def show_statement(self) -> dict[str, Any]:
        """Show the statement: only after Yes a name is asked for."""
        return {"client": self.client, "statement": self.service.statement()}

    @view_config(
        route_name="clients.identify_who",
        renderer="ocms_core.duplicates:templates/identify_who.pt",
        params=Params("statement", "locale"),
    )
    def ask_who(self) -> dict[str, Any]:
        """Ask whether the person is registered already."""
        agreed = self._agreed(self.request.GET)
        return {"client": self.client, "agreed": agreed, "q": "", "matches": []}

    @view_config(
        route_name="clients.identify_who",
        renderer="ocms_core.duplicates:templates/identify_who.pt",
        request_method="POST",
        params=Params("q", "statement", "locale"),
    )
    def find(self) -> dict[str, Any]:
        """Find the person among those who are registered."""
        agreed = self._agreed(self.request.POST)
        text = self.request.POST.get("q", "").strip()[:LONGEST_TEXT]
        matches = search_clients(self.request, text, {}, FOUND)
        return {
            "client": self.client,
            "agreed": agreed,
            "q": text,
            "matches": [match for match in matches if match.client.kind == NAMED],
        }

    @view_config(
        route_name="clients.identify_same",
        request_method="POST",
        params=Params("other", "statement", "locale"),
    )
    def same(self) -> HTTPSeeOther:
        """Say that it is a registered client; who may merge compares the two at once."""
        self._agreed(self.request.POST)
        number = parse_number(self.request.POST.get("other"))
        other = self.service.require(number or 0, lists=())
        if other.kind != NAMED:
            raise BadInputError("not a named client")
        pair = PairService(self.request.db).suggest(self.client, other, None, reason=IDENTIFIED)
        if self.request.identity.may(Permission.CLIENT_MERGE):
            return HTTPSeeOther(self.request.route_path("duplicates.pair", id=pair.id))
        self.request.flash(_("Thank you. A manager will compare the two and merge them."))
        return HTTPSeeOther(self.request.route_path("clients.detail", number=self.client.number))


@view_defaults(
    route_name="clients.identify_profile",
    renderer="ocms_core.duplicates:templates/identify_profile.pt",
    permission=Permission.CLIENT_WRITE,
)
class IdentifyProfile(Identify):
    """The profile of a named client, under the number and history of the anonymous one."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        client = self.client
        editor = make_editor(request, Client, without=NAMED_WITHOUT)
        self.page = RecordPage(
            request,
            client,
            editor,
            target=f"client:{client.id}",
            needed=yellow_fields(request, "client"),
            needs=lambda answers: profile_needs(request, client, answers),
            judge_saved=self.service.judge_saved,
        )

    @view_config(request_method="GET", params=Params("statement", "locale"))
    def show(self) -> dict[str, Any]:
        """Show the profile to fill in."""
        agreed = self._agreed(self.request.GET)
        return {**self.page.show(), "client": self.client, "agreed": agreed}

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Make the anonymous client a named one."""
        request, client, page = self.request, self.client, self.page
        agreed = self._agreed(request.POST)
        raw = line_buttons(page.editor, request.POST)
        if raw is not None:
            submission = page.editor.judge(raw, record=client)
            submission.errors = {}
            return {
                "form": page.view(submission),
                "draft": None,
                "client": client,
                "agreed": agreed,
            }
        submission = page.editor.read(
            request.POST, record=client, controls=(*CONTROLS, "statement", "locale")
        )
        if not submission.can_be_saved:
            request.response.status_code = 422
            return {
                "form": page.view(submission),
                "draft": None,
                "client": client,
                "agreed": agreed,
            }
        # Before the answers: the table holds no name of an anonymous client.
        client.kind = NAMED
        statement = self.service.statement(agreed["statement"]) if agreed["statement"] else None
        if statement is not None:
            self.service.answered_statement(client, statement.id, agreed["locale"])
            consents = ConsentService(request.db, page.editor.today)
            consents.at_registration(client, statement, agreed["locale"], request.staff)
        page.save(submission)
        if statement is not None:
            consents = ConsentService(request.db, page.editor.today)
            consents.at_registration(client, statement, client.privacy_locale, request.staff)
        record_change(request.db, "client", client.id, (), action="identified")
        request.flash(
            _("The client has a name now, with the same number and everything that was recorded.")
        )
        return HTTPSeeOther(request.route_path("clients.detail", number=client.number))
