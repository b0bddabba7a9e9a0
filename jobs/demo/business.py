"""A business at its mailbox: what it sends back when a letter about its inspection arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jobs.demo import programs, wire
from jobs.demo.letter import Received
from jobs.demo.machines import notice
from jobs.demo.samples import Habit, wording
from jobs.demo.speech import around, spoken, written

SURVEY = "survey@achyk.example"


@dataclass(frozen=True)
class Mailing:
    """A mail on its way to us."""

    at: datetime
    raw: bytes
    recipient: str
    sender: str  # on the envelope; "" of a returned letter
    proof: str = "pass"  # what our server will find about DMARC; "" where it looks at none
    copies: int = 1
    about: tuple[str, str] = ("", "")  # registration number, and what it is: for the closing table
    message_id: str = ""


def mails(habit: Habit, letter: Received, number: int) -> Iterator[Mailing]:
    """What comes of a letter: the invitation (0) or a reminder (1, 2)."""
    if habit.delivery not in ("ok", "delayed"):
        yield _machine(habit.delivery, habit, letter, letter.return_path, "")
        return
    if habit.delivery == "delayed" and number == 0:
        yield _machine("delayed", habit, letter, letter.return_path, "")
    if habit.robot:
        to = letter.return_path if habit.robot == "marked" else letter.reply_to
        yield _machine(habit.robot, habit, letter, to, habit.email)
    if habit.letter == str(number):
        yield from _persons(habit, letter)


def second_thoughts(habit: Habit, letter: Received, replied: date) -> Mailing:
    """The correction, as a reply to `letter`: the invitation or our echo."""
    at = _moment(habit, letter, habit.again_after, replied)
    return _reply(habit, letter, at, habit.again, {}, "", "again")


def _persons(habit: Habit, letter: Received) -> Iterator[Mailing]:
    at = _moment(habit, letter, habit.after, letter.date.date())
    if habit.act.startswith("unsubscribe"):
        yield _leaving(habit, letter, at)
        return
    yield _reply(habit, letter, at, habit.answers, habit.slips, habit.words, habit.act or "answer")


def _moment(habit: Habit, letter: Received, after: str, since: date) -> datetime:
    """Office hours, `after` days later or on the day it names."""
    day = date.fromisoformat(after) if "-" in after else since + timedelta(days=int(after))
    minute = int(wire.short(habit.email, day), 16) % 510
    at = datetime.combine(day, time(9), letter.date.tzinfo)
    return at + timedelta(minutes=minute)


def _reply(
    habit: Habit,
    letter: Received,
    at: datetime,
    answers: Mapping[int, str],
    slips: Mapping[int, str],
    words: str,
    act: str,
) -> Mailing:
    draft = _draft(habit, letter, at, dict(sorted({**answers, **slips}.items())), words, act)
    to = _address(habit, letter, act)
    # Who types the address anew starts a new mail: nothing is quoted, nothing refers to ours.
    subject = letter.subject.partition(":")[0] if act == "lost-token" else ""
    return Mailing(
        at=at,
        raw=programs.reply(draft, to, subject),
        recipient=to,
        sender=habit.email,
        copies=2 if act == "twice" else 1,
        about=(habit.registration_no, act),
        message_id=draft.message_id,
    )


def _draft(
    habit: Habit, letter: Received, at: datetime, said: Mapping[int, str], words: str, act: str
) -> programs.Draft:
    quotes = act not in ("lost-token", "wrong-token")
    text = around(habit, written(habit, said, words))
    draft = programs.Draft(habit, letter, text, at, quotes)
    if habit.style != "between" or not quotes or act == "again":
        return draft
    spelled = {number: spoken(habit, number, value) for number, value in said.items()}
    return programs.Draft(habit, letter, programs.between(draft, spelled), at)


def _address(habit: Habit, letter: Received, act: str) -> str:
    if act in ("lost-token", "plain-address"):
        return SURVEY
    if act == "wrong-token":
        local, _, domain = letter.reply_to.partition("@")
        return f"{local[:-2]}{'aa' if local[-2:] != 'aa' else 'bb'}@{domain}"
    return letter.reply_to


def _leaving(habit: Habit, letter: Received, at: datetime) -> Mailing:
    """No more letters, please: a reply that says so, or the mail that List-Unsubscribe starts."""
    by_button = habit.act == "unsubscribe-mailto"
    text = "" if by_button else str(wording()["unsubscribes"][habit.language])
    draft = programs.Draft(habit, letter, text, at, not by_button)
    to = letter.by_mail_unsubscribe if by_button else letter.reply_to
    raw = programs.reply(draft, to, "unsubscribe" if by_button else "")
    about = (habit.registration_no, "unsubscribe")
    return Mailing(at, raw, to, habit.email, about=about, message_id=draft.message_id)


def _machine(kind: str, habit: Habit, letter: Received, to: str, sender: str) -> Mailing:
    """A mail system answers within minutes."""
    at = letter.date + timedelta(minutes=1 + len(habit.email) % 7)
    raw = notice(kind, letter, at)
    proof = "pass" if sender else ""
    return Mailing(at, raw, to, sender, proof, about=(habit.registration_no, kind))
