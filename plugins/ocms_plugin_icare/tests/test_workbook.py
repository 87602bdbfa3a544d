"""The written file against templates.json, read back by openpyxl and from its XML."""

import hashlib
import io
import json
import zipfile
from datetime import datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from defusedxml import ElementTree
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ocms_plugin_icare import workbook
from ocms_plugin_icare.templates import Column, Template, template, templates
from ocms_plugin_icare.workbook import (
    FIRST_ROW,
    LAST_ROW,
    LONGEST_TEXT,
    ROWS_PER_FILE,
    TooManyRowsError,
    batches,
    cell_text,
    write_workbook,
    write_workbooks,
)
from xlsxwriter.worksheet import Worksheet

# The machine may be busy with other work: time says nothing here.
RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
THREE = ("client_profile", "information_orientation", "nars")
FACTS = json.loads(
    files("ocms_plugin_icare").joinpath("data/templates.json").read_text(encoding="utf-8")
)
BLUE, ORANGE, WHITE, GREY = "FF0000FF", "FFFFA500", "FFFFFFFF", "FFA9A9A9"


def written(chosen: Template, rows=()) -> bytes:
    stream = io.BytesIO()
    write_workbook(chosen, rows, stream)
    return stream.getvalue()


def facts_of(key: str) -> dict:
    return next(entry for entry in FACTS["templates"] if entry["key"] == key)


def sample_rows(chosen: Template) -> list[dict[str, str | None]]:
    """Return one row with every cell filled, one with gaps, one empty."""

    def sample(column: Column) -> str:
        return column.options.labels[-1] if column.options else f"text of {column.id}"

    full = {column.id: sample(column) for column in chosen.columns}
    gaps = {column.id: full[column.id] for column in chosen.columns[::3]}
    return [full, gaps | {chosen.columns[1].id: None}, {}]


@pytest.fixture(scope="module", params=THREE)
def read_back(request):
    """Give a template, its rows, the facts, the workbook as openpyxl reads it and the bytes."""
    chosen = template(request.param)
    rows = sample_rows(chosen)
    content = written(chosen, rows)
    return chosen, rows, facts_of(chosen.key), openpyxl.load_workbook(io.BytesIO(content)), content


def test_sheets_are_named_and_hidden_as_in_the_real_file(read_back):
    book = read_back[3]
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        ("iCARE Template", "visible"),
        ("LOV", "hidden"),
        ("LOVIds", "hidden"),
    ]


def test_banner_is_merged_over_every_column(read_back):
    chosen, _, facts, book, _ = read_back
    sheet = book["iCARE Template"]
    assert sheet["A1"].value == facts["banner_a1"]
    assert sheet["A1"].value.count("\n") == 3
    last = facts["columns"][-1]["column"]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == [f"A1:{last}1"]
    assert sheet["A1"].fill.fgColor.rgb == GREY
    assert len(chosen.columns) == facts["column_count"]


def test_row_2_is_hidden_and_holds_the_machine_ids(read_back):
    _, _, facts, book, _ = read_back
    sheet = book["iCARE Template"]
    assert sheet.row_dimensions[2].hidden
    assert not sheet.row_dimensions[3].hidden
    assert [cell.value for cell in sheet[2]] == [column["id"] for column in facts["columns"]]


def test_headings_are_bold_on_blue_and_orange_where_mandatory(read_back):
    _, _, facts, book, _ = read_back
    cells = book["iCARE Template"][3]
    for cell, column in zip(cells, facts["columns"], strict=True):
        assert cell.value == column["heading"]
        assert cell.font.b
        assert (cell.fill.fill_type, cell.fill.fgColor.rgb) == ("solid", BLUE)
        assert cell.font.color.rgb == (ORANGE if column["mandatory_flag"] else WHITE)
        assert cell.column_letter == column["column"]
    assert sum(cell.font.color.rgb == ORANGE for cell in cells) == facts["mandatory_count"]


def test_every_prepared_cell_is_text_and_holds_what_the_row_says(read_back):
    chosen, rows, _, book, _ = read_back
    sheet = book["iCARE Template"]
    assert sheet.max_row == LAST_ROW == 2503
    assert sheet.max_column == len(chosen.columns)
    for number, cells in enumerate(sheet.iter_rows(min_row=FIRST_ROW)):
        row = rows[number] if number < len(rows) else {}
        for cell, column in zip(cells, chosen.columns, strict=True):
            assert cell.number_format == "@"
            assert cell.value == row.get(column.id)
            assert cell.value is None or cell.data_type == "s"


