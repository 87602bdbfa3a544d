"""Who can sign in: accounts, sign-ins, invitations, and the limits on guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views."""
    config.include("ocms_core.accounts.confirming")
    config.include("ocms_core.accounts.routes")
    config.scan("ocms_core.accounts")
