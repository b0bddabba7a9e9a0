"""What calamine does not tell, from the bytes of the package; runs beside it in the confined child.

A linear search for rare marks in chunks of the unpacked XML, no parser: 70 MB of worksheet take
0.4 s, half of it unpacking. Marks are looked for as spreadsheet programs write them; where a
writer has other habits (cells without a reference, say) nothing is told, and nothing breaks.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, NamedTuple

from ingest.limits import MEGABYTE, Limits
from ingest.sheets.sheet_gate import Refused
from ingest.sheets.unseen import Gathering, Unseen, column_number
from ingest.sheets.unseen_binary import xlsb_sheets, xlsb_unseen
from ingest.sheets.unseen_ods import ods_unseen
from ingest.sheets.unseen_xls import xls_unseen

_LONGEST_TAIL = 2 * MEGABYTE  # a row that is longer is cut anywhere between two tags
_LONGEST_TAG = 600
_MOST_SHEETS = 4096
_TAGS_A_CELL = 8  # <c><f></f><v></v></c>, and what a row and a hyperlink add
_TAGS_A_BYTE = 8  # packed; equal values in every cell come to 3
_FEW_TAGS = 1_000_000  # these cost calamine a third of a second
_ROOT = re.compile(rb"<(\w+:)?worksheet\b[^<>\"']*([\"'])?")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s((?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
_DATE_1904 = re.compile(rb"\sdate1904=[\"'](?:1|true)[\"']")


def _value_of(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:^|\s)" + name + rb"=[\"']([^\"'<>]*)[\"']")


_RELATION_ID, _TARGET, _ID = _value_of(rb"\w+:id"), _value_of(b"Target"), _value_of(b"Id")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_MIN, _MAX, _PLACE = _value_of(b"min"), _value_of(b"max"), _value_of(b"r")


class _Marks(NamedTuple):
    """The patterns of one sheet, for the namespace prefix and quotes that its writer chose."""

    row: bytes
    formula: bytes
    data: bytes
    is_error: bytes
    cell: re.Pattern[bytes]
    error: re.Pattern[bytes]
    valueless: tuple[re.Pattern[bytes], re.Pattern[bytes]]
    formula_cell: re.Pattern[bytes]
    hidden_row: re.Pattern[bytes]
    column: re.Pattern[bytes]
    merge: re.Pattern[bytes]


def read_unseen(data: bytes, found: str, limits: Limits) -> list[Unseen]:
    """For every sheet in the workbook's order, chart sheets too; [] for a csv.

    `found` as sheet_format says. Refused with "bomb", "too-large", "external-links" or "broken".
    """
    try:
        if found == "xls":
            return xls_unseen(data)
        if found == "csv":
            return []
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if found == "ods":
                with package.open("content.xml") as file:
                    return ods_unseen(file, limits)
            return _package(package, found, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise Refused("broken") from error


def _package(package: zipfile.ZipFile, found: str, limits: Limits) -> list[Unseen]:
    names = {name.lower().replace("\\", "/").lstrip("/"): name for name in package.namelist()}
    book_name = "xl/workbook.bin" if found == "xlsb" else "xl/workbook.xml"
    book = _small_part(package, names.get(book_name))
    targets = _targets(_small_part(package, names.get(f"xl/_rels/{book_name[3:]}.rels")))
    for name in ("xl/sharedstrings.xml", "xl/styles.xml"):
        if name in names:
            _count_tags(package, names[name], limits)
    relations, date1904 = xlsb_sheets(io.BytesIO(book)) if found == "xlsb" else _sheets(book)
    parts = [names.get(targets.get(relation, "").lower()) for relation in relations]
    if len(set(parts) - {None}) < len(parts) - parts.count(None) or len(parts) > _MOST_SHEETS:
        raise Refused("bomb")  # one part read as many sheets
    result = []
    for part in parts:
        if part is None:
            result.append(Unseen())
            continue
        with package.open(part) as file:
            if part.lower().endswith(".bin"):
                result.append(xlsb_unseen(file, date1904))
            else:
                packed = package.getinfo(part).compress_size
                result.append(_sheet(file, packed, date1904, limits))
    return result


def _small_part(package: zipfile.ZipFile, name: str | None) -> bytes:
    """All of a part that is never long; '' when there is none."""
    if name is None:
        return b""
    if package.getinfo(name).file_size > 8 * MEGABYTE:
        raise Refused("bomb")
    with package.open(name) as file:
        return file.read()


def _count_tags(package: zipfile.ZipFile, name: str, limits: Limits) -> None:
    with package.open(name) as file:
        tags = 0
        while piece := file.read(MEGABYTE):
            here = piece.count(b"<")
            tags += here
            if tags > _TAGS_A_CELL * limits.cells or (not here and len(piece) == MEGABYTE):
                raise Refused("bomb")


def _sheets(book: bytes) -> tuple[list[str], bool]:
    """The relations of the sheets, in the workbook's order; and whether days count from 1904."""
    relations = [_attribute(_RELATION_ID, found[1]) for found in _SHEET.finditer(book)]
    return relations, bool(_DATE_1904.search(book))


def _targets(relations: bytes) -> dict[str, str]:
    """Relation → name of the part, without a leading slash."""
    targets = {}
    for found in _RELATION.finditer(relations):
        target = _attribute(_TARGET, found[1]).replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[_attribute(_ID, found[1])] = path.replace("/./", "/").replace("xl/../", "")
    return targets


