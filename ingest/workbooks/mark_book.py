"""What binds a workbook's parts together: its list of sheets, relationships and content types."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ingest.workbooks.xml_scan import (
    CannotMark,
    Edit,
    Element,
    appended,
    attribute,
    checked,
    child,
    children,
    demand,
    edited,
    escaped,
    opening,
    root,
    with_attribute,
)

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCUMENT, SHEET, NOTES, BOXES, STYLES = (
    f"{_R}/{kind}" for kind in ("officeDocument", "worksheet", "comments", "vmlDrawing", "styles")
)
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
BOOK_TYPE = f"{_TYPE}sheet.main+xml"
SHEET_TYPE, NOTES_TYPE = f"{_TYPE}worksheet+xml", f"{_TYPE}comments+xml"
BOXES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships '
    b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True)
class Relation:
    """One relationship of a part."""

    id: str
    type: str
    target: str  # name of the part, without a leading slash; of an external one as written


@dataclass(frozen=True)
class Listed:
    """One sheet in the workbook's list."""

    name: str
    relation: str
    sheet_id: int


def relations_name(part: str) -> str:
    """Where the relationships of a part stand."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def read_relations(xml: bytes, part: str) -> tuple[Relation, ...]:
    """The relationships of `part`, their targets as names of parts."""
    found = []
    for one in children(xml, root(checked(xml))):
        target = attribute(one.attributes, b"Target") or ""
        if attribute(one.attributes, b"TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target))[1:]
        found.append(
            Relation(attribute(one.attributes, b"Id") or "",
                     attribute(one.attributes, b"Type") or "", target)
        )  # fmt: skip
    return tuple(found)


def with_relation(xml: bytes, type_: str, part: str) -> tuple[bytes, str]:
    """The relationships with one more, to `part`; and its id."""
    top = root(xml)
    taken = {attribute(one.attributes, b"Id") for one in children(xml, top)}
    name = next(f"rIdA{number}" for number in range(1, len(taken) + 2)
                if f"rIdA{number}" not in taken)  # fmt: skip
    tag = b'<%sRelationship Id="%s" Type="%s" Target="%s"/>' % (
        top.prefix, name.encode(), type_.encode(), escaped(f"/{part}"),
    )  # fmt: skip
    return edited(xml, appended(top, tag)), name


def without_relations(xml: bytes, part: str, away: Collection[str]) -> bytes:
    """The relationships of `part` without those to parts that are `away`."""
    found = zip(children(xml, root(checked(xml))), read_relations(xml, part), strict=True)
    return edited(xml, [Edit(one.start, one.end, b"") for one, read in found
                        if read.target in away])  # fmt: skip


def with_types(
    xml: bytes, book: str, new: Mapping[str, str], away: Collection[str], boxes: bool
) -> bytes:
    """The content types with `new` parts → types, without those `away`; the book is an xlsx."""
    top = root(checked(xml))
    edits, defaults = [], set()
    for one in children(xml, top):
        name = (attribute(one.attributes, b"PartName") or "").lstrip("/")
        defaults.add((attribute(one.attributes, b"Extension") or "").lower())
        type_ = attribute(one.attributes, b"ContentType") or ""
        if name in away or (one.name == b"Default" and "vbaProject" in type_):
            edits.append(Edit(one.start, one.end, b""))
        elif name == book:
            attributes = with_attribute(one.attributes, b"ContentType", BOOK_TYPE)
            edits.append(Edit(one.start, one.inner, opening(one, attributes)))
    tags = [
        b'<%sOverride PartName="%s" ContentType="%s"/>'
        % (top.prefix, escaped(f"/{name}"), type_.encode())
        for name, type_ in new.items()
    ]
    if boxes and "vml" not in defaults:
        tags.insert(0, b'<%sDefault Extension="vml" ContentType="%s"/>'
                    % (top.prefix, BOXES_TYPE.encode()))  # fmt: skip
    return edited(xml, [*edits, *appended(top, b"".join(tags))])


def read_sheets_listed(xml: bytes) -> tuple[Listed, ...]:
    """The sheets in the workbook's order."""
    found = children(xml, demand(xml, root(checked(xml)), b"sheets"))
    return tuple(
        Listed(
            attribute(one.attributes, b"name") or "",
            attribute(one.attributes, rb"\w+:id") or "",
            int(attribute(one.attributes, b"sheetId") or 0),
        )
        for one in found
    )


def with_summary(
    xml: bytes, name: str, relation: str, away: Collection[int], shown: Collection[str]
) -> bytes:
    """The list of sheets with the summary first, without the sheets `away` (by place).

    Names that belong to one sheet follow it to its new place; sheets `shown` are hidden no more.
    """
    top = root(xml)
    listed = demand(xml, top, b"sheets")
    all_sheets = list(children(xml, listed))
    edits = [Edit(one.start, one.end, b"") for place, one in enumerate(all_sheets)
             if place in away]  # fmt: skip
    for place, one in enumerate(all_sheets):
        if place not in away and attribute(one.attributes, b"name") in shown:
            tag = opening(one, with_attribute(one.attributes, b"state", None))
            edits.append(Edit(one.start, one.inner, tag))
    number = 1 + max(sheet.sheet_id for sheet in read_sheets_listed(xml))
    tag = b'<%ssheet name="%s" sheetId="%d" xmlns:aR="%s" aR:id="%s"/>' % (
        top.prefix, escaped(name), number, _R.encode(), relation.encode(),
    )  # fmt: skip
    edits.append(Edit(listed.inner, listed.inner, tag))
    kept = [place for place in range(len(all_sheets)) if place not in away]
    moved = {old: new for new, old in enumerate(kept, start=1)}
    return edited(xml, [*edits, *_views(xml, top), *_names(xml, top, moved)])


def _views(xml: bytes, top: Element) -> list[Edit]:
    """The first sheet is the one that is open."""
    views = child(xml, top, b"bookViews")
    edits = []
    for view in children(xml, views) if views else ():
        attributes = with_attribute(view.attributes, b"activeTab", "0")
        attributes = with_attribute(attributes, b"firstSheet", None)
        edits.append(Edit(view.start, view.inner, opening(view, attributes)))
    return edits


def _names(xml: bytes, top: Element, moved: Mapping[int, int]) -> list[Edit]:
    """Defined names: those of one sheet are renumbered, macros' names go."""
    group = child(xml, top, b"definedNames")
    if group is None:
        return []
    edits, left = [], 0
    for one in children(xml, group):
        local = attribute(one.attributes, b"localSheetId")
        macro = any(attribute(one.attributes, name) in ("1", "true")
                    for name in (b"xlm", b"vbProcedure"))  # fmt: skip
        if macro or (local is not None and int(local) not in moved):
            edits.append(Edit(one.start, one.end, b""))
            continue
        left += 1
        if local is not None:
            number = str(moved[int(local)])
            tag = opening(one, with_attribute(one.attributes, b"localSheetId", number))
            edits.append(Edit(one.start, one.inner, tag))
    return edits if left else [Edit(group.start, group.end, b"")]


def only(relations: Collection[Relation], type_: str) -> str:
    """The part of the one relationship of this type."""
    found = [one.target for one in relations if one.type == type_]
    if len(found) != 1:
        raise CannotMark(f"{len(found)} parts of the type {type_}")
    return found[0]
