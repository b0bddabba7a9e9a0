"""Delivery notices taken in: what each of them changes; an unsigned one changes nothing."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from itertools import count

import pytest
import sqlalchemy as sa
from journeys.town import Town, received, reply_mail, reply_text, rows, town

from ingest.bounces.bounce import Bounce, Failed
from ingest.place import place_reply
from ingest.take_bounce import failure
from register.database import transaction
from register.inspections import record_inspection
from register.invitations import Invitation, InvitationState
from register.letters import Letter, LetterState
from register.messages import Held, Message, MessageState
from register.responses import Response
from register.rules.record import InspectionKind, InspectionRecord
from register.suppressions import Suppression, SuppressionReason, suppress

__all__ = ["town"]
ADDRESS = "one@business.kg"
NUMBERS = count()
VISIT = InspectionRecord(
    registration_no="R-1",
    body="GETI",
    inspector_ids=("I-1",),
    business_name="ОсОО Бизнес",
    tax_id="01207202600001",
    kind=InspectionKind.PLANNED,
    started_on=date(2026, 7, 15),
    finished_on=date(2026, 7, 17),
    email=ADDRESS,
)


def the(town: Town, table: type = Invitation):
    (found,) = rows(town, table)
    return found


def latest(town: Town) -> Letter:
    return max(
        (one for one in rows(town, Letter) if one.recipient == ADDRESS),
        key=lambda one: one.created_at,
    )


@pytest.fixture
def invited(town: Town) -> EmailMessage:
    """One invitation that has gone out."""
    place = town.installation
    with transaction(place.engine) as session:
        record_inspection(session, place.moment(), VISIT, "u", place.settings.survey)
    town.run("invite", "send")
    (letter,) = town.sent()
    return letter


def notice(
    letter: EmailMessage, action: str, status: str, to: str | None = None, whose: str = ""
) -> bytes:
    """A delivery status notification as Postfix writes it (RFC 3464)."""
    text = f"""\
From: MAILER-DAEMON@mx.outside.test (Mail Delivery System)
To: {to or letter["Return-Path"].strip("<>")}
Message-ID: <{next(NUMBERS)}@mx.outside.test>
Subject: Delivery report
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<{whose or letter["To"]}>: what the other server said
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.outside.test

