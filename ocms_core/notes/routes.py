"""Addresses of notes."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("notes.list", "/notes")
    config.add_route("notes.new", r"/clients/{number:\d{1,17}}/notes/new")
    config.add_route("notes.detail", "/notes/{id}")
    config.add_route("notes.edit", "/notes/{id}/edit")
    config.add_route("notes.withdraw", "/notes/{id}/withdraw")
    config.add_route("notes.done", "/notes/{id}/done")
