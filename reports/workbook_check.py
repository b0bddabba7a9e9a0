"""Is a release's workbook fit to be published? The list of checks, on the file itself.

Each check says what is wrong, a sentence each, in the words of who must mend it; none: it is fit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from reports.table import Mark
from reports.workbook_parts import File, Grid, Reference, Sheet, place

FRONT = ("cover", "contents", "methodology", "notes")  # the sheets before the tables, in order
A4 = "9"
LEAST_WIDTH, MOST_WIDTH = 8, 255  # of a column, in characters
SHORTEST = 20  # letters of an alternative text that says anything
_NOTE = re.compile(r"\[note (\d+)\]")
_RANGE = re.compile(r"'((?:[^']|'')+)'!(\$[A-Z]+\$\d+)(?::(\$[A-Z]+\$\d+))?")


def complaints(content: bytes) -> list[str]:
    """What is wrong with a workbook, an xlsx file; [] when it is fit to be published."""
    file = File.of(content)
    found = [*_properties(file), *_foreign(file), *_front(file.sheets), *_titles(file)]
    for sheet in file.sheets:
        found += [f"{sheet.name}: {says}" for says in _sheet(sheet)]
    return [*found, *_names(file.sheets), *_notes(file.sheets), *_charts(file.sheets)]


def _properties(file: File) -> Iterator[str]:
    for name in ("title", "creator", "language", "created"):
        if not file.property(name).strip():
            yield f"the document states no {name}"


def _foreign(file: File) -> Iterator[str]:
    """Parts in which a hidden figure could lie, or through which the file would reach out."""
    for part in file.parts:
        if re.search(r"comments|externalLinks|vba|custom\.xml|queryTables|connections", part):
            yield f"the file holds {part}"


def _front(sheets: Sequence[Sheet]) -> Iterator[str]:
    tables = [tuple(table.name for table in sheet.tables) for sheet in sheets]
    if tables[:4] != [(), ("contents",), (), ("notes",)]:
        yield f"the file does not begin with {', '.join(FRONT)}"
    for sheet, names in zip(sheets[4:], tables[4:], strict=True):
        if len(names) != 1:
            yield f"{sheet.name}: holds {len(names)} tables"


def _titles(file: File) -> Iterator[str]:
    """Period and place are what the title of the contents ends with."""
    if len(file.sheets) < len(FRONT):
        return
    _, _, ends = file.sheets[1].title.partition(". ")
    if not re.search(r"\d{4}.*, \S", ends):
        yield "the title of the contents names no period and place"
        return
    for name, title in [("the document", file.property("title"))] + [
        (sheet.name, sheet.title) for sheet in file.sheets
    ]:
        if not title.endswith(f". {ends}"):
            yield f"{name}: its title does not end with period and place"


def _sheet(sheet: Sheet) -> Iterator[str]:
    if sheet.state != "visible":
        yield "is hidden"
    if sheet.find("mergeCells") is not None:
        yield "has merged cells"
    if any(one.get("hidden") for name in ("row", "col") for one in sheet.all(name)):
        yield "has hidden rows or columns"
    if sheet.oddities:
        yield f"holds a formula or an error in {', '.join(sheet.oddities)}"
    yield from _paper(sheet)
    yield from _widths(sheet)
    for table in sheet.tables:
        yield from _table(sheet, table)


def _paper(sheet: Sheet) -> Iterator[str]:
    setup = sheet.find("pageSetup")
    if setup is None or setup.get("paperSize") != A4:
        yield "is not set up for A4"
    fit = sheet.find("sheetPr/pageSetUpPr")
    if setup is None or fit is None or not fit.get("fitToPage") or setup.get("fitToWidth") == "0":
        yield "is not fitted to the width of a page"


def _widths(sheet: Sheet) -> Iterator[str]:
    widths = {
        column: float(one.attrib["width"])
        for one in sheet.all("col")
        for column in range(int(one.attrib["min"]), int(one.attrib["max"]) + 1)
    }
    for table in sheet.tables:
        for column, heading in enumerate(table.headings, start=table.first[1]):
            width = widths.get(column, 0)
            word = max((len(word) for word in heading.split()), default=0)
            if not max(LEAST_WIDTH, min(word, MOST_WIDTH)) <= width <= MOST_WIDTH:
                yield f"the column “{heading}” is not wide enough for its heading"


def _table(sheet: Sheet, table: Grid) -> Iterator[str]:
    head, *rows = sheet.rows(table)
    if table.headers != 1 or table.totals or head != list(table.headings):
        yield f"the table {table.name} has not one row of headings"
    if len(set(table.headings)) != len(table.headings):
        yield f"the table {table.name} has a heading twice"
    blank = [n for n, row in enumerate(rows, start=1) if None in row or "" in row]
    if blank or not rows:
        yield f"the table {table.name} has empty cells, in row {blank[0] if blank else 1}"
    for heading, *cells in zip(table.headings, *rows, strict=False):
        if any(isinstance(cell, float) for cell in cells) and "(" not in _NOTE.sub("", heading):
            yield f"the column “{heading}” has numbers and names no unit"
    pane = sheet.find("sheetViews/sheetView/pane")
    frozen = pane is not None and pane.get("state") == "frozen"
    if pane is None or not frozen or pane.get("ySplit") != str(table.first[0]):
        yield "its headings do not stay in sight (freeze panes)"


def _names(sheets: Sequence[Sheet]) -> Iterator[str]:
    often = Counter(table.name.lower() for sheet in sheets for table in sheet.tables)
    yield from (f"two tables are called {name}" for name, count in often.items() if count > 1)
    tabs = Counter(sheet.name.lower() for sheet in sheets)
    yield from (f"two sheets are called {name}" for name, count in tabs.items() if count > 1)


def _notes(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Every `[note n]` leads to one note."""
    told = Counter[str]()
    for sheet in sheets:
        for table in sheet.tables:
            if table.name == "notes":
                rows = list(sheet.rows(table))[1:]
                told.update(str(row[0]) for row in rows if row[-1])
    named: dict[str, str] = {}
    for sheet in sheets:
        for text in sheet.cells.values():
            if isinstance(text, str):
                named.update((found[0], sheet.name) for found in _NOTE.finditer(text))
    for mark, name in sorted(named.items()):
        if told[mark] != 1:
            yield f"{name}: {mark} leads to {told[mark]} notes"


