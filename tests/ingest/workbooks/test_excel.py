"""The door to openpyxl: what is described is written, every text as text (AT3)."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from workbooks.make import upload

from ingest.workbooks.excel import LONGEST_TEXT, saved_book, written_anew
from ingest.workbooks.plain_book import AS_TEXT, Look, PlainCell, PlainSheet, Rule


def written(*cells: PlainCell, **sheet: object) -> openpyxl.worksheet.worksheet.Worksheet:
    data = saved_book([PlainSheet("S", [cells], **sheet)])  # type: ignore[arg-type]
    return openpyxl.load_workbook(io.BytesIO(data))["S"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "＝1", "\t=1", "=cmd|' /C calc'!A0"])
def test_a_formula_is_written_as_text_also_when_it_is_edited(text):
    """AT3."""
    cell = written(PlainCell(text))["A1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    package = zipfile.ZipFile(io.BytesIO(saved_book([PlainSheet("S", [[PlainCell(text)]])])))
    assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_letters_that_no_workbook_holds_are_left_out_and_long_texts_cut():
    """AT3."""
    cells = written(PlainCell("a\x00\x0bb"), PlainCell("x" * 40_000))
    assert cells["A1"].value == "ab"
    assert len(cells["B1"].value) == LONGEST_TEXT


def test_days_that_excel_has_no_number_for_are_written_as_text():
    assert written(PlainCell(date(1850, 7, 1)))["A1"].value == "1850-07-01"


def test_looks_notes_rules_and_sizes_are_as_described():
    look = Look(bold=True, fill="FFEDEDED", wrapped=True, format=AS_TEXT)
    sheet = written(
        PlainCell("x", look, "why"), PlainCell(5),
        widths={0: 20}, heights={1: 40}, formats={1: AS_TEXT}, frozen="A2", merged=("C1:D1",),
        rules={0: Rule("list", ("a", "b"), says="a or b"), 1: Rule("length", least=12, most=14)},
    )  # fmt: skip
    cell = sheet["A1"]
    assert (cell.font.b, cell.fill.fgColor.rgb, cell.number_format) == (True, "FFEDEDED", "@")
    assert (cell.comment.text, sheet["B1"].value) == ("why", 5)
    assert (sheet.column_dimensions["A"].width, sheet.row_dimensions[1].height) == (20, 40)
    assert sheet.column_dimensions["B"].number_format == "@"
    assert (sheet.freeze_panes, str(next(iter(sheet.merged_cells.ranges)))) == ("A2", "C1:D1")
    rules = sheet.data_validations.dataValidation
    assert [(rule.type, rule.formula1, rule.errorStyle) for rule in rules] == [
        ("list", '"a,b"', "warning"),
        ("textLength", "12", "warning"),
    ]


def test_what_openpyxl_cannot_read_is_not_written_anew():
    assert written_anew(upload()) is not None
    assert written_anew(upload()[:600]) is None
