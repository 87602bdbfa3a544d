"""Addresses of this domain."""

from __future__ import annotations

from pyramid.config import Configurator

from ocms_core.agencies.registers import FUNDERS, PROGRAMS, SITES
from ocms_core.agencies.views.programs import ProgramPages
from ocms_core.agencies.views.registers import add_register


def includeme(config: Configurator) -> None:
    """Add the routes; those of registers come with their views."""
    add_register(config, SITES)
    add_register(config, PROGRAMS, ProgramPages)
    add_register(config, FUNDERS)
    config.add_route("privacy.edit", "/privacy-statement")
    config.add_route("privacy.add", "/privacy-statement/new")
    config.add_route("privacy.version", "/privacy-statement/{version}")
    config.add_route("plugins.list", "/plugins")
    config.add_route("plugins.switch", "/plugins/{name}")
    config.add_route("staff.list", "/staff")
    config.add_route("staff.add", "/staff/invite")
    config.add_route("staff.edit", "/staff/{id}")
    for action in ("deactivate", "reactivate", "invite_again", "reset"):
        config.add_route(f"staff.{action}", f"/staff/{{id}}/{action.replace('_', '-')}")