def _charts(sheets: Sequence[Sheet]) -> Iterator[str]:
    by_name = {sheet.name: sheet for sheet in sheets}
    for sheet in sheets:
        if len(sheet.descriptions) != len(sheet.charts):
            yield f"{sheet.name}: something is drawn that is no chart"
        if any(len(text) < SHORTEST for text in sheet.descriptions):
            yield f"{sheet.name}: a chart has no alternative text"
        for reference in (one for chart in sheet.charts for one in chart):
            yield from (f"{sheet.name}: {says}" for says in _drawn(reference, by_name))


def _drawn(reference: Reference, sheets: dict[str, Sheet]) -> Iterator[str]:
    """What a chart keeps of cells is what stands in them, and nothing hidden."""
    cells = list(_referred(reference.formula, sheets))
    kept = [_value(text) for text in reference.kept]
    if not cells or cells != kept:
        yield f"a chart does not show what stands in {reference.formula}"
    if any(cell in tuple(Mark) for cell in (*cells, *kept)):
        yield f"a chart draws a hidden cell of {reference.formula}"


def _value(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _referred(formula: str, sheets: dict[str, Sheet]) -> Iterator[str | float | None]:
    for tab, first, last in _RANGE.findall(formula):
        sheet = sheets.get(tab.replace("''", "'"))
        top, left = place(first)
        bottom, right = place(last or first)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = sheet.cells.get((row, column)) if sheet else None
                yield _value(cell) if isinstance(cell, str) else cell