def _attribute(name: re.Pattern[bytes], tag: bytes) -> str:
    found = name.search(tag)
    return found[1].decode(errors="replace") if found else ""


@lru_cache(8)
def _marks(prefix: bytes, quote: bytes) -> _Marks:
    def compiled(pattern: bytes) -> re.Pattern[bytes]:
        return re.compile(pattern.replace(b"@", prefix))

    nothing = rb"\s*(?:</@c>|<@v\s*/>|<@v></)"
    return _Marks(
        row=b"<" + prefix + b"row",
        formula=b"<" + prefix + b"f",
        data=prefix + b"sheetData",
        is_error=b"t=" + quote + b"e" + quote,
        cell=compiled(rb"<@c\s[^<>]*>"),
        error=compiled(rb"(?:<@f[^<>]*/>|<@f[^<>]*>[^<]*</@f>)?\s*<@v>\s*([^<>]{1,30})<"),
        valueless=(compiled(rb"</@f>" + nothing), compiled(rb"<@f\s[^<>]*/>" + nothing)),
        formula_cell=compiled(
            rb"(<@c\s[^<>]*>)\s*(?:<@f\s[^<>]*/>|<@f[^<>]*>[^<]*</@f>)" + nothing
        ),
        hidden_row=compiled(rb"<@row\s([^<>]*\bhidden=[\"'](?:1|true)[\"'][^<>]*)>"),
        column=compiled(rb"<@col\s([^<>]*\bhidden=[\"'](?:1|true)[\"'][^<>]*)>"),
        merge=compiled(
            rb"<@mergeCell\s[^<>]*ref=[\"']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})[\"']"
        ),
    )


def _sheet(file: IO[bytes], packed: int, date1904: bool, limits: Limits) -> Unseen:
    gathering = Gathering(date1904)
    head = file.read(4096)
    root = _ROOT.search(head)
    marks = _marks(root[1] or b"", root[2] or b'"') if root else _marks(b"", b'"')
    tags, most = 0, min(_TAGS_A_CELL * limits.cells, max(_FEW_TAGS, _TAGS_A_BYTE * packed))
    before = True  # the sheet's data
    for piece in _pieces(file, head, marks.row):
        tags += piece.count(b"<")
        if tags > most:
            raise Refused("bomb")
        if before:
            _columns(piece, marks, gathering)
        before = before and marks.data not in piece
        _rows(piece, marks, gathering)
        if b"mergeCell" in piece:
            _merges(piece, marks, gathering)
    return gathering.result()


def _pieces(file: IO[bytes], head: bytes, row: bytes) -> Iterator[bytes]:
    """The part in pieces of some megabytes at most, cut before a row or at least before a tag."""
    tail = head
    while chunk := file.read(MEGABYTE):
        piece = tail + chunk
        cut = piece.rfind(row)
        if len(piece) - cut > _LONGEST_TAIL or cut <= 0:
            cut = piece.rfind(b"<")
        if len(piece) - cut > _LONGEST_TAIL:
            raise Refused("bomb")  # Excel ends a text at 32 767 letters
        yield piece[:cut]
        tail = piece[cut:]
    yield tail


def _columns(piece: bytes, marks: _Marks, gathering: Gathering) -> None:
    for found in gathering.each(marks.column.finditer(piece)):
        first, last = _attribute(_MIN, found[1]), _attribute(_MAX, found[1])
        if first.isdecimal() and last.isdecimal() and len(first + last) <= 10:
            gathering.hide_columns(int(first) - 1, int(last) - 1)


def _rows(piece: bytes, marks: _Marks, gathering: Gathering) -> None:
    if b"hidden=" in piece:
        for found in gathering.each(marks.hidden_row.finditer(piece)):
            number = _attribute(_PLACE, found[1])
            if number.isdecimal() and len(number) <= 7:
                gathering.hide_rows(int(number), int(number))
    if marks.is_error in piece:
        _errors(piece, marks, gathering)
    if marks.formula in piece and any(mark.search(piece) for mark in marks.valueless):
        for found in gathering.each(marks.formula_cell.finditer(piece)):
            if b't="str"' not in found[1] and b't="e"' not in found[1]:
                _tell(found[1], "", gathering)  # an empty text is a value: IF(…;"") gives it


def _errors(piece: bytes, marks: _Marks, gathering: Gathering) -> None:
    mark = marks.is_error
    at = piece.find(mark)
    while at >= 0 and gathering.goes_on():
        start = piece.rfind(b"<", max(0, at - _LONGEST_TAG), at)
        tag = marks.cell.match(piece, start) if start >= 0 else None
        at += len(mark)
        if tag and tag.end() >= at:
            text = marks.error.match(piece, tag.end())
            _tell(tag[0], text[1].decode(errors="replace") if text else "#ERROR", gathering)
            at = tag.end()
        at = piece.find(mark, at)


def _tell(tag: bytes, text: str, gathering: Gathering) -> None:
    reference = _REFERENCE.search(tag)
    if reference:
        gathering.odd(int(reference[2]), column_number(reference[1].decode()), text)


def _merges(piece: bytes, marks: _Marks, gathering: Gathering) -> None:
    for found in gathering.each(marks.merge.finditer(piece)):
        column = column_number(found[1].decode())
        gathering.merge(int(found[2]), int(found[3]), column)