Final-Recipient: rfc822; {whose or letter["To"]}
Action: {action}
Status: {status}
--b--
"""
    return b"Return-Path: <>\r\n" + text.replace("\n", "\r\n").encode()


def told(town: Town, letter: EmailMessage, action: str, status: str) -> None:
    town.deliver(notice(letter, action, status))
    town.run("fetch", "take-in")


def reminder(town: Town) -> EmailMessage:
    town.clock.pass_days(7.1)
    town.run("remind", "send")
    (letter,) = town.sent()
    return letter


@pytest.mark.parametrize(
    ("failed", "delayed", "status"),
    [
        ((Failed("a@b.kg", "4.2.2", False),), False, "4.2.2"),
        ((Failed("a@b.kg", None, False),), False, "4.0.0"),
        ((Failed("a@b.kg", None, True),), False, "5.0.0"),
        ((Failed("a@b.kg", "4.4.7", False), Failed("c@b.kg", "5.1.1", True)), False, "5.1.1"),
        ((Failed("a@b.kg", "4.4.1", False),), True, None),  # a warning
        ((), False, None),
    ],
)
def test_the_status_of_a_notice_is_that_of_its_worst_failure(failed, delayed, status):
    assert failure(Bounce(failed, delayed)) == status


def test_a_full_mailbox_costs_one_letter_and_the_reminder_still_goes(town, invited):
    told(town, invited, "failed", "4.2.2")
    assert (latest(town).state, latest(town).trouble) == (LetterState.BOUNCED, "4.2.2")
    one = the(town)
    assert (one.state, one.delivered, one.soft_bounces) == (InvitationState.OPEN, False, 1)
    assert reminder(town)["To"] == ADDRESS
    assert the(town).delivered is True


def test_three_letters_that_came_back_in_a_row_silence_the_address(town, invited):
    told(town, invited, "failed", "4.2.2")
    told(town, reminder(town), "failed", "4.4.7")
    assert rows(town, Suppression) == []
    told(town, reminder(town), "failed", "5.2.2")
    left = the(town, Suppression)
    assert (left.email, left.detail) == (ADDRESS, "5.2.2, 3 in a row")
    assert the(town).state is InvitationState.UNREACHABLE


def test_a_warning_of_delay_and_a_notice_of_success_change_nothing(town, invited):
    for action, status in (("delayed", "4.4.1"), ("delayed", "4.4.1"), ("delivered", "2.0.0")):
        town.deliver(notice(invited, action, status))
    town.run("fetch", "take-in")
    assert [one.kind for one in rows(town, Message)] == ["bounce"] * 3
    one = the(town)
    assert (one.state, one.delivered, one.soft_bounces) == (InvitationState.OPEN, True, 0)
    assert latest(town).state is LetterState.SENT
    assert rows(town, Suppression) == []


def test_a_notice_of_delivery_after_a_soft_one_makes_it_delivered(town, invited):
    told(town, invited, "failed", "4.2.2")
    told(town, invited, "relayed", "2.0.0")
    assert the(town).delivered is False
    told(town, invited, "delivered", "2.0.0")
    assert (the(town).delivered, latest(town).state) == (True, LetterState.SENT)


@pytest.mark.parametrize(
    ("action", "status", "state"),
    [
        ("relayed", "2.0.0", LetterState.SENT),
        ("delayed", "4.4.1", LetterState.SENT),  # the server has it and tries
        ("failed", "4.4.7", LetterState.BOUNCED),
    ],
)
def test_a_notice_settles_a_letter_of_unknown_fate(town, invited, action, status, state):
    """ML3: whatever it says, the letter had gone, and it is not sent a second time."""
    with transaction(town.installation.engine) as session:
        session.get_one(Letter, latest(town).id).state = LetterState.UNKNOWN
        session.scalars(sa.select(Invitation)).one().delivered = False
    told(town, invited, action, status)
    assert latest(town).state is state
    assert the(town).delivered is (state is LetterState.SENT)
    town.clock.pass_days(2)
    town.run("send")
    assert town.sent() == []


def test_a_notice_to_a_return_path_that_we_did_not_sign_is_held(town, invited):
    """TR7: nobody outside moves a letter, an invitation or an address."""
    path = invited["Return-Path"].strip("<>")
    at = len("bounces+")
    forged = path[:at] + ("b" if path[at] == "a" else "a") + path[at + 1 :]
    with transaction(town.installation.engine) as session:
        session.get_one(Letter, latest(town).id).state = LetterState.UNKNOWN
    for action, status in (("failed", "4.2.2"), ("failed", "5.1.1"), ("delivered", "2.0.0")):
        for to in (forged, "bounces@achyk.test"):
            town.deliver(notice(invited, action, status, to))
    town.run("fetch", "take-in")
    assert latest(town).state is LetterState.UNKNOWN
    assert the(town).soft_bounces == 0
    assert rows(town, Suppression) == []
    assert [one.reason for one in rows(town, Message)].count("bad-bounce") == 6


def test_a_proven_mail_from_an_address_that_came_back_lets_it_be_written_to(town, invited):
    told(town, invited, "failed", "5.1.1")
    town.deliver(reply_mail(invited, "1: да", ADDRESS))
    town.run("fetch", "take-in", "send")
    assert [letter["To"] for letter in town.sent()] == [ADDRESS]  # the echo is not kept back
    trace = the(town, Suppression)
    assert trace.reason is SuppressionReason.LIFTED
    assert ADDRESS not in trace.email


@pytest.mark.parametrize("forged", ["unproven", "another-token"])
def test_an_unproven_mail_or_one_without_our_token_lifts_nothing(town, invited, forged):
    """TR1: From alone shows nothing; and a proven stranger has no token of ours."""
    told(town, invited, "failed", "5.1.1")
    if forged == "unproven":
        town.deliver(received(reply_text(invited, "1: да", ADDRESS), None))
    else:
        token = invited["Reply-To"].partition("+")[2].partition("@")[0]
        raw = reply_mail(invited, "1: да", ADDRESS)
        town.deliver(raw.replace(token.encode(), b"a" * 26))
    town.run("fetch", "take-in")
    assert the(town, Suppression).reason is SuppressionReason.BOUNCED
    assert len(rows(town, Response)) == (forged == "unproven")


def test_a_proven_mail_lifts_no_unsubscription(town, invited):
    with transaction(town.installation.engine) as session:
        reason = SuppressionReason.UNSUBSCRIBED
        suppress(session, town.installation.moment(), ADDRESS, reason, "by one click")
    town.deliver(reply_mail(invited, "1: да", ADDRESS))
    town.run("fetch", "take-in")
    assert the(town, Suppression).reason is SuppressionReason.UNSUBSCRIBED


def test_a_notice_about_where_the_business_forwards_its_mail_costs_the_letter_alone(town, invited):
    """TR7: our address took the letter; whoever it is sent on to may be gone for good."""
    town.deliver(notice(invited, "failed", "5.1.1", whose="old-accountant@other.kg"))
    town.run("fetch", "take-in")
    assert (latest(town).state, latest(town).status) == (LetterState.BOUNCED, "4.0.0")
    assert rows(town, Suppression) == []
    assert (the(town).state, the(town).soft_bounces) == (InvitationState.OPEN, 1)


@pytest.mark.parametrize(("final", "hard"), [("x@gmail.test", False), ("one@mx.business.kg", True)])
def test_a_letter_that_was_sent_on_elsewhere_costs_the_letter_alone(town, invited, final, hard):
    """TR7: the notice names our address as the original one; another domain's mailbox is gone."""
    told = notice(invited, "failed", "5.1.1", whose=final)
    original = f"Original-Recipient: rfc822;{ADDRESS}\r\nAction:".encode()
    town.deliver(told.replace(b"Action:", original))
    town.run("fetch", "take-in")
    assert latest(town).state is LetterState.BOUNCED
    assert bool(rows(town, Suppression)) is hard


