"""The schedule over whole walks: a standstill, schedulers that are killed, and two that race."""

from __future__ import annotations

import logging
import mmap
import os
import random
import signal
import struct
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from journeys.town import START, Town, reply_mail, row, upload_mail, workbook
from services.process import PATIENCE

from jobs import heartbeat, serve
from jobs.commands.running import run_all
from jobs.schedule import fire_of
from jobs.serve import Service, service, tick
from jobs.wiring import Installation, open_installation
from register import failpoint
from register.database import reading
from register.inspections import Inspection
from register.letters import OPEN_STATES, Letter
from register.messages import Message, MessageState
from register.responses import Response
from register.rules.letter import LetterKind
from register.runs import SCHEDULED, Run, RunState


def rows(town: Town, table: type, *where: object) -> list:
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(table).where(*where)))


# A standstill


def ended(day: int) -> dict[str, object]:
    return {"start": datetime(2026, 7, day), "end": datetime(2026, 7, day)}


def sheet(town: Town, number: int, *written: list[object]) -> None:
    town.deliver(upload_mail(workbook(written), message_id=f"<{number}@geti.kg>"))


def every_half_day(at: Service, town: Town, days: float) -> None:
    for _ in range(round(days * 2)):
        tick(at)
        town.clock.pass_days(1 / 2)


def surveys(town: Town) -> list[tuple[str, str]]:
    """(kind, recipient) of every letter of the survey, in the order in which they went."""
    kinds = (LetterKind.INVITATION, LetterKind.REMINDER)
    with reading(town.installation.engine) as session:
        sent = sa.select(Letter.kind, Letter.recipient).where(Letter.kind.in_(kinds))
        found = session.execute(sent.order_by(Letter.sent_at)).all()
    return [(kind.value, recipient.split("@")[0]) for kind, recipient in found]


@pytest.mark.parametrize("days", [3, 16])
def test_what_fell_due_in_a_standstill_is_done_once_each_oldest_first(town, days):
    """SC2: three days down; and sixteen, in which two reminders fell due: one goes, not both."""
    at = service(town.installation)
    sheet(town, 1, row(1, "first@business.kg"))
    every_half_day(at, town, 5.5)  # until the evening of 25 July
    sheet(town, 2, row(4, "d@business.kg", **ended(25)), row(3, "c@business.kg", **ended(24)))
    every_half_day(at, town, 0.5)
    sheet(town, 3, row(2, "b@business.kg", **ended(22)))  # nobody reads it before the standstill
    assert surveys(town) == [("invitation", "first")]
    town.clock.pass_days(days)
    tick(at)
    caught_up = surveys(town)
    assert caught_up == [
        ("invitation", "first"),
        ("invitation", "b"),
        ("invitation", "c"),
        ("invitation", "d"),
        ("reminder", "first"),
    ]
    every_half_day(at, town, 6)
    assert surveys(town) == caught_up
    every_half_day(at, town, 2)
    assert [one for one in surveys(town) if one[1] == "first"][1:] == [("reminder", "first")] * 2
    reminding = rows(town, Run, Run.job == "remind", Run.covers > 0)
    assert [run.covers for run in reminding] == [days]  # the mornings it slept through
    assert {run.state for run in rows(town, Run)} == {RunState.DONE}


# Schedulers that are killed

EVERY = {  # minutes between two periods of each job
    "fetch": 2, "take-in": 1, "invite": 3, "remind": 10, "watch": 15,
    "send": 1, "backup": 20, "quarterly": 20,
}  # fmt: skip
PLACES = (  # one death each: a mail that ended its process three times would rightly be held
    "fetched", "recorded", "moved", "attempt-counted", "taken-in",
    "invited", "claimed", "handing-over", "handed-over", "marked",
)  # fmt: skip
BUSINESSES = 8
DEATHS = 8
STEP = 6.0  # seconds of the installation for each look: no live one may seem dead for its slowness
LOOK = 0.1  # seconds of ours


def lines() -> dict[str, str]:
    names = {job: job.replace("-", "_").upper() for job in EVERY}
    return {
        f"ACHYK_SCHEDULE__{names[job]}": "* * * * *" if every == 1 else f"*/{every} * * * *"
        for job, every in EVERY.items()
    }


class SharedClock:
    """One clock for all processes; only the test moves it."""

    def __init__(self) -> None:
        self.seconds = mmap.mmap(-1, 8)

    def __call__(self) -> datetime:
        return START + timedelta(seconds=struct.unpack("d", self.seconds[:])[0])

    def move(self, seconds: float) -> None:
        (now,) = struct.unpack("d", self.seconds[:])
        self.seconds[:] = struct.pack("d", now + seconds)


