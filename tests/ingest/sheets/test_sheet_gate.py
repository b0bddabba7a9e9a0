"""Hostile files are refused by their codes, odd ones are read, and the next file is read (AT1)."""

import pytest
from workbooks import hostile, hostile_zip
from workbooks.binary import compound
from workbooks.make import TODAY, row, upload
from workbooks.ooxml import package, sheet_xml

from ingest.limits import MEGABYTE, Limits, Refused
from ingest.sheets.explain_sheet import explain
from ingest.sheets.problem import REFUSAL_SAYS
from ingest.sheets.sheet import Refusal, Sheet, read_sheets
from ingest.sheets.sheet_gate import sheet_format


def read(data: bytes) -> tuple[Sheet, ...]:
    sheets = read_sheets(data)
    assert not isinstance(sheets, Refusal), sheets
    return sheets


@pytest.mark.parametrize("name", hostile.FILES)
def test_a_hostile_file_is_refused_by_its_code(name):
    """AT1: caps before parsing, and a child that may die."""
    make, code = hostile.FILES[name]
    assert read_sheets(make()) == Refusal(code)
    assert code in REFUSAL_SAYS


@pytest.mark.parametrize("name", hostile.READ)
def test_an_odd_file_is_read_all_the_same(name):
    """AT1."""
    make, (row_index, column, value) = hostile.READ[name]
    assert read(make())[0].cells[row_index][column] == value


@pytest.mark.parametrize("name", ["far cell", "lying record xlsb", "long duration", "open quote"])
def test_the_file_after_a_hostile_one_is_read(name):
    """AT1."""
    assert isinstance(read_sheets(hostile.FILES[name][0]()), Refusal)
    assert len(read(upload(row()))[0].cells) == 2


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_workbook_cut_off_anywhere_is_broken(cut):
    """AT1."""
    data = upload(row())
    assert read_sheets(data[: len(data) * cut // 8]) == Refusal("broken")


def test_a_directory_that_lies_about_sizes_gains_nothing():
    """AT1: what unpacks to more than it says is damaged."""
    assert read_sheets(hostile_zip.lying_zip_bomb()) == Refusal("broken")


@pytest.mark.parametrize("name", ["x.xls", "x.exe", "../../x", "\u202exslx.x", "con:\0"])
def test_what_a_file_is_called_says_nothing(name):
    """AT2: a csv named xls is read as what it is, and no name leads anywhere."""
    told = explain(name, "регистр;инн\n1;2\n".encode(), None, TODAY)
    assert (told["format"], told["refused"]) == ("csv", "no-header")


def test_a_large_honest_file_is_let_in_where_there_is_room():
    """AT1: the caps are settings of one file, not fixed."""
    data = b"a;b\n" * (30 * MEGABYTE // 4)
    with pytest.raises(Refused, match="too-large"):
        sheet_format(data, Limits(size=25 * MEGABYTE))
    assert sheet_format(data, Limits(size=256 * MEGABYTE)) == "csv"


@pytest.mark.parametrize("ratio", [60, 120])
def test_a_part_may_unpack_to_as_much_as_the_cap_says(ratio):
    """AT1."""
    data = package(sheet_xml("A1", padding=("x" * 90 + "\n") * 60_000))
    with pytest.raises(Refused, match="bomb"):
        sheet_format(data, Limits(ratio=ratio))
    assert sheet_format(data, Limits(ratio=2000)) == "xlsx"


def test_a_workbook_with_macros_is_read_as_data():
    """AT1."""
    data = package(sheet_xml("A1"), xl__vbaProject_dot_bin="macros")
    (sheet,) = read(data)
    assert (sheet.format, sheet.cells) == ("xlsm", ((1.0,),))


def test_a_link_to_a_web_page_is_no_external_link():
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    relations = (
        f'<Relationships><Relationship Id="rId1" Type="{kind}" TargetMode="External" '
        'Target="https://example.kg"/></Relationships>'
    )
    data = package(sheet_xml("A1"), xl__worksheets___rels__sheet1_dot_xml_dot_rels=relations)
    assert len(read(data)) == 1


@pytest.mark.parametrize("names", [{"WordDocument": b"x"}, {"x": b"Workbook"}])
def test_an_ole_file_that_is_no_workbook_is_none(names):
    assert read_sheets(compound(names)) == Refusal("not-a-spreadsheet")
