"""A workbook's file taken apart: its sheets, tables, charts and properties, for checks on itself.

It reads what reports.workbook writes and nothing else; foreign workbooks are read in ingest.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Place = tuple[int, int]
"""Row and column, from 1."""


@dataclass(frozen=True)
class Grid:
    """A real table on a sheet."""

    name: str
    first: Place
    last: Place
    headings: tuple[str, ...]
    headers: int  # rows of them
    totals: int


@dataclass(frozen=True)
class Reference:
    """What a chart says of cells: where they are, and their values as it keeps them."""

    formula: str
    kept: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet."""

    name: str
    state: str
    root: Element
    cells: Mapping[Place, str | float]
    oddities: tuple[str, ...]  # cells that hold a formula or an error
    tables: tuple[Grid, ...] = ()
    descriptions: tuple[str, ...] = ()  # the alternative texts of its charts
    charts: tuple[tuple[Reference, ...], ...] = ()

    def find(self, path: str) -> Element | None:
        """An element of the sheet, by its names: 'sheetViews/sheetView/pane'."""
        return self.root.find("/".join(f"{MAIN}{name}" for name in path.split("/")))

    def all(self, name: str) -> Iterator[Element]:
        """Every element of this name."""
        return self.root.iter(f"{MAIN}{name}")

    @property
    def title(self) -> str:
        """What stands in A1."""
        return str(self.cells.get((1, 1), ""))

    def rows(self, table: Grid) -> Iterator[list[str | float | None]]:
        """The rows of a table, its headings first; None: an empty cell."""
        for row in range(table.first[0], table.last[0] + 1):
            yield [self.cells.get((row, col)) for col in range(table.first[1], table.last[1] + 1)]


@dataclass(frozen=True)
class File:
    """A workbook as a file."""

    parts: Mapping[str, bytes]
    _cache: dict[str, Element] = field(default_factory=dict)

    @classmethod
    def of(cls, content: bytes) -> File:
        """The parts of an xlsx file."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    def xml(self, part: str) -> Element:
        """A part as XML."""
        if part not in self._cache:
            self._cache[part] = ElementTree.fromstring(self.parts[part])
        return self._cache[part]

    def property(self, name: str) -> str:
        """One of the document's properties: title, creator, language, created."""
        found = [e for e in self.xml("docProps/core.xml").iter() if e.tag.endswith(f"}}{name}")]
        return (found[0].text or "") if found else ""

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets in their order."""
        targets = dict(self._related("xl/workbook.xml"))
        listed = self.xml("xl/workbook.xml").iter(f"{MAIN}sheet")
        return tuple(self._sheet(entry, targets[entry.attrib[RELATION]]) for entry in listed)

    def _sheet(self, entry: Element, part: str) -> Sheet:
        root = self.xml(part)
        cells: dict[Place, str | float] = {}
        oddities = []
        for cell in root.iter(f"{MAIN}c"):
            if cell.find(f"{MAIN}f") is not None or cell.get("t") in ("e", "str"):
                oddities.append(cell.attrib["r"])
            value = cell.findtext(f"{MAIN}v")
            if value is not None:
                text = cell.get("t") == "s"
                cells[place(cell.attrib["r"])] = self._texts[int(value)] if text else float(value)
        related = [target for _, target in self._related(part)]
        drawings = [target for target in related if "/drawings/" in target]
        return Sheet(
            name=entry.attrib["name"],
            state=entry.get("state", "visible"),
            root=root,
            cells=cells,
            oddities=tuple(oddities),
            tables=tuple(_grid(self.xml(t)) for t in related if "/tables/" in t),
            descriptions=tuple(text for d in drawings for text in self._described(d)),
            charts=tuple(c for d in drawings for c in self._charts(d)),
        )

    @cached_property
    def _texts(self) -> list[str]:
        shared = self.xml("xl/sharedStrings.xml").iter(f"{MAIN}si")
        return ["".join(t.text or "" for t in entry.iter(f"{MAIN}t")) for entry in shared]

    def _related(self, part: str) -> Iterator[tuple[str, str]]:
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        if relations in self.parts:
            for one in self.xml(relations):
                if one.get("TargetMode") != "External":
                    target = posixpath.join(folder, one.attrib["Target"])
                    yield one.attrib["Id"], posixpath.normpath(target).lstrip("/")

    def _described(self, part: str) -> Iterator[str]:
        for one in self.xml(part).iter(f"{DRAWING}cNvPr"):
            yield one.get("descr", "")

    def _charts(self, part: str) -> Iterator[tuple[Reference, ...]]:
        for _, target in self._related(part):
            if "/charts/" in target:
                root = self.xml(target)
                found = [*root.iter(f"{CHART}strRef"), *root.iter(f"{CHART}numRef")]
                yield tuple(_reference(one) for one in found)


def _reference(found: Element) -> Reference:
    points = found.iter(f"{CHART}pt")
    kept = tuple(point.findtext(f"{CHART}v", "") for point in points)
    return Reference(found.findtext(f"{CHART}f", ""), kept)


def _grid(root: Element) -> Grid:
    first, _, last = root.attrib["ref"].partition(":")
    return Grid(
        name=root.attrib["name"],
        first=place(first),
        last=place(last or first),
        headings=tuple(c.attrib["name"] for c in root.iter(f"{MAIN}tableColumn")),
        headers=int(root.get("headerRowCount", "1")),
        totals=int(root.get("totalsRowCount", "0")),
    )


def place(cell: str) -> Place:
    """Row and column of a cell named as A1 or $A$1; ValueError: no cell."""
    found = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", cell)
    if not found:
        raise ValueError(f"not a cell: {cell}")
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]), column
