"""What goes on paper: intake forms, lists of clients, emergency contacts; as pages and as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Look for Pango once, and add the routes and views."""
    config.include("ocms_core.prints.pdf")
    config.include("ocms_core.prints.routes")
    config.scan("ocms_core.prints")
