"""One cell, however it is written."""

import datetime as dt

import pytest

from ocms_core.clients.models import Client
from ocms_core.forms.spec import questions_of
from ocms_core.imports.cells import CellError, CellReader
from ocms_core.imports.tables import LONGEST_CELL, Unreadable

# A spreadsheet knows no time zones.
MIDNIGHT = dt.datetime(1990, 5, 12)  # noqa: DTZ001
QUESTIONS = {bound.key: bound.question for bound in questions_of(Client)}


@pytest.mark.parametrize(
    ("key", "value", "texts"),
    [
        ("first_name", "  Zoë ", ["Zoë"]),
        ("first_name", 12.0, ["12"]),
        ("first_name", "'=1+1", ["=1+1"]),
        ("first_name", "'t Hooft", ["'t Hooft"]),
        ("first_name", None, []),
        ("first_name", "N/A", []),
        ("gender", "Femme", ["woman"]),
        ("gender", "WOMAN", ["woman"]),
        ("gender", "F", ["woman"]),
        ("country_of_origin", "Côte d’Ivoire", None),
        ("needs_interpreter", "Oui", ["yes"]),
        ("needs_interpreter", False, ["no"]),
        ("needs_interpreter", 1, ["yes"]),
        ("birth_date", MIDNIGHT, ["1990-05-12"]),
        ("birth_date", dt.date(1990, 5, 12), ["1990-05-12"]),
        ("birth_date", 33005, ["1990-05-12"]),
        ("birth_date", "33005", ["1990-05-12"]),
        ("birth_date", 19900512.0, ["1990-05-12"]),
        ("birth_date", 1990, ["1990"]),
        ("birth_date", "1990-05-12T00:00:00", ["1990-05-12"]),
        ("birth_date", "5/31/1990 12:00 AM", ["1990-05-31"]),
        ("birth_date", "12 mai 1990", ["1990-05-12"]),
        ("birth_date", "about 34", ["about 34"]),
        ("arrival_date", "31.01.2019", ["2019-01-31"]),
    ],
)
def test_a_cell_becomes_what_the_page_would_post(key, value, texts):
    read = CellReader(choices=None).read(value, QUESTIONS[key])
    if texts is None:
        assert read[0] in QUESTIONS[key].codes
    else:
        assert read == texts


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("gender", "Princess", "not in the list"),
        ("needs_interpreter", "maybe", "yes or no"),
        ("birth_date", "05/12/1990", "one of two days"),
        ("comments", "x" * (LONGEST_CELL + 1), "too long"),
        ("first_name", Unreadable("no result"), "no result"),
    ],
)
def test_what_cannot_be_read_says_why(key, value, reason):
    with pytest.raises(CellError, match=reason):
        CellReader(choices=None).read(value, QUESTIONS[key])
