"""Type the password again before something grave: ``@view_config(..., confirmed=True)``.

The view runs only when the person typed their password within ten minutes on this sign-in.
Otherwise a page asks for it and carries everything that was posted along, so that nothing chosen
or typed is lost. Guessing is held back as it is at signing in (security.md 7.5.3).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response

from ocms_core.accounts.services import TooManyAttemptsError, WrongSignInError
from ocms_core.accounts.views import sign_in_service
from ocms_core.errors import BadInputError
from ocms_core.i18n import _
from ocms_core.web.templating import render

VALID = dt.timedelta(minutes=10)
PASSWORD = "confirm_password"  # noqa: S105  the name of an input
TEMPLATE = "ocms_core.accounts:templates/confirm.pt"
UNPROCESSABLE = 422
WRONG = _("This is not your password. Type the one you signed in with.")
TOO_MANY = _("Too many attempts. Wait a quarter of an hour.")


def confirmed_view(view: Any, info: Any) -> Any:
    """Ask for the password before a view that was declared with ``confirmed=True``."""
    if not info.options.get("confirmed"):
        return view

    def confirmed(context: Any, request: Request) -> Any:
        problem = None
        typed = request.POST.pop(PASSWORD, None)
        if typed is not None:
            problem = _check(request, typed)
        if problem is not None or not _is_fresh(request):
            return _ask(request, problem)
        return view(context, request)

    return confirmed


confirmed_view.options = ("confirmed",)  # type: ignore[attr-defined]


def _is_fresh(request: Request) -> bool:
    moment = request.identity.web_session.confirmed_at
    return moment is not None and dt.datetime.now(dt.UTC) - moment < VALID


def _check(request: Request, typed: Any) -> str | None:
    """Note that the password was typed; return what is wrong otherwise."""
    if not isinstance(typed, str):
        raise BadInputError("a password is text")
    identity, service = request.identity, sign_in_service(request)
    try:
        service.confirm(identity.account, typed, request.remote_addr or "")
    except TooManyAttemptsError:
        return TOO_MANY
    except WrongSignInError:
        return WRONG
    identity.web_session.confirmed_at = dt.datetime.now(dt.UTC)
    request.db.flush()
    return None


def _ask(request: Request, problem: str | None) -> Response:
    """Return the page that asks, with what was posted in hidden inputs."""
    posted = [(name, value) for name, value in request.POST.items() if name != "csrf_token"]
    if not all(isinstance(value, str) for _name, value in posted):
        raise BadInputError("files cannot wait for a password")
    response = Response(status=200 if problem is None else UNPROCESSABLE, charset="utf-8")
    response.text = render(request, TEMPLATE, posted=posted, problem=problem)
    return response


def includeme(config: Configurator) -> None:
    """Offer the option; the permission and the token are looked at before."""
    config.add_view_deriver(
        confirmed_view, under="csrf_view", over="params_view", name="confirmed_view"
    )
