"""Engines and sessions, and the session of a request."""

from __future__ import annotations

import warnings
from typing import Any

import zope.sqlalchemy
from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import sessionmaker

from ocms_core.db.scope import DbSession

# Three spellings on joined tables slip past the visibility filter, and all of them draw this
# warning: in production too it must stop the statement (proofs 3).
warnings.filterwarnings("error", category=SAWarning, message=".*cartesian product.*")


def make_engine(url: str, **options: Any) -> Engine:
    """Return an engine for one of the three database URLs."""
    options.setdefault("pool_pre_ping", True)
    # Errors and logs must not carry the values: they are people's data.
    options.setdefault("hide_parameters", True)
    return create_engine(url, **options)


def make_session_factory(engine: Any, **options: Any) -> sessionmaker[DbSession]:
    """Return a factory of scoped sessions bound to an engine or to a test's connection."""
    return sessionmaker(bind=engine, class_=DbSession, **options)


def request_session(request: Request) -> DbSession:
    """Open the session of this request, joined to its transaction manager."""
    factory = request.environ.get("ocms.session_factory") or request.registry["session_factory"]
    session: DbSession = factory()
    session.info["vault"] = request.registry["vault"]
    # "changed": otherwise work done through text() or Core is rolled back without a word.
    zope.sqlalchemy.register(session, transaction_manager=request.tm, initial_state="changed")
    request.add_finished_callback(lambda _request: session.close())
    return session


def includeme(config: Configurator) -> None:
    """Make the engines and add ``request.db``."""
    settings = config.registry["settings"]
    engine = make_engine(settings.database_url)
    config.registry["engine"] = engine
    config.registry["session_factory"] = make_session_factory(engine)
    config.add_request_method(request_session, "db", reify=True)
