"""Privacy: what clients consent to, and which members of staff may not see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.privacy.routes")
    config.scan("ocms_core.privacy")
