"""The sender's own workbook with the wrong cells coloured, a note in each, and a summary first.

Only the parts concerned are changed; all others stay byte for byte, whatever they hold. It runs
as `python -m ingest.workbooks.marked` in the confined child: the workbook is hostile input (AT1).
"""

from __future__ import annotations

import io
import sys
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from ingest.limits import MEGABYTE, Limits, answering, take_order
from ingest.sheets.sheet_gate import Refused, sheet_format
from ingest.workbooks import mark_book as book
from ingest.workbooks.mark_cells import (
    Place,
    code_name,
    coloured,
    drawing_relation,
    place_of,
    shown_places,
    unselected,
    with_drawing,
)
from ingest.workbooks.mark_notes import NO_BOXES, NO_NOTES, with_boxes, with_notes
from ingest.workbooks.mark_rules import with_rules, without_our_rules
from ingest.workbooks.mark_styles import Styles, read_styles
from ingest.workbooks.mark_summary import OUR_SHEET, is_our_name, summary_xml
from ingest.workbooks.package import MACROS, Package, opened_package
from ingest.workbooks.package_parts import changed_parts, loses_parts
from ingest.workbooks.xml_scan import CannotMark, checked, is_well_formed

WHOLE, NO_MACROS = b"W", b"N"  # how the answer begins: nothing was left out, or macros were
MOST_NOTES = 2000  # each is a drawing; a cell without one is still coloured and listed
MARKING = Limits(size=4 * MEGABYTE, inflated=160 * MEGABYTE, seconds=5, seconds_a_megabyte=4)


