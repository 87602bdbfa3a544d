"""Opening, saving, printing and removing service forms; keeping drafts."""

from __future__ import annotations

import re
from typing import Any

from pyramid.csrf import get_csrf_token
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults
from sqlalchemy import select

from ocms_core.accounts.views import seconds_left
from ocms_core.clients.models import Client
from ocms_core.db.types import parse_number, parse_uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.exports.readiness import keys, record_needs, yellow_fields
from ocms_core.files.pages import attachments
from ocms_core.forms.drafts import LARGEST_REVISION, DraftService
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.pages import RecordPage, make_editor, today_of
from ocms_core.forms.services import FormService
from ocms_core.i18n import _
from ocms_core.referrals.pages import form_panel
from ocms_core.security.permissions import Permission
from ocms_core.security.visibility import may_change
from ocms_core.web.derivers import READS_ITS_OWN, Params
from ocms_core.web.formats import Formats

# A part of a profile is drafted apart: "client-contact".
DRAFT_KIND = re.compile(
    r"^(?:service_form|case_note|new_note|session_note|(?:new_)?(?:follow_up|employer|supporter)"
    r"|client(?:-[a-z]{1,20})?)$"
)


def form_service(request: Request) -> FormService:
    """Return the service for this request."""
    return FormService(request.db, request.plugins.forms, request.locale_name)


def form_page(request: Request, form: ServiceForm) -> RecordPage:
    """Return the page of a form, with what funders' files still need of it."""
    service, knows = form_service(request), form.__form__.knows
    return RecordPage(
        request,
        form,
        make_editor(
            request,
            type(form),
            record=form,
            version=form.version,
            client_id=form.client_id,
            knows=knows(request.db, form) if knows else None,
        ),
        target=f"service_form:{form.id}",
        needed=yellow_fields(request, form.kind, form.funder),
        needs=lambda answers: keys(record_needs(request, form, answers=answers)),
        judge_saved=service.judge_saved,
    )


def page_of(request: Request, form: ServiceForm) -> str:
    """Return the page a form belongs to: its session's, or its client's if it stands alone."""
    if form.client is not None and form.session_id is None:
        return str(request.route_path("clients.detail", number=form.client.number))
    # There the next form to fill in is linked, or nothing is left to do.
    return str(request.route_path("sessions.detail", id=form.session_id, _anchor="next"))


@view_defaults(route_name="forms.edit", renderer="templates/form.pt")
class EditForm:
    """A service form: the heart of a worker's day."""

    def __init__(self, request: Request) -> None:
        self.request = request
        form_id = parse_uuid7(request.matchdict["id"])
        lock = request.method == "POST"
        self.form = form_service(request).require(form_id, lock=lock)
        self.page = form_page(request, self.form)
        self.awaited = form_service(request).awaited_by(self.form)

    def _shown(self, page: dict[str, Any]) -> dict[str, Any]:
        return {
            **page,
            "record": self.form,
            "client": self.form.client,
            "service_session": self.form.session,
            "may_write": self.request.identity.may(Permission.SESSION_WRITE)
            and may_change(self.request.db, self.form),
            "awaited": self.awaited,
            **attachments(self.request, self.form),
            "follow_ups": form_panel(self.request, self.form),
        }

    @view_config(request_method="GET", permission=Permission.SESSION_READ, params=Params())
    def show(self) -> dict[str, Any]:
        """Show the form, or the draft of it."""
        return self._shown(self.page.show())

    @view_config(request_method="POST", permission=Permission.SESSION_WRITE, params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save; an incomplete form can always be saved."""
        page = self.page.submit() if self.awaited is None else self.page.refuse()
        if page is not None:
            return self._shown(page)
        self.request.plugins.call("ocms_forms_saved", request=self.request, forms=[self.form])
        if self.form.is_complete:
            self.request.flash(_("The form is saved and complete."))
        else:
            self.request.flash(
                _("The form is saved. It counts in reports when it is complete."), "info"
            )
        if self.request.POST.get("next") == "stay" or not self.form.is_complete:
            return HTTPSeeOther(self.request.route_path("forms.edit", id=self.form.id))
        return HTTPSeeOther(page_of(self.request, self.form))


@view_config(
    route_name="forms.delete",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params(),
)
def delete_form(request: Request) -> HTTPSeeOther:
    """Take away a form that was attached by mistake; a complete one stays."""
    service = form_service(request)
    form = service.require(parse_uuid7(request.matchdict["id"]), lock=True)
    page = page_of(request, form)
    if form.is_complete:
        request.flash(_("A complete form is not removed: it counts in reports."), "error")
    elif attachments(request, form)["file_lines"]:
        request.flash(_("The form has files: put them into the bin first."), "error")
    elif service.is_referred_to(form):
        request.flash(
            _("Another form refers to this one: choose another one there, or remove it first."),
            "error",
        )
    else:
        service.remove(form)
        request.flash(_("The form is removed."))
    return HTTPSeeOther(page)


@view_config(
    route_name="forms.alone",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params("kind", "form_id"),
)
def open_alone(request: Request) -> HTTPSeeOther:
    """Open the one form of a kind that a client has, begun if need be."""
    client = request.db.scalar(
        select(Client).where(Client.number == int(request.matchdict["number"]))
    )
    form_id = parse_uuid7(request.POST.get("form_id"))
    if client is None or form_id is None:
        raise NotFoundError("no such client")
    kind = request.POST.get("kind", "")
    if kind not in request.plugins.forms:
        raise NotFoundError("no such kind of form")
    try:
        form = form_service(request).find_or_attach_alone(
            kind,
            client,
            request.staff,
            form_id=form_id,
            program=request.offered_forms.program_for([kind]),
            today=today_of(request),
        )
    except NotFoundError:
        # Not that there is one: a private form is known to those alone who may open it.
        request.flash(
            _("You cannot begin this form for this client. Ask a manager of the program."), "error"
        )
        return HTTPSeeOther(request.route_path("clients.detail", number=client.number))
    return HTTPSeeOther(request.route_path("forms.edit", id=form.id))


def _draft_target(request: Request) -> str:
    kind, key = request.matchdict["kind"], parse_uuid7(request.matchdict["id"])
    if not DRAFT_KIND.match(kind) or key is None:
        raise NotFoundError("no such draft")
    return f"{kind}:{key}"


@view_config(
    route_name="forms.draft",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    renderer="json",
    params=READS_ITS_OWN,
)
def keep_draft(request: Request) -> dict[str, Any]:
    """Keep what was typed, as typed, and say when; only its author ever sees it."""
    target, post = _draft_target(request), request.POST
    revision = parse_number(post.get("revision", "0"))
    if revision is None or revision > LARGEST_REVISION:
        raise BadInputError("revision is a number")
    pairs = [(name, value) for name, value in post.items() if isinstance(value, str)]
    draft = DraftService(request.db, request.staff.id).keep(target, pairs, revision)
    formats = Formats(request.locale_name, request.agency.time_zone)
    return {
        "saved_at": formats.time(draft.saved_at),
        "signed_in": True,
        "reader": str(request.account.id),
        "seconds_left": seconds_left(request, is_seen_now=True),
        "csrf_token": get_csrf_token(request),
    }


@view_config(
    route_name="forms.discard_draft",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=Params("next"),
)
def discard_draft(request: Request) -> HTTPSeeOther:
    """Throw a draft away and show what is stored."""
    from ocms_core.i18n.locales import local_path

    DraftService(request.db, request.staff.id).discard(_draft_target(request))
    request.flash(_("The draft is thrown away. This is what was saved before."), "info")
    return HTTPSeeOther(local_path(request.POST.get("next")))
