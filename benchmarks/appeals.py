"""Appeals of a quarter: the monthly analysis, the ladder's sweep, and the registering of each.

    make bench

63 000 appeals with their movements on SQLite, as one region had in a quarter. Beside each figure
stands a yardstick of the same run: bare SQL that touches the same rows.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from config.calendar import Calendar, load_calendar
from register.appeals.tables import Appeal, AppealPart, Decision, Movement
from register.bodies import Role, add_body, add_officer
from register.database import open_engine, reading, transaction
from register.migrate import upgrade
from register.rules.appeal import (
    AppealKind,
    Channel,
    DecisionKind,
    MovementKind,
    Notify,
    PartState,
)
from register.rules.deadline import add_working
from register.rules.month import Month
from register.rules.number import new_number
from reports.monthly_figures import month_figures
from reports.monthly_replies import groups_of

APPEALS = 63_000
ZONE = ZoneInfo("Asia/Bishkek")
FIRST, LAST = date(2026, 8, 1), date(2026, 10, 31)
NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
REGIONS = ("bishkek", "osh-city", "chuy", "osh", "jalal-abad", "issyk-kul", "naryn", "")
TERM = 14  # working days
BODIES, UNITS = 12, 5


def main() -> None:
    """Print a line for each."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine("sqlite:///achyk.db", Path(folder))
        upgrade(engine)
        calendar = load_calendar("kg", Path(folder))
        made = seconds(lambda: build(engine, calendar))
        print(f"{'':44}{'here':>12}{'yardstick':>14}{'ratio':>10}")
        print(f"built {APPEALS} appeals in {made:.1f} s")
        analysis(engine, calendar)


def analysis(engine: sa.Engine, calendar: Calendar) -> None:
    """The figures of a month, its replies compared; against one pass over the same tables."""
    with reading(engine) as session:
        bare = seconds(lambda: _bare(session))
        month = Month(2026, 10)
        figures = month_figures(session, month, calendar, NOW, ZONE)
        took = seconds(lambda: month_figures(session, month, calendar, NOW, ZONE))
        compared = seconds(lambda: groups_of(figures.replies))
    print(f"{'figures of a month':44}{took:10.2f} s{bare:12.2f} s{took / bare:10.1f}")
    print(f"{len(figures.replies)} replies compared in {compared:.2f} s")


def _bare(session: Any) -> None:
    """Every row of the tables, read once and thrown away."""
    for table in ("appeals", "appeal_parts", "movements", "decisions"):
        for _ in session.execute(sa.text(f"SELECT * FROM {table}")):
            pass


def build(engine: sa.Engine, calendar: Calendar) -> None:
    """Appeals of a quarter as they would stand in the register, straight into its tables."""
    chance = random.Random(63)
    with transaction(engine) as session:
        bodies = _bodies(session)
    rows: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (Appeal, AppealPart, Movement, Decision)
    }
    due: dict[date, date] = {}
    templates = [chance.randbytes(128) for _ in range(40)]
    for number in range(1, APPEALS + 1):
        day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))
        if day not in due:
            due[day] = add_working(calendar, day, TERM)
        for table, row in one(chance, number, day, due[day], chance.choice(bodies), templates):
            rows[table].append(row)
    with engine.begin() as connection:
        for table, values in rows.items():
            for start in range(0, len(values), 20_000):
                connection.execute(sa.insert(table), values[start : start + 20_000])


def _bodies(session: Any) -> list[str]:
    add_body(session, "M", "Ministry")
    codes = []
    for body in range(BODIES):
        add_body(session, f"B{body:02d}", f"Body {body:02d}", "M")
        add_officer(session, f"head{body}@state.kg", Role.HEAD, f"B{body:02d}", name=f"Head {body}")
        for unit in range(UNITS):
            code = f"B{body:02d}-{unit}"
            add_body(session, code, f"Unit {unit} of body {body:02d}", f"B{body:02d}")
            codes.append(code)
    return codes