def test_a_notice_names_us_in_whatever_case_it_writes(town, invited):
    town.deliver(notice(invited, "failed", "5.1.1", whose=ADDRESS.upper()))
    town.run("fetch", "take-in")
    assert the(town, Suppression).email == ADDRESS


def to_return_path(letter: EmailMessage, text: str, *, quoted: bool) -> bytes:
    """A person's answer by a program that answers to the return path."""
    raw = reply_text(letter, text, ADDRESS, quoted)
    path = letter["Return-Path"].strip("<>").encode()
    return received(raw.replace(letter["Reply-To"].encode(), path, 1), ADDRESS)


def test_an_answer_to_the_return_path_counts_by_the_token_it_quotes(town, invited):
    town.deliver(to_return_path(invited, "1: да\n3: 1", quoted=True))
    town.run("fetch", "take-in")
    (response,) = rows(town, Response)
    assert (response.q1, response.q3) == ("yes", "1")


def test_an_answer_to_the_return_path_without_a_token_is_held_and_can_be_placed(town, invited):
    """ML6: nothing that a person wrote is laid away unseen; nor is a return path answered (LP1)."""
    town.deliver(to_return_path(invited, "1: да\n3: 1", quoted=False))
    town.run("fetch", "take-in", "send")
    message = the(town, Message)
    assert (message.state, message.held) == (MessageState.HELD, Held.OTHER)
    assert town.sent() == []
    place_reply(town.installation.desk(), message.id, "R-1")
    assert the(town, Response).q3 == "1"


@pytest.mark.parametrize(
    "field", ["Auto-Submitted: auto-replied", "Precedence: bulk", "Return-Path: <>"]
)
def test_what_programs_answer_to_the_return_path_stays_quiet(town, invited, field):
    raw = to_return_path(invited, "Я вернусь в понедельник.", quoted=False)
    town.deliver(field.encode() + b"\r\n" + raw)
    town.run("fetch", "take-in", "send")
    assert the(town, Message).state is MessageState.DONE
    assert (town.sent(), rows(town, Response)) == ([], [])
