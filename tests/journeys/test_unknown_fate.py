"""A run killed while a real Postfix has its letter: looked up, and nothing goes out twice."""

from __future__ import annotations

import os
import signal
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from journeys.town import Clock, Town
from services.process import within

from config.template import settings_file
from jobs.commands.setup import make
from jobs.wiring import open_installation
from register import failpoint
from register.database import reading, transaction
from register.letters import Letter, LetterState, enqueue
from register.rules.letter import LetterKind

pytestmark = pytest.mark.service

USERS = ("felt", "mill", "dairy")
PROOF = {
    "log": ("mail.test", "found in the mail server's log"),
    "copies": ("copied.test", "found in the mailbox of copies"),
}
# Killed there, and whether Postfix had the letter by then.
PLACES = [("handing-over@2", False), ("handed-over@2", True), ("marked", False)]


@pytest.fixture(params=["log", "copies"])
def proof(request) -> str:
    return request.param


@pytest.fixture
def office(tmp_path: Path, dovecot, postfix, proof) -> Town:
    """An installation with three letters to send; its clock begins with the real time."""
    dovecot.empty()
    dovecot.add("copies", *USERS)
    settings = {
        "mail.domain": PROOF[proof][0],
        "mail.out.url": postfix.url,
        "mail.out.log": str(postfix.base / "maillog") if proof == "log" else "",
        "mail.out.copies": dovecot.url("copies") if proof == "copies" else "",
        "mail.out.copies_password": "pw",
    }
    folder = make(tmp_path / "achyk", settings_file(settings)).folder
    clock = Clock(datetime.now(UTC))
    town = Town(open_installation(folder, {}, clock), clock)
    with transaction(town.installation.engine) as session:
        for user in USERS:
            to = f"{user}@business.test"
            words = {"in_reply_to": ""}
            moment = town.installation.moment()
            assert enqueue(session, moment, LetterKind.RECEIVED, user, to, "ru", words)
    return town


def killed(town: Town, place: str) -> bool:
    """The outbox emptied by a process that dies at `place`, as in a power cut."""
    town.installation.engine.dispose()
    child = os.fork()
    if child == 0:
        failpoint.arm(f"{place}:kill")
        town.run("send")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def go_on(town: Town) -> None:
    """The next run, after the dead one's lease is over."""
    town.clock.pass_days(1 / 24)
    town.run("send")


def letters(town: Town) -> list[Letter]:
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(Letter)))


def arrived(dovecot) -> Counter[str]:
    """How many letters lie in each mailbox."""
    return Counter({user: len(dovecot.mails(user)) for user in USERS})


@pytest.mark.parametrize(("place", "had_it"), PLACES)
def test_nothing_is_sent_twice_where_there_is_proof(office, dovecot, proof, place, had_it):
    """ML1, ML3: counted in the mailboxes."""
    assert killed(office, place)
    gone = 1 + (place == "handed-over@2")
    assert within(30, lambda: arrived(dovecot).total() == gone)
    assert proof == "log" or within(30, lambda: len(dovecot.mails("copies")) == gone)
    go_on(office)
    assert within(30, lambda: arrived(dovecot).total() >= 3)
    assert arrived(dovecot) == dict.fromkeys(USERS, 1)
    assert {letter.state for letter in letters(office)} == {LetterState.SENT}
    # Flagged is only the one in flight that was nowhere to be found: it had not gone.
    assert sorted(letter.repeats for letter in letters(office)) == [0, 0, int(not had_it)]
    found = [letter.trouble for letter in letters(office)].count(PROOF[proof][1])
    assert found == int(had_it)


def test_a_letter_of_which_the_closing_dot_was_never_sent_has_not_gone(office, dovecot, proof):
    """ML3: Postfix has written its Message-ID into the log by then; that is no proof."""
    assert killed(office, "data-sent")
    go_on(office)
    assert within(30, lambda: arrived(dovecot).total() >= 3)
    assert arrived(dovecot) == dict.fromkeys(USERS, 1)
    assert sorted(letter.repeats for letter in letters(office)) == [0, 0, 1]


@pytest.mark.parametrize("proof", ["log"], indirect=True)
def test_without_any_proof_it_goes_again_and_says_so(office, dovecot, postfix):
    """ML3: at least once; this is what the other tests would count if nothing were looked up."""
    assert killed(office, "handed-over")
    assert within(30, lambda: arrived(dovecot).total() == 1)
    bare = open_installation(office.installation.folder, {"ACHYK_MAIL__OUT__LOG": ""}, office.clock)
    go_on(Town(bare, office.clock))
    assert within(30, lambda: arrived(dovecot).total() >= 4)
    assert sorted(arrived(dovecot).values()) == [1, 1, 2]
    twice = [letter.recipient for letter in letters(office) if letter.repeats]
    assert [f"{user}@business.test" for user, n in arrived(dovecot).items() if n == 2] == twice
