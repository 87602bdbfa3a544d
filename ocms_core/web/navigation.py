"""The navigation: what this person may open, the plugins' pages among it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyramid.config import Configurator
from pyramid.request import Request

from ocms_core.i18n import _
from ocms_core.plugins.descriptors import NavItem
from ocms_core.security.permissions import Permission

SECTIONS = {
    "work": _("My work"),
    "reports": _("Figures"),
    "agency": _("Agency"),
    "host": _("Installation"),
}


def _item(  # noqa: PLR0917  a table of six columns
    key: str, title: str, route: str, permission: str, section: str = "work", order: int = 100
) -> NavItem:
    return NavItem(
        key=key, title=title, route=route, permission=permission, section=section, order=order
    )


CORE_ITEMS = (
    _item("dashboard", _("Dashboard"), "home", Permission.SESSION_READ, order=10),
    _item("clients", _("Clients"), "clients.find", Permission.CLIENT_READ, order=20),
    _item("sessions", _("Sessions"), "sessions.list", Permission.SESSION_READ, order=30),
    _item("consents", _("Consents to renew"), "consents.list", Permission.CLIENT_READ, order=60),
    _item("notes", _("Notes"), "notes.list", Permission.SESSION_READ, order=35),
    _item(
        "follow_ups",
        _("Tasks and referrals"),
        "follow_ups.list",
        Permission.SESSION_READ,
        order=32,
    ),
    _item("partners", _("Partners"), "partners.list", Permission.LIST_MANAGE, "agency", 45),
    _item("directory", _("Directory"), "directory.people", Permission.DIRECTORY_READ, order=50),
    _item("reports", _("Reports"), "reports.list", Permission.REPORT_RUN, "reports", 10),
    _item("exports", _("Funders’ files"), "exports.list", Permission.EXPORT_RUN, "reports", 20),
    _item("sites", _("Sites"), "sites.list", Permission.AGENCY_MANAGE, "agency", 10),
    _item("programs", _("Programs"), "programs.list", Permission.AGENCY_MANAGE, "agency", 20),
    _item("funders", _("Funders"), "funders.list", Permission.AGENCY_MANAGE, "agency", 30),
    _item("duplicates", _("Duplicates"), "duplicates.list", Permission.CLIENT_MERGE, "agency", 5),
    _item("staff", _("Staff"), "staff.list", Permission.STAFF_MANAGE, "agency", 40),
    _item("lists", _("Own lists"), "lists.list", Permission.LIST_MANAGE, "agency", 50),
    _item("questions", _("Questions"), "questions.list", Permission.AGENCY_MANAGE, "agency", 55),
    _item(
        "privacy", _("Privacy statement"), "privacy.edit", Permission.AGENCY_MANAGE, "agency", 60
    ),
    _item(
        "emergency",
        _("Opened in an emergency"),
        "emergency.list",
        Permission.CONFLICT_MANAGE,
        "agency",
        78,
    ),
    _item(
        "conflicts",
        _("Conflict blocks"),
        "conflicts.list",
        Permission.CONFLICT_MANAGE,
        "agency",
        65,
    ),
    _item("plugins", _("Plugins"), "plugins.list", Permission.AGENCY_MANAGE, "agency", 70),
    _item("imports", _("Imports"), "imports.list", Permission.IMPORT_RUN, "agency", 75),
    _item("changes", _("Change history"), "changes.list", Permission.AUDIT_READ, "agency", 80),
    _item("access", _("Access log"), "access.list", Permission.AUDIT_READ, "agency", 85),
    _item("host", _("Agencies"), "host.agencies", Permission.HOST_MANAGE, "host", 10),
    _item("mailbox", _("Mailbox"), "host.mailbox", Permission.HOST_MANAGE, "host", 20),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the navigation as the layout draws it."""

    key: str
    title: str
    url: str
    current: bool


@dataclass(slots=True)
class NavSection:
    """A titled group of links."""

    title: str
    items: list[Link] = field(default_factory=list)


def navigation(request: Request) -> list[NavSection]:
    """Return the sections for this person; a page that does not exist is left out."""
    identity = request.identity
    if identity is None:
        return []
    offered = [*CORE_ITEMS]
    if identity.agency is not None:
        offered += request.plugins.call("ocms_navigation", request=request)
    sections: dict[str, NavSection] = {}
    for key, title in SECTIONS.items():
        sections[key] = NavSection(request.localizer.translate(title))
    for item in sorted(offered, key=lambda item: item.order):
        address = address_of(request, item.route) if identity.may(item.permission) else None
        if address is None:
            continue
        sections[item.section].items.append(
            Link(
                item.key,
                request.localizer.translate(item.title),
                address,
                _is_here(request, item.route, address),
            )
        )
    return [section for section in sections.values() if section.items]


def _is_here(request: Request, route: str, address: str) -> bool:
    """Whether the page belongs to an item: by its domain, in a shared domain by its address."""
    if request.matched_route is None:
        return False
    domain = route.partition(".")[0]
    if domain != request.matched_route.name.partition(".")[0]:
        return False
    return domain != "host" or request.path.startswith(address)


def address_of(request: Request, route: str) -> str | None:
    """Return the address of a route without variables, or None if there is no such route.

    Every page links to the same thirty routes, so their addresses are kept.
    """
    kept: dict[tuple[str, str], str | None] = request.registry.setdefault("addresses", {})
    key = (request.script_name, route)
    if key not in kept:
        try:
            kept[key] = request.route_path(route)
        except KeyError:
            kept[key] = None
    return kept[key]


def includeme(config: Configurator) -> None:
    """Add ``request.navigation``."""
    config.add_request_method(navigation, reify=True)
