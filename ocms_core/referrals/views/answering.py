"""One task or referral: what it says, how it stands, how it ended; answering what was sent."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.pages import today_of
from ocms_core.i18n import _
from ocms_core.privacy.lookups import PARTNER_SHARING
from ocms_core.privacy.services import ConsentService
from ocms_core.referrals.lookups import FOLLOW_UP_STATUS, INTERNAL, OPEN, UNDER_WAY
from ocms_core.referrals.models import FollowUp
from ocms_core.referrals.pages import FollowUpAnswers, follow_up_service, may_edit
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params

LONGEST = 5_000
WHY_DECLINED = _("Say in a few words why, so that who sent the client can look further.")
TOO_LONG = _("Keep the notes on the outcome under 5,000 characters.")


def _require(request: Request, *, lock: bool = False) -> tuple[FollowUp, bool]:
    key = parse_uuid7(request.matchdict["id"])
    return follow_up_service(request).require(key, lock=lock)


def may_answer(request: Request, follow_up: FollowUp) -> bool:
    """Whether this person accepts or declines it: the team it was sent to, and admins."""
    identity = request.identity
    return bool(
        follow_up.kind == INTERNAL
        and follow_up.status == OPEN
        and identity.may(Permission.SESSION_WRITE)
        and (identity.is_admin or follow_up.to_program_id in identity.programs | identity.managed)
    )


@view_config(
    route_name="follow_ups.detail",
    renderer="ocms_core.referrals:templates/follow_up.pt",
    permission=Permission.SESSION_READ,
    params=Params(),
)
def show(request: Request) -> dict[str, Any]:
    """Show one with its outcome, and what this person may do with it."""
    return _page(request, *_require(request))


def _page(
    request: Request, follow_up: FollowUp, half: Any, problem: str | None = None
) -> dict[str, Any]:
    writes = request.identity.may(Permission.SESSION_WRITE)
    consent = None
    if follow_up.shares_data and follow_up.client_id is not None and not half:
        consents = ConsentService(request.db, today_of(request))
        consent = consents.state(follow_up.client_id, PARTNER_SHARING).holds
    return {
        "follow_up": follow_up,
        "half_seen": half,
        "client": follow_up.client,
        "answers": FollowUpAnswers(request, follow_up, half_seen=half),
        "consent": consent,
        "may_edit": writes and not half and may_edit(request.identity, follow_up),
        "may_change": writes,
        "may_answer": may_answer(request, follow_up),
        "statuses": FOLLOW_UP_STATUS.choices(request.locale_name),
        "staff": request.choices.options("staff", str(request.staff.id)),
        "problem": problem,
    }


def _words(request: Request, name: str) -> str:
    text = request.POST.get(name, "").replace("\x00", " ").replace("\r\n", "\n").strip()
    return str(text)


@view_config(
    route_name="follow_ups.status",
    request_method="POST",
    renderer="ocms_core.referrals:templates/follow_up.pt",
    permission=Permission.SESSION_WRITE,
    params=Params("status", "outcome", "next"),
)
def set_status(request: Request) -> Any:
    """Say how it stands, and how it ended."""
    follow_up, half = _require(request, lock=True)
    status, outcome = request.POST.get("status", ""), _words(request, "outcome")
    if status not in FOLLOW_UP_STATUS:
        raise BadInputError("no such status")
    if len(outcome) > LONGEST:
        request.response.status_code = 422
        return _page(request, follow_up, half, TOO_LONG)
    # Who sees it in part was not shown the notes, so an empty box does not take them away.
    follow_up_service(request).close(follow_up, status, outcome or (None if half else ""))
    if status in UNDER_WAY:
        request.flash(_("The status is changed."))
    else:
        request.flash(_("The status is changed; nothing is left to do."))
    return _onwards(request, follow_up)


def _onwards(request: Request, follow_up: FollowUp) -> HTTPSeeOther:
    from ocms_core.i18n.locales import local_path

    wanted = request.POST.get("next")
    if wanted:
        return HTTPSeeOther(local_path(wanted))
    return HTTPSeeOther(request.route_path("follow_ups.detail", id=follow_up.id))


@view_config(
    route_name="follow_ups.answer",
    request_method="POST",
    renderer="ocms_core.referrals:templates/follow_up.pt",
    permission=Permission.SESSION_WRITE,
    params=Params("answer", "staff", "why", "next"),
)
def answer(request: Request) -> Any:
    """Accept what was sent to one's program and assign it, or decline it with the reason."""
    follow_up, half = _require(request, lock=True)
    if not may_answer(request, follow_up):
        if follow_up.kind == INTERNAL and follow_up.status != OPEN:
            request.flash(_("Somebody has answered this referral already."), "info")
            return _onwards(request, follow_up)
        raise NotFoundError("not sent to their program")
    service = follow_up_service(request)
    if request.POST.get("answer") == "decline":
        why = _words(request, "why")
        if not why or len(why) > LONGEST:
            request.response.status_code = 422
            return _page(request, follow_up, half, WHY_DECLINED)
        service.decline(follow_up, why)
        request.flash(_("The referral is declined; who sent it sees why."))
        return _onwards(request, follow_up)
    if request.POST.get("answer") != "accept":
        raise BadInputError("accept or decline")
    offered = dict(request.choices.options("staff"))
    chosen = request.POST.get("staff") or str(request.staff.id)
    key = parse_uuid7(chosen)
    if key is None or chosen not in offered:
        raise BadInputError("nobody of the staff")
    service.accept(follow_up, key)
    request.flash(
        _("The referral is accepted and assigned to ${name}.", mapping={"name": offered[chosen]})
    )
    return _onwards(request, follow_up)
