"""Whatever somebody uploads: rows, or a sentence, and never an exception of another kind."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ocms_core.clients.models import Client
from ocms_core.forms.spec import questions_of
from ocms_core.imports.cells import CellError, CellReader, plain_text
from ocms_core.imports.columns import FAMILY_QUESTION
from ocms_core.imports.tables import TableError, Unreadable, read_tables
from ocms_core.imports.texts import ENCODINGS
from ocms_core.imports.workbooks import HIDDEN_ROWS

QUESTIONS = [
    *(bound.question for bound in questions_of(Client) if bound.question.source is None),
    FAMILY_QUESTION,
]
CELLS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.just(Unreadable("no result")),
)
quickly = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def all_rows(content, encoding=None):
    rows = []
    for sheet in read_tables(io.BytesIO(content), "file", encoding):
        rows += sheet.rows
    return rows


def rows_or_sentence(content, encoding=None):
    try:
        return all_rows(content, encoding), None
    except TableError as refused:
        return [], refused.sentence


def texts_or_sentence(cell, question, day_first):
    try:
        return CellReader(choices=None, day_first=day_first).read(cell, question), None
    except CellError as refused:
        return [], refused.args[0]


def a_workbook():
    book = Workbook()
    book.active.append(["First name", "Last name", "Date of birth"])
    book.active.append(["Zoë", "Côté", dt.date(1990, 5, 12)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


WORKBOOK = a_workbook()


@quickly
@given(st.binary(max_size=2_000), st.sampled_from([None, *ENCODINGS]))
def test_any_bytes_are_rows_or_a_sentence(content, encoding):
    rows, sentence = rows_or_sentence(content, encoding)
    assert sentence is None or str(sentence)
    for number, cells in rows:
        assert number >= 1
        assert all(isinstance(cell, str) for cell in cells)


@quickly
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_rows_or_a_sentence(place, damage):
    content = WORKBOOK[:place] + damage + WORKBOOK[place + len(damage) :]
    rows, sentence = rows_or_sentence(content)
    assert rows or sentence


@quickly
@given(
    st.lists(
        st.lists(
            st.text("abcdé œЖ中ا,\"'\n=+-1", max_size=8).map(str.strip), min_size=2, max_size=5
        ).filter(any),
        min_size=1,
        max_size=6,
    )
)
def test_what_a_spreadsheet_saves_as_text_is_read_again(rows):
    width = max(len(row) for row in rows)
    table = [["first", "second", "third", "fourth", "fifth"][:width]]
    table += [row + [""] * (width - len(row)) for row in rows]
    stream = io.StringIO()
    csv.writer(stream).writerows(table)
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        read = [cells for _number, cells in all_rows(stream.getvalue().encode(encoding), None)]
        assert read == table


@quickly
@given(CELLS, st.sampled_from(QUESTIONS), st.sampled_from([None, True, False]))
def test_any_cell_is_texts_or_a_sentence(cell, question, day_first):
    texts, sentence = texts_or_sentence(cell, question, day_first)
    assert sentence is None or str(sentence)
    assert all(isinstance(text, str) for text in texts)
    if not isinstance(cell, Unreadable):
        assert isinstance(plain_text(cell), str)


def test_merged_cells_and_hidden_rows_are_named():
    book = Workbook()
    sheet = book.active
    sheet.append(["First name", "Last name"])
    sheet.append(["Ana", "Silva"])
    sheet.append(["Eve", None])
    sheet.append(["Hid", "Den"])
    sheet.merge_cells("B2:B3")
    sheet.row_dimensions[4].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    sheets = read_tables(io.BytesIO(stream.getvalue()), "book")
    found = next(sheets)
    rows = dict(found.rows)
    assert rows[2] == ["Ana", "Silva"]
    assert isinstance(rows[3][1], Unreadable)
    assert "merged" in rows[3][1].reason
    assert rows[4] == ["Hid", "Den"]
    assert [str(remark) for remark in found.remarks] == [str(HIDDEN_ROWS)]


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"\x89PNG\r\n", b"{\\rtf1"])
def test_what_is_no_table_is_named(content):
    with pytest.raises(TableError, match="no table"):
        all_rows(content)
