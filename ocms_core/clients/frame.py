"""What stands around every page of a client: tabs, alerts under the name, panels on the overview.

A domain of the core adds its own in its ``includeme``, so that the pages of clients know none of
the domains; plugins add panels by their hook.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from pyramid.config import Configurator
from pyramid.request import Request

from ocms_core.clients.models import NAMED, Client
from ocms_core.plugins.descriptors import ClientPanel, check_key
from ocms_core.web.templating import draw


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTab:
    """One page of a client. named_only: an anonymous client has no such page.

    also: routes of further pages that belong to the tab.
    """

    key: str
    title: str
    route_name: str
    permission: str
    order: int = 100
    named_only: bool = False
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_key(self.key)


@dataclass(frozen=True, slots=True)
class ClientAlert:
    """What one must know before acting; kind: "warning" or "info"; text is translatable."""

    text: str
    kind: str = "warning"


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab as the page draws it."""

    title: str
    url: str
    current: bool


@dataclass(slots=True)
class ClientFrame:
    """What the domains have added."""

    tabs: list[ClientTab] = field(default_factory=list)
    panels: list[tuple[int, Callable[..., ClientPanel | None]]] = field(default_factory=list)
    pinned: list[tuple[int, Callable[..., ClientPanel | None]]] = field(default_factory=list)
    alerts: list[tuple[int, Callable[..., ClientAlert | None]]] = field(default_factory=list)


def _frame(config: Configurator) -> ClientFrame:
    frame: ClientFrame = config.registry.setdefault("client_frame", ClientFrame())
    return frame


def add_client_tab(config: Configurator, key: str, title: str, **options: Any) -> None:
    """Add a tab; see ClientTab for the options."""
    frame = _frame(config)
    frame.tabs.append(ClientTab(key=key, title=title, **options))
    frame.tabs.sort(key=lambda tab: tab.order)


def add_client_panel(
    config: Configurator,
    panel: Callable[[Request, Client], ClientPanel | None],
    order: int = 100,
    *,
    pinned: bool = False,
) -> None:
    """Add a panel to the side of the overview: at most one statement; None shows nothing.

    pinned: above the timeline instead, for what must be read first.
    """
    frame = _frame(config)
    (frame.pinned if pinned else frame.panels).append((order, panel))


def add_client_alert(
    config: Configurator, alert: Callable[[Request, Client], ClientAlert | None], order: int = 100
) -> None:
    """Add an alert under the client's name; it is asked on every tab, so it may query nothing."""
    _frame(config).alerts.append((order, alert))


def client_tabs(request: Request, client: Client) -> list[TabLink]:
    """Return the pages of a client that this person may open."""
    here = request.matched_route.name if request.matched_route else None
    return [
        TabLink(
            request.localizer.translate(tab.title),
            request.route_path(tab.route_name, number=client.number),
            here in {tab.route_name, *tab.also},
        )
        for tab in request.registry["client_frame"].tabs
        if request.identity.may(tab.permission) and (client.kind == NAMED or not tab.named_only)
    ]


def client_alerts(request: Request, client: Client) -> list[ClientAlert]:
    """Return what one must know of a client, the most urgent first."""
    alerts = sorted(request.registry["client_frame"].alerts, key=lambda pair: pair[0])
    return [found for _order, alert in alerts if (found := alert(request, client)) is not None]


def client_panels(request: Request, client: Client) -> list[tuple[str, Markup]]:
    """Return title and body of the panels beside a client's overview: the core's and plugins'."""
    panels = _made(request.registry["client_frame"].panels, request, client)
    panels += request.plugins.call("ocms_client_panels", request=request, client=client)
    return [_drawn(request, panel) for panel in panels]


def pinned_panels(request: Request, client: Client) -> list[tuple[str, Markup]]:
    """Return title and body of what stands above a client's timeline."""
    panels = _made(request.registry["client_frame"].pinned, request, client)
    return [_drawn(request, panel) for panel in panels]


def _made(makers: list[Any], request: Request, client: Client) -> list[ClientPanel]:
    ordered = sorted(makers, key=lambda pair: pair[0])
    return [panel for _order, make in ordered if (panel := make(request, client)) is not None]


def _drawn(request: Request, panel: ClientPanel) -> tuple[str, Markup]:
    return panel.title, draw(request, panel)


def includeme(config: Configurator) -> None:
    """Add the directives and the request's methods."""
    config.registry.setdefault("client_frame", ClientFrame())
    config.add_directive("add_client_tab", add_client_tab)
    config.add_directive("add_client_panel", add_client_panel)
    config.add_directive("add_client_alert", add_client_alert)
    config.add_request_method(client_tabs)
    config.add_request_method(client_alerts)
