"""What the layout shows around a page: navigation, search, language switch, account, messages.

The layout never fails for want of a part: a route that does not exist leaves its link out, so
error pages and tests draw with the same template as the whole product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pyramid.csrf import get_csrf_token

from ocms_core.web.navigation import address_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.request import Request

LANGUAGES = (("en", "English"), ("fr", "Français"))
DEFAULT_IDLE_SECONDS = 20 * 60

SHORTCUTS = {
    "dashboard": "g d",
    "clients": "g c",
    "sessions": "g s",
    "reports": "g r",
    "exports": "g f",
}
"""The keys that lead to a section, by the key of its navigation item."""

ROUTES = {
    "home": "home",
    "search": "clients.find",
    "account": "accounts.me",
    "sign_in": "sign_in",
    "sign_out": "sign_out",
    "keep_alive": "keep_alive",
    "session_state": "session_state",
    "help": "help",
}
"""The routes that the layout links to, by the name it knows them by."""


class Language(NamedTuple):
    """One choice of the language switch; the current one has no address."""

    code: str
    label: str
    url: str | None


class Message(NamedTuple):
    """A message of the request before: its tone is error, warning, success or info."""

    tone: str
    text: str


class CsrfToken:
    """The CSRF token, made only when a template prints it: an error page may have no session."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __str__(self) -> str:
        return get_csrf_token(self._request)

    __html__ = __str__


class Chrome:
    """What templates know as `chrome`. Everything is looked up when the layout asks for it."""

    def __init__(self, request: Request) -> None:
        self._request = request

    @property
    def _account(self) -> Any:
        return getattr(getattr(self._request, "identity", None), "account", None)

    def path(self, name: str) -> str | None:
        """Return the address of one of the layout's `ROUTES`, or None if there is no such route."""
        return address_of(self._request, ROUTES[name])

    @property
    def signed_in(self) -> bool:
        """Whether a member of staff or a host operator reads the page."""
        return getattr(self._request, "identity", None) is not None

    @property
    def nav(self) -> Sequence[Any]:
        """The navigation's sections: objects with `title` and `items` (title, url, current)."""
        return getattr(self._request, "navigation", None) or ()

    @property
    def agency_name(self) -> str | None:
        """The agency's name in the reader's language, as far as it has one."""
        agency: Any = getattr(self._request, "agency", None)
        if hasattr(agency, "title"):
            return str(agency.title(self._request.locale_name))
        return getattr(agency, "name", None)

    @property
    def shortcuts(self) -> bool:
        """Whether single keys act (WCAG 2.1.4): each person can switch them off."""
        return self.signed_in and bool(getattr(self._account, "keyboard_shortcuts", True))

    def shortcut(self, item: Any) -> str | None:
        """Return the keys that lead to a navigation item, if it has any."""
        return SHORTCUTS.get(getattr(item, "key", "")) if self.shortcuts else None

    @property
    def reader_name(self) -> str:
        """The name of the person who reads the page, or else the address they signed in with."""
        staff = getattr(self._request, "staff", None)
        return getattr(staff, "name", None) or getattr(self._account, "email", None) or ""

    @property
    def reader_id(self) -> str:
        """Tells the page's script whether the same person is still signed in."""
        return str(getattr(self._account, "id", ""))

    @property
    def languages(self) -> list[Language]:
        """The two languages; choosing one leads back to this page."""
        request = self._request
        current = "fr" if request.locale_name.startswith("fr") else "en"
        try:
            return [
                Language(
                    code,
                    label,
                    None if code == current else request.route_path("language", locale=code),
                )
                for code, label in LANGUAGES
            ]
        except KeyError:
            return []

    @property
    def here(self) -> str:
        """The address of this page, to come back to."""
        return self._request.path_qs

    @property
    def idle_seconds(self) -> int:
        """After how many idle seconds the server signs the reader out."""
        settings = self._request.registry.get("settings")
        return DEFAULT_IDLE_SECONDS if settings is None else settings.idle_minutes * 60

    @property
    def messages(self) -> list[Message]:
        """Take the messages that the request before left for this page."""
        return [Message(tone, text) for tone, text in getattr(self._request, "flash_messages", ())]
