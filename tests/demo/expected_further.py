"""The tables beside the answers: sources, changes and themes, from what the parties sent."""

from __future__ import annotations

from collections import Counter
from datetime import date

from demo.by_hand import FIRST, INSPECTORS, QUESTIONS, Counts, table
from demo.expected import addressed, divisions, estimate
from demo.secrecy import (
    BASE,
    HIDDEN,
    NONE,
    Cell,
    Covering,
    Group,
    answered,
    counting,
    delivered,
    fit,
    given,
    invited,
    total_hidden,
)

END = date(2026, 9, 30)
REPORTED = [question for question in QUESTIONS if question.get("favourable")]
HEADLINE = next(question for question in QUESTIONS if question["key"] == "satisfied")
CUES = {
    "notice": ("заранее", "предупреждать", "алдын ала", "in advance"),
    "time": ("весь день", "недели", "мөөнөт"),
}
SILENT_ABOUT = "Пока ни один орган не сообщил, что сделал."
DONE = (
    "Проверочные листы размещены на сайте; перед плановой проверкой их присылают за три дня.",
    "Инспекция технической безопасности",
    "Айгүл Турдубаева, заместитель директора",
    "12 октября 2026 года",
)
UNCHANGED: list[Cell] = [NONE] * 4


def further(
    quarter: Group, counts: Counts, covering: Covering = frozenset()
) -> dict[str, list[list[Cell]]]:
    """Table name without its number → its cells, row by row, without the texts at their head."""
    return {
        "provenance": sources(quarter, covering),
        "provenance_questions": questions(quarter),
        "provenance_files": files(counts),
        "trend": trend(quarter, covering),
        "themes": themes(quarter),
    }


def themes(quarter: Group) -> list[list[Cell]]:
    """Two themes by the cues in the words of those who answered, and one deed."""
    said = [one.words.lower() for one in answered(quarter) if one.words]
    about = {name: [any(cue in text for cue in CUES[name]) for text in said] for name in CUES}
    counts = {name: sum(found) for name, found in about.items()}
    coded = sum(map(any, zip(*about.values(), strict=True)))
    shown = {name: count for name, count in counts.items() if count >= BASE}
    known = coded >= BASE and all(coded - count >= BASE for count in shown.values())
    rows: list[list[Cell]] = [[*[NONE] * 4, "–", coded if known else HIDDEN]]
    listed = sorted(shown, key=lambda name: (-counts[name], name))
    for name in listed + sorted({"notice"} - shown.keys()):
        done: list[Cell] = [*DONE] if name == "notice" else [SILENT_ABOUT, *[NONE] * 3]
        rows.append([*done, name, shown.get(name, HIDDEN)])
    return rows


def sources(quarter: Group, covering: Covering) -> list[list[Cell]]:
    told = fit([1] * len(answered(quarter)), quarter, BASE, 1)
    rows = [source(quarter, not told, total_hidden(HEADLINE, quarter))]
    for by in divisions(quarter, covering):
        silent, unfit = by.silent(), by.unfit(HEADLINE)
        rows += [source(part, at in silent, at in unfit) for at, part in enumerate(by.groups)]
    return rows


def source(group: Group, silent: bool, unfit: bool) -> list[Cell]:
    steps = (group, addressed(group), invited(group), delivered(group))
    answers: Cell = HIDDEN if silent else len(answered(group))
    counted: Cell = HIDDEN if unfit else len(counting(HEADLINE, group))
    return [len({one.source for one in group}), *map(len, steps), answers, counted]


def questions(quarter: Group) -> list[list[Cell]]:
    both = [len(delivered(quarter)), len(answered(quarter))]
    return [
        [*both, HIDDEN, HIDDEN]
        if total_hidden(question, quarter)
        else [*both, len(given(question, quarter)), len(counting(question, quarter))]
        for question in REPORTED
    ]


def files(counts: Counts) -> list[list[Cell]]:
    """What came of the files of the quarter's days; each is counted once."""
    handed_in = {
        (one["sender"], one["file"]): one
        for one in reversed(table("uploads.csv"))
        if one["file"]
        and FIRST <= date.fromisoformat(one["day"]) <= END
        and (one["door"] == "drop" or one["sender"] in INSPECTORS)
    }
    forged = {source for source, one in handed_in.items() if one["proof"] == "fail"}
    came = {source for source, _ in counts} & handed_in.keys()
    broken = handed_in.keys() - forged - came
    rows: Counter[str] = Counter()
    for (source, what), count in counts.items():
        rows[what] += count * (source in came)
    kinds = ("accepted", "corrected", "unchanged", "rejected")
    cells = [len(came), len(broken), len(forged), rows.total(), *(rows[kind] for kind in kinds)]
    return [[cell] for cell in cells]


def trend(quarter: Group, covering: Covering) -> list[list[Cell]]:
    """Every share once more, against a release before that does not exist."""
    bodies = divisions(quarter, covering)[0]
    rows = []
    for question in REPORTED:
        away = bodies.unfit(question)
        told = [(quarter, total_hidden(question, quarter))]
        told += [(part, at in away) for at, part in enumerate(bodies.groups)]
        shares = (estimate(question, part, hidden)[:4] for part, hidden in told)
        rows += [[NONE, *cells, *UNCHANGED] for cells in shares]
    return rows
