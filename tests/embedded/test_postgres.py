"""The private PostgreSQL: starts anywhere, for anybody, and survives rough treatment."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from ocms_core.db import roles
from ocms_core.embedded import ServerError
from ocms_core.embedded.postgres import Cluster, find_installation


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("postgres") / "data", test=True).start()
    made.ensure_database("ocms")
    yield made
    made.remove()


def connect(cluster: Cluster, role: str, database: str = "ocms") -> psycopg.Connection:
    return psycopg.connect(host=str(cluster.socket_folder), user=role, dbname=database)


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def test_start_keeps_a_running_server(cluster: Cluster) -> None:
    before = postmaster(cluster)
    cluster.start()
    assert postmaster(cluster) == before


def test_start_makes_one_server_when_many_ask(cluster: Cluster) -> None:
    cluster.stop()
    given = cluster.lock_path.with_suffix("")
    again = [Cluster(given, test=True) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Cluster.start, again))
    assert {postmaster(one) for one in again} == {postmaster(cluster)}
    assert cluster.is_running()


def test_start_recovers_after_the_server_was_killed(cluster: Cluster) -> None:
    with connect(cluster, roles.OWNER) as connection:
        connection.execute("set synchronous_commit = on")
        connection.execute("create table survivor as select 7 as number")
    os.kill(postmaster(cluster), signal.SIGKILL)
    time.sleep(0.2)
    assert not cluster.is_running()
    cluster.start()
    with connect(cluster, roles.OWNER) as connection:
        assert connection.execute("select number from survivor").fetchone() == (7,)


def test_start_ignores_a_pid_file_that_names_another_process(cluster: Cluster) -> None:
    cluster.stop()
    pid_file = cluster.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{cluster.data}\n")
    cluster.start()
    assert postmaster(cluster) != os.getpid()


def test_stop_twice_does_nothing_the_second_time(cluster: Cluster) -> None:
    cluster.stop()
    cluster.stop()
    assert not cluster.is_running()
    cluster.start()


def test_login_is_refused_for_a_role_that_is_not_mapped(cluster: Cluster) -> None:
    with cluster.connect_as_superuser() as connection:
        connection.execute("create role stranger login")
    with pytest.raises(psycopg.OperationalError, match=r"[Pp]eer authentication failed"):
        connect(cluster, "stranger")


@pytest.mark.parametrize("role", [roles.APP, roles.PLATFORM])
def test_login_roles_cannot_create_tables(cluster: Cluster, role: str) -> None:
    with (
        connect(cluster, role) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("create table mine (number int)")


def test_cluster_works_under_a_closed_folder_with_a_long_path(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / ("long" * 30))
    try:
        cluster.start().ensure_database("ocms")
        with connect(cluster, roles.APP) as connection:
            assert connection.execute("select current_user").fetchone() == (roles.APP,)
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        cluster.remove()


def test_start_refuses_data_of_another_version(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "data")
    cluster.data = tmp_path
    (tmp_path / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServerError, match="made by PostgreSQL 9"):
        cluster.start()


def test_start_says_how_much_room_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocms_core.embedded.postgres.ROOM", 10**9)
    with pytest.raises(ServerError, match="MB are needed"):
        Cluster(tmp_path / "data").start()


def test_find_installation_refuses_a_prefix_without_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCMS_POSTGRES_PREFIX", str(tmp_path))
    with pytest.raises(ServerError, match="OCMS_POSTGRES_PREFIX"):
        find_installation()


def test_printed_script_makes_what_the_launcher_makes(cluster: Cluster, tmp_path: Path) -> None:
    script = tmp_path / "roles.sql"
    script.write_text(roles.roles_sql("by_hand"))
    psql = [str(cluster.installation / "bin" / "psql"), "-X", "-v", "ON_ERROR_STOP=1"]
    address = ["-h", str(cluster.socket_folder), "-U", "postgres", "-f", str(script), "postgres"]
    for _ in range(2):
        subprocess.run([*psql, *address], check=True, capture_output=True)  # noqa: S603
    extensions = "select extname from pg_extension where extname <> 'plpgsql' order by 1"
    with connect(cluster, roles.OWNER, "by_hand") as connection:
        found = [name for (name,) in connection.execute(extensions)]
        connection.execute("create table made_by_owner (number int)")
    assert found == sorted(roles.EXTENSIONS)


def test_no_role_goes_round_row_level_security(cluster: Cluster) -> None:
    question = (
        "select rolname, rolsuper or rolbypassrls or rolcreaterole, rolcanlogin from pg_roles "
        "where rolname like 'ocms\\_%' order by 1"
    )
    with cluster.connect_as_superuser() as connection:
        found = connection.execute(question.encode()).fetchall()
    assert found == [
        (roles.APP, False, True),
        (roles.FINDER, False, False),
        (roles.OWNER, False, True),
        (roles.PLATFORM, False, True),
    ]


def test_owner_does_not_see_through_the_finders_policy(cluster: Cluster) -> None:
    with connect(cluster, roles.OWNER) as connection:
        connection.execute("create table walled as select 1 as number")
        connection.execute("alter table walled enable row level security")
        connection.execute("alter table walled force row level security")
        connection.execute("create policy finder on walled for select to ocms_finder using (true)")
        assert connection.execute("select count(*) from walled").fetchone() == (0,)


@pytest.mark.parametrize("name", ["Ocms", 'ocms"; drop', "", "1ocms"])
def test_database_name_that_needs_quotes_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a plain"):
        roles.create_database_statement(name)
