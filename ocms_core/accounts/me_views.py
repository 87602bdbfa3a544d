"""My account: the own profile, language, shortcuts, and where one is signed in."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults

from ocms_core.accounts.asking import asked
from ocms_core.accounts.services import SignInService
from ocms_core.accounts.views import sign_in_service
from ocms_core.agencies.extras import Extra
from ocms_core.agencies.models import Staff
from ocms_core.audit.services import record_change
from ocms_core.errors import BadInputError
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor, Submission
from ocms_core.forms.rendering import FormView, Renderer
from ocms_core.i18n import LOCALES, _
from ocms_core.i18n.locales import remember_locale
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params

UNPROCESSABLE = 422
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip
PREFERENCES = (
    Extra(
        key="locale",
        kind="choice",
        label=_("Language"),
        options=[("en", "English"), ("fr", "Français")],
    ),
    Extra(
        key="keyboard_shortcuts",
        kind="choice",
        label=_("Keyboard shortcuts"),
        hint=_("Single keys that act, such as / for the search. Switch them off if you dictate."),
        options=[("yes", _("On")), ("no", _("Off"))],
    ),
)


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One of the own sign-ins as the page lists it."""

    id: str
    browser: str
    address: str
    started: dt.datetime
    last_seen: dt.datetime
    here: bool


def browser_name(user_agent: str | None) -> str:
    """Return a browser and its system in words that its owner knows; "" when it tells nothing."""
    text = user_agent or ""
    browser = next((name for sign, name in BROWSERS if re.search(rf"\b{sign}", text)), "")
    system = next((name for sign, name in SYSTEMS if sign in text), "")
    return ", ".join(filter(None, (browser, system)))


@view_defaults(
    route_name="accounts.me", renderer="templates/me.pt", permission=Permission.ACCOUNT_SELF
)
class MyAccount:
    """One page; a host operator, who is staff nowhere, has no profile on it."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.translate = request.localizer.translate

    def _editor(self) -> Editor:
        identity, locale = self.request.identity, self.request.locale_name
        programs = None if identity.is_admin else identity.programs
        today = dt.datetime.now(ZoneInfo(identity.agency.time_zone)).date()
        choices = AgencyChoices(self.request.db, locale, programs)
        return Editor(Staff, choices, locale=locale, today=today)

    def _profile(self, editor: Editor, submission: Submission) -> FormView:
        return Renderer(editor, self.translate).form(submission, show_missing=False, revision=None)

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the page."""
        staff, form = self.request.staff, None
        if staff is not None:
            editor = self._editor()
            stored = editor.judge(editor.raw_of(staff), record=staff)
            stored.errors = {}
            form = self._profile(editor, stored)
        return self._page(form)

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def save(self) -> Any:
        """Save the profile."""
        staff = self.request.staff
        if staff is None:
            raise BadInputError("a host operator has no profile")
        editor = self._editor()
        submission = editor.read(self.request.POST, record=staff, controls={"csrf_token"})
        if not submission.can_be_saved:
            self.request.response.status_code = UNPROCESSABLE
            return self._page(self._profile(editor, submission))
        changed = editor.apply(staff, submission)
        if changed:
            record_change(self.request.db, "staff", staff.id, changed, action="changed")
        self.request.flash(_("Your profile is saved."))
        return HTTPSeeOther(self.request.route_path("accounts.me"))

    def _page(self, form: FormView | None) -> dict[str, Any]:
        account = self.request.account
        raw = {
            "locale": [account.locale],
            "keyboard_shortcuts": ["yes" if account.keyboard_shortcuts else "no"],
        }
        preferences = asked(self.translate, _("Preferences"), list(PREFERENCES), raw, {})
        return {
            "form": form,
            "form_action": self.request.route_path("accounts.me"),
            "preferences": preferences,
            "sign_ins": self._sign_ins(),
        }

    def _sign_ins(self) -> list[SignInLine]:
        settings, own = self.request.registry["settings"], self.request.identity.web_session
        found = sign_in_service(self.request).open_sign_ins(
            self.request.account.id,
            idle=dt.timedelta(minutes=settings.idle_minutes),
            longest=dt.timedelta(hours=settings.absolute_hours),
        )
        return [
            SignInLine(
                str(one.id),
                browser_name(one.browser) or self.translate(_("A browser that tells no name")),
                one.address or "",
                one.created_at,
                one.last_seen_at,
                one.id == own.id,
            )
            for one in sorted(found, key=lambda one: one.id != own.id)
        ]


@view_config(
    route_name="accounts.preferences",
    request_method="POST",
    permission=Permission.ACCOUNT_SELF,
    params=Params("locale", "keyboard_shortcuts"),
)
def save_preferences(request: Request) -> HTTPSeeOther:
    """Save language and shortcuts; the language acts at once."""
    locale = request.POST.get("locale")
    shortcuts = request.POST.get("keyboard_shortcuts")
    if locale not in LOCALES or shortcuts not in {"yes", "no"}:
        raise BadInputError("no such choice")
    request.account.locale = locale
    request.account.keyboard_shortcuts = shortcuts == "yes"
    response = HTTPSeeOther(request.route_path("accounts.me"))
    remember_locale(request, response, locale)
    request.flash(_("Your preferences are saved."))
    return response


@view_config(
    route_name="accounts.end_others",
    request_method="POST",
    permission=Permission.ACCOUNT_SELF,
    params=Params(),
)
def end_others(request: Request) -> HTTPSeeOther:
    """End every sign-in but this one."""
    service: SignInService = sign_in_service(request)
    service.end_all(request.account.id, but=request.identity.web_session.id)
    request.flash(_("You are signed out everywhere else."))
    return HTTPSeeOther(request.route_path("accounts.me"))
