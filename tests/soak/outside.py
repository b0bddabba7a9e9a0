"""The world outside the soaked installation: who sends it mail, and what must come of it."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from journeys.town import received, reply_mail, row, upload_mail, workbook

from register.rules.tokens import is_token

ROWS = 50
BUSINESSES = 5_000  # what the numbers 0 to 1000 and a scale of five can tell apart


@dataclass
class Outside:
    """What has been sent, and what the register must say in the end."""

    mailbox: Path
    chance: random.Random
    clock: Callable[[], datetime]
    delivered: int = 0
    inspections: int = 0
    answered: dict[int, int] = field(default_factory=dict)  # business → version of its last answer
    seen: set[str] = field(default_factory=set)  # files of letters that were looked at

    def upload(self, rows: int = ROWS) -> None:
        """An inspector's spreadsheet of so many new inspections."""
        first = self.inspections
        self.inspections += rows
        lines = [row(n, f"b{n}@d{n % 97}.test") for n in range(first, self.inspections)]
        self._deliver(upload_mail(workbook(lines), message_id=f"<upload-{first}@geti.kg>"))

    def read(self, path: Path) -> None:
        """A letter that a mail server accepted; businesses answer their invitations."""
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        _, _, token = str(letter["Reply-To"] or "").partition("@")[0].partition("+")
        number = _business(str(letter["To"]))
        if number is None or not is_token(token) or number in self.answered:
            return
        self._answer(letter, number)

    def _answer(self, letter: EmailMessage, number: int) -> None:
        """One answers, one answers twice, one's robot answers, one's mail comes twice."""
        habit = self.chance.random()
        if habit < 0.05:
            return self._deliver(_robot(letter, number))
        self.answered[number] = 1
        first = reply_mail(letter, _words(number, 1), f"b{number}@d{number % 97}.test")
        self._deliver(first)
        if habit < 0.15:
            self.answered[number] = 2
            self._deliver(reply_mail(letter, _words(number, 2), f"b{number}@d{number % 97}.test"))
        elif habit < 0.25:
            self._deliver(b"Received: from another.test by mx.achyk.test\r\n" + first)
        return None

    def fill(self, count: int) -> None:
        """So many mails that are nobody's answer: newsletters, machines, strangers."""
        for number in range(count):
            unique = f"{self.delivered}-{number}"
            head = f"From: news{unique}@list.test\r\nTo: survey@achyk.test\r\nSubject: News\r\n"
            head += f"Message-ID: <{unique}@list.test>\r\nList-Id: <news.list.test>\r\n"
            self._deliver(received((head + "\r\nNothing for you.\r\n").encode(), None))

    def _deliver(self, raw: bytes) -> None:
        """As a mail server does: into tmp, then by a rename into new."""
        name = f"{self.delivered:07d}.mail"
        path = self.mailbox / "tmp" / name
        path.write_bytes(raw)
        now = self.clock().timestamp()
        os.utime(path, (now, now))
        path.rename(self.mailbox / "new" / name)
        self.delivered += 1

    def expected(self) -> set[tuple[str, str, str]]:
        """Questions 3, 9 and 12 of every current response."""
        return {_values(number, version) for number, version in self.answered.items()}


def _business(to: str) -> int | None:
    local = to.strip("<>").partition("@")[0]
    return int(local[1:]) if local[:1] == "b" and local[1:].isdigit() else None


def _values(number: int, version: int) -> tuple[str, str, str]:
    return str(1 + number // 1000), str(number % 1000), str(version)


def _words(number: int, version: int) -> str:
    three, nine, twelve = _values(number, version)
    return f"3: {three}\n9: {nine}\n12: {twelve}"


def _robot(letter: EmailMessage, number: int) -> bytes:
    raw = reply_mail(letter, "Я в отпуске.", f"b{number}@d{number % 97}.test", quoted=False)
    return b"Auto-Submitted: auto-replied\r\n" + raw
