"""What plugins hand to the core: frozen descriptions, checked when they are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ocms_core.security.roles import Role

KEY = re.compile(r"^[a-z][a-z0-9_]*$")


def check_key(key: str) -> None:
    """Raise ValueError unless `key` is lower-case words joined by underscores."""
    if not KEY.match(key):
        raise ValueError(f"{key!r} is not a key: use lower-case words joined by underscores")


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginMeta:
    """Who a plugin is; the module-level ``META`` of its ``plugin.py``.

    requires: the core's minor version it was made for, such as "0.1".
    on_by_default: whether a new agency starts with it switched on.
    """

    name: str
    title: str
    description: str
    requires: str
    on_by_default: bool = False

    def __post_init__(self) -> None:
        check_key(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionGrant:
    """A permission, ``scope:resource:action``, and the roles that hold it by default."""

    name: str
    description: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """A further page of the sessions of a kind; its route takes the session's ``id``."""

    title: str
    route: str
    permission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionType:
    """A kind of service session.

    forms: keys of the forms it offers each client, in order; first_form: the key of the one that
    is attached to each client by itself unless the program says otherwise; main_form: the key of
    the one form that the session itself has, of no client; named: whether clients take part by
    name; pages: further pages of such a session, drawn as tabs; admits: asked, by (database
    session, service session), before a client is put on it: a sentence that refuses, or None.
    """

    key: str
    title: str
    description: str
    forms: tuple[str, ...] = ()
    first_form: str | None = None
    main_form: str | None = None
    named: bool = True
    pages: tuple[SessionPage, ...] = ()
    admits: Callable[[Any, Any], str | None] | None = None
    order: int = 100

    def __post_init__(self) -> None:
        check_key(self.key)
        if self.first_form is not None and self.first_form not in self.forms:
            raise ValueError(f"{self.key}: {self.first_form} is not among its forms")
        if not self.named and self.forms:
            raise ValueError(f"{self.key}: nobody is named, so nobody can have forms")

    def with_forms(self, joining: tuple[str, ...]) -> SessionType:
        """Return this kind with further forms behind its own, each once."""
        further = tuple(key for key in joining if key not in self.forms)
        return replace(self, forms=(*self.forms, *further)) if further else self


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyList:
    """A list whose values the agency's coordinators keep, with the values it starts with."""

    key: str
    title: str
    starts_with: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        check_key(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One line of the navigation. section: "work", "reports", "agency" or "host"."""

    key: str
    title: str
    route: str
    permission: str
    section: str = "work"
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardCard:
    """A card on the staff dashboard, drawn by `template` with `context`."""

    key: str
    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPanel:
    """A panel on a client's dashboard, drawn by `template` with `context`."""

    key: str
    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100
