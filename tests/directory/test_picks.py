"""What forms may choose of the directory."""

from __future__ import annotations

import datetime as dt

import pytest
from ocms_plugin_employment.models import MentorMatch

from ocms_core.directory.models import SupporterMatch
from ocms_core.forms import ask
from ocms_core.forms.choices import BROUGHT, AgencyChoices, bring_choices
from ocms_core.forms.spec import questions_of
from ocms_core.testing.statements import count_statements


@pytest.fixture
def choices(directory):
    """Return the choices of the north agency, in a session that stays open."""
    with directory.session() as session:
        yield AgencyChoices(session, "en")


def test_only_active_people_with_a_valid_check_are_offered_in_their_role(directory, choices):
    past = dt.date(2024, 1, 31)
    kept = {
        name: directory.supporter(last_name=name, **answers)
        for name, answers in {
            "Good": {"city": "Hamilton"},
            "Tutor": {"roles": ["tutor"]},
            "Late": {"police_check_expiry": past},
            "Paused": {"status": "paused"},
        }.items()
    }
    assert [name for _key, name in choices.options("mentor")] == ["Rosa Good, Hamilton"]
    assert [name for _key, name in choices.options("tutor")] == ["Rosa Tutor"]
    assert choices.options("volunteer") == []
    assert len(choices.options("supporter")) == 2
    late = str(kept["Late"].id)
    assert (late, "Rosa Late") in choices.options("mentor", late)
    assert choices.label("supporter", str(kept["Paused"].id)) == "Rosa Paused"


def test_who_is_full_is_not_offered_and_told_by_the_match_if_chosen_meanwhile(directory, choices):
    full = directory.supporter(last_name="Full")
    directory.supporter(last_name="None", capacity=0)
    room = directory.supporter(last_name="Room", capacity=2)
    for person, status in ((full, "active"), (room, "accepted"), (room, "completed")):
        directory.add(
            SupporterMatch(
                form_id=directory.form(private=True),
                supporter_id=person.id,
                role="mentor",
                status=status,
            )
        )
    assert [name for _key, name in choices.options("mentor")] == ["Rosa Room"]
    bound = next(one for one in questions_of(MentorMatch) if one.key == "supporter_id")
    assert str(full.id) in choices.allowed(bound)
    assert (str(full.id), "Rosa Full") in choices.options("supporter", str(full.id))


def test_employers_that_are_switched_off_are_kept_and_not_offered(directory, choices):
    on, off = directory.employer(), directory.employer(name="Gone Foods", active=False)
    assert choices.options("employer") == [(str(on.id), "Quay Foods")]
    assert len(choices.options("employer", str(off.id))) == 2


def test_the_directory_is_read_by_one_statement_and_only_when_asked_for(
    directory, choices, connection
):
    directory.employer()
    with count_statements(connection) as sent:
        choices.options("program")
    assert not any("employer" in text for text in sent.texts)
    with count_statements(connection) as sent:
        choices.options("employer")
        choices.label("employer", "nobody")
    assert len(sent) == 1


def test_each_source_is_kept_in_its_table_and_brought_once():
    for source, table in (
        ("employer", "employer"),
        ("mentor", "supporter"),
        ("tutor", "supporter"),
    ):
        column = ask.pick(source, "Who?").column
        assert column.info["references"][0] == table
    with pytest.raises(ValueError, match="two domains"):
        bring_choices("employer", lambda: None)
    assert set(BROUGHT) >= {"employer", "supporter", "mentor", "tutor", "volunteer"}


def test_search_texts_follow_the_names(directory):
    assert directory.supporter(first_name="José", last_name="Muñoz").search_text == "jose munoz"
