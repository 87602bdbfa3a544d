"""What a program offers decides which forms a session offers, and which comes by itself."""

import pytest
from sqlalchemy import delete

from ocms_core.agencies.models import AgencyPlugin, Program, ProgramMembership
from ocms_core.db import scope
from ocms_core.db.types import uuid7


@pytest.fixture
def settle(app, world):
    """Return what changes the settings of a program of the north agency."""

    def change(number=0, **settings):
        with app.open_session() as session:
            scope.enter(session, world.north.id)
            key = (world.north.id, world.north.programs[number].id)
            for name, value in settings.items():
                setattr(session.get(Program, key), name, value)
            session.commit()

    return change


def buttons(page):
    return {button["value"] for button in page.html.select('button[name="kind"]')}


def test_a_session_offers_the_forms_of_the_worker_s_program(north, settle):
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    every = buttons(north.app.get(f"/sessions/{session_id}"))
    assert {"information_orientation", "needs_assessment"} < every
    settle(forms=["needs_assessment"])
    page = north.app.get(f"/sessions/{session_id}")
    assert buttons(page) == {"needs_assessment"}
    # A form that is there stays, and opens.
    assert f"/forms/{form_id}" in page
    north.app.get(f"/forms/{form_id}", status=200)


def test_a_form_that_is_not_offered_cannot_be_added(north, settle, world):
    north.sign_in("worker")
    session_id, _form = north.begin_session()
    settle(forms=["needs_assessment"])
    fields = {"client": str(world.north.client.id), "form_id": str(uuid7())}
    path = f"/sessions/{session_id}/forms"
    north.app.send(path, {**fields, "kind": "non_specified"}, status=404)
    north.app.send(path, {**fields, "kind": "needs_assessment"}, status=303)


def test_the_first_form_is_the_program_s_if_it_is_there(north, settle, app, world):
    settle(first_form="needs_assessment")
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    assert "Needs assessment" in north.app.get(f"/forms/{form_id}")
    settle(first_form="financial_literacy_nowhere")
    _session, form_id = north.begin_session()
    assert "Information and orientation" in north.app.get(f"/forms/{form_id}")


def test_no_form_comes_by_itself_that_the_program_does_not_offer(north, settle):
    settle(forms=["needs_assessment"])
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    assert form_id is None
    assert "No form yet" in north.app.get(f"/sessions/{session_id}")


def test_the_usual_funder_of_the_program_is_filled_in(north, settle, world):
    settle(default_funder_id=world.north.funders[1].id)
    north.sign_in("worker")
    page = north.app.get("/sessions/new")
    ticked = [box["value"] for box in page.html.select('input[name="funders"][checked]')]
    assert ticked == [str(world.north.funders[1].id)]
    _session, form_id = north.begin_session()
    chosen = north.app.get(f"/forms/{form_id}").html.select_one(
        '[name="funder_id"][checked], [name="funder_id"] [selected]'
    )
    assert chosen["value"] == str(world.north.funders[1].id)


def test_somebody_in_two_programs_is_offered_what_either_offers(north, settle, app, world):
    settle(0, forms=["needs_assessment"])
    settle(1, forms=["non_specified"])
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.add(
            ProgramMembership(
                staff_id=world.north.staff["worker"].id, program_id=world.north.programs[1].id
            )
        )
        session.commit()
    north.sign_in("worker")
    session_id, _form = north.begin_session()
    assert buttons(north.app.get(f"/sessions/{session_id}")) == {
        "needs_assessment",
        "non_specified",
    }
    path = f"/sessions/{session_id}/forms"
    fields = {"client": str(world.north.client.id), "form_id": str(uuid7())}
    north.app.send(path, {**fields, "kind": "non_specified"}, status=303)
    (form,) = north.forms_of(session_id)
    assert form.program_id == world.north.programs[1].id


def test_sessions_without_any_form_offered_are_not_offered(north, settle):
    north.sign_in("worker")
    settle(forms=["client_profile_nowhere"])
    north.app.get("/sessions/new?type=direct_service", status=404)


def page_of(north, world):
    return north.app.get(f"/programs/{world.north.programs[0].id}")


def tick(form, wanted):
    for box in form.fields["forms"]:
        box.checked = box._value in wanted


def test_an_admin_chooses_the_forms_on_the_program_s_page(north, world):
    north.sign_in("admin")
    form = north.form(page_of(north, world), "forms")
    tick(form, {"needs_assessment", "non_specified"})
    form.submit(status=303)
    program = north.record(Program, world.north.programs[0].id)
    assert set(program.forms) == {"needs_assessment", "non_specified"}
    form = north.form(page_of(north, world), "forms")
    assert {box._value for box in form.fields["forms"] if box.checked} == set(program.forms)
    tick(form, set())
    form.submit(status=303)
    assert north.record(Program, world.north.programs[0].id).forms is None


def test_the_first_form_has_to_be_among_those_offered(north, world):
    north.sign_in("admin")
    form = north.form(page_of(north, world), "forms")
    form["first_form"] = "information_orientation"
    tick(form, {"needs_assessment"})
    page = form.submit(status=422)
    assert "it is not among those offered" in page.html.select_one(".error-summary").text


def test_a_form_of_a_plugin_that_is_off_vanishes_and_comes_back(north, settle, app, world):
    settle(forms=["needs_assessment", "non_specified", "information_orientation"])
    north.sign_in("worker")
    session_id, _form = north.begin_session()
    other = {"forms": ["needs_assessment", "off_form"]}
    settle(**other)
    assert buttons(north.app.get(f"/sessions/{session_id}")) == {"needs_assessment"}
    # Saving the page while the plugin is off does not forget it.
    north.sign_in("admin")
    form = north.form(page_of(north, world), "forms")
    assert "off_form" not in {box._value for box in form.fields["forms"]}
    tick(form, {"needs_assessment", "non_specified"})
    form.submit(status=303)
    program = north.record(Program, world.north.programs[0].id)
    assert set(program.forms) == {"needs_assessment", "non_specified", "off_form"}


def test_with_the_plugin_off_nothing_of_it_is_offered_nor_attached(north, settle, app, world):
    settle(first_form="needs_assessment", forms=["needs_assessment", "non_specified"])
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        session.execute(delete(AgencyPlugin).where(AgencyPlugin.plugin == "settlement"))
        session.commit()
    north.sign_in("admin")
    page = page_of(north, world)
    assert "Needs assessment" not in page
    assert "A form that is switched off" in page
