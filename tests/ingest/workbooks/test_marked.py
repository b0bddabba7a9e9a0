"""The sender's own workbook, marked in place: wrong cells shown, everything else as it came."""

import io
import re
import zipfile
from dataclasses import asdict

import pytest
from workbooks.make import row, upload
from workbooks.markings import RED, ROWS, SHEET, YELLOW, mark, opened, problem, seen, values
from workbooks.ooxml import package
from workbooks.rich import NOTE, parts, rich, with_part

from ingest.sheets.sheet import coming_sheets
from ingest.workbooks.marked import MOST_NOTES, marked
from ingest.workbooks.marks import CellMark, summary
from ingest.workbooks.package_parts import changed_parts
from ingest.workbooks.xml_scan import CannotMark, is_well_formed


@pytest.mark.parametrize("macros", [False, True])
def test_every_part_that_is_not_concerned_stays_byte_for_byte(macros):
    """Charts, pictures, tables, lists, rules: proven on the bytes of the parts."""
    came = rich(ROWS, macros=macros)
    out = mark(came, "D4", "F5")
    concerned = {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    assert changed_parts(came, out) == concerned | ({"xl/vbaProject.bin"} if macros else set())
    assert set(parts(out)) - set(parts(came)) == {"xl/worksheets/sheet5.xml"}
    assert all(is_well_formed(part) for name, part in parts(out).items() if name[-4:] == ".xml")


def test_of_the_marked_sheet_only_styles_of_wrong_cells_change():
    """Lists to choose from of both kinds, rules, filter, panes, merges and drawings are there."""
    came = parts(rich(ROWS))["xl/worksheets/sheet2.xml"]
    out = parts(mark(rich(ROWS), "D4", "F5"))["xl/worksheets/sheet2.xml"]
    bare = re.compile(rb'(<c r="(?:D4|F5)"[^>]*?) s="\d+"')
    assert bare.sub(rb"\1", came) == bare.sub(rb"\1", out)
    assert b"x14:dataValidation " in out
    assert came != out


def test_the_values_are_read_as_before_and_the_summary_is_first_and_open():
    came = rich(ROWS)
    out = mark(came, "D4", "F5", "J6")
    assert values(out) == values(came)
    book = opened(out)
    assert book.sheetnames[0] == book.active.title == "Achyk summary"
    assert [bool(sheet.sheet_view.tabSelected) for sheet in book] == [True, *[False] * 4]


def test_names_that_belong_to_one_sheet_follow_it():
    book = opened(mark(rich(ROWS), "D4"))
    assert book[SHEET].defined_names["Местное"].attr_text == "Проверки!$A$4"
    assert book[SHEET].print_title_rows == "$3:$3"
    assert "Инспекторы" in book.defined_names


def test_errors_are_red_and_warnings_yellow_and_each_says_why():
    marks = [
        asdict(CellMark(SHEET, "D4", "wrong", False)),
        asdict(CellMark(SHEET, "F4", "?", True)),
    ]
    out = marked(upload(row(), row(), row()), marks, asdict(summary([problem()], "en")))
    assert seen(out) == {"D4": (RED, "Achyk:\nwrong"), "F4": (YELLOW, "Achyk:\n?")}


def test_an_empty_cell_that_is_not_in_the_file_is_coloured_where_it_belongs():
    """The look of its column stays beside the colour."""
    out = mark(rich(ROWS), "J4", "L5", "B6")
    book = opened(out)
    assert set(seen(out)) == {"J4", "L5", "B6"}
    assert book[SHEET]["L5"].number_format == "@"
    line = parts(out)["xl/worksheets/sheet2.xml"].split(b'<row r="4"')[1].split(b"</row>")[0]
    names = re.findall(rb'<c r="([A-Z]+)4"', line)
    assert names == sorted(names)
    assert b"spans" not in line.split(b">")[0]


def test_a_senders_note_stays_and_ours_stands_below_it_and_goes_again():
    out = mark(rich(ROWS), "D4")
    book = opened(out)
    assert book[SHEET]["A4"].comment.text == NOTE
    assert book[SHEET]["D4"].comment.text == f"{NOTE}\n\nAchyk:\nwrong: D4"
    again = opened(mark(out, "E4"))[SHEET]
    assert again["D4"].comment.text == NOTE
    assert again["D4"].comment.author != "Achyk"
    assert len(re.findall(rb"<v:shape ", parts(out)["xl/drawings/vmlDrawing1.vml"])) == 2


def themed(xml: bytes) -> bytes:
    """Every format with a colour of the theme."""
    colour = b'<fill><patternFill patternType="solid"><fgColor theme="4" tint="0.5"/></patternFill>'
    xml = re.sub(rb"</fills>", colour + b"</fill></fills>", xml)
    return re.sub(rb'fillId="0"', b'fillId="2"', xml)


def test_a_note_of_ours_is_known_by_its_author_too():
    once = mark(upload(*ROWS), "D2")
    came = with_part(once, "xl/comments1.xml", lambda xml: xml.replace(b"Achyk:", b""))
    assert seen(mark(came, "E2")) == {"E2": (RED, "Achyk:\nwrong: E2")}
    assert opened(mark(came, "E2"))[SHEET]["D2"].comment is None


def test_marks_of_an_earlier_answer_go_and_the_senders_own_colours_come_back():
    came = with_part(upload(*ROWS), "xl/styles.xml", themed)
    once = mark(came, "D2", "F3")
    twice = mark(once, "A3", warning=True)
    assert seen(twice) == {"A3": (YELLOW, "Achyk:\nwrong: A3")}
    assert opened(twice).sheetnames == ["Achyk summary", SHEET]
    assert opened(twice)[SHEET]["D2"].fill.fgColor.theme == 4
    assert values(twice) == values(came)
    assert len(re.findall(rb"<v:shape ", parts(twice)["xl/drawings/vmlDrawing1.vml"])) == 1


def test_a_rule_that_colours_cells_does_not_hide_a_mark():
    """The sender's rules stay, each one place later."""
    came = rich(ROWS)
    out = mark(came, "H5", "D5")
    rules = opened(out)[SHEET].conditional_formatting
    ours = [(str(one.sqref), rule) for one in rules for rule in one.rules if rule.priority == 1]
    assert [(place, rule.dxf.fill.bgColor.rgb) for place, rule in ours] == [("H5", RED)]
    assert sorted(rule.priority for one in rules for rule in one.rules) == [1, 2, 3]
    again = parts(mark(out, "D5"))["xl/worksheets/sheet2.xml"]
    assert again.count(b"<conditionalFormatting") == 2
    assert b"Achyk" not in again


def test_the_first_note_of_a_sheet_stands_where_the_standard_wants_it():
    """Excel repairs a sheet whose parts are out of order: the boxes come before the tables."""
    out = parts(mark(rich(ROWS), "A2", sheet="Итог"))["xl/worksheets/sheet4.xml"]
    assert 0 < out.index(b"<legacyDrawing") < out.index(b"<tableParts")


def test_of_merged_cells_the_one_that_is_seen_is_marked():
    out = mark(rich(ROWS), "C1", "B1")
    assert seen(out) == {"A1": (RED, "Achyk:\nwrong: C1\nwrong: B1")}


def test_hidden_rows_columns_and_sheets_with_a_mark_are_shown():
    def hide(xml: bytes) -> bytes:
        xml = xml.replace(b'<row r="5"', b'<row r="5" hidden="1"').replace(
            b'<row r="6"', b'<row r="6" hidden="1"'
        )
        return xml.replace(b'<col min="1"', b'<col hidden="1" min="1"')

    came = with_part(rich(ROWS), "xl/worksheets/sheet2.xml", hide)
    sheet = opened(mark(came, "D5"))[SHEET]
    assert [sheet.row_dimensions[number].hidden for number in (5, 6)] == [False, True]
    assert not sheet.column_dimensions["D"].hidden
    assert opened(mark(came, "A1", sheet="Lists"))["Lists"].sheet_state == "visible"
    assert opened(mark(came, "D5"))["Lists"].sheet_state == "hidden"


def test_macros_are_kept_back_and_what_is_left_is_an_xlsx():
    """AT1."""
    out = parts(mark(rich(ROWS, macros=True), "D4"))
    assert not [name for name in out if "vba" in name.lower()]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        assert b"vba" not in out[name].lower()
        assert b"macroEnabled" not in out[name]


def test_a_sheet_of_old_macros_is_kept_back():
    """AT1: macros of Excel 4 stand in a sheet of their own, and a name starts them."""
    came = rich(ROWS)
    for name, old, new in (
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet4.xml", b"macrosheets/sheet1.xml"),
        ("[Content_Types].xml", b"/xl/worksheets/sheet4.xml", b"/xl/macrosheets/sheet1.xml"),
        ("xl/workbook.xml", b"<definedNames>",
         b'<definedNames><definedName name="_xlnm.Auto_Open" xlm="1">x!$A$1</definedName>'),
    ):  # fmt: skip
        came = with_part(came, name, lambda xml, old=old, new=new: xml.replace(old, new))
    came = with_part(came, "xl/macrosheets/sheet1.xml", b"<macrosheet/>")
    out = mark(came, "D4")
    assert opened(out).sheetnames == ["Achyk summary", "Cover", SHEET, "Lists"]
    assert not [name for name in parts(out) if "macrosheet" in name]
    assert b"Auto_Open" not in parts(out)["xl/workbook.xml"]


FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "＝1",
]


