"""CSRF tokens without a browser session: derived from the sign-in, or a cookie before it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from pyramid.config import Configurator
from pyramid.interfaces import ICSRFStoragePolicy
from pyramid.request import Request
from zope.interface import implementer

from ocms_core.security.identity import cookie_name


def token_of(sign_in: str) -> str:
    """Return the token of the pages of one sign-in, from its cookie."""
    return hashlib.sha256(b"csrf:" + sign_in.encode()).hexdigest()[:32]


@implementer(ICSRFStoragePolicy)
class DerivedTokens:
    """A signed-in page's token is a hash of the sign-in's own secret; others have a cookie."""

    COOKIE = "ocms_csrf"

    def new_csrf_token(self, request: Request) -> str:
        """Return a new token for a signed-out browser."""
        token, name = secrets.token_hex(16), cookie_name(request, self.COOKIE)
        request.cookies[name] = token
        secure = request.registry["settings"].secure

        def set_cookie(_request: Request, response: object) -> None:
            response.set_cookie(  # type: ignore[attr-defined]
                name, token, httponly=True, samesite="Lax", secure=secure
            )

        request.add_response_callback(set_cookie)
        return token

    def get_csrf_token(self, request: Request) -> str:
        """Return the token of this page."""
        if request.identity is not None:
            sign_in = request.cookies[cookie_name(request)]
            return token_of(sign_in)
        name = cookie_name(request, self.COOKIE)
        return request.cookies.get(name) or self.new_csrf_token(request)

    def check_csrf_token(self, request: Request, supplied: str) -> bool:
        """Whether a posted token is this page's."""
        return hmac.compare_digest(
            self.get_csrf_token(request).encode(), supplied.encode(errors="backslashreplace")
        )


def includeme(config: Configurator) -> None:
    """Demand a token and our own origin of every unsafe method."""
    config.set_csrf_storage_policy(DerivedTokens())
    config.set_default_csrf_options(require_csrf=True, check_origin=True)
