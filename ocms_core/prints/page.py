"""One print as a page of the application and as a PDF: the same markup in both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from pyramid.request import Request
from pyramid.response import Response

from ocms_core.i18n import LOCALES
from ocms_core.prints.pdf import pdf_response
from ocms_core.web.chrome import LANGUAGES
from ocms_core.web.templating import render

DOCUMENT = "ocms_core.prints:templates/document.pt"


@dataclass(slots=True)
class Print:
    """A template and what it shows, in the language of `reader`; `name` is the file's."""

    reader: Any
    template: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)

    def markup(self) -> Markup:
        """Return the sheet's markup."""
        return Markup(render(self.reader, self.template, **self.values))  # noqa: S704  our own


def page_of(request: Request, printed: Print) -> dict[str, Any]:
    """Return what a page needs to show a print: the sheet, its languages, its PDF."""
    locale = printed.reader.locale_name
    name = request.matched_route.name
    query = {key: value for key, value in request.GET.items() if key != "language"}

    def path(route: str, language: str) -> str:
        pairs = [(key, value) for key, value in request.GET.items() if key != "language"]
        return str(
            request.route_path(route, **request.matchdict, _query=[*pairs, ("language", language)])
        )

    return {
        "sheet": printed.markup(),
        "sheet_locale": locale,
        "sheet_languages": [
            (code, label, None if code == locale else path(name, code))
            for code, label in LANGUAGES
            if code in LOCALES
        ],
        "pdf_path": path(f"{name}_pdf", locale) if request.has_pdf else None,
        "query": query,
    }


def pdf_of(request: Request, printed: Print) -> Response:
    """Return a print as a PDF file."""
    html = render(printed.reader, DOCUMENT, sheet=printed.markup(), title=printed.name)
    return pdf_response(request, html, printed.name)
