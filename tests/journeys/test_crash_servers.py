"""A process killed in the middle of a talk with a real server and started again finishes its work.

Over Dovecot, Postfix and PostgreSQL; what is counted is what lies on the servers afterwards.
"""

from __future__ import annotations

import os
import shutil
import signal
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from journeys.on_servers import INSPECTOR, ids, open_town, rows
from journeys.town import Clock, Town, received, reply_text, row, upload_text, workbook

from ingest.boxes import imap
from jobs.wiring import open_installation
from register import failpoint
from register.inspections import Inspection
from register.invitations import Invitation
from register.letters import Letter, LetterState
from register.messages import Message, MessageState
from register.responses import Response

pytestmark = pytest.mark.service

AT_MAILBOX = ["mailbox-opened", "batch-loaded", "chunk-moved"]
AT_SMTP = ["smtp-connected", "data-begun", "data-sent", "dot-sent", "accepted"]
ARRIVING = [*AT_MAILBOX, "blobs-kept", "recorded", "moved", "effect-made"]
SENDING = ["claimed", *AT_SMTP, "handed-over", "marked"]
ACCEPTED = ["dot-sent", "accepted", "handed-over"]  # the server has the letter, we do not know it
JOBS = ("fetch", "take-in", "invite", "send")
INBOX, ASKED, NEW = "crash-in", "crash-one", ("crash-two", "crash-three")
DELIVERED = {"<upload-2@mail.test>": 1, "<reply-1@business.test>": 1}


@dataclass
class Prepared:
    """An installation that has asked one business, to be copied."""

    folder: Path
    template: str
    clock: Clock
    invitation: EmailMessage


@pytest.fixture(scope="module")
def prepared(dovecot, postfix, postgres, migrated_template, tmp_path_factory) -> Iterator[Prepared]:
    """Made once: the first spreadsheet comes through the drop folder, the first letter is real."""
    dovecot.add(INBOX, ASKED, *NEW)
    clear(dovecot)
    with postgres.database(migrated_template) as url:
        folder = tmp_path_factory.mktemp("prepared") / "achyk"
        settings = {"mail.in.url": [dovecot.url(INBOX)], "mail.out.url": postfix.url}
        town = open_town(folder, {"database.url": url, **settings})
        path = town.installation.drop / "first.xlsx"
        path.write_bytes(workbook([row(1, f"{ASKED}@business.test")]))
        os.utime(path, (0, 0))
        town.run("take-in", "invite", "send")
        (raw,) = dovecot.wait(ASKED, 1)
        invitation = message_from_bytes(raw, policy=policy.default)
        assert isinstance(invitation, EmailMessage)
        town.installation.engine.dispose()
        yield Prepared(folder, url.rpartition("/")[2], town.clock, invitation)


def clear(dovecot) -> None:
    """No mail for anybody of this page."""
    for user in (INBOX, ASKED, *NEW, INSPECTOR.partition("@")[0]):
        shutil.rmtree(dovecot.base / "mail" / user, ignore_errors=True)


@pytest.fixture
def begin(prepared, dovecot, postfix, postgres, tmp_path, monkeypatch):
    """Opens a copy of the installation; a spreadsheet and an answer have just arrived."""
    stack = []

    def copy(seed: str, log: str = "") -> Town:
        database = postgres.database(prepared.template)
        stack.append(database)
        folder = tmp_path / "achyk"
        shutil.copytree(prepared.folder, folder)
        environ = {"ACHYK_DATABASE__URL": database.__enter__(), "ACHYK_MAIL__OUT__LOG": log}
        clock = Clock(prepared.clock.now)
        town = Town(open_installation(folder, environ, clock), clock)
        town.chance.seed(seed)
        object.__setattr__(town.installation, "randbytes", town.chance.randbytes)
        deliver(dovecot, prepared.invitation)
        return town

    monkeypatch.setattr(imap, "COMMAND_UIDS", 1)  # so that there is a place between two chunks
    yield copy
    for database in stack:
        database.__exit__(None, None, None)


