"""The summary as a worksheet of its own: what was found, each line leading to its cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ingest.sheets.sheet import cell_name
from ingest.workbooks.mark_styles import GREY, RED, YELLOW, Own, Styles
from ingest.workbooks.xml_scan import escaped, escaped_text

LINKED = 1  # the column of the list that leads to the cell
OUR_SHEET = "AchykSummary"  # its code name, by which it is known when it comes back

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def is_our_name(name: str, ours: Collection[str]) -> bool:
    """Whether a sheet is called as our summary is, also with the number of a second one."""
    stem, _, number = name.rpartition(" ")
    return name in ours or (number.isdigit() and stem in {one[:27] for one in ours})


def summary_xml(found: Mapping[str, Any], styles: Styles) -> bytes:
    """The worksheet of a Summary, given as a mapping; every text is written as text (AT3)."""
    head = len(found["lines"]) + 2
    rows = [_title(number, text, styles) for number, text in enumerate(found["lines"], start=1)]
    rows.append(_heading(head, found["headings"], found["widths"], styles))
    listed = zip(found["rows"], found["links"], found["warnings"], strict=True)
    for number, (row, (_, cell), warning) in enumerate(listed, start=head + 1):
        colour = YELLOW if warning else RED
        rows.append(_row(number, row, found["widths"], styles, bool(cell), colour))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="{OUR_SHEET}">'
        '<pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView tabSelected="1" '
        f'workbookViewId="0"><pane ySplit="{head}" topLeftCell="A{head + 1}" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{_columns(found['widths'])}</cols><sheetData>{''.join(rows)}</sheetData>"
        f"{_links(found['links'], head + 1)}"
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _columns(widths: Sequence[int]) -> str:
    return "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(widths, start=1)
    )


def _title(number: int, text: str, styles: Styles) -> str:
    first = number == 1
    style = styles.own(Own(bold=first, size=14 if first else 11, wrapped=False))
    return _high(number, [_cell(number, 0, text, style)], 22 if first else 16)


def _heading(number: int, texts: Sequence[str], widths: Sequence[int], styles: Styles) -> str:
    style = styles.own(Own(bold=True, fill=GREY))
    cells = [_cell(number, at, text, style) for at, text in enumerate(texts)]
    return _high(number, cells, _height(texts, widths))


def _row(
    number: int,
    texts: Sequence[str],
    widths: Sequence[int],
    styles: Styles,
    linked: bool,
    colour: str,
) -> str:
    """A line of the list; its last cell has the colour that the wrong cell has."""
    cells = []
    for at, text in enumerate(texts):
        look = Own(
            link=linked and at == LINKED,
            fill=colour if at == len(texts) - 1 else "",
            quoted=text.startswith(FORMULA_SIGNS),
        )
        cells.append(_cell(number, at, text, styles.own(look)))
    return _high(number, cells, _height(texts, widths))


def _high(number: int, cells: Sequence[str], height: int) -> str:
    return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Points of a wrapped row; not every program finds the height by itself. At most 409."""
    lines = (
        sum(len(line) // max(width - 2, 1) + 1 for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(15 * max(lines), 405)


def _cell(row: int, column: int, text: str, style: int) -> str:
    name = cell_name(row, column)
    if not text:
        return f'<c r="{name}" s="{style}"/>'
    inner = f'<is><t xml:space="preserve">{escaped_text(text).decode()}</t></is>'
    return f'<c r="{name}" s="{style}" t="inlineStr">{inner}</c>'


def _links(links: Sequence[Sequence[str]], first: int) -> str:
    made = "".join(
        f'<hyperlink ref="{cell_name(number, LINKED)}" location="{_location(sheet, cell)}"/>'
        for number, (sheet, cell) in enumerate(links, start=first)
        if cell
    )
    return f"<hyperlinks>{made}</hyperlinks>" if made else ""


def _location(sheet: str, cell: str) -> str:
    quoted = sheet.replace("'", "''")
    return escaped(f"'{quoted}'!{cell}").decode()
