"""A definition that has changed: old records read, print, save and report as they were given."""

import pytest
from sqlalchemy import select, update

from ocms_core.db import scope
from ocms_core.forms.models import ServiceForm
from tests.plugins.testdummy.models import DummyForm

OLD, NEW = "Asked in version one", "Asked since version two"


@pytest.fixture
def forms(north, complete):
    """Return two forms of the dummy, of its first and its present version, both complete."""
    north.sign_in("worker")
    made = []
    for version in (1, 2):
        _session, form_id = north.begin_session(type="dummy_session")
        with north.app.open_session() as db:
            scope.enter(db, north.world.north.id)
            table = ServiceForm.__table__
            db.execute(update(table).where(table.c.id == form_id).values(version=version))
            db.commit()
        made.append(form_id)
    return made


def answered(north, form_id, key, value):
    """Save one answer through the page and return the page as it reads afterwards."""
    form = north.form(north.app.get(f"/forms/{form_id}"), key)
    form[key] = value
    form.submit(status=303)
    return north.app.get(f"/forms/{form_id}")


def test_each_record_is_asked_what_its_version_asked(north, forms):
    old, new = forms
    page = answered(north, old, "former", "as it was")
    assert OLD in page
    assert NEW not in page
    assert north.form(page, "former")["former"].value == "as it was"
    page = answered(north, new, "later", "as it is")
    assert NEW in page
    assert OLD not in page


def test_each_record_prints_as_it_was_given(north, forms):
    old, new = forms
    answered(north, old, "former", "as it was")
    answered(north, new, "later", "as it is")
    first, second = (north.app.get(f"/forms/{form_id}/print") for form_id in forms)
    assert OLD in first
    assert "as it was" in first
    assert NEW not in first
    assert NEW in second
    assert OLD not in second


def test_a_version_stays_with_its_record_and_a_new_record_has_the_present_one(north, forms):
    old, _new = forms
    answered(north, old, "former", "as it was")
    assert north.record(ServiceForm, old).version == 1
    _session, form_id = north.begin_session(type="dummy_session")
    assert north.record(ServiceForm, form_id).version == 2
    kept = north.rows(select(DummyForm.former).where(DummyForm.id == old))
    assert kept == ["as it was"]
