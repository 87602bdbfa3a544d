"""What a worker process works with: sessions of both roles, made after the fork."""

from __future__ import annotations

from functools import cache, partial

from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.jobs.drain import Drain
from ocms_core.security.vault import Vault
from ocms_core.settings import Settings


class Runtime:
    """Engines and session factories of one worker process."""

    def __init__(self, settings: Settings) -> None:
        vault = Vault.at(settings.root_key_file)
        self.settings = settings
        self.engine = make_engine(settings.database_url, pool_size=2)
        self.open_session = make_session_factory(self.engine, info={"vault": vault})
        self.platform_engine = None
        open_platform_session = None
        if settings.platform_database_url:
            self.platform_engine = make_engine(settings.platform_database_url, pool_size=1)
            open_platform_session = make_session_factory(self.platform_engine)
        self.drain = partial(Drain(self.open_session, settings, open_platform_session).run)


@cache
def runtime() -> Runtime:
    """Return this process's runtime; call it in tasks only, never before the worker forks."""
    return Runtime(Settings.load())
