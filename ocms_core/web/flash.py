"""Messages for the next page, in a short-lived cookie: never with personal data in them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from pyramid.config import Configurator
from pyramid.request import Request

from ocms_core.security.identity import cookie_name

COOKIE = "ocms_flash"
SECONDS = 60


def _key(request: Request) -> bytes:
    return hashlib.sha256(
        b"flash:" + request.cookies.get(cookie_name(request), "").encode()
    ).digest()


def flash(request: Request, text: str, tone: str = "success") -> None:
    """Show `text` on the next page. Tones: success, info, warning, error."""
    messages = [*request.environ.get("ocms.flash", []), (tone, request.localizer.translate(text))]
    request.environ["ocms.flash"] = messages
    if len(messages) > 1:
        return

    def set_cookie(request: Request, response: object) -> None:
        body = base64.urlsafe_b64encode(json.dumps(request.environ["ocms.flash"]).encode())
        mark = hmac.digest(_key(request), body, "sha256").hex()
        response.set_cookie(  # type: ignore[attr-defined]
            COOKIE,
            f"{mark}.{body.decode()}",
            max_age=SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.registry["settings"].secure,
        )

    request.add_response_callback(set_cookie)


def flash_messages(request: Request) -> list[tuple[str, str]]:
    """Take the messages that the page before left."""
    mark, _dot, body = request.cookies.get(COOKIE, "").partition(".")
    if not body or not hmac.compare_digest(
        hmac.digest(_key(request), body.encode(), "sha256").hex().encode(), mark.encode()
    ):
        return []
    request.add_response_callback(lambda _request, response: response.delete_cookie(COOKIE))
    return [(str(tone), str(text)) for tone, text in json.loads(base64.urlsafe_b64decode(body))]


def includeme(config: Configurator) -> None:
    """Add ``request.flash`` and ``request.flash_messages``."""
    config.add_request_method(flash)
    config.add_request_method(flash_messages, reify=True)
