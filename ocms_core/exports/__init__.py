"""The export engine: checks, files and the ledger. It knows no funder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.exports.routes")
    config.scan("ocms_core.exports")
