"""Hidden rows, errors, formulas without a value and merges are found in every format."""

import io
import struct
from datetime import date

import openpyxl
import pytest
from workbooks import binary, hostile_sheets
from workbooks.hostile_sheets import rows_xml
from workbooks.ooxml import package

from ingest.limits import LIMITS, Limits, Refused
from ingest.sheets.sheet import NO_VALUE, CellError, Refusal, read_sheets
from ingest.sheets.sheet_gate import sheet_format
from ingest.sheets.sheet_unseen import read_unseen
from ingest.sheets.unseen import MOST_MERGES, Merge, Run, Unseen


def unseen_in(data: bytes, limits: Limits = LIMITS) -> list[Unseen]:
    return read_unseen(data, sheet_format(data, limits), limits)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells_of(data: bytes) -> list[tuple[object, ...]]:
    sheets = read_sheets(data)
    assert not isinstance(sheets, Refusal), sheets
    return [row for sheet in sheets for row in sheet.cells]


def odd_book() -> bytes:
    """What openpyxl writes: formulas without values; errors; hidden rows and columns; merges."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["a", "b", "c"], ["#N/A", "=A1", "m"], ["x", "=A2", None], ["y", 1, None]):
        sheet.append(row)
    sheet["A2"].data_type = "e"
    sheet.merge_cells("C2:C4")
    sheet.merge_cells("A1:B1")
    for row in (2, 3, 9):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = True
    further = book.create_sheet("leer")
    further["B3"] = "=1+1"
    return saved(book)


def test_everything_calamine_leaves_out_of_an_xlsx_is_found():
    first, second = unseen_in(odd_book())
    assert first == Unseen(
        hidden_rows=((2, 3), (9, 9)),
        hidden_columns=((1, 1),),
        runs=(Run(2, 2, 0, "#N/A"), Run(2, 3, 1, "")),
        merges=(Merge(2, 4, 2),),
    )
    assert second == Unseen(runs=(Run(3, 3, 1, ""),))


def test_errors_and_missing_values_stand_in_their_cells():
    cells = cells_of(odd_book())
    assert cells[1] == (CellError("#N/A"), NO_VALUE, "m")
    assert isinstance(cells[1][0], CellError)
    assert cells[2] == ("x", NO_VALUE)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A1" s="3" t="e"><f>B1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A1"><f>B1</f><v>5</v></c>', None),
        ('<c r="A1"><f>B1</f></c>', ""),
        ('<c r="A1"><f>B1</f><v/></c>', ""),
        ('<c r="A1"><f>B1</f><v></v></c>', ""),
        ('<c r="A1"><f t="shared" si="0"/><v /></c>', ""),
        ('<c r="A1"><f t="shared" si="0"/><v>2</v></c>', None),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', None),
        ('<c r="A1" t="inlineStr"><is><t>t="e" &lt;f></t></is></c>', None),
        ('<c t="e"><v>#REF!</v></c>', None),
        ("<c r='A1' t='e'><v>#REF!</v></c>", None),
    ],
)
def test_a_cell_is_odd_when_it_has_no_value(cell, expected):
    (told,) = unseen_in(package(rows_xml(f'<row r="1">{cell}</row>')))
    assert told.runs == (() if expected is None else (Run(1, 1, 0, expected),))


def test_prefixes_and_quotes_of_other_writers_are_understood():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f"<x:worksheet xmlns:x='{main}'><x:cols><x:col min='2' max='3' hidden='1'/></x:cols>"
        "<x:sheetData><x:row r='4' hidden='true'><x:c r='B4' t='e'><x:v>#N/A</x:v></x:c>"
        "<x:c r='C4'><x:f>B4</x:f></x:c></x:row></x:sheetData>"
        "<x:mergeCells><x:mergeCell ref='A4:A6'/></x:mergeCells></x:worksheet>"
    )
    assert unseen_in(package(sheet)) == [
        Unseen(((4, 4),), ((1, 2),), (Run(4, 4, 1, "#N/A"), Run(4, 4, 2, "")), (Merge(4, 6, 0),))
    ]


def test_marks_are_found_wherever_the_pieces_of_a_long_sheet_end():
    filling = '<c r="B{0}" t="inlineStr"><is><t>' + "x" * 900 + "</t></is></c>"
    rows = "".join(
        f'<row r="{n}" hidden="1"><c r="A{n}" t="e"><f>1/0</f><v>#N/A</v></c>{filling.format(n)}'
        f'<c r="C{n}"><f>A{n}</f><v/></c></row>'
        for n in range(1, 4001)
    )
    (told,) = unseen_in(package(rows_xml(rows)))
    assert told.hidden_rows == ((1, 4000),)
    assert told.runs == (Run(1, 4000, 0, "#N/A"), Run(1, 4000, 2, ""))


def test_sheets_are_told_apart_in_the_order_of_the_workbook():
    book = openpyxl.Workbook()
    for number in range(12):
        sheet = book.create_sheet(f"S{number}", 0)
        sheet.row_dimensions[number + 1].hidden = True
    told = unseen_in(saved(book))
    assert [one.hidden_rows for one in told] == [((n, n),) for n in range(12, 0, -1)] + [()]


def test_days_counted_from_1904_are_the_same_days():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = date(2026, 7, 6)
    data = saved(book)
    assert unseen_in(data)[0].date1904
    assert cells_of(data) == [(date(2026, 7, 6),)]


def test_an_ods_tells_the_same():
    merged = binary.ods_cell("m", ' table:number-rows-spanned="3"')
    tables = (
        '<table:table table:name="A"><table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="3"/>'
        f"<table:table-row>{binary.ods_cell('x')}</table:table-row>"
        '<table:table-row table:visibility="filter" table:number-rows-repeated="4">'
        '<table:table-cell/><table:table-cell table:formula="of:=1" '
        'table:number-columns-repeated="2"/><table:table-cell table:formula="of:=NA()" '
        'office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#N/A</text:p></table:table-cell></table:table-row>"
        f"<table:table-row><table:table-cell/>{merged}</table:table-row></table:table>"
        '<table:table table:name="B"/>'
    )
    first, second = unseen_in(binary.ods(tables))
    assert first == Unseen(
        hidden_rows=((2, 5),),
        hidden_columns=((2, 4),),
        runs=(Run(2, 5, 1, ""), Run(2, 5, 2, ""), Run(2, 5, 3, "#N/A")),
        merges=(Merge(6, 8, 1),),
    )
    assert second == Unseen()


def test_an_xls_tells_hidden_rows_columns_errors_and_merges():
    hidden = struct.pack("<HHHHHHHH", 2, 0, 3, 300, 0, 0, 0x20, 15)
    formula = struct.pack("<HHHBBBBBBH", 5, 3, 0, 2, 0, 0x07, 0, 0, 0, 0xFFFF) + b"\0" * 8
    sheet = (
        binary.record(0x7D, struct.pack("<HHHHHH", 1, 2, 2560, 15, 1, 0))
        + binary.record(0x208, hidden)
        + binary.xls_number(0, 0, 1)
        + binary.xls_error(2, 1, 0x2A)
        + binary.record(0x06, formula)
        + binary.record(0xE5, struct.pack("<HHHHH", 1, 0, 3, 0, 0))
    )
    data = binary.xls(sheet, binary.xls_number(4, 4, 1), before=binary.record(0x22, b"\x01\0"))
    first, second = unseen_in(data)
    assert first == Unseen(
        hidden_rows=((3, 3),),
        hidden_columns=((1, 2),),
        runs=(Run(3, 3, 1, "#N/A"), Run(6, 6, 3, "#DIV/0!")),
        merges=(Merge(1, 4, 0),),
        date1904=True,
    )
    assert second == Unseen(date1904=True)
    assert cells_of(data)[2] == (None, CellError("#N/A"))


def test_an_xlsb_tells_hidden_rows_columns_errors_and_merges():
    columns = binary.xlsb_record(60, struct.pack("<IIIIH", 1, 2, 2560, 0, 1))
    merge = binary.xlsb_record(176, struct.pack("<IIII", 3, 5, 1, 1))
    filling = [binary.xlsb_row(n, binary.xlsb_number(1, n)) for n in range(4, 40_000)]
    rows = binary.xlsb_row(
        3, binary.xlsb_number(1, 4), binary.xlsb_error(2, 0x0F), hidden=True
    ) + b"".join(filling)
    last = binary.xlsb_row(40_000, binary.xlsb_error(0, 0x2A), hidden=True)
    data = binary.xlsb(rows + last + merge, before=columns)
    assert unseen_in(data) == [
        Unseen(
            ((4, 4), (40_001, 40_001)),
            ((1, 2),),
            (Run(4, 4, 2, "#VALUE!"), Run(40_001, 40_001, 0, "#N/A")),
            (Merge(4, 6, 1),),
        )
    ]
    assert cells_of(data)[3] == (None, 4.0, CellError("#VALUE!"))


def test_two_hundred_thousand_merges_are_told_up_to_a_bound():
    """AT1."""
    (told,) = unseen_in(hostile_sheets.merges())
    assert (len(told.merges), told.untold_merges) == (MOST_MERGES, 180_000)


@pytest.mark.parametrize(
    "unit", ['<row r="7" hidden="1"/>', '<c r="A1" t="e"><v>#N/A</v></c>', '<c r="A1"><f></f></c>']
)
def test_a_sheet_of_nothing_but_marks_is_given_up(unit, monkeypatch):
    """AT1: looking at each of them would take long."""
    monkeypatch.setattr("ingest.sheets.unseen.MOST_LOOKS", 1000)
    (told,) = unseen_in(package(rows_xml(unit * 2000)))
    assert told.gave_up


def test_more_markup_than_the_bytes_can_honestly_hold_is_a_bomb():
    """AT1."""
    with pytest.raises(Refused, match="bomb"):
        unseen_in(package(rows_xml("<c/>" * 1_100_000)), Limits(ratio=10_000))


@pytest.mark.parametrize("name", ["Ош\u202e/../x", "S\u200b&lt;b>", "C:\\con", "=1+1"])
def test_a_sheet_is_found_whatever_its_name(name):
    """AT2."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = (
        f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets><sheet name="{name}" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>'
    )
    sheet = rows_xml('<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>')
    data = package(sheet, xl__workbook_dot_xml=book)
    assert unseen_in(data) == [Unseen(hidden_rows=((1, 1),))]
    assert cells_of(data) == [(1.0,)]
