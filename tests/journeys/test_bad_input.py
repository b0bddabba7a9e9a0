"""Bad input gets its clear answer or is held; nothing is lost, and nothing acts that may not."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from journeys.town import (
    HEADERS,
    Town,
    received,
    reply_mail,
    row,
    texts,
    upload_mail,
    workbook,
)

from config.trouble import WorldTrouble
from ingest.limits import MailLimits
from ingest.mail.reader import Reader
from register.database import reading
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState
from register.letters import Letter
from register.messages import Message
from register.responses import Response
from register.rules.letter import LetterKind
from register.suppressions import Suppression


def rows(town: Town, table: type) -> list:
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(table)))


def kinds(town: Town) -> list[LetterKind]:
    return sorted(letter.kind for letter in rows(town, Letter))


def message(town: Town) -> Message:
    return max(rows(town, Message), key=lambda one: one.id)


def mail(to: str, text: str, sender: str = "someone@business.kg", **fields: str) -> bytes:
    """A mail from outside, as our server delivers it."""
    made = EmailMessage()
    made["From"], made["To"] = sender, to
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return received(made.as_bytes(policy=policy.SMTP), sender)


@pytest.fixture
def invited(town: Town) -> EmailMessage:
    """One invitation that has gone out."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    return next(letter for letter in town.sent() if letter["To"] == "one@business.kg")


def test_a_broken_workbook_is_refused_with_what_to_do(town):
    town.deliver(upload_mail(workbook([row(1, None)])[:3000]))
    town.run("fetch", "take-in", "send")
    (answer,) = town.sent()
    assert answer["To"] == "asan@geti.kg"
    assert kinds(town) == [LetterKind.UPLOAD_REFUSED]
    assert rows(town, Inspection) == []


def test_a_workbook_without_header_is_refused_and_names_the_columns(town):
    town.deliver(upload_mail(workbook([["a", "b"], ["c", "d"]], headers=["x", "y"])))
    town.run("fetch", "take-in", "send")
    (text,) = texts(town.sent(), "asan@geti.kg")
    assert "ИНН" in text


def test_an_inspectors_mail_without_a_file_is_answered(town):
    town.deliver(mail("uploads@achyk.test", "Таблица во вложении.", "asan@geti.kg"))
    town.run("fetch", "take-in", "send")
    assert kinds(town) == [LetterKind.UPLOAD_REFUSED]


def test_good_rows_enter_and_bad_ones_come_back_with_cell_and_reason(town):
    data = workbook(
        [
            row(1, "one@business.kg"),
            row(2, "two@business.kg", tax="123"),
            row(3, "asan@geti.kg"),
            row(4, None, reason=None),
            row(5, "five@business.kg", inspector="I-99"),
        ]
    )
    town.deliver(upload_mail(data))
    town.run("fetch", "take-in", "send")
    assert [one.registration_no for one in rows(town, Inspection)] == ["R-0001"]
    letters = town.sent()
    (text,) = texts(letters, "asan@geti.kg")
    for cell in ("E3", "I4", "I5", "C6"):
        assert cell in text
    (returned,) = letters[0].iter_attachments()
    assert returned.get_filename().endswith("-checked.xlsx")


def test_a_row_of_another_bodys_inspection_is_not_touched(town):
    from register.bodies import Role, add_body, add_officer
    from register.database import transaction

    with transaction(town.installation.engine) as session:
        add_body(session, "FIRE", "Пожарная инспекция")
        add_officer(session, "bek@fire.kg", Role.INSPECTOR, "FIRE", "F-1", "Бек", "ru")
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    foreign = workbook([row(1, "two@business.kg", body="FIRE", inspector="F-1")])
    town.deliver(upload_mail(foreign, "bek@fire.kg", message_id="<2@fire.kg>"))
    town.run("fetch", "take-in", "send")
    (inspection,) = rows(town, Inspection)
    assert (inspection.body, inspection.email) == ("GETI", "one@business.kg")
    (text,) = texts(town.sent(), "bek@fire.kg")
    assert "A2" in text


def test_an_inspector_cannot_report_for_another_body(town):
    from register.bodies import add_body
    from register.database import transaction

    with transaction(town.installation.engine) as session:
        add_body(session, "FIRE", "Пожарная инспекция")
    town.deliver(upload_mail(workbook([row(1, "one@business.kg", body="FIRE")])))
    town.run("fetch", "take-in")
    assert rows(town, Inspection) == []


