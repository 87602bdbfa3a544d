"""Files as they come: encodings, delimiters, workbooks with dates, formulas and traps."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from ocms_core.imports import tables, texts
from ocms_core.imports.tables import TableError, Unreadable, read_tables

TEXT = "Prénom,Nom\nZoë,Côté\nŁukasz,Żółć\n"
WESTERN = "Prénom,Nom\nZoë,Côté\n"


def rows_of(path):
    return [[number, *cells] for sheet in read_tables(path) for number, cells in sheet.rows]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TEXT),
        ("utf-8-sig", TEXT),
        ("utf-16", TEXT),
        ("utf-16-le", TEXT),
        ("utf-16-be", TEXT),
        ("cp1252", WESTERN + "L’Été,x\n"),
        ("latin-1", WESTERN + "\x81,x\n"),
        ("mac_roman", WESTERN + "L’Été,Île\n"),
        ("cp850", WESTERN + "Éléonore,Château\n"),
    ],
)
def test_the_encoding_of_a_text_file_is_found(tmp_path, encoding, text):
    path = tmp_path / "clients.csv"
    path.write_bytes(text.encode(encoding))
    assert rows_of(path)[:2] == [[1, "Prénom", "Nom"], [2, "Zoë", "Côté"]]


def test_a_letter_cut_in_two_by_the_reading_is_still_utf_8(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_bytes(b"a" * (tables.PROBE - 1) + "é,x\n".encode())
    with path.open("rb") as file:
        assert texts.find_encoding(file) == "utf-8"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_cells_hold_others(tmp_path, delimiter):
    path = tmp_path / "clients.csv"
    lines = [["Name", "Born", "Note"], ["Ana", "1990", "a, b; c | d"], ["Eve", "1991", "x"]]
    with path.open("w", newline="") as file:
        import csv

        csv.writer(file, delimiter=delimiter).writerows(lines)
    assert [row[1:] for row in rows_of(path)] == lines


def test_a_row_is_named_by_its_first_line(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text('a,b\n"two\nlines",x\nlast,y\n')
    assert rows_of(path) == [[1, "a", "b"], [2, "two\nlines", "x"], [4, "last", "y"]]


def test_an_endless_cell_is_refused(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text('a,b\n1,"' + "x" * (tables.LONGEST_CELL + 10))
    with pytest.raises(TableError) as refused:
        rows_of(path)
    assert "quotation mark" in refused.value.sentence


def workbook(tmp_path, fill):
    book = Workbook()
    fill(book)
    path = tmp_path / "clients.xlsx"
    book.save(path)
    return path


def test_values_of_a_workbook_and_its_visible_sheets(tmp_path):
    def fill(book):
        book.active.title = "People"
        book.active.append(["Name", "Born", "Phone", "Yes"])
        book.active.append(["Zoë", dt.date(1990, 5, 12), 4165550142, True])
        book.create_sheet("More").append(["Name"])
        book.create_sheet("Hidden").sheet_state = "hidden"

    path = workbook(tmp_path, fill)
    found = {sheet.name: list(sheet.rows) for sheet in read_tables(path)}
    assert list(found) == ["People", "More"]
    number, (name, born, phone, yes) = found["People"][1]
    assert (number, name, born.date(), phone, yes) == (
        2,
        "Zoë",
        dt.date(1990, 5, 12),
        4165550142,
        True,
    )


def test_a_formula_without_a_result_is_named(tmp_path):
    path = workbook(tmp_path, lambda book: book.active.append(["Name", "=1+1", "#N/A"]))
    ((_number, *cells),) = rows_of(path)
    assert cells[0] == "Name"
    assert isinstance(cells[1], Unreadable)
    assert "formula without a result" in cells[1].reason
    assert "error of the spreadsheet" in cells[2].reason


def with_member(path, name, content):
    """Rewrite a workbook with one part replaced."""
    original = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in original.namelist():
            kept = original.read(member)
            copy.writestr(member, content(kept) if member == name else kept)
        if name not in original.namelist():
            copy.writestr(name, content(b""))


def test_a_formula_s_kept_result_is_read(tmp_path):
    path = workbook(tmp_path, lambda book: book.active.append(["Name", "=1+1"]))
    with_member(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"),
    )
    assert rows_of(path) == [[1, "Name", 2]]


def test_a_workbook_that_unpacks_too_far_is_refused(tmp_path, monkeypatch):
    path = workbook(tmp_path, lambda book: book.active.append(["Name", "Born"]))
    monkeypatch.setattr(tables, "MOST_UNPACKED", 1000)
    with pytest.raises(TableError, match="too large"):
        rows_of(path)
    monkeypatch.setattr(tables, "MOST_UNPACKED", 10**9)
    monkeypatch.setattr(tables, "MOST_MEMBERS", 3)
    with pytest.raises(TableError, match="too large"):
        rows_of(path)


def test_a_workbook_with_entities_is_refused(tmp_path):
    path = workbook(tmp_path, lambda book: book.active.append(["Name", "Born"]))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    with_member(path, "xl/workbook.xml", lambda xml: bomb + xml.partition(b"?>")[2])
    with pytest.raises(TableError, match="entities"):
        rows_of(path)


def test_a_false_size_of_a_sheet_does_not_make_rows_without_end(tmp_path):
    path = workbook(tmp_path, lambda book: book.active.append(["Name", "Born"]))
    with_member(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:B1"', b'ref="A1:XFD1048576"'),
    )
    assert rows_of(path) == [[1, "Name", "Born"]]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 no workbook at all", b"\xd0\xcf\x11\xe0 an old one", b"PK\x03\x04"],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "clients.xlsx"
    path.write_bytes(content)
    with pytest.raises(TableError, match=r"save it as \.xlsx"):
        rows_of(path)


def test_a_file_too_large_is_not_opened(tmp_path, monkeypatch):
    path = tmp_path / "clients.csv"
    path.write_text(TEXT)
    monkeypatch.setattr(tables, "MOST_BYTES", 10)
    with pytest.raises(TableError, match="too large"):
        rows_of(path)
