"""The WSGI application, and nothing more."""

from __future__ import annotations

from typing import Any

from ocms_core.config import configure
from ocms_core.db.guard import refuse_unsafe
from ocms_core.settings import Settings


def main(_global_config: dict[str, str] | None = None, **ini: Any) -> Any:
    """Return the application for pserve; `ini` is the section of the ini file."""
    config = configure(Settings.load(ini))
    refuse_unsafe(config.registry["engine"])
    return config.make_wsgi_app()
