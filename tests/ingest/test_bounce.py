"""Delivery notices: real shapes, in several languages, and mails that only look like them."""

import pytest

from ingest.bounce import Bounce, Failed, read_bounce
from ingest.message import parse

REPORT = """Return-Path: <>
From: MAILER-DAEMON@mx.test (Mail Delivery System)
To: bounces+abc@mail.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; shop@biznes.kg
Original-Recipient: rfc822;Shop@biznes.kg
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b
Content-Type: text/rfc822-headers

Message-ID: <1@mail.test>
Subject: Как прошла проверка?
--b--
"""


def bounce_of(text: str) -> Bounce | None:
    raw = text.encode()
    return read_bounce(parse(raw), raw)


@pytest.mark.parametrize(
    ("action", "status", "permanent", "delayed"),
    [
        ("failed", "5.1.1", True, False),
        ("Failed", "5.2.2 (mailbox full)", True, False),
        ("failed", "4.4.7", False, False),
        ("delayed", "4.4.1", False, True),
    ],
)
def test_the_machine_readable_report_is_believed(
    action: str, status: str, permanent: bool, delayed: bool
) -> None:
    bounce = bounce_of(REPORT.format(action=action, status=status))
    assert bounce.failed == (Failed("Shop@biznes.kg", status.split()[0], permanent),)
    assert bounce.delayed is delayed


@pytest.mark.parametrize(
    ("action", "arrived"),
    [("delivered", True), ("Delivered", True), ("relayed", False), ("expanded", False)],
)
def test_a_report_of_success_names_nobody_as_failed(action: str, arrived: bool) -> None:
    """Its text names the address too, as Postfix writes it: that is no failure either."""
    text = REPORT.format(action=action, status="2.0.0").replace("no such user", "")
    text = text.replace(
        "I'm sorry to have to inform you that your message could not be delivered.",
        "Your message was successfully delivered to the destination(s) listed below.\n\n"
        "<shop@biznes.kg>: delivery via mx.test: 250 2.1.5 Ok",
    )
    assert bounce_of(text) == Bounce((), False, arrived)


@pytest.mark.parametrize(
    ("actions", "delayed", "arrived"),
    [
        (("delivered", "failed"), False, True),  # two persons behind one address
        (("delayed", "failed"), False, False),
        (("delayed", "relayed"), True, False),
    ],
)
def test_a_report_on_several_recipients_tells_of_each(
    actions: tuple[str, str], delayed: bool, arrived: bool
) -> None:
    first, second = actions
    more = f"\nFinal-Recipient: rfc822; two@biznes.kg\nAction: {second}\nStatus: 4.4.7\n--b\n"
    text = REPORT.format(action=first, status="4.4.7").replace(
        "\n--b\nContent-Type: text/rfc822", f"\n{more}Content-Type: text/rfc822"
    )
    bounce = bounce_of(text)
    assert (bounce.delayed, bounce.arrived) == (delayed, arrived)


@pytest.mark.parametrize(
    ("subject", "text", "address", "status"),
    [
        (
            "Недоставленное сообщение",
            "Ваше письмо не может быть доставлено одному или нескольким получателям:\n\n"
            "shop@mail.ru: 550 5.1.1 Такого пользователя не существует\n",
            "shop@mail.ru",
            "5.1.1",
        ),
        (
            "Mail failure.",
            "A message could not be delivered:\n  <shop@bk.ru>: 552 5.2.2 mailbox full\n",
            "shop@bk.ru",
            "5.2.2",
        ),
    ],
)
def test_a_notice_in_words_names_the_address(
    subject: str, text: str, address: str, status: str
) -> None:
    bounce = bounce_of(
        f"Return-Path: <>\nFrom: mailer-daemon@mail.ru\nSubject: {subject}\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}"
    )
    assert [(failed.address, failed.status) for failed in bounce.failed] == [(address, status)]


def test_a_notice_that_names_nobody_is_a_notice_all_the_same() -> None:
    bounce = bounce_of(
        "Return-Path: <>\nFrom: MAILER-DAEMON@x.test\nSubject: Delivery failure\n\nSorry.\n"
    )
    assert bounce is not None
    assert bounce.failed == ()


@pytest.mark.parametrize(
    "text",
    [
        "From: a@b.kg\nSubject: Re: Как прошла проверка\n\n1: да\n\nПишите на shop@b.kg\n",
        "From: a@b.kg\nSubject: Жалоба\n\nПисьмо на адрес x@gov.kg не доставлено, 550 5.1.1\n",
        "From: a@b.kg\nSubject: Re: Undelivered Mail Returned to Sender\n\n"
        "Попробуйте ещё раз, x@y.kg\n",
        "From: a@b.kg\nSubject: Возврат налога\n\nПрошу вернуть. a@b.kg\n",
        "From: a@b.kg\nContent-Type: multipart/report; report-type=disposition-notification\n"
        "Subject: Прочитано\n\nx@y.kg\n",
    ],
)
def test_a_persons_mail_is_no_bounce(text: str) -> None:
    assert bounce_of(text) is None


def test_what_flufl_raises_is_not_passed_on() -> None:
    """It raised on 31 of 560 ordinary mails: a mail through the gate must not stop the program."""
    broken = "Return-Path: <>\nFrom: MAILER-DAEMON@x.test\nSubject: Mail delivery failed\n"
    assert bounce_of(broken + "Content-Type: multipart/report; boundary=\n\n--\n") is not None
    assert bounce_of(broken + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n") is not None
