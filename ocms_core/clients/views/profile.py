"""A client's profile, family and access log."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.clients.keeping import keep_what_was, past
from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.search import ClientSearch
from ocms_core.clients.services import (
    ClientService,
    green_questions,
    questions_for,
    questions_to_change,
)
from ocms_core.exports.readiness import keys, record_needs, yellow_fields
from ocms_core.forms.choices import StoredChoices
from ocms_core.forms.editor import Editor, Submission
from ocms_core.forms.pages import RecordPage, make_editor
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

PAGE = 50
# Few of each, so that they are read with the client; and those that may be many.
TOGETHER = ("identifiers", "other_names", "emergency_contacts")
# Questions that most people have no answer to: nothing is missing where they have none.
SELDOM = frozenset({"has_one_name", "other_names", "reentry_date", "comments", "needs_remarks"})
APART = ("phones", "addresses", "language_levels")


def client_editor(request: Request, client: Client) -> Editor:
    """Return the editor of a client's profile."""
    return make_editor(request, Client, **questions_for(client.kind))


def profile_needs(request: Request, client: Client, answers: Any) -> list[str]:
    """Return the keys of the profile's questions that funders' files still need."""
    return keys(record_needs(request, client, answers=answers), on_client=True)


def profile_page(request: Request, client: Client, part: str | None, save: Any) -> RecordPage:
    """Return the page of a profile or of one part of it; `save` judges what was saved."""
    named = client.kind == NAMED
    return RecordPage(
        request,
        client,
        make_editor(request, Client, **questions_to_change(client, part)),
        target=f"client:{client.id}" if part is None else f"client-{part}:{client.id}",
        needed=yellow_fields(request, "client") if named else {},
        needs=(lambda answers: profile_needs(request, client, answers)) if named else None,
        judge_saved=save,
    )


@view_config(
    route_name="clients.profile",
    renderer="ocms_core.clients:templates/profile.pt",
    permission=Permission.CLIENT_READ,
    params=Params(),
)
def show_profile(request: Request) -> dict[str, Any]:
    """Show the whole profile to read: what is known, what is still needed, what was before."""
    service = ClientService(request.db)
    client = service.require(int(request.matchdict["number"]), lists=TOGETHER, apart=APART)
    page = profile_page(request, client, None, None)
    earlier = past(request.db, client)
    codes = {
        bound.key: bound.question.codes
        for bound in page.editor.questions
        if bound.question.codes is not None
    }
    return {
        **page.show(read_only=True),
        "client": client,
        "past": earlier,
        "codes": codes,
        "seldom": SELDOM,
        "may_write": request.identity.may(Permission.CLIENT_WRITE),
    }


@view_defaults(renderer="ocms_core.clients:templates/edit.pt", permission=Permission.CLIENT_WRITE)
class EditProfile:
    """The profile, filled over months: all of it, or quickly one part."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.part: str | None = request.matchdict.get("part")
        self.service = ClientService(request.db)
        self.client = self.service.require(
            int(request.matchdict["number"]),
            lock=request.method == "POST",
            lists=TOGETHER,
            apart=APART,
        )
        self.page = profile_page(request, self.client, self.part, self._judge_saved)

    def _judge_saved(self, client: Client, submission: Submission) -> None:
        keep_what_was(self.request.db, client, self.page.editor.today)
        if self.part is None:
            self.service.judge_saved(client, submission)
        else:
            self.service.judge_part(client, submission, self._green_editor())

    def _green_editor(self) -> Editor:
        """Return the editor of what completeness needs; it may choose nothing new."""
        stored = StoredChoices(self.request.db, self.request.locale_name)
        asked = green_questions(self.client.kind)
        return make_editor(self.request, Client, choices=stored, only=asked)

    def _shown(self, page: dict[str, Any]) -> dict[str, Any]:
        kind = "client" if self.part is None else f"client-{self.part}"
        return {**page, "client": self.client, "draft_kind": kind}

    @view_config(route_name="clients.edit", request_method="GET", params=Params())
    @view_config(route_name="clients.edit_part", request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the questions with the answers, or the draft of them."""
        return self._shown(self.page.show())

    @view_config(route_name="clients.edit", request_method="POST", params=READS_ITS_OWN)
    @view_config(route_name="clients.edit_part", request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save; say so when an identifier is somebody else's, too."""
        known = {row.blind_index for row in self.client.identifiers}
        # Histories are read off what is not flushed yet.
        with self.request.db.no_autoflush:
            page = self.page.submit()
        if page is not None:
            return self._shown(page)
        self._tell_doubles(known)
        self.request.flash(_("The profile is saved."))
        return HTTPSeeOther(self.request.route_path("clients.profile", number=self.client.number))

    def _tell_doubles(self, known: set[bytes]) -> None:
        """Warn of clients who have an identifier that was just typed."""
        typed = [row.value for row in self.client.identifiers if row.blind_index not in known]
        if not typed:
            return
        for match in ClientSearch(self.request.db).like(identifiers=[v for v in typed if v]):
            if match.client.id != self.client.id and "identifier" in match.reason_codes:
                self.request.flash(
                    _(
                        "Client ${number} has the same identifier. Check whether it is the same "
                        "person.",
                        mapping={"number": match.client.number},
                    ),
                    "warning",
                )
