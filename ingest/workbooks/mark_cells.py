"""The XML of one worksheet with its wrong cells coloured; all other bytes stay as they came."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.sheets.sheet import column_letters
from ingest.workbooks.mark_styles import Styles
from ingest.workbooks.xml_scan import (
    CannotMark,
    Edit,
    Element,
    appended,
    attribute,
    children,
    edited,
    elements,
    opening,
    with_attribute,
)

Place = tuple[int, int]  # row from 1, column from 0
Area = tuple[Place, Place]  # its first and its last cell

_NAME = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_SELECTED = re.compile(rb"""\stabSelected\s*=\s*(?:"[^"]*"|'[^']*')""")
# What may follow <legacyDrawing> in a worksheet (ECMA-376 part 1, 18.3.1.99).
_AFTER_DRAWING = frozenset(
    {b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls", b"AlternateContent",
     b"webPublishItems", b"tableParts", b"extLst"}
)  # fmt: skip


@dataclass(frozen=True)
class SheetParts:
    """Where the pieces of a worksheet stand."""

    top: Element
    data: Element  # <sheetData>
    head: tuple[Element, ...]  # before it: views, columns
    tail: tuple[Element, ...]  # after it: merges, rules, drawings


def place_of(cell: str) -> Place:
    """ "C7" is (7, 2); ValueError for what is no cell."""
    found = _NAME.fullmatch(cell)
    if found is None:
        raise ValueError(cell)
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - 64
    return int(found.group(2)), column - 1


def sheet_parts(xml: bytes) -> SheetParts:
    """The pieces of a worksheet; the rows themselves are not walked through."""
    outer = re.search(rb"<((?:\w+:)?)worksheet[\s>]", xml)
    if outer is None:
        raise CannotMark("no worksheet")
    prefix = outer.group(1)
    opened = re.compile(rb"<" + prefix + rb"sheetData\s*(/?)>").search(xml)
    if opened is None:
        raise CannotMark("no rows")
    closing = b"</" + prefix + b"sheetData>"
    end_inner = opened.end() if opened.group(1) else xml.find(closing, opened.end())
    end = opened.end() if opened.group(1) else end_inner + len(closing)
    top_end = xml.rfind(b"</" + prefix + b"worksheet")
    top_tag = xml.index(b">", outer.start())
    if end_inner < 0 or top_end < 0:
        raise CannotMark("no end of the rows")
    top = Element(prefix, b"worksheet", b"", outer.start(), top_tag + 1, top_end, len(xml))
    data = Element(prefix, b"sheetData", b"", opened.start(), opened.end(), end_inner, end)
    head = tuple(elements(xml, top.inner, data.start))
    return SheetParts(top, data, head, tuple(elements(xml, data.end, top_end)))


def code_name(xml: bytes) -> str:
    """The sheet's code name; '' where it has none."""
    for found in sheet_parts(xml).head:
        if found.name == b"sheetPr":
            return attribute(found.attributes, b"codeName") or ""
    return ""


def unselected(xml: bytes) -> bytes:
    """The sheet not selected: two selected sheets are edited together by what is typed in one."""
    end = xml.find(b"sheetData")
    return _SELECTED.sub(b"", xml[:end]) + xml[end:] if end >= 0 else _SELECTED.sub(b"", xml)


def shown_places(xml: bytes, places: Mapping[Place, bool]) -> dict[Place, Place]:
    """Each place → where it can be seen: of merged cells only the first is shown."""
    seen = {place: place for place in places}
    seen.update((place, area[0]) for place, area in inside(places, _merged(xml)))
    return seen


def inside(places: Iterable[Place], areas: Iterable[Area]) -> Iterator[tuple[Place, Area]]:
    """Each place with each area that it lies in."""
    ordered = sorted(places)
    for first, last in areas:
        begin, end = bisect_left(ordered, (first[0], 0)), bisect_left(ordered, (last[0] + 1, 0))
        for place in ordered[begin:end]:
            if first[1] <= place[1] <= last[1]:
                yield place, (first, last)


def _merged(xml: bytes) -> Iterator[Area]:
    for found in sheet_parts(xml).tail:
        if found.name == b"mergeCells":
            for merge in children(xml, found):
                first, _, last = (attribute(merge.attributes, b"ref") or "").partition(":")
                try:
                    yield place_of(first), place_of(last or first)
                except ValueError as error:
                    raise CannotMark("a merge of no cells") from error


def coloured(xml: bytes, places: Mapping[Place, bool], styles: Styles) -> bytes:
    """The sheet with `places` (→ only a warning?) in the colour of marks; rows hidden are shown."""
    xml = _without_marks(xml, styles)
    parts = sheet_parts(xml)
    rows: dict[int, dict[int, bool]] = {}
    for (row, column), warning in places.items():
        rows.setdefault(row, {})[column] = warning
    return edited(xml, [*_shown_columns(xml, parts, places), *_rows(xml, parts, rows, styles)])


def drawing_relation(xml: bytes) -> str | None:
    """The relationship that names the part with the notes' boxes; None where there is none."""
    found = (one for one in sheet_parts(xml).tail if one.name == b"legacyDrawing")
    return next((attribute(one.attributes, rb"\w+:id") for one in found), None)


def with_drawing(xml: bytes, relation: str) -> bytes:
    """The sheet with <legacyDrawing>, the part that holds the notes' boxes."""
    parts = sheet_parts(xml)
    at = next((one.start for one in parts.tail if one.name in _AFTER_DRAWING), parts.top.inner_end)
    namespace = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    tag = b'<%slegacyDrawing xmlns:aR="%s" aR:id="%s"/>' % (
        parts.top.prefix, namespace, relation.encode(),
    )  # fmt: skip
    return edited(xml, [Edit(at, at, tag)])


