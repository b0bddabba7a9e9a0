"""Mails as they really come, and as nobody should send them."""

import base64
import tracemalloc
from datetime import UTC

import pytest

from ingest.mail.addresses import one_mailbox
from ingest.mail.clipped import CONTENT_FIELD, MOST_PARTS, clipped_message
from ingest.mail.message import content_digest, parse, sender_to

PRIVET = "Здравствуйте, проверка прошла хорошо"


def raw(headers: str, body: str | bytes = "", charset: str = "utf-8") -> bytes:
    octets = body if isinstance(body, bytes) else body.encode(charset)
    return headers.strip().replace("\n", "\r\n").encode(charset) + b"\r\n\r\n" + octets


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "utf-8", "cp866", "iso8859-5"])
def test_a_body_without_a_charset_is_read_by_its_letters(charset: str) -> None:
    assert parse(raw("Subject: x", PRIVET.encode(charset))).text.strip() == PRIVET


@pytest.mark.parametrize(
    ("declared", "charset"),
    [
        ("win-1251", "cp1251"),
        ("windows1251", "cp1251"),
        ("x-cp1251", "cp1251"),
        ("no-such-charset", "cp1251"),
        ("us-ascii", "koi8-r"),
        ("iso-8859-1", "cp1251"),
        ("windows-1251", "utf-8"),
        ("koi8-r", "koi8-r"),
        ("utf-16", "utf-16"),
        ("rot13", "utf-8"),
        ("idna", "utf-8"),
    ],
)
def test_a_wrong_or_misspelt_charset_does_not_garble_the_body(declared: str, charset: str) -> None:
    mail = parse(
        raw(f"Content-Type: text/plain; charset={declared}", PRIVET.encode(charset), "utf-8")
    )
    assert mail.text.strip() == PRIVET


def test_a_broken_utf8_body_is_shown_with_a_mark_and_a_code() -> None:
    mail = parse(raw("Content-Type: text/plain; charset=utf-8", PRIVET.encode() + b"\xff"))
    assert mail.text.startswith(PRIVET)
    assert "undecodable-charset" in mail.trouble


def test_raw_8_bit_headers_are_read() -> None:
    mail = parse(raw("Subject: Жалоба на проверку\nFrom: Иван Петров <ivan@mail.ru>", "", "cp1251"))
    assert (mail.subject, mail.sender_name) == ("Жалоба на проверку", "Иван Петров")
    assert mail.sender == "ivan@mail.ru"


def test_encoded_words_cut_inside_a_character_are_joined() -> None:
    octets = "Проверка".encode()
    words = [base64.b64encode(piece).decode() for piece in (octets[:5], octets[5:])]
    subject = "\r\n ".join(f"=?UTF-8?B?{word}?=" for word in words)
    assert parse(f"Subject: {subject}\r\n\r\n".encode()).subject == "Проверка"


def test_an_encoded_word_cannot_bring_a_line_into_a_header() -> None:
    """TR6: inbound header values hold no line breaks."""
    word = base64.b64encode(b"a\r\nBcc: victim@x.test").decode()
    mail = parse(f"Subject: =?utf-8?B?{word}?=\r\n\r\n".encode())
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject


@pytest.mark.parametrize(
    "disposition",
    [
        "attachment; filename*=UTF-8''%D0%9E%D1%82%D1%87%D1%91%D1%82.xlsx",
        "attachment; filename*0*=UTF-8''%D0%9E%D1%82%D1; filename*1*=%87%D1%91%D1%82.xlsx",
        'attachment; filename="=?utf-8?B?0J7RgtGH0ZHRgi54bHN4?="',
        'attachment; filename="Отчёт.xlsx"',
        'attachment; filename="C:\\\\work\\\\Отчёт.xlsx"',
        'attachment; filename="../../Отчёт.xlsx"',
        'attachment; filename="Отчёт\u202e.xlsx"',
    ],
)
def test_the_name_of_a_file_is_read_and_cleaned(disposition: str) -> None:
    """AT2: names without folders, bidi and control characters."""
    part = f"Content-Type: application/octet-stream\nContent-Disposition: {disposition}"
    mail = parse(raw(part, b"PK\x03\x04 xl/workbook.xml"))
    assert [file.name for file in mail.attachments] == ["Отчёт.xlsx"]


def test_a_raw_cp1251_file_name_is_read() -> None:
    part = 'Content-Type: application/octet-stream; name="Проверки за август.xls"'
    mail = parse(
        raw(part, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "cp1251")
    )
    assert mail.attachments[0].name == "Проверки за август.xls"
    assert mail.attachments[0].type == "application/vnd.ms-excel"


