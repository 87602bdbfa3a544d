"""What is installed, what it brings, and the switch of each plugin."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.agencies.plugin_switch import PluginSwitch, labels_of
from ocms_core.errors import BadInputError
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params


@view_defaults(permission=Permission.AGENCY_MANAGE)
class PluginPages:
    """The list, and a page that says what a switch does before it does it."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.switch = PluginSwitch(request.db, request.agency)

    @view_config(
        route_name="plugins.list",
        renderer="ocms_core.agencies:templates/plugins.pt",
        params=Params(),
    )
    def show_list(self) -> dict[str, Any]:
        """Show every installed plugin."""
        translate = self.request.localizer.translate
        return {"cards": [(card, labels_of(card, translate)) for card in self.switch.cards()]}

    @view_config(
        route_name="plugins.switch",
        request_method="GET",
        renderer="ocms_core.agencies:templates/plugin_switch.pt",
        params=Params(),
    )
    def ask(self) -> dict[str, Any]:
        """Say what appears or disappears."""
        card = self.switch.card(self.request.matchdict["name"])
        return {"card": card, "labels": labels_of(card, self.request.localizer.translate)}

    @view_config(route_name="plugins.switch", request_method="POST", params=Params("enabled"))
    def act(self) -> HTTPSeeOther:
        """Switch on or off."""
        name, enabled = self.request.matchdict["name"], self.request.POST.get("enabled")
        if enabled == "yes":
            self.switch.switch_on(name)
            self.request.flash(_("The plugin is switched on."))
        elif enabled == "no":
            self.switch.switch_off(name)
            self.request.flash(_("The plugin is switched off. Its data are kept."))
        else:
            raise BadInputError("switch on or off")
        return HTTPSeeOther(self.request.route_path("plugins.list"))
