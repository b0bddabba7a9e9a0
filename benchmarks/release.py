"""The complete release of a country's quarter, from the register to the bundle.

    make bench            (INSPECTIONS=100000 python benchmarks/release.py for a smaller one)

1 000 000 inspections, 300 000 responses of 13 answers, 200 000 appeals on SQLite, and a tenth of it
before, to see how the time grows. The yardstick is bare work of the same run: the same SELECTs run
once more with their rows thrown away, a SHA-256 over each listed line, and the bundle's bytes
written once.
"""

import hashlib
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from config.regions import regions
from config.template import settings_file
from jobs.commands.setup import make
from jobs.quarterly import report_due
from jobs.wiring import Installation
from register.appeals.tables import Appeal, AppealPart, Decision, Movement
from register.batches import InvitationLeaf
from register.bodies import Role, add_body, add_officer
from register.businesses import Business
from register.database import transaction
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState
from register.releases import Release
from register.responses import Channel as AnswerChannel
from register.responses import Response, committed
from register.rules.appeal import (
    AppealKind,
    Channel,
    DecisionKind,
    MovementKind,
    Notify,
    PartState,
)
from register.rules.batch import leaf_of
from register.rules.number import new_number
from register.rules.record import InspectionKind

INSPECTIONS = int(os.environ.get("INSPECTIONS", 1_000_000))
BODIES, BUSINESSES = 40, 150_000
QUARTER = "2026-Q3"
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
CLOSES = date(2026, 10, 30)
KINDS = (*[InspectionKind.PLANNED] * 6, *[InspectionKind.UNPLANNED] * 3, InspectionKind.CONTROL)
CHUNK = 20_000


