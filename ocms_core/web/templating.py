"""Renders Chameleon templates for Pyramid views.

pyramid_chameleon is from 2014 and imports pkg_resources, so the renderer is our own: translation
goes through the request's localizer, and each template finds the same few names.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from chameleon import PageTemplateLoader
from markupsafe import Markup
from pyramid.interfaces import IRendererFactory
from pyramid.path import AssetResolver
from translationstring import TranslationStringFactory

from ocms_core.i18n import _
from ocms_core.web.chrome import Chrome, CsrfToken
from ocms_core.web.fields import SHAPES, FieldDrawer, Pieces
from ocms_core.web.formats import Formats
from ocms_core.web.static import static_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from chameleon.zpt.template import PageTemplateFile
    from pyramid.config import Configurator
    from pyramid.request import Request

TEMPLATES = "ocms_core.web:templates/"
SHARED = {
    **{name: f"{TEMPLATES}{name}.pt" for name in ("layout", "bare", "fields", "parts")},
    "client_parts": "ocms_core.clients:templates/client_parts.pt",
    "session_parts": "ocms_core.service_sessions:templates/session_parts.pt",
    "file_parts": "ocms_core.files:templates/file_parts.pt",
    "follow_up_parts": "ocms_core.referrals:templates/follow_up_parts.pt",
}


class TemplateRendererFactory:
    """Makes one renderer per template file; compiled templates are kept by the process."""

    def __init__(self, *, reload: bool) -> None:
        # A failing template prints its variables into the traceback: only their types may be told,
        # since the values are clients' data and the traceback goes to a log.
        self._load = PageTemplateLoader(
            auto_reload=reload, value_repr=lambda value: type(value).__name__
        ).load
        # What fields.pt makes of declared questions; none is kept while templates may change.
        self._kept: dict[Any, Pieces] | None = None if reload else {}

    def __call__(self, info: Any) -> TemplateRenderer:
        """Return the renderer of the template that a view names."""
        return TemplateRenderer(self._load(_path(info.package, info.name)), self)

    def shared(self) -> dict[str, PageTemplateFile]:
        """Return the macro templates that every page may use."""
        return {name: self._load(_path(None, spec)) for name, spec in SHARED.items()}

    def field_drawer(self, locale: str, translate: Callable[..., Any]) -> FieldDrawer:
        """Return what draws lists of fields in a language, for the macro `all` of fields.pt."""
        drawn = self._load(_path(None, f"{TEMPLATES}drawn_fields.pt"))
        fields = self._load(_path(None, SHARED["fields"]))

        def by_template(views: list[Any]) -> str:
            return drawn(
                views=views, fields=fields, shapes=SHAPES, draw_fields=drawer,
                translate=translate, target_language=locale,
            )  # fmt: skip

        drawer = FieldDrawer(locale, by_template, self._kept)
        return drawer


@cache
def _path(package: Any, spec: str) -> str:
    """Return the file of an asset; to find it anew takes longer than many a page's statement."""
    return str(AssetResolver(package).resolve(spec).abspath())


class TemplateRenderer:
    """Renders one template with what its view returned."""

    def __init__(self, template: PageTemplateFile, factory: TemplateRendererFactory) -> None:
        self._template = template
        self._factory = factory

    def __call__(self, value: dict[str, Any] | None, system: dict[str, Any]) -> str:
        """Return the page; what the view returned goes before what the renderer adds."""
        request = system["request"]
        names = {**self._factory.shared(), **template_globals(request)}
        names.update(system)
        names.update(value or {})
        translate, locale = make_translate(request), request.locale_name
        names["draw_fields"] = self._factory.field_drawer(locale, translate)
        return self._template(**names, translate=translate, target_language=locale)


def make_translate(request: Request) -> Callable[..., Any]:
    """Return Chameleon's translation function, on the request's localizer.

    Chameleon hands it every printed value that is not a plain string, so TranslationString objects
    in `${}` come out in the reader's language, with their mapping filled in.
    """
    localizer = request.localizer

    def translate(
        msgid: Any,
        *,
        domain: str | None = None,
        mapping: dict[str, Any] | None = None,
        default: str | None = None,
        **_unused: Any,
    ) -> Any:
        if msgid is None or not isinstance(msgid, str):
            return msgid
        if not hasattr(msgid, "interpolate"):
            msgid = TranslationStringFactory(domain or "ocms_core")(msgid, default=default)
        return localizer.translate(msgid, mapping=mapping)

    return translate


def template_globals(request: Request) -> dict[str, Any]:
    """Return the names that every template finds, besides the macro templates of `SHARED`."""
    localizer = request.localizer
    agency = getattr(request, "agency", None)

    def label(code_list: Any, code: str | None) -> str:
        return "" if code is None else code_list.label(code, request.locale_name)

    return {
        "_": _,
        "t": localizer.translate,
        "fmt": Formats(request.locale_name, getattr(agency, "time_zone", None)),
        "label": label,
        "inline": inline,
        "static_url": lambda path: static_url(request, path),
        "csrf_token": CsrfToken(request),
        "shapes": SHAPES,
        "chrome": Chrome(request),
    }


def inline(action: str, part: str, *others: str, focus: str = "") -> dict[str, str]:
    """Return the attributes of a form that changes a part of its page, where there is JavaScript.

    action: where it posts to; the view answers as ever, with a redirect to a page that has the part
    or with the page that says what is wrong. part: the id of the element that is swapped; others:
    ids of what changes with it. focus: a selector of what has the focus afterwards, if it is not
    the fold that the form is in.
    """
    changing = ("messages", *others)
    return {
        "hx-post": action,
        "hx-target": f"#{part}",
        "hx-select": f"#{part}",
        "hx-swap": "outerHTML",
        "hx-select-oob": ",".join(f"#{one}" for one in changing),
        "hx-sync": "this:drop",
        "data-inline": focus,
    }


def render(request: Request, name: str, **values: Any) -> str:
    """Render a template by asset spec outside a view, for mail and files."""
    factory = request.registry.getUtility(IRendererFactory, name=".pt")
    renderer = factory(_Named(name))
    return renderer(values, {"request": request, "context": None, "view": None})


def draw(request: Request, part: Any) -> Markup:
    """Return what a card or a panel shows: its `template` rendered with its `context`."""
    return Markup(render(request, part.template, **part.context))  # noqa: S704  it has escaped


class _Named:
    package = None

    def __init__(self, name: str) -> None:
        self.name = name


def includeme(config: Configurator) -> None:
    """Render .pt files; in development they are read again when they change."""
    reload = getattr(config.registry.get("settings"), "development", False)
    config.add_renderer(".pt", TemplateRendererFactory(reload=reload))