@pytest.mark.parametrize("value", FORMULAS)
def test_a_formula_in_a_value_is_written_as_text(value):
    """AT3: in the summary and in the notes."""
    found = [problem(value=value)]
    marks = [asdict(CellMark(SHEET, "D2", value, False))]
    out = marked(upload(row()), marks, asdict(summary(found, "en")))
    cells = [cell for line in opened(out).worksheets[0] for cell in line if cell.value == value]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]
    assert not any(b"<f>" in part for name, part in parts(out).items() if "worksheets" in name)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("a\x00\x0bb", "ab"), ("<b>&\"'", "<b>&\"'"), ("_x000D_", "_x005F_x000D_"), ("\ud800", "")],
)
def test_odd_letters_in_a_value_do_not_spoil_the_workbook(value, shown):
    """AT3. What Excel would read as an escaped letter is escaped itself; openpyxl shows how."""
    out = marked(upload(row()), [], asdict(summary([problem(value=value)], "en")))
    assert opened(out).worksheets[0]["D6"].value == shown
    assert [sheet.name for sheet in coming_sheets(out)] == ["Achyk summary", SHEET]


def test_a_workbook_with_other_prefixes_and_names_of_parts_is_marked_too():
    came = parts(upload(row(), row()))
    sheet = came["xl/worksheets/sheet1.xml"].replace(b"xmlns=", b"xmlns:x=")
    came["xl/worksheets/sheet1.xml"] = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", sheet)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, part in came.items():
            made.writestr(name, part)
    assert set(seen(mark(out.getvalue(), "D2", "J3"))) == {"D2", "J3"}


