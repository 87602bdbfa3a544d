import datetime as dt

import pytest

from ocms_core.web.formats import Formats


@pytest.mark.parametrize(
    ("stored", "english", "french"),
    [
        (None, "", ""),
        ("1968", "1968", "1968"),
        ("1968-05", "May 1968", "mai 1968"),
        ("1968-05-12", "May 12, 1968", "12 mai 1968"),
    ],
)
def test_a_birth_is_written_as_far_as_it_is_known(stored, english, french):
    assert Formats("en").partial_date(stored) == english
    assert Formats("fr").partial_date(stored) == french


def test_an_age_is_told_as_well_as_it_is_known(monkeypatch):
    english, french = Formats("en", "America/Toronto"), Formats("fr", "America/Toronto")
    monkeypatch.setattr(Formats, "_today", lambda _formats: dt.date(2026, 5, 12))
    assert english.partial_date("1992~") == "about 1992 (about 34)"
    assert french.partial_date("1992~") == "vers 1992 (environ 34 ans)"
    assert english.birth("1992~") == "about 1992 (about 34)"
    assert english.birth("1990-05-12") == "May 12, 1990 (age 36)"
    assert english.birth("1990-05-13") == "May 13, 1990 (age 35)"
    assert french.birth("1990-05-13") == "13 mai 1990 (35 ans)"
    assert english.birth("1990") == "1990 (about 36)"
    assert english.birth("1990-05") == "May 1990 (about 36)"
    assert english.birth("1990-04") == "Apr 1990 (age 36)"
    assert english.birth(None) == french.birth("") == ""
