"""Build the data set: agencies by the ORM, their millions of rows by COPY."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

import psycopg
from sqlalchemy import Connection, select, text

from bench.agencies import AgencyRows, code_of, write_agency
from bench.clients import ClientLines
from bench.services import ServiceLines
from bench.sizes import Size
from bench.variants import FormPool, people
from ocms_core.agencies.models import Agency
from ocms_core.db.session import make_session_factory
from ocms_core.db.walls import open_walls
from ocms_core.security.vault import Vault

RANDOM_SEED = 88_001
PROGRAMS = 5


def build(
    connection: Connection,
    vault: Vault,
    size: Size,
    today: dt.date,
    say: Callable[[str], None] = print,
) -> None:
    """Write a data set and commit it, an agency at a time; those that are there are left alone.

    As a superuser foreign keys are not checked row by row, which is most of the time otherwise; as
    the tables' owner they are.
    """
    pool_random = Random(RANDOM_SEED)
    persons = people(pool_random, today)
    pool = FormPool(pool_random, today, PROGRAMS)
    counts = zip(size.shares(size.clients), size.shares(size.forms), strict=True)
    present = set(connection.scalars(select(Agency.code)))
    for number, (clients, forms) in enumerate(counts, start=1):
        if code_of(number) in present:
            continue
        random = Random(f"{RANDOM_SEED} {number}")
        if connection.scalar(text("select rolsuper from pg_roles where rolname = current_user")):
            connection.execute(text("set local session_replication_role = replica"))
        with open_walls(connection):
            staff = max(6, forms // 4_000)
            rows = _agency(connection, vault, number, staff)
            driver = _driver(connection)
            made = ClientLines(random, persons, rows, today, size.years).write(driver, clients)
            ServiceLines(random, pool, rows, made, today, size.years).write(driver, forms)
        connection.commit()
        say(f"  agency {number}: {clients:,} clients, {forms:,} forms, {staff} staff")


def _agency(connection: Connection, vault: Vault, number: int, staff: int) -> AgencyRows:
    # The outer transaction stays open: the rows are committed with those that COPY brings.
    factory = make_session_factory(connection, join_transaction_mode="rollback_only")
    with factory() as db:
        db.info["vault"] = vault
        rows = write_agency(db, number, staff, PROGRAMS)
        rows.seal = _sealer(vault, db)
        db.commit()
        return rows


def _sealer(vault: Vault, db: Any) -> Callable[[str, str], tuple[bytes, bytes]]:
    """Return a function that seals a value for a row's place, and gives its blind index."""
    vault.blind(db, "the key is read once")

    def seal(clear: str, place: str) -> tuple[bytes, bytes]:
        return vault.seal(db, clear, place), vault.blind(db, clear)

    return seal


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("COPY needs psycopg")
    return driver
