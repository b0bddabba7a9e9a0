"""`make soak MINUTES=10`: the real program under load, killed again and again at random.

Two workers in processes of their own pass over one installation: mail comes in by a Maildir,
letters go out to an SMTP server that drops connections and refuses at random. Each worker is killed
with SIGKILL after a random time or at a random failpoint, and started again. In the end nobody is
killed any more, time passes, and everything is counted from outside; the exit code is 1 if anything
is amiss. `SEED=n` plays the same mails, kills and faults again, as far as two processes can.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from journeys.test_crash import IN_UPLOAD
from journeys.test_crash_servers import AT_SMTP
from journeys.town import SERVER, SIGNATORY
from services.faulty_smtp import FaultySmtp, Plan, run_faulty_smtp
from services.postgres import run_postgres
from soak.counting import Findings, count_all
from soak.outside import BUSINESSES, ROWS, Outside
from soak.worker import scaled_clock

from config.template import settings_file
from ingest.place import read_again
from jobs.commands.setup import make
from jobs.wiring import Installation, open_installation
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction
from register.messages import held_messages
from register.rules.held import Held
from register.standing import standing

ROOT = Path(__file__).parents[2]
WORKERS = 2
SCALE = 120.0  # a lease of a quarter of an hour is over in seven and a half seconds
FAULTS = 0.03  # of all letters meet one at the SMTP server
BACKLOG = 500  # invitations on their way at most before more are caused
LIVES = (2.0, 30.0)  # seconds until a worker is killed
NOT_HERE = {"file-entered"}  # nothing is laid in the drop folder
FAILPOINTS = [place for place in (*IN_UPLOAD, *AT_SMTP) if place not in NOT_HERE]
SETTLING = 1_800.0  # seconds at most until nothing moves any more


@dataclass
class Soak:
    """One run."""

    folder: Path
    smtp: FaultySmtp
    start: float
    chance: random.Random
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    doomed: list[float] = field(default_factory=list)  # when each worker is killed
    kills: int = 0
    placed: int = 0  # held mails that the operator had read anew

    def worker(self, *, mortal: bool) -> subprocess.Popen[bytes]:
        """A fresh worker; a mortal one may carry a failpoint that kills it from within."""
        environ = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
        if mortal and self.chance.random() < 0.5:
            place, times = self.chance.choice(FAILPOINTS), self.chance.randint(1, 40)
            environ["ACHYK_FAILPOINT"] = f"{place}@{times}:kill"
        told = (str(self.folder), str(self.start), str(SCALE), str(self.chance.getrandbits(32)))
        with (self.folder / "workers.log").open("ab") as log:
            command = [sys.executable, "-m", "soak.worker", *told]
            return subprocess.Popen(command, env=environ, stderr=log, cwd=ROOT)

    def keep_going(self, *, mortal: bool) -> None:
        """Kill whose time is over; start again who is dead."""
        now = time.monotonic()
        while len(self.workers) < WORKERS:
            self.workers.append(self.worker(mortal=mortal))
            self.doomed.append(now + self.chance.uniform(*LIVES))
        for place, worker in enumerate(self.workers):
            if mortal and now > self.doomed[place]:
                worker.kill()
                worker.wait()
            if worker.poll() is not None:
                self.kills += 1
                self.workers[place] = self.worker(mortal=mortal)
                self.doomed[place] = now + self.chance.uniform(*LIVES)

    def end(self) -> None:
        """End the workers."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.workers.clear()


def main() -> int:
    """Play, settle, count, tell."""
    wanted = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is tidied
    chance = random.Random(wanted.seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="achyk-soak-")))
        url = "sqlite:///achyk.db"
        if wanted.postgresql:
            cluster = stack.enter_context(run_postgres())
            url = stack.enter_context(cluster.database())
        plan = Plan(rate=FAULTS, seed=str(wanted.seed))
        smtp = stack.enter_context(run_faulty_smtp(folder / "outside", plan))
        soak = Soak(folder / "achyk", smtp, time.time(), chance)
        found = _play(soak, wanted, url)
    print(f"seed {wanted.seed}")
    print("\n".join(found.lines))
    print("\n".join(f"AMISS: {one}" for one in found.amiss) or "all is well")
    return int(bool(found.amiss))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="soak")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long mail keeps coming")
    parser.add_argument("--mails", type=int, default=0, help="stop at so many instead")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    return parser.parse_args()


