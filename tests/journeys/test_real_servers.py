"""Walk one over real Dovecot and Postfix: every mail passes SMTP, LMTP and IMAP."""

from __future__ import annotations

import io
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from journeys.town import SIGNATORY, Clock, Town, reply_text, row, upload_text, workbook
from services.process import within

from config.template import settings_file
from jobs.commands.setup import make
from jobs.wiring import open_installation
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState
from register.letters import Letter, LetterState
from register.responses import Response
from register.rules.letter import LetterKind
from register.suppressions import Suppression

pytestmark = pytest.mark.service

INSPECTOR, ADMINISTRATOR = "inspector@mail.test", "administrator@mail.test"


@pytest.fixture
def place(tmp_path: Path, dovecot, postfix, one_inbox: str) -> Town:
    """An installation that reads IMAP and writes SMTP; its clock moves only when told to."""
    dovecot.empty()
    dovecot.add("one", "two", "three")
    settings = {
        "mail.domain": "mail.test",
        "mail.in.url": [dovecot.url(one_inbox)],
        "mail.in.password": "pw",
        "mail.out.url": postfix.url,
        "survey.delay": 2,
        "publication.minimum_base": 3,
    }
    folder = make(tmp_path / "achyk", settings_file(settings) + SIGNATORY).folder
    clock = Clock()
    installation = open_installation(folder, {}, clock)
    with transaction(installation.engine) as session:
        add_body(session, "GETI", "Госинспекция")
        add_officer(session, INSPECTOR, Role.INSPECTOR, "GETI", "I-1", "Асан", "ru")
        add_officer(session, ADMINISTRATOR, Role.ADMINISTRATOR, "GETI")
    return Town(installation, clock)


def arrived(dovecot, user: str, count: int = 1) -> list[EmailMessage]:
    """The letters in a person's mailbox, as soon as there are that many."""
    letters = [message_from_bytes(m, policy=policy.default) for m in dovecot.wait(user, count)]
    assert len(letters) == count
    return [letter for letter in letters if isinstance(letter, EmailMessage)]


def take_in(town: Town, done: Callable[[], bool]) -> None:
    """Fetch and take in until something has happened: mail takes its time."""

    def look() -> bool:
        town.run("fetch", "take-in")
        return done()

    assert within(30, look)


def count(town: Town, table: type) -> int:
    with reading(town.installation.engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def states(town: Town) -> dict[str, InvitationState]:
    with reading(town.installation.engine) as session:
        found = session.scalars(sa.select(Invitation))
        return {invitation.email: invitation.state for invitation in found}


def test_a_spreadsheet_by_mail_becomes_a_workbook_with_the_right_figures(place, dovecot, postfix):
    """The main job; TR3 and TR7 on the way: confirmed upload, bounce by signed return path."""
    addresses = [
        "one@business.test",
        "two@business.test",
        "three@business.test",
        "nobody@business.test",
    ]
    addresses += ["late@late.test", "gone@bounce.test", None]
    sheet = workbook([row(n, address) for n, address in enumerate(addresses, 1)])
    postfix.send(INSPECTOR, "uploads@mail.test", upload_text(sheet, INSPECTOR, "uploads@mail.test"))
    take_in(place, lambda: count(place, Letter) == 1)
    place.run("send")
    (question,) = arrived(dovecot, "inspector")
    assert count(place, Inspection) == 0
    postfix.send(INSPECTOR, question["Reply-To"], reply_text(question, "Да", INSPECTOR))
    take_in(place, lambda: count(place, Inspection) == 7)

    place.run("invite", "send")
    arrived(dovecot, "inspector", 2)
    letters = {user: arrived(dovecot, user)[0] for user in ("one", "two", "three")}
    answers = {"one": "1: да\n12: 5", "two": "1) ооба\n12) 4", "three": "1 - нет\n12 - 2"}
    for user, text in answers.items():
        sender = f"{user}@business.test"
        reply = reply_text(letters[user], text, sender)
        postfix.send(sender, letters[user]["Reply-To"], reply)
    take_in(place, lambda: count(place, Response) == 3)
    take_in(place, lambda: count(place, Suppression) == 3)
    unreachable = {a for a, s in states(place).items() if s is InvitationState.UNREACHABLE}
    assert unreachable == {"nobody@business.test", "late@late.test", "gone@bounce.test"}
    place.run("send")
    (_, echo) = arrived(dovecot, "one", 2)
    assert "5" in echo.get_body(("plain",)).get_content()

    place.clock.pass_days(110)
    place.run("remind", "quarterly", "send")
    letters = arrived(dovecot, "administrator", 2)  # the release, and its seal
    (report,) = [letter for letter in letters if list(letter.iter_attachments())]
    attachment = next(report.iter_attachments())
    assert funnel(attachment.get_content()) == [7, 6, 6, 3, 3]
    with reading(place.installation.engine) as session:
        open_letters = sa.select(Letter.state).where(
            Letter.state.in_([LetterState.WAITING, LetterState.SENDING, LetterState.UNKNOWN])
        )
        assert session.scalars(open_letters).all() == []
    # Bounced: nothing more was sent there after the invitation, a hundred days long.
    with reading(place.installation.engine) as session:
        sent = sa.select(Letter.recipient).where(Letter.kind == LetterKind.REMINDER)
        assert session.scalars(sent).all() == []


def funnel(content: bytes) -> list[object]:
    """Inspected, with address, invited, delivered, answered of all bodies, out of the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    total = next(row for row in rows if "Все органы" in row)
    return list(total[total.index("Все органы") + 1 :][:5])
