"""The purge over IMAP and PostgreSQL: on the server too nothing of the quarter's mail is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from journeys.on_servers import INSPECTOR, open_town, rows
from journeys.town import Town, received, reply_text, row, upload_text, workbook

from register.invitations import Invitation, InvitationState
from register.messages import Message
from register.purges import Purge

pytestmark = pytest.mark.service

BUSINESS, SURVEY, COPIES = "b1@business.kg", "survey", "copies"
WINDOW_ENDS = datetime(2027, 1, 29, 4, 0, tzinfo=UTC)
FOREIGN = b"From: post@office.kg\nTo: survey@mail.test\nSubject: foreign\n\nNot ours.\n"


@pytest.fixture
def town(tmp_path: Path, dovecot, postgres) -> Iterator[Town]:
    """It reads one mailbox, and a second one gets a copy of every letter."""
    dovecot.empty()
    dovecot.add(SURVEY, COPIES)
    with postgres.database() as url:
        town = open_town(
            tmp_path / "achyk",
            {
                "database.url": url,
                "mail.in.url": [dovecot.url(SURVEY)],
                "mail.out.url": "maildir:mail/out",
                "mail.out.copies": dovecot.url(COPIES),
                "mail.out.copies_password": "pw",
            },
        )
        yield town
        town.installation.engine.dispose()


def stored(dovecot, user: str) -> bytes:
    """All that lies in both folders, as the server has it."""
    folders = ("INBOX", "Done") if user == SURVEY else ("INBOX",)
    return b"\n".join(raw for folder in folders for raw in dovecot.stored(user, folder))


def test_on_the_mail_server_nothing_is_left_of_the_quarter_and_all_of_others(town, dovecot):
    sheet = upload_text(workbook([row(1, BUSINESS)]), INSPECTOR, "uploads@mail.test")
    dovecot.deliver(SURVEY, received(sheet, INSPECTOR))
    town.run("fetch", "take-in", "invite", "send")
    letters = town.sent()
    for letter in letters:
        dovecot.deliver(COPIES, letter.as_bytes())
    (asked,) = [letter for letter in letters if letter["To"] == BUSINESS]
    token = str(asked["Reply-To"]).partition("+")[2].partition("@")[0].encode()
    reply = received(reply_text(asked, "1: да", BUSINESS), BUSINESS)
    dovecot.deliver(SURVEY, reply)
    town.run("fetch", "take-in", "send")
    assert [one.state for one in rows(town, Invitation)] == [InvitationState.ANSWERED]
    assert token in stored(dovecot, SURVEY)
    assert token in stored(dovecot, COPIES)
    dovecot.deliver(SURVEY, reply)  # a second copy that no run has read yet
    town.clock.now = WINDOW_ENDS
    dovecot.deliver(SURVEY, FOREIGN)

    assert town.run("purge") == [{"purged": 1}]

    assert token not in stored(dovecot, SURVEY)
    assert token not in stored(dovecot, COPIES)
    assert b"Not ours." in stored(dovecot, SURVEY)
    assert b"X-Achyk-Letter: upload_receipt" in stored(dovecot, COPIES)
    (purge,) = rows(town, Purge)
    assert (purge.counts["copies"], purge.counts["sent_copies"]) == (
        3,
        2,
    )  # an echo lies in mail/out
    town.run("fetch", "take-in")
    assert max(one.vault for one in rows(town, Message)) == "2027-Q1"
