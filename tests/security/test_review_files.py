"""Texts that a library or a spreadsheet would take for markup or a formula stay texts."""

import io

import openpyxl
import pytest

from ocms_core.exports import tables
from ocms_core.reports import files
from ocms_core.web.spreadsheets import safe_cell

TRAP = '<r><t>Amina</t></r></si></sst><!--"&</r>'


@pytest.mark.parametrize(
    "made",
    [
        tables.as_xlsx(["Client"], [[TRAP]]),
        files.write_xlsx([files.Sheet("Clients", ["Client"], [[TRAP]])]),
    ],
    ids=["problems", "report"],
)
def test_name_like_the_librarys_own_markup_is_written_as_text(made):
    assert openpyxl.load_workbook(io.BytesIO(made)).active["A2"].value == TRAP


@pytest.mark.parametrize("text", ["=1+1", "  =1+1", "@SUM(1)", "\t=1", "＝1+1", "－1", "+1", "-1"])
def test_no_cell_begins_a_formula(text):
    assert safe_cell(text) == f"'{text}"
    assert files.safe(text) == f"'{text}"
    assert safe_cell("Anne-Marie = 1") == "Anne-Marie = 1"