def test_hidden_sheets_hold_the_options_cell_for_cell(read_back):
    _, _, facts, book, _ = read_back
    labels, ids = book["LOV"], book["LOVIds"]
    expected_labels, expected_ids = {}, {}
    if facts["lov_form_key"]:
        expected_labels = {
            "A1": facts["lov_form_key"],
            "B1": facts["lov_column_count"],
            "C1": 591,
            "D1": "en-CA",
        }
    for column in facts["columns"]:
        letter = column["column"]
        flag = "true" if column["mandatory_flag"] else "false"
        expected_labels[f"{letter}2"] = f"Mandatory={flag};"
        if column["options_list"] is None:
            continue
        options = FACTS["option_lists"][column["options_list"]]
        for number, label in enumerate(options["values"], start=3):
            expected_labels[f"{letter}{number}"] = label
        for number, option_id in enumerate(options["ids"] or [], start=3):
            expected_ids[f"{letter}{number}"] = option_id
    assert filled(labels) == expected_labels
    assert filled(ids) == expected_ids


def filled(sheet) -> dict:
    return {
        cell.coordinate: cell.value
        for cells in sheet.iter_rows()
        for cell in cells
        if cell.value is not None
    }


def test_list_validations_cover_the_prepared_rows_and_point_at_the_labels(read_back):
    chosen, _, facts, book, _ = read_back
    found = {
        str(rule.sqref): rule.formula1
        for rule in book["iCARE Template"].data_validations.dataValidation
        if rule.type == "list" and rule.allow_blank
    }
    expected = {}
    for column in facts["columns"]:
        if column["options_list"] is not None:
            letter = column["column"]
            last = 2 + FACTS["option_lists"][column["options_list"]]["count"]
            expected[f"{letter}4:{letter}2503"] = f"LOV!${letter}$3:${letter}${last}"
    assert found == expected
    assert (
        len(found) == {"client_profile": 7, "information_orientation": 88, "nars": 85}[chosen.key]
    )


def test_raw_xml_has_shared_strings_and_no_formula_or_link(read_back):
    chosen, rows, facts, _, content = read_back
    archive = zipfile.ZipFile(io.BytesIO(content))
    texts = [
        "".join(part.text or "" for part in item.iter(f"{MAIN}t"))
        for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    ]
    sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    found = {}
    for cell in sheet.iter(f"{MAIN}c"):
        value = cell.find(f"{MAIN}v")
        if value is not None:
            assert cell.get("t") == "s"
            found[cell.get("r")] = texts[int(value.text)]
    expected = {"A1": facts["banner_a1"]}
    for column in facts["columns"]:
        expected[f"{column['column']}2"] = column["id"]
        expected[f"{column['column']}3"] = column["heading"]
    for number, row in enumerate(rows, start=FIRST_ROW):
        for column in chosen.columns:
            if row.get(column.id) is not None:
                expected[f"{column.letter}{number}"] = row[column.id]
    assert found == expected
    for tag in ("f", "hyperlink"):
        assert not list(sheet.iter(MAIN + tag))
    assert sheet.find(f"{MAIN}sheetData/{MAIN}row[@r='2']").get("hidden") == "1"


@pytest.mark.parametrize("key", sorted(templates()))
def test_structure_holds_for_every_template(key):
    chosen, facts = template(key), facts_of(key)
    book = openpyxl.load_workbook(io.BytesIO(written(chosen)), read_only=True)
    assert book.sheetnames == ["iCARE Template", "LOV", "LOVIds"]
    top = list(book["iCARE Template"].iter_rows(min_row=1, max_row=3, values_only=True))
    assert top[0][0] == facts["banner_a1"]
    assert list(top[1]) == [column["id"] for column in facts["columns"]]
    assert list(top[2]) == [column["heading"] for column in facts["columns"]]
    assert book["iCARE Template"].max_row == 2503
    first = next(iter(book["LOV"].iter_rows(min_row=1, max_row=1, max_col=4, values_only=True)))
    known = key == "information_orientation"
    assert list(first) == (["info", 95, 591, "en-CA"] if known else [None] * 4)


def test_same_rows_give_the_same_bytes_on_any_day():
    chosen = template("client_profile")
    digests = set()
    for moment in (
        datetime(2026, 11, 23, 17, 30, tzinfo=ZoneInfo("America/St_Johns")),
        datetime(2031, 7, 1, 4, 5, 6, tzinfo=ZoneInfo("America/Vancouver")),
    ):
        with time_machine.travel(moment, tick=False):
            digests.add(hashlib.sha256(written(chosen, sample_rows(chosen))).hexdigest())
    assert len(digests) == 1


def test_short_way_to_write_cells_gives_the_bytes_of_the_library(monkeypatch):
    chosen = template("information_orientation")
    short = written(chosen, sample_rows(chosen))
    monkeypatch.setattr(workbook, "_PlainSheet", Worksheet)
    assert written(chosen, sample_rows(chosen)) == short


def test_no_part_of_the_file_tells_when_it_was_made():
    archive = zipfile.ZipFile(io.BytesIO(written(template("client_profile"))))
    assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert archive.read("docProps/core.xml").count(b"2018-11-01T00:00:00Z") == 2


def test_other_rows_give_other_bytes():
    chosen = template("client_profile")
    one, other = ({"client_validation_id": text} for text in ("12345678", "12345679"))
    assert written(chosen, [one]) != written(chosen, [other])


