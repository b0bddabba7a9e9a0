"""Random walks of an appeal through an office: what holds of every part, whatever is done to it.

`ACHYK_MACHINE_EXAMPLES=n` plays so many other walks.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.appeals.acting import take
from register.appeals.applicant import HIGHEST_LEVEL
from register.appeals.clock import due_of, explanation, paused_since
from register.appeals.conflict import barred, staff_now
from register.appeals.deed import Deed, PartDeed, Refused
from register.appeals.moving import WITHOUT_EFFECT
from register.appeals.recounting import recount
from register.appeals.tables import Appeal, AppealPart, Decision, Movement, Substitute
from register.bodies import Officer, Role, add_body, add_officer
from register.database import open_engine, reading, transaction
from register.letters import Letter
from register.rules.appeal import WAITING_STATES, Action, AppealKind, DecisionKind, PartState
from register.rules.letter import LetterKind

EXAMPLES = int(os.environ.get("ACHYK_MACHINE_EXAMPLES", "8"))
SAME_EACH_TIME = "ACHYK_MACHINE_EXAMPLES" not in os.environ
DEEDS = 14
SURNAMES = ("Асанов", "Бектенов", "Волкова", "Галиев", "Дуйшеев", "Ержанов", "Жумаева", "Зотов")
SURNAMES += ("Исаков", "Касымова", "Лобанов", "Маматов", "Назарова", "Осмонов", "Петрова", "Рыков")


def people(random: Random) -> list[tuple[str, Role, str, str | None, str]]:
    """A random tree's staff; each person has a surname of the own, some have two roles."""
    bodies = ("A", "B", "C", "D", "E")
    made = []
    for n, surname in enumerate(SURNAMES):
        for _ in range(random.choice((1, 1, 1, 2))):
            role = random.choice((Role.OFFICER, Role.OFFICER, Role.HEAD, Role.RAPID, Role.OPERATOR))
            made.append((f"p{n}@x.kg", role, random.choice(bodies), f"I-{n}", f"{surname} Нур"))
    return [*made, ("p0@x.kg", Role.ADMINISTRATOR, "A", "I-0", f"{SURNAMES[0]} Нур")]


@pytest.fixture
def fresh(office, migrated_file: Path, tmp_path: Path):
    """Makes an office of its own for a walk."""

    def make(random: Random):
        path = tmp_path / "walk.db"
        for old in tmp_path.glob("walk.db*"):
            old.unlink()
        shutil.copy(migrated_file, path)
        engine = open_engine(f"sqlite:///{path}", tmp_path)
        with transaction(engine) as session:
            above: list[str] = []
            for code in ("A", "B", "C", "D", "E"):
                add_body(session, code, code, random.choice(above) if above else None)
                session.flush()
                above.append(code)
            for email, role, body, code, name in people(random):
                add_officer(session, email, role, body, code, name)
        moment = replace(office.moment, randbytes=random.randbytes)
        return replace(office, engine=engine, moment=moment, seen=0)

    return make


def accusation(random: Random) -> str:
    named = random.sample(SURNAMES, random.choice((0, 0, 1, 1, 2)))
    return " ".join(["Прошу разобраться.", *(f"Виноват инспектор {one}." for one in named)])


def step(walk, random: Random) -> None:
    """Somebody does something to some part; what may not be done is refused, and counts."""
    part = random.choice(walk.parts())
    who = random.choice((part.holder, part.holder, f"p{random.randrange(len(SURNAMES))}@x.kg"))
    text = accusation(random)
    deeds = (
        Deed(Action.DECIDE, text="Ответ.", decision=random.choice(list(DecisionKind))),
        Deed(Action.DECIDE, text="Ответ.", decision=DecisionKind.EXPLAINED),
        Deed(Action.ASK, text="Когда?"),
        Deed(Action.FORWARD, unit=random.choice("ABCDE"), reason="туда"),
        Deed(Action.FORWARD, unit="Суд", outside=True, reason="туда"),
        Deed(Action.EXTEND, days=random.randrange(1, 20), reason="долго"),
        Deed(Action.SPLIT, parts=(PartDeed("", "раз"), PartDeed(random.choice("ABCDE"), "два"))),
        Deed(Action.RECLASSIFY, kind=random.choice(list(AppealKind)), reason="иное"),
        Deed(Action.ACKNOWLEDGE),
        Deed(Action.ASSIGN, officer=f"p{random.randrange(len(SURNAMES))}@x.kg"),
    )
    happening = random.randrange(12)
    if happening < 6:
        with suppress(Refused):  # which deeds are refused is told in test_acting.py
            walk.do(part.id, who, random.choice(deeds))
    elif happening == 6:
        walk.write(part.id, text)
    elif happening == 7:
        walk.rate(part.id, random.choice((0, 1, 2, 5)), text)
    elif happening == 8:
        replace_somebody(walk, random)
    elif happening == 9:
        changed = replace(walk.book.calendar, version=str(random.random()))
        walk.book = replace(walk.book, calendar=changed)
        with transaction(walk.engine) as session:
            recount(session, walk.moment, walk.book)
    else:
        walk.later(hours=random.choice((-30, 0.3, 5, 24, 24, 72, 400)))
        walk.sweep(limit=random.choice((1, 2, 500)))


