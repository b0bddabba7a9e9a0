"""The world outside an installation: a mail server, mailboxes, and those who answer from them."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jobs.demo import machines, wire
from jobs.demo.business import SURVEY, Mailing, mails, second_thoughts
from jobs.demo.inspector import confirmation, upload, yes
from jobs.demo.letter import Received, read
from jobs.demo.parties import Parties
from jobs.demo.samples import Habit, habits, handed_in

STRAYS = (
    # what comes in that nobody asked for
    ("newsletter", "news@vestnik.test", SURVEY, date(2026, 7, 27)),
    ("newsletter", "news@vestnik.test", SURVEY, date(2026, 9, 28)),
)


@dataclass(frozen=True)
class Delivery:
    """A letter that reached a mailbox, or came back from its door."""

    day: date
    letter: Received
    path: Path


@dataclass
class World:
    """Everything around the installation in `folder`; time is whatever the play says."""

    folder: Path
    zone: ZoneInfo
    coming: list[Mailing] = field(default_factory=list)
    laid: list[Mailing] = field(default_factory=list)  # into our mailbox, each once
    mails_laid: int = 0  # copies counted
    deliveries: list[Delivery] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)  # registration number → letters about it
    threads: dict[str, tuple[str, date]] = field(default_factory=dict)
    # Message-ID of a reply → the inspection it is about, its day
    parties: Parties = field(init=False)  # those who appeal, and those who answer them

    def __post_init__(self) -> None:
        self.parties = Parties(self.zone)

    def expect(self) -> None:
        """Put in the diary what comes by itself: workbooks by mail, appeals and strays."""
        self.coming += self.parties.mails()
        for handed in handed_in():
            if handed.door == "mail":
                self.coming.append(upload(handed, handed.at(self.zone)))
        for kind, sender, to, day in STRAYS:
            at = datetime.combine(day, time(7, 30), self.zone)
            self.coming.append(Mailing(at, machines.stray(kind, at), to, sender, "pass"))

    def lay(self, until: datetime) -> None:
        """Deliver to our mailbox what has come by `until`, and our drop folder likewise."""
        due = sorted((one for one in self.coming if one.at <= until), key=_in_order)
        self.coming = [one for one in self.coming if one.at > until]
        for one in due:
            self._deliver(one)
        for handed in handed_in():
            at = handed.at(self.zone)
            if handed.door == "drop" and until - timedelta(days=1) < at <= until:
                _write(self.folder / "drop" / handed.name, handed.data(), at)

    def collect(self) -> int:
        """Take every letter from our way out to its mailbox; those there react. How many."""
        waiting = [read(path.read_bytes()) for path in _files(self.folder / "mail/out/new")]
        for path in _files(self.folder / "mail/out/new"):
            path.unlink()
        self.parties.learn(waiting)
        for letter in sorted(waiting, key=lambda one: (one.recipient, one.message_id)):
            place = self._mailbox(letter)
            self.deliveries.append(Delivery(letter.date.date(), letter, place))
            self.coming += self._reactions(letter)
        return len(waiting)

    def _deliver(self, one: Mailing) -> None:
        raw = wire.delivered(one.raw, one.recipient, one.at, one.sender, one.proof)
        for _ in range(one.copies):
            self.mails_laid += 1
            name = f"{int(one.at.timestamp())}.M{self.mails_laid:06d}.{wire.SERVER}"
            _write(self.folder / "mail/in/new" / name, raw, one.at)
        self.laid.append(one)
        if one.message_id:
            self.threads[one.message_id] = (one.about[0], one.at.date())

    def _mailbox(self, letter: Received) -> Path:
        number = len(self.deliveries) + 1
        place = self.folder / "mailboxes" / letter.recipient / f"{number:05d}.eml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(letter.raw)
        return place

    def _reactions(self, letter: Received) -> list[Mailing]:
        if letter.kind == "upload_confirm":
            return [confirmation(letter, yes(letter))]
        if self.parties.concerns(letter):
            return self.parties.reactions(letter)
        if letter.registration_no is not None:
            return self._asked(letter, letter.registration_no)
        return self._echoed(letter)

    def _asked(self, letter: Received, number: str) -> list[Mailing]:
        habit = habits().get(number)
        if habit is None:
            return []
        reactions = list(mails(habit, letter, self.asked[number]))
        self.asked[number] += 1
        replies = [one for one in reactions if one.message_id]
        if replies and habit.again and not _waits_for_echo(habit):
            reactions.append(second_thoughts(habit, letter, replies[0].at.date()))
        return reactions

    def _echoed(self, letter: Received) -> list[Mailing]:
        """Our answer to a reply: some correct themselves by replying to that."""
        number, day = self.threads.get(letter.answers_to, ("", date.min))
        habit = habits().get(number)
        if habit is None or not habit.again or not _waits_for_echo(habit):
            return []
        written = [one for one in self.laid if one.message_id and one.about[0] == number]
        first = len(written) == 1  # the echo of a correction draws no further one
        return [second_thoughts(habit, letter, day)] if first else []


def _waits_for_echo(habit: Habit) -> bool:
    """Whether this business corrects by replying to the echo and not to the invitation."""
    plain = habit.act == "" and "-" not in habit.again_after
    return plain and int(wire.short("echo", habit.email), 16) % 2 == 0


def _in_order(one: Mailing) -> tuple[datetime, str, str]:
    return one.at, one.sender, one.about[0]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def _write(path: Path, data: bytes, at: datetime) -> None:
    """A file as old as the play says it is: readers go by its time."""
    path.write_bytes(data)
    os.utime(path, (at.timestamp(), at.timestamp()))
