"""Appeals of a quarter: the monthly analysis, the ladder's sweep, and the registering of each.

    make bench

63 000 appeals with their movements on SQLite, as one region had in a quarter. Beside each figure
stands a yardstick of the same run: bare SQL that touches the same rows.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from config.book import Book, load_book
from config.settings import Settings
from register.appeals.contact import Contact, seal_contact, seal_words
from register.appeals.incoming import Incoming
from register.appeals.ladder import sweep
from register.appeals.registering import register
from register.appeals.tables import Appeal, AppealPart, Decision, Movement
from register.bodies import Role, add_body, add_officer
from register.database import open_engine, reading, transaction
from register.keys import Keys
from register.migrate import upgrade
from register.moment import Moment
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
from reports.monthly import analysed, month_report

APPEALS = 63_000
ZONE = ZoneInfo("Asia/Bishkek")
FIRST, LAST = date(2026, 8, 1), date(2026, 10, 31)
NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
REGIONS = ("bishkek", "osh-city", "chuy", "osh", "jalal-abad", "issyk-kul", "naryn", "")
TERM = 14  # working days
BODIES, UNITS = 12, 5
REGISTERED = 1_000
WORDS = "The inspector came without an order and asked for papers that no law names. " * 8


def main() -> None:
    """Print a line for each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(folder=folder)
        keys = Keys(folder / "keys", os.urandom)
        keys.make()
        place = Place(
            engine=open_engine("sqlite:///achyk.db", folder),
            book=load_book(settings),
            settings=settings,
            moment=Moment(NOW, os.urandom, keys, ZONE),
        )
        upgrade(place.engine)
        print(f"{APPEALS} appeals, made in {seconds(lambda: build(place)):.0f} s")
        print(f"{'':44}{'here':>12}{'yardstick':>14}{'ratio':>10}")
        for measure in (analysis, laddering, registering):
            measure(place)


@dataclass(frozen=True)
class Place:
    """An installation's parts."""

    engine: sa.Engine
    book: Book
    settings: Settings
    moment: Moment


def show(what: str, here: float, yardstick: float, unit: str) -> None:
    """A line; the ratio is that of the times."""
    ratio = yardstick / here if unit == "/s" else here / yardstick
    print(f"{what:44}{here:10.2f} {unit}{yardstick:12.2f} {unit}{ratio:8.1f}")


def analysis(place: Place) -> None:
    """Figures and workbook of a month; against one pass over the same tables."""
    with reading(place.engine) as session:
        bare = seconds(lambda: _bare(session))
        start = time.perf_counter()
        figures = analysed(session, Month(2026, 10), place.settings, place.book, NOW)
        counted = time.perf_counter() - start
        month_report(figures, place.settings, place.book, "Ministry", NOW)
    took = time.perf_counter() - start
    show("monthly analysis: figures", counted, bare, "s ")
    show(f"  and the workbook ({len(figures.replies)} replies compared)", took, bare, "s ")


def laddering(place: Place) -> None:
    """Every due step of the open cases; against reading and writing these rows alone."""

    def bare() -> None:
        with place.engine.begin() as connection:
            connection.execute(sa.update(AppealPart).where(due).values(look_at=AppealPart.look_at))

    def through() -> None:
        left = True
        while left:
            with transaction(place.engine) as session:
                left = bool(sweep(session, place.moment, place.book)["left"])

    due = AppealPart.look_at <= NOW
    with reading(place.engine) as session:
        waiting = session.scalar(sa.select(sa.func.count()).select_from(AppealPart).where(due))
        open_ = AppealPart.state == PartState.OPEN
        every = session.scalar(sa.select(sa.func.count()).select_from(AppealPart).where(open_))
    yardstick = seconds(bare)
    took = seconds(through)
    show(f"the sweep over {every} open cases, {waiting} due", took, yardstick, "s ")


def registering(place: Place) -> None:
    """One commit for each appeal; against bare rows of the same size, committed as durably."""
    moment, book = place.moment, place.book

    def here() -> None:
        for number in range(REGISTERED):
            contact = Contact(email=f"a{number}@business.kg", subject="Appeal")
            incoming = Incoming(Channel.MAIL, NOW, f"{WORDS} {number}", contact)
            with transaction(place.engine) as session:
                register(session, moment, book, incoming)

    def bare() -> None:
        chance = random.Random(1)
        for number in range(APPEALS + 1_000_000, APPEALS + 1_000_000 + REGISTERED):
            day = NOW.date()
            rows = list(one(chance, number, day, day, "M", [bytes(128)], (b"x" * 300, b"x" * 900)))
            with place.engine.begin() as connection:
                for table, row in rows:
                    connection.execute(sa.insert(table), row)

    ours, theirs = (REGISTERED / seconds(act) for act in (here, bare))
    show("appeals registered, each in a commit", ours, theirs, "/s")


def _bare(session: Any) -> None:
    """Every row of the tables, read once and thrown away."""
    for table in ("appeals", "appeal_parts", "movements", "decisions"):
        for _ in session.execute(sa.text(f"SELECT * FROM {table}")):
            pass


def build(place: Place) -> None:
    """Appeals of a quarter as they would stand in the register, straight into its tables."""
    chance, keys, calendar = random.Random(63), place.moment.keys, place.book.calendar
    sealed = seal_contact(keys, Contact(email="a@business.kg")), seal_words(keys, WORDS)
    with transaction(place.engine) as session:
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
        for table, row in one(
            chance, number, day, due[day], chance.choice(bodies), templates, sealed
        ):
            rows[table].append(row)
    with place.engine.begin() as connection:
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
            add_officer(session, f"officer@{code.lower()}.kg", Role.OFFICER, code, name="Officer")
            codes.append(code)
    return codes


def one(
    chance: random.Random,
    number: int,
    day: date,
    due: date,
    body: str,
    templates: list[bytes],
    sealed: tuple[bytes, bytes],
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The rows of one appeal: registered, given out, mostly decided, sometimes late or rated."""
    at = datetime(day.year, day.month, day.day, chance.randrange(3, 12), tzinfo=UTC)
    yield Appeal, _appeal(chance, number, day, at, sealed)
    took = timedelta(days=chance.randrange(3, 24))
    decided = at + took if at + took < NOW and chance.random() < 0.82 else None
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


def _appeal(
    chance: random.Random, number: int, day: date, at: datetime, sealed: tuple[bytes, bytes]
) -> dict[str, Any]:
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
        "contact": sealed[0],
        "words": sealed[1],
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
        "holder": f"officer@{body.lower()}.kg",
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
        "look_at": None if decided else _morning(due - timedelta(days=4)),
    }


def _morning(day: date) -> datetime:
    """When offices open: from this day on the ladder looks at a case."""
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def seconds(act: Callable[[], object]) -> float:
    """How long it takes on the wall."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
