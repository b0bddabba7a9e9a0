"""Applicants and officials at their mailboxes: they answer the letters that really came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, formataddr
from zoneinfo import ZoneInfo

from jobs.demo import programs, wire
from jobs.demo.business import Mailing
from jobs.demo.diaries import APPEALS, Entry, Matter, entries, matters, writer
from jobs.demo.inspector import confirmation
from jobs.demo.letter import Received

SLIP, CONFIRM = "appeal_slip", "case_confirm"
KINDS = ("appeal_", "case_")
LABEL = re.compile(r"((?:\d{3}\u00a0){5}\d{3})((?:/\d{1,2})?(?:-\d)?)")
PIN = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass
class Parties:
    """What everybody has in hand: which number is which matter, and what is still to be done."""

    zone: ZoneInfo
    numbers: dict[str, str] = field(default_factory=dict)  # number → code of the matter
    pins: dict[str, str] = field(default_factory=dict)  # number → PIN
    waiting: list[Entry] = field(default_factory=lambda: list(entries()))
    confirming: dict[tuple[str, str], str] = field(default_factory=dict)
    # who, number and part → the answer to "is this yours?"

    def mails(self) -> Iterator[Mailing]:
        """The appeals that come by mail."""
        for matter in matters():
            if matter.at is not None:
                yield _appeal(matter, matter.at.replace(tzinfo=self.zone))

    def learn(self, letters: Sequence[Received]) -> None:
        """Applicants look at their slips: there stand the number and the PIN."""
        for letter in letters:
            if letter.kind == SLIP:
                number = labels(letter)[0][0]
                known = self.numbers.values()
                mine = (one.code for one in matters() if one.email == letter.recipient)
                self.numbers[number] = next(code for code in mine if code not in known)
                found = PIN.search(letter.text)
                assert found is not None  # a slip without its PIN is no slip
                self.pins[number] = found[0]

    def concerns(self, letter: Received) -> bool:
        """Whether a letter is about an appeal."""
        return letter.kind.startswith(KINDS) or letter.kind == "alert"

    def reactions(self, letter: Received) -> list[Mailing]:
        """What comes of a letter about an appeal."""
        if letter.kind == CONFIRM:
            says = self.confirming.pop((letter.recipient, "".join(labels(letter)[0])))
            return [confirmation(letter, says)]
        return [self._act(entry, letter, number) for entry, number in self._due(letter)]

    def _due(self, letter: Received) -> list[tuple[Entry, str]]:
        """The next thing that its reader does about each case in it; a slip serves several."""
        found: list[tuple[Entry, str]] = []
        for number, part in dict.fromkeys(labels(letter)):
            fitting = [one for one in self.waiting if self._fits(one, letter, number, part)]
            done = fitting if letter.kind == SLIP else fitting[:1]
            found += [(one, number) for one in done]
        return found

    def _fits(self, entry: Entry, letter: Received, number: str, part: str) -> bool:
        about = (self.numbers.get(number), part, letter.recipient, letter.kind)
        return about == (entry.matter, entry.part, entry.who, entry.letter)

    def _act(self, entry: Entry, letter: Received, number: str) -> Mailing:
        self.waiting.remove(entry)
        if entry.confirms:
            self.confirming[entry.who, number + entry.part] = entry.confirms
        at = entry.at.replace(tzinfo=self.zone)
        assert letter.date < at, entry  # nobody answers a letter that has not come yet
        says = entry.says.format(number=number, pin=self.pins[number], wrong=_misread(number))
        person = writer(entry.who, str(letter.headers["Content-Language"]))
        draft = programs.Draft(person, letter, says, at, quotes=not entry.to)
        to = entry.to or letter.reply_to
        subject = "?" if entry.to else ""
        about = (entry.matter, entry.letter)
        return Mailing(at, programs.reply(draft, to, subject), to, entry.who, about=about)


def labels(letter: Received) -> list[tuple[str, str]]:
    """The numbers that it is about, each with what stands behind: in its subject, else its text."""
    found = LABEL.findall(letter.subject) or LABEL.findall(letter.text)
    return [(number.replace("\u00a0", ""), part) for number, part in found]


def _misread(number: str) -> str:
    """The number with its tenth digit read wrongly."""
    return f"{number[:9]}{(int(number[9]) + 1) % 10}{number[10:]}"


def _appeal(matter: Matter, at: datetime) -> Mailing:
    fields = [
        ("From", formataddr((matter.name, matter.email))),
        ("To", APPEALS),
        ("Subject", matter.subject),
        ("Date", format_datetime(at)),
        ("Message-ID", f"<{wire.short(matter.code, at)}@{matter.email.partition('@')[2]}>"),
    ]
    body = wire.part("plain", f"{matter.text}\n", "utf-8", "base64")
    if matter.files:
        files = [
            wire.file_part(one.name, one.data, "application/octet-stream") for one in matter.files
        ]
        body = wire.several("mixed", [body, *files], f"----=_{wire.short(matter.code)}")
    return Mailing(
        at, wire.mail(fields, body), APPEALS, matter.email, about=(matter.code, "appeal")
    )
