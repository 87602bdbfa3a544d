"""The bench's own PostgreSQL, and one database in it for each size, kept between runs."""

from __future__ import annotations

import datetime as dt
import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql
from sqlalchemy import create_engine, text

from bench.build import build
from bench.sizes import Size
from ocms_core.db import migrate, roles
from ocms_core.embedded.postgres import SUPERUSER, Cluster
from ocms_core.plugins.manager import installed_plugins
from ocms_core.security.vault import Vault, read_root_key

# What a small server of its own would be given; the demo's settings are for a laptop.
SERVER_SETTINGS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "6GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "random_page_cost": "1.1",
}
MADE_BY = "2"
"""Changes when the data set does, so that an old one is not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchDatabase:
    """A filled database. url_of: its address for a role."""

    url_of: Callable[[str], str]
    root_key_file: Path
    vault: Vault


@contextmanager
def bench_server(folder: Path) -> Iterator[Cluster]:
    """Yield the bench's own server, started; it stops afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    # Kept open, and so held, until this process ends: the other run would stop our server.
    lock = (folder / "bench.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit("Another `make bench` is running in this checkout: wait for it.") from None
    cluster = Cluster(folder / "postgres")
    cluster.start()
    try:
        _configure(cluster)
        yield cluster
    finally:
        cluster.stop()
        lock.close()


@contextmanager
def filled_database(folder: Path, size: Size, *, rebuild: bool) -> Iterator[BenchDatabase]:
    """Yield the database of a size, built unless it is there; its server stops afterwards."""
    with bench_server(folder) as cluster:
        key_file = folder / "root.key"
        found = BenchDatabase(
            url_of=lambda role: cluster.url(role, f"ocms_bench_{size.key}"),
            root_key_file=key_file,
            vault=Vault(read_root_key(key_file, create=True)),
        )
        wanted = f"bench {MADE_BY}, {size}"
        name = f"ocms_bench_{size.key}"
        made = _made(cluster, name)
        if rebuild or made != wanted:
            # Without a note an earlier run was interrupted: it goes on where it stopped.
            if rebuild or made is not None:
                with cluster.connect_as_superuser() as connection:
                    drop = sql.SQL("drop database if exists {} with (force)")
                    connection.execute(drop.format(sql.Identifier(name)))
            _fill(cluster, found, name, size)
            with cluster.connect_as_superuser() as connection:
                comment = sql.SQL("comment on database {} is {}")
                connection.execute(comment.format(sql.Identifier(name), sql.Literal(wanted)))
        migrate.upgrade(found.url_of(roles.OWNER))
        _switch_on_new_plugins(cluster, name)
        yield found


def _configure(cluster: Cluster) -> None:
    with cluster.connect_as_superuser() as connection:
        shown = connection.execute("show shared_buffers").fetchone()
        if shown == (SERVER_SETTINGS["shared_buffers"],):
            return
        for name, value in SERVER_SETTINGS.items():
            connection.execute(f"alter system set {name} = '{value}'".encode())
    cluster.stop()
    cluster.start()


def _switch_on_new_plugins(cluster: Cluster, name: str) -> None:
    """Switch on what was installed since the data set was built: building takes minutes."""
    with cluster.connect_as_superuser(name) as connection:
        for plugin in installed_plugins():
            connection.execute(
                """
                insert into agency_plugin (agency_id, id, plugin)
                select a.id, gen_random_uuid(), %(plugin)s from agency a
                where not exists (select from agency_plugin p
                                  where p.agency_id = a.id and p.plugin = %(plugin)s)
                """,
                {"plugin": plugin},
            )


def _made(cluster: Cluster, name: str) -> str | None:
    with cluster.connect_as_superuser() as connection:
        row = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
            [name],
        ).fetchone()
    return row[0] if row else None


def _fill(cluster: Cluster, found: BenchDatabase, name: str, size: Size) -> None:
    print(f"Building the data set {size.key}: {size.clients:,} clients, {size.forms:,} forms")
    started = time.perf_counter()
    cluster.ensure_database(name)
    migrate.upgrade(found.url_of(roles.OWNER))
    engine = create_engine(found.url_of(SUPERUSER))
    with engine.connect() as connection:
        connection.execute(text("set synchronous_commit = off"))
        connection.commit()
        build(connection, found.vault, size, dt.datetime.now(dt.UTC).date())
    built = time.perf_counter()
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("vacuum (analyze, parallel 2)"))
        connection.execute(text("checkpoint"))
        room = connection.scalar(
            text("select pg_size_pretty(pg_database_size(current_database()))")
        )
    engine.dispose()
    vacuumed = time.perf_counter()
    print(f"Built in {built - started:.0f} s, vacuumed in {vacuumed - built:.0f} s; {room} on disk")
