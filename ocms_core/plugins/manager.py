"""Find, check and register the installed plugins, once a process."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import entry_points
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pluggy
import structlog

import ocms_core
from ocms_core.plugins import checks, hookspecs, usual
from ocms_core.plugins.descriptors import AgencyList, PermissionGrant, PluginMeta, SessionType
from ocms_core.plugins.registries import PluginError, Registry

log = structlog.get_logger(__name__)

ENTRY_POINT_GROUP = "ocms.plugins"
_extra_modules: list[str] = []


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


def meta_of(module: ModuleType) -> PluginMeta:
    """Return who a plugin is; raise PluginError if its module does not say."""
    meta = getattr(module, "META", None)
    if not isinstance(meta, PluginMeta):
        raise PluginError(f"the module {module.__name__!r} has no META = PluginMeta(...)")
    return meta


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
    modules = [usual.load(point.module) for point in entry_points(group=ENTRY_POINT_GROUP)]
    modules += [usual.load(name) for name in _extra_modules]
    for module in sorted(modules, key=lambda module: meta_of(module).name):
        meta = meta_of(module)
        if meta.name in blocked:
            continue
        if not fits(meta):
            log.warning("plugin_left_out", plugin=meta.name, requires=meta.requires)
            continue
        if manager.has_plugin(meta.name):
            raise PluginError(f"two plugins are called {meta.name!r}: rename one")
        manager.register(module, name=meta.name)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as problem:
        raise PluginError(f"{problem}: see docs/developer/plugin_hooks.md") from problem
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
            meta=meta_of(module),
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
            for name in plugin.models:
                usual.load(name)
            checks.check_tables(plugin)
            self._take(plugin)
        checks.check_registries(self)
        return self

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
