"""A finance session without JavaScript: services on one form, outcomes on another, never both."""

import re

import pytest
from ocms_plugin_finance.models import FinancialOutcome, FinancialServices
from sqlalchemy import select

from ocms_core.db import scope
from ocms_core.db.types import uuid7
from ocms_core.security.visibility import NoViewerError


@pytest.fixture
def form_page(app, world):
    """Return a function that opens the form of a new finance session, as a worker."""
    app.sign_in(world.north.emails["worker"])
    begin = app.get("/sessions/new?type=finance&client=1")
    form = next(f for f in begin.forms.values() if "service_date" in f.fields)
    page = form.submit().follow()
    form_id = re.search(r"/forms/([0-9a-f-]{36})", page.request.url + page.text).group(1)
    return lambda: app.get(f"/forms/{form_id}")


def answers_of(page):
    return next(f for f in page.forms.values() if "records" in f.fields)


def fill_head(form):
    form["location"], form["stage"], form["status"] = "office", "active", "completed"
    form["is_follow_up"] = "no"
    for name in ("funder_id", "program_id"):
        form[name] = form[name].options[-1][0]


def stored(app, world):
    """Return the form as the admin reads it."""
    session = app.open_session()
    scope.enter(session, world.north.id)
    statement = select(FinancialServices).execution_options(beyond_visibility=True)
    return session.scalars(statement).one()


def test_services_make_a_form_complete(app, world, form_page):
    form = answers_of(form_page())
    fill_head(form)
    form["records"] = "services"
    page = form.submit().follow()
    assert "Incomplete" in page
    form = answers_of(form_page())
    for box in form.fields["services"]:
        box.checked = box._value in {"tax_filing", "budgeting"}
    form["tax_years"] = "2024, 2025"
    assert "Complete" in form.submit().follow()
    record = stored(app, world)
    assert (record.state, record.services) == ("complete", ["tax_filing", "budgeting"])
    assert record.tax_years == "2024, 2025"


def test_outcomes_keep_money_in_cents_and_empty_the_services(app, world, form_page):
    form = answers_of(form_page())
    fill_head(form)
    form["records"] = "outcomes"
    for box in form.fields["services"]:
        box.checked = box._value == "letter"
    page = form.submit("add:outcomes")
    form = answers_of(page)
    form["outcomes-0-outcome"], form["outcomes-0-amount"] = "refund", "1 234,56"
    assert form.submit(status="*").status_int == 303
    record = stored(app, world)
    assert record.state == "complete"
    assert record.services == []
    assert [(one.outcome, one.amount) for one in record.outcomes] == [("refund", 123456)]


def test_an_amount_without_money_is_told_and_nothing_is_lost(form_page):
    form = answers_of(form_page())
    form["records"] = "outcomes"
    form = answers_of(form.submit("add:outcomes"))
    form["outcomes-0-outcome"], form["outcomes-0-amount"] = "resolved", "80"
    answer = form.submit(status=422)
    assert "An amount belongs to an outcome in money" in answer
    assert answers_of(answer)["outcomes-0-amount"].value == "80"


def test_rows_of_a_plugin_are_hidden_with_their_form(app, world, form_page):
    form = answers_of(form_page())
    form["records"] = "outcomes"
    form = answers_of(form.submit("add:outcomes"))
    form["outcomes-0-outcome"] = "account_opened"
    form["private"] = "yes"
    assert form.submit(status="*").status_int == 303
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        with pytest.raises(NoViewerError):
            session.scalars(select(FinancialOutcome)).all()
    from ocms_core.testing.world import viewer

    for role, seen in (("worker", 1), ("colleague", 0), ("admin", 1)):
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            session.info["viewer"] = viewer(world.north, role)
            assert len(session.scalars(select(FinancialOutcome)).all()) == seen, role


def test_the_form_belongs_to_no_other_session(app, world, form_page):
    form_page()
    begin = app.get("/sessions/new?type=direct_service&client=1")
    form = next(f for f in begin.forms.values() if "service_date" in f.fields)
    page = form.submit().follow()
    session_id = re.search(r"/sessions/([0-9a-f-]{36})", page.request.url + page.text).group(1)
    fields = {"client": str(world.north.client.id), "kind": "financial_services"}
    answer = app.send(
        f"/sessions/{session_id}/forms", {**fields, "form_id": str(uuid7())}, status="*"
    )
    assert answer.status_int in {400, 404}
