"""Files about clients: taken in with care, encrypted at rest, opened by who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the storage, the routes and views, the client's tab, the timeline and the help."""
    from ocms_core.files.scanner import Clamd
    from ocms_core.files.storage import FolderStorage

    settings = config.registry["settings"]
    config.registry["file_storage"] = FolderStorage(settings.files_dir)
    config.registry["file_scanner"] = Clamd(settings.clamd) if settings.clamd else None
    config.include("ocms_core.files.routes")
    config.include("ocms_core.files.timeline")
    config.add_client_tab(
        "files",
        _("Files"),
        route_name="clients.files",
        permission=Permission.CLIENT_READ,
        order=40,
    )
    config.add_help_topic(
        "files",
        _("Files of a client"),
        "ocms_core.files:help/files",
        permission=Permission.CLIENT_READ,
        order=40,
    )
    config.scan("ocms_core.files")
