"""Who saw and who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.audit.actions")
    config.include("ocms_core.audit.routes")
    config.add_help_topic(
        "access-log",
        _("Access log"),
        "ocms_core.audit:help/access-log",
        permission=Permission.AUDIT_READ,
        order=90,
    )
    config.scan("ocms_core.audit")
