"""The formulas of the published figures, a second time, and the tables read from their files.

Part of the shipped verify.py (reports.verify_script puts it together): standard library only,
Python 3.8. The formulas are repeated on purpose: what the program got wrong, its own functions
would find right.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO, Dict, Union  # noqa: UP035 - evaluated by 3.8

from reports.verify_lists import Malformed

Z95 = 1.959964
LARGEST_TABLE = 16 << 20  # bytes
MOST_ROWS = 200_000
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
QUARTILES = {"quartile_1": 0.25, "median": 0.5, "quartile_3": 0.75}

Value = Union[float, str]  # noqa: UP007
Row = Dict[str, Value]  # noqa: UP006


def wilson(k: int, n: int, population: int | None) -> tuple[float, float]:
    """The 95 % score interval of k of n (Wilson 1927), narrowed where a whole population was asked.

    Finite population: the variance times (N - n) / (N - 1), Cochran 1977, section 2.6.
    """
    z = Z95
    if population is not None:
        z *= math.sqrt((population - n) / max(population - 1, 1))
    p = k / n
    scale = 1 + z * z / n
    middle = (p + z * z / (2 * n)) / scale
    half = z / scale * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return min(max(0.0, middle - half), p), max(min(1.0, middle + half), p)


def percents(*parts: float) -> list[float]:
    """Parts of one as they are published: in percent with one decimal."""
    return [round(100 * part, 1) for part in parts]


def share_row(k: int, n: int, population: int | None) -> Row:
    """The cells of a share: itself, its interval, and how far that reaches down and up."""
    share, low, high = percents(k / n, *wilson(k, n, population))
    down, up = round(share - low, 1), round(high - share, 1)
    return {"share": share, "low": low, "high": high, "down": down, "up": up}


def bounds_row(k: int, n: int, silent: int) -> Row:
    """The share if none of the silent were content, and if all were (Manski 2003)."""
    lowest, highest = percents(k / (n + silent), (k + silent) / (n + silent))
    return {"lowest": lowest, "highest": highest}


def numbers_row(counts: Mapping[float, int]) -> Row:
    """Base, mean and quartiles (type 7 of Hyndman and Fan 1996) of value → count."""
    base = sum(counts.values())
    if not base:
        return {"answers": 0}
    mean = math.fsum(value * count for value, count in counts.items()) / base
    row: Row = {"answers": base, "mean": round(mean, 2)}
    for name, part in QUARTILES.items():
        place = (base - 1) * part
        below = math.floor(place)
        low, high = _ranked(counts, below), _ranked(counts, math.ceil(place))
        row[name] = round(low + (high - low) * (place - below), 2)
    return row


def _ranked(counts: Mapping[float, int], rank: int) -> float:
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if rank < seen:
            return value
    raise ValueError("no such rank")


def rates_row(row: Row) -> Row:
    """The percentages of a funnel's row from its counts, where they can be had."""
    wanted = {
        "address_rate": ("with_address", "inspected"),
        "delivery_rate": ("delivered", "inspected"),
        "answer_rate": ("answered", "delivered"),
    }
    rates: Row = {}
    for name, (part, whole) in wanted.items():
        some, among = row.get(part), row.get(whole)
        if isinstance(some, float) and isinstance(among, float) and among > 0 and some <= among:
            rates[name] = round(100 * some / among, 1)
    return rates


def fitting(share: float, n: int) -> Iterator[int]:
    """Every number of n that is this share in percent, rounded to one decimal."""
    lowest = max(0, math.floor((share - 0.06) * n / 100))
    highest = min(n, math.ceil((share + 0.06) * n / 100))
    return (k for k in range(lowest, highest + 1) if percents(k / n) == [share])


def read_table(file: BinaryIO, name: str) -> list[Row]:
    """The rows of a data file, numbers as numbers; Malformed where it is no table."""
    data = file.read(LARGEST_TABLE + 1)
    if len(data) > LARGEST_TABLE:
        raise Malformed(f"{name} is too large for a table")
    try:
        text = io.StringIO(data.decode("utf-8-sig"), newline="")
        lines = list(islice(csv.reader(text), MOST_ROWS))
    except (csv.Error, UnicodeDecodeError):
        raise Malformed(f"{name} is no table of values separated by commas") from None
    if not lines or any(len(line) != len(lines[0]) for line in lines):
        raise Malformed(f"{name}: the lines differ in their number of values")
    head = lines[0]
    return [{head[i]: _value(text) for i, text in enumerate(line)} for line in lines[1:]]


def _value(text: str) -> Value:
    return float(text) if NUMBER.fullmatch(text) else text
