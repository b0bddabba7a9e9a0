"""A table's chart as bars: places along the axis in per cent of it, and every number in words.

Pages and chart files draw the same bars; a hidden figure has no bar, and its mark stands there.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.printed import printed
from reports.table import Cell, Chart, Kind, Mark, Table

MOST_BARS = 80  # more would be no picture
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """One bar, places in per cent of the axis."""

    label: str
    value: str  # as printed, or the mark that stands for it
    remark: str  # its interval, or what is told beside it; ""
    length: float | None = None  # None: hidden, no bar
    low: float | None = None  # the ends of its interval
    high: float | None = None
    least: float | None = None  # the bounds that silence leaves open
    most: float | None = None


@dataclass(frozen=True)
class Bars:
    """The bars of one table."""

    name: str  # of the table
    title: str
    says: str  # the alternative text
    unit: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]  # place on the axis, number
    has_intervals: bool
    has_bounds: bool
    hides: bool  # a figure is hidden


def bars_of(table: Table, language: str) -> Bars | None:
    """The bars of a table's chart; None where nothing is drawn."""
    chart = table.chart
    if chart is None:
        return None
    at = table.index(chart.value)
    rows = _rows(table, chart, at)
    kind = table.columns[at].kind
    longest, step = _axis([table.rows[row][at] for row in rows], kind)
    scale = _Scale(table, chart, language, longest)
    made = tuple(scale.bar(table.rows[row]) for row in rows)
    ticks = range(0, longest + 1, step)
    return Bars(
        name=table.name,
        title=chart.title,
        says=chart.says,
        unit=chart.unit,
        bars=made,
        ticks=tuple((100 * n / longest, printed(n, Kind.COUNT, language)) for n in ticks),
        has_intervals=any(bar.low is not None for bar in made),
        has_bounds=any(bar.least is not None for bar in made),
        hides=any(bar.length is None for bar in made),
    )


def _rows(table: Table, chart: Chart, at: int) -> list[int]:
    """The rows drawn, and those hidden: that a figure is hidden is told."""
    hidden = {n for n, row in enumerate(table.rows) if row[at] is Mark.SUPPRESSED}
    return sorted({*chart.rows, *hidden})[:MOST_BARS]


def _axis(cells: list[Cell], kind: Kind) -> tuple[int, int]:
    """The end of the axis and the distance of its ticks."""
    if kind is Kind.PERCENT:
        return 100, 20
    top = max((cell for cell in cells if not isinstance(cell, str)), default=0)
    power = 1
    while True:
        for step in (n * power for n in STEPS):
            if 5 * step >= top:
                return 5 * step, step
        power *= 10


@dataclass(frozen=True)
class _Scale:
    """How the numbers of a table are laid along the axis."""

    table: Table
    chart: Chart
    language: str
    longest: int

    def bar(self, row: tuple[Cell, ...]) -> Bar:
        """The bar of a row."""
        chart, table = self.chart, self.table
        label = str(row[table.index(chart.label)])
        value = row[table.index(chart.value)]
        said = self._said(row, chart.value)
        if isinstance(value, str):
            return Bar(label, said, "")
        down, up = self._number(row, chart.down), self._number(row, chart.up)
        sure = down is not None and up is not None
        low, high = value - (down or 0), value + (up or 0)
        return Bar(
            label=label,
            value=said,
            remark=self._remark(low, high) if sure else self._beside(row),
            length=self._place(value),
            low=self._place(low) if sure else None,
            high=self._place(high) if sure else None,
            least=self._bound(row, chart.least),
            most=self._bound(row, chart.most),
        )

    def _said(self, row: tuple[Cell, ...], key: str) -> str:
        place = self.table.index(key)
        kind, cell = self.table.columns[place].kind, row[place]
        said = printed(cell, kind, self.language)
        return f"{said} %" if kind is Kind.PERCENT and not isinstance(cell, str) else said

    def _beside(self, row: tuple[Cell, ...]) -> str:
        return self._said(row, self.chart.beside) if self.chart.beside else ""

    def _remark(self, low: float, high: float) -> str:
        kind = self.table.columns[self.table.index(self.chart.value)].kind
        ends = (printed(round(end, 1), kind, self.language) for end in (low, high))
        return "–".join(ends)

    def _number(self, row: tuple[Cell, ...], key: str) -> float | None:
        cell = row[self.table.index(key)] if key else ""
        return None if isinstance(cell, str) else float(cell)

    def _bound(self, row: tuple[Cell, ...], key: str) -> float | None:
        found = self._number(row, key)
        return None if found is None else self._place(found)

    def _place(self, value: float) -> float:
        return round(100 * value / self.longest, 2)
