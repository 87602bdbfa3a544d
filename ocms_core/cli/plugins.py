"""`ocms plugin list`: what is installed, what it brings, and what was left out and why."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

import click

import ocms_core

if TYPE_CHECKING:
    from ocms_core.plugins.descriptors import PluginMeta
    from ocms_core.plugins.manager import Registries

KINDS = (
    ("forms", "Forms"),
    ("session_types", "Session types"),
    ("reports", "Reports"),
    ("exporters", "Funders’ files"),
    ("agency_lists", "Lists"),
    ("permissions", "Permissions"),
)


@click.group("plugin")
def plugin_group() -> None:
    """Look at the installed plugins."""


@plugin_group.command("list")
def list_plugins() -> None:
    """List the installed plugins: version, what each brings, and whether it is used.

    OCMS_DISABLED_PLUGINS (names, comma-separated) leaves plugins out in every process. Switching
    a plugin on or off for one agency is done on the web pages.
    """
    from ocms_core.plugins.manager import ENTRY_POINT_GROUP, meta_of

    points = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)
    if not points:
        click.echo("No plugins are installed.")
        return
    broken = False
    found: list[tuple[EntryPoint, PluginMeta | None, str | None]] = []
    for point in points:
        try:
            meta = meta_of(point.load())
        except Exception as problem:  # noqa: BLE001  whatever a plugin's import may raise
            found.append((point, None, f"cannot be loaded: {type(problem).__name__}: {problem}"))
            broken = True
        else:
            found.append((point, meta, left_out(meta)))
    registries = None if broken else _registries()
    for number, (point, plugin, reason) in enumerate(found):
        if number:
            click.echo()
        for line in described(point, plugin, reason, registries):
            click.echo(line)
    if broken:
        raise SystemExit(1)


def left_out(meta: PluginMeta) -> str | None:
    """Return why a plugin is not used, or None if it is."""
    from ocms_core.plugins.manager import blocked_plugins, fits

    if meta.name in blocked_plugins(os.environ):
        return "left out: OCMS_DISABLED_PLUGINS names it"
    if not fits(meta):
        return f"left out: made for OCMS {meta.requires}, this is {ocms_core.__version__}"
    return None


def described(
    point: EntryPoint, meta: PluginMeta | None, reason: str | None, registries: Registries | None
) -> Iterator[str]:
    """Yield the lines about one plugin."""
    version = point.dist.version if point.dist else "without a distribution"
    yield f"{meta.name if meta else point.name} {version}"
    if meta is not None:
        yield f"  {meta.title}. {meta.description}"
    if reason is not None:
        yield f"  {reason[0].upper()}{reason[1:]}."
        return
    if meta is None or registries is None:
        return
    start = "on" if meta.on_by_default else "off"
    yield f"  Fits: made for OCMS {meta.requires}. A new agency starts with it {start}."
    for attribute, title in KINDS:
        entries = getattr(registries, attribute).enabled(frozenset({meta.name}))
        if entries:
            yield f"  {title}: {', '.join(_named(entries))}"
    yield from _lacking(meta.name)


def _lacking(name: str) -> Iterator[str]:
    """Yield what its author has forgotten; a plugin that is in order lacks nothing."""
    from ocms_core.plugins.checks import without_revisions
    from ocms_core.plugins.manager import installed_plugins

    plugin = installed_plugins().get(name)
    if plugin is None:
        return
    sentence = without_revisions(plugin)
    if sentence is not None:
        yield f"  Not ready: {sentence}."
    folder = plugin.translations
    if folder is None or not any(folder.glob(f"fr/LC_MESSAGES/{plugin.package}.[mp]o")):
        yield "  Without French: `bin/translations --update` writes the file to fill in."


def _named(entries: Mapping[str, Any]) -> Iterator[str]:
    for key, entry in entries.items():
        title = getattr(getattr(entry, "__form__", entry), "title", None)
        yield f"{key} ({title})" if title else key


def _registries() -> Registries:
    from ocms_core.db.models import load_models
    from ocms_core.plugins.manager import registries
    from ocms_core.plugins.registries import PluginError

    try:
        load_models()
        return registries()
    except PluginError as problem:
        raise click.ClickException(f"The plugins do not fit together: {problem}.") from problem
