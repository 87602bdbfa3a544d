"""pytest plugin of OCMS: real PostgreSQL and real Valkey for every test that asks for them.

Servers are private to the checkout and shared by all its test processes; with OCMS_DATABASE_URL
and its siblings set, the same tests run on the servers they name.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# Only names for annotations here: pytest loads this module in every run, with or without a
# database, and before coverage starts to count.
if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from ocms_core.db.scope import DbSession
    from ocms_core.testing.servers import Databases, DatabaseUrls


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
