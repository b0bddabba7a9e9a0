"""The quarter recomputed from the committed samples, without any part of the program.

Read from the demo's workbooks, CSV files and the configuration's data files by plain Python, after
the meaning written down in the columns' notes, the workbook's notes and the questionnaire.
"""

from __future__ import annotations

import csv
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "jobs" / "demo" / "samples"
FIRST, LAST, CLOSE = date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 30)
DELAY, GAP = timedelta(days=2), timedelta(days=7)
# Who is told of an inspection of the spring after this day could hardly ask and be answered.
SPRING_LAST = date(2026, 7, 30) - DELAY - GAP
MANDATORY = (
    "registration_no",
    "body",
    "inspector_id",
    "business_name",
    "tax_id",
    "kind",
    "started_on",
    "finished_on",
)


def words(text: object) -> str:
    """Text for comparing: lower case, letters and digits only."""
    return " ".join(re.findall(r"\w+", str(text).lower()))


def toml(name: str) -> Any:
    return tomllib.loads((ROOT / "config" / name).read_text("utf-8"))


COLUMNS = toml("columns.toml")
HEADERS = {
    words(said): column["code"]
    for column in COLUMNS["columns"]
    for said in (*column["header"].values(), *(w for ws in column["synonyms"].values() for w in ws))
}
CODES = {
    (column, words(said)): code
    for column, codes in COLUMNS["values"].items()
    for code, one in codes.items()
    for said in (code, *one["label"].values(), *one["words"])
}
REGIONS = toml("regions/kg.toml")["regions"]
REGION_OF = {
    words(said): region["code"]
    for region in REGIONS
    for said in (*region["name"].values(), *region["synonyms"])
}
QUESTIONS = toml("questionnaires/inspection-1.toml")["questions"]


@dataclass
class Asked:
    """One inspection, and what became of asking about it."""

    row: dict[str, Any]
    addressed: date  # since when an address is known
    source: tuple[str, str]  # sender and file that first stated it
    invited: date | None = None
    left_alone: bool = False
    returned: bool = False
    stopped: bool = False
    responded: bool = False
    answers: dict[int, str] = field(default_factory=dict)
    words: str = ""


# -- what was handed in -----------------------------------------------------------------------


