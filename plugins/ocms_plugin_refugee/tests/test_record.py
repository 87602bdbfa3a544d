"""The RAP record without JavaScript: begun once, filled over weeks, of no session."""

import datetime as dt
import threading

import pytest
from ocms_plugin_refugee.models import EssentialProgramLink, RefugeeAssistance
from sqlalchemy import func, select

from ocms_core.agencies.models import Staff
from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.db.types import uuid7
from ocms_core.errors import NotFoundError
from ocms_core.forms.services import FormService
from ocms_core.security.vault import Vault, read_root_key
from ocms_core.testing.world import make_world, viewer

KINDS = {"refugee_assistance": RefugeeAssistance}


@pytest.fixture
def client(app, world):
    """Return the world's client, a government-assisted refugee."""
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        client = session.get(Client, (world.north.id, world.north.client.id))
        client.immigration_class = "government_assisted"
        client.arrival_date = dt.date(2026, 1, 12)
        session.commit()
    return client


def begin(app, who, number=1):
    """Begin or open the record from the client's page."""
    app.sign_in(who)
    page = app.get(f"/clients/{number}")
    form = next(f for f in page.forms.values() if "kind" in f.fields and "form_id" in f.fields)
    return form.submit("kind", value="refugee_assistance").follow()


def own_form(page):
    return next(f for f in page.forms.values() if "category" in f.fields)


def fill_head(form):
    for name in ("funder_id", "program_id"):
        form[name] = form[name].options[-1][0]
    return form


def stored(app, world):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        statement = select(RefugeeAssistance).execution_options(beyond_visibility=True)
        return session.scalars(statement).one()


def test_it_begins_with_what_the_profile_says_and_both_checklists(app, world, client):
    form = own_form(begin(app, world.north.emails["worker"]))
    assert form["category"].value == "government_assisted"
    assert form["arrival_date"].value == "2026-01-12"
    assert form["status"].value == "ongoing"
    assert form["program_links-8-program"].value == "bank_account"
    assert form["orientation-9-topic"].value == "cultural_norms"


def test_it_is_filled_over_weeks_and_reckons_as_it_grows(app, world, client):
    form = fill_head(own_form(begin(app, world.north.emails["worker"])))
    form["start_date"], form["check_in"] = "2026-01-13", "2026-01-12"
    page = form.submit().follow()
    record = stored(app, world)
    assert (record.state, record.session_id) == ("complete", None)
    assert record.service_date == dt.date(2026, 1, 13)
    assert (record.nights, record.services_given) == (None, ["accommodation"])
    # Complete: back at the client's page, where a link opens it again.
    form = own_form(page.click("Refugee \\(RAP\\) record", index=0))
    form["check_out"], form["assessment_done"] = "2026-01-30", "yes"
    form["program_links-0-link_status"] = "obtained"
    form["program_links-1-link_status"] = "not_needed"
    form["orientation-4-given_on"], form["orientation-4-length"] = "2026-01-20", "0:45"
    form.submit()
    record = stored(app, world)
    assert record.nights == 18
    assert record.services_given == [
        "accommodation", "needs_assessment", "essential_programs", "orientation",
    ]  # fmt: skip
    page = app.get(f"/forms/{record.id}/print")
    assert "Weather" in page
    assert "18" in page


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"check_in": "2026-02-02", "check_out": "2026-02-01"}, "left before arriving"),
        ({"status": "completed", "start_date": "2026-02-02", "end_date": "2026-02-01"}, "the end"),
        ({"program_links-1-program": "sin"}, "stands there twice"),
    ],
)
def test_what_cannot_be_is_told(app, world, client, answers, sentence):
    form = own_form(begin(app, world.north.emails["worker"]))
    for name, value in answers.items():
        form[name] = value
    answer = form.submit(status=422)
    assert sentence in answer.text.replace("The end", "the end")
    assert all(own_form(answer)[name].value == value for name, value in answers.items())


def test_a_private_record_is_hidden_and_not_begun_again(app, world, client):
    form = fill_head(own_form(begin(app, world.north.emails["worker"])))
    form["private"] = "yes"
    form.submit()
    key = stored(app, world).id
    app.sign_in(world.north.emails["colleague"])
    app.get(f"/forms/{key}", status=404)
    app.get(f"/forms/{key}/print", status=404)
    fields = {"kind": "refugee_assistance", "form_id": str(uuid7())}
    answer = app.send("/clients/1/forms", fields, status=303).follow()
    assert "Ask a manager of the program" in answer
    assert stored(app, world).id == key
    for role, seen in (("worker", 9), ("colleague", 0), ("admin", 9)):
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            session.info["viewer"] = viewer(world.north, role)
            assert len(session.scalars(select(EssentialProgramLink)).all()) == seen, role


def test_two_people_who_begin_it_at_one_moment_get_one(own_database, tmp_path):
    """Real connections: each in a transaction of its own, at the same time."""
    engine = make_engine(own_database.app)
    vault = Vault(read_root_key(tmp_path / "root.key", create=True))
    factory = make_session_factory(engine, info={"vault": vault})
    own_world = make_world(factory)
    barrier, keys = threading.Barrier(2), []

    def begin_it(word):
        with factory() as session:
            scope.enter(session, own_world.north.id)
            session.info["viewer"] = viewer(own_world.north, word)
            north = own_world.north
            client = session.get(Client, (north.id, north.client.id))
            staff = session.get(Staff, (north.id, north.staff[word].id))
            barrier.wait(10)
            try:
                form = FormService(session, KINDS).find_or_attach_alone(
                    "refugee_assistance",
                    client,
                    staff,
                    form_id=uuid7(),
                    today=dt.date(2026, 2, 1),
                    program=session.get(type(north.programs[0]), (north.id, north.programs[0].id)),
                )
                keys.append(form.id)
            except NotFoundError as error:
                keys.append(error)
            session.commit()

    people = [threading.Thread(target=begin_it, args=(word,)) for word in ("worker", "colleague")]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert len(keys) == 2
    assert keys[0] == keys[1]
    with factory() as session:
        scope.enter(session, own_world.north.id)
        count = select(func.count()).select_from(RefugeeAssistance)
        assert session.scalar(count.execution_options(beyond_visibility=True)) == 1
    engine.dispose()
