"""A person who was recorded twice, or without a name, is counted once from then on."""

import datetime as dt

import pytest

from ocms_core.db import scope
from ocms_core.testing.world import viewer

from .conftest import Registry

PERIOD = "from=2026-03-01&to=2026-03-31"


@pytest.fixture
def made(app, world):
    """Return a way to write records of the north agency, committed."""

    def write(make):
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            session.info["viewer"] = viewer(world.north, "admin")
            registry = Registry(session, world.north)
            found = make(registry)
            session.commit()
            return found

    return write


def test_a_merged_person_counts_once(app, world, made):
    def make(registry):
        one, other = registry.client("Amina", "Hassan"), registry.client("Aminah", "Hasan")
        registry.session(one, day=3)
        registry.session(other, day=4)
        # Served before the period under the other number: so not a new client.
        registry.form(None, other, service_date=dt.date(2026, 1, 5))
        return one.id, other.id

    ids = made(make)
    app.sign_in(world.north.emails["admin"])
    before = newness(app)
    assert before == {"New": 1, "Returning": 1}

    def join(registry):
        registry.db.info["staff_id"] = world.north.staff["manager"].id
        one, other = registry.service.pair(*ids, lock=True)
        return registry.service.merge(one, other, {}).id

    merge_id = made(join)
    assert newness(app) == {"Returning": 1}
    made(lambda registry: registry.service.undo(merge_id)[1])
    assert newness(app) == before


def test_an_anonymous_client_counts_each_time_until_there_is_a_name(app, world, made):
    def make(registry):
        client = registry.client(kind="anonymous")
        registry.session(client, day=3)
        registry.session(client, day=4)
        return client.number

    number = made(make)
    app.sign_in(world.north.emails["admin"])
    assert newness(app) == {"Anonymous": 2}
    page = app.get(f"/clients/{number}/identify")
    form = next(form for form in page.forms.values() if form.action.endswith("/who"))
    page = form.submit("locale", value="en").click("Fill in the profile")
    form = next(form for form in page.forms.values() if "first_name" in form.fields)
    form["first_name"] = "Amal"
    form.submit(status=303)
    assert newness(app) == {"New": 1}


def newness(app):
    """Return the lines of the report of new and returning clients, by their first word."""
    page = app.get(f"/reports/new_returning_clients?{PERIOD}")
    head = [cell.get_text(strip=True) for cell in page.html.select("#table-totals thead th")]
    found = {}
    for row in page.html.select("#table-totals tbody tr"):
        label, *cells = [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])]
        figures = dict(zip(head[1:], cells, strict=True))
        word = label.split()[0]
        counted = figures["Anonymous"] if word == "Anonymous" else figures["Unique clients"]
        found[word] = int(counted)
    return found
