"""Agencies and what they set up themselves: sites, programs, funders, staff, the statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.agencies.routes")
    config.scan("ocms_core.agencies")