def test_a_file_is_typed_by_its_bytes_not_by_its_name() -> None:
    part = (
        'Content-Type: application/vnd.ms-excel\nContent-Disposition: attachment; filename="a.xlsx"'
    )
    assert parse(raw(part, b"%PDF-1.4 ...")).attachments[0].type == "application/pdf"
    assert parse(raw(part, b"whatever")).attachments[0].type == "application/octet-stream"


@pytest.mark.parametrize(
    "data", [b"number;day\n1;2\n", b"<html><table>", b"\xff\xfen\0;\0d\0", b"MIME-Version: 1.0\n"]
)
def test_text_that_is_called_a_workbook_is_taken_for_a_table(data: bytes) -> None:
    """It is read as csv, or its sender hears what is wrong with it."""
    part = (
        'Content-Type: application/vnd.ms-excel\nContent-Disposition: attachment; filename="a.xls"'
    )
    assert parse(raw(part, data)).attachments[0].type == "text/csv"


MIXED = """Content-Type: multipart/mixed; boundary=b
From: a@b.test

--b
Content-Type: text/plain; charset=utf-8

Во вложении отчёт
--b
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

UEsDBHhsL3dvcmtib29rLnhtbA==
--b
Content-Type: image/png
Content-Disposition: inline; filename=logo.png
Content-ID: <logo>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b
Content-Type: message/rfc822

Subject: inner

not the sender's word
--b--
"""


def test_a_nameless_base64_part_is_not_lost() -> None:
    mail = parse(MIXED.encode())
    assert mail.attachments[0].data == b"PK\x03\x04xl/workbook.xml"
    assert mail.attachments[1].inline
    assert mail.text.strip() == "Во вложении отчёт"


def test_a_message_inside_is_a_file_and_not_the_senders_word() -> None:
    mail = parse(MIXED.encode())
    assert mail.attachments[2].type == "message/rfc822"
    assert b"Subject: inner" in mail.attachments[2].data
    assert "not the sender's word" not in mail.text


def test_readers_that_disagree_are_reported() -> None:
    """mail-parser drops a base64 part with neither name nor disposition."""
    without_inner = MIXED.split("--b\nContent-Type: message")[0] + "--b--\n"
    assert "parsers-disagree" in parse(without_inner.encode()).trouble


def test_a_flowed_text_is_joined_before_quotes_are_looked_for() -> None:
    body = "Это длинная \nстрока\n> цитата \n> дальше\n-- \nИван"
    mail = parse(raw("Content-Type: text/plain; charset=utf-8; format=flowed", body))
    assert mail.text == "Это длинная строка\n> цитата дальше\n-- \nИван\n"


def test_delsp_removes_the_space_that_marks_the_flow() -> None:
    body = "длин \nная\n"
    mail = parse(raw("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes", body))
    assert mail.text.strip() == "длинная"


def test_a_paragraph_of_a_million_lines_is_joined_in_one_pass() -> None:
    """A copy of the paragraph for each line would hang here."""
    body = "x \n" * 1_000_000
    mail = parse(raw("Content-Type: text/plain; format=flowed; delsp=yes", body))
    assert mail.text == "x" * 1_000_000 + "\n"


def test_recipients_come_in_the_order_of_trust_without_repeats() -> None:
    mail = parse(
        raw(
            'Cc: c@x.test\nTo: "b@evil.test" <B@x.test>, b@X.test\nX-Original-To: o@x.test\n'
            "Delivered-To: d@x.test"
        )
    )
    assert mail.recipients == ("d@x.test", "o@x.test", "B@x.test", "c@x.test")


@pytest.mark.parametrize(
    ("value", "sender"),
    [
        ("ivan@Mail.RU", "ivan@mail.ru"),
        ('"Петров, Иван" <ivan@mail.ru>', "ivan@mail.ru"),
        ("MAILER-DAEMON@mx.test (Mail Delivery System)", "MAILER-DAEMON@mx.test"),
        ("ivan@mail.ru <ivan@mail.ru>", "ivan@mail.ru"),
        ("boss@gov.kg <evil@x.test>", None),
        ("a@x.test, b@x.test", None),
        ("<a@x.test> <b@x.test>", None),
        ("group: a@x.test;", None),
        ('"a b"@x.test', None),
        ("", None),
        ("undisclosed", None),
    ],
)
def test_a_sender_is_one_plain_mailbox_or_nobody(value: str, sender: str | None) -> None:
    assert parse(raw(f"From: {value}\nSubject: x")).sender == sender