@dataclass
class Crowd:
    """Two processes on one installation, each of which is killed in some run and replaced."""

    town: Town
    clock: SharedClock
    seed: int
    alive: dict[int, int] = field(default_factory=dict)  # pid → how many runs it may see begin
    deaths: int = 0
    chance: random.Random = field(default_factory=random.Random)
    answered: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=lambda: list(PLACES))
    read: set[str] = field(default_factory=set)  # files of letters that businesses have opened

    def open(self) -> Installation:
        folder, seed = self.town.installation.folder, self.chance.random()
        return open_installation(folder, lines(), self.clock, random.Random(seed).randbytes)

    def start(self) -> None:
        """A process; every other one is to die at some place of the program, in some run."""
        armed = ""
        if self.places and self.chance.random() < 0.5:
            place = self.places.pop(self.chance.randrange(len(self.places)))
            armed = f"{place}@{self.chance.randint(1, 3)}:kill"
        scheduler, installation = self.chance.random() < 0.8, self.open()
        begun = run_count(self.town)
        self.town.installation.engine.dispose()
        child = os.fork()
        if child == 0:
            live(installation, armed, scheduler)
        self.alive[child] = begun + self.chance.randint(1, 10)

    def bury(self) -> None:
        begun = run_count(self.town)
        for child, until in list(self.alive.items()):
            if begun >= until:
                os.kill(child, signal.SIGKILL)
            ended, status = os.waitpid(child, 0 if begun >= until else os.WNOHANG)
            if ended:
                del self.alive[child]
                self.deaths += os.WIFSIGNALED(status)

    def play(self) -> None:
        """Until so many have died, and every business has answered."""
        end = time.monotonic() + 4 * PATIENCE
        try:
            while self.deaths < DEATHS or len(self.answered) < BUSINESSES:
                assert time.monotonic() < end, f"{self.seed}: {self.told()}"
                self.bury()
                while len(self.alive) < 2:
                    self.start()
                self.clock.move(STEP)
                self.answer()
                time.sleep(LOOK)
        finally:
            for child in self.alive:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)

    def answer(self) -> None:
        """Businesses answer the invitations that lie in their mailboxes, once each."""
        self.town.clock.now = self.clock()
        for letter in delivered(self.town, self.read):
            sender = letter["To"]
            if "business.kg" in sender and sender not in self.answered:
                self.answered.add(sender)
                self.town.deliver(reply_mail(letter, "1: да\n12: 5", sender))

    def told(self) -> str:
        """What the processes said at last."""
        return (self.town.installation.folder / "said").read_text()[-3000:]


def run_count(town: Town) -> int:
    with reading(town.installation.engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Run)) or 0


def live(installation: Installation, armed: str, scheduler: bool) -> None:
    """The life of a process, which ends here: `achyk serve`, or a person's `achyk run all`."""
    with (installation.folder / "said").open("a", buffering=1) as said:
        sys.stdout = sys.stderr = said
        logging.basicConfig(force=True, stream=said, level=logging.INFO)
        try:
            failpoint.arm(armed)
            heartbeat.BEAT_SECONDS, serve.TICK_SECONDS = 0.2, 0.3
            if scheduler:
                serve.serve(installation, portal=False)
            else:
                run_all(installation)
        except BaseException:  # noqa: BLE001 - a forked process must not go on as the test
            traceback.print_exc()
        os._exit(0)


def delivered(town: Town, read: set[str]) -> list[EmailMessage]:
    """Every letter that lies where the mail server would have taken it, but for those read."""
    found = []
    for path in (town.installation.folder / "mail/out/new").iterdir():
        if path.name in read:
            continue
        read.add(path.name)
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        found.append(letter)
    return found


def settle(crowd: Crowd) -> None:
    """The last scheduler lives: whatever was begun comes to its end."""
    town, at = crowd.town, service(crowd.open())
    for _ in range(40):
        crowd.clock.move(18 * 60)
        tick(at)
        if not (
            rows(town, Run, Run.state == RunState.RUNNING)
            or rows(town, Message, Message.state == MessageState.NEW)
            or rows(town, Letter, Letter.state.in_(OPEN_STATES))
        ):
            return


def periods(first: datetime, last: datetime, every: int) -> int:
    """How many multiples of `every` minutes there are from the first to the last."""
    return int((last - first) / timedelta(minutes=every)) + 1


def test_two_schedulers_with_random_kills_run_every_period_once(town):
    """SC1: each period has one run that ended well, or is made good by one; effects are single."""
    seed = int(os.environ.get("ACHYK_SEED") or random.randrange(10**6))
    sheet(town, 1, *(row(n, f"b{n}@business.kg") for n in range(BUSINESSES)))
    town.run("fetch", "take-in")
    crowd = Crowd(town, SharedClock(), seed)
    crowd.chance.seed(seed)
    crowd.play()
    settle(crowd)
    told = f"seed {seed}: {crowd.told()}"
    assert {run.state for run in rows(town, Run)} == {RunState.DONE}, told
    for job, every in EVERY.items():
        runs = rows(town, Run, Run.job == job, Run.period.like(SCHEDULED))
        fires = sorted(fire_of(run.period) for run in runs)
        due = periods(fires[0], fires[-1], every)
        assert len(runs) + sum(run.covers for run in runs) == due, f"{job}, {told}"
    assert effects(town) == {
        "inspections": BUSINESSES,
        "responses": BUSINESSES,
        "invitations": BUSINESSES,
        "echoes": BUSINESSES,
        "message states": {"done"},
        "second copies": 0,
    }, told
    # Cancelled: its process died before it could mark it, and the business has answered since.
    assert {one.state.value for one in rows(town, Letter)} <= {"sent", "cancelled"}, told


def effects(town: Town) -> dict[str, object]:
    kinds = Counter(letter.kind for letter in rows(town, Letter))
    copies = Counter(letter["Message-ID"] for letter in delivered(town, set()))
    assert len(copies) == kinds.total()
    return {
        "inspections": len(rows(town, Inspection)),
        "responses": len(rows(town, Response)),
        "invitations": kinds[LetterKind.INVITATION],
        "echoes": kinds[LetterKind.ECHO],
        "message states": {message.state.value for message in rows(town, Message)},
        "second copies": sum(count - 1 for count in copies.values()),
    }
