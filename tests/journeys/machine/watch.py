"""What must hold after every step, whatever happened in it (safety.md ML1, LP1)."""

from __future__ import annotations

from collections import Counter, defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from journeys.machine.house import House
from journeys.machine.mails import DOMAIN, Mail
from journeys.machine.model import ZONE, Expected
from journeys.machine.register_view import View, view
from journeys.machine.world import Accepted, digest_of

from register.letters import OPEN_STATES, LetterState
from register.messages import Held, MessageState
from register.rules.letter import SURVEYS, TO_STAFF
from register.rules.tokens import response_digest
from register.suppressions import SuppressionReason

SURVEY_KINDS = frozenset(kind.value for kind in SURVEYS)
STAFF_KINDS = frozenset(kind.value for kind in TO_STAFF)
AUTOMATIC = ("bounce", "auto", "list")


@dataclass(frozen=True)
class Saved:
    """A backup, and what the register said when it was made."""

    place: Path
    expected: Expected
    view: View | None


@dataclass
class Watch:
    """The mails written, the letters seen, and what they must have come to."""

    house: House
    expected: Expected = field(default_factory=Expected)
    mails: list[Mail] = field(default_factory=list)
    by_digest: dict[str, Mail] = field(default_factory=dict)
    copies: dict[str, list[Accepted]] = field(default_factory=lambda: defaultdict(list))
    letters: list[Accepted] = field(default_factory=list)  # the first copy of each
    seen: int = 0  # letters on the wire that were looked at
    kills: Counter[str] = field(default_factory=Counter)  # by job
    in_doubt: int = 0  # letters whose fate a death, a standstill or a silence left unknown
    overtaken: int = 0  # of these, by workers who then went on
    before: View | None = None
    backups: list[Saved] = field(default_factory=list)
    restored: bool = False
    # Letters of the backup put back: copies on the wire by then, repeats the backup knew of.
    lost: dict[str, tuple[int, int]] = field(default_factory=dict)
    out_of_sight: set[str] = field(default_factory=set)  # inspections whose upload was away then

    def delivers(self, mail: Mail, raw: bytes | None = None) -> None:
        """A mail, or another delivery of it, arrives."""
        if mail.number == len(self.mails):
            self.mails.append(mail)
        content = mail.raw if raw is None else raw
        self.by_digest[digest_of(content)] = mail
        self.house.world.deliver(content)

    def backs_up(self) -> None:
        """A backup is made, and the model kept beside it."""
        self.backups.append(Saved(self.house.back_up(), deepcopy(self.expected), self.before))

    def puts_back(self, saved: Saved) -> None:
        """The register goes back, and the model with it; the world does not."""
        self.expected, self.before = deepcopy(saved.expected), saved.view
        self.restored = True
        written = saved.view.letters if saved.view is not None else {}
        self.lost = {
            letter_id: (len(self.copies[f"<{letter_id}@{DOMAIN}>"]), row.repeats)
            for letter_id, row in written.items()
        }
        away = [
            self.by_digest[digest_of(path.read_bytes())] for path in self.house.world.mails("away")
        ]
        self.out_of_sight |= {row.registration_no for mail in away for row in mail.rows}
        self.house.put_back(saved.place, lambda done: self.look())

    def look(self) -> View:
        """Compare register, mailbox and wire with what must be."""
        now = view(self.house.workers[0])
        self._settled(now)
        self._mailbox(now)
        self._effects(now)
        self._wire(now)
        self._flags(now)
        self._suppressions(now)
        self.before = now
        return now

    def _settled(self, now: View) -> None:
        """Every message that left NEW since the last look has its effect, in the order of trial."""
        known = self.before.messages if self.before is not None else {}
        today = self.house.clock.now.astimezone(ZONE).date()
        for number in self._in_order_of_trial(now, known):
            row = now.messages[number]
            if number in known and known[number].state is not MessageState.NEW:
                assert known[number].state is row.state, "a settled message changed"
                continue
            mail = self.by_digest[row.digest]
            if row.state is MessageState.DUPLICATE:
                assert mail.number in self.expected.settled, "a duplicate of nothing"
                continue
            if row.reason == Held.UNREADABLE.value:
                assert self.kills["take-in"] >= 3, "held, though no reader died of it"
            self.expected.settle(mail, row, now, today)

    def _in_order_of_trial(self, now: View, known: dict[int, Any]) -> list[int]:
        """As `take_in` tries them: failed ones last, and none before an earlier one in its thread.

        The order of those that have no effect on each other does not matter.
        """
        tried = {number: row.attempts for number, row in known.items()}
        settled = [n for n, row in now.messages.items() if row.state is not MessageState.NEW]
        order = sorted(settled, key=lambda number: (tried.get(number, 0), number))
        threads: dict[str, list[int]] = defaultdict(list)
        for number in sorted(order, reverse=True):
            threads[self.by_digest[now.messages[number].digest].thread].append(number)
        return [
            threads[self.by_digest[now.messages[number].digest].thread].pop() for number in order
        ]

    def _mailbox(self, now: View) -> None:
        """ML2: what was moved had been recorded; what is recorded lay there."""
        places = self.house.world.places()
        rows = {f"{row.uidvalidity}-{row.uid}": row.digest for row in now.messages.values()}
        assert len(rows) == len(now.messages), "a mail was recorded twice"
        assert rows.items() <= places.items(), "a message that never lay in the mailbox"
        moved = {path.name for path in self.house.world.mails("done")}
        if self.restored:  # a copy of a mail that is known is not recorded again
            known = {self.by_digest[row.digest].number for row in now.messages.values()}
            lying = {self.by_digest[places[name]].number for name in moved}
            assert lying <= known, "a mail of the lost time is not in the register"
        else:
            assert moved <= set(rows), "a mail was moved before it was recorded"

    def _effects(self, now: View) -> None:
        """Rows, answers and letters are those of the settled mails: each once, none missing."""
        found = {no: (one.email, one.business_name) for no, one in now.inspections.items()}
        assert found == self.expected.inspections
        wanted = {
            response_digest(token): (self.expected.versions[token], answers)
            for token, answers in self.expected.answers.items()
        }
        assert now.answers == wanted
        missing = self.expected.due - now.letter_keys
        assert not missing, f"answers that were never written: {missing}"

    def _wire(self, now: View) -> None:
        fresh = self.house.world.accepted(self.seen)
        self.seen += len(fresh)
        for letter in fresh:
            if letter.message_id not in self.copies:
                self.letters.append(letter)
                self._new_letter(letter, now)
            self.copies[letter.message_id].append(letter)
            self._wanted(letter, now)
        for letter_id, row in now.letters.items():
            self._told_truly(letter_id, row)

    def _new_letter(self, letter: Accepted, now: View) -> None:
        assert letter.letter_id in now.letters, "a letter went out that the register never had"
        answered = letter.header("In-Reply-To")
        if answered:
            mail = next(one for one in self.mails if one.message_id == answered)
            assert mail.kind not in AUTOMATIC, f"{letter.kind} answers a machine's {mail.kind}"
            same = [one for one in self.letters if one.header("In-Reply-To") == answered]
            self._said_once(letter, same, now)
        if letter.kind in SURVEY_KINDS:
            self._asked_once(letter, now)

    def _said_once(self, letter: Accepted, same: list[Accepted], now: View) -> None:
        """Of letters that say the same, the register has one; it says so if others are lost."""
        known = [one for one in same if one.letter_id in now.letters]
        assert known == [letter], f"{letter.kind} to {letter.recipient} went out twice"
        if len(same) > 1:
            assert now.letters[letter.letter_id].repeats, "a repeat that is not flagged"

    def _asked_once(self, letter: Accepted, now: View) -> None:
        """One invitation a token, one token an inspection unless it was reopened elsewhere."""
        about = letter.registration_no
        asked = [one for one in self.letters if one.kind in SURVEY_KINDS]
        known = [one for one in asked if one.letter_id in now.letters]
        kinds = Counter(one.kind for one in known if one.key == letter.key)
        assert kinds["invitation"] <= 1, f"{about} was invited twice"
        assert kinds["reminder"] <= self.house.workers[0].settings.survey.reminders
        tokens = {one.key for one in known if one.registration_no == about}
        invitation = now.invitation(about)
        assert len(tokens) <= invitation.opened, f"{about} was asked under {len(tokens)} tokens"
        self._flagged(letter, asked, now)

    def _flagged(self, letter: Accepted, asked: list[Accepted], now: View) -> None:
        """ML7: an invitation that the lost time sent already says so, when it goes out anew.

        Unless its upload lay in a folder that the recovery does not look into.
        """
        same = [
            one
            for one in asked
            if (one.kind, one.registration_no, one.recipient)
            == ("invitation", letter.registration_no, letter.recipient)
        ]
        first = [one for one in same if one.letter_id in now.letters] == [letter]
        if len(same) > 1 and first and letter.registration_no not in self.out_of_sight:
            assert now.letters[letter.letter_id].repeats, "asked again, and not flagged"

    def _wanted(self, letter: Accepted, now: View) -> None:
        """Nobody who was left alone before this step, and is still, gets anything in it."""
        if self.before is None:
            return
        names = self._names(letter.recipient)
        lasting = self.before.suppressed & now.suppressed  # lifted in between, it is a later one
        reasons = {reason for email, reason, _ in lasting if email in names}
        if letter.kind in SURVEY_KINDS:
            assert SuppressionReason.UNSUBSCRIBED not in reasons, "asked again after opting out"
            digest = response_digest(letter.key)
            assert digest not in self.before.answers, "asked again after answering"
        if letter.kind not in STAFF_KINDS:
            assert SuppressionReason.BOUNCED not in reasons, "written to an address that is gone"

    def _told_truly(self, letter_id: str, row: object) -> None:
        """ML3: sent is what a server took; a second copy is the first one, and is on record."""
        state, repeats = row.state, row.repeats  # type: ignore[attr-defined]
        copies = self.copies.get(f"<{letter_id}@{DOMAIN}>", [])
        if state in (LetterState.SENT, LetterState.BOUNCED):
            assert copies, f"a {row.kind} is told as {state} that nobody got"  # type: ignore[attr-defined]
        if state is LetterState.FAILED:
            message_id = f"<{letter_id}@{DOMAIN}>"
            assert message_id in self.house.world.refused(), "given up though nobody refused it"
        # What a backup had not written out is written anew, and says that it may be a repeat.
        alike = len({one.data for one in copies}) <= 1
        assert alike or self.restored, "a second copy that is another letter"
        before, known = self.lost.get(letter_id, (0, 0))
        fresh = len(copies) - before
        recorded = repeats - known + (before == 0)
        assert fresh <= recorded, f"{fresh} copies, but {recorded} on record"
        if self.house.has_log:
            assert len(copies) <= 1 + self.overtaken, "sent again though the log tells its fate"

    def _flags(self, now: View) -> None:
        """Only the letter in flight is of unknown fate: one for each death, hold-up and silence."""
        flagged = sum(row.repeats for row in now.letters.values())
        assert self.restored or flagged <= self.in_doubt, f"{flagged} repeats of {self.in_doubt}"

    def _names(self, address: str) -> tuple[str, str]:
        """As what an address may be suppressed."""
        return address.lower(), self.house.workers[0].keys.mask(address)

    def _reasons(self, now: View, address: str) -> set[SuppressionReason]:
        names = self._names(address)
        return {reason for email, reason, _ in now.suppressed if email in names}

    def _suppressions(self, now: View) -> None:
        """Who bounced or opted out is left alone, and nobody else."""
        addresses = {letter.recipient for letter in self.letters}
        for address in addresses:
            reasons = self._reasons(now, address)
            assert (SuppressionReason.UNSUBSCRIBED in reasons) == (
                address in self.expected.opted_out
            )
            if address in self.expected.bounced:
                assert SuppressionReason.BOUNCED in reasons, "a hard bounce without effect"
        bounced = {email for email, reason, _ in now.suppressed if reason.value == "bounced"}
        may = self.expected.perhaps_bounced | set(self.house.world.refused().values())
        keys = self.house.workers[0].keys
        assert bounced <= may | {keys.mask(address) for address in may} | {""}

    def open_letters(self, now: View) -> list[object]:
        """Letters whose fate is still open."""
        return [row for row in now.letters.values() if row.state in OPEN_STATES]
