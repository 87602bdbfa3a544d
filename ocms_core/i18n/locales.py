"""Which language a page speaks: the account's, the browser's choice before signing in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED

from ocms_core.errors import NotFoundError
from ocms_core.i18n import DEFAULT_LOCALE, LOCALES
from ocms_core.web.derivers import Params

COOKIE = "ocms_locale"
ONE_YEAR = 365 * 24 * 3600


def negotiate(request: Request) -> str:
    """Return "en" or "fr" for this request."""
    cookie = request.cookies.get(COOKIE)
    if request.identity is not None:
        return str(request.identity.account.locale)
    if cookie in LOCALES:
        return str(cookie)
    best = request.accept_language.lookup(LOCALES, default=DEFAULT_LOCALE)
    return best if best in LOCALES else DEFAULT_LOCALE


def switch_language(request: Request) -> Any:
    """Change the language at once, for the account too, and come back to the page."""
    locale = request.matchdict["locale"]
    if locale not in LOCALES:
        raise NotFoundError("no such language")
    if request.identity is not None:
        request.identity.account.locale = locale
    response = HTTPSeeOther(local_path(request.POST.get("next")))
    remember_locale(request, response, locale)
    return response


def remember_locale(request: Request, response: Any, locale: str) -> None:
    """Keep the language for the pages before signing in."""
    response.set_cookie(
        COOKIE,
        locale,
        max_age=ONE_YEAR,
        samesite="Lax",
        httponly=True,
        secure=request.registry["settings"].secure,
    )


def local_path(path: str | None) -> str:
    """Return a path of our own, or the first page: a redirect never leaves this host."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or "\n" in path:
        return "/"
    return path if path.isprintable() else "/"


def includeme(config: Configurator) -> None:
    """Set the negotiator, the catalogues and the switch."""
    config.set_locale_negotiator(negotiate)
    config.add_translation_dirs(str(Path(__file__).parent.parent / "locale"))
    config.add_route("language", "/language/{locale}")
    config.add_view(
        switch_language,
        route_name="language",
        request_method="POST",
        permission=NO_PERMISSION_REQUIRED,
        params=Params("next"),
    )
