"""What every view gets without asking: declared parameters, safe methods, the access log."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPMethodNotAllowed
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.viewderivers import INGRESS

from ocms_core.audit.actions import action_of
from ocms_core.audit.services import SHOWN, record_access
from ocms_core.errors import BadInputError

SAFE_METHODS = ("GET", "HEAD")
READS_ITS_OWN = "reads_its_own"


class Params:
    """The parameters a view takes, once or several times each; others are a 400 (decisions D9)."""

    def __init__(self, *once: str, many: tuple[str, ...] = ()) -> None:
        self.once = frozenset(once)
        self.many = frozenset(many)

    def check(self, params: Any) -> None:
        """Raise BadInputError on an unknown or wrongly repeated parameter."""
        for name in params:
            if name not in self.once and name not in self.many:
                raise BadInputError(f"unknown parameter {name[:60]!r}")
            if name in self.once and len(params.getall(name)) > 1:
                raise BadInputError(f"parameter {name[:60]!r} is repeated")


def params_view(view: Any, info: Any) -> Any:
    """Check the query and the posted parameters before the view sees them.

    ``params=Params("q", "page")`` declares them. ``params=READS_ITS_OWN`` is for views that hand
    the whole post to the form engine, which refuses unknown names itself; their query must still
    be empty.
    """
    declared = info.options.get("params", Params())
    if info.exception_only or declared is None:
        return view

    def checked(context: Any, request: Request) -> Any:
        if declared == READS_ITS_OWN:
            Params().check(request.GET)
        elif request.method in SAFE_METHODS:
            declared.check(request.GET)
        else:
            Params(*declared.once, "csrf_token", many=tuple(declared.many)).check(request.POST)
            Params().check(request.GET)
        return view(context, request)

    return checked


params_view.options = ("params",)  # type: ignore[attr-defined]


def methods_view(view: Any, info: Any) -> Any:
    """Let a view answer GET and HEAD only, unless it names another method."""
    if info.exception_only or info.options.get("request_method") is not None:
        return view

    def safe_only(context: Any, request: Request) -> Any:
        if request.method not in SAFE_METHODS:
            raise HTTPMethodNotAllowed
        return view(context, request)

    return safe_only


methods_view.options = ("request_method",)  # type: ignore[attr-defined]


def logged_view(view: Any, info: Any) -> Any:
    """Write whose data a page showed, in its transaction: no row, no page (decisions B3)."""
    if info.exception_only or info.options.get("permission") == NO_PERMISSION_REQUIRED:
        return view

    def logged(context: Any, request: Request) -> Any:
        identity = request.identity
        if identity is None or identity.agency is None:
            return view(context, request)
        request.db.info[SHOWN] = set()
        response = view(context, request)
        route = request.matched_route.name if request.matched_route else "?"
        action = f"{request.method} {route}"
        record_access(
            request.db,
            action,
            kind=action_of(request.registry["access_actions"], action).kind,
            purpose=request.environ.get("ocms.access_purpose"),
            address=request.remote_addr,
            detail=request.environ.get("ocms.access_detail"),
        )
        return response

    return logged


def includeme(config: Configurator) -> None:
    """Put the derivers around every view; parameters are looked at after the permission."""
    config.add_view_deriver(methods_view, under=INGRESS, over="secured_view", name="methods_view")
    config.add_view_deriver(params_view, under="csrf_view", name="params_view")
    config.add_view_deriver(logged_view, under="params_view", name="logged_view")
