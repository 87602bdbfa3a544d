"""Addresses of this domain."""

from __future__ import annotations

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the routes."""
    config.add_route("exports.list", "/exports")
    config.add_route("exports.history", "/exports/history")
    config.add_route("exports.mine", "/exports/my-month")
    config.add_route("exports.batch", "/exports/batches/{id}")
    config.add_route("exports.uploaded", "/exports/batches/{id}/uploaded")
    config.add_route("exports.undo", "/exports/batches/{id}/undo")
    config.add_route("exports.zip", "/exports/batches/{id}/all.zip")
    config.add_route("exports.download", r"/exports/batches/{id}/{number:\d{1,4}}")
    config.add_route("exports.check", "/exports/{exporter}/{file}")
    config.add_route("exports.problems", r"/exports/{exporter}/{file}/problems.{format:csv|xlsx}")
    config.add_route("exports.draft", "/exports/{exporter}/{file}/draft")
    config.add_route("exports.make", "/exports/{exporter}/{file}/make")