def test_a_strangers_upload_is_held_and_a_proven_stranger_told(town):
    town.deliver(upload_mail(workbook([row(1, None)]), "stranger@else.kg"))
    town.deliver(upload_mail(workbook([row(2, None)]), "forged@else.kg", proven=False))
    town.run("fetch", "take-in", "send")
    assert [(one.state.value, one.reason) for one in rows(town, Message)] == [
        ("held", "unknown-sender"), ("held", "unknown-sender")
    ]  # fmt: skip
    assert [letter["To"] for letter in town.sent()] == ["stranger@else.kg"]
    assert rows(town, Inspection) == []


def test_a_reply_without_token_is_held_and_answered(town, invited):
    town.deliver(mail("survey@achyk.test", "1: да\n2: оба"))
    town.run("fetch", "take-in", "send")
    assert (message(town).state.value, message(town).reason) == ("held", "unmatched")
    assert [letter["To"] for letter in town.sent()] == ["someone@business.kg"]
    assert rows(town, Response) == []


def test_a_wrong_token_is_held_and_answered_and_opens_nothing(town, invited):
    town.deliver(mail(f"survey+{'a' * 26}@achyk.test", "1: да"))
    town.run("fetch", "take-in", "send")
    assert message(town).reason == "unmatched"
    assert len(town.sent()) == 1
    assert rows(town, Response) == []


def test_answers_out_of_range_are_asked_back_and_the_good_ones_count(town, invited):
    town.deliver(reply_mail(invited, "1: да\n3: 9\n12: 5", "one@business.kg"))
    town.run("fetch", "take-in", "send")
    (response,) = rows(town, Response)
    assert (response.q1, response.q3, response.q12) == ("yes", None, "5")
    (echo,) = texts(town.sent(), "one@business.kg")
    assert "3: 9" in echo


def test_a_reply_with_nothing_readable_is_asked_again_once_a_day(town, invited):
    """LP2: at most one automatic answer per sender and kind in 24 hours."""
    for number in (7, 8):
        town.deliver(reply_mail(invited, f"3: {number}", "one@business.kg"))
    town.run("fetch", "take-in", "send")
    assert [letter["To"] for letter in town.sent()] == ["one@business.kg"]
    assert rows(town, Response) == []


def test_words_without_numbers_are_kept_as_own_words(town, invited):
    town.deliver(reply_mail(invited, "Всё прошло спокойно, спасибо.", "one@business.kg"))
    town.run("fetch", "take-in", "send")
    assert len(rows(town, Response)) == 1
    (echo,) = texts(town.sent(), "one@business.kg")
    assert "Всё прошло спокойно" in echo


def test_a_business_that_wants_out_gets_nothing_more(town, invited):
    town.deliver(reply_mail(invited, "Отписаться", "one@business.kg"))
    town.run("fetch", "take-in", "send")
    assert [letter["To"] for letter in town.sent()] == ["one@business.kg"]
    town.deliver(upload_mail(workbook([row(2, "one@business.kg")]), message_id="<2@geti.kg>"))
    for _ in range(4):
        town.clock.pass_days(7.1)
        town.run("fetch", "take-in", "invite", "remind", "send")
    assert [letter["To"] for letter in town.sent()] == ["asan@geti.kg"]
    assert {one.state for one in rows(town, Invitation)} == {
        InvitationState.STOPPED, InvitationState.SUPPRESSED
    }  # fmt: skip
    assert rows(town, Response) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk", "List_Id": "<news.else.kg>"},
        {"X_Auto_Response_Suppress": "All", "Auto_Submitted": "auto-generated"},
    ],
)
def test_machines_are_not_answered(town, invited, fields):
    """LP1: no automatic answer to an automatic mail, whatever it says and wherever it came."""
    town.deliver(mail("survey@achyk.test", "Я в отпуске", **fields))
    town.deliver(mail("uploads@achyk.test", "Я в отпуске", **fields))
    town.run("fetch", "take-in", "send")
    assert town.sent() == []


def test_our_own_letters_coming_back_are_not_answered(town, invited):
    """LP1: a letter from one of our addresses is an echo."""
    town.deliver(mail("survey@achyk.test", "1: да", "uploads@achyk.test"))
    town.run("fetch", "take-in", "send")
    assert town.sent() == []


def bounce(town: Town, letter: EmailMessage, return_path: str) -> bytes:
    """A delivery status notification as Postfix writes it (RFC 3464)."""
    text = f"""\
From: MAILER-DAEMON@mx.outside.test (Mail Delivery System)
To: {return_path}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry, your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.outside.test

Final-Recipient: rfc822; {letter["To"]}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b--
"""
    return b"Return-Path: <>\r\n" + text.replace("\n", "\r\n").encode()


def test_a_bounce_to_the_signed_return_path_suppresses_the_address(town, invited):
    """TR7: with our signature it acts, once; the address gets no reminder."""
    town.deliver(bounce(town, invited, invited["Return-Path"].strip("<>")))
    town.run("fetch", "take-in")
    assert [one.email for one in rows(town, Suppression)] == ["one@business.kg"]
    assert rows(town, Invitation)[0].state is InvitationState.UNREACHABLE
    town.clock.pass_days(8)
    town.run("remind", "send")
    assert town.sent() == []


