"""The servers and databases of a test run, shared by every test process of a checkout."""

import fcntl
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import psycopg
from sqlalchemy import make_url

from ocms_core.db import roles
from ocms_core.embedded import places
from ocms_core.embedded.postgres import SUPERUSER, Cluster
from ocms_core.embedded.services import BROKER_VARIABLE, given_database_urls
from ocms_core.embedded.valkey import Server

TEMPLATE = "ocms_test_template"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUrls:
    """The addresses of one database for its three log-in roles."""

    owner: str
    app: str
    platform: str

    @property
    def database(self) -> str:
        """The database's name."""
        return str(make_url(self.owner).database)

    def for_database(self, name: str) -> "DatabaseUrls":
        """Return the same three addresses for another database of that server."""
        return DatabaseUrls(
            owner=_with_database(self.owner, name),
            app=_with_database(self.app, name),
            platform=_with_database(self.platform, name),
        )

    def environment(self) -> dict[str, str]:
        """Return the variables that a child process needs to use this database."""
        return {
            "OCMS_OWNER_DATABASE_URL": self.owner,
            "OCMS_DATABASE_URL": self.app,
            "OCMS_PLATFORM_DATABASE_URL": self.platform,
        }


class Databases:
    """Makes and drops test databases on one server; each is a copy of the migrated template."""

    def __init__(self, urls: DatabaseUrls, administrator_url: str, lock_path: Path) -> None:
        self.urls = urls
        self.administrator_url = administrator_url
        self.lock_path = lock_path
        self._numbers = itertools.count(1)

    def create(self) -> DatabaseUrls:
        """Make a database from the template; the first call of a test run migrates that."""
        with places.locked(self.lock_path):
            if not self._exists(TEMPLATE):
                self._build_template()
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        name = f"ocms_test_{worker}_{os.getpid()}_{next(self._numbers)}"
        self._administer(
            f"create database {name} owner {roles.OWNER} template {TEMPLATE} strategy wal_log"
        )
        # Privileges of a database, unlike those inside it, are not copied.
        grantees = f"{roles.APP}, {roles.PLATFORM}"
        self._administer(f"revoke all on database {name} from public")
        self._administer(f"grant connect on database {name} to {grantees}")
        return self.urls.for_database(name)

    def administrator_url_of(self, urls: DatabaseUrls) -> str:
        """Return the address of a test database for a superuser, or the owner if we have none."""
        return _with_database(self.administrator_url, urls.database)

    def drop(self, urls: DatabaseUrls) -> None:
        """Drop a database made by `create`."""
        self._administer(f"drop database if exists {urls.database} with (force)")

    def drop_left_over(self) -> None:
        """Drop what a killed test run left behind."""
        for name in self._names():
            self._administer(f"drop database if exists {name} with (force)")

    def _build_template(self) -> None:
        from ocms_core.db import migrate

        building = f"{TEMPLATE}_building"
        self._administer(f"drop database if exists {building} with (force)")
        self._administer(roles.create_database_statement(building))
        owner_url = _with_database(self.urls.owner, building)
        with _connect(owner_url) as connection:
            for statement in roles.database_statements(building):
                connection.execute(statement.encode())
        migrate.upgrade(owner_url)
        self._administer(f"alter database {building} rename to {TEMPLATE}")

    def _exists(self, name: str) -> bool:
        return name in self._names()

    def _names(self) -> list[str]:
        question = b"select datname from pg_database where datname like 'ocms\\_test\\_%'"
        with _connect(self.administrator_url) as connection:
            return [name for (name,) in connection.execute(question)]

    def _administer(self, statement: str) -> None:
        with _connect(self.administrator_url) as connection:
            connection.execute(statement.encode())


@contextmanager
def databases(folder: Path) -> Iterator[Databases]:
    """Yield the test databases on the server of the environment, or on a private one."""
    lock_path = folder / "template.lock"
    given = given_database_urls()
    if given:
        urls = DatabaseUrls(
            owner=given["OCMS_OWNER_DATABASE_URL"],
            app=given["OCMS_DATABASE_URL"],
            platform=given["OCMS_PLATFORM_DATABASE_URL"],
        )
        made = Databases(urls, urls.owner, lock_path)
        with _shared(_GivenServer(made), folder / "given-postgres"):
            yield made
        return
    cluster = Cluster(folder / "postgres", test=True)
    urls = DatabaseUrls(
        owner=cluster.url(roles.OWNER, "ocms"),
        app=cluster.url(roles.APP, "ocms"),
        platform=cluster.url(roles.PLATFORM, "ocms"),
    )
    with _shared(_PrivateCluster(cluster), folder / "postgres"):
        yield Databases(urls, cluster.url(SUPERUSER, "postgres"), lock_path)


@contextmanager
def broker(folder: Path) -> Iterator[str]:
    """Yield the address of the environment's broker, or of a private one."""
    if given := os.environ.get(BROKER_VARIABLE):
        yield given
        return
    server = Server(folder / "valkey", test=True)
    with _shared(server, folder / "valkey"):
        yield server.url


class _SharedServer(Protocol):
    def start(self) -> object: ...

    def remove(self) -> None: ...


class _PrivateCluster:
    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def start(self) -> None:
        self.cluster.start().ensure_database("ocms")

    def remove(self) -> None:
        self.cluster.remove()


class _GivenServer:
    """A server that is not ours: only our databases on it come and go."""

    def __init__(self, made: Databases) -> None:
        self.made = made

    def start(self) -> None:
        """Do nothing: it runs."""

    def remove(self) -> None:
        self.made.drop_left_over()


@contextmanager
def _shared(server: _SharedServer, place: Path) -> Iterator[None]:
    """Use a server together with other test processes: the first starts it, the last removes it.

    Users hold a shared lock, which the kernel releases when one is killed: so whoever can have it
    alone knows that nobody else is there, and clears away what a killed run left.
    """
    gate = place.with_name(f"{place.name}-gate.lock")
    with places.locked(gate):
        users = place.with_name(f"{place.name}-users.lock").open("w")
        if _alone(users):
            server.remove()
        fcntl.flock(users, fcntl.LOCK_SH)
        server.start()
    try:
        yield
    finally:
        with places.locked(gate), users:
            if _alone(users):
                server.remove()


def _alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:", 1), autocommit=True)
