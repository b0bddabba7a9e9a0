"""The published figures: their arithmetic, and, with an auditor's openings, each of them anew.

Part of the shipped verify.py (reports.verify_script puts it together): standard library only,
Python 3.8. The manifest says which row of which table is about what; labels are not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO, Tuple  # noqa: UP035 - evaluated by 3.8

from reports.verify_lists import Findings, Malformed
from reports.verify_numbers import (
    Row,
    bounds_row,
    fitting,
    numbers_row,
    percents,
    rates_row,
    read_table,
    share_row,
    wilson,
)

NEAR = 1e-6  # published figures are rounded to one or two decimals
SHARES = ("answers", "share", "low", "high", "lowest", "highest")
NEVER_EMPTY = ("answers", "answered", "share")  # [x] there would hide a figure that exists
OPTIONAL = ("mean", "down", "up")  # not in every table of shares
MOST_TOLD = 20  # complaints that are printed one by one
ANSWERS_ALONE = re.compile(r"summary|invitations|funnel|(funnel|questions)_by_(body|region|kind)")
"""Tables that openings always make anew."""

Cell = Tuple[str, str, str]  # noqa: UP006 - evaluated by 3.8
"""Body, region and kind of a response."""
Where = Tuple[str, str]  # noqa: UP006
"""Dimension and code of a group; ("", "") is all of them together."""
Line = Tuple[str, Any, Where, Row]  # noqa: UP006
"""Place of a row; its question, answer or step; its group; its cells."""

EVERYWHERE: Where = ("", "")
DIMENSIONS = ("body", "region", "kind")


@dataclass
class Opened:
    """What the auditor's openings add up to."""

    answered: Counter[Cell] = field(default_factory=Counter)
    answers: Counter[tuple[Cell, str, str]] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)

    def add(self, record: dict[str, Any], questionnaire: str) -> None:
        """Count one response; answers to another questionnaire count as none."""
        body, region, kind = (str(record.get(name) or "") for name in DIMENSIONS)
        cell = body, region, kind
        self.answered[cell] += 1
        self.channels[str(record.get("channel"))] += 1
        answers = record.get("answers")
        if record.get("questionnaire") == questionnaire and isinstance(answers, dict):
            for number, value in answers.items():
                self.answers[cell, str(number), str(value)] += 1

    def by_group(self) -> tuple[Counter[Where], dict[tuple[Where, str], Counter[str]]]:
        """How many answered, and how each question was answered, of every group."""
        answered: Counter[Where] = Counter()
        answers: dict[tuple[Where, str], Counter[str]] = {}
        for cell, count in self.answered.items():
            for where in _groups(cell):
                answered[where] += count
        for (cell, number, value), count in self.answers.items():
            for where in _groups(cell):
                answers.setdefault((where, number), Counter())[value] += count
        return answered, answers


def _groups(cell: Cell) -> list[Where]:
    return [EVERYWHERE, *((name, cell[place]) for place, name in enumerate(DIMENSIONS))]


