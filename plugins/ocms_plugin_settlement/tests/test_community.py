"""Community Connections without JavaScript: what goes with which activity and status."""

import re

import pytest
from ocms_plugin_settlement.community import CommunityConnections
from sqlalchemy import select

from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.forms.spec import questions_of
from ocms_core.lookups import COMMUNITY_SERVICE, COMMUNITY_TOPIC

COMMUNITY = {"activity": "community", "occasion": "regular", "service": "community_group"}


@pytest.fixture
def form(app, world):
    """Return the form of a new session, head filled in, as a worker."""
    app.sign_in(world.north.emails["worker"])
    begin = app.get("/sessions/new?type=direct_service&client=1")
    page = next(f for f in begin.forms.values() if "service_date" in f.fields).submit().follow()
    session_id = re.search(r"/sessions/([0-9a-f-]{36})", page.request.url + page.text).group(1)
    key = str(uuid7())
    fields = {"client": str(world.north.client.id), "kind": "community_connections"}
    app.send(f"/sessions/{session_id}/forms", {**fields, "form_id": key}, status=303)
    form = own_form(app.get(f"/forms/{key}"))
    for name in ("funder_id", "program_id"):
        form[name] = form[name].options[-1][0]
    return form


def own_form(page):
    return next(f for f in page.forms.values() if "activity" in f.fields)


def fill(form, **answers):
    for name, value in answers.items():
        form[name] = value
    return form


def stored(app, world):
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        statement = select(CommunityConnections).execution_options(beyond_visibility=True)
        return session.scalars(statement).one()


def test_a_regular_activity_has_a_type_and_no_event(app, world, form):
    fill(form, **COMMUNITY, event_type="field_trip", service_type="conversation_circle")
    fill(form, topic="canadian_society", group_size="over_20")
    assert "Complete" in form.submit().follow()
    record = stored(app, world)
    assert record.state == "complete"
    assert (record.service_type, record.event_type) == ("conversation_circle", None)
    assert record.group_size == "over_20"


def test_matching_one_on_one_has_neither_event_nor_group(app, world, form):
    fill(form, activity="matching", occasion="event", event_type="other", service_type="matching")
    fill(form, service="matching_one_on_one", group_size="over_20")
    assert form.submit(status="*").status_int == 303
    record = stored(app, world)
    assert (record.occasion, record.event_type, record.group_size) == (None, None, None)
    assert record.service_type == "matching"


@pytest.mark.parametrize(
    ("field", "codes"), [("topic", COMMUNITY_TOPIC), ("service", COMMUNITY_SERVICE)]
)
@pytest.mark.parametrize("activity", ["community", "matching"])
def test_what_belongs_to_one_activity_is_refused_under_the_other(form, field, codes, activity):
    for code in codes:
        fill(form, activity=activity, **{field: code.code})
        answer = form.submit(status="*")
        if code.group in (None, activity):
            assert answer.status_int == 303, code
            form["revision"] = str(int(form["revision"].value) + 1)
        else:
            assert answer.status_int == 422, code
            assert f"This {field} does not belong to the activity" in answer
            assert own_form(answer)[field].value == code.code


def test_the_end_follows_the_status(app, world, form):
    dates = {"end_date": "2026-03-01", "projected_end_date": "2026-09-01"}
    fill(form, start_date="2026-02-01", leave_reason="moved", **dates)
    told = {"ongoing": "projected_end_date", "completed": "end_date", "ended_early": "end_date"}
    for status, kept in told.items():
        form["status"] = status
        assert form.submit(status="*").status_int == 303
        record = stored(app, world)
        for name, day in dates.items():
            answer = getattr(record, name)
            assert (answer and answer.isoformat()) == (day if name == kept else None), status
        assert record.leave_reason == ("moved" if status == "ended_early" else None)
        form["revision"] = str(record.revision)


@pytest.mark.parametrize(
    ("status", "field"), [("ongoing", "projected_end_date"), ("completed", "end_date")]
)
def test_no_service_ends_before_it_starts(form, status, field):
    fill(form, status=status, start_date="2026-02-02", **{field: "2026-02-01"})
    assert "start: correct" in form.submit(status=422)


def test_life_skills_are_asked_with_the_essential_ones_and_once():
    asked = {bound.key: bound for bound in questions_of(CommunityConnections)}
    assert "life_skills" in asked["skills.training"].question.codes
    assert not {"skills.life", "skills.life_received"} & set(asked)
