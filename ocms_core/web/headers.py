"""Sets the security headers on every answer, errors and redirects included.

The application may stand alone on the network, so it sends what elsewhere a proxy would add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.interfaces import PHASE3_CONFIG, ITweens
from pyramid.tweens import INGRESS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.config import Configurator
    from pyramid.registry import Registry
    from pyramid.request import Request
    from pyramid.response import Response

# Bootstrap draws its ticks and arrows as data: images. Styles and scripts come from our own
# files only: no nonce, no hash, no inline.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "camera",
        "display-capture",
        "geolocation",
        "microphone",
        "payment",
        "publickey-credentials-get",
        "usb",
    )
)

# For a page that reads codes with the device's camera, and for no other.
CAMERA_HERE = PERMISSIONS_POLICY.replace("camera=()", "camera=(self)")

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

SANDBOXED = "default-src 'none'; sandbox"
STRICT_TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"


def set_headers(request: Request, response: Response) -> None:
    """Add the security headers to an answer; only static files may be kept by a browser.

    A policy that an answer brings itself stays if it is a sandbox, which is stricter, or the one
    that lets its page use the camera.
    """
    own = response.headers.get("Content-Security-Policy", "")
    may_use_camera = response.headers.get("Permissions-Policy") == CAMERA_HERE
    response.headers.update(SECURITY_HEADERS)
    if SANDBOXED in own:
        response.headers["Content-Security-Policy"] = own
    if may_use_camera:
        response.headers["Permissions-Policy"] = CAMERA_HERE
    if "immutable" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("Expires", None)
    # By the setting too: a proxy that ends TLS may forget to say that it did.
    settings = request.registry.get("settings")
    if request.scheme == "https" or (settings is not None and settings.secure):
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY


def headers_tween_factory(
    handler: Callable[[Request], Response],
    registry: Registry,  # noqa: ARG001  Pyramid's signature
) -> Callable[[Request], Response]:
    """Wrap all other tweens, so that an answer made by one of them has the headers too."""

    def headers_tween(request: Request) -> Response:
        response = handler(request)
        set_headers(request, response)
        return response

    return headers_tween


def includeme(config: Configurator) -> None:
    """Put the headers' tween around all others."""

    def register() -> None:
        tweens = config.registry.getUtility(ITweens)
        tweens.add_implicit(headers_tween_factory.__name__, headers_tween_factory, under=INGRESS)

    # Of the tweens that claim no place, the last one added is the outermost: hence the late phase.
    config.action(__name__, register, order=PHASE3_CONFIG + 1)
