from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from ocms_core.agencies.models import Agency, AgencyCounter
from ocms_core.clients.numbers import NumberTaker
from ocms_core.db import scope
from ocms_core.db.session import make_engine, make_session_factory


@pytest.fixture
def factory(own_database):
    engine = make_engine(own_database.app, pool_size=8)
    yield make_session_factory(engine)
    engine.dispose()


def agencies(factory, *codes):
    with factory() as db:
        made = [Agency(code=code, name=code.title()) for code in codes]
        db.add_all(made)
        db.commit()
        return [agency.id for agency in made]


def test_every_agency_counts_from_one_without_gaps(factory):
    north, south = agencies(factory, "north", "south")
    taker = NumberTaker(factory)

    assert taker.take(north) == range(1, 2)
    assert taker.take(north, count=500) == range(2, 502)
    assert taker.take(south, count=2) == range(1, 3)
    assert taker.take(north, "session") == range(1, 2)
    assert taker.take(north) == range(502, 503)


def test_takers_at_the_same_time_never_get_the_same_number(factory):
    (north,) = agencies(factory, "north")
    taker = NumberTaker(factory)

    with ThreadPoolExecutor(8) as threads:
        blocks = list(threads.map(lambda size: taker.take(north, count=size), [3] * 100))

    numbers = sorted(number for block in blocks for number in block)
    assert numbers == list(range(1, 301))


def test_a_rolled_back_request_holds_nobody_up_and_leaves_a_gap(factory):
    (north,) = agencies(factory, "north")
    taker = NumberTaker(factory)
    with factory() as request_db:
        scope.enter(request_db, north)
        request_db.scalars(select(AgencyCounter)).all()
        assert taker.take(north) == range(1, 2)
        assert taker.take(north) == range(2, 3)
        request_db.rollback()

    assert taker.take(north) == range(3, 4)


def test_on_the_one_connection_of_a_functional_test_it_works_inside_a_request(connection):
    factory = make_session_factory(connection, join_transaction_mode="create_savepoint")
    (north,) = agencies(factory, "north")
    with factory() as request_db:
        scope.enter(request_db, north)
        request_db.scalars(select(AgencyCounter)).all()

        assert NumberTaker(factory).take(north, count=5) == range(1, 6)

        counter = request_db.scalars(select(AgencyCounter)).one()
        assert counter.next_value == 6
        request_db.commit()


def test_nothing_is_taken_for_nothing(factory):
    with pytest.raises(ValueError, match="at least one"):
        NumberTaker(factory).take(1, count=0)
