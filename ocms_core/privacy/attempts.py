"""Notes that a barred person asked for a client, in a transaction that outlives the refusal.

The page stays the same 404 as for a client who never was.
"""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

from ocms_core.audit.services import apart
from ocms_core.errors import NotFoundError
from ocms_core.privacy.conflicts import asked_for, note_attempts


def watched_view(view: Any, info: Any) -> Any:
    """Look at what was asked for whenever a view finds nothing for somebody who is barred."""
    if info.exception_only:
        return view

    def watched(context: Any, request: Request) -> Any:
        try:
            return view(context, request)
        except NotFoundError:
            identity = request.identity
            if identity is not None and identity.barred:
                # Once the refused request is rolled back: its transaction may hold locks.
                request.add_finished_callback(lambda finished: _note(finished, identity))
            raise

    return watched


def _note(request: Request, identity: Any) -> None:
    given = [*request.matchdict.values(), *request.params.values()]
    texts = [text for text in given if isinstance(text, str)]
    factory = request.environ.get("ocms.session_factory") or request.registry["session_factory"]
    route = request.matched_route.name if request.matched_route else "?"
    with apart(factory, identity.agency.id) as session:
        note_attempts(
            session,
            identity.staff.id,
            asked_for(session, identity.barred, texts),
            action=f"{request.method} {route}",
            address=request.remote_addr,
        )


def includeme(config: Configurator) -> None:
    """Watch every view."""
    config.add_view_deriver(watched_view, under="params_view", name="watched_view")
