"""The two walls hold for every way to reach the tables."""

import threading

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from ocms_core.agencies.models import Program, Site, Staff
from ocms_core.clients.models import Client, ClientPhone
from ocms_core.db import scope
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.db.types import uuid7


@pytest.fixture
def north(app, world):
    """Return a session of the agency north."""
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        yield session


def test_a_forgotten_where_finds_the_own_agency_only(north, world):
    found = north.scalars(select(Site)).all()
    assert {site.agency_id for site in found} == {world.north.id}
    assert len(found) == len(world.north.sites)


def test_raw_text_finds_the_own_agency_only(north, world):
    rows = north.execute(text("select agency_id from client")).all()
    assert {row.agency_id for row in rows} == {world.north.id}


def test_core_tables_find_the_own_agency_only(north, world):
    rows = north.execute(select(Client.__table__.c.agency_id)).all()
    assert {row.agency_id for row in rows} == {world.north.id}


def test_an_id_of_another_agency_is_not_there(north, world):
    other = world.south.client
    assert north.get(Client, (world.south.id, other.id)) is None
    assert north.scalar(select(Client).where(Client.id == other.id)) is None


def test_without_an_agency_a_tenant_table_is_refused(app, world):
    with app.open_session() as session:
        for statement in (
            select(Client),
            select(func.count()).select_from(Client),
            select(Client.__table__.c.id),
            update(Client).values(status="moved"),
        ):
            with pytest.raises(scope.NoAgencyError):
                session.execute(statement)
        assert session.execute(text("select count(*) from client")).scalar() == 0


def test_a_session_serves_one_agency_only(north, world):
    with pytest.raises(scope.OtherAgencyError):
        scope.enter(north, world.south.id)


def test_a_row_of_another_agency_is_refused_by_both_walls(north, world):
    north.add(Site(agency_id=world.south.id, name="Elsewhere", postal_code="A1A 1A1"))
    with pytest.raises(scope.OtherAgencyError):
        north.flush()
    north.rollback()
    scope_statement = text(
        "insert into site (agency_id, id, name, active) values (:agency, :id, 'Elsewhere', true)"
    )
    with pytest.raises(ProgrammingError, match="row-level security"):
        north.execute(scope_statement, {"agency": world.south.id, "id": uuid7()})


def test_an_update_without_where_changes_the_own_agency_only(north, app, world):
    north.execute(update(Program).values(name_fr="Nom"))
    north.commit()
    with app.open_session() as session:
        scope.enter(session, world.south.id)
        assert set(session.scalars(select(Program.name_fr))) == {None}


def test_no_row_can_point_into_another_agency(north, world):
    north.add(ClientPhone(client_id=world.south.client.id, number="416 555 0101", position=0))
    with pytest.raises(IntegrityError):
        north.flush()


def test_a_nested_transaction_stays_inside(north, world):
    with north.begin_nested():
        assert {row.agency_id for row in north.scalars(select(Staff))} == {world.north.id}
    assert {row.agency_id for row in north.scalars(select(Staff))} == {world.north.id}


def test_pooled_connections_never_carry_an_agency_over(own_database):
    """Eight threads over two connections, savepoint errors and roll backs among them."""
    owner = make_engine(own_database.owner)
    with owner.begin() as connection:
        connection.execute(
            text(
                "insert into agency (code, name, time_zone, locale, active)"
                " select 'agency' || chr(96 + n), 'Agency', 'America/Toronto', 'en', true"
                " from generate_series(1, 4) n"
            )
        )
        ids = connection.scalars(text("select id from agency order by id")).all()
    owner.dispose()
    engine = make_engine(own_database.app, pool_size=2, max_overflow=0)
    factory = make_session_factory(engine)
    for agency_id in ids:
        with factory() as session:
            scope.enter(session, agency_id)
            session.add(Site(name="Here", postal_code="M5V 2T6"))
            session.commit()
    wrong = []

    def work(seed):
        for turn in range(40):
            agency_id = ids[(seed + turn) % len(ids)]
            with factory() as session:
                if turn % 5 == 4:
                    wrong.extend(session.execute(text("select agency_id from site")).all())
                    continue
                scope.enter(session, agency_id)
                if turn % 3 == 0:
                    nested = session.begin_nested()
                    session.execute(text("select 1"))
                    nested.rollback()
                seen = set(session.scalars(select(Site.agency_id)))
                wrong.extend(seen - {agency_id})
                session.rollback() if turn % 2 else session.commit()
                wrong.extend(set(session.scalars(select(Site.agency_id))) - {agency_id})

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    assert wrong == []


def test_the_application_cannot_take_the_walls_down(north):
    for statement in (
        "alter table client disable row level security",
        "set role ocms_owner",
        "truncate client cascade",
    ):
        with pytest.raises(ProgrammingError), north.begin_nested():
            north.execute(text(statement))
