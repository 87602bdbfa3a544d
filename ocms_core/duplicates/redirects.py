"""Lead from the number of a record that was merged to the client who took it up.

A page asked for by the old number is shown under the present one. What is posted to it reaches the
client, so that nothing typed is lost; only changes of the old record itself are refused.
"""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ocms_core.clients.services import RENUMBERED
from ocms_core.errors import MergedClientError
from ocms_core.i18n import _
from ocms_core.web.derivers import SAFE_METHODS


def renumbered_view(view: Any, info: Any) -> Any:
    """Answer a request for an old number with the way to the present one."""
    if info.exception_only:
        return view

    def follow(context: Any, request: Request) -> Any:
        if "number" not in (request.matchdict or {}):
            return view(context, request)
        try:
            response = view(context, request)
        except MergedClientError as moved:
            request.flash(
                _(
                    "This record was merged into another one, which you see here. Nothing was "
                    "saved: look whether your change is still needed."
                ),
                "error",
            )
            return HTTPSeeOther(request.route_path("clients.detail", number=moved.number))
        number = request.db.info.pop(RENUMBERED, None)
        if number is None or request.method not in SAFE_METHODS:
            return response
        parts = {**request.matchdict, "number": number}
        name = request.matched_route.name
        return HTTPSeeOther(request.route_path(name, **parts, _query=request.GET))

    return follow


def includeme(config: Configurator) -> None:
    """Put it inside the access log, so that the client who is shown is written down."""
    config.add_view_deriver(renumbered_view, under="logged_view", name="renumbered_view")