def one(
    chance: random.Random, number: int, day: date, due: date, body: str, templates: list[bytes]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The rows of one appeal: registered, given out, mostly decided, sometimes late or rated."""
    at = datetime(day.year, day.month, day.day, chance.randrange(3, 12), tzinfo=UTC)
    yield Appeal, _appeal(chance, number, day, at)
    took = timedelta(days=chance.randrange(3, 24))
    decided = at + took if at + took < NOW and chance.random() < 0.9 else None
    rating = chance.choice((0, 1, 2, 3, 4, 5)) if decided and chance.random() < 0.3 else None
    steps: list[tuple[datetime, MovementKind]] = [
        (at, MovementKind.REGISTERED),
        (at, MovementKind.ASSIGNED),
    ]
    for kind, share in (
        (MovementKind.FORWARDED, 0.4),
        (MovementKind.ASKED, 0.3),
        (MovementKind.ANSWERED, 0.9),
        (MovementKind.EXTENDED, 0.4),
        (MovementKind.WARNED, 0.6),
        (MovementKind.ESCALATED, 0.2),
    ):
        if chance.random() < share:
            steps.append((at + took * 0.5, kind))
    if decided:
        steps.append((decided, MovementKind.DECIDED))
    if rating is not None and decided:
        steps.append((decided + timedelta(hours=30), MovementKind.RATED))
    yield AppealPart, _part(number, body, at, due, decided, rating, len(steps))
    for when, kind in steps:
        yield (
            Movement,
            {"appeal_id": number, "part_id": number, "at": when, "kind": kind, "by": "",
             "post": "", "body": body, "rung": 0, "due_on": due, "detail": "", "words": None},
        )  # fmt: skip
    if decided:
        yield (
            Decision,
            {"part_id": number, "kind": chance.choice(list(DecisionKind)), "reason": "",
             "words": b"", "by": "officer@state.kg", "body": body, "at": decided,
             "sketch": _sketch(chance, templates), "length": chance.randrange(80, 3000),
             "questions": chance.randrange(3)},
        )  # fmt: skip


def _sketch(chance: random.Random, templates: list[bytes]) -> bytes:
    """Of a reply of its own, or of one after a pattern with a few words changed."""
    if chance.random() < 0.6:
        return chance.randbytes(128)
    changed = bytearray(chance.choice(templates))
    for _ in range(12):
        changed[chance.randrange(128)] = chance.randrange(256)
    return bytes(changed)


def _appeal(chance: random.Random, number: int, day: date, at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "number": new_number(day, chance.randbytes),
        "key": f"{number:016d}",
        "pin": "",
        "channel": chance.choice(list(Channel)),
        "kind": chance.choice(list(AppealKind)),
        "language": "ru",
        "received_at": at,
        "registered_at": at,
        "accepted_by": "",
        "applicant": f"{chance.randrange(50_000):016d}",
        "contact": b"x" * 300,
        "words": b"x" * 900,
        "notify": Notify.MAIL,
        "original": "",
        "sameness": f"{number:064d}",
        "inspection_id": None,
        "region": chance.choice(REGIONS),
        "signature": "",
        "signer": None,
        "sketch": chance.randbytes(128),
        "collective": "",
    }


def _part(
    number: int,
    body: str,
    at: datetime,
    due: date,
    decided: datetime | None,
    rating: int | None,
    version: int,
) -> dict[str, Any]:
    return {
        "id": number,
        "appeal_id": number,
        "number": 0,
        "level": 1,
        "key": f"{number:016d}",
        "words": None,
        "body": body,
        "holder": f"officer@{body}.kg",
        "rung": 0,
        "state": PartState.DECIDED if decided else PartState.OPEN,
        "version": version,
        "opened_at": at,
        "profile": "kg-2007",
        "calendar": "kg/0",
        "starts_on": at.date(),
        "registration_due": at.date() + timedelta(days=1),
        "due_on": due,
        "extensions": "",
        "pauses": "",
        "decided_at": decided,
        "rating": rating,
        "look_at": None if decided else at + timedelta(days=1),
    }


def seconds(act: Callable[[], object]) -> float:
    """How long it takes on the wall."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
