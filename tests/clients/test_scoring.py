"""Likeness has no direction, never fails, and is at its highest for the same person."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from ocms_core.clients.keys import search_names, stored_keys
from ocms_core.clients.matching import fold
from ocms_core.clients.scoring import Name, compare_dates, compare_names, date_level, name_level
from ocms_core.clients.weights import BIRTH_DATE, NAME, PAIR, PROBABLE

SCRIPTS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Co", "Cn"), exclude_characters="\x00"
)
NAMES = st.one_of(
    st.text(SCRIPTS, max_size=24),
    st.sampled_from(
        [
            "Muhammad Al-Amin",
            "Nguyễn Thị Hoa",
            "Олександр Шевченко",
            "محمد علی",
            "晓红 赵",
            "D’Haïti",
        ]
    ),
)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)).map(dt.date.isoformat)
PARTIAL = st.one_of(
    DAYS,
    DAYS.map(lambda day: day[:7]),
    DAYS.map(lambda day: day[:4]),
    DAYS.map(lambda d: d[:4] + "~"),
)


def name_of(first, last):
    return Name.of(search_names(first, last, None, ()))


@given(NAMES, NAMES)
def test_words_are_alike_whichever_comes_first(one, other):
    for word in fold(one).split():
        for other_word in fold(other).split():
            assert name_level(word, other_word) == name_level(other_word, word)
            assert name_level(word, other_word) in NAME


@given(PARTIAL, PARTIAL)
def test_dates_are_alike_whichever_comes_first(one, other):
    assert date_level(one, other) == date_level(other, one)
    bits, level = compare_dates([one], other)
    assert (bits, level) == compare_dates([other], one)
    assert level == "unknown" or level in BIRTH_DATE


@given(NAMES, NAMES, NAMES, NAMES)
def test_any_text_can_be_a_name_and_nobody_is_more_like_it_than_itself(first, last, other, more):
    mine, theirs = name_of(first, last), name_of(other, more)
    one, back = compare_names(mine, theirs), compare_names(theirs, mine)
    assert one.bits == back.bits
    if mine.words:
        assert compare_names(mine, mine).bits >= one.bits


@given(NAMES, NAMES, PARTIAL)
def test_the_same_person_shares_a_key(first, last, born):
    names = search_names(first, last, None, ())
    keys = set(stored_keys(names, born))
    swapped = search_names(last, first, None, ())
    if fold(f"{first} {last}"):
        assert keys & set(stored_keys(swapped, born))


def test_who_asks_is_stricter_than_who_proposes():
    assert PROBABLE > PAIR
