"""The real program in this world: run in this process, or in one that is killed or held up."""

from __future__ import annotations

import os
import random
import shutil
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from journeys.machine.world import Faults, SharedClock, World, WorldMailbox, WorldServer
from journeys.town import SETTINGS, SIGNATORY, START

from config.progress import quiet
from config.template import settings_file
from config.trouble import Trouble
from ingest.mail.reading import Reading, Terms, read_mail
from jobs.backup import backup
from jobs.commands.setup import make
from jobs.recover import recover
from jobs.restore import World as RestoreWorld
from jobs.restore import restore
from jobs.run import run_job
from jobs.wiring import Installation, open_installation
from jobs.work import JOBS as WORK
from register import failpoint
from register.bodies import Role, add_body, add_officer
from register.database import transaction

JOBS = ("fetch", "take-in", "invite", "remind", "send")
PLACES = {
    "fetch": ("blob-written", "blobs-kept", "fetched", "recorded", "world-moved-one", "moved"),
    "take-in": ("attempt-counted", "attempt-counted", "effect-made", "taken-in"),
    "invite": ("invited",),
    "send": (
        "claimed",
        "handing-over",
        "world-before-the-dot",
        "world-after-the-dot",
        "handed-over",
        "marked",
    ),
}
"""Where a process may be killed, by job."""

HELD_UP = (
    ("fetch", "recorded"),
    ("take-in", "attempt-counted"),
    ("take-in", "attempt-counted"),
    ("take-in", "attempt-counted"),
    ("send", "claimed"),
    ("send", "claimed"),
    ("send", "handing-over"),
    ("send", "handed-over"),
)
"""Where a process may be held up: it is in no transaction there, and locks nobody out."""

CHOSEN = {
    **SETTINGS,
    "mail.out.url": "smtp://127.0.0.1:25",  # the wire is this world's, whatever stands here
    "mail.out.pace": 0,
    "survey.gap": 3,
    "survey.close": 20,
}


class ReadHere:
    """The reader in this very process: no mail of this world is out to harm it."""

    def read(self, raw: bytes, terms: Terms) -> Reading:
        return read_mail(raw, terms)


@dataclass(frozen=True)
class WorldInstallation(Installation):
    """An installation whose wires end in this world."""

    world: World | None = None
    faults: Faults = field(default_factory=Faults)

    def incoming(self) -> list:
        return [WorldMailbox(self._world, self.faults)]

    @property
    def reader(self) -> ReadHere:  # type: ignore[override]
        return ReadHere()

    def outgoing(self) -> WorldServer:
        return WorldServer(self._world, self.faults)

    @property
    def _world(self) -> World:
        assert self.world is not None
        return self.world


@cache
def template(folder: Path) -> Path:
    """An installation with a body, two inspectors and an administrator, made once and copied."""
    made = make(folder / "template", settings_file(CHOSEN) + SIGNATORY)
    with transaction(made.engine) as session:
        add_body(session, "GETI", "Госинспекция по экологической и технической безопасности")
        add_officer(session, "asan@geti.kg", Role.INSPECTOR, "GETI", "I-1", "Асан", "ru")
        add_officer(session, "gulnara@geti.kg", Role.INSPECTOR, "GETI", "I-2", "Гульнара", "ky")
    made.engine.dispose()
    return made.folder


