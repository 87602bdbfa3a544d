"""What one agency has switched on: the only way a page reaches a plugin.

A switched-off plugin's routes answer 404, its permissions are nobody's, its forms and reports are
in no list, and its data stays, readable by none.
"""

from __future__ import annotations

from typing import Any

import structlog
from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.viewderivers import INGRESS

from ocms_core.errors import PluginDisabledError
from ocms_core.plugins.checks import without_revisions
from ocms_core.plugins.descriptors import AgencyList, PluginMeta, SessionType
from ocms_core.plugins.manager import installed_plugins, plugin_manager, registries
from ocms_core.plugins.registries import PluginError

log = structlog.get_logger(__name__)


class AgencyPlugins:
    """The plugins one agency has switched on, and what they bring."""

    def __init__(self, enabled: frozenset[str], request: Request | None = None) -> None:
        self.enabled = enabled & frozenset(installed_plugins())
        self._request = request

    def __contains__(self, plugin: str) -> bool:
        return plugin in self.enabled

    @property
    def forms(self) -> dict[str, Any]:
        """Service forms by key."""
        return registries().forms.enabled(self.enabled)

    @property
    def session_types(self) -> dict[str, SessionType]:
        """Kinds of session by key, in their order, with the forms that offer themselves to them."""
        found = registries().session_types.enabled(self.enabled)
        ordered = sorted(found.items(), key=lambda pair: pair[1].order)
        return {key: kind.with_forms(self._joining(kind)) for key, kind in ordered}

    def _joining(self, kind: SessionType) -> tuple[str, ...]:
        """Return the keys of forms that offer themselves to a kind of session."""
        return tuple(key for key, form in self.forms.items() if kind.key in form.__form__.sessions)

    @property
    def agency_lists(self) -> dict[str, AgencyList]:
        """Lists the agency keeps, by key."""
        return registries().agency_lists.enabled(self.enabled)

    @property
    def reports(self) -> dict[str, Any]:
        """Reports by key."""
        return registries().reports.enabled(self.enabled)

    def bringer_of(self, report: Any) -> PluginMeta:
        """Return what is said of the plugin that brings a report."""
        return installed_plugins()[registries().reports.owner(report.key)].meta

    @property
    def exporters(self) -> dict[str, Any]:
        """Funders' files by key."""
        return registries().exporters.enabled(self.enabled)

    def call(self, hook: str, **arguments: Any) -> list[Any]:
        """Call a request hook, plugin by plugin, and join the lists they return.

        Each runs in a savepoint. One that fails is logged with its name and left out; in tests
        and development the error goes on (setting ``ocms.raise_plugin_errors``).
        """
        if self._request is None:
            raise RuntimeError("request hooks need a request")
        results: list[Any] = []
        for implementation in getattr(plugin_manager().hook, hook).get_hookimpls():
            if implementation.plugin_name not in self.enabled:
                continue
            chosen = {name: arguments[name] for name in implementation.argnames}
            savepoint = self._request.db.begin_nested()
            try:
                results.extend(implementation.function(**chosen) or ())
            except Exception:
                savepoint.rollback()
                log.exception("plugin_hook_failed", plugin=implementation.plugin_name, hook=hook)
                if self._request.registry["settings"].raise_plugin_errors:
                    raise
            else:
                savepoint.commit()
        return sorted(results, key=lambda item: getattr(item, "order", 100))


def plugin_of(package: str) -> str | None:
    """Return the plugin that owns a module, by its top package; None for the core's."""
    top = package.split(".", 1)[0]
    for plugin in installed_plugins().values():
        if package == plugin.package or package.startswith(f"{plugin.package}."):
            return plugin.name
        if top == plugin.package:
            return plugin.name
    return None


def gated_view(view: Any, info: Any) -> Any:
    """Answer 404 for a plugin's view when the agency has the plugin off.

    The owner is found from the view's module, so no plugin author can forget the check.
    """
    original = info.original_view
    owner = plugin_of(getattr(original, "__module__", "") or "")
    if owner is None:
        return view

    def gate(context: Any, request: Request) -> Any:
        if request.identity is not None and owner not in request.plugins:
            raise PluginDisabledError(owner)
        return view(context, request)

    return gate


def request_plugins(request: Request) -> AgencyPlugins:
    """Return what the signed-in person's agency has switched on."""
    identity = request.identity
    enabled = identity.plugins if identity is not None else frozenset()
    return AgencyPlugins(enabled, request)


def includeme(config: Configurator) -> None:
    """Fill the registries, gate the views, and let every plugin configure itself."""
    registries()
    for plugin in installed_plugins().values():
        sentence = without_revisions(plugin)
        if sentence is not None:
            raise PluginError(sentence)
    config.add_request_method(request_plugins, "plugins", reify=True)
    config.add_view_deriver(gated_view, under=INGRESS, over="secured_view")
    for plugin in installed_plugins().values():
        if plugin.translations is not None:
            config.add_translation_dirs(str(plugin.translations))
        hook = plugin_manager().hook.ocms_configure
        for implementation in hook.get_hookimpls():
            if implementation.plugin_name == plugin.name:
                implementation.function(config=config)
