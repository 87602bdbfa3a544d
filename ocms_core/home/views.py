"""The staff dashboard."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params


@view_config(
    route_name="home",
    renderer="templates/home.pt",
    permission=Permission.ACCOUNT_SELF,
    params=Params(),
)
def home(request: Request) -> dict[str, Any]:
    """Show what this person did of late, and what is left to do."""
    return {}
