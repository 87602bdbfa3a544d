"""Migrations go forward on real rows and back, and see what the walls hide."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from ocms_core.clients.keys import search_names, stored_keys
from ocms_core.clients.rekeying import rekey
from ocms_core.db import migrate
from ocms_core.db.walls import open_walls


def test_models_and_migrations_agree(own_database):
    assert migrate.check(own_database.owner) == []


def test_each_branch_has_one_head_and_goes_down_and_up_again(own_database):
    for branch in migrate.migration_folders():
        if branch != migrate.CORE:
            migrate.downgrade(own_database.owner, f"{branch}@base")
    migrate.downgrade(own_database.owner, "core@base")
    engine = create_engine(own_database.owner)
    with engine.connect() as connection:
        left = connection.scalars(
            text("select tablename from pg_tables where schemaname = 'public'")
        ).all()
    engine.dispose()
    assert left == ["alembic_version"]
    migrate.upgrade(own_database.owner)
    assert migrate.check(own_database.owner) == []


@pytest.fixture
def owner(own_database):
    """Return a connection of the owner, with a site in each of two agencies."""
    engine = create_engine(own_database.owner)
    with engine.connect() as connection:
        with connection.begin(), open_walls(connection):
            connection.execute(
                text(
                    "insert into agency (code, name, time_zone, locale, active) values"
                    " ('one', 'One', 'America/Toronto', 'en', true),"
                    " ('two', 'Two', 'America/Toronto', 'en', true)"
                )
            )
            connection.execute(
                text(
                    "insert into site (agency_id, id, name, active)"
                    " select id, gen_random_uuid(), 'Here', true from agency"
                )
            )
        yield connection
    engine.dispose()


def test_an_owner_behind_the_walls_changes_nothing_without_a_word(owner):
    with owner.begin():
        assert owner.execute(text("update site set city = 'Toronto'")).rowcount == 0


def test_open_walls_let_a_migration_see_every_agency(owner):
    with owner.begin(), open_walls(owner):
        assert owner.execute(text("update site set city = 'Toronto'")).rowcount == 2
    with owner.begin():
        assert owner.scalar(text("select count(*) from site")) == 0


def test_open_walls_let_a_foreign_key_be_checked(owner):
    with owner.begin():
        owner.execute(text("create table note (agency_id bigint, id uuid, site_id uuid)"))
        owner.execute(text("insert into note values (1, gen_random_uuid(), gen_random_uuid())"))
    key = "alter table note add foreign key (agency_id, site_id) references site (agency_id, id)"
    with pytest.raises(IntegrityError), owner.begin(), open_walls(owner):
        owner.execute(text(key))


def test_keys_of_names_in_other_scripts_are_made_anew(owner):
    with owner.begin(), open_walls(owner):
        for name in ("رضا", "Reza"):
            owner.execute(
                text(
                    "insert into client (agency_id, id, number, kind, state, first_name, last_name,"
                    " revision, status, name_key, search_names, search_keys)"
                    " select min(id), gen_random_uuid(), length(:name), 'named', 'incomplete',"
                    " :name, 'Ek', 1, 'active', :name, :name, '{1}' from agency"
                ),
                {"name": name},
            )
        rekey(owner, foreign_only=True)
        keys = dict(owner.execute(text("select first_name, search_keys from client")).all())
    assert keys["Reza"] == [1]
    assert keys["رضا"] == stored_keys(search_names("رضا", "Ek"), None)
