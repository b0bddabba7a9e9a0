"""The restore drill over real Dovecot, Postfix and PostgreSQL: what was lost is read by IMAP."""

from __future__ import annotations

import imaplib
import re
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from journeys.on_servers import INSPECTOR, ids, open_town, rows
from journeys.town import Town, received, reply_text, row, upload_text, workbook
from services.process import within

from ingest.boxes.compare import compare
from jobs.backup import backup
from jobs.recover import recover
from jobs.restore import World, restore
from register.inspections import Inspection
from register.letters import Letter, LetterState
from register.messages import Message
from register.responses import Response

pytestmark = pytest.mark.service

INBOX, ASKED, LATE = "drill-in", "drill-one", "drill-two"
WORK = ("fetch", "take-in", "invite", "send")
FLAG = "Возможно, вы уже получали это письмо"


def quiet(done: int) -> None:
    """Nobody watches."""


@pytest.fixture
def place(tmp_path: Path, dovecot, postfix, postgres, migrated_template):
    """An installation on servers, its mailboxes empty."""
    dovecot.add(INBOX, ASKED, LATE)
    for user in (INBOX, ASKED, LATE, "inspector"):
        shutil.rmtree(dovecot.base / "mail" / user, ignore_errors=True)
    with postgres.database(migrated_template) as url:
        settings = {
            "database.url": url,
            "mail.in.url": [dovecot.url(INBOX)],
            "mail.out.url": postfix.url,
            "mail.out.log": str(postfix.base / "maillog"),
        }
        town = open_town(tmp_path / "achyk", settings)
        town.clock.now = datetime.now(UTC)  # the mail server has no other clock
        yield town
        town.installation.engine.dispose()


def upload(dovecot, number: int, user: str) -> None:
    day = datetime.now() - timedelta(days=4)
    sheet = workbook([row(number, f"{user}@business.test", start=day, end=day)])
    name = f"<upload-{number}@mail.test>"
    raw = upload_text(sheet, INSPECTOR, "uploads@mail.test", message_id=name)
    dovecot.deliver(INBOX, received(raw, INSPECTOR), INSPECTOR)


def reply(dovecot, letter: EmailMessage, text: str, user: str) -> None:
    sender = f"{user}@business.test"
    dovecot.deliver(INBOX, reply_text(letter, text, sender), sender)


def letters(dovecot, user: str, count: int) -> list[EmailMessage]:
    found = [message_from_bytes(raw, policy=policy.default) for raw in dovecot.wait(user, count)]
    assert len(found) == count
    return [letter for letter in found if isinstance(letter, EmailMessage)]


def destroy(town: Town) -> None:
    """All that the machine held; the servers stand elsewhere. The keys come from the safe place."""
    engine = town.installation.engine
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    folder = town.installation.folder
    for path in folder.iterdir():
        if path.name != "keys":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(folder / "keys/quarters")


def test_an_older_backup_meets_servers_that_moved_on(place, dovecot, postfix, tmp_path):
    """ML7, ML1, ML3, ML10: mails found in Done by IMAP, open letters found in Postfix's log."""
    upload(dovecot, 1, ASKED)
    place.run("fetch", "take-in", "invite")
    place.clock.pass_days(1 / 24)
    backup(place.installation, tmp_path / "backups", quiet)
    place.run("send")
    (invitation,) = letters(dovecot, ASKED, 1)
    upload(dovecot, 2, LATE)
    reply(dovecot, invitation, "1: да\n3: 5", ASKED)
    place.run(*WORK)
    (lost,) = letters(dovecot, LATE, 1)
    letters(dovecot, ASKED, 2)
    reply(dovecot, lost, "1: нет", LATE)  # nobody has fetched it yet
    before = ids(dovecot.mails(INBOX) + dovecot.mails(INBOX, "Done"))

    destroy(place)
    world = World({}, place.clock, place.installation.randbytes)
    place.installation = restore(
        place.installation.folder, tmp_path / "backups", world, quiet
    ).installation
    counts = recover(place.installation, quiet)
    assert (counts["rescued"], counts["found"]) == (3, 2)
    place.run(*WORK)
    assert ids(dovecot.mails(INBOX, "Done")) == before
    assert dovecot.mails(INBOX) == []
    assert len(rows(place, Message)) == 4
    assert [one.registration_no for one in rows(place, Inspection)] == ["R-0001", "R-0002"]
    assert [(one.q1, one.q3) for one in rows(place, Response)] == [("yes", "5")]
    assert {one.state for one in rows(place, Letter)} == {LetterState.SENT}

    kinds = Counter(letter["X-Achyk-Letter"] for letter in letters(dovecot, ASKED, 3))
    assert kinds == {"invitation": 1, "echo": 2}  # the open invitation stood in the log
    _, again, unmatched = letters(dovecot, LATE, 3)
    said = [re.sub(r"\s+", " ", one.get_body(("plain",)).get_content()) for one in (lost, again)]
    assert [FLAG in words for words in said] == [False, True]
    assert unmatched["X-Achyk-Letter"] == "unmatched_reply"
    assert all(count == 1 for user in (ASKED, LATE) for count in ids(dovecot.mails(user)).values())
    reply(dovecot, again, "1: нет", LATE)
    assert within(20, lambda: place.run(*WORK) and len(rows(place, Response)) == 2)


def test_two_folders_of_an_imap_account_are_compared_without_touching_them(place, dovecot):
    """ML10: what lies in Done and is not known is loaded, nothing is marked as seen or moved."""
    with place.installation.incoming()[0] as mailbox:
        assert mailbox.done() is None
    upload(dovecot, 1, ASKED)
    place.run("fetch", "take-in")
    with dovecot.connected(INBOX) as other:
        stray = received(upload_text(b"no sheet", INSPECTOR, "uploads@mail.test"), INSPECTOR)
        for days, text in ((1, b""), (20, b"old\r\n")):
            day = datetime.now(UTC) - timedelta(days=days)
            other.append("Done", "", imaplib.Time2Internaldate(day), stray + text)
    place.clock.pass_days(1)
    (mailbox,) = place.installation.incoming()
    desk = place.installation.desk()
    since = desk.moment().now - timedelta(days=3)
    with mailbox:
        assert compare(desk, mailbox, since).unknown == 1
        assert compare(desk, mailbox, None).unknown == 2
        assert compare(desk, mailbox, since, rescue=True).unknown == 1
        found = compare(desk, mailbox, since)
        assert (found.unknown, found.missing) == (0, 0)
    assert len(dovecot.mails(INBOX, "Done")) == 3
    with dovecot.connected(INBOX) as other:
        other.select("Done")
        assert other.search(None, "SEEN") == ("OK", [b""])