def test_two_from_fields_are_no_sender() -> None:
    """TR1: two readers could believe different ones."""
    assert parse(raw("From: a@x.test\nFrom: b@x.test")).sender is None


@pytest.mark.parametrize(
    ("value", "path"),
    [("<>", ""), ("< >", ""), ("<a@X.test>", "a@x.test"), ("MAILER-DAEMON", "MAILER-DAEMON")],
)
def test_the_null_return_path_is_told_from_a_missing_one(value: str, path: str) -> None:
    assert parse(raw(f"Return-Path: {value}")).return_path == path
    assert parse(raw("Subject: x")).return_path is None


def test_dates_are_aware_or_absent() -> None:
    assert parse(raw("Date: Mon, 1 Jun 2026 10:00:00 -0000")).date.tzinfo is UTC
    assert parse(raw("Date: Mon, 1 Jun 2026 10:00:00 +0600")).date.utcoffset() is not None
    assert parse(raw("Date: завтра")).date is None
    assert parse(raw("Date: Mon, 1 Jun 999999999 10:00:00 +0600")).date is None


def test_references_are_those_answered_then_the_thread() -> None:
    mail = parse(raw("References: <1@x> <2@x>\nIn-Reply-To: <2@x>\nMessage-ID: <3@x>"))
    assert (mail.message_id, mail.references) == ("<3@x>", ("<2@x>", "<1@x>"))


NESTED = "".join(
    f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(1_500)
).encode()


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\n",
        b"\x00" * 100,
        b"\xff\xfe" * 50,
        b"From",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\nno boundary ever",
        b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\n--x--",
        b"Content-Type: text/plain; charset*99999999999999999999*=x''y\r\n\r\nhello",
        b'Content-Type: text/plain; charset="\x00"\r\n\r\n\xd0',
        b"Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n",
        b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n#zzz\r\n\xff\r\nend",
        b"Subject: =?utf-8?B?////?= =?x?Q?=ZZ?= =?idna?Q?xn--?=\r\n\r\n",
        b"Date: " + b"9" * 5000 + b"\r\n\r\n",
        b"To: " + b"<" * 50_000 + b"\r\n\r\n",
        b"To: " + b"a" * 100_000 + b"\r\n\r\n",
        b'From: "' + b"\\" * 20_000 + b"\r\n\r\n",
        NESTED,
    ],
)
def test_no_input_makes_the_reader_raise(hostile: bytes) -> None:
    mail = parse(hostile)
    assert isinstance(mail.trouble, tuple)
    assert len(content_digest(hostile)) == 32


def test_a_message_nested_too_deeply_still_shows_its_header() -> None:
    mail = parse(b"Subject: deep\r\n" + NESTED)
    assert mail.subject == "deep"
    assert "unopened-multipart" in mail.trouble


def test_a_multipart_that_never_ends_is_marked_truncated() -> None:
    cut = MIXED.split("--b\nContent-Type: image")[0]
    mail = parse(cut.encode())
    assert "truncated" in mail.trouble
    assert mail.text.strip() == "Во вложении отчёт"


def test_a_second_delivery_has_the_same_digest_and_another_mail_has_not() -> None:
    mail = b"From: a@x.test\nDate: d\nMessage-ID: <1@x>\nSubject: s\n\nbody\n"
    again = (
        b"Received: from y\r\n\tby z\r\nDelivered-To: q@x\r\n"
        + mail.replace(b"\n", b"\r\n")
        + b"\r\n"
    )
    assert content_digest(mail) == content_digest(again)
    assert content_digest(mail) != content_digest(mail.replace(b"body", b"bodx"))
    assert content_digest(mail) != content_digest(mail.replace(b"a@x", b"b@x"))
    assert content_digest(b"From: a\nDate: b\n\n") != content_digest(b"From: a\n b\n\n")


DIGESTS = {
    b"From: A\r\n <a@x>\r\nDate: d\r\nMessage-ID : <1>\r\n\r\nbody\r\n\r\n": (
        "9ca43d2eca722a44436c843a1059c700"
    ),
    b"\n\nno header\n": "08228b656e698098b266a4d53a8fe31f",
    b"From: only a header": "579e49d62c05660aa73418fe1199322f",
}


@pytest.mark.parametrize("raw", DIGESTS)
def test_the_digest_of_a_mail_is_what_registers_hold_of_it(raw):
    """ML2: a changed digest would have every second delivery taken for a new mail."""
    assert content_digest(raw).hex()[:32] == DIGESTS[raw]


