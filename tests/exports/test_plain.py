"""A funder's file that is a plain table: what stands in its cells, and what it refuses."""

import datetime as dt
import io
from types import SimpleNamespace

import pytest

from ocms_core.exports.exporter import Severity
from ocms_core.exports.fields import UnknownFieldError
from ocms_core.exports.files import write
from ocms_core.exports.plain import CELLS, csv_file
from ocms_core.forms import ask
from ocms_core.forms.spec import questions_of
from ocms_core.lookups import Code
from ocms_core.plugins.manager import registries

FORM = registries().forms.every()["non_specified"]
COLUMNS = {
    "Day": "non_specified.start_date",
    "Name": "client.first_name",
    "Minutes": "non_specified.minutes",
}
NO_CELL = {"grid", "rows", "person", "pick", "sealed", "section", "tick_column"}


def record(**values):
    """Return what answers like a record; keys are written with two underscores for the dot."""
    found = {key.replace("__", "."): value for key, value in values.items()}
    return SimpleNamespace(value=found.get)


def test_a_row_has_a_cell_for_each_column():
    file = csv_file(FORM, COLUMNS)
    cells = file.row(
        record(non_specified__start_date=dt.date(2026, 6, 5), client__first_name="Ana")
    )
    assert cells == {"Day": "2026-06-05", "Name": "Ana", "Minutes": None}
    assert (file.key, file.source, file.title) == (
        "non_specified",
        "non_specified",
        FORM.__form__.title,
    )
    assert file.file_stem == "non-specified"


@pytest.mark.parametrize(
    ("kind", "answer", "told"),
    [
        ("text", "Élm", "Élm"),
        ("number", 0, "0"),
        ("money", 1250, "12.50"),
        ("money", -5, "-0.05"),
        ("minutes", 90, "90"),
        ("date", dt.date(2026, 6, 5), "2026-06-05"),
        ("partial_date", "1979-05", "1979-05"),
        ("time", dt.time(14, 30), "14:30"),
        ("yes_no", False, "No"),
        ("choice", Code("a", "One", "Un", funder_label="1 - One"), "1 - One"),
        ("many", [Code("a", "One", "Un"), Code("b", "Two", "Deux")], "One; Two"),
    ],
)
def test_an_answer_is_written_by_its_kind(kind, answer, told):
    assert CELLS[kind](answer) == told


def test_every_kind_of_question_fits_into_a_cell_or_is_refused():
    kinds = {name for name, made in vars(ask).items() if callable(made) and not name[0].isupper()}
    asked = {name for name in kinds if getattr(ask, name).__module__ == ask.__name__}
    assert set(CELLS) | NO_CELL >= {name for name in asked if not name.startswith("_")}
    assert not set(CELLS) & NO_CELL


def test_a_needed_answer_that_is_missing_keeps_the_record_behind():
    file = csv_file(FORM, COLUMNS, needed=("Name",))
    (finding,) = file.check({"Day": "2026-06-05", "Name": None, "Minutes": None})
    assert finding.field == "client.first_name"
    assert finding.severity == Severity.ERROR
    assert file.check({"Day": None, "Name": "Ana", "Minutes": None}) == []
    assert file.needed == {"client.first_name"}


def test_the_same_rows_are_the_same_bytes_and_no_word_is_a_formula():
    file = csv_file(FORM, COLUMNS)
    rows = [
        {"Day": "2026-06-05", "Name": "=1+1", "Minutes": "-5"},
        {"Day": None, "Name": 'Ana "A", Élodie', "Minutes": None},
    ]
    told = ('Day,Name,Minutes\r\n2026-06-05,\'=1+1,-5\r\n,"Ana ""A"", Élodie",\r\n').encode(
        "utf-8-sig"
    )
    assert write(file, rows) == write(file, iter(rows)) == told
    draft = io.BytesIO(write(file, rows, draft=True)).readlines()
    assert draft[0].decode("utf-8-sig") == "DRAFT: NOT TO BE SENT\r\n"
    assert draft[1] == b"Day,Name,Minutes\r\n"


def test_a_question_that_no_cell_can_answer_is_refused():
    picked = next(bound.key for bound in questions_of(FORM) if bound.question.kind == "pick")
    with pytest.raises(ValueError, match=f"no cell can answer 'non_specified.{picked}'"):
        csv_file(FORM, {"Funder": f"non_specified.{picked}"})


def test_a_question_that_nobody_asks_is_refused():
    with pytest.raises(UnknownFieldError, match="nobody is asked"):
        csv_file(FORM, {"Day": "non_specified.moon"})


def test_a_needed_column_must_be_one():
    with pytest.raises(ValueError, match="does not have: \\['Moon'\\]"):
        csv_file(FORM, COLUMNS, needed=("Moon",))