def _without_marks(xml: bytes, styles: Styles) -> bytes:
    if not styles.taken_away:
        return xml
    parts = sheet_parts(xml)
    numbers = b"|".join(b"%d" % index for index in styles.taken_away)
    marked = re.compile(rb'(<%sc\s[^<>]*?\bs=")(%s)(?=")' % (parts.top.prefix, numbers))
    rows = marked.sub(
        lambda found: found.group(1) + b"%d" % styles.taken_away[int(found.group(2))],
        xml[parts.data.start : parts.data.end],
    )
    return xml[: parts.data.start] + rows + xml[parts.data.end :]


def _shown_columns(xml: bytes, parts: SheetParts, places: Mapping[Place, bool]) -> list[Edit]:
    """Hidden columns with a mark are shown, or nobody finds what is wrong."""
    wanted = {column + 1 for _, column in places}
    edits = []
    for column in _columns(xml, parts):
        first, last = _range(column)
        if attribute(column.attributes, b"hidden") in ("1", "true") and any(
            first <= one <= last for one in wanted
        ):
            tag = opening(column, with_attribute(column.attributes, b"hidden", None))
            edits.append(Edit(column.start, column.inner, tag))
    return edits


def _columns(xml: bytes, parts: SheetParts) -> list[Element]:
    return [one for group in parts.head if group.name == b"cols" for one in children(xml, group)]


def _range(column: Element) -> tuple[int, int]:
    first = int(attribute(column.attributes, b"min") or 0)
    return first, int(attribute(column.attributes, b"max") or first)


def _rows(
    xml: bytes, parts: SheetParts, rows: Mapping[int, Mapping[int, bool]], styles: Styles
) -> list[Edit]:
    usual = {_range(one): int(attribute(one.attributes, b"style") or 0)
             for one in _columns(xml, parts)}  # fmt: skip
    edits, marked = [], set()
    for number, row in _row_elements(xml, parts.data, rows):
        marked.add(number)
        edits += _row(xml, number, row, rows[number], usual, styles)
    if marked != set(rows):
        raise CannotMark("a row that does not stand in the sheet")
    return edits


def _row_elements(
    xml: bytes, data: Element, wanted: Mapping[int, object]
) -> Iterator[tuple[int, Element]]:
    """The wanted rows; one without a number follows the one before it."""
    number, closing = 0, b"</" + data.prefix + b"row>"
    for found in _openings(data.prefix + b"row").finditer(xml, data.inner, data.inner_end):
        number = int(attribute(found.group(1), b"r") or number + 1)
        if number in wanted:
            yield number, _closed(xml, found, closing, data.prefix, b"row")


def _cells(xml: bytes, row: Element) -> Iterator[tuple[int, Element]]:
    """The cells of a row with their columns; one without a name follows the one before it."""
    column, closing = -1, b"</" + row.prefix + b"c>"
    for found in _openings(row.prefix + b"c").finditer(xml, row.inner, row.inner_end):
        name = attribute(found.group(1), b"r")
        column = place_of(name)[1] if name else column + 1
        yield column, _closed(xml, found, closing, row.prefix, b"c")


def _openings(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + name + rb"(?=[\s/>])([^<>]*)>")


def _closed(
    xml: bytes, found: re.Match[bytes], closing: bytes, prefix: bytes, name: bytes
) -> Element:
    start, inner, attributes = found.start(), found.end(), found.group(1)
    if attributes.endswith(b"/"):
        return Element(prefix, name, attributes[:-1], start, inner, inner, inner)
    end = xml.find(closing, inner)
    if end < 0:
        raise CannotMark("a row or cell that is not closed")
    return Element(prefix, name, attributes, start, inner, end, end + len(closing))


def _row(
    xml: bytes,
    number: int,
    row: Element,
    wanted: Mapping[int, bool],
    usual: Mapping[tuple[int, int], int],
    styles: Styles,
) -> list[Edit]:
    cells = dict(_cells(xml, row))
    edits = [
        _restyled(cells[column], styles, warning)
        for column, warning in wanted.items()
        if column in cells
    ]
    new = sorted(set(wanted) - set(cells))
    before: dict[int, bytes] = {}  # offset → new cells there
    for column in new:
        at = next((cells[one].start for one in sorted(cells) if one > column), row.inner_end)
        base = _usual_style(row, column, usual)
        style = styles.marked(base, warning=wanted[column])
        name = f"{column_letters(column)}{number}".encode()
        cell = b'<%sc r="%s" s="%d"/>' % (row.prefix, name, style)
        before[at] = before.get(at, b"") + cell
    attributes = with_attribute(row.attributes, b"hidden", None)
    if new:
        attributes = with_attribute(attributes, b"spans", None)
    if row.empty:
        return appended(row._replace(attributes=attributes), b"".join(before.values()))
    edits += [Edit(at, at, cells_there) for at, cells_there in before.items()]
    if attributes != row.attributes:
        edits.append(Edit(row.start, row.inner, opening(row, attributes)))
    return edits


def _restyled(cell: Element, styles: Styles, warning: bool) -> Edit:
    style = styles.marked(int(attribute(cell.attributes, b"s") or 0), warning=warning)
    attributes = with_attribute(cell.attributes, b"s", str(style))
    return Edit(cell.start, cell.inner, opening(cell, attributes))


def _usual_style(row: Element, column: int, usual: Mapping[tuple[int, int], int]) -> int:
    """The style that an empty cell shows: of its row, else of its column."""
    if attribute(row.attributes, b"customFormat") in ("1", "true"):
        return int(attribute(row.attributes, b"s") or 0)
    return next((style for (first, last), style in usual.items() if first <= column + 1 <= last), 0)
