"""Which consents the agency asks for, which of them at registration, and how long they last."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.audit.services import record_change
from ocms_core.db.types import parse_number
from ocms_core.i18n import _
from ocms_core.privacy.lookups import CONSENT_PURPOSE, SERVICE
from ocms_core.privacy.services import Offer
from ocms_core.privacy.views.consents import consent_service
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params

MOST_MONTHS = 120
WRONG_MONTHS = _("Type a whole number of months from 1 to 120, or nothing.")
PURPOSES = tuple(code.code for code in CONSENT_PURPOSE)
PAGE = {
    "route_name": "consents.settings",
    "renderer": "ocms_core.privacy:templates/settings.pt",
    "permission": Permission.AGENCY_MANAGE,
}


@view_config(**PAGE, request_method="GET", params=Params())
def show_settings(request: Request) -> dict[str, Any]:
    """Show how the agency asks for each purpose."""
    offers = consent_service(request).offers()
    return _page(offers, {key: str(offer.months or "") for key, offer in offers.items()}, {})


@view_config(
    **PAGE,
    request_method="POST",
    params=Params(*(f"months-{key}" for key in PURPOSES), many=("offered", "at_registration")),
)
def save_settings(request: Request) -> Any:
    """Keep how the agency asks; being served cannot be left out."""
    post = request.POST
    typed = {key: post.get(f"months-{key}", "").strip() for key in PURPOSES}
    errors, offers = {}, {}
    for key in PURPOSES:
        months = parse_number(typed[key]) if typed[key] else None
        if typed[key] and (months is None or not 1 <= months <= MOST_MONTHS):
            errors[key] = WRONG_MONTHS
            months = None
        offers[key] = Offer(
            key,
            offered=key == SERVICE or key in post.getall("offered"),
            at_registration=key in post.getall("at_registration"),
            months=months,
        )
    if errors:
        request.response.status_code = 422
        return _page(offers, typed, errors)
    for key in consent_service(request).set_offers(offers.values()):
        record_change(request.db, "consent_purpose", key, action="changed")
    request.flash(_("The purposes are saved. They hold for the next answers."))
    return HTTPSeeOther(request.route_path("consents.settings"))


def _page(offers: dict[str, Offer], months: dict[str, str], errors: Any) -> dict[str, Any]:
    return {
        "offers": offers,
        "months": months,
        "errors": [(f"months-{key}", key, sentence) for key, sentence in errors.items()],
        "wrong": errors,
        "purposes": CONSENT_PURPOSE,
        "always": SERVICE,
    }
