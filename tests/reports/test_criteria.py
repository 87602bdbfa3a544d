"""Criteria: what an address means, and that it comes out as it went in."""

import datetime as dt
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocms_core.db.models import load_models
from ocms_core.errors import BadInputError
from ocms_core.plugins.manager import registries
from ocms_core.reports import periods
from ocms_core.reports.criteria import Criteria, Offered, read
from ocms_core.reports.option import CHOICES, TEXT, Answer
from ocms_core.reports.options import offered_options
from ocms_core.reports.periods import EARLIEST

PROGRAM = uuid.UUID("0190a5f0-0000-7000-8000-000000000001")
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def offered():
    load_models()
    choices = {
        "program": {str(PROGRAM): "Settlement"},
        "site": {},
        "worker": {},
        "funder": {},
        "session_type": {"direct_service": "Direct service"},
        "form": {"needs_assessment": "Needs assessment"},
        "delivery": {"online": "Online"},
        "group": {"month": "Month"},
    }
    options = offered_options(registries().forms.every())
    return Offered(choices=choices, options=options, today=TODAY)


def answers_of(options):
    def one(option):
        if option.kind == TEXT:
            text = st.text(min_size=1, max_size=60).filter(lambda text: text == text.strip())
            return text.map(lambda text: Answer(option=option, values=(text,)))
        if option.kind == CHOICES:
            values = (
                list(option.codes.by_code) if option.codes else list(option.choices or ["none"])
            )
            return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(
                lambda chosen: Answer(option=option, values=tuple(chosen))
            )
        value = st.dates(EARLIEST, TODAY) if option.kind == "dates" else st.integers(0, 99_999)
        return st.tuples(value, value).map(
            lambda pair: Answer(option=option, first=pair[0], last=pair[1])
        )

    return st.lists(
        st.sampled_from(list(options.values())).flatmap(one),
        max_size=4,
        unique_by=lambda answer: answer.option.key,
    )


@settings(deadline=None)
@given(data=st.data())
def test_criteria_come_out_of_an_address_as_they_went_in(offered, data):
    period = data.draw(st.none() | st.sampled_from(list(periods.PERIODS)))
    if period is None:
        start, end = sorted(data.draw(st.tuples(st.dates(EARLIEST, TODAY), st.just(TODAY))))
    else:
        start, end = periods.resolve(period, TODAY)
    answers = data.draw(answers_of(offered.options))
    wanted = Criteria(
        start=start,
        end=end,
        period=period,
        program=data.draw(st.sampled_from((None, PROGRAM))),
        session_type=data.draw(st.sampled_from((None, "direct_service"))),
        form=data.draw(st.sampled_from((None, "needs_assessment"))),
        delivery=data.draw(st.sampled_from((None, "online"))),
        group=data.draw(st.sampled_from((None, "month"))),
        clients=data.draw(st.sampled_from(("both", "named", "anonymous"))),
        shown=tuple(answer.option.key for answer in answers),
        answers=tuple(answers),
    )
    reading = read(wanted.parameters(), offered)
    assert reading.problems == []
    assert reading.criteria == wanted


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=5))
def test_whatever_is_sent_is_understood_explained_or_refused(offered, parameters):
    try:
        reading = read(parameters, offered)
    except BadInputError:
        return
    assert reading.criteria.start <= reading.criteria.end or reading.problems


def test_nothing_sent_means_the_current_month(offered):
    reading = read([("from", ""), ("to", ""), ("program", ""), ("with", "")], offered)
    assert (reading.criteria.start, reading.criteria.end) == (
        dt.date(2026, 11, 1),
        dt.date(2026, 11, 30),
    )
    assert (reading.typed_from, reading.typed_to) == ("2026-11-01", "2026-11-30")


def test_a_period_pressed_stands_above_the_days_in_the_boxes(offered):
    sent = [("from", "2026-11-01"), ("to", "2026-11-30"), ("period", "last_month")]
    assert read(sent, offered).criteria.start == dt.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("period", "today", "start", "end"),
    [
        ("this_month", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("last_month", "2026-01-15", "2025-12-01", "2025-12-31"),
        ("this_quarter", "2026-03-31", "2026-01-01", "2026-03-31"),
        ("last_quarter", "2026-02-01", "2025-10-01", "2025-12-31"),
        ("last_quarter", "2026-04-01", "2026-01-01", "2026-03-31"),
        ("fiscal_year", "2026-03-31", "2025-04-01", "2026-03-31"),
        ("fiscal_year", "2026-04-01", "2026-04-01", "2027-03-31"),
        ("last_fiscal_year", "2026-04-01", "2025-04-01", "2026-03-31"),
    ],
)
def test_periods_begin_and_end_on_the_right_days(period, today, start, end):
    days = periods.resolve(period, dt.date.fromisoformat(today))
    assert tuple(day.isoformat() for day in days) == (start, end)


@settings(deadline=None)
@given(st.dates(dt.date(1901, 1, 1), dt.date(2150, 1, 1)))
def test_this_period_holds_today_and_the_last_ends_the_day_before_it(today):
    for this, last in (
        ("this_month", "last_month"),
        ("this_quarter", "last_quarter"),
        ("fiscal_year", "last_fiscal_year"),
    ):
        start, end = periods.resolve(this, today)
        assert start <= today <= end
        assert periods.resolve(last, today)[1] == start - dt.timedelta(days=1)
        assert periods.months_between(start, end)[0] == start
