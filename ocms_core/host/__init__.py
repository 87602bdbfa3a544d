"""Pages of the host operator, who runs the installation and never sees a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from pyramid.request import Request
    from sqlalchemy.orm import Session


def includeme(config: Configurator) -> None:
    """Add the routes and views, and ``request.platform_db`` for the counts."""
    from ocms_core.db.session import make_engine, make_session_factory
    from ocms_core.host.mailbox import mail_folder

    settings = config.registry["settings"]
    if settings.platform_database_url:
        engine = make_engine(settings.platform_database_url, pool_size=1)
        config.registry["platform_engine"] = engine
        config.registry["platform_session_factory"] = make_session_factory(engine)
    config.add_request_method(_platform_session, "platform_db", reify=True)
    config.include("ocms_core.host.routes")
    config.scan("ocms_core.host", ignore=["ocms_core.host.mailbox_views"])
    if mail_folder(settings) is not None:
        config.include("ocms_core.host.routes.with_mailbox")
        config.scan("ocms_core.host.mailbox_views")


def _platform_session(request: Request) -> Session | None:
    """Open a session of the platform role, or return None where there is none."""
    factory = request.registry.get("platform_session_factory")
    if factory is None:
        return None
    session: Session = factory()
    request.add_finished_callback(lambda _request: session.close())
    return session