def main() -> None:
    """Print a line for each size."""
    print(f"{'':34}{'release':>10}{'bare':>10}{'ratio':>8}{'peak':>10}")
    for inspections in (INSPECTIONS // 10, INSPECTIONS):
        # In a process of its own: the peak of the first must not hide in that of the second.
        child = os.fork()
        if child == 0:
            measure(inspections)
            sys.stdout.flush()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            raise SystemExit("the measurement failed")


def measure(inspections: int) -> None:
    """Build a register of this size and its release."""
    with tempfile.TemporaryDirectory() as name:
        installation = build(Path(name) / "town", inspections)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        statements: list[tuple[str, Any]] = []
        sa.event.listen(
            installation.engine,
            "before_cursor_execute",
            lambda *a: statements.append((a[2], a[3])) if a[2].startswith("SELECT") else None,
        )
        took = seconds(lambda: report_due(installation))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with installation.engine.connect() as connection:
            bundle = connection.scalar(sa.select(Release.bundle))
        asked = list(statements)
        content = installation.blobs.get("kept", bundle)
        yardstick = seconds(lambda: bare(installation, asked, content, Path(name) / "bare"))
        grown = f"{max(peak - before, 0) // 1024} MB more"
        print(
            f"{inspections:>10} inspections, {took:6.1f} s; bundle {len(content) >> 20} MB", end=""
        )
        print(f"{yardstick:10.1f} s{took / yardstick:8.1f}{peak // 1024:>7} MB ({grown})")


def bare(
    installation: Installation, statements: list[tuple[str, Any]], content: bytes, path: Path
) -> None:
    """The same rows read, each listed line hashed once, the same bytes written once."""
    with installation.engine.connect() as connection:
        plain = connection.connection.driver_connection
        assert plain is not None
        for statement, parameters in statements:
            for row in plain.execute(statement, parameters):
                hashlib.sha256(repr(row[:1]).encode()).digest()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def build(folder: Path, inspections: int) -> Installation:
    """An installation whose quarter has closed, straight into its tables."""
    made = make(folder, settings_file({}), environ={})
    installation = Installation(made.settings, clock=lambda: NOW)
    chance = random.Random(7)
    with transaction(installation.engine) as session:
        add_body(session, "M", "Ministry")
        for body in range(BODIES):
            add_body(session, f"B{body:02d}", f"State inspectorate number {body:02d}", "M")
        add_officer(session, "admin@state.kg", Role.ADMINISTRATOR, "M", name="Admin")
    count = max(inspections * BUSINESSES // 1_000_000, 1_000)
    businesses = ({"tax_id": f"{n:014d}", "name": f"Business {n}"} for n in range(count))
    insert(installation, Business, businesses)
    insert(installation, Inspection, (_inspection(chance, n, count) for n in range(inspections)))
    asked = [n for n in range(inspections) if n % 10 < 7]
    insert(installation, Invitation, (_invitation(chance, n) for n in asked))
    leaves = ({"leaf": leaf_of(_token(n)), "quarter": QUARTER, "batch": None} for n in asked)
    insert(installation, InvitationLeaf, leaves)
    answered = (n for n in asked if n % 10 < 3)
    keys = installation.keys
    responses = (_response(chance, n) for n in answered)
    receipted = ({**row, "commitment": committed(keys, Response(**row))} for row in responses)
    insert(installation, Response, receipted)
    for table in (Appeal, AppealPart, Movement, Decision):
        rows = (row for n in range(1, inspections // 5 + 1) for row in _appeal(n, table))
        insert(installation, table, rows)
    return installation


def insert(installation: Installation, table: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    """The rows, some thousands at a time."""
    chunk: list[dict[str, Any]] = []
    with installation.engine.begin() as connection:
        for row in rows:
            chunk.append(row)
            if len(chunk) == CHUNK:
                connection.execute(sa.insert(table), chunk)
                chunk = []
        if chunk:
            connection.execute(sa.insert(table), chunk)


def _place(number: int) -> tuple[str, str, InspectionKind]:
    """Body, region and kind of an inspection: all three of every pair occur."""
    codes = [region.code for region in regions()]
    return f"B{number % BODIES:02d}", codes[number // BODIES % len(codes)], KINDS[number // 7 % 10]


def _inspection(chance: random.Random, number: int, businesses: int) -> dict[str, Any]:
    body, region, kind = _place(number)
    finished = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))
    return {
        "id": number + 1,
        "registration_no": f"R-{number}",
        "body": body,
        "unit": None,
        "inspector_ids": f"I-{number % 3000}",
        "kind": kind,
        "business_name": f"Business {number % businesses}",
        "tax_id": f"{number % businesses:014d}",
        "region": region,
        "started_on": finished,
        "finished_on": finished,
        "email": f"b{number}@business.kg" if number % 10 < 7 else None,
        "quarter": QUARTER,
        "upload_id": f"upload{number % 4000:010d}",
        "entered_at": NOW,
    }


def _token(number: int) -> bytes:
    return hashlib.sha256(b"invite" + number.to_bytes(8)).digest()


def _invitation(chance: random.Random, number: int) -> dict[str, Any]:
    body, region, kind = _place(number)
    state = InvitationState.ANSWERED if number % 10 < 3 else InvitationState.OPEN
    return {
        "id": f"{number:016d}",
        "inspection_id": number + 1,
        "token_digest": _token(number),
        "sealed_token": None,
        "email": f"b{number}@business.kg",
        "language": "ru",
        "questionnaire": "inspection-1",
        "state": state,
        "invited_on": LAST,
        "delivered": chance.random() < 0.9,
        "soft_bounces": 0,
        "reminders": 0,
        "last_on": LAST,
        "closes_on": CLOSES,
        "opened": 1,
        "quarter": QUARTER,
        "body": body,
        "unit": None,
        "region": region,
        "kind": kind,
        "inspector_ids": f"I-{number % 3000}",
    }


def _response(chance: random.Random, number: int) -> dict[str, Any]:
    body, region, kind = _place(number)
    scale = "12345"
    answers = {
        "q1": chance.choice(("yes", "yes", "yes", "no", "unsure")),
        "q2": chance.choice(("both", "id", "order", "neither", "unsure")),
        "q4": chance.choice(("yes", "partly", "no", "unsure")),
        "q5": chance.choice(("yes", "subject", "time", "both", "unsure")),
        "q9": str(chance.randrange(1, 60)),
        "q10": chance.choice(("yes", "no", "no", "no", "refuse")),
        "q11": chance.choice(("yes", "no", "no")),
        **{f"q{n}": chance.choice(scale) for n in (3, 6, 7, 8, 12, 13)},
    }
    return {
        "digest": hashlib.sha256(b"response" + number.to_bytes(8)).digest(),
        "version": 1,
        "current": True,
        "questionnaire": "inspection-1",
        "quarter": QUARTER,
        "week": f"2026-W{chance.randrange(28, 44)}",
        "channel": chance.choice(list(AnswerChannel)),
        "body": body,
        "unit": None,
        "region": region,
        "kind": kind,
        "inspector_ids": f"I-{number % 3000}",
        **answers,
    }


def _appeal(number: int, table: type[Any]) -> Iterator[dict[str, Any]]:
    """The rows of one appeal in one of its tables: registered, given out, mostly decided."""
    chance = random.Random(number)
    day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))
    at = datetime(day.year, day.month, day.day, chance.randrange(3, 12), tzinfo=UTC)
    decided = at + timedelta(days=chance.randrange(3, 24)) if chance.random() < 0.9 else None
    body, due = f"B{number % BODIES:02d}", day + timedelta(days=20)
    if table is Appeal:
        yield {
            "id": number, "number": new_number(day, chance.randbytes), "key": f"{number:016d}",
            "pin": "", "channel": Channel.MAIL, "kind": AppealKind.COMPLAINT, "language": "ru",
            "received_at": at, "registered_at": at, "accepted_by": "",
            "applicant": f"{number % 50_000:016d}", "contact": b"", "words": b"",
            "notify": Notify.MAIL, "original": "", "sameness": f"{number:064d}",
            "inspection_id": None, "region": "", "signature": "", "signer": None,
            "sketch": b"", "collective": "",
        }  # fmt: skip
    elif table is AppealPart:
        yield {
            "id": number, "appeal_id": number, "number": 0, "level": 1, "key": f"{number:016d}",
            "words": None, "body": body, "holder": "officer@state.kg", "rung": 0,
            "state": PartState.DECIDED if decided else PartState.OPEN, "version": 3,
            "opened_at": at, "profile": "kg-2007", "calendar": "kg/0", "starts_on": day,
            "registration_due": day, "due_on": due, "extensions": "", "pauses": "",
            "decided_at": decided, "rating": chance.choice((None, None, 1, 5)) if decided else None,
            "look_at": None,
        }  # fmt: skip
    elif table is Movement:
        steps = [(at, MovementKind.REGISTERED), (at, MovementKind.ASSIGNED)]
        steps += [(decided, MovementKind.DECIDED)] if decided else []
        for when, kind in steps:
            yield {
                "appeal_id": number, "part_id": number, "at": when, "kind": kind, "by": "",
                "post": "", "body": body, "rung": 0, "due_on": due, "detail": "", "words": None,
            }  # fmt: skip
    elif decided:
        yield {
            "part_id": number, "kind": DecisionKind.EXPLAINED, "reason": "", "words": b"",
            "by": "officer@state.kg", "body": body, "at": decided, "sketch": b"", "length": 300,
            "questions": 1,
        }  # fmt: skip


def seconds(act: Any) -> float:
    """How long it takes on the wall."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
