"""Addresses of files. What begins with `/files/of-` takes bodies as large as a file may be."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("clients.files", r"/clients/{number:\d{1,17}}/files")
    config.add_route("files.add", r"/files/of-client/{number:\d{1,17}}")
    config.add_route("files.add_to_form", "/files/of-form/{id}")
    config.add_route("files.download", "/files/{id}")
    config.add_route("files.thumbnail", "/files/{id}/thumbnail")
    config.add_route("files.edit", "/files/{id}/edit")
    config.add_route("files.remove", "/files/{id}/remove")
    config.add_route("files.restore", "/files/{id}/restore")
