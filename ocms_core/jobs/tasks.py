"""The tasks there are, by name. A task is a function of a Job and of the ids it was asked with."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from ocms_core.agencies.models import Agency, Staff
from ocms_core.db.scope import DbSession
from ocms_core.errors import OcmsError
from ocms_core.plugins.manager import installed_plugins
from ocms_core.settings import Settings

CORE_TASKS: tuple[str, ...] = (
    "ocms_core.duplicates.tasks",
    "ocms_core.exports.tasks",
    "ocms_core.host.tasks",
    "ocms_core.imports.tasks",
    "ocms_core.mail.tasks",
)
"""The modules of the core that define tasks; plugins announce theirs by ``ocms_tasks``."""


@dataclass(slots=True, kw_only=True)
class Job:
    """What a task works with: the rights of who asked, and one transaction.

    id: the outbox row's, the same at every attempt. db: a session in the agency's scope; what the
    task does in it is committed with the row, or not at all. open_session: for work that walks
    through agencies, in sessions of its own. staff, agency: None when nobody of an agency asked.
    """

    id: uuid.UUID
    db: DbSession
    settings: Settings
    open_session: Callable[[], DbSession]
    agency: Agency | None = None
    staff: Staff | None = None
    locale: str = "en"
    plugins: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """A task function. permission: what who asked must still hold when the work is done."""

    name: str
    function: Callable[..., None]
    permission: str | None = None


_registered: dict[str, Task] = {}


def task(name: str, *, permission: str | None = None) -> Callable[..., Callable[..., None]]:
    """Register a function ``(job, *, some_id)`` as a task; the name is ``domain.verb``."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        present = _registered.get(name)
        if present is not None and present.function.__module__ != function.__module__:
            raise OcmsError(f"task {name!r} is defined twice: rename one")
        _registered[name] = Task(name, function, permission)
        return function

    return register


@cache
def _load() -> None:
    announced = list(CORE_TASKS)
    for plugin in installed_plugins().values():
        announced += plugin.tasks
    for module in announced:
        import_module(module)


def tasks() -> dict[str, Task]:
    """Return every task of the core and of the installed plugins, by name."""
    _load()
    return _registered
