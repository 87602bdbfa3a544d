"""Records that are one person: found, compared, merged, and parted again for 30 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.duplicates.routes")
    config.scan("ocms_core.duplicates")
