"""What other domains show on the page of a session: tasks and referrals, for example.

A domain of the core adds its panel in its ``includeme``, so that sessions know none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from pyramid.config import Configurator
from pyramid.request import Request

from ocms_core.clients.models import Client
from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.service_sessions.models import ServiceSession
from ocms_core.web.templating import draw

PanelMaker = Callable[[Request, ServiceSession, Sequence[Client]], ClientPanel | None]


@dataclass(slots=True)
class SessionFrame:
    """What the domains have added."""

    panels: list[tuple[int, PanelMaker]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A panel as the page draws it; key: the id of its heading."""

    key: str
    title: str
    body: Markup


def add_session_panel(config: Configurator, panel: PanelMaker, order: int = 100) -> None:
    """Add a panel to the page of a session: at most one statement; None shows nothing.

    panel: a function of (request, service_session, clients) that returns a ClientPanel or None.
    """
    config.registry["session_frame"].panels.append((order, panel))


def session_panels(
    request: Request, service_session: ServiceSession, clients: Sequence[Client]
) -> list[DrawnPanel]:
    """Return the panels of a session's page, in their order."""
    makers: list[tuple[int, Any]] = request.registry["session_frame"].panels
    found = [make(request, service_session, clients) for _order, make in sorted(makers, key=_first)]
    return [
        DrawnPanel(
            panel.key,
            request.localizer.translate(panel.title),
            draw(request, panel),
        )
        for panel in found
        if panel is not None
    ]


def _first(pair: tuple[int, Any]) -> int:
    return pair[0]


def includeme(config: Configurator) -> None:
    """Add the directive and the request's method."""
    config.registry["session_frame"] = SessionFrame()
    config.add_directive("add_session_panel", add_session_panel)
    config.add_request_method(session_panels)