def test_row_2501_opens_the_second_file():
    chosen = template("client_profile")
    rows = ({"client_validation_id": f"{number:08d}"} for number in range(ROWS_PER_FILE + 1))
    streams = {}
    counts = write_workbooks(chosen, rows, lambda number: streams.setdefault(number, io.BytesIO()))
    assert counts == [2500, 1]
    ends = []
    for number in (1, 2):
        book = openpyxl.load_workbook(streams[number], read_only=True)
        values = [
            row[0]
            for row in book["iCARE Template"].iter_rows(
                min_row=4, min_col=3, max_col=3, values_only=True
            )
            if row[0] is not None
        ]
        ends.append((len(values), values[0], values[-1]))
    assert ends == [(2500, "00000000", "00002499"), (1, "00002500", "00002500")]


def test_rows_are_taken_one_file_at_a_time():
    taken = 0

    def rows():
        nonlocal taken
        for number in range(3 * ROWS_PER_FILE):
            taken += 1
            yield {"client_validation_id": str(number)}

    seen = [(sum(1 for _ in batch), taken) for batch in batches(rows())]
    assert seen == [(2500, 2500), (2500, 5000), (2500, 7500)]


def test_no_rows_make_no_file_but_a_blank_can_be_asked_for():
    chosen = template("client_profile")
    assert write_workbooks(chosen, [], lambda _number: pytest.fail("a file was opened")) == []
    assert written(chosen)


def test_too_many_rows_and_unknown_columns_write_nothing():
    stream = io.BytesIO()
    with pytest.raises(TooManyRowsError):
        write_workbook(template("client_profile"), ({} for _ in range(2501)), stream)
    with pytest.raises(KeyError, match="no_such_column"):
        write_workbook(template("client_profile"), [{"no_such_column": "x"}], stream)
    assert stream.getvalue() == b""


HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1;1)",
    "{=1+1}",
    "https://example.org/a",
    "internal:LOV!A1",
    "mailto:a@example.org",
    "<r><t>x</t></r>",
    "<r>]]></r>",
    "</c></row><x/>",
    "_x0041_ and _x000D_",
    "tab\tand\nline",
    "\N{GRINNING FACE} \N{FAMILY} \U0001f1e8\U0001f1e6",
    "\u0645\u0631\u064a\u0645 \u0627\u0644\u062d\u0633\u0646",
    "'quoted",
    "  spaces at both ends  ",
    "1e5",
    "00012345",
    "TRUE",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_as_it_was(text):
    assert one_cell(text) == text


def test_text_like_an_escape_is_escaped():
    archive = zipfile.ZipFile(io.BytesIO(written(SMALL, [{"client_validation_id": "_x005F_"}])))
    assert b"<t>_x005F_x005F_</t>" in archive.read("xl/sharedStrings.xml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x07c\x0bd\x1fe", "abcde"),
        ("\ud800x\udfff", "x"),
        ("a\ufffeb\uffffc", "abc"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("x" * 40_000, "x" * LONGEST_TEXT),
        ("\U0001f600" * 20_000, "\U0001f600" * 16_383),
    ],
)
def test_what_a_cell_cannot_hold_is_left_out(text, expected):
    assert cell_text(text) == expected
    assert one_cell(text) == expected


def test_text_of_unwritable_signs_only_leaves_the_cell_empty():
    assert one_cell("\x00\x01") is None


# A template of three columns: the same writer, and quick enough for many examples.
FULL = template("client_profile")
SMALL = Template(
    key="small",
    title="Small",
    banner="a\nb\nc\n",
    form_key=None,
    lov_column_count=None,
    columns=FULL.columns[:3],
    source="",
    confidence="",
)


def one_cell(text: str):
    book = openpyxl.load_workbook(
        io.BytesIO(written(SMALL, [{"client_validation_id": text}])), read_only=True
    )
    return book["iCARE Template"]["C4"].value


@settings(RELAXED, max_examples=25)
@given(
    texts=st.lists(
        st.one_of(
            st.text(max_size=40),
            st.text(alphabet="<>r/&=+@-\"'", max_size=30),
            st.text(max_size=5).map(lambda text: f"<r>{text}</r>"),
        ),
        min_size=1,
        max_size=60,
    )
)
@example(texts=["<r></r>"])
def test_any_text_survives_and_never_breaks_the_file(texts):
    content = written(SMALL, [{"client_validation_id": text} for text in texts])
    assert content == written(SMALL, [{"client_validation_id": text} for text in texts])
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    cells = book["iCARE Template"].iter_rows(
        min_row=4, max_row=3 + len(texts), min_col=3, max_col=3
    )
    for (cell,), text in zip(cells, texts, strict=True):
        assert (cell.value or "") == cell_text(text)
        assert cell.value is None or cell.data_type == "s"


@RELAXED
@given(st.text(st.characters(codec=None), max_size=200))
def test_cell_text_is_settled_after_one_pass(text):
    once = cell_text(text)
    assert cell_text(once) == once
    assert once.encode("utf-8").decode("utf-8") == once
