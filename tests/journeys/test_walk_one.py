"""Walk one on mail folders: a spreadsheet becomes invitations, responses and a report."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from journeys.town import reply_mail, row, texts, upload_mail, workbook

from register.database import reading
from register.invitations import Invitation
from register.letters import Letter
from register.messages import Message
from register.responses import Response


def _count(town, table) -> int:
    with reading(town.installation.engine) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _letter_to(letters: list[EmailMessage], address: str) -> EmailMessage:
    (found,) = [letter for letter in letters if address in letter["To"]]
    return found


def test_a_spreadsheet_becomes_invitations_and_a_receipt(town):
    data = workbook([row(1, "one@business.kg"), row(2, "two@business.kg"), row(3, None)])
    town.deliver(upload_mail(data))
    town.run("fetch", "take-in", "invite", "send")
    letters = town.sent()
    assert sorted(letter["To"] for letter in letters) == [
        "asan@geti.kg", "one@business.kg", "two@business.kg"
    ]  # fmt: skip
    (receipt,) = texts(letters, "asan@geti.kg")
    assert "3" in receipt
    invitation = _letter_to(letters, "one@business.kg")
    assert invitation["Reply-To"].startswith("survey+")
    (text,) = texts(letters, "one@business.kg")
    assert "Мы читаем каждый ответ." in text
    assert "Б. Директоров" in text


def test_a_reply_becomes_a_response_and_is_echoed(town):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    invitation = _letter_to(town.sent(), "one@business.kg")
    town.deliver(reply_mail(invitation, "1: да\n2: оба\n3: 5\n12: 4", "one@business.kg"))
    town.run("fetch", "take-in", "send")
    (echo,) = texts(town.sent(), "one@business.kg")
    assert "да" in echo.lower()
    with reading(town.installation.engine) as session:
        response = session.scalars(sa.select(Response)).one()
    assert (response.q1, response.q2, response.q3, response.q12) == ("yes", "both", "5", "4")


@pytest.mark.parametrize("repeat", ["upload", "reply"])
def test_a_second_copy_of_a_mail_changes_nothing(town, repeat):
    """ML1, ML5: the same mail delivered again has no further effect and draws no further letter."""
    upload = upload_mail(workbook([row(1, "one@business.kg")]))
    town.deliver(upload)
    town.run("fetch", "take-in", "invite", "send")
    invitation = _letter_to(town.sent(), "one@business.kg")
    reply = reply_mail(invitation, "1: да", "one@business.kg")
    town.deliver(reply)
    town.run("fetch", "take-in", "send")
    town.sent()
    before = [_count(town, table) for table in (Invitation, Response, Letter)]
    town.deliver(upload if repeat == "upload" else reply)
    town.run("fetch", "take-in", "invite", "send")
    assert town.sent() == []
    assert [_count(town, table) for table in (Invitation, Response, Letter)] == before
    assert _count(town, Message) == 3


def test_a_correction_replaces_the_answers_it_names_until_the_close(town):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    invitation = _letter_to(town.sent(), "one@business.kg")
    town.deliver(reply_mail(invitation, "1: да\n3: 2", "one@business.kg"))
    town.run("fetch", "take-in", "send")
    town.deliver(reply_mail(invitation, "3: 4", "accountant@business.kg"))
    town.run("fetch", "take-in", "send")
    with reading(town.installation.engine) as session:
        current = session.scalars(sa.select(Response).where(Response.current)).one()
    assert (current.q1, current.q3, current.version) == ("yes", "4", 2)
    town.clock.pass_days(120)
    town.sent()
    town.deliver(reply_mail(invitation, "3: 1", "one@business.kg"))
    town.run("fetch", "take-in", "send")
    assert len(town.sent()) == 1  # told that it is closed
    with reading(town.installation.engine) as session:
        current = session.scalars(sa.select(Response).where(Response.current)).one()
    assert current.q3 == "4"


def test_reminders_come_after_the_gap_at_most_as_often_as_set_and_stop_with_an_answer(town):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg"), row(2, "two@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    first = _letter_to(town.sent(), "one@business.kg")
    town.deliver(reply_mail(first, "1: да", "one@business.kg"))
    town.run("fetch", "take-in", "remind", "send")
    town.sent()
    reminded = []
    for _ in range(5):
        town.clock.pass_days(7.01)
        town.run("remind", "send")
        reminded += [letter["To"] for letter in town.sent()]
    assert reminded == ["two@business.kg", "two@business.kg"]


def test_an_unproven_upload_waits_until_its_registered_sender_confirms_it(town):
    """TR1, TR3: a forged From enters no row; the answer to the registered address does."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")]), proven=False))
    town.run("fetch", "take-in", "invite", "send")
    (question,) = town.sent()
    assert question["To"] == "asan@geti.kg"
    assert question["Reply-To"].startswith("confirm+")
    assert _count(town, Invitation) == 0
    town.deliver(reply_mail(question, "Я в отпуске до 1 августа.", "asan@geti.kg"))
    town.run("fetch", "take-in", "invite")
    assert _count(town, Invitation) == 0
    town.deliver(reply_mail(question, "Да", "asan@geti.kg"))
    town.run("fetch", "take-in", "invite", "send")
    assert _count(town, Invitation) == 1
    assert sorted(letter["To"] for letter in town.sent()) == ["asan@geti.kg", "one@business.kg"]
