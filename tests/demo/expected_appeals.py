"""The public tables of the quarter's appeals, from the diaries."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median
from typing import Any

from demo.appeals_by_hand import DIARY, Story, arrived, between, staff
from demo.by_hand import BODIES, FIRST, SAMPLES, Asked
from demo.expected import percent
from demo.secrecy import BASE, HIDDEN, NONE, Cell, hide_counts

END = date(2026, 9, 30)
MATTERS = {one["code"]: one for one in DIARY["matter"]}
KINDS = ("complaint", "application", "proposal", "request", "alert")
# How an answer begins, or how it was confirmed, whatever the language.
ENDED = {
    "satisfied": ("удовлетворено", "satisfied", "канааттандырылды", "қанағаттандырылды"),
    "partly": ("частично", "ішінара"),
    "explained": ("разъяснено",),
    "refused": ("баш тартылды",),
    "outside": (),
    "left": (),
}
RATINGS = (5, 4, 3, 2, 1, 0)


def appeals(told: Story, inspections: dict[str, Asked]) -> dict[str, list[list[Cell]]]:
    """Table name without its number → its cells, row by row, without the texts at their head."""
    quarter = Quarter(told, inspections)
    return {
        "appeals": quarter.glance(),
        "appeals_by_body": quarter.bodies(),
        "appeals_by_kind": division(quarter.kinds()),
        "appeals_decisions": division(quarter.decisions()),
        "appeals_ratings": quarter.ratings(),
    }


def within(day: date | None) -> bool:
    return day is not None and FIRST <= day <= END


def few(count: int) -> Cell:
    return HIDDEN if 0 < count < BASE else count


def body_of(who: str) -> str:
    return staff()[1][who]


def first_body(code: str) -> str:
    """Where the routes lead it; one in the survey's words goes to the body it is about."""
    matter = MATTERS[code]
    if "survey" in matter:
        return str(matter["survey"].partition("-")[0])
    routes = tomllib.loads((SAMPLES / "routes.toml").read_text("utf-8"))
    said = f"{matter['subject']} {matter['text']}".lower()
    found = (one["to"] for one in routes["route"] if any(word in said for word in one["words"]))
    return next(found, str(routes["first"]))


class Quarter:
    """What was registered, decided and rated from July to September."""

    def __init__(self, told: Story, inspections: dict[str, Asked]) -> None:
        came = {code: arrived(one, inspections).date() for code, one in MATTERS.items()}
        # Each is registered in the evening it comes: all in time.
        self.received = [code for code, day in came.items() if within(day)]
        self.cases = {key: part for key, part in told.parts.items() if within(part.decided)}
        self.open = [
            part
            for part in told.parts.values()
            if part.opened <= END and not (part.decided and part.decided <= END)
        ]
        assert not self.open  # at the end of September everything had been answered
        self.told = told

    def glance(self) -> list[list[Cell]]:
        rated = [mark for _, mark in self.rated()]
        again = sum(
            part == "-2" and within(one.opened) for (_, part), one in self.told.parts.items()
        )
        pairs = (
            (len(self.received), len(self.received)),
            (len(self.cases), self.in_time(self.cases)),
            (len(self.open), 0),
            (len(rated), sum(mark <= 2 for mark in rated)),
        )
        rows: list[list[Cell]] = []
        for whole, part in pairs:
            rows.append([few(whole), NONE])
            hidden = few(whole) == HIDDEN
            rows.append([HIDDEN, HIDDEN] if hidden else [part, percent(part, whole)])
        return [*rows, [few(again), NONE]]

    def in_time(self, keys: Iterable[tuple[str, str]]) -> int:
        cases = (self.told.parts[key] for key in keys)
        return sum(one.decided is not None and one.decided <= one.due for one in cases)

    def rated(self) -> list[tuple[str, int]]:
        """The body that had answered, and the mark; each was given before the quarter's end."""
        parts = self.cases.values()
        return [(body_of(one.by), one.rating) for one in parts if one.rating is not None]

    def bodies(self) -> list[list[Cell]]:
        received = Counter(map(first_body, self.received))
        decided: dict[str, list[tuple[str, str]]] = {}
        for key, part in self.cases.items():
            decided.setdefault(body_of(part.by), []).append(key)
        listed = by_name({*received, *decided})
        little = hide_counts([received[code] for code in listed])
        unsaid = hide_counts([len(decided.get(code, ())) for code in listed])
        small = [few(len(found)) == HIDDEN for found in (self.received, self.cases)]
        rows = [self.body(len(self.received), list(self.cases), *small)]
        for at, code in enumerate(listed):
            rows.append(
                self.body(received[code], decided.get(code, []), at in little, at in unsaid)
            )
        return rows

    def body(
        self, came: int, keys: Sequence[tuple[str, str]], little: bool, unsaid: bool
    ) -> list[Cell]:
        timely = self.in_time(keys)
        days = [self.days(key) for key in keys]
        about: list[Cell] = [HIDDEN] * 4
        if not unsaid:
            middle = median(days) if days else NONE
            about = [len(keys), timely, percent(timely, len(keys)), middle]
        return [HIDDEN if little else came, *about, 0, 0]

    def days(self, key: tuple[str, str]) -> int:
        """Working days from the start of the clock, those it rested among them."""
        part = self.told.parts[key]
        whole = self.told.whole[key[0]] if "/" in key[1] else part
        assert part.decided is not None
        return between(whole.opened, part.decided)

    def kinds(self) -> list[int]:
        found = Counter(MATTERS[code]["kind"] for code in self.received)
        return [found[kind] for kind in KINDS]

    def decisions(self) -> list[int]:
        found = Counter(ended(code, part) for code, part in self.cases)
        return [found[kind] for kind in ENDED]

    def ratings(self) -> list[list[Cell]]:
        rated = self.rated()
        listed = by_name({body for body, _ in rated})
        parts = [[mark for body, mark in rated if body == code] for code in listed]
        away = {at for at, marks in enumerate(parts) if unfit(marks)}
        assert away == set(range(len(parts)))  # each is too small, and so is what they make up
        rows = [marks([mark for _, mark in rated])]
        return rows + [marks(part) for part in parts]


def unfit(given: list[int]) -> bool:
    return len(given) < BASE or len(set(given)) < 2


def marks(given: list[int]) -> list[Cell]:
    if given and unfit(given):
        return [HIDDEN] * 8
    bad = sum(mark <= 2 for mark in given)
    return [len(given), *(given.count(mark) for mark in RATINGS), percent(bad, len(given))]


def ended(code: str, part: str) -> str:
    """How the answer that decided the case calls it."""
    entry: dict[str, Any] = next(
        one
        for one in MATTERS[code]["then"]
        if one["does"] == "decide" and one.get("part", "") == part
    )
    heading = entry["says"].strip().partition("\n")[0]
    said = f"{heading} {entry['confirms']}".lower()
    found = [kind for kind, words in ENDED.items() if any(word in said for word in words)]
    return "partly" if "partly" in found else found[0]  # "ішінара қанағаттандырылды"


def division(counts: list[int]) -> list[list[Cell]]:
    whole, away = sum(counts), hide_counts(counts)
    total = few(whole)
    rows: list[list[Cell]] = [[total, HIDDEN if total == HIDDEN else percent(whole, whole)]]
    for at, count in enumerate(counts):
        rows.append([HIDDEN] * 2 if at in away else [count, percent(count, whole)])
    return rows


def by_name(codes: Iterable[str]) -> list[str]:
    return sorted(codes, key=lambda code: BODIES[code].casefold())
