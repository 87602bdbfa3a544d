"""The usual places: where the core looks for what a plugin brings and has no hook for.

What is declared is found; what runs is a hook. A plugin's own hook always wins over the place.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from ocms_core.plugins.descriptors import AgencyList, PermissionGrant, SessionType
from ocms_core.plugins.registries import PluginError

Kind = TypeVar("Kind")


def package_of(module: ModuleType) -> str:
    """Return the package that a plugin's module stands in; empty if it stands alone."""
    return module.__name__.rpartition(".")[0]


def load(name: str) -> ModuleType:
    """Import a module of a plugin; raise PluginError with the place if it cannot be."""
    try:
        return import_module(name)
    except Exception as problem:
        frames = traceback.extract_tb(problem.__traceback__)
        package = name.partition(".")[0]
        own = [frame for frame in frames if package in Path(frame.filename).parts]
        place = (own or frames)[-1]
        raise PluginError(
            f"the module {name!r} cannot be imported: {type(problem).__name__}: {problem} "
            f"({place.filename}, line {place.lineno})"
        ) from problem


def models(module: ModuleType) -> tuple[str, ...]:
    """Return where tables stand: in ``models``, a module or a package."""
    return _beside(module, "models")


def tasks(module: ModuleType) -> tuple[str, ...]:
    """Return where background tasks stand: in ``tasks``."""
    return _beside(module, "tasks")


def migrations(module: ModuleType) -> Path:
    """Return the folder of revisions, ``migrations/versions``, there or yet to be made."""
    return _folder(module) / "migrations" / "versions"


def translations(module: ModuleType) -> Path | None:
    """Return the folder of the French, ``locale``, if there is one."""
    folder = _folder(module) / "locale"
    return folder if folder.is_dir() else None


def service_forms(module: ModuleType, *, tables: Iterable[str]) -> list[Any]:
    """Return the plugin's own classes with a ``__form__`` from the modules of its tables."""
    from ocms_core.forms.models import ServiceForm

    own = f"{package_of(module)}."
    return [
        value
        for value in _named(tables)
        if isinstance(value, type)
        and issubclass(value, ServiceForm)
        and value.__module__.startswith(own)
        and "__form__" in vars(value)
    ]


def session_types(module: ModuleType) -> list[SessionType]:
    """Return the kinds of session that the plugin's module itself declares."""
    return _declared(SessionType, (module.__name__,))


def agency_lists(module: ModuleType) -> list[AgencyList]:
    """Return the lists for agencies that the plugin's module itself declares."""
    return _declared(AgencyList, (module.__name__,))


def permissions(module: ModuleType) -> list[PermissionGrant]:
    """Return the permissions that the plugin's module itself declares."""
    return _declared(PermissionGrant, (module.__name__,))


def reports(module: ModuleType) -> list[Any]:
    """Return the reports that ``reports`` declares."""
    from ocms_core.reports.report import Report

    return _declared(Report, _beside(module, "reports"))


def exporters(module: ModuleType) -> list[Any]:
    """Return the funders' files that ``exports`` declares."""
    from ocms_core.exports.exporter import Exporter

    return _declared(Exporter, _beside(module, "exports"))


def _declared(kind: type[Kind], modules: Iterable[str]) -> list[Kind]:
    return [value for value in _named(modules) if isinstance(value, kind)]


def _named(modules: Iterable[str]) -> Iterator[Any]:
    """Yield each value once, in the order of the lines; names with an underscore are private."""
    seen = set()
    for module in modules:
        for name, value in vars(load(module)).items():
            if not name.startswith("_") and id(value) not in seen:
                seen.add(id(value))
                yield value


def _beside(module: ModuleType, name: str) -> tuple[str, ...]:
    """Return the full name of the module beside the plugin's, if there is one; import nothing."""
    package = package_of(module)
    beside = f"{package}.{name}"
    return (beside,) if package and find_spec(beside) is not None else ()


def _folder(module: ModuleType) -> Path:
    return Path(module.__file__ or ".").parent
