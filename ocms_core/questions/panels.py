"""The answers to the agency's own questions, on the page of a session."""

from __future__ import annotations

from collections.abc import Sequence

from pyramid.request import Request

from ocms_core.clients.models import Client
from ocms_core.forms.pages import make_editor
from ocms_core.forms.rendering import Renderer
from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.questions.catalogue import CUSTOM, SECTION
from ocms_core.security.permissions import Permission
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.service_sessions.pages import words_of_missing


def session_answers(
    request: Request, service_session: ServiceSession, _clients: Sequence[Client]
) -> ClientPanel | None:
    """Show what the agency asks of this kind of session, if it asks anything."""
    editor = make_editor(request, ServiceSession, record=service_session, only=(CUSTOM,))
    if not editor.questions:
        return None
    submission = editor.judge_stored(service_session)
    submission.raw = editor.raw_of(service_session)
    form = Renderer(editor, request.localizer.translate).form(submission)
    return ClientPanel(
        key="questions",
        title=SECTION.title,
        template="ocms_core.questions:templates/answers.pt",
        context={
            "section": form.sections[0],
            "missing": words_of_missing(request, len(submission.missing)),
            "service_session": service_session,
            "may_write": request.identity.may(Permission.SESSION_WRITE),
        },
    )
