"""What this plugin gives to the core."""

from __future__ import annotations

from typing import Any

from ocms_core import hookimpl
from ocms_core.plugins.descriptors import (
    AgencyList,
    ClientPanel,
    PluginMeta,
    SessionPage,
    SessionType,
)
from ocms_core.security.permissions import Permission
from ocms_plugin_groups.i18n import _

META = PluginMeta(
    name="groups",
    title=_("Group activities"),
    description=_("Orientation and community connections in groups: attendance and check-in."),
    requires="0.1",
)


LIST_PAGES = (
    SessionPage(
        title=_("Attendance"), route="groups.attendance", permission=Permission.SESSION_READ
    ),
    SessionPage(title=_("Check-in"), route="groups.kiosks", permission=Permission.SESSION_WRITE),
)
ORIENTATION = SessionType(
    key="io_group",
    title=_("Information and orientation group"),
    description=_("Many clients by name, one presentation: attendance is a list of ticks."),
    forms=("io_group_attendee",),
    first_form="io_group_attendee",
    main_form="io_group_activity",
    pages=LIST_PAGES,
    order=50,
)
ORIENTATION_ANONYMOUS = SessionType(
    key="io_group_anonymous",
    title=_("Information and orientation group, anonymous"),
    description=_("Nobody is named: people are counted by gender, age and status."),
    main_form="io_group_activity",
    named=False,
    order=51,
)
COMMUNITY = SessionType(
    key="cc_group",
    title=_("Community connections group"),
    description=_("Events, circles and networking, with clients by name."),
    forms=("cc_group_attendee",),
    first_form="cc_group_attendee",
    main_form="cc_group_activity",
    pages=LIST_PAGES,
    order=60,
)
COMMUNITY_ANONYMOUS = SessionType(
    key="cc_group_anonymous",
    title=_("Community connections group, anonymous"),
    description=_("Nobody is named: people are counted by gender, age and status."),
    main_form="cc_group_activity",
    named=False,
    order=61,
)
ACTIVITY_NAMES = AgencyList(
    key="group_activity",
    title=_("Names of group activities"),
    starts_with=(
        ("Welcome to the neighbourhood", "Bienvenue dans le quartier"),
        ("Renting your first home", "Louer son premier logement"),
        ("Preparing for the citizenship test", "Préparation à l’examen de citoyenneté"),
        ("Conversation circle", "Cercle de conversation"),
        ("Community walk", "Promenade communautaire"),
    ),
)


@hookimpl
def ocms_models() -> list[str]:
    """Register the tables of the four forms, and of check-in."""
    return [
        "ocms_plugin_groups.models",
        "ocms_plugin_groups.activities",
        "ocms_plugin_groups.attendees",
        "ocms_plugin_groups.cards",
        "ocms_plugin_groups.kiosks",
    ]


@hookimpl
def ocms_configure(config: Any) -> None:
    """Add the pages of attendance and check-in."""
    config.include("ocms_plugin_groups.pages")


@hookimpl
def ocms_client_panels(client: Any) -> list[ClientPanel]:
    """Lead to the client's check-in card."""
    return [
        ClientPanel(
            key="groups_card",
            title=_("Check-in card"),
            template="ocms_plugin_groups:templates/card_panel.pt",
            context={"number": client.number},
            order=90,
        )
    ]


@hookimpl
def ocms_demo_data(db: Any, agency: Any, random: Any) -> None:
    """Write a dozen activities of a made-up agency."""
    from ocms_plugin_groups.demo import write_activities

    write_activities(db, agency, random)
