"""The numbers every table of the quarter's workbook must hold, from the quarter by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from demo.by_hand import BODIES, FIRST, QUESTIONS, REGIONS, percentile, wilson
from demo.secrecy import (
    HIDDEN,
    NONE,
    Cell,
    Covering,
    Division,
    Group,
    answered,
    counting,
    delivered,
    given,
    invited,
    liked,
    rated,
    total_hidden,
)

KINDS = ("planned", "unplanned", "control")
REASONS = ("none", "refused", "absent", "unknown", "")


def divisions(quarter: Group, covering: Covering = frozenset()) -> list[Division]:
    """The groups of each dimension as tables list them; the last of regions has none stated."""
    used = {one.row["body"] for one in quarter}
    bodies = sorted(used, key=lambda code: BODIES[code].casefold())
    regions = [region["code"] for region in REGIONS]
    regions += [""] if any(not one.row["region"] for one in quarter) else []
    codes = {"body": bodies, "region": regions, "kind": list(KINDS)}
    return [
        Division(
            name, [[one for one in quarter if one.row[name] == code] for code in listed], covering
        )
        for name, listed in codes.items()
    ]


def percent(part: int, whole: int) -> Cell:
    return round(100 * part / whole, 1) if whole else NONE


# -- tables ------------------------------------------------------------------------------------


def funnel(quarter: Group) -> list[list[Cell]]:
    steps = [
        len(step)
        for step in (
            quarter,
            addressed(quarter),
            invited(quarter),
            delivered(quarter),
            answered(quarter),
        )
    ]
    before = [steps[0], *steps]
    pairs = zip(steps, before, strict=False)
    return [[n, percent(n, steps[0]), percent(n, last)] for n, last in pairs]


def addressed(group: Group) -> Group:
    return [one for one in group if one.row["email"]]


def funnel_by(quarter: Group, by: Division) -> list[list[Cell]]:
    away = by.silent()
    rows = [funnel_row(part, at in away) for at, part in enumerate(by.groups)]
    return [funnel_row(quarter, False), *rows]


def funnel_row(group: Group, hidden: bool) -> list[Cell]:
    n, a, d = len(group), len(addressed(group)), len(delivered(group))
    r = len(answered(group))
    shown: list[Cell] = [HIDDEN, HIDDEN] if hidden else [r, percent(r, d)]
    late = sum(one.row["finished_on"] < FIRST for one in group)
    rates = [percent(a, n), percent(d, n)]
    return [n, a, len(invited(group)), d, shown[0], *rates, shown[1], late]


def changes(quarter: Group, parts: list[Group]) -> list[list[Cell]]:
    """No spreadsheet of the sample tells an event: nothing was cancelled, nothing prolonged."""
    return [[len(part), 0, 0, 0, percent(0, len(part)), 0] for part in (quarter, *parts)]


def missing(quarter: Group) -> list[list[Cell]]:
    counts = Counter(one.row["reason"] or "" for one in quarter if not one.row["email"])
    whole = sum(counts.values())
    return [
        [whole, percent(whole, whole)],
        *([counts[r], percent(counts[r], whole)] for r in REASONS),
    ]


def invitations(quarter: Group) -> list[list[Cell]]:
    whole = len(addressed(quarter))
    spoke = sum(bool(one.words) for one in quarter)
    counts = [
        whole,
        0,
        sum(one.left_alone for one in quarter),
        len(invited(quarter)),
        sum(one.returned for one in quarter),
        0,
        len(delivered(quarter)),
        sum(one.stopped for one in quarter),
        len(answered(quarter)),
        len(answered(quarter)),
        0,
        spoke,
    ]
    return [[n, percent(n, whole)] for n in counts]


def population(group: Group) -> int | None:
    return len(group) if len(invited(group)) == len(group) else None


def estimate(question: dict[str, Any], group: Group, hidden: bool) -> list[Cell]:
    """Base, share, interval, bounds."""
    votes = liked(question, group)
    if not votes:
        return [0, *[NONE] * 5]
    if hidden:
        return [HIDDEN] * 6
    k, n = sum(votes), len(votes)
    silent = max(0, len(delivered(group)) - len(given(question, group)))
    ends = (k / n, *wilson(k, n, population(group)), k / (n + silent), (k + silent) / (n + silent))
    return [n, *(round(100 * end, 1) for end in ends)]


def average(question: dict[str, Any], group: Group, hidden: bool) -> Cell:
    values = [int(v) for v in counting(question, group)] if question["kind"] == "scale" else []
    if not values:
        return NONE
    return HIDDEN if hidden else round(sum(values) / len(values), 2)


def margins(cells: Sequence[Cell]) -> list[Cell]:
    share, low, high = cells[1:4]
    if isinstance(share, str) or isinstance(low, str) or isinstance(high, str):
        return [share, share]
    return [round(share - low, 1), round(high - share, 1)]


def by_group(
    question: dict[str, Any], quarter: Group, by: Division
) -> Iterator[tuple[Group, bool]]:
    yield quarter, total_hidden(question, quarter)
    away = by.unfit(question)
    yield from ((part, at in away) for at, part in enumerate(by.groups))


def satisfied(quarter: Group, by: Division) -> list[list[Cell]]:
    question = QUESTIONS[11]
    rows = []
    for part, hidden in by_group(question, quarter, by):
        cells = estimate(question, part, hidden)
        rows.append([*cells, average(question, part, hidden), *margins(cells)])
    return rows


def all_questions(quarter: Group, by: Division) -> list[list[Cell]]:
    asked = [question for question in QUESTIONS if question.get("favourable")]
    return [
        estimate(question, part, hidden)
        for question in asked
        for part, hidden in by_group(question, quarter, by)
    ]


def summary(quarter: Group) -> list[list[Cell]]:
    rows = []
    for question in (q for q in QUESTIONS if q.get("favourable")):
        hidden = total_hidden(question, quarter)
        cells = estimate(question, quarter, hidden)
        rows.append([*cells, average(question, quarter, hidden), *margins(cells)])
    return rows


def distribution(question: dict[str, Any], quarter: Group) -> list[list[Cell]]:
    counts = Counter(given(question, quarter))
    whole = sum(counts[value] for value in rated(question))
    rows: list[list[Cell]] = [[whole, 100, *[NONE] * 4]]
    for value in rated(question):
        k = counts[value]
        ends = (k / whole, *wilson(k, whole, population(quarter)))
        cells: list[Cell] = [k, *(round(100 * end, 1) for end in ends)]
        rows.append([*cells, *margins(cells)])
    outside = [c["code"] for c in question.get("choices", ()) if question["kind"] == "scale"]
    return rows + [[counts[code], *[NONE] * 5] for code in outside]


def hours(quarter: Group, by: Division) -> list[list[Cell]]:
    question = QUESTIONS[8]
    return [
        hours_row([float(v) for v in given(question, part)], hidden)
        for part, hidden in by_group(question, quarter, by)
    ]


def hours_row(values: list[float], hidden: bool) -> list[Cell]:
    if not values:
        return [0, *[NONE] * 4]
    if hidden:
        return [HIDDEN] * 5
    places = (sum(values) / len(values), *(percentile(values, p) for p in (0.25, 0.5, 0.75)))
    return [len(values), *(round(place, 2) for place in places)]


def workbook(quarter: Group, covering: Covering = frozenset()) -> dict[str, list[list[Cell]]]:
    """Table name without its number → its cells, row by row, without the texts at their head."""
    divided = divisions(quarter, covering)
    tables = {
        "summary": summary(quarter),
        "funnel": funnel(quarter),
        "missing_addresses": missing(quarter),
        "invitations": invitations(quarter),
        "cancelled_and_prolonged": changes(quarter, divided[0].groups),
    }
    makers: dict[str, Callable[[Group, Division], list[list[Cell]]]] = {
        "funnel": funnel_by,
        "satisfied": satisfied,
        "questions": all_questions,
        "hours": hours,
    }
    for by in divided:
        tables |= {f"{kind}_by_{by.name}": make(quarter, by) for kind, make in makers.items()}
    for question in QUESTIONS:
        if question["kind"] in ("choice", "scale"):
            name = f"question_{question['number']:02d}_{question['key']}"
            tables[name] = distribution(question, quarter)
    return tables
