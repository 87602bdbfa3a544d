"""PDF from our own templates by WeasyPrint, where Debian's Pango is (docs/adr/0006).

Layout reads nothing but our static files: not the network, not a file that a page might name.
"""

from __future__ import annotations

import ctypes
import threading
from typing import Any

import structlog
from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response

from ocms_core.errors import NotFoundError
from ocms_core.web.static import StaticFolders

log = structlog.get_logger(__name__)

LIBRARIES = (
    "libgobject-2.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
)
# Drawn by a template of ours, as the code of a check-in card is; what it names is fetched here too.
INLINE_PICTURE = "data:image/svg+xml"
ONE_AT_A_TIME = threading.Lock()
"""Layout keeps a processor busy: two at once would only make both slow."""


def missing_library() -> str | None:
    """Return the first shared library that PDF needs and this machine lacks."""
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            return name
    return None


def make_pdf(html: str, folders: StaticFolders) -> bytes:
    """Return a page as PDF. Its style sheets are named ``static:<folder>/<path>``."""
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OurFilesOnly(URLFetcher):
        """Reads static files of ours, and pictures that stand in the page; all else stops it."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url.startswith(INLINE_PICTURE):
                return super().fetch(url, headers)
            scheme, _colon, place = url.partition(":")
            folder, _slash, path = place.partition("/")
            try:
                file = folders.file(folder, path) if scheme == "static" else None
            except LookupError:
                file = None
            if file is None:
                raise FatalURLFetchingError("a print names a file that is not ours")
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": "text/css"})

    with ONE_AT_A_TIME:
        document = HTML(string=html, base_url="static:", url_fetcher=OurFilesOnly())
        return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


def pdf_response(request: Request, html: str, name: str) -> Response:
    """Return a page as a PDF file to save; `name` has ASCII letters only."""
    if not request.has_pdf:
        raise NotFoundError("no PDF on this machine")
    answer = Response(body=make_pdf(html, request.registry[StaticFolders]))
    answer.content_type = "application/pdf"
    answer.content_disposition = f'attachment; filename="{name}.pdf"'
    return answer


def includeme(config: Configurator) -> None:
    """Look for the libraries once, and tell the log when there will be no PDF."""
    missing = missing_library()
    if missing is not None:
        log.warning(
            "no_pdf", missing=missing, advice="Install libpangoft2-1.0-0 and libharfbuzz-subset0."
        )
    config.registry["has_pdf"] = missing is None
    config.add_request_method(lambda request: request.registry["has_pdf"], "has_pdf", property=True)