class Figures:
    """The tables of a bundle as its manifest describes them; its files are proven already."""

    def __init__(
        self, opener: Callable[[str], BinaryIO], manifest: dict[str, Any], found: Findings
    ) -> None:
        self.found, self.opener = found, opener
        asked = manifest.get("questionnaire") or {}
        self.questionnaire = str(asked.get("code"))
        self.questions = {int(one["number"]): one for one in asked.get("questions", ())}
        self.groups: dict[str, list[str]] = manifest.get("groups") or {}
        self.shown: dict[str, dict[str, Any]] = manifest.get("tables") or {}
        self.names = frozenset(
            name for name in manifest["files"] if name.startswith("data/") and name[-4:] == ".csv"
        )
        self.complaints: list[str] = []
        self.compared = 0
        self.lines = {name: self._lines(name, shown) for name, shown in self.shown.items()}
        self.funnels = {
            where: row
            for name, lines in self.lines.items()
            for _, _, where, row in lines
            if self.shown[name]["shows"] == "funnel"
        }

    def check_arithmetic(self, counted: int) -> None:
        """What can be seen without any answer; `counted`: the responses in receipts.txt."""
        for name, lines in self.lines.items():
            shows = self.shown[name]["shows"]
            if shows == "distribution":
                self._distribution(lines, self.questions[self.shown[name]["question"]]["rated"])
            for place, key, where, row in lines:
                if shows == "shares":
                    self._bounded(place, where, row, counted)
                if shows == "funnel":
                    self._compare(place, row, rates_row(row))
                if key == "answered":
                    self._compare(place, row, {"inspections": counted})
                if shows == "funnel" and where == EVERYWHERE:
                    self._compare(place, row, {"answered": counted})
        self._tell("the arithmetic of the tables holds")

    def check_opened(self, opened: Opened) -> None:
        """Every figure that answers alone make, from the openings."""
        answered, answers = opened.by_group()
        for name, lines in self.lines.items():
            shown = self.shown[name]
            for place, key, where, row in lines:
                if shown["shows"] in ("funnel", "steps"):
                    expected = _answered(str(key), answered[where], opened)
                else:
                    number = int(shown.get("question") or key)
                    counts = answers.get((where, str(number)), Counter())
                    expected = self._expected(shown["shows"], key, number, where, counts)
                self._compare(place, row, expected)
        self._tell("every published figure follows from the opened answers")
        rest = sorted(name[5:-4] for name in self.names if name[5:-4] not in self.lines)
        silent = [name for name in rest if ANSWERS_ALONE.fullmatch(name)]
        if silent:
            says = "the manifest does not say what their rows are about"
            self.found.unknown(f"{', '.join(silent)}: {says}")
        if rest:
            says = "not recomputed, for they do not rest on these answers alone"
            others = (name for name in rest if name not in silent)
            self.found.note(f"{says}: {', '.join(others)}")

    def _tell(self, holds: str) -> None:
        for complaint in self.complaints[:MOST_TOLD]:
            self.found.wrong(complaint)
        if len(self.complaints) > MOST_TOLD:
            self.found.wrong(f"{len(self.complaints) - MOST_TOLD} further figures are wrong")
        if not self.complaints:
            self.found.ok(f"{holds} ({self.compared} values)")
        self.complaints, self.compared = [], 0

    def _lines(self, name: str, shown: dict[str, Any]) -> list[Line]:
        file = f"data/{name}.csv"
        if file not in self.names:
            raise Malformed(f"{file} is described, and is not among the files")
        with self.opener(file) as opened:
            rows = read_table(opened, file)
        about = list(islice(self._about(shown), len(rows) + 1))
        if len(rows) != len(about):
            raise Malformed(f"{file} has {len(rows)} rows, and not as many are described")
        return [(f"{file}, line {i + 2}", *about[i], row) for i, row in enumerate(rows)]

    def _about(self, shown: dict[str, Any]) -> Iterator[tuple[Any, Where]]:
        by, shows = shown.get("by"), shown["shows"]
        places = [EVERYWHERE, *((by, code) for code in self.groups[by])] if by else [EVERYWHERE]
        if shows == "distribution":
            keys = ["", *self.questions[shown["question"]]["values"]]
        elif shows in ("shares", "numbers"):
            keys = shown["questions"]
        else:
            keys = shown.get("rows", [""])
        return ((key, (str(where[0]), where[1])) for key in keys for where in places)

    def _distribution(self, lines: list[Line], rated: list[str]) -> None:
        """The parts make the whole, and each share and interval is that of its part."""
        place, _, _, first = lines[0]
        among = [line for line in lines[1:] if line[1] in rated]
        counts = [row["answers"] for *_, row in among]
        numbers = [count for count in counts if isinstance(count, float)]
        if len(numbers) == len(counts):
            self._compare(place, first, {"answers": sum(numbers)})
        whole = first["answers"]
        for place, _, _, row in among:
            count = row["answers"]
            if isinstance(count, float) and isinstance(whole, float) and 0 <= count <= whole > 0:
                there = self._population(EVERYWHERE, int(whole))
                self._compare(place, row, share_row(int(count), int(whole), there))

    def _bounded(self, place: str, where: Where, row: Row, counted: int) -> None:
        """A share can be one of its base, its interval is the one of it, and bounds hold it."""
        numbers = [row[name] for name in SHARES]
        known = [value for value in numbers if isinstance(value, float)]
        if len(known) != len(SHARES) or known[0] < 1:
            return
        n, share, low, high, lowest, highest = known
        self.compared += 5
        if n > counted:
            self.complaints.append(f"{place}: {n:g} answers where {counted} are in the list")
            return
        fits = list(fitting(share, int(n)))
        there = self._population(where, int(n))
        answered = self.funnels.get(where, {}).get("answered")
        if not fits:
            self.complaints.append(f"{place}: no number of answers is {share:g} % of {n:g}")
        elif not any(percents(*wilson(k, int(n), there)) == [low, high] for k in fits):
            self.complaints.append(f"{place}: {low:g} to {high:g} is not the interval")
        elif not 0 <= lowest <= share <= highest <= 100:
            self.complaints.append(f"{place}: {share:g} % lies outside its lowest and highest")
        elif isinstance(answered, float) and n > answered:
            self.complaints.append(f"{place}: {n:g} answers where {answered:g} answered")

    def _population(self, where: Where, n: int) -> int | None:
        funnel = self.funnels.get(where, {})
        inspected = funnel.get("inspected")
        everyone = isinstance(inspected, float) and inspected == funnel.get("invited")
        return (
            int(inspected) if isinstance(inspected, float) and everyone and n <= inspected else None
        )

    def _expected(
        self, shows: str, key: Any, number: int, where: Where, counts: Counter[str]
    ) -> Row:
        question = self.questions[number]
        among = {value: counts[value] for value in question["rated"]}
        if shows == "distribution":
            return {"answers": counts[key] if key else sum(among.values())}
        if shows == "numbers":
            return numbers_row({float(value): count for value, count in counts.items()})
        n, k = sum(among.values()), sum(among.get(value, 0) for value in question["favourable"])
        if not n:
            return {"answers": 0}
        row = {"answers": n, **share_row(k, n, self._population(where, n))}
        delivered = self.funnels.get(where, {}).get("delivered")
        if isinstance(delivered, float):
            given = sum(counts[value] for value in question["values"])
            row.update(bounds_row(k, n, max(0, int(delivered) - given)))
        if question["kind"] == "scale":
            marks = {float(value): count for value, count in among.items()}
            row["mean"] = numbers_row(marks)["mean"]
        return row

    def _compare(self, place: str, row: Row, expected: Row) -> None:
        """Each shown value against what it must be; a hidden one cannot be compared."""
        for column, value in expected.items():
            shown = row.get(column, "no such column")
            if shown == "[c]" or (shown == "[x]" and column not in NEVER_EMPTY):
                continue
            if column in OPTIONAL and column not in row:
                continue
            self.compared += 1
            if not isinstance(shown, float) or abs(shown - float(value)) > NEAR:
                says = f"{shown:.10g}" if isinstance(shown, float) else repr(shown)
                self.complaints.append(f"{place}, {column}: {says} is published, right is {value}")


def _answered(key: str, count: int, opened: Opened) -> Row:
    """How many answered, in the tables of the way from inspection to answer."""
    if key in ("mail", "web"):
        return {"inspections": opened.channels[key]}
    return {"answered" if key == "" else "inspections": count} if key in ("", "answered") else {}
