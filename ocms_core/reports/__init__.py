"""Reports: declared once, counted by one engine, shown and sent in every form from one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.reports.routes")
    config.scan("ocms_core.reports.views")
