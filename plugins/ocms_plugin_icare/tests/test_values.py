"""Each kind of value in the form that iCARE takes, or a named problem."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ocms_plugin_icare import values
from ocms_plugin_icare.templates import template
from ocms_plugin_icare.values import Problem

# The machine may be busy with other work: time says nothing here.
RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

UCI = values.UCI_LABEL
PERMIT = "Temporary Resident or Minister\u2019s Permit Number"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(1970, 3, 29), "1970-03-29"),
        (date(987, 1, 2), "0987-01-02"),
        (None, None),
        ("1970-03-29", "1970-03-29"),
        ("", None),
        ("1970-03", values.NOT_A_DATE),
        ("1970~", values.NOT_A_DATE),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), values.NOT_A_DATE),
    ],
)
def test_date(value, expected):
    assert values.date_text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("m5v 3a8", "M5V3A8"),
        (" M5V-3A8 ", "M5V3A8"),
        ("M5V\u00a03A8", "M5V3A8"),
        ("", None),
        (None, None),
        ("M5V 3A", values.NOT_A_POSTAL_CODE),
        ("90210", values.NOT_A_POSTAL_CODE),
        ("M5V3A8X", values.NOT_A_POSTAL_CODE),
    ],
)
def test_postal_code(value, expected):
    assert values.postal_text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("(416) 555-0199", "416-555-0199"),
        ("+1 416.555.0199", "416-555-0199"),
        ("1-416-555-0199", "416-555-0199"),
        ("\u0664\u0661\u0666\u0665\u0665\u0665\u0660\u0661\u0669\u0669", "416-555-0199"),
        (" ", None),
        (None, None),
        ("555-0199", values.NOT_A_PHONE),
        ("+44 20 7946 0000", values.NOT_A_PHONE),
        ("416-555-0199 x12", values.NOT_A_PHONE),
    ],
)
def test_phone(value, expected):
    assert values.phone_text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, "Yes"), (False, "No"), (None, None), ("yes", values.NOT_YES_OR_NO)],
)
def test_yes_no(value, expected):
    assert values.yes_no_text(value) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (UCI, "11-2345-6789", "1123456789"),
        (UCI, "1234 5678", "12345678"),
        (UCI, "1234\u20115678", "12345678"),
        (UCI, "123456789", values.NOT_A_UCI),
        (UCI, "A2345678", values.NOT_A_UCI),
        (UCI, " - ", None),
        (PERMIT, "f 123-456", "F123456"),
        (PERMIT, "F123/456", values.ODD_IDENTIFIER),
        (PERMIT, None, None),
        (None, "T100", "T100"),
    ],
)
def test_identifier(kind, value, expected):
    assert values.identifier_text(kind, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  12\n Main  Street ", "12 Main Street"),
        ("\n", None),
        (None, None),
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, values.TOO_LONG),
    ],
)
def test_free_text(value, expected):
    assert values.free_text(value) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (None, (None, None)),
        (-5, (None, None)),
        (0, ("0", "0")),
        (45, ("0", "45")),
        (62, ("1", "0")),
        (63, ("1", "5")),
        (118, ("2", "0")),
        (999_999, ("500", "55")),
    ],
)
def test_hours_and_minutes(minutes, expected):
    assert values.hours_and_minutes(minutes) == expected


@RELAXED
@given(st.integers(0, 40_000))
def test_hours_and_minutes_are_always_in_the_lists(minutes):
    chosen = template("information_orientation").by_id
    hours, rest = values.hours_and_minutes(minutes)
    assert hours in chosen["orientation_length_hours_no"].options.known
    assert rest in chosen["orientation_length_minutes_no"].options.known


@RELAXED
@given(st.text(max_size=30))
def test_whatever_is_typed_gives_the_form_or_a_problem(text):
    for function, form in (
        (values.postal_text, values.POSTAL_FORM),
        (values.phone_text, values.PHONE_FORM),
        (lambda typed: values.identifier_text(UCI, typed), values.UCI_FORM),
        (lambda typed: values.identifier_text(PERMIT, typed), values.LETTERS_AND_DIGITS),
    ):
        result = function(text)
        assert result is None or isinstance(result, Problem) or form.fullmatch(result)


@RELAXED
@given(st.text(alphabet="0123456789 -", max_size=16))
def test_identifier_is_settled_after_one_pass(text):
    once = values.identifier_text(PERMIT, text)
    assert values.identifier_text(PERMIT, once) == once
