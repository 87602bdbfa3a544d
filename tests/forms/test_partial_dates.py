"""Dates of which a part is known: what they may mean, and that nobody invents the rest."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyramid.i18n import make_localizer

import ocms_core
from ocms_core.clients.models import Client
from ocms_core.forms.choices import StoredChoices
from ocms_core.forms.editor import Editor
from ocms_core.forms.partial_dates import (
    ABOUT_YEARS,
    PATTERN,
    about_age,
    age_on,
    earliest,
    has_two_ages,
    is_about,
    may_be_same,
    span,
    whole_years,
    year_of,
)
from ocms_core.forms.rendering import Renderer
from ocms_core.web.formats import Formats

LOCALES = str(Path(ocms_core.__file__).parent / "locale")
DAYS = st.dates(dt.date(1920, 1, 1), dt.date(2026, 11, 23))
KINDS = st.sampled_from((4, 7, 10))


@st.composite
def partial(draw):
    """Draw a day and one of the ways in which a part of it may be known."""
    day = draw(DAYS)
    if draw(st.booleans()):
        return day, day.isoformat()[: draw(KINDS)]
    off = draw(st.integers(-ABOUT_YEARS, ABOUT_YEARS))
    return day, f"{day.year + off:04d}~"


@given(partial())
def test_the_true_day_is_always_among_the_days_it_may_mean(drawn):
    day, value = drawn
    first, last = span(value)
    assert PATTERN.match(value)
    assert first <= day <= last
    assert earliest(value) == first
    assert may_be_same(value, day.isoformat())


@given(partial(), partial())
def test_comparing_has_no_order_and_knows_a_year_from_another(one, other):
    assert may_be_same(one[1], other[1]) == may_be_same(other[1], one[1])
    assert may_be_same(one[1], one[1])
    if not is_about(one[1]) and not is_about(other[1]) and one[1][:4] != other[1][:4]:
        assert not may_be_same(one[1], other[1])


@given(partial(), DAYS)
def test_an_age_is_the_true_one_or_said_to_be_unsure(drawn, today):
    day, value = drawn
    told = age_on(value, today)
    if today < day or told is None:
        return
    if not has_two_ages(value, today):
        assert told == whole_years(day, today)
    else:
        assert abs(told - whole_years(day, today)) <= ABOUT_YEARS + 1


@given(st.integers(0, 110), DAYS)
def test_an_age_that_was_told_is_kept_as_a_year_and_comes_back(years, told_on):
    if told_on.year - years < 1000:
        return
    value = about_age(years, told_on)
    assert age_on(value, told_on) == years
    assert year_of(value) == told_on.year - years


@pytest.mark.parametrize("typed", ["2026-02-30", "2026-13", "2026-13-01"])
def test_a_day_that_there_is_not_stays_on_the_page_as_it_was_typed(typed):
    editor = Editor(Client, StoredChoices(None, "en"), locale="en", today=dt.date(2026, 11, 23))
    submission = editor.judge({"birth_date": [typed]})
    assert "birth_date" in submission.errors
    view = Renderer(editor, str).form(submission)
    shown = next(field for field in view.answers if field.key == "birth_date")
    assert shown.text == typed


@given(partial(), st.sampled_from(("en", "fr")))
def test_what_a_page_writes_into_the_box_is_read_as_the_same_date(drawn, locale):
    _day, value = drawn
    editor = Editor(
        Client,
        StoredChoices(None, locale),
        locale=locale,
        today=dt.date(2026, 11, 23),
        only=("first_name", "birth_date"),
    )
    renderer = Renderer(editor, make_localizer(locale, [LOCALES]).translate)
    raw = {"first_name": ["A"], "birth_date": [value]}
    view = renderer.form(editor.judge(raw))
    shown = next(field for field in view.answers if field.key == "birth_date").raw
    again = editor.judge({**raw, "birth_date": [shown]})
    assert again.answers["birth_date"] == editor.judge(raw).answers["birth_date"]


@given(partial(), st.sampled_from(("en", "fr")))
def test_every_partial_date_can_be_written(drawn, locale):
    assert str(year_of(drawn[1])) in Formats(locale, "America/Toronto").birth(drawn[1])