@pytest.mark.parametrize("line", [b"a:\n", b"\r\n", b"from:\n", b"a "])
def test_a_mail_of_header_lines_alone_takes_no_more_memory_than_another(line):
    """ML6: this runs in the process that fetches, where no limit holds."""
    raw = line * (4_000_000 // len(line))
    tracemalloc.start()
    content_digest(raw)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 32_000_000


def test_headers_that_nobody_writes_are_cut_and_the_rest_of_the_mail_is_read():
    head = b"From: a@b.kg\r\nSubject: " + b"=?utf-8?q?a?= " * 200_000 + b"\r\n"
    mail = parse(head + b"X: y\r\n" * 50_000 + b"To: late@b.kg\r\n\r\nthe text\r\n")
    assert (mail.sender, mail.recipients, mail.text) == ("a@b.kg", (), "the text\n")
    assert len(mail.subject) < 10_000
    long = b"X: y\r\n" * 20_000 + b"From: a@b.kg\r\n\r\nthe text\r\n"
    assert parse(b"To: c@b.kg\r\n" + long).text == "the text\n"
    parameters = b"From: a@b.kg\r\nContent-Type: text/plain; " + b"a*0=b; " * 100_000
    (kind,) = parse(parameters + b"\r\n\r\nthe text\r\n").header_all("content-type")
    assert len(kind) <= CONTENT_FIELD


def test_of_parts_without_end_the_first_thousands_are_read():
    part = b"--b\r\nContent-Type: application/x; name=a\r\n\r\nx\r\n"
    mail = parse(
        b"From: a@b.kg\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 6_000
    )
    assert len(mail.attachments) > 900
    cut = clipped_message(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 6_000)
    assert len(cut.get_payload()) == MOST_PARTS
    dashes = b"--x\r\n" * 4_000
    assert len(parse(b"From: a@b.kg\r\n\r\n" + dashes).text) == 4_000 * 4


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ("From: A <a@geti.kg>\nTo: Uploads@achyk.test", "a <a@geti.kg>"),
        ("To: <uploads@achyk.test>\nFrom: =?utf-8?q?A?=\n <a@b.kg>", "=?utf-8?q?a?= <a@b.kg>"),
        ("From: a@geti.kg\nTo: appeals@achyk.test", ""),
        ("To: uploads@achyk.test", ""),
    ],
)  # fmt: skip
def test_the_sender_of_a_mail_to_an_address_is_found_without_parsing(
    headers: str, sender: str
) -> None:
    assert sender_to(raw(headers, "From: b@geti.kg"), "uploads@achyk.test") == sender


REPLIED = "Subject: =?utf-8?B?0J7RgtCy0LXRgg==?=\r\nFrom: c@d.kg\r\n\r\nbody \xff\r\n"


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        ("Content-Type: message/rfc822", "Ответ.eml"),
        ('Content-Type: message/rfc822; name="a.eml"', "a.eml"),
        ("Content-Type: message/rfc822\r\nContent-Disposition: attachment", "Ответ.eml"),
    ],
)
def test_a_forwarded_message_keeps_its_bytes_and_is_named_by_its_subject(labels, name):
    inner = REPLIED.encode("latin-1")
    head = b"From: a@b.kg\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    mail = parse(head + labels.encode() + b"\r\n\r\n" + inner + b"\r\n--b--\r\n")
    assert [(file.name, file.data) for file in mail.attachments] == [(name, inner)]


def test_a_forwarded_message_in_base64_is_a_message() -> None:
    inner = REPLIED.encode("latin-1")
    head = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert parse(head + base64.encodebytes(inner)).attachments[0].data == inner


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ('message/partial; number=1; total=2; id="x"', "partial-message"),
        ("message/external-body; access-type=anon-ftp", "external-body"),
        ("application/pgp-encrypted", "encrypted"),
    ],
)
def test_what_cannot_be_read_here_is_said_and_kept(kind: str, code: str) -> None:
    mail = parse(f"From: a@b.kg\r\nContent-Type: {kind}\r\n\r\nVersion: 1\r\n".encode())
    assert code in mail.trouble
    assert len(mail.attachments) == 1


@pytest.mark.parametrize(
    "stray", ["Subject : Жалоба", "X-Old\nSubject: Жалоба", "Subject:\n Жалоба\ngoes on"]
)
def test_a_stray_line_does_not_turn_the_header_into_text(stray: str) -> None:
    mail = parse(raw(f"From: a@b.kg\n{stray}\nTo: c@d.kg", "текст"))
    assert mail.subject.startswith("Жалоба")
    assert (mail.recipients, mail.text) == (("c@d.kg",), "текст\n")


