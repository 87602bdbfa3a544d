"""The fixtures of the tests: isolated, on real servers, and gone afterwards."""

from typing import TYPE_CHECKING

import psycopg
import pytest
import redis
from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from ocms_core.db.scope import DbSession
    from ocms_core.testing.servers import Databases, DatabaseUrls


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg:", "postgresql:")


@pytest.mark.parametrize("agency", ["5", "6"])
def test_each_test_starts_without_what_another_did(connection: Connection, agency: str) -> None:
    assert connection.scalar(text("select current_user")) == "ocms_app"
    assert connection.scalar(text("select current_setting('app.agency_id', true)")) in {None, ""}
    connection.execute(
        text("select set_config('app.agency_id', :agency, false)"), {"agency": agency}
    )


def test_commit_in_a_test_ends_a_savepoint_only(db: "DbSession", connection: Connection) -> None:
    inside = connection.scalar(text("select txid_current()"))
    db.execute(text("select 1"))
    db.commit()
    assert db.scalar(text("select txid_current()")) == inside


def test_own_database_is_a_migrated_copy_that_is_apart(
    own_database: "DatabaseUrls", database_urls: "DatabaseUrls"
) -> None:
    assert own_database.database != database_urls.database
    question = "select count(*) from pg_tables where schemaname = 'public'"
    counts = []
    for urls in (own_database, database_urls):
        with psycopg.connect(plain(urls.owner)) as opened:
            counts.append(opened.execute(question.encode()).fetchone())
    assert counts[0] == counts[1] != (0,)


def test_dropped_database_is_gone_though_somebody_is_connected(databases: "Databases") -> None:
    urls = databases.create()
    databases.drop(urls)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(plain(urls.app))


def test_strangers_may_not_connect_to_a_test_database(own_database: "DatabaseUrls") -> None:
    question = "select has_database_privilege('pg_monitor', current_database(), 'connect')"
    with psycopg.connect(plain(own_database.owner)) as opened:
        assert opened.execute(question.encode()).fetchone() == (False,)


def test_broker_answers(broker_url: str) -> None:
    path = broker_url.removeprefix("redis+socket://")
    with redis.Redis(unix_socket_path=path) as client:
        assert client.ping()
