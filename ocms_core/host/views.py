"""The host operator's pages: agencies, their plugins and their counts."""

from __future__ import annotations

import re
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.accounts.invitations import BadEmailError, checked_email
from ocms_core.agencies.extras import Extra, Extras, ExtraSection, Raw
from ocms_core.agencies.plugin_switch import PluginSwitch, labels_of
from ocms_core.db.types import parse_uuid7
from ocms_core.errors import BadInputError
from ocms_core.forms.rendering import FormView
from ocms_core.host.services import (
    CodeTakenError,
    HostService,
    NewAgency,
    counted_at,
    latest_usage,
    usage_by_month,
)
from ocms_core.i18n import _
from ocms_core.jobs.outbox import enqueue
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

UNPROCESSABLE = 422
CODE = re.compile(r"[a-z][a-z0-9-]{1,30}")
NAME_LENGTH = 120
BAD_CODE = _("Use 2 to 31 small letters, digits and hyphens, beginning with a letter.")
TAKEN = _("Another agency has this code: choose another one.")
BAD_EMAIL = _("Enter one e-mail address, such as name@agency.ca.")
TOO_LONG = _("Use at most ${count} characters.", mapping={"count": NAME_LENGTH})
ONE_LINE = _("Write this on one line.")

TIME_ZONES = [
    ("America/St_Johns", _("Newfoundland")),
    ("America/Halifax", _("Atlantic (Halifax)")),
    ("America/Moncton", _("Atlantic (Moncton)")),
    ("America/Toronto", _("Eastern (Toronto, Montréal)")),
    ("America/Winnipeg", _("Central (Winnipeg)")),
    ("America/Regina", _("Saskatchewan")),
    ("America/Edmonton", _("Mountain (Edmonton)")),
    ("America/Vancouver", _("Pacific (Vancouver)")),
    ("America/Whitehorse", _("Yukon")),
    ("America/Iqaluit", _("Nunavut (Iqaluit)")),
]
QUESTIONS = [
    ExtraSection(
        _("Agency"),
        [
            Extra(key="name", kind="text", label=_("Name of the agency"), required=True),
            Extra(
                key="name_fr",
                kind="text",
                label=_("Name in French"),
                hint=_("Shown to people who work in French."),
            ),
            Extra(
                key="code",
                kind="text",
                label=_("Code"),
                hint=_("Short and for good, for example north-shore. It is part of addresses."),
                required=True,
            ),
            Extra(
                key="time_zone",
                kind="choice",
                label=_("Time zone"),
                required=True,
                options=TIME_ZONES,
            ),
            Extra(
                key="locale",
                kind="choice",
                label=_("Language of its first messages"),
                required=True,
                options=[("en", "English"), ("fr", "Français")],
            ),
        ],
    ),
    ExtraSection(
        _("First admin"),
        [
            Extra(key="first_name", kind="text", label=_("First name"), required=True),
            Extra(key="last_name", kind="text", label=_("Last name"), required=True),
            Extra(key="email", kind="text", label=_("E-mail"), required=True, input_type="email"),
        ],
        hint=_("Gets an invitation by mail, and sets up everything else."),
    ),
]
ONE_LINERS = ("name", "name_fr", "first_name", "last_name")


class _HostPages:
    """What the pages here share."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = HostService(request.db, request.account.id)

    def back(self, code: str | None = None) -> HTTPSeeOther:
        """Go to the agency's page, or to the list."""
        if code is None:
            return HTTPSeeOther(self.request.route_path("host.agencies"))
        return HTTPSeeOther(self.request.route_path("host.agency", code=code))

    def yes_or_no(self, name: str) -> bool:
        """Return what was pressed; raise BadInputError for anything else."""
        answer = self.request.POST.get(name)
        if answer not in {"yes", "no"}:
            raise BadInputError(f"{name} must be yes or no")
        return bool(answer == "yes")


