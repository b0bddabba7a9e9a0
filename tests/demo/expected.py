"""The numbers every table of the quarter's workbook must hold, from the quarter by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from demo.by_hand import BODIES, FIRST, QUESTIONS, REGIONS, Asked, percentile, wilson

HIDDEN, NONE = "[c]", "[x]"
KINDS = ("planned", "unplanned", "control")
REASONS = ("none", "refused", "absent", "unknown", "")
Cell = int | float | str
Group = list[Asked]


def groups(quarter: Group) -> dict[str, list[Group]]:
    """The groups of each dimension as tables list them; the last of regions has none stated."""
    used = {one.row["body"] for one in quarter}
    bodies = sorted(used, key=lambda code: BODIES[code].casefold())
    regions = [region["code"] for region in REGIONS]
    regions += [""] if any(not one.row["region"] for one in quarter) else []
    codes = {"body": bodies, "region": regions, "kind": list(KINDS)}
    return {
        name: [[one for one in quarter if one.row[name] == code] for code in listed]
        for name, listed in codes.items()
    }


def invited(group: Group) -> Group:
    return [one for one in group if one.invited and not one.left_alone]


def delivered(group: Group) -> Group:
    return [one for one in invited(group) if not one.returned]


def answered(group: Group) -> Group:
    return [one for one in group if one.responded]


def percent(part: int, whole: int) -> Cell:
    return round(100 * part / whole, 1) if whole else NONE


# -- disclosure: base of at least the minimum, two different values, no subtraction -------------


def hide(parts: Sequence[Sequence[Any]], minimum: int, different: int = 2) -> set[int]:
    """The places that must read [c], after the rule in the workbook's methodology."""

    def fit(values: Sequence[Any]) -> bool:
        return len(values) >= minimum and len(set(values)) >= different

    away = {at for at, values in enumerate(parts) if values and not fit(values)}
    rest = sorted((len(v), at) for at, v in enumerate(parts) if v and at not in away)
    while away and rest:
        together = [value for at in away for value in parts[at]]
        if len(away) > 1 and fit(together):
            break
        away.add(rest.pop(0)[1])
    return away


def minimum(question: dict[str, Any]) -> int:
    return max(10, question.get("minimum_base", 0))


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


def funnel_by(quarter: Group, parts: list[Group]) -> list[list[Cell]]:
    away = hide([[1] * len(answered(part)) for part in parts], 10, 1)
    return [
        funnel_row(part, at in away)
        for at, part in zip((-1, *range(len(parts))), (quarter, *parts), strict=True)
    ]


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


def rated(question: dict[str, Any]) -> list[str]:
    if question["kind"] == "scale":
        return [str(n) for n in range(question["minimum"], question["maximum"] + 1)]
    return [choice["code"] for choice in question["choices"]]


def given(question: dict[str, Any], group: Group) -> list[str]:
    """Every answer to the question, those outside the scale among them."""
    found = (one.answers.get(question["number"]) for one in answered(group))
    return [value for value in found if value is not None]


def counting(question: dict[str, Any], group: Group) -> list[str]:
    return [value for value in given(question, group) if value in rated(question)]


def liked(question: dict[str, Any], group: Group) -> list[bool]:
    return [value in question["favourable"] for value in counting(question, group)]


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


def total_hidden(question: dict[str, Any], quarter: Group) -> bool:
    votes = counting(question, quarter)
    return len(votes) < minimum(question) or len(set(votes)) < 2


def by_group(
    question: dict[str, Any], quarter: Group, parts: list[Group]
) -> Iterator[tuple[Group, bool]]:
    yield quarter, total_hidden(question, quarter)
    away = hide([liked(question, part) for part in parts], minimum(question))
    yield from ((part, at in away) for at, part in enumerate(parts))


def satisfied(quarter: Group, parts: list[Group]) -> list[list[Cell]]:
    question = QUESTIONS[11]
    rows = []
    for part, hidden in by_group(question, quarter, parts):
        cells = estimate(question, part, hidden)
        rows.append([*cells, average(question, part, hidden), *margins(cells)])
    return rows


def all_questions(quarter: Group, parts: list[Group]) -> list[list[Cell]]:
    asked = [question for question in QUESTIONS if question.get("favourable")]
    return [
        estimate(question, part, hidden)
        for question in asked
        for part, hidden in by_group(question, quarter, parts)
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


def hours(quarter: Group, parts: list[Group]) -> list[list[Cell]]:
    question = QUESTIONS[8]
    away = hide([given(question, part) for part in parts], 10)
    rows = [hours_row([float(v) for v in given(question, quarter)], False)]
    for at, part in enumerate(parts):
        rows.append(hours_row([float(v) for v in given(question, part)], at in away))
    return rows


def hours_row(values: list[float], hidden: bool) -> list[Cell]:
    if not values:
        return [0, *[NONE] * 4]
    if hidden:
        return [HIDDEN] * 5
    places = (sum(values) / len(values), *(percentile(values, p) for p in (0.25, 0.5, 0.75)))
    return [len(values), *(round(place, 2) for place in places)]


def workbook(quarter: Group) -> dict[str, list[list[Cell]]]:
    """Table name without its number → its cells, row by row, without the texts at their head."""
    tables = {
        "summary": summary(quarter),
        "funnel": funnel(quarter),
        "missing_addresses": missing(quarter),
        "invitations": invitations(quarter),
        "cancelled_and_prolonged": changes(quarter, groups(quarter)["body"]),
    }
    makers: dict[str, Callable[[Group, list[Group]], list[list[Cell]]]] = {
        "funnel": funnel_by,
        "satisfied": satisfied,
        "questions": all_questions,
        "hours": hours,
    }
    for name, parts in groups(quarter).items():
        tables |= {f"{kind}_by_{name}": make(quarter, parts) for kind, make in makers.items()}
    for question in QUESTIONS:
        if question["kind"] in ("choice", "scale"):
            name = f"question_{question['number']:02d}_{question['key']}"
            tables[name] = distribution(question, quarter)
    return tables