def deliver(dovecot, invitation: EmailMessage) -> None:
    clear(dovecot)
    sheet = workbook([row(n, f"{user}@business.test") for n, user in enumerate(NEW, 2)])
    upload = upload_text(sheet, INSPECTOR, "uploads@mail.test", message_id="<upload-2@mail.test>")
    sender = f"{ASKED}@business.test"
    reply = reply_text(invitation, "1: да\n3: 5", sender)
    first, _, rest = reply.partition(b"Message-ID: ")
    reply = first + b"Message-ID: <reply-1@business.test>\r\n" + rest.partition(b"\r\n")[2]
    dovecot.deliver_all(INBOX, [received(upload, INSPECTOR), received(reply, sender)])


def killed(town: Town, place: str) -> bool:
    """A full pass in a process of its own that dies at `place`, as in a power cut."""
    town.installation.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            town.chance.seed(f"child {town.chance.random()}")
            failpoint.arm(f"{place}:kill")
            town.run(*JOBS)
        finally:
            traceback.print_exc()  # what went wrong before the place was reached
            os._exit(1)
    town.chance.random()  # the next process draws other ids than the dead one
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def go_on(town: Town) -> None:
    """Further passes, after the dead run's lease is over, until nothing waits."""
    for _ in range(4):
        town.clock.pass_days(1 / 24)
        town.run(*JOBS)
        if all(letter.state is LetterState.SENT for letter in rows(town, Letter)):
            return


def taken_in_once(town: Town, dovecot) -> None:
    """Mails = rows; none is lost from the mailbox; each had its effect once."""
    assert [one.state for one in rows(town, Message)] == [MessageState.DONE] * 2
    assert dovecot.stored(INBOX) == []
    assert ids(dovecot.stored(INBOX, "Done")) == DELIVERED
    assert len(rows(town, Inspection)) == len(rows(town, Invitation)) == 3
    (response,) = rows(town, Response)
    assert (response.version, response.q1, response.q3) == (1, "yes", "5")


def sent(town: Town, dovecot, *, most: int) -> None:
    """No letter is lost; one at most lies there `most` times, and its fate was unknown."""
    letters = {letter.message_id: letter for letter in rows(town, Letter)}
    people = (ASKED, *NEW, INSPECTOR.partition("@")[0])
    found = sum((ids(dovecot.stored(user)) for user in people), ids([]))
    first = min(letters.values(), key=lambda letter: letter.created_at)  # before the crash
    wanted = set(letters) - {first.message_id}
    assert set(found) == wanted
    assert {letter.state for letter in letters.values()} == {LetterState.SENT}
    twice = [one for one, copies in found.items() if copies > 1]
    assert max(found.values()) == most
    assert len(twice) <= 1
    assert all(letters[one].repeats >= 1 for one in twice)


@pytest.mark.parametrize("place", ARRIVING)
def test_mail_survives_a_kill_at(begin, dovecot, postfix, place):
    """ML1, ML2: over Dovecot and PostgreSQL."""
    town, since = begin(place), len(postfix.log())
    assert killed(town, place)
    go_on(town)
    postfix.settle(since)
    taken_in_once(town, dovecot)
    sent(town, dovecot, most=1)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("place", SENDING)
def test_letters_survive_a_kill_at(begin, dovecot, postfix, place, known):
    """ML1, ML3: at most a second copy, flagged; none where the mail server's log can be read."""
    log = str(postfix.base / "maillog") if known else ""
    town, since = begin(f"{place} {known}", log), len(postfix.log())
    assert killed(town, f"{place}@2" if place in AT_SMTP[1:] else place)
    postfix.settle(since)
    go_on(town)
    postfix.settle(since)
    taken_in_once(town, dovecot)
    sent(town, dovecot, most=1 if known or place not in ACCEPTED else 2)
