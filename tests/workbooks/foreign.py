"""Csv files in the shape of two cities' published inspection results; every value is made up.

A restaurant file has a row for each violation, so an inspection stands in as many rows as it has
violations, in one row without a code if there is none, and anywhere in the file. A business that
was not inspected yet has a row dated 1 January 1900. A food file has a row for each inspection.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

RESTAURANT_HEADERS = (
    "CAMIS", "DBA", "BORO", "BUILDING", "STREET", "ZIPCODE", "PHONE", "CUISINE DESCRIPTION",
    "INSPECTION DATE", "ACTION", "VIOLATION CODE", "VIOLATION DESCRIPTION", "CRITICAL FLAG",
    "SCORE", "GRADE", "GRADE DATE", "RECORD DATE", "INSPECTION TYPE", "Latitude", "Longitude",
    "Community Board", "Council District", "Census Tract", "BIN", "BBL", "NTA", "Location Point1",
)  # fmt: skip
FOOD_HEADERS = (
    "Inspection ID", "DBA Name", "AKA Name", "License #", "Facility Type", "Risk", "Address",
    "City", "State", "Zip", "Inspection Date", "Inspection Type", "Results", "Violations",
    "Latitude", "Longitude", "Location",
)  # fmt: skip
LAST_DAY = date(2026, 7, 15)

_CITED = "Violations were cited in the following area(s)."
_NONE = "No violations were recorded at the time of this inspection."
_CLOSED = "Establishment Closed by DOHMH. Violations were cited and dealt with at once."
_TYPES = {
    "Cycle Inspection / Initial Inspection": "planned",
    "Cycle Inspection / Re-inspection": "control",
    "Pre-permit (Operational) / Second Compliance Inspection": "control",
    "Administrative Miscellaneous / Initial Inspection": "unplanned",
}
_FOOD_TYPES = {"Canvass": "planned", "Canvass Re-Inspection": "control", "Complaint": "unplanned"}
_NO_VISIT = ("Out of Business", "No Entry", "Not Ready", "Business Not Located")
_STREETS = ("ALMA STREET", "BIRCH AVENUE", "CANAL, NORTH SIDE", '"D" STREET', "EAST   5 STREET")


@dataclass
class Visit:
    """An inspection as the register should know it."""

    business: str
    kind: str
    day: date
    violations: int
    suspended: bool = False


@dataclass
class Made:
    """What a file holds."""

    rows: int = 0  # below the header
    not_inspected: int = 0  # of them
    visits: dict[str, Visit] = field(default_factory=dict)  # by registration number


def restaurants(rows: int, seed: int = 1) -> tuple[bytes, Made]:
    """About `rows` rows in the restaurant shape, in no order."""
    chance, made = random.Random(seed), Made()
    lines: list[list[object]] = []
    for number in range(10_000_000, 99_999_999):
        if len(lines) >= rows:
            break
        lines += _restaurant(chance, str(number), made)
    chance.shuffle(lines)
    made.rows = len(lines)
    return _csv(RESTAURANT_HEADERS, lines), made


def _restaurant(chance: random.Random, camis: str, made: Made) -> Iterable[list[object]]:
    who = [
        camis, f"EATERY № {camis[-4:]}, INC.", chance.choice(("Bronx", "Queens", "0")),
        chance.randint(1, 999), chance.choice(_STREETS), 10_000 + chance.randint(1, 900),
        chance.choice(("7185550100", "__________", "")), chance.choice(("Café", "Bakery")),
    ]  # fmt: skip
    if chance.random() < 0.05:
        made.not_inspected += 1
        yield [*who, "01/01/1900", *[""] * 7, f"{LAST_DAY:%m/%d/%Y}", "", *_where(chance)]
        return
    for visit, kind in {_visit(chance): chance.choice([*_TYPES]) for _ in range(4)}.items():
        yield from _inspected(chance, who, visit, kind, made)


def _visit(chance: random.Random) -> date:
    return LAST_DAY - timedelta(days=chance.randint(0, 1000))


def _inspected(
    chance: random.Random, who: Sequence[object], day: date, kind: str, made: Made
) -> Iterable[list[object]]:
    kinds = [kind] if chance.random() < 0.9 else [*_TYPES][:2]  # now and then two on one day
    for one in kinds:
        cited = chance.choice((0, 1, 2, 2, 3, 4, 6, 9))
        closed = cited > 4 and chance.random() < 0.3
        number = f"{who[0]}/{day.isoformat()}/{one}"
        made.visits[number] = Visit(str(who[1]), _TYPES[one], day, cited, closed)
        action = _NONE if not cited else _CLOSED if closed else _CITED
        for code in range(cited) if cited else [None]:
            violation = (
                ["", ""] if code is None else [f"{code + 2:02d}B", "Words, and “more” words."]
            )
            yield [
                *who, f"{day:%m/%d/%Y}", action, *violation, "Critical", cited * 4, "A", "",
                f"{LAST_DAY:%m/%d/%Y}", one, *_where(chance),
            ]  # fmt: skip


def _where(chance: random.Random) -> list[object]:
    north, east = 40 + chance.random(), -73 - chance.random()
    return [north, east, "105", "03", "009800", "1015330", "1007730034", "MN13", ""]


def food(rows: int, seed: int = 1) -> tuple[bytes, Made]:
    """`rows` rows in the food shape."""
    chance, made = random.Random(seed), Made(rows=rows)
    lines = [_food(chance, str(2_500_000 + number), made) for number in range(rows)]
    return _csv(FOOD_HEADERS, lines), made


def _food(chance: random.Random, number: str, made: Made) -> list[object]:
    name, kind, day = f"GROCER {number[-3:]}", chance.choice([*_FOOD_TYPES]), _visit(chance)
    result = chance.choice(("Pass", "Pass w/ Conditions", "Fail", *_NO_VISIT[:2]))
    cited = chance.randint(0, 5) if result not in _NO_VISIT else 0
    if result in _NO_VISIT:
        made.not_inspected += 1
    else:
        made.visits[number] = Visit(name, _FOOD_TYPES[kind], day, cited)
    violations = " | ".join(f"{place}. FLOORS - Comments: WET" for place in range(1, cited + 1))
    return [
        number, name, "", 20_000 + int(number[-3:]), "Restaurant", "Risk 1 (High)", "1 W LAKE ST ",
        "CHICAGO", "IL", 60_601, f"{day:%m/%d/%Y}", kind, result, violations, 41.8, -87.6,
        "(41.8, -87.6)",
    ]  # fmt: skip


def _csv(headers: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows(lines)
    return out.getvalue().encode()


if __name__ == "__main__":  # python tests/workbooks/foreign.py 200000 FILE
    Path(sys.argv[2]).write_bytes(restaurants(int(sys.argv[1]))[0])