def test_a_row_and_cells_without_names_are_counted():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        "<row><c><v>1</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row></sheetData></worksheet>"
    )
    styles = parts(upload(row()))["xl/styles.xml"].decode()
    came = package(sheet, xl__styles_dot_xml=styles)
    came = with_part(
        came, "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b"</Relationships>", b'<Relationship Id="s" Type="http://schemas.'
                                b'openxmlformats.org/officeDocument/2006/relationships/styles" '
                                b'Target="styles.xml"/></Relationships>'),
    )  # fmt: skip
    assert set(seen(mark(came, "B2", sheet="S"), "S")) == {"B2"}


def test_more_cells_than_notes_are_sensible_are_coloured_all_the_same():
    cells = [f"{letter}{number}" for number in range(2, 302) for letter in "ABCDEFGH"]
    found = seen(mark(upload(*[row() for _ in range(300)]), *cells))
    assert len(found) == len(cells)
    assert sum(bool(note) for _, note in found.values()) == MOST_NOTES


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><!-- x --><sheetData><row r='2'><c r='D2'/></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r='2'><c r='D2'></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r='3'/></sheetData></worksheet>",
        "<worksheet/>",
        "<worksheet><sheetData><row r='2'><c r='D2' s='999'/></row></sheetData></worksheet>",
        "",
    ],
)
def test_what_is_written_too_oddly_is_said_not_guessed(sheet):
    came = with_part(upload(row()), "xl/worksheets/sheet1.xml", lambda _: sheet.encode())
    with pytest.raises(CannotMark):
        mark(came, "D2")


def test_a_name_that_a_sheet_of_the_sender_has_is_not_taken_again():
    came = with_part(
        rich(ROWS), "xl/workbook.xml", lambda xml: xml.replace("Итог".encode(), b"Achyk summary")
    )
    out = mark(came, "A1", sheet="Achyk summary")  # it carries a mark, so it is the sender's
    assert opened(out).sheetnames[0] == "Achyk summary 2"
    assert "Achyk summary" in opened(out).sheetnames


def test_the_same_workbook_gives_the_same_bytes():
    came = rich(ROWS)
    assert mark(came, "D4") == mark(came, "D4")
