"""Delivery notices: real shapes, in several languages, and mails that only look like them."""

import pytest
from flufl.bounce._detectors.simplematch import SimpleMatch
from flufl.bounce._detectors.simplewarning import SimpleWarning

from ingest.bounces.bounce import Bounce, Failed, read_bounce
from ingest.bounces.bounce_flufl import _openings
from ingest.mail.message import parse

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
        # A postmaster may be a person.
        "From: postmaster@b.kg\nSubject: Жалоба\n\nОштрафовал на 500 сом. Такого закона не"
        " существует. Пишите <x@b.kg>\n",
        "From: a@b.kg\nSubject: Посылка не доставлена\n\nКурьер не доставил. Мой адрес: a@b.kg,"
        " склад sklad@b.kg\n",
        "From: a@b.kg\nList-Id: <mail-admins.b.kg>\nSubject: Undelivered mail returned\n\n"
        "How do I read this?\n<x@y.kg>: 550 5.1.1 unknown\n\nReceived: from a by b\n",
        "From: no-reply@b.kg\nSubject: Delivery notification\n\nYour parcel could not be"
        " delivered. Write to help@b.kg\n",
        "From: Системный администратор <it@b.kg>\nSubject: Проблема с доставкой писем\n\nПисьма на"
        " x@b.kg не доставляются: 550 5.7.1\n",
        "From: a@b.kg\nSubject: Warning: delivery delayed\n\nYour parcel x@y.kg is delayed\n",
    ],
)
def test_a_persons_mail_is_no_bounce(text: str) -> None:
    assert bounce_of(text) is None


