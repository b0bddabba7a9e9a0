"""A chart as an SVG file of its own: for the press, for print, on light and on dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.bars import Bar, Bars, bars_of
from reports.layout import wrapped
from reports.table import Table
from reports.templating import environment, legend

LABEL_LETTERS, TITLE_LETTERS, LEGEND_LETTERS = 34, 78, 102  # that fit in the widths below
LINE, GAP, BAR = 18, 16, 20  # pixels
LEFT, PLOT, RIGHT = 316, 300, 176  # labels, bars, numbers
WIDTH = LEFT + PLOT + RIGHT


@dataclass(frozen=True)
class Row:
    """Where one bar stands, in pixels."""

    bar: Bar
    top: int  # of the bar
    lines: tuple[tuple[int, str], ...]  # baseline and text of each line of the label


def chart_of(table: Table, language: str) -> bytes | None:
    """The chart of a table; None where it has none to draw."""
    drawn = bars_of(table, language)
    return None if drawn is None or not drawn.bars else drawing(drawn, table, language)


def drawing(drawn: Bars, table: Table, language: str) -> bytes:
    """Bars as a file."""
    title = wrapped(table.title, TITLE_LETTERS)
    top = 22 + 22 * len(title)
    rows, bottom = _rows(drawn, top)
    legend = _legend(drawn, language)
    values: dict[str, Any] = {
        "drawn": drawn,
        "whole": table.title,
        "title": [(24 + 22 * n, line) for n, line in enumerate(title)],
        "rows": rows,
        "top": top,
        "bottom": bottom,
        "legend": [(bottom + 62 + 18 * n, line) for n, line in enumerate(legend)],
        "width": WIDTH,
        "height": bottom + 62 + 18 * len(legend),
        "left": LEFT,
        "plot": PLOT,
        "thick": BAR,
    }
    text = environment(language).get_template("chart.svg").render(values)
    return text.encode()


def _rows(drawn: Bars, top: int) -> tuple[list[Row], int]:
    """The rows under each other, and where they end."""
    rows, y = [], top + GAP
    for bar in drawn.bars:
        lines = wrapped(bar.label, LABEL_LETTERS)
        height = max(BAR, LINE * len(lines))
        first = y + (height - LINE * len(lines)) // 2 + 13
        placed = tuple((first + LINE * n, line) for n, line in enumerate(lines))
        rows.append(Row(bar, y + (height - BAR) // 2, placed))
        y += height + GAP
    return rows, y


def _legend(drawn: Bars, language: str) -> list[str]:
    """What the signs mean, in lines."""
    return [line for text in legend(drawn, language) for line in wrapped(text, LEGEND_LETTERS)]
