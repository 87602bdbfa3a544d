"""Find, check and register the installed plugins, once a process."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from importlib.metadata import entry_points
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pluggy
import structlog

import ocms_core
from ocms_core.errors import OcmsError
from ocms_core.plugins import hookspecs, usual
from ocms_core.plugins.descriptors import AgencyList, PermissionGrant, PluginMeta, SessionType
from ocms_core.plugins.registries import Registry

log = structlog.get_logger(__name__)

ENTRY_POINT_GROUP = "ocms.plugins"
_extra_modules: list[str] = []


class PluginError(OcmsError):
    """An installed plugin is broken in a way that must stop the boot."""


@dataclass(frozen=True, slots=True)
class InstalledPlugin:
    """A plugin that is installed and fits this core."""

    name: str
    meta: PluginMeta
    module: ModuleType
    models: tuple[str, ...]
    migrations: Path | None
    translations: Path | None
    tasks: tuple[str, ...]

    @property
    def package(self) -> str:
        """The top package: what the gate knows the plugin's views by."""
        return usual.package_of(self.module)


def add_module(name: str) -> None:
    """Add a plugin that no distribution announces, by its module: for tests, before the boot."""
    if name not in _extra_modules:
        _extra_modules.append(name)


def fits(meta: PluginMeta) -> bool:
    """Whether a plugin was made for this minor version of the core."""
    return ocms_core.__version__.split(".")[:2] == meta.requires.split(".")[:2]


def blocked_plugins(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the names that OCMS_DISABLED_PLUGINS leaves out of every process."""
    names = environment.get("OCMS_DISABLED_PLUGINS", "").split(",")
    return frozenset(name.strip() for name in names if name.strip())


@cache
def plugin_manager() -> pluggy.PluginManager:
    """Return pluggy's manager with every plugin of the entry-point group registered.

    Names in OCMS_DISABLED_PLUGINS (comma-separated) are left out; a plugin made for another
    version of the core is left out and named in the log; a misspelt hook stops the boot.
    """
    manager = pluggy.PluginManager("ocms")
    manager.add_hookspecs(hookspecs)
    blocked = blocked_plugins(os.environ)
    modules = [point.load() for point in entry_points(group=ENTRY_POINT_GROUP)]
    modules += [import_module(name) for name in _extra_modules]
    for module in sorted(modules, key=lambda module: module.META.name):
        meta: PluginMeta = module.META
        if meta.name in blocked:
            continue
        if not fits(meta):
            log.warning("plugin_left_out", plugin=meta.name, requires=meta.requires)
            continue
        manager.register(module, name=meta.name)
    manager.check_pending()
    return manager


def _brought(hook: Any, module: ModuleType, usually: Callable[[ModuleType], Any]) -> Any:
    """Return what a plugin's own register hook returns; without one, what is usually there."""
    for implementation in hook.get_hookimpls():
        if implementation.plugin is module:
            return implementation.function()
    return usually(module)


@cache
def installed_plugins() -> dict[str, InstalledPlugin]:
    """Return the plugins by name, in the order of their names.

    Nothing is imported that needs the core's tables.
    """
    manager, found = plugin_manager(), {}
    hook = manager.hook
    for name, registered in manager.list_name_plugin():
        module = cast("ModuleType", registered)
        models = tuple(_brought(hook.ocms_models, module, usual.models) or ())
        found[name] = InstalledPlugin(
            name=name,
            meta=module.META,
            module=module,
            models=models,
            migrations=_brought(
                hook.ocms_migrations, module, usual.migrations if models else lambda _module: None
            ),
            translations=_brought(hook.ocms_translations, module, usual.translations),
            tasks=tuple(_brought(hook.ocms_tasks, module, usual.tasks) or ()),
        )
    return dict(sorted(found.items()))


class Registries:
    """What all installed plugins brought, by kind. Views ask ``request.plugins`` instead."""

    def __init__(self) -> None:
        self.forms: Registry[Any] = Registry("service form")
        self.session_types: Registry[SessionType] = Registry("session type")
        self.agency_lists: Registry[AgencyList] = Registry("agency list")
        self.reports: Registry[Any] = Registry("report")
        self.exporters: Registry[Any] = Registry("exporter")
        self.permissions: Registry[PermissionGrant] = Registry("permission")

    def fill(self) -> Registries:
        """Ask every plugin, and refuse what does not fit together."""
        for plugin in installed_plugins().values():
            self._take(plugin)
            self._check_permissions(plugin.name)
        for key, session_type in self.session_types.every().items():
            main = (session_type.main_form,) if session_type.main_form else ()
            for form in (*main, *session_type.forms):
                if form not in self.forms:
                    raise PluginError(f"session type {key!r} offers an unknown form {form!r}")
        self._check_joining_forms()
        self._check_exporters()
        return self

    def _check_joining_forms(self) -> None:
        """Refuse a client's form that offers itself to sessions where nobody is named."""
        for key, form in self.forms.every().items():
            for session_type in form.__form__.sessions:
                # A kind that no plugin brings here is no mistake: its plugin is not installed.
                known = self.session_types.every().get(session_type)
                if known is not None and not known.named:
                    raise PluginError(f"form {key!r} is a client’s: {session_type!r} names nobody")

    def _check_exporters(self) -> None:
        """Refuse to start when an exporter reads a field that no form has (decisions C3)."""
        exporters = self.exporters.every().values()
        if exporters:
            from ocms_core.exports.fields import check_exporters

            check_exporters(exporters, self.forms.every())

    def _check_permissions(self, plugin: str) -> None:
        for name in self.permissions.enabled(frozenset({plugin})):
            if not name.startswith(f"{plugin}:"):
                raise PluginError(f"permission {name!r} must begin with '{plugin}:'")

    def _take(self, plugin: InstalledPlugin) -> None:
        """Register what one plugin brings: by its hooks, or from the usual places."""
        module, hook = plugin.module, plugin_manager().hook
        forms = partial(usual.service_forms, tables=plugin.models)
        for registry, asked, usually, key in (
            (self.forms, hook.ocms_service_forms, forms, "__form__.key"),
            (self.session_types, hook.ocms_session_types, usual.session_types, "key"),
            (self.agency_lists, hook.ocms_agency_lists, usual.agency_lists, "key"),
            (self.reports, hook.ocms_reports, usual.reports, "key"),
            (self.exporters, hook.ocms_exporters, usual.exporters, "key"),
            (self.permissions, hook.ocms_permissions, usual.permissions, "name"),
        ):
            for entry in _brought(asked, module, usually) or ():
                registry.add(attrgetter(key)(entry), entry, plugin.name)


@cache
def registries() -> Registries:
    """Return the filled registries of this process."""
    return Registries().fill()
