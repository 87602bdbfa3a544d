"""Shared answers go from one form of a session to the others, when asked to."""

import pytest
from sqlalchemy import select

from ocms_core.audit.models import ChangeLog
from ocms_core.forms.copying import is_shared
from ocms_core.forms.spec import questions_of
from ocms_core.plugins.manager import registries
from ocms_core.testing.statements import count_statements


@pytest.fixture
def together(north, family, complete):
    """Begin a session with relatives, one form answered; return (address, its form, others)."""

    def begin(count=1, answers=()):
        numbers = family(count)
        north.sign_in("worker")
        session_id, form_id = north.begin_session(family=[str(one) for one in numbers])
        north.post_form(form_id, [*complete, *answers], status=303)
        others = [form for form in north.forms_of(session_id) if str(form.id) != form_id]
        return f"/sessions/{session_id}", form_id, others

    return begin


def copying(page):
    return next(form for form in page.forms.values() if form.action.endswith("/forms/copy"))


def test_the_others_get_what_holds_for_everybody(north, together):
    address, form_id, (other,) = together(
        answers=[
            ("minutes", "1:15"),
            ("referred_by", "community_centre"),
            ("notes", "Private talk."),
            ("target_group.directed", "no"),
            ("support.received", "no"),
        ]
    )
    page = north.app.get(address)
    assert "Copy the shared answers of Amina Of North to the forms of Child0 Of North" in page
    page = copying(page).submit(status=303).follow()
    assert "Answers filled in:" in page
    copy = north.record(type(other), other.id)
    assert (copy.minutes, copy.notes, copy.state) == (75, None, "complete")
    assert copy.topics_given == ["housing"]
    assert copy.revision == 2
    shown = north.app.get(f"/forms/{other.id}")
    assert shown.html.select_one('[name="target_group.directed"][value="no"]').has_attr("checked")
    assert not shown.html.select('[name="support.received"][checked][value="no"]')
    lines = north.rows(select(ChangeLog).where(ChangeLog.record_id == str(other.id)))
    told = [line for line in lines if "minutes" in line.fields]
    assert told[0].detail == {"copied_from": form_id}


def test_what_was_typed_is_not_changed(north, together, complete):
    address, _form, (other,) = together(
        answers=[("minutes", "1:15"), ("referred_by", "community_centre")]
    )
    north.post_form(other.id, [("minutes", "0:20"), ("status", "ended_early")], status=303)
    copying(north.app.get(address)).submit(status=303)
    (copy,) = [form for form in north.forms_of(address.rpartition("/")[2]) if form.id == other.id]
    assert (copy.minutes, copy.referred_by) == (20, "community_centre")


def test_complete_forms_are_left_alone(north, together, complete):
    address, _form, (other,) = together(answers=[("minutes", "1:15")])
    north.post_form(other.id, [*complete], status=303)
    assert "Copy the shared answers" not in north.app.get(address)
    source = {"form": _form}
    page = north.app.send(f"{address}/forms/copy", source, status=303).follow()
    assert "nothing to fill in" in page
    (copy,) = [form for form in north.forms_of(address.rpartition("/")[2]) if form.id == other.id]
    assert copy.minutes is None


def test_a_form_of_another_session_is_no_source(north, together):
    address, _form, _others = together()
    _session, elsewhere = north.begin_session()
    north.app.send(f"{address}/forms/copy", {"form": elsewhere}, status=404)


@pytest.mark.parametrize("count", [1, 7])
def test_copying_keeps_to_the_budget(north, together, connection, count):
    address, form_id, _others = together(
        count, answers=[("minutes", "1:15"), ("target_group.directed", "no")]
    )
    with count_statements(connection) as sent:
        north.app.send(f"{address}/forms/copy", {"form": form_id}, status=303)
    assert len(sent.texts) <= 20, "\n".join(sent.texts)
    forms = north.forms_of(address.rpartition("/")[2])
    assert {form.minutes for form in forms} == {75}


@pytest.mark.parametrize("kind", sorted(registries().forms.every()))
def test_nothing_personal_is_shared(kind):
    model = registries().forms.every()[kind]
    shared = [bound for bound in questions_of(model) if is_shared(bound, model)]
    assert {"notes", "private"}.isdisjoint(bound.key for bound in shared)
    assert {bound.block for bound in shared} <= {None, "target_group", "skills"}
    assert {"rows", "long_text", "person"}.isdisjoint(bound.question.kind for bound in shared)
    assert all(bound.key in {one.key for one in questions_of(model)} for bound in shared)


def test_a_private_form_of_somebody_else_is_not_filled(north, together):
    address, _form, (other,) = together(answers=[("minutes", "1:15")])
    north.sign_in("colleague")
    north.post_form(other.id, [("private", "yes")], status=303)
    (hidden,) = [one for one in north.forms_of(address.rpartition("/")[2]) if one.id == other.id]
    assert hidden.private
    north.sign_in("seer")
    page = north.app.get(address)
    assert str(other.id) not in page
    assert "Copy the shared answers" not in page
