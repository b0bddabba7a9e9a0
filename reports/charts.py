"""The native chart of a table: which of its cells are drawn, and how; in XlsxWriter's terms, pure.

A chart refers to cells that hold a number and to no other, and its cached values are those cells:
what a table hides, its chart does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.layout import BAR, FONT, INK, LINE, NUMBER_FORMATS, cells, wrapped
from reports.table import Cell, Chart, Kind, Table

ROW_PIXELS, FRAME_PIXELS = 40, 110  # a bar with its gap; title and axis
NAME_LETTERS, NAME_PIXELS = (
    26,
    15,
)  # of a line of a bar's name; programs leave out what does not fit
MOST_PIXELS = 1100
MOST_BARS = 40  # more would be no picture


@dataclass(frozen=True)
class Drawing:
    """A chart, ready to be written."""

    series: Mapping[str, Any]
    title: Mapping[str, Any]
    lengths: Mapping[str, Any]  # the axis along the bars
    names: Mapping[str, Any]  # the axis of their names
    width: int  # pixels
    height: int
    says: str  # the alternative text


@dataclass(frozen=True)
class _Sheet:
    """Where a table stands."""

    table: Table
    tab: str
    first: int  # the sheet's row of the table's first row

    def places(self, rows: Sequence[int], key: str) -> list[tuple[int, int]]:
        """The sheet's cells of a column."""
        column = self.table.index(key)
        return [(self.first + row, column) for row in rows]

    def values(self, rows: Sequence[int], key: str) -> list[Cell]:
        """What stands in them."""
        column = self.table.index(key)
        return [self.table.rows[row][column] for row in rows]


def drawing(table: Table, tab: str, first: int, widths: Sequence[int]) -> Drawing | None:
    """The chart of a table whose rows begin at `first` on the sheet `tab`; None: nothing to draw.

    `widths`: the columns, in characters, across which it is drawn.
    """
    chart, sheet = table.chart, _Sheet(table, tab, first)
    if chart is None:
        return None
    rows = chart.rows[:MOST_BARS]
    kind = table.columns[table.index(chart.value)].kind
    return Drawing(
        series=_series(sheet, chart, rows, kind),
        title={"name": chart.title, "name_font": _font(12, bold=True), "overlay": False},
        lengths=_lengths(chart.unit, kind),
        names={"reverse": True, "interval_unit": 1, "num_font": _font(10), "line": {"color": LINE}},
        width=min(sum(7 * width + 5 for width in widths), MOST_PIXELS),
        height=height(table),
        says=chart.says,
    )


def height(table: Table) -> int:
    """The pixels from top to bottom of a table's chart; 0: it has none."""
    chart = table.chart
    if chart is None:
        return 0
    rows, place = chart.rows[:MOST_BARS], table.index(chart.label)
    names = (wrapped(str(table.rows[row][place]), NAME_LETTERS) for row in rows)
    lines = max((len(name) for name in names), default=1)
    return FRAME_PIXELS + max(ROW_PIXELS, NAME_PIXELS * lines + 12) * len(rows)


def _series(sheet: _Sheet, chart: Chart, rows: Sequence[int], kind: Kind) -> dict[str, Any]:
    series = {
        "name": chart.title,
        "categories": cells(sheet.tab, sheet.places(rows, chart.label)),
        "categories_data": sheet.values(rows, chart.label),
        "values": cells(sheet.tab, sheet.places(rows, chart.value)),
        "values_data": sheet.values(rows, chart.value),
        "fill": {"color": BAR},
        "border": {"color": INK, "width": 0.75},
        "gap": 45,
        "data_labels": {
            "value": True,
            "position": "inside_base",
            "num_format": NUMBER_FORMATS[kind],
            "font": _font(10),
        },
    }
    return {**series, "x_error_bars": _error_bars(sheet, chart, rows)} if chart.down else series


def _error_bars(sheet: _Sheet, chart: Chart, rows: Sequence[int]) -> dict[str, Any]:
    return {
        "type": "custom",
        "plus_values": cells(sheet.tab, sheet.places(rows, chart.up)),
        "plus_data": sheet.values(rows, chart.up),
        "minus_values": cells(sheet.tab, sheet.places(rows, chart.down)),
        "minus_data": sheet.values(rows, chart.down),
        "line": {"color": INK, "width": 1.25},
    }


def _lengths(unit: str, kind: Kind) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "name": unit,
        "name_font": _font(9),
        "num_font": _font(9),
        "num_format": NUMBER_FORMATS[Kind.COUNT],
        "min": 0,
        "label_position": "high",
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
        "line": {"none": True},
    }
    return {**axis, "max": 100, "major_unit": 20} if kind is Kind.PERCENT else axis


def _font(size: int, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold, "color": INK}
