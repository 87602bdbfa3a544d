"""Whatever is typed becomes an answer or a sentence, and an answer shown again means the same."""

import datetime as dt
import uuid

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wtforms.form import BaseForm

from ocms_core.forms import ask
from ocms_core.forms.parsing import ANSWERS, Meta, answer_field, clean
from ocms_core.forms.spec import BoundQuestion
from ocms_core.forms.texts import as_texts
from ocms_core.lookups import Code, CodeList

TODAY = dt.date(2026, 11, 23)
CODES = CodeList(
    "size", tuple(Code(code, code, f"{code} (fr)") for code in ("s", "m", "l")), "Size", "Taille"
)
PICKED = [str(uuid.UUID(int=number)) for number in (1, 2)]
ALLOWED = {
    "choice": dict.fromkeys("sml"),
    "many": dict.fromkeys("sml"),
    "pick": dict.fromkeys(PICKED),
    "person": dict.fromkeys(PICKED),
}
SEVERAL = {"many"}


class Posted(dict):
    """What WTForms reads of a post."""

    def getlist(self, name):
        return self.get(name, [])


def read(kind, *texts, **options):
    """Return (answer, sentences) of what was posted to a question of a kind."""
    asked = ask.Question(kind=kind, label="Question", **options)
    bound = BoundQuestion("it", asked, None, "it", "Question", green=False)
    field = answer_field(bound, TODAY, lambda _bound: ALLOWED.get(kind), "en")
    form = BaseForm({"it": field}, meta=Meta())
    form.process(Posted(it=list(texts)))
    return form["it"].data, list(form["it"].process_errors)


SPITEFUL = st.one_of(
    st.text(max_size=60),
    st.text("0123456789.,:-+~ $hHeEnNaAiIfF\u00a0\u202f²٣３_/T", max_size=20),
    st.from_regex(r"(about|environ|~|±) ?[0-9]{0,5} ?(years|ans)?", fullmatch=True),
    st.from_regex(r"[0-9]{1,5}( ?[:hH] ?[0-9]{0,3})?( ?min\.?)?", fullmatch=True),
    st.from_regex(r"[0-9]{4}(-[0-9]{1,3}){0,3}~?", fullmatch=True),
    st.from_regex(r"[+-]?[0-9]{1,30}([eE][+-]?[0-9]{1,9})?", fullmatch=True),
)
TYPES = {
    "text": str,
    "long_text": str,
    "sealed": str,
    "number": int,
    "money": int,
    "date": dt.date,
    "partial_date": str,
    "time": dt.time,
    "minutes": int,
    "yes_no": bool,
    "choice": str,
    "pick": uuid.UUID,
    "person": uuid.UUID,
}


@settings(max_examples=250, deadline=None)
@given(text=SPITEFUL)
@example("sNaN")
@example("NaN")
@example("-Infinity")
@example("1e999999999")
@example("1E-999999999")
@example("²")
@example("99:99")
@example("0000-00-00")
@example("9999-12-31")
@example("\x00")
@example("\ud800")
def test_any_text_is_an_answer_or_a_sentence(text):
    assert set(TYPES) | SEVERAL == set(ANSWERS)
    for kind in ANSWERS:
        answer, sentences = read(kind, text)
        assert all(sentence.strip() for sentence in map(str, sentences))
        if sentences:
            assert answer in (None, []), kind
        elif kind in SEVERAL:
            assert isinstance(answer, list)
        elif answer is not None:
            assert isinstance(answer, TYPES[kind]), kind
            assert read(kind, *as_texts(answer, kind)) == (answer, []), kind


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=80), kind=st.sampled_from(["email", "tel", "postal_code", "year"]))
def test_any_text_is_an_address_or_a_sentence(text, kind):
    answer, sentences = read("text", text, input_type=kind, max_length=60)
    assert bool(sentences) or answer is None or 0 < len(answer) <= 80
    if not sentences and answer is not None:
        assert read("text", answer, input_type=kind, max_length=80) == (answer, [])


