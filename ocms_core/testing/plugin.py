"""pytest plugin of OCMS: real PostgreSQL and real Valkey for every test that asks for them.

Servers are private to the checkout and shared by all its test processes; with OCMS_DATABASE_URL
and its siblings set, the same tests run on the servers they name.
"""

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

# Only names for annotations here: pytest loads this module in every run, with or without a
# database, and before coverage starts to count.
if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from ocms_core.db.scope import DbSession
    from ocms_core.testing.app import OcmsApp
    from ocms_core.testing.servers import Databases, DatabaseUrls
    from ocms_core.testing.world import World

WEEK = 7 * 24 * 3600


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Keep compiled templates for the other processes of a run, and for the next run.

    Chameleon reads the variable when it is imported; its file names hold a digest of the source.
    """
    folder = early_config.rootpath / "var" / "test" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    for compiled in folder.iterdir():
        if compiled.is_file() and compiled.stat().st_mtime < time.time() - WEEK:
            compiled.unlink(missing_ok=True)
    os.environ.setdefault("CHAMELEON_CACHE", str(folder))


def pytest_collection_finish() -> None:
    """Let the collector of garbage leave alone what is loaded, and look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def servers_folder(pytestconfig: pytest.Config) -> Path:
    """Return the folder for the locks and files of the test servers."""
    folder = pytestconfig.rootpath / "var" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def databases(servers_folder: Path) -> Iterator["Databases"]:
    """Yield the maker of test databases; its server runs as long as anybody tests."""
    from ocms_core.testing import servers

    with servers.databases(servers_folder) as made:
        yield made


@pytest.fixture(scope="session")
def database_urls(databases: "Databases") -> Iterator["DatabaseUrls"]:
    """Yield owner, app and platform addresses of this worker's migrated database."""
    urls = databases.create()
    yield urls
    databases.drop(urls)


@pytest.fixture
def own_database(databases: "Databases") -> Iterator["DatabaseUrls"]:
    """Yield a fresh migrated database, for a test that commits or starts other processes."""
    urls = databases.create()
    yield urls
    databases.drop(urls)


@pytest.fixture(scope="session")
def engine(database_urls: "DatabaseUrls") -> Iterator["Engine"]:
    """Yield an engine of this worker's database as the app role."""
    from ocms_core.db.session import make_engine

    made = make_engine(database_urls.app)
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: "Engine") -> Iterator["Connection"]:
    """Yield a connection inside an outer transaction, which is rolled back after the test."""
    with engine.connect() as opened:
        outer = opened.begin()
        yield opened
        outer.rollback()


@pytest.fixture
def db(connection: "Connection") -> Iterator["DbSession"]:
    """Yield a session without an agency; commits in the test end a savepoint only."""
    from ocms_core.db.session import make_session_factory

    factory = make_session_factory(connection, join_transaction_mode="create_savepoint")
    with factory() as session:
        yield session


@pytest.fixture(scope="session")
def broker_url(servers_folder: Path) -> Iterator[str]:
    """Yield the address of a real Valkey, empty at the start of a test run."""
    from ocms_core.testing import servers

    with servers.broker(servers_folder) as url:
        yield url


@pytest.fixture(scope="session")
def wsgi(database_urls: "DatabaseUrls", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Yield the whole application, configured once for this worker's database."""
    from ocms_core.accounts.operators import make_host_operator
    from ocms_core.config import configure
    from ocms_core.db.models import load_models
    from ocms_core.security.vault import read_root_key
    from ocms_core.settings import Settings
    from ocms_core.testing.world import HOST_EMAIL, hashed

    root_key = tmp_path_factory.mktemp("keys") / "root.key"
    read_root_key(root_key, create=True)
    settings = Settings(
        database_url=database_urls.app,
        platform_database_url=database_urls.platform,
        root_key_file=root_key,
        files_dir=tmp_path_factory.mktemp("files"),
        mail_url=f"folder://{tmp_path_factory.mktemp('mail')}",
        demo=True,
        raise_plugin_errors=True,
        cheap_passwords=True,
    )
    # Whatever a test imported so far, the first row that is made asks for every mapper.
    load_models()
    make_host_operator(database_urls.owner, HOST_EMAIL, hashed())
    made = configure(settings).make_wsgi_app()
    gc.freeze()
    yield made
    for engine in ("engine", "platform_engine"):
        made.registry[engine].dispose()


@pytest.fixture
def app(wsgi: Any, connection: "Connection") -> "OcmsApp":
    """Return a browser without JavaScript; what it does is undone after the test."""
    from ocms_core.testing.app import OcmsApp

    made = OcmsApp(wsgi, connection, wsgi.registry["vault"])
    # Mails are files: no transaction takes back those of an earlier test.
    for mail in made.mail_folder.glob("*.eml"):
        mail.unlink()
    return made


@pytest.fixture
def world(app: "OcmsApp") -> "World":
    """Return two small agencies with staff of every role."""
    from ocms_core.testing.world import make_world

    return make_world(app.open_session)
