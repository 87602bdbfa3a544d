"""A request as somebody else reads it: a print speaks the client's language, not the worker's."""

from __future__ import annotations

from typing import Any

from pyramid.i18n import LocalizerRequestMixin
from pyramid.request import Request

from ocms_core.errors import BadInputError
from ocms_core.i18n import LOCALES


class ReadIn(LocalizerRequestMixin):
    """The request in another language, for editors and templates; all else is the request's."""

    def __init__(self, request: Request, locale: str) -> None:
        self._request = request
        self.locale_name = locale

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)


def language_of(request: Request) -> str:
    """Return the language that the page's address asks for, or else the reader's."""
    locale = str(request.GET.get("language") or request.locale_name)
    if locale not in LOCALES:
        raise BadInputError("no such language")
    return locale
