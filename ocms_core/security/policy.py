"""Pyramid's security policy: permissions come from the role, records from visibility."""

from __future__ import annotations

from typing import Any

from pyramid.authorization import Everyone
from pyramid.config import Configurator
from pyramid.request import Request, RequestLocalCache
from pyramid.security import Allowed, Denied

from ocms_core.security.identity import Identity, load_identity
from ocms_core.security.vault import Vault


class SecurityPolicy:
    """Knows who asks, and whether they hold the permission a view names."""

    def __init__(self) -> None:
        self._cache = RequestLocalCache(load_identity)

    def identity(self, request: Request) -> Identity | None:
        """Return the signed-in person, read once a request."""
        return self._cache.get_or_create(request)

    def authenticated_userid(self, request: Request) -> str | None:
        """Return the account's id."""
        identity = self.identity(request)
        return None if identity is None else str(identity.account.id)

    def permits(self, request: Request, _context: Any, permission: str) -> Allowed | Denied:
        """Allow what the person's role, add-ons and plugins grant; nothing else."""
        identity = self.identity(request)
        if identity is not None and identity.may(permission):
            return Allowed("granted by role")
        return Denied("not granted to %s", Everyone if identity is None else "this role")

    def remember(self, _request: Request, _userid: str, **_options: Any) -> list[Any]:
        """Do nothing: signing in is a service that makes a row."""
        return []

    def forget(self, _request: Request, **_options: Any) -> list[Any]:
        """Do nothing: signing out is a service that ends a row."""
        return []


def includeme(config: Configurator) -> None:
    """Set the policy, deny by default, demand CSRF tokens, and open the vault."""
    settings = config.registry["settings"]
    config.set_security_policy(SecurityPolicy())
    config.set_default_permission("nobody:holds:this")
    config.registry["vault"] = Vault.at(
        settings.root_key_file, create=settings.demo or settings.development
    )
    config.add_request_method(
        lambda request: request.identity.agency if request.identity else None, "agency", reify=True
    )
    config.add_request_method(
        lambda request: request.identity.staff if request.identity else None, "staff", reify=True
    )
    config.add_request_method(
        lambda request: request.identity.account if request.identity else None,
        "account",
        reify=True,
    )
    config.add_request_method(
        lambda request: (
            request.matched_route is not None
            and request.matched_route.name in {"session_state", "forms.draft", "accounts.state"}
        ),
        "is_background_poll",
        reify=True,
    )
