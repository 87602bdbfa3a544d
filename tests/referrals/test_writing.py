"""Tasks and referrals are written on the client's page, on a session and under a form."""

import dataclasses

import pytest
from sqlalchemy import select

from ocms_core.forms.models import Draft, ServiceForm
from ocms_core.referrals.models import FollowUp, Partner
from ocms_core.referrals.services import FollowUpService
from ocms_core.testing.statements import count_statements


def options(form, name):
    """Return the values that a list of a page's form offers."""
    return {value for value, _chosen, _text in form.fields[name][0].options}


def test_a_task_is_written_on_the_clients_page(north, write):
    north.sign_in("worker")
    row = write(due_on="2099-12-01", need="education_in_canada")
    staff = north.world.north.staff["worker"]
    assert (row.kind, row.status, row.reason) == ("task", "open", "Call the school")
    assert (row.author_id, row.assigned_id) == (staff.id, staff.id)
    assert row.program_id == north.world.north.programs[0].id
    page = north.app.get("/clients/1/follow-ups")
    assert "Education in Canada: Call the school" in page
    assert "Due" in page
    changes = [(line.kind, line.detail["action"]) for line in north.changes() if line.detail]
    assert ("follow_up", "added") in changes


def test_the_same_page_posted_twice_makes_one(north):
    north.sign_in("worker")
    form = north.form(north.app.get("/clients/1/follow-ups/new"), "made_on")
    form["reason"] = "Once"
    form.submit(status=303)
    form.submit(status=303)
    assert len(north.rows(select(FollowUp))) == 1


def test_the_same_page_posted_twice_in_one_instant_makes_one(north, monkeypatch):
    north.sign_in("worker")
    form = north.form(north.app.get("/clients/1/follow-ups/new"), "made_on")
    form["reason"] = "Once"
    form.submit(status=303)
    seen, is_taken = [], FollowUpService.is_taken

    def too_early(service, key):
        # The first look is before the other request has committed, so the unique rule refuses.
        seen.append(is_taken(service, key))
        return seen[-1] and len(seen) > 1

    monkeypatch.setattr(FollowUpService, "is_taken", too_early)
    form.submit(status=303)
    assert seen == [True, True]
    assert len(north.rows(select(FollowUp))) == 1


def test_what_breaks_a_unique_rule_again_and_again_is_an_error_with_a_reference(
    north, wsgi, monkeypatch
):
    settings = dataclasses.replace(wsgi.registry["settings"], raise_plugin_errors=False)
    monkeypatch.setitem(wsgi.registry, "settings", settings)
    monkeypatch.setattr(FollowUpService, "is_taken", lambda _service, _key: False)
    north.sign_in("worker")
    form = north.form(north.app.get("/clients/1/follow-ups/new"), "made_on")
    form["reason"] = "Once"
    form.submit(status=303)
    page = form.submit(status=500)
    assert "Something went wrong on our side" in page
    assert len(north.rows(select(FollowUp))) == 1


def test_an_internal_referral_may_go_to_a_program_one_is_not_in(north, write):
    north.sign_in("worker")
    target = north.world.north.programs[1]
    row = write(kind="internal", to_program_id=str(target.id))
    assert row.to_program_id == target.id
    page = north.app.get("/clients/1/follow-ups/new")
    own = options(north.form(page, "made_on"), "program_id")
    assert str(target.id) not in own


@pytest.mark.parametrize("kind", ["internal", "external"])
def test_a_referral_without_a_target_is_asked_for_it(north, kind):
    north.sign_in("worker")
    form = north.form(north.app.get("/clients/1/follow-ups/new"), "made_on")
    form["kind"], form["reason"] = kind, "Somewhere"
    page = form.submit(status=422)
    assert "Answer this question" in page
    assert north.form(page, "made_on")["reason"].value == "Somewhere"
    assert north.rows(select(FollowUp)) == []


def test_it_says_what_it_is_about_and_is_not_due_before_it_is_made(north):
    north.sign_in("worker")
    form = north.form(north.app.get("/clients/1/follow-ups/new"), "made_on")
    form["made_on"], form["due_on"] = "2026-06-02", "2026-06-01"
    page = form.submit(status=422)
    assert "Choose a need, or say in a few words what it is about." in page
    assert "It is due before it was made" in page


def test_partners_of_other_programs_and_those_switched_off_are_not_offered(north, write, partners):
    for_all, for_others, off = partners
    north.sign_in("worker")
    form = north.form(north.app.get("/clients/1/follow-ups/new"), "made_on")
    assert options(form, "partner_id") == {"", str(for_all.id)}
    north.sign_in("stranger")
    form = north.form(north.app.get("/clients/1/follow-ups/new"), "made_on")
    assert options(form, "partner_id") == {"", str(for_all.id), str(for_others.id)}
    row = write(kind="external", partner_id=str(for_others.id))
    north.sign_in("admin")
    form = north.form(north.app.get(f"/follow-ups/{row.id}/edit"), "made_on")
    assert options(form, "partner_id") == {"", str(for_all.id), str(for_others.id)}
    assert str(off.id) not in options(form, "partner_id")


def test_an_old_referral_keeps_a_partner_that_is_switched_off(north, write, partners):
    clinic = partners[0]
    north.sign_in("worker")
    row = write(kind="external", partner_id=str(clinic.id))
    north.sign_in("manager")
    north.app.send(f"/partners/{clinic.id}/switch", {"active": "no"}, status=303)
    north.sign_in("worker")
    page = north.app.get(f"/follow-ups/{row.id}")
    assert "Harbour Clinic" in page
    form = north.form(north.app.get(f"/follow-ups/{row.id}/edit"), "made_on")
    form["reason"] = "Changed"
    form.submit(status=303)
    assert north.record(FollowUp, row.id).partner_id == clinic.id
    fresh = north.form(north.app.get("/clients/1/follow-ups/new"), "made_on")
    assert str(clinic.id) not in options(fresh, "partner_id")