def test_what_flufl_raises_is_not_passed_on() -> None:
    """It raised on 31 of 560 ordinary mails: a mail through the gate must not stop the program."""
    broken = "Return-Path: <>\nFrom: MAILER-DAEMON@x.test\nSubject: Mail delivery failed\n"
    assert bounce_of(broken + "Content-Type: multipart/report; boundary=\n\n--\n") is not None
    assert bounce_of(broken + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n") is not None


NOTICE = """Return-Path: <>
From: MAILER-DAEMON@mx.test (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=c

--c
Content-Type: text/plain

<shop@biznes.kg>: host mx said: 550 5.1.1 unknown user
--c
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; shop@biznes.kg
Action: failed
Status: 5.1.1
--c--
"""


@pytest.mark.parametrize(
    "subject", ["Fwd: Undelivered Mail", "Ваше письмо вернулось", "Undelivered: что это?"]
)
@pytest.mark.parametrize("attached", [True, False])
def test_a_notice_that_a_person_sends_on_is_a_persons_mail(subject: str, attached: bool) -> None:
    """As a file; or, as Apple Mail does it, with its parts beside his words."""
    parts = NOTICE.partition("--c\n")[2].replace("--c--", "").replace("--c\n", "--b\n")
    inside = f"Content-Type: message/rfc822\n\n{NOTICE}" if attached else parts.strip()
    assert (
        bounce_of(
            f"Return-Path: <a@b.kg>\nFrom: a@b.kg\nSubject: {subject}\n"
            "Content-Type: multipart/mixed; boundary=b\n\n"
            "--b\nContent-Type: text/plain\n\nПосмотрите: письмо не было доставлено.\n"
            f"--b\n{inside}\n--b--\n"
        )
        is None
    )


@pytest.mark.parametrize("prefix", ["Fwd", "Fw", "Re", "Пересл", "HA", "Fwd[2]"])
def test_a_notice_passed_on_with_all_its_parts_is_known_by_its_subject(prefix: str) -> None:
    parts = NOTICE.partition("--c\n")[2].replace("--c--", "").replace("--c\n", "--b\n")
    letter = "Content-Type: message/rfc822\n\nFrom: survey@mail.test\nTo: shop@biznes.kg\n\nhi"
    head = "Return-Path: <a@b.kg>\nFrom: a@b.kg\nSubject: {} Undelivered Mail\n"
    body = f"--b\n{parts.strip()}\n--b\n{letter}\n--b--\n"
    mixed = f"{head}Content-Type: multipart/mixed; boundary=b\n\n{body}"
    assert bounce_of(mixed.format(f"{prefix}:")) is None
    assert bounce_of(mixed.format("Failed:")) is not None


WORDS = [
    ("The original message was received\n\n--The following addresses had errors--\n\n"
     "shop@biznes.kg [User unknown]\n", "5.1.1"),
    (">>> shop@biznes.kg <shop@biznes.kg>\n\n550 <shop@biznes.kg>: User unknown\n",
     "5.1.1"),
    ("Invalid final delivery userid: shop@biznes.kg\n\nOriginal message follows.\n\n"
     "Date: x\nTo: <other@biznes.kg>\n", "5.1.1"),
    ("User mailbox exceeds allowed size: shop@biznes.kg\n\nOriginal message follows.\n", "5.2.2"),
    ("Your message:\n   From:    survey@mail.test\n   Subject: x\n\nCould not be delivered because"
     " of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected: \n"
     "    shop@biznes.kg\n\nOriginal Sender:    <survey@mail.test>\n", "5.1.1"),
    ("Error message below:\n550 - Requested action not taken: no such user here\n\n"
     "  MAIL FROM: survey@mail.test\n  RCPT TO: shop@biznes.kg\n", "5.1.1"),
    ("This is a permanent error.\n\nshop@biznes.kg Invalid Address, ERROR_CODE :550, mailbox"
     " unavailable\n\nReceived:from x by y\nFrom:Neko <neko@biznes.kg>\nTo:<o@p.kg>\n", "5.1.1"),
    ("Could not deliver message.\n\nFailed Recipient: shop@biznes.kg\nReason: Remote host said: 550"
     " No such user\n", "5.1.1"),
    ("Сбой доставки для следующих получателей или групп:\n\nshop@biznes.kg\nВведенный адрес не"
     " найден.\n\nshop@biznes.kg\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\n"
     "Исходные заголовки сообщения:\n\nReceived: from a\n by b; x\nFrom: <q@r.kg>\n", "5.1.1"),
    ("Письмо не доставлено на адрес shop@biznes.kg, так как он не найден.\n", "5.1.1"),
    ("<shop@biznes.kg>: почтовый ящик переполнен\n", "5.2.2"),
    ("  shop@biznes.kg\n    Удаленный сервер: 452 4.2.2 ящик переполнен\n", "4.2.2"),
    ("Fehler bei der Zustellung an:\n\nshop@biznes.kg\nDie Adresse konnte nicht gefunden werden.\n",
     "5.1.1"),
    ("Сиздин кат жеткирилбеди:\n\n  shop@biznes.kg\n\nМындай колдонуучу жок.\n", "5.1.1"),
    ("Your mail\n     Could not be delivered to: <shop@biznes.kg>\n     mailbox is full.\n",
     "5.2.2"),
    ("You sent mail to shop@biznes.kg. That's not a valid user here.\n", "5.1.1"),
    ("shop@biznes.kg on Thu, 9 May 2026 23:34:45 +0900\n    The recipient name is not recognized\n",
     "5.1.1"),
    ("Получатель\nshop@biznes.kg\nЯщик не существует\nПоддержка\nsupport@hosting.kg\n", "5.1.1"),
    ("Mail could not be delivered to shop@biznes.kg: unknown user.\n\n--- Below this line is a copy"
     " of it.\n\nFrom: <q@r.kg>\nTo: x\n\n<other@biznes.kg>: write to her\n", "5.1.1"),
    ("收件人：shop@biznes.kg\n550 Mailbox not found\n", "5.1.1"),
    ("<shop@biznes.kg>:\nSorry, no mailbox here by that name.\nFor help write to <help@mx.kg>\n",
     "5.1.1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "status"), WORDS)
def test_a_daemons_own_words_give_the_address_and_its_status(text: str, status: str) -> None:
    bounce = bounce_of(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.kg\nTo: bounces+x@mail.test\n"
        f"Subject: Delivery failure\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    )
    assert [(one.address, one.status) for one in bounce.failed] == [("shop@biznes.kg", status)]


def test_a_notice_with_bare_carriage_returns_is_read_all_the_same() -> None:
    raw = REPORT.format(action="failed", status="5.1.1").replace("\n", "\r").encode()
    assert [one.address for one in read_bounce(parse(raw), raw).failed] == ["Shop@biznes.kg"]


def test_a_notice_in_html_alone_is_read() -> None:
    bounce = bounce_of(
        "Return-Path: <>\nFrom: postmaster@mx.kg\nSubject: Недоставленное: x\n"
        "Content-Type: text/html; charset=utf-8\n\n<p>Не удалось доставить сообщение для "
        '<a href="mailto:shop@biznes.kg">shop@biznes.kg</a>.</p><p>550 5.1.10 not found</p>'
    )
    assert [(one.address, one.status) for one in bounce.failed] == [("shop@biznes.kg", "5.1.10")]


@pytest.mark.parametrize(
    ("fields", "address", "sent_on"),
    [
        ("Final-Recipient: rfc822; a@b.kg", "a@b.kg", False),
        ("Final-Recipient: x400; /G=A/\nOriginal-Recipient: rfc822; a@b.kg", "a@b.kg", False),
        ("Final-Recipient: RFC822; <a@m.b.kg>\nOriginal-Recipient: a@b.kg", "a@b.kg", False),
        ("Final-Recipient: rfc822; x@else.kg\nOriginal-Recipient: rfc822;a@b.kg", "a@b.kg", True),
        ("Final-Recipient: a+b@c.kg\nOriginal-Recipient: rfc822;a+2Bb@c.kg", "a+b@c.kg", False),
        ("Original-Recipient: <a@b.kg>", "a@b.kg", False),
        ("Final-Recipient: a@b.kg", "a@b.kg", False),
        ("Final-Recipient: rfc822; почта@бизнес.kg", "почта@бизнес.kg", False),
    ],
)  # fmt: skip
def test_the_address_is_the_one_that_was_written_to(
    fields: str, address: str, sent_on: bool
) -> None:
    report = REPORT.format(action="failed", status="5.1.1")
    at, end = report.index("Final-Recipient"), report.index("Action:")
    bounce = bounce_of(report[:at] + fields + "\n" + report[end:])
    assert [(one.address, one.sent_on) for one in bounce.failed] == [(address, sent_on)]


@pytest.mark.parametrize(
    "origin", ["generated from", "expanded from:", "ultimately generated from"]
)
def test_words_tell_whom_a_letter_was_sent_on_from(origin: str) -> None:
    bounce = bounce_of(
        "Return-Path: <>\nFrom: Mailer-Daemon@mx.kg\nX-Failed-Recipients: x@gmail.test\n"
        f"Subject: Mail delivery failed\n\n  x@gmail.test\n    ({origin} <a@b.kg>)\n    550 no\n"
    )
    assert [(one.address, one.sent_on) for one in bounce.failed] == [("a@b.kg", True)]


@pytest.mark.parametrize(
    ("path", "sender", "field", "address"),
    [
        ("bounces+abcdefgh12345678@mail.test", "survey@mail.test", "", "a@b.kg"),
        ("bounces@mail.test", "survey@mail.test", "", "shop@biznes.kg"),  # may have gone to many
        ("bounces+abcdefgh12345678@mail.test", "other@else.kg", "", "shop@biznes.kg"),
        ("l-bounces+abcdefgh@mail.test", "x@mail.test", "List-Id: <l>\n", "shop@biznes.kg"),
    ],
)
def test_our_own_letter_coming_back_tells_whom_it_was_written_to(
    path: str, sender: str, field: str, address: str
) -> None:
    report = REPORT.format(action="failed", status="5.1.1").replace("bounces+abc@mail.test", path)
    report = report.replace("Original-Recipient: rfc822;Shop@biznes.kg\n", "")
    head = f"From: {sender}\nTo: a@b.kg\n{field}Message-ID:"
    assert bounce_of(report.replace("Message-ID:", head)).failed[0].address == address


@pytest.mark.parametrize(
    ("status", "why", "told"),
    [
        ("5.0.0", "smtp; 550 5.1.1 no such user", "5.1.1"),
        ("5.0.0", "smtp; 550 User unknown", "5.1.1"),
        ("5.0.0", "smtp; 552 mailbox full", "5.2.2"),
        ("4.0.0", "smtp; 452 over quota", "4.2.2"),
        ("5.0.0", "X-Postfix; Host or domain name not found", "5.1.2"),
        ("5.0.0", "smtp; 550 конечный пользователь не найден", "5.1.1"),
        ("5.0.0", "smtp; что-то случилось", "5.0.0"),
        ("5.2.1", "smtp; 550 5.1.1 no such user", "5.2.1"),
        ("", "smtp; 550 5.7.1 spam", "5.7.1"),
    ],
)
def test_a_status_that_says_nothing_is_made_out_from_the_diagnosis(
    status: str, why: str, told: str
) -> None:
    report = REPORT.format(action="failed", status=status)
    bounce = bounce_of(report.replace("smtp; 550 5.1.1 no such user", why))
    assert bounce.failed[0].status == told


def test_a_notice_wrapped_in_another_is_read() -> None:
    bounce = bounce_of(
        "Return-Path: <>\nFrom: MAILER-DAEMON@gw.test\nSubject: Returned mail\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        "The following addresses had permanent errors\n\n--b\n"
        f"Content-Type: message/rfc822\n\n{NOTICE}\n--b--\n"
    )
    assert [(one.address, one.status) for one in bounce.failed] == [("shop@biznes.kg", "5.1.1")]


@pytest.mark.parametrize("unit", ["-", "user:", "to deliver ", "a@", "exceed", "<", "> ", "адрес"])
def test_a_hostile_notice_is_read_in_time(unit: str) -> None:
    """The patterns are linear: this ends in a moment or not at all (the run's limit stops it)."""
    text = unit * (200_000 // len(unit))
    head = "Return-Path: <>\nFrom: MAILER-DAEMON@x.test\nSubject: Mail failure\n\n"
    assert bounce_of(f"{head}{text}\n") is not None


def test_several_addresses_in_words_are_all_read_whoever_reads_them() -> None:
    lines = "\n".join(f"<{name}@biznes.kg>: unknown user" for name in ("shop", "cafe", "bank"))
    bounce = bounce_of(
        "From: MAILER-DAEMON@mx.test\nTo: bounces+abc@mail.test\nSubject: failure notice\n\n"
        f"Hi. This is the qmail-send program at mx.test.\n\n{lines}\n"
    )
    named = {failed.address for failed in bounce.failed}
    assert named == {"shop@biznes.kg", "cafe@biznes.kg", "bank@biznes.kg"}


def test_what_only_flufl_knows_is_asked_of_it() -> None:
    # AOL names mailboxes without their domain: none of our own patterns finds one.
    bounce = bounce_of(
        "From: MAILER-DAEMON@aol.com\nTo: bounces+abc@mail.test\nSubject: Mail delivery failed\n"
        "Content-Type: text/plain\n\n"
        "Your mail to the following recipients could not be delivered\n\nscreenname\n"
    )
    assert [failed.address for failed in bounce.failed] == ["screenname@aol.com"]


def test_each_pattern_of_flufl_is_tried_where_its_first_words_stand() -> None:
    for kind in (SimpleMatch, SimpleWarning):
        for (start, _end, _address), words in zip(kind.PATTERNS, _openings(kind), strict=True):
            assert len(words) > 10
            assert words.decode() in start.pattern.replace("\\'", "'").lower()
