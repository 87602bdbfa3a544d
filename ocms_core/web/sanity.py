"""Refuse what no browser sends: junk bytes and foreign charsets are a 400, never a 500."""

from __future__ import annotations

import io
from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPBadRequest, HTTPRequestEntityTooLarge
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import EXCVIEW

from ocms_core.settings import Settings

MAX_BODY_BYTES = 2 * 1024 * 1024
UPLOAD_PATHS = ("/imports/", "/files/of-")
MEGABYTE = 1024 * 1024


def largest_upload(settings: Settings | None) -> int:
    """Return the most bytes of a request that brings files: two of the largest, with their form."""
    return 2 * settings.file_max_mb * MEGABYTE + MEGABYTE if settings else MAX_BODY_BYTES


def is_too_large(request: Request) -> bool:
    """Whether a request that may bring files says that it is larger than any may be."""
    return request.path_info.startswith(UPLOAD_PATHS) and (
        request.content_length or 0
    ) > largest_upload(request.registry.get("settings"))


def readable(request: Request) -> bool:
    """Whether path, query and form can be decoded; WebOb warns or raises where they cannot."""
    if (request.content_length or 0) > MAX_BODY_BYTES and not request.path_info.startswith(
        UPLOAD_PATHS
    ):
        return False
    charset = request.params_charset if hasattr(request, "params_charset") else request.charset
    if (charset or "UTF-8").upper() not in {"UTF-8", "UTF8"}:
        return False
    for value in (*request.GET.values(), *request.GET.keys()):
        if "\x00" in value:
            return False
    if request.method in {"POST", "PUT", "PATCH"}:
        files = request.path_info.startswith(UPLOAD_PATHS)
        for name, value in request.POST.items():
            if "\x00" in name or (isinstance(value, str) and "\x00" in value):
                return False
            # A file where text is asked would trip every view that reads it.
            if not isinstance(value, str) and not files:
                return False
    return "\x00" not in request.path_info


def _forget(request: Request) -> None:
    """Take out what must not be read again by the error page."""
    request.environ["QUERY_STRING"] = ""
    request.environ["PATH_INFO"] = "/"
    request.environ["CONTENT_TYPE"] = ""
    close_body(request)


def close_body(request: Request) -> None:
    """Give back the temporary file that WebOb made of a long body."""
    body = request.environ["wsgi.input"]
    # What the server gave is the server's to close.
    if request.is_body_seekable and isinstance(body, io.BufferedRandom):
        request.environ["wsgi.input"], request.environ["CONTENT_LENGTH"] = io.BytesIO(), "0"
        body.close()


def sanity_tween_factory(
    handler: Callable[..., Response], _registry: Registry
) -> Callable[..., Response]:
    """Look at every request before anything else does."""

    def sanity(request: Request) -> Response:
        try:
            if is_too_large(request):
                _forget(request)
                raise HTTPRequestEntityTooLarge
            fine = readable(request)
        except (ValueError, LookupError, DeprecationWarning, OSError):
            fine = False
        if not fine:
            _forget(request)
            raise HTTPBadRequest
        return handler(request)

    return sanity


def includeme(config: Configurator) -> None:
    """Put the check inside the error pages, outside everything else."""
    # WebOb would copy every longer form to a temporary file: personal data where nobody looks.
    Request.request_body_tempfile_limit = MAX_BODY_BYTES
    config.add_tween("ocms_core.web.sanity.sanity_tween_factory", under=EXCVIEW)
