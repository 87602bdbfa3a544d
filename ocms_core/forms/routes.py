"""Addresses of service forms and drafts."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("forms.edit", "/forms/{id}")
    config.add_route("forms.delete", "/forms/{id}/delete")
    config.add_route("forms.alone", "/clients/{number:[0-9]+}/forms")
    config.add_route("forms.draft", "/drafts/{kind}/{id}")
    config.add_route("forms.discard_draft", "/drafts/{kind}/{id}/discard")
