"""Registries of what plugins brought: every entry knows its owner, no key is taken twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from ocms_core.errors import OcmsError

Entry = TypeVar("Entry")


class PluginError(OcmsError):
    """An installed plugin is broken in a way that must stop the boot; the message says how."""


class DuplicateKeyError(PluginError):
    """Two plugins brought something of the same kind under one key."""


class Registry(Generic[Entry]):
    """Entries of one kind by key, each with the plugin that owns it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, tuple[str, Entry]] = {}

    def add(self, key: str, entry: Entry, owner: str) -> None:
        """Add an entry; raise DuplicateKeyError if the key is taken."""
        if key in self._entries:
            other = self._entries[key][0]
            raise DuplicateKeyError(
                f"{self.kind} {key!r} is brought by {owner!r} and by {other!r}: rename one"
            )
        self._entries[key] = (owner, entry)

    def owner(self, key: str) -> str:
        """Return the name of the plugin that brought `key`."""
        return self._entries[key][0]

    def every(self) -> dict[str, Entry]:
        """Return all entries, of every installed plugin: for boot and migrations only."""
        return {key: entry for key, (_owner, entry) in self._entries.items()}

    def enabled(self, plugins: frozenset[str]) -> dict[str, Entry]:
        """Return the entries of these plugins, in the order they were added."""
        return {key: entry for key, (owner, entry) in self._entries.items() if owner in plugins}

    def __iter__(self) -> Iterator[Any]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
