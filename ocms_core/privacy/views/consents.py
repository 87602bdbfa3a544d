"""A client's consents: what holds, a form for a new answer, and every answer there ever was."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults
from sqlalchemy import select

from ocms_core.agencies.models import PrivacyStatement
from ocms_core.audit.services import note_clients
from ocms_core.clients.services import ClientService
from ocms_core.db.types import parse_uuid7, uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.editor import Submission
from ocms_core.forms.pages import CONTROLS, make_editor, today_of
from ocms_core.forms.rendering import FormView, Renderer
from ocms_core.i18n import LOCALES, _
from ocms_core.privacy.lookups import (
    CONSENT_ANSWER,
    CONSENT_HOW,
    CONSENT_PURPOSE,
    CONSENT_STATE,
    RESEARCH,
)
from ocms_core.privacy.models import ConsentEntry
from ocms_core.privacy.services import ConsentService, Offer, with_profile
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params
from ocms_core.web.paging import Pager

PAGE = 50
NOT_OFFERED = _("Your agency does not ask for this consent. Choose another purpose.")
TONES = {
    "given": "good",
    "refused": "danger",
    "withdrawn": "danger",
    "expired": "warning",
    "not_asked": "plain",
}
WHOSE = ("mine", "all")


def consent_service(request: Request) -> ConsentService:
    """Return the service for this request."""
    return ConsentService(request.db, today_of(request))


@view_defaults(
    route_name="clients.consents", renderer="ocms_core.privacy:templates/client_consents.pt"
)
class ClientConsents:
    """The tab "Consents" of a client."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = consent_service(request)
        self.client = ClientService(request.db).require(int(request.matchdict["number"]), lists=())
        if not self.client.is_named:
            raise NotFoundError("an anonymous client has no consents")

    @view_config(request_method="GET", permission=Permission.CLIENT_READ, params=Params("purpose"))
    def show(self) -> dict[str, Any]:
        """Show what holds, and a form for an answer to the purpose that somebody chose."""
        request = self.request
        purpose = request.GET.get("purpose")
        if purpose is None or not request.identity.may(Permission.CLIENT_WRITE):
            return self._page(None, "")
        if purpose not in CONSENT_PURPOSE:
            raise BadInputError("unknown purpose")
        editor = make_editor(request, ConsentEntry)
        raw = editor.raw_from(
            {"purpose": purpose, "answered_on": editor.today, "taken_by_id": request.staff.id}
        )
        submission = editor.judge(raw)
        submission.errors = {}
        statements = self._statements()
        usual = f"{statements[0].version}:{request.locale_name}" if statements else ""
        return self._page(Renderer(editor, self._t).form(submission), usual, statements)

    @view_config(request_method="POST", permission=Permission.CLIENT_WRITE, params=READS_ITS_OWN)
    def add(self) -> Any:
        """Write an answer into the ledger; the page posted twice writes one."""
        request, post = self.request, self.request.POST
        key = parse_uuid7(post.get("id"))
        if key is None:
            raise BadInputError("no id")
        editor = make_editor(request, ConsentEntry)
        submission = editor.read(post, controls=(*CONTROLS, "statement"))
        offers = self.service.offers()
        purpose = submission.answers.get("purpose")
        if purpose in offers and not offers[purpose].offered:
            submission.errors.setdefault("purpose", []).append(NOT_OFFERED)
        statements = self._statements()
        shown = post.get("statement", "")
        statement, locale = _shown_statement(statements, shown)
        if not submission.can_be_saved:
            request.response.status_code = 422
            return self._page(Renderer(editor, self._t).form(submission), shown, statements)
        if request.db.get(ConsentEntry, (request.agency.id, key)) is None:
            self._write(key, submission, editor, statement, locale)
        request.flash(_("The answer is recorded."))
        return HTTPSeeOther(request.route_path("clients.consents", number=self.client.number))

    def _write(
        self,
        key: Any,
        submission: Submission,
        editor: Any,
        statement: PrivacyStatement | None,
        locale: str | None,
    ) -> None:
        entry = ConsentEntry(
            id=key, statement_id=statement.id if statement else None, statement_locale=locale
        )
        editor.apply(entry, submission)
        self.service.add(entry, self.client)

    def _t(self, text: Any) -> str:
        return str(self.request.localizer.translate(text))

    def _statements(self) -> list[PrivacyStatement]:
        return list(
            self.request.db.scalars(
                select(PrivacyStatement).order_by(PrivacyStatement.version.desc())
            )
        )

    def _page(
        self,
        form: FormView | None,
        shown: str,
        statements: list[PrivacyStatement] | None = None,
    ) -> dict[str, Any]:
        entries = self.service.entries(self.client)
        offers = self.service.offers()
        states = self.service.states(entries)
        states[RESEARCH] = with_profile(self.client, states[RESEARCH])
        if form is not None:
            _keep_offered(form, offers)
        return {
            "client": self.client,
            "form": form,
            "form_action": self.request.path,
            "may_write": self.request.identity.may(Permission.CLIENT_WRITE),
            "minted": str(uuid7()),
            "statements": statements or [],
            "shown_statement": shown,
            "locales": LOCALES,
            "entries": entries,
            "states": [
                state
                for state in states.values()
                if offers[state.purpose].offered or state.entry is not None
            ],
            "offers": offers,
            "purposes": CONSENT_PURPOSE,
            "answers": CONSENT_ANSWER,
            "hows": CONSENT_HOW,
            "names": CONSENT_STATE,
            "tones": TONES,
        }


def _keep_offered(form: FormView, offers: dict[str, Offer]) -> None:
    """Leave out the purposes that the agency does not ask for."""
    for view in form.fields:
        if view.key == "purpose":
            view.options = [option for option in view.options if offers[option.code].offered]


def _shown_statement(
    statements: list[PrivacyStatement], text: str
) -> tuple[PrivacyStatement | None, str | None]:
    """Return which version was shown in which language, or nothing for an empty text."""
    if not text:
        return None, None
    version, _colon, locale = text.partition(":")
    for statement in statements:
        if str(statement.version) == version and locale in LOCALES:
            return statement, locale
    raise BadInputError("no such statement")


@view_config(
    route_name="consents.list",
    renderer="ocms_core.privacy:templates/ending.pt",
    permission=Permission.CLIENT_READ,
    params=Params("page", "whose"),
)
def list_ending(request: Request) -> dict[str, Any]:
    """List the consents that end within sixty days or have ended, the longest ended first."""
    sees_all = request.identity.may(Permission.CONFLICT_MANAGE)
    whose = request.GET.get("whose") or "mine"
    if whose not in WHOSE or (whose == "all" and not sees_all):
        raise BadInputError("whose consents")
    service, pager = consent_service(request), Pager.of(request, PAGE)
    statement = service.ending(request.staff if whose == "mine" else None)
    rows = pager.take(request.db.execute(statement.limit(pager.limit).offset(pager.offset)).all())
    note_clients(request.db, [row.id for row in rows])
    return {
        "rows": rows,
        "pager": pager,
        "whose": whose,
        "sees_all": sees_all,
        "purposes": CONSENT_PURPOSE,
        "today": today_of(request),
        "name_of": lambda row: " ".join(p for p in (row.first_name, row.last_name) if p),
    }
