"""Addresses of signing in and of the own account."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("sign_in", "/sign-in")
    config.add_route("sign_out", "/sign-out")
    config.add_route("keep_alive", "/keep-alive")
    config.add_route("session_state", "/session-state")
    config.add_route("accounts.choose", "/workplace")
    config.add_route("accounts.me", "/account")
    config.add_route("accounts.preferences", "/account/preferences")
    config.add_route("accounts.change_password", "/account/password")
    config.add_route("accounts.end_others", "/account/sign-ins/end-others")
    config.add_route("accounts.forgotten", "/forgotten-password")
    config.add_route("accounts.link_sent", "/forgotten-password/sent")
    config.add_route("accounts.password", "/password/{token}")
    config.add_route("accounts.end", "/account/sign-ins/{id}/end")
