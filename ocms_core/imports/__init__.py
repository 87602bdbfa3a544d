"""Bring in what an agency kept elsewhere: clients first, judged by the rules of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes, the views and the help."""
    from ocms_core.i18n import _
    from ocms_core.security.permissions import Permission

    config.include("ocms_core.imports.routes")
    config.scan("ocms_core.imports.views")
    config.add_help_topic(
        "import-clients",
        _("Import clients from another system"),
        "ocms_core.imports:help/import-clients",
        permission=Permission.IMPORT_RUN,
        order=90,
    )
