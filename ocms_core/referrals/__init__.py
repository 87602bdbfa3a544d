"""Tasks and referrals: what is to be followed up, and the partners that people are sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocms_core.i18n import _
from ocms_core.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes and views, and what pages of clients and sessions show of follow-ups."""
    from ocms_core.agencies.views.registers import add_register
    from ocms_core.referrals.pages import session_panel
    from ocms_core.referrals.partners import PARTNERS, PartnerPages
    from ocms_core.referrals.timeline import select_follow_ups, word_follow_up

    config.include("ocms_core.referrals.routes")
    add_register(config, PARTNERS, PartnerPages)
    config.add_timeline_source(
        "follow_ups",
        _("Tasks and referrals"),
        select_follow_ups,
        word_follow_up,
        order=25,
        permission=Permission.SESSION_READ,
    )
    config.add_client_tab(
        "follow_ups",
        _("Tasks and referrals"),
        route_name="clients.follow_ups",
        permission=Permission.SESSION_READ,
        order=30,
        also=("follow_ups.new", "follow_ups.detail", "follow_ups.edit"),
    )
    config.add_session_panel(session_panel, order=50)
    config.add_help_topic(
        "follow-up",
        _("Refer a client and follow up"),
        "ocms_core.referrals:help/follow-up",
        permission=Permission.SESSION_READ,
        order=35,
    )
    config.scan("ocms_core.referrals")
