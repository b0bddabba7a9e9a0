"""What the register must say, told by those who wrote the mails: the model of the state machine.

It follows the order in which the program settled the mails, for it may take them in that order or
another; what each of them did, and that it did so once, the model says.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from journeys.machine.mails import Mail
from journeys.machine.register_view import View

from ingest.answering import FACTS_A_DAY
from register.messages import Held, MessageState
from register.rules.tokens import invite_digest

ZONE = ZoneInfo("Asia/Bishkek")


@dataclass
class Expected:
    """What the settled mails come to."""

    settled: set[int] = field(default_factory=set)  # mails that have had their effect
    inspections: dict[str, tuple[str | None, str]] = field(default_factory=dict)  # address, name
    files: set[tuple[str, bytes]] = field(default_factory=set)  # taken: sender and bytes
    spent: set[str] = field(default_factory=set)  # one-time keys
    answers: dict[str, dict[int, str]] = field(default_factory=dict)  # token → answers
    versions: dict[str, int] = field(default_factory=dict)  # token → how often they changed
    replies: Counter[str] = field(default_factory=Counter)  # address → how many
    returned: set[str] = field(default_factory=set)  # ids of letters that came back
    latest: dict[str, int] = field(default_factory=dict)  # what may not be undone → message
    opted_out: set[str] = field(default_factory=set)  # addresses
    bounced: set[str] = field(default_factory=set)  # addresses that must be left alone
    perhaps_bounced: set[str] = field(default_factory=set)  # that may be
    due: set[str] = field(default_factory=set)  # keys of answers that must stand in the outbox

    def settle(self, mail: Mail, row: Any, view: View, today: date) -> None:
        """A mail has had its effect."""
        assert mail.number not in self.settled, f"{mail.kind} {mail.number} had its effect twice"
        self.settled.add(mail.number)
        if row.reason == Held.UNREADABLE.value:
            return
        effects = {
            "upload": self._upload,
            "confirmation": self._confirmation,
            "reply": self._reply,
            "bounce": self._bounce,
            "person": self._person,
        }
        effect = effects.get(mail.kind, self._machine)
        effect(mail, row, view, today)

    def _upload(self, mail: Mail, row: Any, view: View, today: date) -> None:
        assert row.state is MessageState.DONE, f"an upload was {row.state}: {row.reason}"
        if mail.proven:
            self._enter(mail, row)
            self.due.add(f"upload_receipt/{row.sameness}/0")

    def _confirmation(self, mail: Mail, row: Any, view: View, today: date) -> None:
        if row.state is MessageState.HELD:
            assert row.reason == Held.BAD_KEY.value
            return
        assert mail.token not in self.spent, "a one-time key was good twice"
        self.spent.add(mail.token)
        self._enter(mail, row)
        self.due.add(f"upload_receipt/{row.sameness}/0")

    def _in_order(self, what: str, row: Any) -> None:
        """What came later has not had its effect already: it would be undone now."""
        assert self.latest.get(what, 0) < row.id, f"message {row.id} undoes what came after it"
        self.latest[what] = row.id

    def _enter(self, mail: Mail, message: Any) -> None:
        known = mail.file in self.files
        self.files.add(mail.file)
        for row in mail.rows:
            before = self.inspections.get(row.registration_no)
            if row.bad or (before is not None and known):
                continue
            if mail.kind == "upload":
                self._in_order(f"{mail.sender} on {row.registration_no}", message)
            kept = before[0] if before is not None else None
            self.bounced.discard(row.email or "")  # given anew: it may be written to once more
            self.inspections[row.registration_no] = (row.email or kept, row.name)

    def _reply(self, mail: Mail, row: Any, view: View, today: date) -> None:
        if row.state is MessageState.HELD:
            assert row.reason == Held.UNMATCHED.value, f"a reply was held: {row.reason}"
            opens = invite_digest(mail.token) in view.token_digests
            assert not opens, "a reply with a good token was held"
            return
        assert mail.about is not None
        self.replies[mail.about.recipient] += 1
        self.bounced.discard(mail.about.recipient)  # who writes to us lives
        if mail.wants_out:
            self.opted_out.add(mail.about.recipient)
        elif mail.answers:
            self._answer(mail, row, view, today)

    def _answer(self, mail: Mail, row: Any, view: View, today: date) -> None:
        assert mail.about is not None
        arrived = min(row.arrived_at.astimezone(ZONE).date(), today)
        if arrived > view.invitation(mail.about.registration_no).closes_on:
            return
        self._in_order(mail.token, row)
        before = self.answers.get(mail.token, {})
        after = {**before, **dict(mail.answers)}
        if after != before:
            self.answers[mail.token] = after
            self.versions[mail.token] = self.versions.get(mail.token, 0) + 1
            # Up to the cap on echoes; replies that entered nothing new count towards it here.
            if self.replies[mail.about.recipient] <= FACTS_A_DAY:
                self.due.add(f"echo/{row.sameness}/0")

    def _bounce(self, mail: Mail, row: Any, view: View, today: date) -> None:
        assert mail.about is not None
        if mail.bounce == "forged":
            assert row.state is MessageState.HELD
            assert row.reason == Held.BAD_BOUNCE.value
            return
        assert row.state is MessageState.DONE, f"a bounce was {row.state}: {row.reason}"
        if mail.bounce == "late":
            return
        self.perhaps_bounced.add(mail.about.recipient)
        # An echo forgets to whom it went; a letter that came back before says nothing new.
        first = mail.about.letter_id in view.letters and mail.about.letter_id not in self.returned
        if mail.bounce == "hard" and first and mail.about.kind != "echo":
            self.bounced.add(mail.about.recipient)
        self.returned.add(mail.about.letter_id)

    def _person(self, mail: Mail, row: Any, view: View, today: date) -> None:
        if b"To: appeals@" in mail.raw:  # an appeal: whoever writes there is registered
            assert row.state is MessageState.DONE, f"a stranger's letter was {row.state}"
            return
        assert row.state is MessageState.HELD, f"an answer without its token was {row.state}"

    def _machine(self, mail: Mail, row: Any, view: View, today: date) -> None:
        assert row.state is MessageState.DONE, f"a machine's mail was {row.state}: {row.reason}"
