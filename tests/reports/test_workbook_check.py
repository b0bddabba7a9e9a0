"""The check of the workbook sees each fault that it is there for."""

import io
import re
import zipfile

import pytest

from reports.workbook import write
from reports.workbook_check import complaints
from reports.workbook_parts import place


@pytest.fixture(scope="module")
def content(volumes):
    target = io.BytesIO()
    [volume] = volumes("en")
    write(volume.tables, volume.page, target, "en")
    return target.getvalue()


def changed(content, part, before, after):
    """The same file with a place in one part changed; `part`: a pattern."""
    out, hits = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if re.fullmatch(part, name):
                data, found = re.subn(before, after, data, count=1)
                hits += found
            new.writestr(name, data)
    assert hits
    return out.getvalue()


@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
def test_ours_is_fit_in_every_language(volumes, language):
    target = io.BytesIO()
    [volume] = volumes(language)
    write(volume.tables, volume.page, target, language)
    assert complaints(target.getvalue()) == []


FIRST = r"xl/worksheets/sheet5\.xml"


@pytest.mark.parametrize(
    ("part", "before", "after", "says"),
    [
        (r"docProps/core\.xml", b"<dc:title>.*</dc:title>", b"", "states no title"),
        (r"docProps/core\.xml", b"<dc:language>.*</dc:language>", b"", "states no language"),
        (r"docProps/core\.xml", b"<dc:creator>.*</dc:creator>", b"", "states no creator"),
        (r"xl/workbook\.xml", b'(<sheet name="1 [^>]*)/>', rb'\1 state="hidden"/>', "is hidden"),
        (
            FIRST,
            b"</sheetData>",
            b'</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
            "has merged cells",
        ),
        (FIRST, b'<row r="7"', b'<row hidden="1" r="7"', "hidden rows"),
        (FIRST, b'<c r="(C7)"([^>]*)><v>', rb'<c r="\1"\2><f>1+1</f><v>', "a formula"),
        (FIRST, b'<c r="C7"([^>]*)><v>[^<]*</v></c>', rb'<c r="C7"\1/>', "empty cells"),
        (FIRST, b'state="frozen"', b'state="split"', "freeze panes"),
        (FIRST, b'paperSize="9"', b'paperSize="1"', "A4"),
        (FIRST, b'(<col min="1" max="1" width=)"[^"]*"', rb'\1"3"', "not wide enough"),
        (r"xl/tables/table1\.xml", b'name="contents"', b'name="other"', "does not begin with"),
        (r"xl/tables/table3\.xml", b' name="[^"]*"', b' name="contents"', "are called contents"),
        (r"xl/tables/table3\.xml", b'name="Answers \\(number\\)"', b'name="Answers"', "headings"),
        (r"xl/drawings/drawing2\.xml", b'descr="[^"]*"', b'descr=""', "alternative text"),
        (r"xl/charts/chart2\.xml", b"<c:v>(\\d+\\.\\d)</c:v>", b"<c:v>1.5</c:v>", "does not show"),
        (r"xl/sharedStrings\.xml", b"\\[note 7\\] *Counted|\\[note 7\\]", b"[note 99]", "leads to"),
        (r"xl/sharedStrings\.xml", b"Contents\\. 3rd quarter 2026", b"Contents. Soon", "period"),
        (r"xl/sharedStrings\.xml", b"Methodology\\. [^<]*", b"Methodology", "period and place"),
        (
            r"xl/(sharedStrings|tables/table3)\.xml",
            b"Answers \\(number\\)",
            b"Answers",
            "unit|headings",
        ),
    ],
)
def test_a_fault_is_named(content, part, before, after, says):
    found = complaints(changed(content, part, before, after))
    assert [one for one in found if re.search(says, one)], found


def test_a_hidden_cell_in_a_chart_is_named(content):
    made = changed(content, r"xl/charts/chart2\.xml", b"<c:v>(\\d+\\.\\d)</c:v>", b"<c:v>[c]</c:v>")
    assert any("draws a hidden cell" in one for one in complaints(made))


def test_a_part_that_could_hide_something_is_named(content):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/comments1.xml", "<comments/>")
    assert complaints(out.getvalue()) == ["the file holds xl/comments1.xml"]


@pytest.mark.parametrize(("cell", "at"), [("A1", (1, 1)), ("$AB$12", (12, 28)), ("Z3", (3, 26))])
def test_a_cell_by_its_name(cell, at):
    assert place(cell) == at
