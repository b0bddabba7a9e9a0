"""The workbook as a reader opens it: the checks of trust.md, on the file itself."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import openpyxl
import pytest

from reports.cover import cover
from reports.layout import tab_names, table_name
from reports.table import Mark
from reports.tables import quarter_tables
from reports.workbook import write

NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
HOSTILE = '=HYPERLINK("http://evil.test","x")'


def scale(*counts):
    return dict(zip("12345", counts, strict=True))


LIFE = {
    "a": {12: scale(1, 1, 1, 1, 1), 1: {"yes": 4, "no": 1}},
    "b": {12: scale(2, 3, 3, 2, 2), 1: {"yes": 8, "no": 4}},
    "c": {
        12: scale(10, 10, 10, 10, 10),
        1: {"yes": 30, "no": 15, "unsure": 5},
        9: {"2": 9, "3": 9},
    },
}


def bytes_of(made, publisher="Ministry of Economy"):
    target = io.BytesIO()
    page = cover(made, publisher, NOW, "survey@achyk.test")
    write(quarter_tables(made), page, target, made.language)
    return target.getvalue()


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def parts(content, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {n: archive.read(n) for n in archive.namelist() if n.startswith(folder)}


@pytest.fixture
def content(edition):
    return bytes_of(edition(LIFE))


def test_reading_it_again_gives_the_same_values(edition, content):
    made, book = quarter_tables(edition(LIFE)), opened(content)
    tabs = tab_names(made)
    for number, table in enumerate(made, start=1):
        sheet = book[tabs[table.name]]
        grid = sheet.tables[table_name(number, table)]
        first, *lines = [[cell.value for cell in row] for row in sheet[grid.ref]]
        assert first == [column.heading for column in table.columns]
        assert lines == [list(row) for row in table.rows]
        assert sheet["A1"].value == table.title
        assert "Kyrgyz Republic" in table.title
        assert "2026" in table.title


def test_the_same_input_gives_the_same_bytes(edition, content):
    assert bytes_of(edition(LIFE)) == content


def test_what_is_hidden_leaves_no_trace(edition, content):
    """Two quarters that differ only in hidden cells are the same file, byte for byte."""
    other = {
        **LIFE,
        "a": {12: scale(1, 1, 1, 1, 0), 1: {"yes": 1, "no": 3}},
        "b": {12: scale(2, 3, 3, 2, 3), 1: {"yes": 11, "no": 2}},
    }
    assert bytes_of(edition(other)) == content


def test_no_text_becomes_a_formula(edition):
    """AT3: a text that starts like a formula stays a text, wherever it stands."""
    made = edition(LIFE)
    made.figures.body_names.update(a=HOSTILE, b="+1", c="@cmd")
    content = bytes_of(made, publisher="-2+3")
    for name, part in parts(content, "xl/worksheets/").items():
        assert b"<f>" not in part, name
    cells = [
        cell
        for sheet in opened(content)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {HOSTILE, "+1", "@cmd", "-2+3"} <= {cell.value for cell in cells}


def test_a_name_with_control_characters_makes_a_readable_file(edition):
    made = edition(LIFE)
    made.figures.body_names.update(c="State\x0bInspect\x00orate\nof & <Fire>")
    content = bytes_of(made, publisher="Ministry\x01 & Co")
    for name, part in {**parts(content, "xl/"), **parts(content, "docProps/")}.items():
        assert ElementTree.fromstring(part) is not None, name
    assert opened(content).properties.creator == "Ministry & Co"
    sheet = opened(content)["8 by body – Satisfied overall"]
    assert "State Inspect orate of & <Fire>" in [row[0].value for row in sheet.iter_rows()]


def test_it_starts_with_cover_contents_methodology_and_notes(content):
    book = opened(content)
    assert book.sheetnames[:4] == ["Cover", "Contents", "Methodology", "Notes"]
    assert book.sheetnames[4] == "1 All questions at a glance"
    assert all(book[name]["A1"].value for name in book.sheetnames)


def test_nothing_is_merged_or_hidden_and_each_sheet_has_one_table_at_most(content):
    book, names = opened(content), []
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert not [n for n, size in sheet.row_dimensions.items() if size.hidden]
        assert not [n for n, size in sheet.column_dimensions.items() if size.hidden]
        assert len(sheet.tables) == (0 if sheet.title in ("Cover", "Methodology") else 1)
        names += [table.name for table in sheet.tables.values()]
        for table in sheet.tables.values():
            assert all(any(cell.value is not None for cell in row) for row in sheet[table.ref])
    assert len(set(names)) == len(names)


def test_every_link_leads_to_a_sheet_and_every_sheet_leads_back(content):
    book = opened(content)
    targets = {}
    for sheet in book:
        found = [
            cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink
        ]
        targets[sheet.title] = {re.fullmatch(r"'?(.+?)'?!A1", place)[1] for place in found}
    assert targets["Contents"] == set(book.sheetnames) - {"Contents"}
    assert all("Contents" in leads for name, leads in targets.items() if name != "Contents")


def test_every_note_mark_resolves(content):
    book = opened(content)
    notes = {row[0].value for row in book["Notes"].iter_rows(min_row=5) if row[0].value}
    texts = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value]
    marks = {found for text in texts for found in re.findall(r"\[note \d+\]", text)}
    assert marks == notes


def test_the_document_names_title_author_and_language(edition):
    book = parts(bytes_of(edition(LIFE, "ky")), "docProps/")["docProps/core.xml"].decode()
    assert "<dc:language>ky-KG</dc:language>" in book
    properties = opened(bytes_of(edition(LIFE))).properties
    assert properties.creator == "Ministry of Economy"
    assert "3rd quarter 2026, Kyrgyz Republic" in properties.title
    assert properties.created == NOW.replace(tzinfo=None)
    assert properties.language == "en-GB"


def test_it_prints_on_a4_with_its_header_repeated(edition, content):
    book = opened(content)
    for sheet in book:
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert "&P / &N" in sheet.oddFooter.right.text
    for table in quarter_tables(edition(LIFE)):
        sheet = book[tab_names(quarter_tables(edition(LIFE)))[table.name]]
        header = next(iter(sheet.tables.values())).ref.split(":")[0].lstrip("A")
        assert sheet.print_title_rows.replace("$", "") == f"{header}:{header}"
        assert sheet.freeze_panes == f"B{int(header) + 1}"


def _points(element, path):
    return [point.find(f"{CHART}v").text for point in element.findall(f"{path}//{CHART}pt")]


def _number(value):
    try:
        return float(value)
    except ValueError:
        return value


def _referred(book, formula):
    for tab, first, _, last in re.findall(
        r"'((?:[^']|'')+)'!(\$[A-Z]+\$\d+)(:(\$[A-Z]+\$\d+))?", formula
    ):
        block = book[tab.replace("''", "'")][f"{first}:{last or first}"]
        yield from (cell.value for row in block for cell in row)


def test_charts_equal_their_tables_and_draw_no_hidden_cell(content):
    book, drawn = opened(content), 0
    for name, part in parts(content, "xl/charts/").items():
        root = ElementTree.fromstring(part)
        for reference in [*root.iter(f"{CHART}strRef"), *root.iter(f"{CHART}numRef")]:
            values = list(_referred(book, reference.find(f"{CHART}f").text))
            cached = _points(reference, ".")
            assert [_number(value) for value in values] == [_number(v) for v in cached], name
            assert not set(cached) & {mark.value for mark in Mark}
            drawn += 1
    assert drawn > 20


def test_every_chart_has_an_alternative_text(content):
    drawings = parts(content, "xl/drawings/drawing")
    described = [
        element.get("descr")
        for part in drawings.values()
        for element in ElementTree.fromstring(part).iter(f"{DRAWING}cNvPr")
    ]
    assert len(described) == len(parts(content, "xl/charts/chart"))
    assert all(text and len(text) > 30 for text in described)


@pytest.mark.parametrize(
    "groups",
    [{}, {"a": {}}, {"a": {12: scale(0, 0, 0, 0, 40)}}, {"a": {12: scale(5, 5, 5, 5, 5)}}],
    ids=["nobody inspected", "nobody answered", "all answers equal", "one body"],
)
@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
def test_a_poor_quarter_makes_a_sound_workbook(edition, groups, language):
    book = opened(bytes_of(edition(groups, language)))
    assert len(book.sheetnames) > 25
    for sheet in book:
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.data_type in ("e", "f")]


@pytest.mark.service
def test_libreoffice_converts_it_without_loss(edition, tmp_path):
    from services.process import need

    need("soffice", "pdftotext")
    made = edition(LIFE, "ru")
    (tmp_path / "book.xlsx").write_bytes(bytes_of(made))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [str(shutil.which("soffice")), profile, "--headless", "--convert-to", "pdf", "book.xlsx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=300,
    )
    command = [str(shutil.which("pdftotext")), "-layout", "book.pdf", "-"]
    printed = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    words = " ".join(printed.stdout.decode().split())
    for table in quarter_tables(made):
        assert " ".join(table.title.split()) in words
        for row in table.rows:
            for cell in row:
                if isinstance(cell, Mark):
                    assert cell.value in words
    assert "#REF" not in words
    assert "###" not in words
