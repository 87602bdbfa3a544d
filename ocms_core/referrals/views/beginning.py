"""From a form to its tasks and referrals: nothing typed is lost, and ticks become records."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.clients.models import Client
from ocms_core.db.types import parse_number, parse_uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.drafts import LARGEST_REVISION, DraftService
from ocms_core.forms.models import ServiceForm
from ocms_core.forms.pages import make_editor
from ocms_core.forms.views import form_service
from ocms_core.i18n import _
from ocms_core.referrals.lookups import EXTERNAL, INTERNAL
from ocms_core.referrals.pages import choices_of, follow_up_service, open_marks
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

CHOOSE = _("Choose a program or a partner for each, or leave it out.")


def _form(request: Request) -> tuple[ServiceForm, Client]:
    # Two people may record what it marks at one moment: the second finds what the first wrote.
    lock = request.method == "POST"
    form = form_service(request).require(parse_uuid7(request.matchdict["id"]), lock=lock)
    if form.client is None:
        raise NotFoundError("a form of no client")
    return form, form.client


@view_config(
    route_name="follow_ups.begin",
    request_method="POST",
    permission=Permission.SESSION_WRITE,
    params=READS_ITS_OWN,
)
def begin(request: Request) -> HTTPSeeOther:
    """Keep what stands on the form's page as a draft, and go on to a new task or referral."""
    form, post = form_service(request).require(parse_uuid7(request.matchdict["id"])), request.POST
    if form.client is None and form.session_id is None:
        raise NotFoundError("a form of nobody and of no session")
    editor = make_editor(request, type(form), record=form, version=form.version)
    revision = parse_number(post.get("revision", "0"))
    if revision is None or revision > LARGEST_REVISION:
        raise BadInputError("revision is a number")
    typed = {name: post.getall(name) for name in editor.input_names(post.keys())}
    if _answers(typed) != _answers(editor.raw_of(form)):
        pairs = [(name, value) for name, value in post.items() if isinstance(value, str)]
        drafts = DraftService(request.db, request.staff.id)
        drafts.keep(f"service_form:{form.id}", pairs, revision)
    tied = {"form": form.id}
    if form.client is None:
        new = request.route_path("follow_ups.of_session", id=form.session_id, _query=tied)
    else:
        new = request.route_path("follow_ups.new", number=form.client.number, _query=tied)
    return HTTPSeeOther(new)


def _answers(raw: dict[str, list[Any]]) -> dict[str, list[str]]:
    """Return what was answered, in whatever order a browser sends it."""
    found = {name: sorted(str(one) for one in texts if one) for name, texts in raw.items()}
    return {name: texts for name, texts in found.items() if texts}


MARKED = {
    "route_name": "follow_ups.marked",
    "renderer": "ocms_core.referrals:templates/marked.pt",
    "permission": Permission.SESSION_WRITE,
}


@view_config(**MARKED, request_method="GET", params=Params())
def show_marked(request: Request) -> dict[str, Any]:
    """Ask where the client was referred for each tick of a form that is not recorded yet."""
    return _marked(request, _form(request)[0])


def _marked(request: Request, form: ServiceForm, problem: str | None = None) -> dict[str, Any]:
    choices = choices_of(request)
    return {
        "client": form.client,
        "record": form,
        "marks": open_marks(request, form),
        "programs": choices.options("any_program"),
        "partners": choices.options("partner"),
        "problem": problem,
        "back": request.route_path("forms.edit", id=form.id, _anchor="follow-ups"),
    }


@view_config(**MARKED, request_method="POST", params=Params(many=("origin", "target")))
def record_marked(request: Request) -> Any:
    """Write down the referrals that were chosen; what has no target is left for later."""
    (form, client), post = _form(request), request.POST
    marks = {mark.origin: mark for mark in open_marks(request, form)}
    origins, targets = post.getall("origin"), post.getall("target")
    if len(origins) != len(targets):
        raise BadInputError("one target for each")
    choices = choices_of(request)
    offered = {
        **{f"program:{key}": key for key, _name in choices.options("any_program")},
        **{f"partner:{key}": key for key, _name in choices.options("partner")},
    }
    service, made = follow_up_service(request), 0
    for origin, target in zip(origins, targets, strict=True):
        mark = marks.get(origin)
        # Another person may have recorded it since the page was opened.
        if mark is None or not target:
            continue
        key = parse_uuid7(offered.get(target))
        if key is None:
            raise BadInputError("not one of the list")
        inside = target.startswith("program:")
        service.plan(
            client,
            mark.words,
            author=request.staff,
            form=form,
            origin=origin,
            kind=INTERNAL if inside else EXTERNAL,
            need=mark.need,
            to_program_id=key if inside else None,
            partner_id=None if inside else key,
        )
        made += 1
    if not made:
        request.response.status_code = 422
        return _marked(request, form, CHOOSE)
    request.flash(_("${number} referrals are recorded.", mapping={"number": made}))
    return HTTPSeeOther(request.route_path("forms.edit", id=form.id, _anchor="follow-ups"))
