"""Who of an agency may be one person."""

from ocms_core.agencies.models import Agency
from ocms_core.clients.models import Client, ClientAddress, ClientPhone
from ocms_core.clients.pairs import find_pairs
from ocms_core.db import scope


def add(db, number, first, last, *, phone=None, street=None, **values):
    client = Client(number=number, first_name=first, last_name=last, **values)
    db.add(client)
    db.flush()
    if phone:
        db.add(ClientPhone(client_id=client.id, number=phone))
    if street:
        line, postal = street
        house, name = line.split(" ", 1)
        db.add(
            ClientAddress(
                client_id=client.id, street_number=house, street_name=name, postal_code=postal
            )
        )
    db.flush()
    return client


def start(db):
    agency = Agency(code="north", name="North")
    db.add(agency)
    db.flush()
    scope.enter(db, agency.id)


def test_finds_each_pair_once_with_the_reasons(db):
    start(db)
    one = add(db, 1, "Mohamed", "Al-Rashid", birth_date="1990-05-12", phone="416 555 0142")
    other = add(db, 2, "Muhammad", "Alrashid", birth_date="1990-12-05", phone="+1 416 555 0142")
    add(db, 3, "Ana", "Silva", birth_date="1990-05-12")
    add(db, 4, kind="anonymous", first=None, last=None)
    told = []
    (pair,) = find_pairs(db, lambda done, count: told.append((done, count)))
    assert (pair.low_id, pair.high_id) == tuple(sorted((one.id, other.id)))
    assert set(pair.reasons) == {"name_sound", "birth_swapped", "phone"}
    assert told[-1] == (3, 3)


def test_namesakes_of_other_birth_dates_are_no_pair(db):
    start(db)
    add(db, 1, "Maria", "Garcia", birth_date="1990-05-12")
    add(db, 2, "Maria", "Garcia", birth_date="1971-08-30")
    add(db, 3, "Maria", "Garcia")
    assert list(find_pairs(db)) == []


def test_an_address_joins_people_whose_date_is_not_known(db):
    start(db)
    add(db, 1, "Olena", "Kovalchuk", street=("12 Wascana Crescent", "S4P 3X7"))
    add(db, 2, "Олена", "Ковальчук", birth_date="1988", street=("12 Wascana Cresent", "s4p3x7"))
    (pair,) = find_pairs(db)
    assert "address" in pair.reasons
