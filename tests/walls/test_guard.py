"""The application does not start where the walls would not hold."""

import pytest
from sqlalchemy import create_engine, text

from ocms_core.db.guard import UnsafeDatabaseError, refuse_unsafe


@pytest.fixture
def engine_of():
    """Return a maker of engines that are closed after the test."""
    made = []

    def make(url, **options):
        made.append(create_engine(url, **options))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()


def test_the_application_role_may_start(engine_of, database_urls):
    refuse_unsafe(engine_of(database_urls.app))


def test_the_owner_may_not(engine_of, database_urls):
    with pytest.raises(UnsafeDatabaseError, match="owns tables"):
        refuse_unsafe(engine_of(database_urls.owner))


def test_a_database_without_letters_is_refused(engine_of, own_database):
    owner = engine_of(own_database.owner, isolation_level="AUTOCOMMIT")
    name = f"{owner.url.database}_c"
    with owner.connect() as connection:
        connection.execute(
            text(
                f"create database {name} template template0 encoding 'UTF8'"
                " lc_collate 'C' lc_ctype 'C' locale_provider libc"
            )
        )
    bare = engine_of(owner.url.set(database=name))
    try:
        with pytest.raises(UnsafeDatabaseError, match="character type"):
            refuse_unsafe(bare)
    finally:
        bare.dispose()
        with owner.connect() as connection:
            connection.execute(text(f"drop database {name}"))
