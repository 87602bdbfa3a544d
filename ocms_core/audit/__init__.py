"""Who saw and who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.audit.actions")
    config.include("ocms_core.audit.routes")
    config.scan("ocms_core.audit")
