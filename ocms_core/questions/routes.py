"""Addresses of the agency's own questions."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("questions.list", "/questions")
    config.add_route("questions.untranslated", "/questions/without-french")
    config.add_route("questions.subject", "/questions/{subject}")
    config.add_route("questions.preview", "/questions/{subject}/preview")
    config.add_route("questions.add", "/questions/{subject}/new")
    config.add_route("questions.edit", "/question/{id}")
    config.add_route("questions.move", "/question/{id}/move")
    config.add_route("questions.switch", "/question/{id}/switch")
