"""A referral as a letter to the program or partner, for the client to take along."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from ocms_core.db.types import parse_uuid7
from ocms_core.errors import NotFoundError
from ocms_core.forms.pages import today_of
from ocms_core.prints.language import ReadIn, language_of
from ocms_core.prints.page import Print, page_of, pdf_of
from ocms_core.privacy.lookups import PARTNER_SHARING
from ocms_core.privacy.services import ConsentService
from ocms_core.referrals.lookups import INTERNAL, TASK
from ocms_core.referrals.models import FollowUp
from ocms_core.referrals.pages import FollowUpAnswers, follow_up_service
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params

READ: dict[str, Any] = {"permission": Permission.SESSION_READ, "params": Params("language")}


def _referral(request: Request) -> FollowUp:
    key = parse_uuid7(request.matchdict["id"])
    follow_up, _half = follow_up_service(request).require(key, whole=True)
    if follow_up.kind == TASK or follow_up.client_id is None:
        raise NotFoundError("a task is no letter")
    return follow_up


def letter(request: Request, follow_up: FollowUp) -> Print:
    """Return the letter; the client is named in it where they agreed to it."""
    reader: Any = ReadIn(request, language_of(request))
    consents = ConsentService(request.db, today_of(request))
    inside = follow_up.kind == INTERNAL
    client_id: Any = follow_up.client_id
    return Print(
        reader,
        "ocms_core.prints:templates/referral_sheet.pt",
        name=f"referral-{follow_up.made_on}",
        values={
            "agency": request.agency.title(reader.locale_name),
            "follow_up": follow_up,
            "answers": FollowUpAnswers(reader, follow_up, half_seen=False),
            "client": follow_up.client,
            "named": inside or consents.state(client_id, PARTNER_SHARING).holds,
            "worker": follow_up.assigned or follow_up.author,
            "today": today_of(request),
        },
    )


@view_config(
    route_name="follow_ups.print", renderer="ocms_core.prints:templates/referral.pt", **READ
)
def show_letter(request: Request) -> dict[str, Any]:
    """Show the letter, ready to print."""
    follow_up = _referral(request)
    return {**page_of(request, letter(request, follow_up)), "follow_up": follow_up}


@view_config(route_name="follow_ups.print_pdf", **READ)
def letter_pdf(request: Request) -> Response:
    """Give the letter in a PDF."""
    return pdf_of(request, letter(request, _referral(request)))