def test_sharing_without_consent_warns_and_with_it_does_not(north, write, partners):
    north.sign_in("worker")
    row = write(kind="external", partner_id=str(partners[0].id), shares_data="yes")
    warned = "has not agreed that partner agencies"
    assert warned in north.app.get("/clients/1/follow-ups")
    assert warned in north.app.get(f"/follow-ups/{row.id}")
    page = north.app.get("/clients/1/consents?purpose=partner_sharing")
    form = north.form(page, "answer")
    form["answer"], form["how"] = "given", "written"
    form.submit(status=303)
    assert warned not in north.app.get(f"/follow-ups/{row.id}")
    other = write(kind="external", partner_id=str(partners[0].id), shares_data="yes")
    page = north.app.get("/clients/1/follow-ups")
    assert warned not in page
    assert str(other.id) in page


def test_a_form_keeps_what_was_typed_while_a_task_is_added(north, newest):
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    page = north.app.get(f"/forms/{form_id}")
    form = north.form(page, "notes")
    assert page.html.find("button", attrs={"formaction": f"/forms/{form_id}/follow-ups/begin"})
    form["notes"] = "Half a sentence"
    form.action = f"/forms/{form_id}/follow-ups/begin"
    new = form.submit(status=303).follow()
    answers = north.form(new, "made_on")
    answers["reason"] = "Bring the lease"
    back = answers.submit(status=303).follow()
    assert north.form(back, "notes")["notes"].value == "Half a sentence"
    assert "Bring the lease" in back
    row = newest()
    assert str(row.form_id) == form_id
    assert row.session_id == north.record(ServiceForm, form_id).session_id


def test_a_form_on_which_nothing_was_typed_leaves_no_draft(north):
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    form = north.form(north.app.get(f"/forms/{form_id}"), "notes")
    form.action = f"/forms/{form_id}/follow-ups/begin"
    form.submit(status=303)
    assert north.rows(select(Draft)) == []


def test_the_session_shows_its_tasks_and_takes_more(north, write):
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    row = write(query=f"?session={session_id}", reason="Ask for the card")
    assert (str(row.session_id), row.form_id) == (session_id, None)
    write(query=f"?form={form_id}", reason="Of the form")
    page = north.app.get(f"/sessions/{session_id}")
    assert "Ask for the card" in page
    assert "Of the form" in page
    assert f"/clients/1/follow-ups/new?session={session_id}" in page


def test_ticked_referrals_are_offered_and_recorded_together(north, complete, partners, engine):
    north.sign_in("worker")
    _session, form_id = north.begin_session()
    answers = [*complete, ("topics_referred", "housing"), ("topics_referred", "transportation")]
    north.post_form(form_id, answers, status=303)
    page = north.app.get(f"/forms/{form_id}")
    assert "2 referrals are marked on this form and not recorded" in page
    marked = north.app.get(f"/forms/{form_id}/follow-ups/marked")
    form = north.form(marked, "target")
    assert "Choose a program or a partner" in form.submit(status=422)
    targets = form.fields["target"]
    targets[0].value = f"partner:{partners[0].id}"
    page = form.submit(status=303).follow()
    assert "One referral is marked on this form and not recorded" in page
    (row,) = north.rows(select(FollowUp))
    assert (row.kind, row.need, row.reason) == ("external", "housing", "Housing")
    assert row.origin == "topics_referred.housing"
    with count_statements(engine) as sent:
        form.submit(status=422)
    assert len(north.rows(select(FollowUp))) == 1
    assert "FOR UPDATE OF service_form" in str(sent), "two who record it at once wait"


def test_partners_are_kept_by_managers_and_offered_by_program(north, world):
    north.sign_in("worker")
    north.app.get("/partners", status=403)
    north.sign_in("manager")
    form = north.form(north.app.get("/partners/new"), "name")
    form["name"], form["email"] = "Legal Aid", "aid@legal.example"
    form["programs"] = [str(world.north.programs[1].id)]
    page = form.submit(status=303).follow()
    assert "Legal Aid" in page
    assert "Women’s Circle" in page
    (partner,) = north.rows(select(Partner))
    form = north.form(north.app.get(f"/partners/{partner.id}"), "name")
    form["programs"] = []
    assert "Women’s Circle" not in form.submit(status=303).follow()


def test_pages_and_saves_are_cheap(north, write, connection, partners):
    north.sign_in("worker")
    session_id, form_id = north.begin_session()
    for turn in range(6):
        row = write(query=f"?form={form_id}", reason=f"Turn {turn}")
    for address in (
        "/clients/1/follow-ups",
        "/clients/1/follow-ups/new",
        f"/follow-ups/{row.id}",
        f"/follow-ups/{row.id}/edit",
        "/follow-ups",
        "/follow-ups?list=overdue",
        f"/forms/{form_id}",
        f"/sessions/{session_id}",
    ):
        with count_statements(connection) as sent:
            north.app.get(address)
        assert len(sent) <= 12, f"{address}: {sent}"
    form = north.form(north.app.get("/clients/1/follow-ups/new"), "made_on")
    form["kind"], form["partner_id"] = "external", str(partners[0].id)
    form["reason"], form["shares_data"] = "Count", "yes"
    with count_statements(connection) as sent:
        form.submit(status=303)
    assert len(sent) <= 20, str(sent)