def replace_somebody(walk, random: Random) -> None:
    """A substitute, or a new head: who was free may be partial from now on."""
    with transaction(walk.engine) as session:
        if random.random() < 0.5:
            n = random.randrange(len(SURNAMES))
            name = f"{SURNAMES[n]} Нур"
            role = random.choice((Role.HEAD, Role.OFFICER))
            add_officer(session, f"p{n}@x.kg", role, random.choice("ABCDE"), f"I-{n}", name)
            return
        away, acts = random.sample(range(len(SURNAMES)), 2)
        today = walk.moment.today
        taken = {
            e
            for row in session.execute(sa.select(Substitute.officer, Substitute.substitute))
            for e in row
        }
        if taken.isdisjoint({f"p{away}@x.kg", f"p{acts}@x.kg"}):
            last = today + timedelta(days=random.randrange(9))
            session.add(
                Substitute(
                    officer=f"p{away}@x.kg", first=today, last=last, substitute=f"p{acts}@x.kg"
                )
            )


def told_since(walk, known: set[str]) -> Iterator[tuple[LetterKind, str, int]]:
    """Kind, recipient and part's appeal of each letter that is new."""
    with reading(walk.engine) as session:
        keys = {f"appeal/{one.key}": one.id for one in session.scalars(sa.select(Appeal))}
        for letter in session.scalars(sa.select(Letter)):
            if letter.id not in known:
                known.add(letter.id)
                if letter.about in keys:
                    yield letter.kind, letter.recipient, keys[letter.about]


def check_conflicts(walk, known: set[str]) -> None:
    """No letter of the appeal to anybody who is barred, and no barred person may act."""
    staff_addresses = {f"p{n}@x.kg" for n in range(len(SURNAMES))}
    with reading(walk.engine) as session:
        staff = staff_now(session, walk.moment)
        out = {}
        for part in session.scalars(sa.select(AppealPart)):
            appeal = session.get_one(Appeal, part.appeal_id)
            kept_out = barred(session, walk.moment, appeal, staff, part)
            named = barred(session, walk.moment, appeal, staff, replace_level(part))
            out.setdefault(appeal.id, named)
            for email in staff_addresses:
                if kept_out.bars(email, staff.bodies_of(email)):
                    hand = take(session, walk.moment, walk.book, part.id, email)
                    assert hand.post == "", f"{email} is kept away and may act"
    for kind, to, appeal_id in told_since(walk, known):
        if to in staff_addresses:
            is_barred = out[appeal_id].bars(to, staff.bodies_of(to))
            assert not is_barred, f"{kind} to {to}, who is kept away"


def replace_level(part: AppealPart) -> AppealPart:
    """The part as if it were the first: whom the words and inspections bar, without deciders."""
    return AppealPart(appeal_id=part.appeal_id, number=part.number, level=1)


def check_parts(walk) -> None:
    """What holds of each part."""
    with reading(walk.engine) as session:
        for part in session.scalars(sa.select(AppealPart)):
            moved = session.scalars(sa.select(Movement).filter_by(part_id=part.id)).all()
            decision = session.get(Decision, part.id)
            deeds = [one for one in moved if one.kind not in WITHOUT_EFFECT]
            assert part.version == len(deeds), "the version counts what people did"
            assert moved[-1].due_on == part.due_on or part.state is PartState.ASKED
            assert 1 <= part.level <= HIGHEST_LEVEL
            ended = part.state in (PartState.DECIDED, PartState.FORWARDED)
            assert ended == (decision is not None) == (part.decided_at is not None)
            assert (part.look_at is not None) == (part.state in WAITING_STATES)
            assert (paused_since(part) is not None) == (part.state is PartState.ASKED)
            if part.state is not PartState.ASKED:
                assert due_of(walk.book, part, walk.moment.today) == part.due_on
                assert explanation(walk.book, part, walk.moment.today)[-1].on == part.due_on
            if not part.holder and part.state in WAITING_STATES:
                key = Letter.key.startswith(f"unassigned/{part.id}/")
                told = session.scalar(sa.select(Letter.id).where(key).limit(1))
                assert told or administrators_barred(session, walk, part), "nobody was told"


def administrators_barred(session, walk, part: AppealPart) -> bool:
    staff = staff_now(session, walk.moment)
    appeal = session.get_one(Appeal, part.appeal_id)
    kept_out = barred(session, walk.moment, appeal, staff, part)
    admins = session.scalars(sa.select(Officer.email).filter_by(role=Role.ADMINISTRATOR))
    return all(kept_out.bars(one, staff.bodies_of(one)) for one in admins)


@pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=SAME_EACH_TIME,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(random=st.randoms(use_true_random=False))
def test_whatever_is_done_no_barred_person_sees_an_appeal_and_every_part_is_sound(fresh, random):
    walk, known = fresh(random), set[str]()
    walk.part(accusation(random), body=random.choice("ABCDE"), kind=random.choice(list(AppealKind)))
    for _ in range(DEEDS):
        step(walk, random)
        check_conflicts(walk, known)
        check_parts(walk)
    walk.engine.dispose()