def test_a_text_without_any_header_stays_text() -> None:
    mail = parse("просто слова\nFrom: a@b.kg\nSubject: x\n\nконец".encode())
    assert "no-headers" in mail.trouble
    assert mail.text.startswith("просто слова\nFrom: a@b.kg")


@pytest.mark.parametrize(
    "kind",
    ['multipart/mixed\r\n\tboundary="b b"', 'multipart/mixed; boundary="b\r\n b"',
     "multipart/mixed; charset=utf-8; boundary = b b"],
)  # fmt: skip
def test_a_boundary_written_oddly_is_found(kind: str) -> None:
    part = 'Content-Type: application/pdf; name="a.pdf"\r\n\r\n%PDF-'
    mail = parse(f"Content-Type: {kind}\r\n\r\n--b b\r\n{part}\r\n--b b--\r\n".encode())
    assert [file.name for file in mail.attachments] == ["a.pdf"]


def test_a_multipart_encoded_as_a_whole_is_opened() -> None:
    parts = b"--b\r\n\r\nwords\r\n--b\r\nContent-Type: a/b; name=x\r\n\r\n1\r\n--b--\r\n"
    head = b"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    mail = parse(head + base64.encodebytes(parts))
    assert (mail.text, [file.name for file in mail.attachments]) == ("words\n", ["x"])


def test_a_delivery_report_is_one_text_of_blocks() -> None:
    report = "Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@b.kg\r\nAction: failed\r\n"
    mail = parse(b"Content-Type: message/delivery-status\r\n\r\n" + report.encode())
    assert mail.delivery_status == (report.replace("\r\n", "\n").strip(),)


def test_a_text_that_only_asks_for_another_program_gives_way_to_the_html() -> None:
    def with_text(text: str) -> str:
        head = "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n"
        html = "\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Жалоба</p>\r\n--b--"
        return parse((head + text + html).encode()).text

    assert with_text("Please use an HTML capable mail program to read this message.") == ""
    assert with_text("Ваша почтовая программа не поддерживает формат HTML") == ""
    assert with_text("Моя почтовая программа чудит") != ""
    assert with_text("Отчёт в формате html приложен").strip() == "Отчёт в формате html приложен"


def test_twenty_thousand_recipients_are_bounded() -> None:
    many = ",\r\n ".join(f'"Name {n}" <u{n}@mail.kg>' for n in range(20_000))
    found = parse(f"From: a@b.kg\r\nTo: {many}\r\n\r\nx".encode()).recipients
    assert found[:2] == ("u0@mail.kg", "u1@mail.kg")
    assert 1_000 < len(found) <= 2_000


def test_of_ten_thousand_parts_it_is_said_that_not_all_were_read() -> None:
    head = b"From: a@b.kg\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    mail = parse(head + b"--b\r\n\r\nx\r\n" * 10_000 + b"--b--\r\n")
    assert "too-many-parts" in mail.trouble
    assert mail.text.count("x") > 900


def test_an_encoded_word_that_never_ends_costs_no_time() -> None:
    assert parse(b"Subject: " + b"=?a?q?a" * 12_000 + b"\r\n\r\n").subject.startswith("=?a?q?a")


def test_of_two_readings_of_one_file_ours_is_kept_once() -> None:
    part = 'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64 (x)'
    mail = parse(f"{part}\r\n\r\n".encode() + base64.encodebytes(b"%PDF-1.4"))
    assert [file.data for file in mail.attachments] == [b"%PDF-1.4"]
    assert "parsers-disagree" in mail.trouble


def test_the_address_before_a_comment_is_the_senders() -> None:
    """TR1: a comment names nobody; the strict reading refuses it all the same."""
    assert parse(raw('From: a@x.test (Kassa "1" <boss@gov.test>)')).sender == "a@x.test"
    assert one_mailbox("a@x.test (Kassa)") is None


def test_a_message_id_of_nothing_but_an_encoded_blank_is_none() -> None:
    assert parse(b"Message-ID: =?utf-8?q?_?=\r\n\r\ntext").message_id is None


def test_the_word_that_begins_a_file_a_thousand_times_makes_no_file() -> None:
    text = "begin 644 a.xlsx\n" * 1_000
    mail = parse(b"Subject: x\n\n" + text.encode())
    assert (mail.text, mail.attachments) == (text, ())
