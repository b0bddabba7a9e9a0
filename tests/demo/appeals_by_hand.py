"""The quarter's appeals recomputed from the diaries alone, without any part of the program."""

from __future__ import annotations

import tomllib
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any

import openpyxl
from demo.by_hand import ROOT, SAMPLES, Asked, reply_day, table, words

LAST = date(2026, 11, 3)  # of the play
TERM, WARN = 14, (3, 1)  # working days of law 67; warnings before the due date
MINUTES = timedelta(minutes=15)  # for an alert
DAY = timedelta(days=1)
DIARY = tomllib.loads((SAMPLES / "appeals.toml").read_text("utf-8"))


def off_days() -> set[date]:
    """Days that the official list names."""
    listed = tomllib.loads((ROOT / "config/calendars/kg-2026.toml").read_text("utf-8"))["off"]
    found = set()
    for one in listed:
        first, last = one.get("day") or one["from"], one.get("day") or one["until"]
        found |= {first + DAY * n for n in range((last - first).days + 1)}
    return found


OFF = off_days()


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in OFF


def after(day: date, count: int, rest: tuple[date, date] | None = None) -> date:
    """The count-th working day after a day; those from the question until the answer rest."""
    while count:
        day += DAY
        count -= is_working(day) and not (rest and rest[0] <= day < rest[1])
    return day


def between(first: date, last: date) -> int:
    """Working days after the one up to the other; negative where it has passed."""
    if last < first:
        return -between(last, first)
    return sum(is_working(first + DAY * n) for n in range(1, (last - first).days + 1))


@dataclass
class Part:
    """What one official answers."""

    opened: date
    dues: list[tuple[date, date]]  # from this evening on, due then
    rest: tuple[date, date] | None = None
    decided: date | None = None
    by: str = ""
    rating: int | None = None

    @property
    def due(self) -> date:
        return self.dues[-1][1]


@dataclass
class Story:
    """All appeals, and what was done about them."""

    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    whole: dict[str, Part] = field(default_factory=dict)  # of those that were split
    movements: Counter[str] = field(default_factory=Counter)
    minutes: list[int] = field(default_factory=list)

    def decided(self, *, late: bool) -> int:
        ended = [one for one in self.parts.values() if one.decided]
        return sum((one.decided > one.due) is late for one in ended)


def arrived(matter: dict[str, Any], inspections: dict[str, Asked]) -> datetime:
    """When its mail came; of one in the survey's words, the reply."""
    if "at" in matter:
        return matter["at"]
    habit = next(r for r in table("businesses.csv") if r["registration_no"] == matter["survey"])
    day = reply_day(inspections[matter["survey"]], habit)
    return datetime(day.year, day.month, day.day, 12)


def story(inspections: dict[str, Asked]) -> Story:
    """Everything that is written in the diaries, done on its day."""
    told = Story()
    for matter in DIARY["matter"]:
        came = arrived(matter, inspections)
        day = came.date()
        told.parts[matter["code"], ""] = Part(day, [(day, after(day, TERM))])
        told.movements.update(registered=1, assigned=1)
        for entry in matter.get("then", ()):
            act(told, matter, entry, came)
    for part in told.parts.values():
        climb(told, part)
    told.movements["joined"] = alike()
    told.movements["evidence"] = len(told.minutes)  # what the register held when each alert came
    return told


def act(told: Story, matter: dict[str, Any], entry: dict[str, Any], came: datetime) -> None:
    """One entry; what has to be confirmed is done on the day after."""
    day = entry["at"].date() + DAY * ("confirms" in entry)
    code, does = matter["code"], entry["does"]
    part = told.parts.get((code, entry.get("part", "")))
    told.movements.update(MOVEMENTS[does])
    if does == "decide":
        part.decided, part.by = day, entry["who"]
    elif does == "ask":
        part.rest = (day, LAST + DAY)
    elif does == "answer":
        part.rest = (part.rest[0], day)
        part.dues.append((day, after(part.opened, TERM, part.rest)))
    elif does == "extend":
        part.dues.append((day, after(part.due + DAY * (entry["days"] - 1), 1)))
    elif does == "split":
        told.whole[code] = told.parts.pop((code, ""))
        for name in {one["part"] for one in matter["then"] if "part" in one}:
            told.parts[code, name] = Part(day, [(day, told.whole[code].due)])
            told.movements["assigned"] += 1
    elif does == "rate":
        part.rating = int("".join(c for c in entry["says"] if c.isdigit()))
        if part.rating <= 2:
            told.parts[code, "-2"] = Part(day, [(day, after(day, TERM))])
            told.movements["reopened"] += 1
    elif does == "acknowledge":
        acknowledge(told, came, entry["at"])


MOVEMENTS = {
    "decide": {"decided": 1},
    "ask": {"asked": 1, "suspended": 1},
    "answer": {"answered": 1, "resumed": 1},
    "forward": {"forwarded": 1, "assigned": 1},
    "extend": {"extended": 1},
    "split": {"split": 1},
    "rate": {"rated": 1},
    "acknowledge": {"acknowledged": 1},
    "status": {},
    "misread": {},
}


def acknowledge(told: Story, came: datetime, at: datetime) -> None:
    """Mail is read at the turns of the day; each quarter of an hour without a word is a step."""
    read, heard = (min(t for t in DIARY["turns"] if t >= when) for when in (came, at))
    told.minutes.append((heard - came) // timedelta(minutes=1))
    waited = [t for t in DIARY["turns"] if read < t < heard and t - read >= MINUTES]
    told.movements["escalated"] += bool(waited)


def climb(told: Story, part: Part) -> None:
    """Warnings, and a step a working day once it is overdue, each morning before it is decided."""
    taken = set()
    for day in mornings(part):
        due = [due for since, due in part.dues if since < day][-1]
        left = between(day, due)
        near = [days for days in sorted(WARN) if 0 <= left <= days]
        if near:
            taken.add(("warned", due, near[0]))
        elif left < 0 and -left <= levels(part.by):
            taken.add(("escalated", due, left))
    told.movements.update(kind for kind, _, _ in taken)


def mornings(part: Part) -> Iterator[date]:
    """Working days on whose morning somebody has it in hand."""
    day = part.opened + DAY
    while day <= (part.decided or LAST):
        rests = part.rest is not None and part.rest[0] < day <= part.rest[1]
        if is_working(day) and not rests:
            yield day
        day += DAY


@cache
def staff() -> tuple[dict[str, str | None], dict[str, str]]:
    """Body → the one above it; address of a person → body."""
    bodies, people = openpyxl.load_workbook(SAMPLES / "staff.xlsx")
    above = {row[0].value: row[2].value for row in bodies.rows}
    return above, {row[0].value: row[2].value for row in people.rows}


def levels(who: str) -> int:
    """Bodies from that of a person up to the ministry."""
    above, placed = staff()
    at: str | None = placed.get(who)
    count = 0
    while at:
        at, count = above.get(at), count + 1
    return count


def alike() -> int:
    """Appeals of which another one has more than half of the words."""
    texts = {one["code"]: set(words(one.get("text", "")).split()) for one in DIARY["matter"]}
    found = set()
    for (one, mine), (other, theirs) in combinations(texts.items(), 2):
        if len(mine & theirs) > 0.5 * len(mine | theirs):
            found |= {one, other}
    return len(found)


def programs() -> int:
    """Enclosures that begin as programs for Windows do."""
    files = (file for one in DIARY["matter"] for file in one.get("files", ()))
    return sum(b64decode(file["base64"]).startswith(b"MZ") for file in files)