@given(
    st.one_of(
        st.tuples(st.just("number"), st.integers(-999_999_999, 999_999_999)),
        st.tuples(st.just("money"), st.integers(-(10**12) + 1, 10**12 - 1)),
        st.tuples(st.just("date"), st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))),
        st.tuples(st.just("time"), st.times().map(lambda t: t.replace(second=0, microsecond=0))),
        st.tuples(st.just("minutes"), st.integers(0, 9999 * 60 + 59)),
        st.tuples(st.just("yes_no"), st.booleans()),
        st.tuples(st.just("choice"), st.sampled_from("sml")),
        st.tuples(
            st.just("many"),
            st.sets(st.sampled_from("sml")).map(lambda s: [c for c in "sml" if c in s]),
        ),
        st.tuples(st.just("pick"), st.sampled_from(PICKED).map(uuid.UUID)),
        st.tuples(st.just("text"), st.text(min_size=1).map(clean).filter(bool)),
        st.tuples(
            st.just("long_text"),
            st.text(min_size=1).map(lambda t: clean(t, lines=True)).filter(bool),
        ),
        st.tuples(
            st.just("partial_date"),
            st.dates(dt.date(1907, 1, 1), TODAY).flatmap(
                lambda day: st.sampled_from(
                    [f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}", f"{day:%Y}~"]
                )
            ),
        ),
    )
)
def test_an_answer_shown_and_posted_again_is_the_same(pair):
    kind, answer = pair
    assert read(kind, *as_texts(answer, kind)) == (answer, [])


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1234", 123400),
        ("1234.5", 123450),
        ("1,234.50", 123450),
        ("1,234,567.89", 123456789),
        ("1 234,50 $", 123450),
        ("1\u202f234,50\u00a0$", 123450),
        ("$1,234", 123400),
        ("12,5", 1250),
        ("0", 0),
        ("-20.00", -2000),
        (".50", 50),
        ("1.234", None),
        ("12,34,567", None),
        ("1,2,3", None),
        ("1_000", None),
        ("1e3", None),
        ("sNaN", None),
        ("Infinity", None),
        ("10000000000", None),
        ("12.345", None),
        ("abc", None),
        ("1.2.3", None),
    ],
)
def test_money_in_both_languages(typed, cents):
    answer, sentences = read("money", typed)
    assert answer == cents
    assert bool(sentences) is (cents is None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1979-05-12", "1979-05-12"),
        ("1979/5/2", "1979-05-02"),
        ("1979-5", "1979-05"),
        ("1979", "1979"),
        ("about 34", "1992~"),
        ("About 34 years", "1992~"),
        ("environ 34 ans", "1992~"),
        ("Environ 1 an", "2025~"),
        ("~34", "1992~"),
        ("± 34", "1992~"),
        ("1979~", "1979~"),
        ("about 1979", "1979~"),
        ("environ 1979", "1979~"),
        ("about 0", "2026~"),
        ("about 121", None),
        ("1979-13", None),
        ("1979-02-30", None),
        ("2026-11-24", None),
        ("2027", None),
        ("1850", None),
        ("12/05/1979", None),
        ("May 1979", None),
        ("about", None),
    ],
)
def test_partial_dates_and_ages(typed, kept):
    answer, sentences = read("partial_date", typed)
    assert answer == kept
    assert bool(sentences) is (kept is None)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1:20", 80),
        ("1 h 20", 80),
        ("1h20", 80),
        ("1 h 20 min", 80),
        ("1 H", 60),
        ("80", 80),
        ("80 min", 80),
        ("80 min.", 80),
        ("0:05", 5),
        ("1:75", None),
        ("1.5", None),
        ("-5", None),
        ("an hour", None),
        (":20", None),
    ],
)
def test_lengths_of_time(typed, minutes):
    answer, sentences = read("minutes", typed)
    assert answer == minutes
    assert bool(sentences) is (minutes is None)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9:30", dt.time(9, 30)),
        ("09:30", dt.time(9, 30)),
        ("9 h 30", dt.time(9, 30)),
        ("14h", dt.time(14)),
        ("24:00", None),
        ("12:60", None),
        ("noon", None),
    ],
)
def test_times_of_day(typed, time):
    answer, sentences = read("time", typed)
    assert answer == time
    assert bool(sentences) is (time is None)


@pytest.mark.parametrize(
    ("kind", "typed", "options"),
    [
        ("number", "11", {"maximum": 10}),
        ("number", "-1", {"minimum": 0}),
        ("money", "0.99", {"minimum": 100}),
        ("minutes", "61", {"maximum": 60}),
        ("minutes", "4", {"minimum": 5}),
        ("date", "2026-11-24", {"maximum": "today"}),
        ("date", "1899-12-31", {}),
        ("text", "x" * 11, {"max_length": 10}),
        ("long_text", "x" * 11, {"max_length": 10}),
        ("choice", "xl", {}),
        ("many", "xl", {}),
        ("pick", str(uuid.UUID(int=3)), {}),
        ("person", "1", {}),
        ("yes_no", "maybe", {}),
        ("text", "a@", {"input_type": "email"}),
        ("text", "12345", {"input_type": "tel"}),
        ("text", "90210", {"input_type": "postal_code"}),
        ("text", "1850", {"input_type": "year"}),
    ],
)
def test_an_answer_out_of_bounds_is_a_sentence(kind, typed, options):
    answer, sentences = read(kind, typed, **options)
    assert answer in (None, [])
    assert len(sentences) == 1


def test_text_loses_control_signs_and_keeps_its_lines_where_it_has_some():
    assert read("text", " a\x00b\tc\r\nd ")[0] == "a b c d"
    assert read("long_text", "a\r\nb\tc\x00\x1b[31m")[0] == "a\nb\tc  [31m"
    assert read("text", "e\u0301")[0] == "é"
    assert read("text", "\u202eעברית 👩‍👧")[0] == "\u202eעברית 👩‍👧"


def test_many_come_in_the_order_of_the_list_and_each_once():
    assert read("many", "l", "s", "l", "")[0] == ["s", "l"]
