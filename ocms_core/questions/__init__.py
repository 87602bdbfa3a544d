"""Questions that an agency asks beside those of the product: on forms, profiles and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.questions.catalogue import AgencyQuestions
from ocms_core.questions.panels import session_answers
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from pyramid.request import Request


def request_questions(request: Request) -> AgencyQuestions:
    """Return the agency's own questions, read once a request when something is asked."""
    identity = request.identity
    if identity is None or identity.agency is None:
        return AgencyQuestions(None)
    return AgencyQuestions(request.db, request.locale_name, identity.asked_of)


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.add_request_method(request_questions, "agency_questions", reify=True)
    config.add_help_topic(
        "own-questions",
        _("Ask your own questions"),
        "ocms_core.questions:help/own-questions",
        permission=Permission.AGENCY_MANAGE,
        order=75,
    )
    config.add_session_panel(session_answers, order=10)
    config.include("ocms_core.questions.routes")
    config.scan("ocms_core.questions")
