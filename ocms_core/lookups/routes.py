"""Addresses of the agency's own lists."""

from __future__ import annotations

from pyramid.config import Configurator

from ocms_core.agencies.registers import LIST_ITEMS
from ocms_core.agencies.views.registers import add_register
from ocms_core.lookups.views import ListItemPages


def includeme(config: Configurator) -> None:
    """Add the routes; those of the values come with their views."""
    config.add_route("lists.list", "/lists")
    add_register(config, LIST_ITEMS, ListItemPages)
