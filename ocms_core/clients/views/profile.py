"""A client's profile, family and access log."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.clients.models import NAMED, Client
from ocms_core.clients.services import ClientService, questions_for
from ocms_core.exports.readiness import keys, record_needs, yellow_fields
from ocms_core.forms.editor import Editor
from ocms_core.forms.pages import RecordPage, make_editor
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

PAGE = 50


def client_editor(request: Request, client: Client) -> Editor:
    """Return the editor of a client's profile."""
    return make_editor(request, Client, **questions_for(client.kind))


def profile_needs(request: Request, client: Client, answers: Any) -> list[str]:
    """Return the keys of the profile's questions that funders' files still need."""
    return keys(record_needs(request, client, answers=answers), on_client=True)


@view_defaults(route_name="clients.edit", renderer="ocms_core.clients:templates/edit.pt")
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
