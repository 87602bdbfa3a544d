"""Addresses of tasks and referrals, and of partners."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("follow_ups.list", "/follow-ups")
    config.add_route("clients.follow_ups", r"/clients/{number:\d{1,17}}/follow-ups")
    config.add_route("follow_ups.new", r"/clients/{number:\d{1,17}}/follow-ups/new")
    config.add_route("follow_ups.of_session", "/sessions/{id}/follow-ups/new")
    config.add_route("follow_ups.begin", "/forms/{id}/follow-ups/begin")
    config.add_route("follow_ups.marked", "/forms/{id}/follow-ups/marked")
    config.add_route("follow_ups.detail", "/follow-ups/{id}")
    config.add_route("follow_ups.edit", "/follow-ups/{id}/edit")
    config.add_route("follow_ups.status", "/follow-ups/{id}/status")
    config.add_route("follow_ups.answer", "/follow-ups/{id}/answer")