def _play(soak: Soak, wanted: argparse.Namespace, url: str) -> Findings:
    installation = _found(soak, url)
    outside = Outside(soak.folder / "mail/in", soak.chance, installation.clock)
    try:
        _press(soak, outside, wanted)
        pressed = time.time() - soak.start
        _settle(soak, outside, installation)
    finally:
        soak.end()
    found = count_all(installation, outside, soak.smtp)
    found.lines.append(
        f"{soak.kills} workers killed in {pressed:.0f} s of pressure; {soak.placed} mails, whose "
        "worker was killed three times, were held and placed by hand"
    )
    return found


def _found(soak: Soak, url: str) -> Installation:
    settings = settings_file(
        {
            "database.url": url,
            "mail.domain": "achyk.test",
            "mail.in.authserv_id": SERVER,
            "mail.out.url": soak.smtp.url,
            "mail.out.pace": 0,
            "survey.delay": 0,
            "survey.reminders": 0,
        }
    )
    folder = make(soak.folder, settings + SIGNATORY).folder
    installation = open_installation(folder, {}, scaled_clock(folder, soak.start, SCALE))
    with transaction(installation.engine) as session:
        add_body(session, "GETI", "Госинспекция")
        add_officer(session, "asan@geti.kg", Role.INSPECTOR, "GETI", "I-1", "Асан", "ru")
    return installation


def _press(soak: Soak, outside: Outside, wanted: argparse.Namespace) -> None:
    """Mail keeps coming in while workers die; progress every ten seconds."""
    told = time.monotonic()
    while _goes_on(soak, outside, wanted):
        soak.keep_going(mortal=True)
        _read_letters(soak, outside)
        backlog = len(os.listdir(soak.folder / "mail/in/new"))
        room = outside.inspections - len(outside.seen) < BACKLOG
        if outside.inspections + ROWS <= BUSINESSES and backlog < 200 and room:
            outside.upload()
        elif backlog < 50:
            outside.fill(50)
        if time.monotonic() - told > 10:
            told = time.monotonic()
            _tell(soak, outside)
        time.sleep(0.2)


def _goes_on(soak: Soak, outside: Outside, wanted: argparse.Namespace) -> bool:
    if wanted.mails:
        return outside.delivered < wanted.mails
    return time.time() - soak.start < wanted.minutes * 60


def _read_letters(soak: Soak, outside: Outside) -> None:
    for path in sorted((soak.smtp.folder / "accepted").iterdir()):
        if path.name not in outside.seen:
            outside.seen.add(path.name)
            outside.read(path)


def _settle(soak: Soak, outside: Outside, installation: Installation) -> None:
    """No more faults; time jumps ahead whenever only waiting would help, until nothing is open."""
    end, still, ahead = time.monotonic() + SETTLING, 0, 0.0
    before = _moving(installation), outside.delivered
    while (still < 4 or any(before[0][:3])) and time.monotonic() < end:
        soak.keep_going(mortal=False)
        time.sleep(3)
        _read_letters(soak, outside)
        after = _moving(installation), outside.delivered
        still = still + 1 if after == before else 0
        before = after
        soak.placed += place_again(installation)
        if still >= 3:  # nothing moves but time
            ahead += 3_600 * 5
            (soak.folder / "ahead").write_text(str(ahead))
        _tell(soak, outside)


def _moving(installation: Installation) -> tuple[int, int, int, int]:
    """Files in the mailbox, new messages, open letters, letters in all."""
    with reading(installation.engine) as session:
        found = standing(session)
    waiting = len(os.listdir(installation.folder / "mail/in/new"))
    still_open = sum(found.letters.get(state, 0) for state in ("waiting", "sending", "unknown"))
    return waiting, found.messages.get("new", 0), still_open, sum(found.letters.values())


def place_again(installation: Installation) -> int:
    """What an operator does: a mail that is held because it could not be read is read anew."""
    with reading(installation.engine) as session:
        unread = [one.id for one in held_messages(session) if one.reason == Held.UNREADABLE.value]
    for message_id in unread:
        read_again(installation.desk(), message_id)
    return len(unread)


def _tell(soak: Soak, outside: Outside) -> None:
    spent = time.time() - soak.start
    print(
        f"{spent:6.0f} s  {outside.delivered} mails, {len(outside.seen)} letters accepted, "
        f"{soak.kills} workers killed",
        file=sys.stderr,
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
