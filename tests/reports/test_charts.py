"""The chart of a table in terms of its cells."""

from dataclasses import replace

from reports.charts import MOST_BARS, drawing, height
from reports.table import Chart, Column, Kind, Mark, Table

COLUMNS = (
    Column("group", "Group"),
    Column("share", "Share (%)", Kind.PERCENT),
    Column("down", "Lower margin (points)", Kind.PERCENT),
    Column("up", "Upper margin (points)", Kind.PERCENT),
)
HIDDEN = (Mark.SUPPRESSED,) * 3
ROWS = (("a", 50.0, 9.6, 9.6), ("b", *HIDDEN), ("c", 20.0, 6.7, 8.9))
TABLE = Table(
    name="shares",
    tab="Shares",
    title="Shares",
    about="",
    columns=COLUMNS,
    rows=ROWS,
    chart=Chart("Shares", "Bar chart", "group", "share", (0, 2), "share (%)", "down", "up"),
)


def test_a_hidden_row_is_neither_referred_to_nor_cached():
    drawn = drawing(TABLE, "1 Shares", 5, (30, 12, 12, 12))
    assert drawn.series["categories"] == "=('1 Shares'!$A$6,'1 Shares'!$A$8)"
    assert drawn.series["values"] == "=('1 Shares'!$B$6,'1 Shares'!$B$8)"
    assert drawn.series["categories_data"] == ["a", "c"]
    assert drawn.series["values_data"] == [50.0, 20.0]
    bars = drawn.series["x_error_bars"]
    assert (bars["minus_data"], bars["plus_data"]) == ([9.6, 6.7], [9.6, 8.9])


def test_an_axis_of_percent_ends_at_a_hundred_and_one_of_counts_is_free():
    assert drawing(TABLE, "1", 5, (30,)).lengths["max"] == 100
    counted = (COLUMNS[0], replace(COLUMNS[1], kind=Kind.COUNT), *COLUMNS[2:])
    assert "max" not in drawing(replace(TABLE, columns=counted), "1", 5, (30,)).lengths


def test_a_chart_of_very_many_rows_draws_the_first_of_them():
    rows = tuple((f"g{n}", 10.0, 1.0, 1.0) for n in range(100))
    chart = replace(TABLE.chart, rows=tuple(range(100)))
    drawn = drawing(replace(TABLE, rows=rows, chart=chart), "1", 5, (30,))
    assert len(drawn.series["values_data"]) == MOST_BARS


def test_long_names_make_room_for_themselves():
    """A program that draws the chart leaves out a name that does not fit beside its bar."""
    rows = (("a", 50.0, 9.6, 9.6), ("Inspectorate of many words " * 4, 20.0, 6.7, 8.9))
    chart = replace(TABLE.chart, rows=(0, 1))
    wordy, short = replace(TABLE, rows=rows, chart=chart), replace(TABLE, chart=chart)
    assert height(wordy) > height(short) == drawing(short, "1", 5, (30,)).height
    assert height(replace(TABLE, chart=None)) == 0


def test_a_table_without_a_chart_draws_nothing():
    assert drawing(replace(TABLE, chart=None), "1", 5, (30,)) is None
