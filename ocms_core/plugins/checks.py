"""What must fit together before anybody is served; each refusal is one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.plugins.registries import PluginError

if TYPE_CHECKING:
    from ocms_core.plugins.manager import InstalledPlugin, Registries


def check_registries(known: Registries) -> None:
    """Refuse what one plugin brings and another, or the core, knows nothing of."""
    check_permissions(known)
    check_session_types(known)
    check_joining_forms(known)
    check_reports(known)
    exporters = known.exporters.every().values()
    if exporters:
        from ocms_core.exports.fields import check_exporters

        check_exporters(exporters, known.forms.every())


def check_permissions(known: Registries) -> None:
    """Refuse permissions that do not carry the name of their plugin."""
    for name in known.permissions:
        plugin = known.permissions.owner(name)
        if not name.startswith(f"{plugin}:"):
            raise PluginError(f"permission {name!r} must begin with '{plugin}:'")


def check_session_types(known: Registries) -> None:
    """Refuse kinds of session that offer a form nobody brings."""
    for key, session_type in known.session_types.every().items():
        main = (session_type.main_form,) if session_type.main_form else ()
        for form in (*main, *session_type.forms):
            if form not in known.forms:
                raise PluginError(f"session type {key!r} offers an unknown form {form!r}")


def check_joining_forms(known: Registries) -> None:
    """Refuse a client's form that offers itself to sessions where nobody is named."""
    for key, form in known.forms.every().items():
        for session_type in form.__form__.sessions:
            # A kind that no plugin brings here is no mistake: its plugin is not installed.
            joined = known.session_types.every().get(session_type)
            if joined is not None and not joined.named:
                raise PluginError(f"form {key!r} is a client’s: {session_type!r} names nobody")


def check_reports(known: Registries) -> None:
    """Refuse reports on a form that nobody brings, or by a dimension that there is not."""
    from ocms_core.reports.dimensions import DIMENSIONS

    for key, report in known.reports.every().items():
        if report.form is not None and report.form not in known.forms:
            raise PluginError(f"report {key!r} counts an unknown form {report.form!r}")
        for dimension in report.dimensions:
            if isinstance(dimension, str) and dimension not in DIMENSIONS:
                raise PluginError(
                    f"report {key!r} groups by an unknown {dimension!r}; there are: "
                    + ", ".join(sorted(DIMENSIONS))
                )


def check_tables(plugin: InstalledPlugin) -> None:
    """Refuse tables that do not carry the name of their plugin: its revisions would miss them."""
    from ocms_core.db.base import Base

    for mapper in Base.registry.mappers:
        table = str(mapper.local_table)
        is_own = mapper.class_.__module__.startswith(f"{plugin.package}.")
        if is_own and not table.startswith(f"{plugin.name}_"):
            raise PluginError(
                f"table {table!r} of the plugin {plugin.name!r} must be called '{plugin.name}_...'"
            )


def without_revisions(plugin: InstalledPlugin) -> str | None:
    """Return what to do about a plugin that has tables and no revision that makes them, or None."""
    if not plugin.models:
        return None
    folder = plugin.migrations
    if folder is not None and any(folder.glob("[!_]*.py")):
        return None
    return (
        f"the plugin {plugin.name!r} has tables and no revision that makes them: run "
        f'`ocms db revision {plugin.name} -m "make the tables"`, then `ocms db upgrade`'
    )
