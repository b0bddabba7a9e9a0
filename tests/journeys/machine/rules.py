"""What may happen to an installation, step by step: the rules of the state machine."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from journeys.machine import mails
from journeys.machine.house import HELD_UP, JOBS, PLACES, House
from journeys.machine.mails import Mail, Row
from journeys.machine.rest import come_to_rest
from journeys.machine.watch import SURVEY_KINDS, Watch
from journeys.machine.world import VERDICTS, Accepted

INSPECTORS = ("asan@geti.kg", "gulnara@geti.kg")
ADDRESSES = ("one@business.kg", "two@business.kg", "three@else.kg", None)
FIRST = (Row(1, "one@business.kg"), Row(2, "two@business.kg"), Row(3, "one@business.kg"))
FILES = (
    (Row(4, "one@business.kg"),),
    (Row(1, "one@business.kg", "ОАО"), Row(4, "two@business.kg")),
    (Row(2, "three@else.kg"), Row(5, "one@business.kg"), Row(3, None)),
    (Row(1, "three@else.kg"), Row(4, "three@else.kg", bad=True)),
    (Row(2, "two@business.kg"), Row(3, "two@business.kg", "ОАО")),
    (Row(5, "two@business.kg"), Row(1, None, "ОАО")),
    (Row(1, "two@business.kg"), Row(2, "one@business.kg"), Row(6, "three@else.kg")),
    (Row(3, "three@else.kg"), Row(5, "three@else.kg"), Row(6, None)),
)
"""So few, for each new file is read in a process of its own; enough to correct each other."""

MINUTE, DAY = 60.0, 86_400.0
LONG = 16 * MINUTE  # longer than a lease
PASSING = (
    MINUTE,
    LONG,
    5 * 60 * MINUTE,
    DAY,
    3 * DAY,
    9 * DAY,
    30 * DAY,
    -10 * MINUTE,
    -60 * MINUTE,
)
STRANGERS = ("stranger", "newsletter", "lost reply")
OTHERWISE = ("3: 9", "отписаться", "vacation", *STRANGERS)

which = st.integers(0, 20)  # of those there are, counted round from the newest
workers = st.integers(0, 1)
senders = st.sampled_from(INSPECTORS)
files = st.sampled_from(FILES)
given_answers = st.dictionaries(
    st.sampled_from((3, 7, 12)), st.sampled_from(("1", "2", "5")), min_size=1, max_size=2
).map(lambda given: tuple(sorted(given.items())))
times = st.sampled_from((1, 1, 2))


def _places(*jobs: str) -> st.SearchStrategy[tuple[str, str]]:
    return st.sampled_from([(job, place) for job in jobs for place in PLACES[job]])


class Machine(RuleBasedStateMachine):
    """One example: an installation, its world, and what happens to them."""

    origin: ClassVar[Path]  # the installation to copy
    folder: ClassVar[Path]  # where to
    played: ClassVar[int] = 0  # examples so far

    def __init__(self) -> None:
        super().__init__()
        type(self).played += 1
        self.place = Path(tempfile.mkdtemp(dir=self.folder))
        self.house: House | None = None

    @initialize(seed=st.integers(0, 2**32 - 1), log=st.booleans(), asked=st.booleans())
    def found(self, seed: int, log: bool, asked: bool) -> None:
        """An installation, with or without its mail server's log; some have asked already."""
        self.house = House(self.origin, self.place, seed, log=log)
        self.watch = Watch(self.house)
        if asked:
            mail = mails.upload(0, self.house.clock.now, INSPECTORS[0], FIRST, proven=True)
            self.watch.delivers(mail)
            self.run_all(0)
        self.end_step()

    # Mail comes in

    @rule(
        sender=st.sampled_from(INSPECTORS), rows=files, proven=st.sampled_from((True, True, False))
    )
    def an_inspector_sends_a_file(self, sender: str, rows: tuple[Row, ...], proven: bool) -> None:
        self.write(lambda number, now: mails.upload(number, now, sender, rows, proven))

    @precondition(lambda self: self.uploads())
    @rule(which=which, proven=st.booleans())
    def an_inspector_sends_a_file_again(self, which: int, proven: bool) -> None:
        same = _one(self.uploads(), which)
        self.write(lambda number, now: mails.upload(number, now, same.sender, same.rows, proven))

    @precondition(lambda self: self.asked())
    @rule(which=which, answers=given_answers)
    def a_business_answers(self, which: int, answers: tuple[tuple[int, str], ...]) -> None:
        letter = _one(self.asked(), which)
        self.write(lambda number, now: mails.reply(number, now, letter, answers))

    @rule(which=which, what=st.sampled_from(OTHERWISE))
    def somebody_writes_otherwise(self, which: int, what: str) -> None:
        asked = self.asked()
        if what in STRANGERS or not asked:
            kind = what if what in STRANGERS else STRANGERS[0]
            return self.write(lambda number, now: mails.noise(number, now, kind))
        letter = _one(asked, which)
        if what == "vacation":
            return self.write(lambda number, now: mails.vacation(number, now, letter))
        out = what == "отписаться"
        return self.write(lambda n, now: mails.reply(n, now, letter, says=what, wants_out=out))

    @precondition(lambda self: self.letters("upload_confirm"))
    @rule(which=which)
    def an_inspector_confirms(self, which: int) -> None:
        letter = _one(self.letters("upload_confirm"), which)
        self.write(lambda number, now: self.confirmed(number, now, letter))

    @precondition(lambda self: self.letters())
    @rule(which=which, kind=st.sampled_from(tuple(mails.STATUSES)), answers=st.booleans())
    def a_letter_comes_back(self, which: int, kind: str, answers: bool) -> None:
        """Perhaps from one who has just answered it: then an echo is on its way."""
        letter = _one(self.letters(), which)
        if answers and letter.kind in SURVEY_KINDS:
            self.arrive(partial(mails.reply, letter=letter, answers=((12, "5"),)))
        self.write(lambda number, now: mails.bounce(number, now, letter, kind))

    @precondition(lambda self: self.watch.mails)
    @rule(which=which, trace=st.booleans())
    def a_mail_is_delivered_once_more(self, which: int, trace: bool) -> None:
        mail = _one(self.watch.mails, which)
        again = mails.traced(mail.raw, self.house.step) if trace else mail.raw
        self.watch.delivers(mail, again)
        self.end_step()

    # The program runs

    @rule(worker=workers)
    def one_pass(self, worker: int) -> None:
        self.run_all(worker)
        self.end_step()

    @rule(worker=workers, job=st.sampled_from(JOBS))
    def one_job(self, worker: int, job: str) -> None:
        self.house.run(job, worker)
        self.end_step()

    @rule(rows=files, verdicts=st.lists(st.sampled_from(VERDICTS), min_size=1, max_size=4))
    def the_mail_server_fails(self, rows: tuple[Row, ...], verdicts: list[str]) -> None:
        self.prepare("send", rows)
        self.house.faults.verdicts = list(verdicts)
        self.house.run("send")
        given = verdicts[: len(verdicts) - len(self.house.faults.verdicts)]
        self.watch.in_doubt += sum(one in ("stalled", "taken, 250 lost") for one in given)
        self.end_step()

    @rule(
        rows=files,
        operation=st.integers(1, 4),
        what=st.sampled_from(("cut before", "cut after", "carry away", "renumber")),
    )
    def the_mailbox_fails(self, rows: tuple[Row, ...], operation: int, what: str) -> None:
        self.prepare("fetch", rows)
        self.house.faults.operation, self.house.faults.what = operation, what
        self.house.run("fetch")
        self.end_step()

    @rule(rows=files, killing=_places("fetch", "take-in", "invite"), times=times, worker=workers)
    def the_power_fails_while_mail_comes_in(
        self, rows: tuple[Row, ...], killing: tuple[str, str], times: int, worker: int
    ) -> None:
        self.kill(rows, killing, times, worker)

    @rule(rows=files, killing=_places("send"), times=times, worker=workers)
    def the_power_fails_while_letters_go_out(
        self, rows: tuple[Row, ...], killing: tuple[str, str], times: int, worker: int
    ) -> None:
        self.kill(rows, killing, times, worker)

    @rule(rows=files, holding=st.sampled_from(HELD_UP), seconds=st.sampled_from((0.0, LONG, LONG)))
    def a_worker_is_overtaken(
        self, rows: tuple[Row, ...], holding: tuple[str, str], seconds: float
    ) -> None:
        """It stands still, for longer than its lease perhaps, while the other one works."""
        job, place = holding
        self.prepare(job, rows)

        def meanwhile() -> None:
            self.house.pass_time(seconds)
            in_flight = job == "send" and place != "claimed"
            self.watch.in_doubt += in_flight
            self.watch.overtaken += in_flight
            self.run_all(0)
            self.watch.look()

        self.house.run_held_up(job, place, meanwhile)
        self.end_step()

    @rule(rows=files, busy=st.booleans())
    def a_backup_is_made(self, rows: tuple[Row, ...], busy: bool) -> None:
        """Perhaps while letters wait, which the lost time will send."""
        if busy:
            self.prepare("send", rows)
        self.watch.backs_up()
        self.end_step()

    @precondition(lambda self: self.watch.backups)
    @rule(which=which)
    def the_disk_is_lost(self, which: int) -> None:
        """An older backup meets a mailbox that moved on (ML7)."""
        self.watch.puts_back(_one(self.watch.backups, which))
        self.end_step()

    # The world moves on

    @rule(seconds=st.sampled_from(PASSING))
    def time_passes_or_the_clock_is_set_back(self, seconds: float) -> None:
        self.house.pass_time(seconds)
        self.end_step()

    @rule(what=st.sampled_from(("renumber", "carry away", "bring back", "new workers")))
    def something_is_moved(self, what: str) -> None:
        """The mailbox is renumbered, or tidied by another client; or both workers start anew."""
        world = self.house.world
        {
            "renumber": world.renumber,
            "carry away": world.carry_away,
            "bring back": world.bring_back,
            "new workers": self.house.restart,
        }[what]()
        self.end_step()

    # And in the end

    def teardown(self) -> None:
        if self.house is not None:
            try:
                # Not after a failure: another one must not hide it.
                if sys.exc_info()[0] is None:
                    come_to_rest(self.watch)
            finally:
                self.house.close()
        shutil.rmtree(self.place)

    # What the rules are made of

    def write(self, mail_of: Callable[[int, datetime], Mail]) -> None:
        """Somebody writes a mail, and that is all that happens in this step."""
        self.arrive(mail_of)
        self.end_step()

    def arrive(self, mail_of: Callable[[int, datetime], Mail]) -> None:
        """Somebody writes a mail, and it arrives."""
        self.watch.delivers(mail_of(len(self.watch.mails), self.house.clock.now))

    def confirmed(self, number: int, now: datetime, letter: Accepted) -> Mail:
        """A confirmation stands for the file that was asked about."""
        answered = letter.header("In-Reply-To")
        asked = next(one for one in self.watch.mails if one.message_id == answered)
        return mails.confirmation(number, now, letter, asked)

    def prepare(self, job: str, rows: tuple[Row, ...]) -> None:
        """Something comes in, and goes as far as to the job: so that it has work to do."""
        if job == "take-in":
            self.answer_and_correct()
        self.arrive(lambda n, now: mails.upload(n, now, INSPECTORS[0], rows, proven=True))
        for before in JOBS[: JOBS.index(job)]:
            self.house.run(before)
        self.watch.look()

    def answer_and_correct(self) -> None:
        """A business that was asked answers, and thinks better of it: the order matters."""
        for letter in self.asked()[-1:]:
            first, second = ((3, "1"), (7, "2")), ((3, "4"),)
            self.arrive(partial(mails.reply, letter=letter, answers=first))
            self.arrive(partial(mails.reply, letter=letter, answers=second))

    def kill(
        self, rows: tuple[Row, ...], killing: tuple[str, str], times: int, worker: int
    ) -> None:
        """A worker dies at the `times`-th passing of a place."""
        job, place = killing
        self.prepare(job, rows)
        if self.house.run_killed(job, f"{place}@{times}", worker):
            self.watch.kills[job] += 1
            self.watch.in_doubt += job == "send" and place != "claimed"
        self.end_step()

    def run_all(self, worker: int) -> None:
        for job in JOBS:
            self.house.run(job, worker)

    def end_step(self) -> None:
        self.watch.look()
        self.house.next_step()

    def letters(self, kind: str = "") -> list[Accepted]:
        return [one for one in self.watch.letters if kind in ("", one.kind)]

    def asked(self) -> list[Accepted]:
        return [one for one in self.watch.letters if one.kind in SURVEY_KINDS]

    def uploads(self) -> list[Mail]:
        return [one for one in self.watch.mails if one.kind == "upload"]


def warm_up(origin: Path, folder: Path) -> None:
    """One example in this process: what the program loads once, no forked process loads again."""
    Machine.origin, Machine.folder = origin, folder
    machine = Machine()
    machine.found(0, False, True)
    machine.a_business_answers(0, ((3, "5"),))
    for rows in FILES:
        machine.an_inspector_sends_a_file(INSPECTORS[0], rows, True)
    machine.one_pass(0)
    machine.teardown()


def _one(things: list, which: int):
    return things[-1 - which % len(things)]
