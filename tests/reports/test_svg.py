"""Charts as files: the values of their tables, for every eye and every paper."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from reports.bars import bars_of
from reports.svg import LABEL_LETTERS, LEFT, PLOT, chart_of
from reports.table import Chart, Column, Kind, Mark, Table

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Департамент профилактики заболеваний и государственного санитарного надзора " * 2
HIDDEN = (Mark.SUPPRESSED,) * 5
TABLE = Table(
    name="shares",
    tab="Shares",
    title="Shares. 3rd quarter 2026, Kyrgyz Republic",
    about="",
    columns=(
        Column("group", "Group"),
        Column("share", "Share (%)", Kind.PERCENT),
        Column("down", "Lower margin (points)", Kind.PERCENT),
        Column("up", "Upper margin (points)", Kind.PERCENT),
        Column("lowest", "Lowest possible (%)", Kind.PERCENT),
        Column("highest", "Highest possible (%)", Kind.PERCENT),
    ),
    rows=(
        ("<All> & more", 50.0, 9.6, 9.6, 25.0, 75.0),
        ("b", *HIDDEN),
        (LONG, 20.0, 6.7, 8.9, 10.0, 60.0),
        ("d", *(Mark.NOT_APPLICABLE,) * 5),
    ),
    chart=Chart(
        "Shares", "Bar chart: 50; 20.", "group", "share", (0, 2), "share (%)", "down", "up",
        least="lowest", most="highest",
    ),
)  # fmt: skip


@pytest.fixture
def root():
    return ElementTree.fromstring(chart_of(TABLE, "en"))


def texts(root):
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def test_it_says_what_it_shows_to_those_who_do_not_see_it(root):
    assert root.get("role") == "img"
    named = root.get("aria-labelledby").split()
    told = [root.find(f".//*[@id='{one}']") for one in named]
    assert [one.tag for one in told] == [f"{SVG}title", f"{SVG}desc"]
    assert [one.text for one in told] == [TABLE.title, TABLE.chart.says]


def test_bars_and_error_bars_stand_where_the_table_says(root):
    bars = [bar for bar in root.iter(f"{SVG}rect") if bar.get("class") == "bar"]
    assert [float(bar.get("width")) for bar in bars] == [PLOT * 0.5, PLOT * 0.2]
    lines = [line.get("d") for line in root.iter(f"{SVG}path") if line.get("class") == "sure"]
    ends = [re.match(r"M([\d.]+) [\d.]+H([\d.]+)", line).groups() for line in lines]
    places = [[round((float(x) - LEFT) / PLOT * 100, 1) for x in pair] for pair in ends]
    assert places == [[40.4, 59.6], [13.3, 28.9]]
    bands = [band for band in root.iter(f"{SVG}rect") if band.get("class") == "band"]
    assert [float(band.get("width")) for band in bands] == [PLOT * 0.5, PLOT * 0.5]


def test_every_number_is_told_in_words_and_a_hidden_one_by_its_mark(root):
    said = texts(root)
    assert "50.0 % (40.4–59.6)" in said
    assert "[c]" in said
    assert "[c] hidden to protect those who answered" in said
    assert "d" not in said


def test_numbers_are_written_as_the_language_writes_them():
    assert "50,0 % (40,4–59,6)" in texts(ElementTree.fromstring(chart_of(TABLE, "ru")))


def test_a_long_name_is_wrapped_and_nothing_of_it_is_lost(root):
    lines = [text for text in texts(root) if text and text in LONG]
    assert max(len(line) for line in lines) <= LABEL_LETTERS
    assert " ".join(lines).split() == LONG.split()


def test_it_needs_nothing_from_outside_and_no_script(root):
    content = chart_of(TABLE, "en").decode()
    outside = re.sub(r'xmlns="[^"]+"', "", content)
    assert "http" not in outside
    assert "<script" not in outside
    assert "prefers-color-scheme: dark" in content
    assert "@media print" in content


def test_the_same_table_makes_the_same_file():
    assert chart_of(TABLE, "ky") == chart_of(TABLE, "ky")


def test_a_table_without_a_chart_or_without_values_has_no_file():
    assert chart_of(replace(TABLE, chart=None), "en") is None
    nothing = replace(TABLE, rows=TABLE.rows[3:], chart=replace(TABLE.chart, rows=()))
    assert chart_of(nothing, "en") is None


@pytest.mark.parametrize(("most", "end", "step"), [(0, 5, 1), (900, 1000, 200), (7, 10, 2)])
def test_an_axis_of_counts_ends_at_a_round_number(most, end, step):
    columns = (TABLE.columns[0], Column("n", "Inspections (number)", Kind.COUNT))
    chart = Chart("Steps", "Bar chart", "group", "n", (0,), "number")
    drawn = bars_of(replace(TABLE, columns=columns, rows=(("a", most),), chart=chart), "en")
    assert [number for _, number in drawn.ticks] == [f"{n:,}" for n in range(0, end + 1, step)]


def test_a_page_of_sixty_bodies_is_drawn_whole():
    rows = tuple((f"body {n}", 10.0, 1.0, 1.0, 5.0, 60.0) for n in range(60))
    chart = replace(TABLE.chart, rows=tuple(range(60)))
    assert len(bars_of(replace(TABLE, rows=rows, chart=chart), "en").bars) == 60