class House:
    """Two workers' installations on one database, and the world they are wired to."""

    def __init__(self, origin: Path, folder: Path, seed: int, *, log: bool) -> None:
        self.folder = folder / "achyk"
        shutil.copytree(origin, self.folder)
        self.clock = SharedClock(START)
        self.world = World(folder / "world", self.clock)
        self.world.found()
        self.faults = Faults()
        self.seed, self.step, self.has_log = seed, 0, log
        self.chance = random.Random(seed)
        self._environ = {"ACHYK_MAIL__OUT__LOG": str(folder / "world/mail.log")} if log else {}
        self.workers: list[WorldInstallation] = []
        self.restart()

    def restart(self) -> None:
        """Two fresh processes' worth of objects: nothing is remembered but what is on the disk."""
        self.close()
        self.workers = [self._open() for _ in range(2)]

    def close(self) -> None:
        for worker in self.workers:
            worker.engine.dispose()

    def _open(self) -> WorldInstallation:
        opened = open_installation(self.folder, self._environ, self.clock, self.chance.randbytes)
        return WorldInstallation(
            opened.settings, self.clock, self.chance.randbytes, self.world, self.faults
        )

    def next_step(self) -> None:
        """Chance of its own for each step: what one killed process drew, no other draws again."""
        self.step += 1
        self.chance.seed(f"{self.seed}/{self.step}")
        self.faults.verdicts, self.faults.operation, self.faults.what = [], 0, ""

    def run(self, job: str, worker: int = 0) -> None:
        """Do a job here; a trouble is an outcome only where the world was at fault."""
        self._survives(lambda: WORK[job](self.workers[worker], quiet))

    def _run_recorded(self, job: str, worker: int) -> None:
        """The same as a run with its row in `runs`, as the schedule starts it."""
        installation = self.workers[worker]
        turn = f"{installation.clock().isoformat()} {self.step}"
        self._survives(lambda: run_job(installation, job, turn))

    def _survives(self, work: Callable[[], object]) -> None:
        at_fault = self.faults.expected
        try:
            work()
        except Trouble:
            if not at_fault:
                raise

    def run_killed(self, job: str, place: str, worker: int = 0) -> bool:
        """Run a job in a process that dies at `place` as in a power cut; whether it got there."""
        child = self._fork(lambda: self._armed(job, f"{place}:kill", worker))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return True
        self._ended_well(status)
        return False

    def run_held_up(self, job: str, place: str, meanwhile: Callable[[], None]) -> None:
        """Run a job in a process that stands still at `place`; there `meanwhile` happens."""
        child = self._fork(lambda: self._stopping(job, place))
        _, status = os.waitpid(child, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            try:
                meanwhile()
            finally:
                os.kill(child, signal.SIGCONT)
                _, status = os.waitpid(child, 0)
        self._ended_well(status)

    def back_up(self) -> Path:
        """A backup of this moment; where it lies."""
        place = self.folder.parent / f"backup-{self.step}"
        return backup(self.workers[0], place, lambda done: None)

    def put_back(self, place: Path, advance: Callable[[int], object]) -> None:
        """The register is that of a backup; what the mailbox tells beyond it is learnt."""
        self.close()
        outside = RestoreWorld(self._environ, self.clock, self.chance.randbytes)
        restore(self.folder, place, outside, lambda done: None, force=True)
        self.restart()
        recover(self.workers[0], advance)

    def _armed(self, job: str, what: str, worker: int) -> None:
        # Ids and keys of its own: the steps after it draw others than a dead process drew.
        self.chance.seed(f"{self.seed}/{self.step}/child")
        failpoint.arm(what)
        self._run_recorded(job, worker)

    def _stopping(self, job: str, place: str) -> None:
        """A sleep at the failpoint that ends when the parent says so."""
        stop = SimpleNamespace(sleep=lambda seconds: os.kill(os.getpid(), signal.SIGSTOP))
        failpoint.time = stop  # type: ignore[assignment]
        self._armed(job, f"{place}:sleep", 1)

    def _fork(self, work: Callable[[], None]) -> int:
        self.close()
        child = os.fork()
        if child:
            return child
        code = 1
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001 - told by the parent, as the failure it is
            (self.folder / "died").write_text(traceback.format_exc())
        finally:
            os._exit(code)

    def _ended_well(self, status: int) -> None:
        if status != 0:
            raise AssertionError((self.folder / "died").read_text())

    def pass_time(self, seconds: float) -> datetime:
        """Time goes by; a negative number sets the clock back."""
        # Never onto a microsecond that has been: a person's run is named by its moment.
        self.clock.now += timedelta(seconds=seconds, microseconds=self.step)
        return self.clock.now