@view_defaults(permission=Permission.HOST_MANAGE)
class AgencyList(_HostPages):
    """All agencies, with their counts."""

    @view_config(route_name="host.agencies", renderer="templates/agencies.pt", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the list."""
        usage = latest_usage(self.request.platform_db)
        return {
            "agencies": self.service.agencies(),
            "usage": usage,
            "counted_at": counted_at(usage),
            "locale": self.request.locale_name,
        }

    @view_config(route_name="host.count", request_method="POST", params=Params())
    def count(self) -> HTTPSeeOther:
        """Have everything counted again."""
        enqueue(self.request.db, "host.count")
        self.request.flash(_("Counting has begun. Open this page again in a moment."))
        return self.back()


@view_defaults(
    route_name="host.add", renderer="templates/add.pt", permission=Permission.HOST_MANAGE
)
class AddAgency(_HostPages):
    """A new agency and its first admin."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.extras = Extras(QUESTIONS, request.localizer.translate)

    def _page(self, raw: Raw, errors: dict[str, str]) -> dict[str, Any]:
        if errors:
            self.request.response.status_code = UNPROCESSABLE
        form = FormView(title="", sections=[], errors=[])
        self.extras.add_to(form, raw, errors)
        return {"form": form, "form_action": None}

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the empty form."""
        return self._page({"time_zone": ["America/Toronto"], "locale": ["en"]}, {})

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def add(self) -> Any:
        """Make the agency."""
        post = self.request.POST
        unknown = set(post) - self.extras.names - {"csrf_token", "revision"}
        if unknown or any("\x00" in str(value) for value in post.values()):
            raise BadInputError("unknown parameter")
        raw = {name: [text.strip() for text in texts] for name, texts in self._read(post)}
        errors = {**self._wrong(raw), **self.extras.judge(raw)}
        if errors:
            return self._page(raw, errors)
        answers = {name: texts[0] if texts else "" for name, texts in raw.items()}
        answers["name_fr"] = answers["name_fr"] or None
        try:
            agency = self.service.create(NewAgency(**answers))
        except CodeTakenError:
            return self._page(raw, {"code": TAKEN})
        self.request.flash(_("The agency is made, and the invitation of its admin is on its way."))
        return self.back(agency.code)

    def _read(self, post: Any) -> Any:
        return self.extras.read(post).items()

    @staticmethod
    def _wrong(raw: Raw) -> dict[str, str]:
        """Return what is wrong with answers that are there."""
        errors = {}
        given = {name: texts[0] for name, texts in raw.items() if texts}
        for name in ONE_LINERS:
            if len(given.get(name, "")) > NAME_LENGTH:
                errors[name] = TOO_LONG
            elif not given.get(name, "").isprintable():
                errors[name] = ONE_LINE
        if not CODE.fullmatch(given.get("code", "")):
            errors["code"] = BAD_CODE
        try:
            checked_email(given.get("email", ""))
        except BadEmailError:
            errors["email"] = BAD_EMAIL
        return errors


@view_defaults(permission=Permission.HOST_MANAGE)
class AgencyPage(_HostPages):
    """One agency from outside: its counts, its admins' names, its plugins, its door."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.agency = self.service.enter(request.matchdict["code"])

    @view_config(route_name="host.agency", renderer="templates/agency.pt", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the agency."""
        translate = self.request.localizer.translate
        cards = PluginSwitch(self.request.db, self.agency).cards()
        return {
            "agency": self.agency,
            "title": self.agency.title(self.request.locale_name),
            "zone": dict(TIME_ZONES).get(self.agency.time_zone, self.agency.time_zone),
            "months": usage_by_month(self.request.platform_db, self.agency.id),
            "admins": self.service.admins(),
            "cards": [(card, labels_of(card, translate)) for card in cards],
        }

    @view_config(route_name="host.switch", request_method="POST", params=Params("active"))
    def switch(self) -> HTTPSeeOther:
        """Close the agency, or open it again."""
        active = self.yes_or_no("active")
        self.service.set_active(self.agency, active=active)
        self.request.flash(
            _("The agency is open again.")
            if active
            else _("The agency is deactivated, and its staff are signed out.")
        )
        return self.back(self.agency.code)

    @view_config(route_name="host.plugin", request_method="POST", params=Params("enabled"))
    def switch_plugin(self) -> HTTPSeeOther:
        """Switch a plugin on or off."""
        plugins, name = PluginSwitch(self.request.db, self.agency), self.request.matchdict["name"]
        enabled = self.yes_or_no("enabled")
        plugins.card(name)
        if enabled:
            plugins.switch_on(name)
            self.request.flash(_("The plugin is switched on."))
        else:
            plugins.switch_off(name)
            self.request.flash(_("The plugin is switched off. Its data are kept."))
        return self.back(self.agency.code)

    @view_config(route_name="host.invite_again", request_method="POST", params=Params())
    def invite_again(self) -> HTTPSeeOther:
        """Mail an admin another invitation."""
        self.service.invite_again(parse_uuid7(self.request.matchdict["id"]))
        self.request.flash(_("The invitation is on its way again."))
        return self.back(self.agency.code)