def marked(data: bytes, marks: Sequence[Mapping[str, Any]], found: Mapping[str, Any]) -> bytes:
    """The workbook `data` with `marks` (CellMark as mappings) and the summary `found`.

    CannotMark when it is written in a way that is not edited in place.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        package = opened_package(opened)
        main = book.only(book.read_relations(package.relations(""), ""), book.DOCUMENT)
        _mark(package, main, marks, found)
        for name, xml in package.changed.items():
            if not name.endswith(".vml") and not is_well_formed(xml):
                raise CannotMark(f"{name} is not well-formed")
        saved = package.saved()
        allowed = package.away | set(package.changed)
    if unplanned := changed_parts(data, saved) - allowed:
        raise RuntimeError(f"marking changed {sorted(unplanned)}")
    return saved


def _mark(
    package: Package, main: str, marks: Sequence[Mapping[str, Any]], found: Mapping[str, Any]
) -> None:
    bonds = book.read_relations(package.relations(main), main)
    targets = {bond.id: bond for bond in bonds}
    listed = book.read_sheets_listed(package.part(main))
    styles_part = book.only(bonds, book.STYLES)
    styles = read_styles(package.part(styles_part))
    by_sheet = _by_sheet(marks, [sheet.name for sheet in listed])
    new: dict[str, str] = {}
    away: set[int] = set()
    for place, sheet in enumerate(listed):
        bond = targets.get(sheet.relation)
        if bond is None:
            raise CannotMark("a sheet without a part")
        kept_back = bond.target in package.away
        if kept_back or (sheet.name not in by_sheet and _is_ours(package, sheet.name, bond, found)):
            away.add(place)
            package.away |= {bond.target, book.relations_name(bond.target)}
        else:
            _mark_sheet(package, bond, by_sheet.get(sheet.name, ()), styles, new)
    own = package.free_name("xl/worksheets/sheet%d.xml")
    new[own] = book.SHEET_TYPE
    package.changed[own] = summary_xml(found, styles)
    package.changed[styles_part] = styles.result()
    _bind(package, main, own, away, new, _free_sheet_name(found["sheet"], listed, away),
          set(by_sheet))  # fmt: skip


def _is_ours(package: Package, name: str, bond: book.Relation, found: Mapping[str, Any]) -> bool:
    """The summary of an earlier answer: by its code name, or its own name where that was lost."""
    return bond.type == book.SHEET and (
        is_our_name(name, found["ours"])
        or code_name(checked(package.part(bond.target))) == OUR_SHEET
    )


def _by_sheet(
    marks: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> dict[str, list[Mapping[str, Any]]]:
    """Marks by sheet; those of no known sheet belong to the sheet of the others."""
    known = [mark["sheet"] for mark in marks if mark["sheet"] in names]
    usual = known[0] if known else names[0]
    sheets: dict[str, list[Mapping[str, Any]]] = {}
    for count, mark in enumerate(marks):
        sheet = mark["sheet"] if mark["sheet"] in names else usual
        sheets.setdefault(sheet, []).append({**mark, "noted": count < MOST_NOTES})
    return sheets


def _mark_sheet(
    package: Package,
    bond: book.Relation,
    marks: Sequence[Mapping[str, Any]],
    styles: Styles,
    new: dict[str, str],
) -> None:
    came = package.part(bond.target)
    xml = unselected(came)
    if bond.type == book.SHEET and (marks or styles.taken_away or _has_notes(package, bond)):
        checked(xml)
        places = {place_of(mark["cell"]): mark["warning"] for mark in marks}
        seen = shown_places(xml, places)
        colours: dict[Place, bool] = {}
        for place, warning in places.items():
            colours[seen[place]] = warning and colours.get(seen[place], True)
        texts: dict[Place, str] = {}
        for mark in marks:
            place = seen[place_of(mark["cell"])]
            if mark["noted"]:
                texts[place] = "\n".join(filter(None, [texts.get(place), mark["says"]]))
        xml = coloured(with_rules(without_our_rules(xml), colours, styles), colours, styles)
        xml = _noted(package, bond.target, xml, texts, new)
    if xml != came:
        package.changed[bond.target] = xml


def _has_notes(package: Package, bond: book.Relation) -> bool:
    found = book.read_relations(package.relations(bond.target), bond.target)
    return any(one.type == book.NOTES for one in found)


def _noted(
    package: Package, sheet: str, xml: bytes, texts: Mapping[Place, str], new: dict[str, str]
) -> bytes:
    """The sheet with its notes; the parts that hold them are made or changed."""
    bonds = package.relations(sheet)
    listed = book.read_relations(bonds, sheet)
    held = {bond.type: bond.target for bond in listed}
    if not texts and book.NOTES not in held:
        return xml
    before = package.part(held[book.NOTES]) if book.NOTES in held else NO_NOTES
    notes = with_notes(before, texts)
    if notes.xml == before:
        return xml
    boxed = {place: texts[place] for place in notes.boxes}
    if book.NOTES not in held:
        held[book.NOTES] = package.free_name("xl/comments%d.xml")
        new[held[book.NOTES]] = book.NOTES_TYPE
        bonds, _ = book.with_relation(bonds, book.NOTES, held[book.NOTES])
    package.changed[held[book.NOTES]] = notes.xml
    bound = drawing_relation(xml)
    if drawing := next((bond.target for bond in listed if bond.id == bound), ""):
        package.changed[drawing] = with_boxes(package.part(drawing), boxed, notes.gone)
    else:
        drawing = package.free_name("xl/drawings/vmlDrawing%d.vml")
        bonds, relation = book.with_relation(bonds, book.BOXES, drawing)
        package.changed[drawing] = with_boxes(NO_BOXES, boxed, ())
        xml = with_drawing(xml, relation)
    package.changed[book.relations_name(sheet)] = bonds
    return xml


def _bind(
    package: Package,
    main: str,
    own: str,
    away: set[int],
    new: Mapping[str, str],
    name: str,
    shown: set[str],
) -> None:
    """The summary and the new parts are listed, those kept back no longer."""
    bonds = book.without_relations(package.relations(main), main, package.away)
    bonds, relation = book.with_relation(bonds, book.SHEET, own)
    package.changed[book.relations_name(main)] = bonds
    package.changed[main] = book.with_summary(package.part(main), name, relation, away, shown)
    roots = package.relations("")
    package.changed["_rels/.rels"] = book.without_relations(roots, "", package.away)
    types = "[Content_Types].xml"
    boxes = any(name.endswith(".vml") for name in package.changed)
    package.changed[types] = book.with_types(
        checked(package.part(types)), main, new, package.away, boxes
    )


def _free_sheet_name(wanted: str, listed: Sequence[book.Listed], away: set[int]) -> str:
    taken = {one.name.casefold() for place, one in enumerate(listed) if place not in away}
    names = (wanted if n == 1 else f"{wanted[:27]} {n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name.casefold() not in taken)


def main() -> None:
    """In the child: whether macros were left out, and the marked workbook; or nothing."""
    order, data, limits = take_order()
    try:
        if sheet_format(data, limits) not in ("xlsx", "xlsm"):
            return
        macros = _has_macros(data)
        found = order["summary"] | ({"lines": order["without_macros"]} if macros else {})
        saved = _marked_somehow(data, order["marks"], found)
    except (Refused, CannotMark, zipfile.BadZipFile, zlib.error, ValueError) as error:
        print(repr(error), file=sys.stderr)
        return
    sys.stdout.buffer.write((NO_MACROS if macros else WHOLE) + saved)


def _marked_somehow(
    data: bytes, marks: Sequence[Mapping[str, Any]], found: Mapping[str, Any]
) -> bytes:
    """Marked in place, or where its XML is too odd for that as openpyxl writes it anew."""
    try:
        return marked(data, marks, found)
    except CannotMark as error:
        from ingest.workbooks.excel import written_anew

        anew = written_anew(data)
        if anew is None or loses_parts(data, anew):
            raise CannotMark(f"{error}; and saving it anew would lose parts") from error
        return marked(anew, marks, found)


def _has_macros(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return any(MACROS.fullmatch(name) for name in opened.namelist())


if __name__ == "__main__":
    answering(main)
