"""Answers of the consent ledger in a client's timeline."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy import literal, select

from ocms_core.clients.timeline import PEOPLE, Badge, TimelineLine, entry
from ocms_core.i18n import _
from ocms_core.privacy.lookups import CONSENT_ANSWER, CONSENT_PURPOSE, GIVEN
from ocms_core.privacy.models import ConsentEntry
from ocms_core.security.permissions import Permission
from ocms_core.security.visibility import Viewer


def select_consents(_viewer: Viewer) -> Any:
    """Select the answers of clients, whatever holds today."""
    given = ConsentEntry
    return select(
        *entry(
            id=given.id,
            client_id=given.client_id,
            day=given.answered_on,
            kind=given.purpose,
            title=given.answer,
            staff_id=given.taken_by_id,
            restricted=literal(value=False),
        )
    ).where(given.client_id.in_(PEOPLE))


def word_consent(request: Request, row: Any) -> TimelineLine:
    """Word an answer by its purpose."""
    purpose = CONSENT_PURPOSE.label(row.kind, request.locale_name)
    answer = CONSENT_ANSWER.label(row.title, request.locale_name)
    return TimelineLine(
        title=request.localizer.translate(
            _("Consent: ${purpose}", mapping={"purpose": purpose}),
        ),
        badges=[Badge(answer, "plain" if row.title == GIVEN else "warning")],
        facts=[row.staff_name] if row.staff_name else [],
    )


def includeme(config: Configurator) -> None:
    """Tell the timeline of consents."""
    config.add_timeline_source(
        "consents",
        _("Consents"),
        select_consents,
        word_consent,
        order=60,
        permission=Permission.CLIENT_READ,
    )