@pytest.mark.parametrize("path", ["bounces@achyk.test", "bounces+forged{}@achyk.test"])
def test_a_bounce_we_did_not_sign_for_acts_on_nothing(town, invited, path):
    """TR7: anybody can write a bounce; without a valid signed return path it has no effect."""
    town.deliver(bounce(town, invited, path.format("a" * 26)))
    town.run("fetch", "take-in", "send")
    assert rows(town, Suppression) == []
    assert rows(town, Invitation)[0].state is InvitationState.OPEN
    assert message(town).reason == "bad-bounce"
    assert town.sent() == []


def test_a_forged_sender_with_somebody_elses_proof_enters_nothing(town):
    """TR1, TR2: the proof must be ours and for the From's own domain."""
    data = upload_mail(workbook([row(1, "one@business.kg")]), proven=False)
    for forged in (
        b"Authentication-Results: mx.achyk.test; dmarc=pass header.from=else.kg\r\n",
        b"Authentication-Results: mx.else.kg; dmarc=pass header.from=geti.kg\r\n",
        b"Authentication-Results: mx.achyk.test; spf=pass smtp.mailfrom=geti.kg\r\n",
    ):
        town.deliver(forged + data)
    town.run("fetch", "take-in", "send")
    assert rows(town, Inspection) == []
    assert {letter["To"] for letter in town.sent()} == {"asan@geti.kg"}
    assert set(kinds(town)) == {LetterKind.UPLOAD_CONFIRM}


@pytest.fixture
def narrow(town: Town) -> Iterator[Town]:
    """The town with a reader that a mail of 8 MB is too much for."""
    reader = Reader(MailLimits(memory=80 << 20))
    town.installation.__dict__["reader"] = reader
    yield town
    reader.close()


def test_a_mail_that_breaks_the_reader_is_held_after_three_attempts_and_stops_no_other(
    narrow, caplog
):
    """ML6, WB7: the poison mail is held; the next one is taken in at once; the log has no words."""
    narrow.deliver(mail("survey@achyk.test", "poisonous words\n" * (1 << 19)))
    narrow.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    narrow.run("fetch", "take-in")
    assert len(rows(narrow, Inspection)) == 1
    for _ in range(3):
        narrow.run("take-in")
    poison = min(rows(narrow, Message), key=lambda one: one.id)
    assert (poison.state.value, poison.reason, poison.attempts) == ("held", "unreadable", 3)
    told = [record.getMessage() for record in caplog.records if record.name == "achyk.take-in"]
    assert told == [f"message {poison.id} could not be taken in: memory"] * 3


def test_no_attempt_counts_while_the_reader_cannot_be_started(narrow, monkeypatch):
    """ML9: a machine without memory or processes is no mail's fault; the next run goes on."""
    narrow.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    narrow.run("fetch")
    with monkeypatch.context() as broken:
        broken.setattr("ingest.mail.reader.sys.executable", "/nowhere/python")
        for _ in range(4):
            with pytest.raises(WorldTrouble, match="cannot start the process that reads mail"):
                narrow.run("take-in")
    assert [(one.state.value, one.attempts) for one in rows(narrow, Message)] == [("new", 0)]
    narrow.run("take-in")
    assert len(rows(narrow, Inspection)) == 1


def test_headers_in_another_language_and_order_are_the_same_columns(town):
    order = list(reversed(range(len(HEADERS))))
    values = row(1, "one@business.kg")
    data = workbook([[values[i] for i in order]], headers=[HEADERS[i] for i in order])
    town.deliver(upload_mail(data))
    town.run("fetch", "take-in")
    assert len(rows(town, Inspection)) == 1


def test_a_domain_draws_at_most_twenty_answers_an_hour(town):
    """LP2: whoever writes from many addresses of one domain is not answered without end."""
    for number in range(25):
        town.deliver(mail("survey@achyk.test", "Кто вы?", f"robot{number}@loop.kg"))
    town.deliver(mail("survey@achyk.test", "Кто вы?", "person@else.kg"))
    town.run("fetch", "take-in", "send")
    answered = [letter["To"] for letter in town.sent()]
    assert len([to for to in answered if to.endswith("@loop.kg")]) == 20
    assert "person@else.kg" in answered
    town.clock.pass_days(1 / 20)
    town.deliver(mail("survey@achyk.test", "И всё же: кто вы?", "robot24@loop.kg"))
    town.run("fetch", "take-in", "send")
    assert [letter["To"] for letter in town.sent()] == ["robot24@loop.kg"]