def table(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def staff() -> tuple[dict[str, str], dict[str, str], set[str], dict[str, str]]:
    """Inspector's address → body; ID → body; everybody's addresses; body code → name."""
    book = openpyxl.load_workbook(SAMPLES / "staff.xlsx")
    bodies, people = ([[c.value for c in row] for row in sheet.rows][1:] for sheet in book)
    inspectors = {row[0]: row[2] for row in people if row[1] == "inspector"}
    ids = {row[3]: row[2] for row in people if row[3]}
    return inspectors, ids, {row[0] for row in people}, {row[0]: row[1] for row in bodies}


INSPECTORS, IDS, STAFF, BODIES = staff()


@dataclass
class Row:
    """A line of a workbook under its header, and what the file's sender may say."""

    values: dict[str, Any]
    day: date
    sender: str


def rows_of(name: str) -> Iterator[dict[str, Any]]:
    """The lines that are inspections: not the header, numbering, totals, blank or signed lines."""
    try:
        sheet = openpyxl.load_workbook(SAMPLES / "uploads" / name).worksheets[0]
    except BadZipFile:
        return
    header: dict[int, str] = {}
    for line in sheet.iter_rows(values_only=True):
        named = {at: HEADERS[words(v)] for at, v in enumerate(line) if words(v) in HEADERS}
        if not header and sum(code in MANDATORY for code in named.values()) >= 4:
            header = named
        elif header:
            values = {code: line[at] for at, code in header.items()}
            if values["tax_id"] is not None and not isinstance(values["business_name"], int):
                yield values


def handed_in() -> list[tuple[date, tuple[str, str], list[dict[str, Any]]]]:
    """Day of taking effect, sender ("" the drop folder) and file, lines of all that counts."""
    files = []
    for one in table("uploads.csv"):
        known = one["door"] == "drop" or one["sender"] in INSPECTORS
        if one["file"] and known and one["proof"] != "fail":
            day = date.fromisoformat(one["day"])
            if one["door"] == "mail" and one["proof"] != "pass":
                day += timedelta(days=1)  # confirmed on the morning after
            files.append((day, (one["sender"], one["file"]), list(rows_of(one["file"]))))
    return sorted(files, key=lambda file: file[0])


def day_of(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    text = str(value or "").removesuffix(" г.")
    for form in ("%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def tax_id_of(value: Any) -> str | None:
    text = str(value).zfill(14) if isinstance(value, int) else str(value)
    if not re.fullmatch(r"[0-9]{14}|[0-9]{12}", text):
        return None
    return text if len(text) == 14 or bin_holds(text) else None


def bin_holds(text: str) -> bool:
    """The check digit of a Kazakh number."""
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        left = sum(int(c) * w for c, w in zip(text, weights, strict=False)) % 11
        if left < 10:
            return left == int(text[11])
    return False


def body_of(value: Any, sender: str) -> str | None:
    found = value if value in BODIES else next((c for c, n in BODIES.items() if n == value), None)
    allowed = not sender or found == INSPECTORS[sender]
    return found if allowed else None


def read(values: dict[str, Any], day: date, sender: str) -> dict[str, Any] | None:
    """A line as it enters, or None when it has a mistake that keeps it out."""
    started, finished = day_of(values["started_on"]), day_of(values["finished_on"])
    row = {
        "registration_no": values["registration_no"],
        "business_name": values["business_name"],
        "body": body_of(values["body"], sender),
        "tax_id": tax_id_of(values["tax_id"]),
        "kind": CODES.get(("kind", words(values["kind"]))),
        "started_on": started if started and date(2000, 1, 1) <= started <= day else None,
        "finished_on": finished if finished and date(2000, 1, 1) <= finished <= day else None,
    }
    if not all(row.values()) or row["started_on"] > row["finished_on"]:
        return None
    if not {IDS.get(one) for one in re.split(r"; ?", values["inspector_id"])} <= {row["body"]}:
        return None
    # Of two addresses the first is asked, an (at) is one; the inspector is told so.
    email, reason = str(values["email"] or "").partition(";")[0], values["no_email_reason"]
    email = email.replace("(at)", "@")
    code = CODES.get(("no_email_reason", words(reason or email))) if reason or email else None
    good = re.fullmatch(r"[\w.+-]+@[\w.-]+", email) and email.lower() not in STAFF
    if not good and code is None:
        return None
    row["email"], row["reason"] = (email, None) if good else (None, code)
    row["region"] = REGION_OF.get(words(values["region"]), "")
    others = ("violations", "fine_som", "language", "email_source", "inspector_id")
    return row | {name: values[name] for name in others}


Counts = Counter[tuple[tuple[str, str], str]]


def register() -> tuple[dict[str, Asked], Counts]:
    """Every inspection of the quarter, and what came of the lines of each file."""
    known: dict[str, Asked] = {}
    counts: Counts = Counter()
    taken: set[tuple[str, str]] = set()
    for day, source, lines in handed_in():
        seen: set[str] = set()
        again = source in taken  # it changes nothing, and keeps the counts of its first coming
        taken.add(source)
        for values in lines:
            row = read(values, day, source[0])
            number = values["registration_no"]
            before = known.get(number)
            foreign = before and row and before.row["body"] != row["body"]
            if row is None or number in seen or foreign:
                counts[source, "rejected"] += not again
                continue
            seen.add(number)
            if not again or number not in known:
                counts[source, enter(known, row, day, source)] += 1
    return {n: one for n, one in known.items() if in_quarter(one)}, counts


def enter(known: dict[str, Asked], row: dict[str, Any], day: date, source: tuple[str, str]) -> str:
    """Take a line in; what came of it."""
    number = row["registration_no"]
    before = known.get(number)
    if before is None:
        known[number] = Asked({**row, "known": day}, day, source)
        return "accepted"
    if not row["email"]:  # an address once given stays
        row |= {name: before.row[name] for name in ("email", "email_source", "reason")}
    changed = any(before.row[name] != row[name] for name in row)
    if row["email"] and not before.row["email"]:
        before.addressed = day
    if before.row["email"] and day > invited_on(before):  # grouped as it was when invited
        row |= {name: before.row[name] for name in ("region", "kind")}
    before.row |= row
    return "corrected" if changed else "unchanged"


def in_quarter(one: Asked) -> bool:
    finished = one.row["finished_on"]
    return FIRST <= finished <= LAST or (finished < FIRST and one.row["known"] > SPRING_LAST)


def invited_on(one: Asked) -> date:
    return max(one.addressed, one.row["finished_on"] + DELAY)


# -- what the world did -----------------------------------------------------------------------


SILENT = {"delivery": "ok", "letter": ""}  # nothing is told of it: it gets its letter and is silent


def play(inspections: dict[str, Asked]) -> None:
    """Who was invited, whom the letter reached, who answered what in time."""
    habits = {row["registration_no"]: row for row in table("businesses.csv")}
    for one in inspections.values():
        if one.row["email"]:
            one.invited = invited_on(one)
    ends = {email: end_of(email, inspections, habits) for email in addresses(inspections)}
    for number, one in inspections.items():
        if one.invited:
            day, why = ends[one.row["email"]]
            settle(one, habits.get(number, SILENT), day, why)


def addresses(inspections: dict[str, Asked]) -> set[str]:
    return {one.row["email"] for one in inspections.values() if one.row["email"]}


def end_of(email: str, inspections: dict[str, Asked], habits: dict[str, Any]) -> tuple[date, str]:
    """The day from which an address gets nothing more, and why; far away if it never does."""
    found = [(date.max, "")]
    for number, one in inspections.items():
        habit = habits.get(number)
        if one.row["email"] != email or one.invited is None or habit is None:
            continue
        if habit["delivery"] not in ("ok", "delayed"):
            found.append((one.invited + timedelta(days=1), "returned"))
        elif habit["act"].startswith("unsubscribe"):
            found.append((reply_day(one, habit), "stopped"))
    return min(found)


def reply_day(one: Asked, habit: dict[str, str]) -> date:
    assert one.invited is not None
    letter = one.invited + int(habit["letter"]) * GAP
    return later(habit["after"], letter)


def later(after: str, since: date) -> date:
    return date.fromisoformat(after) if "-" in after else since + timedelta(days=int(after))


def settle(one: Asked, habit: dict[str, str], end: date, why: str) -> None:
    assert one.invited is not None
    if end <= one.invited:
        one.left_alone = True
        return
    if habit["delivery"] in ("ok", "delayed") and habit["letter"]:
        answer(one, habit, end)
    if not one.responded and end < date.max:
        one.returned, one.stopped = why == "returned", why == "stopped"


def answer(one: Asked, habit: dict[str, str], end: date) -> None:
    """What the business wrote, as far as it came in time and can be placed."""
    assert one.invited is not None
    asked = one.invited + int(habit["letter"]) * GAP
    written = reply_day(one, habit)
    if asked >= end and habit["letter"] != "0":
        return
    placed = habit["act"] in ("", "twice", "plain-address", "own-words")
    if placed and written <= CLOSE:
        one.answers |= pairs(habit["answers"])
        # Words that ask to be an appeal are one, and are kept nowhere else.
        one.words = "" if habit["words"].startswith("Обращение:") else habit["words"]
        one.responded = bool(one.answers or one.words)
    if habit["again"] and later(habit["again_after"], written) <= CLOSE:
        one.answers |= pairs(habit["again"])
        one.responded = True


def pairs(text: str) -> dict[int, str]:
    split = (pair.split("=") for pair in text.split(";") if pair)
    return {int(number): value for number, value in split}


# -- figures ----------------------------------------------------------------------------------


def wilson(k: int, n: int, population: int | None) -> tuple[float, float]:
    z = 1.959964
    if population is not None:
        z *= math.sqrt((population - n) / max(population - 1, 1))
    centre = (k + z * z / 2) / (n + z * z)
    half = z * math.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    return max(0.0, centre - half), min(1.0, centre + half)


def percentile(values: Sequence[float], p: float) -> float:
    """As QUARTILE.INC."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * p
    low = ordered[math.floor(place)]
    return low + (ordered[math.ceil(place)] - low) * (place - math.floor(place))
