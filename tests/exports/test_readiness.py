"""Yellow: what the pages of forms and clients are told that files need."""

from types import SimpleNamespace

import pytest
from sqlalchemy import update

from ocms_core.agencies.models import Funder
from ocms_core.exports.readiness import keys, record_needs, yellow_fields
from ocms_core.plugins.manager import registries
from ocms_core.testing.statements import count_statements


@pytest.fixture
def request_(desk):
    """Give what readiness asks of a request."""
    return SimpleNamespace(
        db=desk.db,
        agency=desk.world.agency,
        environ={},
        plugins=SimpleNamespace(exporters=registries().exporters.every()),
        localizer=SimpleNamespace(translate=str),
    )


def test_yellow_questions_of_each_kind(request_):
    assert yellow_fields(request_, "client") == {
        key: ["iCARE"]
        for key in (
            "identifiers",
            "birth_date",
            "addresses",
            "official_language",
            "research_consent",
        )
    }
    orientation = yellow_fields(request_, "information_orientation")
    assert {"start_date", "end_date", "services_received", "support.received"} <= set(orientation)
    assert "topics_given" not in orientation
    assert "settlement_plan_shared" in yellow_fields(request_, "needs_assessment")
    assert yellow_fields(request_, "non_specified") == {}


def test_funder_that_takes_no_file_needs_nothing(request_, desk):
    reporting, other = desk.world.funders
    assert yellow_fields(request_, "needs_assessment", other) == {}
    assert yellow_fields(request_, "needs_assessment", reporting) != {}
    form = desk.orientation(desk.client(), funder=1, end_date=None)
    assert record_needs(request_, form) == []


def test_agency_without_a_reporting_funder_needs_nothing_of_clients(request_, desk):
    desk.db.execute(update(Funder).values(reports_to_icare=False))
    assert yellow_fields(request_, "client") == {}
    assert record_needs(request_, desk.client(birth_date=None)) == []


def test_needs_of_a_form_and_of_its_client_are_told_apart(request_, desk):
    client = desk.client(birth_date=None)
    form = desk.orientation(client, end_date=None, support__received=None)
    needs = record_needs(request_, form)
    assert keys(needs) == ["support.received", "end_date"]
    assert keys(needs, on_client=True) == ["birth_date"]
    assert ("end_date", "Write the end date of the service.", "iCARE", False) in needs


def test_ready_records_need_nothing(request_, desk):
    client = desk.client()
    assert record_needs(request_, client) == []
    assert record_needs(request_, desk.orientation(client)) == []
    assert record_needs(request_, desk.needs(client)) == []
    assert record_needs(request_, desk.non_specified(client)) == []


def test_answers_on_the_page_go_before_what_is_stored(request_, desk):
    client = desk.client()
    form = desk.orientation(client)
    assert keys(record_needs(request_, form, answers={"end_date": None})) == ["end_date"]
    rows = {"identifiers": [{"id": None, "type": "gcms_client_id", "sealed": "123"}]}
    assert keys(record_needs(request_, client, answers=rows), on_client=True) == ["identifiers"]
    good = {"identifiers": [{"id": None, "type": "gcms_client_id", "sealed": "1234 5678"}]}
    assert record_needs(request_, client, answers=good) == []
    other = {"funder_id": desk.world.funders[1].id, "end_date": None}
    assert record_needs(request_, form, answers=other) == []


def test_anonymous_clients_need_nothing(request_, desk):
    client = desk.client()
    form = desk.orientation(client, end_date=None)
    desk.forget_name(client)
    assert record_needs(request_, form) == []
    assert record_needs(request_, client) == []


def test_needs_of_a_form_cost_two_statements_at_most(request_, desk, connection):
    client = desk.client()
    form = desk.orientation(client, end_date=None)
    funder = desk.world.funders[0]
    desk.db.commit()
    form = desk.db.get(type(form), (form.agency_id, form.id))
    assert form.support.received is False
    assert form.skills.life_received is False
    assert form.support.children == []
    client = form.client
    with count_statements(connection) as sent:
        record_needs(request_, form, client=client, funder=funder)
    assert len(sent) <= 2, str(sent)
