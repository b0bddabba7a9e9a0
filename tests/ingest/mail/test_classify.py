"""What a mail is: the order of tests, and secrets in addresses."""

import base64

import pytest

from ingest.appeals.numbers import misnumbered
from ingest.bounces.bounce import read_bounce
from ingest.mail.classify import (
    Classified,
    Kind,
    OwnAddresses,
    appeal_number,
    classify,
    letters_answered,
    letters_named,
)
from ingest.mail.message import parse

OWN = OwnAddresses(
    survey="survey@mail.test",
    appeals="appeals@mail.test",
    uploads="uploads@mail.test",
    bounces="bounces@mail.test",
    domain="mail.test",
)
TOKEN = "abcdefghijklmnopqrstuvwx23"
XLSX = base64.b64encode(b"PK\x03\x04....xl/workbook.xml").decode()
BODY = "Прошу рассмотреть мою жалобу на действия инспектора."
NUMBER = next(f"2606{n:012d}{98 - int(f'2606{n:012d}') * 100 % 97:02d}" for n in (123456789012,))


def classified(*fields: str, text: str = BODY) -> Classified:
    head = [
        f
        for f in ("From: a@b.kg", "Content-Type: text/plain; charset=utf-8")
        if f.split(":")[0] not in {field.split(":")[0] for field in fields}
    ]
    raw = "\r\n".join((*head, *fields)).encode() + b"\r\n\r\n" + text.encode()
    mail = parse(raw)
    return classify(mail, read_bounce(mail, raw), OWN, {"insp@gov.kg"}.__contains__)


def with_file(data: str, name: str, kind: str = "application/octet-stream") -> tuple[str, str]:
    label = f'Content-Type: {kind}; name="{name}"'
    part = f"{label}\r\nContent-Transfer-Encoding: base64\r\n\r\n{data}\r\n"
    return (
        "Content-Type: multipart/mixed; boundary=b",
        f"--b\r\n\r\nОтчёт\r\n--b\r\n{part}--b--\r\n",
    )


SECOND = "zyxwvutsrqponmlkjihgfedc67"


@pytest.mark.parametrize("to", ["appeals", "uploads"])
def test_who_writes_to_the_appeals_about_our_letter_answers_no_survey(to: str) -> None:
    """Where he sent it says what he wants; with the survey's address beside it, it is a reply."""
    quoted = f"{BODY}\n\n> Или ответьте на странице: https://mail.test/s/{TOKEN}\n"
    assert classified(f"To: {to}@mail.test", text=quoted).kind is Kind.APPEAL
    assert classified(f"To: {to}@mail.test, survey@mail.test", text=quoted).kind is Kind.REPLY


def test_two_tokens_say_nothing() -> None:
    """TR5: nobody can say which business answers."""
    both = f"To: survey+{TOKEN}@mail.test, survey+{SECOND}@mail.test"
    assert classified(both).token is None
    link = "> https://mail.test/s/"
    quoted = f"1: да\n\n{link}{TOKEN}\n{link}"
    assert classified("To: survey@mail.test", text=quoted + SECOND).kind is Kind.OTHER
    assert classified("To: survey@mail.test", text=quoted + TOKEN).token == TOKEN
    assert classified(f"To: survey+{SECOND}@mail.test", text=quoted).token == SECOND


@pytest.mark.parametrize(
    ("sender", "kind"),
    [
        ("noreply@shop.kg", Kind.AUTO),
        ("Do-Not-Reply@shop.kg", Kind.AUTO),
        ("no_reply-5@shop.kg", Kind.AUTO),
        ("replying@shop.kg", Kind.REPLY),
        ("postmaster@shop.kg", Kind.REPLY),
    ],
)
def test_what_comes_from_an_address_that_takes_no_answer_is_none(sender: str, kind: Kind) -> None:
    """LP1: a web form sends appeals from such addresses as well; those stay appeals."""
    to = f"To: survey+{TOKEN}@mail.test"
    assert classified(f"From: {sender}", to, text="Ваш запрос обработан.").kind is kind
    assert classified(f"From: {sender}", "To: appeals@mail.test").kind is Kind.APPEAL


@pytest.mark.parametrize("subject", ["Прочтено: Проверка", "Не прочтено: x", "Read: Inspection"])
def test_a_receipt_without_its_form_is_known_by_its_subject(subject: str) -> None:
    found = classified(f"To: survey+{TOKEN}@mail.test", f"Subject: {subject}", text="Кому: Асель")
    assert found.kind is Kind.AUTO


@pytest.mark.parametrize("field", ["To", "Cc", "Delivered-To", "X-Original-To"])
def test_a_reply_is_known_by_the_token_in_its_recipient(field: str) -> None:
    assert classified(f"{field}: survey+{TOKEN}@mail.test") == Classified(Kind.REPLY, TOKEN)


def test_a_token_that_was_folded_to_capitals_is_the_same() -> None:
    found = classified(f"To: Survey+{TOKEN.upper()}@MAIL.TEST")
    assert found == Classified(Kind.REPLY, TOKEN)


def test_a_token_is_also_found_in_the_subject_and_in_the_quoted_letter() -> None:
    to = "To: survey@mail.test"
    assert classified(to, f"Subject: Re: {TOKEN}").token == TOKEN
    assert classified(to, f"Subject: Re: survey+{TOKEN}@mail.test").token == TOKEN
    assert classified(to, text=f"1: да\n> Ответьте на survey+{TOKEN}@mail.test\n").token == TOKEN


def test_a_token_is_found_in_the_link_of_the_quoted_letter() -> None:
    """A program that answers to From instead of Reply-To leaves nothing else of it."""
    text = f"1: да\n\n> Или ответьте на странице: https://mail.test/s/{TOKEN}\n"
    found = classified("To: survey@mail.test", "Subject: Re: Проверка", text=text)
    assert found == Classified(Kind.REPLY, TOKEN)


@pytest.mark.parametrize(
    "to",
    [
        f"survey+{TOKEN}@other.test",
        f"survey+{TOKEN}x@mail.test",
        f"survey+{TOKEN[:-1]}@mail.test",
        f"survey+{TOKEN[:-1]}1@mail.test",
        f"xsurvey+{TOKEN}@mail.test",
        "survey@mail.test",
    ],
)
def test_a_reply_is_never_matched_by_less_than_its_token(to: str) -> None:
    """TR5: neither sender nor subject makes a reply."""
    found = classified(f"To: {to}", "Subject: Re: Как прошла проверка?")
    assert found.token is None
    assert found.kind is not Kind.REPLY


def test_keys_in_other_addresses() -> None:
    assert classified("To: confirm+k3yk3yk3yk3y@mail.test") == Classified(
        Kind.CONFIRMATION, "k3yk3yk3yk3y"
    )
    assert classified("To: case+k3yk3yk3yk3y@mail.test") == Classified(Kind.OFFICER, "k3yk3yk3yk3y")
    assert classified("To: bounces+k3yk3yk3yk3y@mail.test") == Classified(
        Kind.BOUNCE, "k3yk3yk3yk3y"
    )


def test_a_bounce_carries_the_signed_id_of_its_return_path() -> None:
    """TR7"""
    found = classified(
        "From: MAILER-DAEMON@mx.test", "Return-Path: <>", "Subject: Undelivered Mail",
        "To: bounces+s1gneds1gned@mail.test", text="<a@b.kg>: 550 5.1.1 no such user",
    )  # fmt: skip
    assert found == Classified(Kind.BOUNCE, "s1gneds1gned")


@pytest.mark.parametrize(
    "fields",
    [
        ("From: survey@mail.test",),
        ("From: Survey+x@Mail.Test",),
        ("From: appeals@mail.test", f"To: survey+{TOKEN}@mail.test"),
        ("X-Achyk-Letter: 1",),
    ],
)
def test_our_own_letter_come_back_is_an_echo(fields: tuple[str, ...]) -> None:
    """LP1, LP3: it comes before every other test."""
    assert classified(*fields).kind is Kind.OWN


def test_an_automatic_reply_is_no_answer_even_with_a_token() -> None:
    assert (
        classified("Auto-Submitted: auto-replied", f"To: survey+{TOKEN}@mail.test").kind
        is Kind.AUTO
    )
    assert (
        classified("Content-Type: multipart/report; report-type=disposition-notification").kind
        is Kind.AUTO
    )


def test_a_list_is_no_appeal_but_a_token_says_more_than_list_fields() -> None:
    assert classified("List-Id: <x>", "To: appeals@mail.test").kind is Kind.LIST
    assert classified("Precedence: bulk", f"To: survey+{TOKEN}@mail.test").kind is Kind.REPLY


def test_a_spreadsheet_is_an_upload_by_its_address_or_its_sender() -> None:
    field, text = with_file(XLSX, "Проверки.xlsx")
    assert classified(field, "To: uploads@mail.test", text=text).kind is Kind.UPLOAD
    assert (
        classified(field, "To: x@mail.test", "From: Insp@gov.kg", text=text).kind is not Kind.OTHER
    )
    assert classified(field, "To: x@mail.test", "From: insp@gov.kg", text=text).kind is Kind.UPLOAD
    assert classified(field, "To: appeals@mail.test", text=text).kind is not Kind.UPLOAD


def test_a_picture_called_xlsx_is_no_upload() -> None:
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()
    field, text = with_file(png, "Проверки.xlsx")
    assert classified(field, "To: uploads@mail.test", text=text).kind is not Kind.UPLOAD


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04....xl/workbook.bin", "a.xlsb"),
        (b"PK\x03\x04....xl/vbaProject.bin xl/workbook.xml", "a.xlsm"),
        (
            b"PK\x03\x04" + b"." * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "a",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "a.xls"),
        ("номер;название".encode("cp1251"), "a.csv"),
    ],
)
def test_every_kind_of_spreadsheet_is_one(data: bytes, name: str) -> None:
    field, text = with_file(base64.b64encode(data).decode(), name)
    assert classified(field, "To: uploads@mail.test", text=text).kind is Kind.UPLOAD


@pytest.mark.parametrize(
    "written",
    [NUMBER, " ".join(NUMBER[n : n + 3] for n in range(0, 18, 3)), f"№ {NUMBER}"]
    + [sign.join((NUMBER[:4], NUMBER[4:8], NUMBER[8:])) for sign in ("/", "-", "\u00a0", ".")],
)
def test_a_number_alone_asks_for_the_status(written: str) -> None:
    assert classified("To: appeals@mail.test", text=written).kind is Kind.STATUS
    assert classified("To: appeals@mail.test", f"Subject: {written}", text="").kind is Kind.STATUS


def test_a_number_with_a_wrong_digit_or_a_story_beside_it_asks_for_none() -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    assert appeal_number(NUMBER) == NUMBER
    assert appeal_number(wrong) is None
    assert classified("To: appeals@mail.test", text=wrong).kind is Kind.OTHER
    assert classified("To: appeals@mail.test", text=f"{NUMBER}\n{BODY}").kind is Kind.APPEAL


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте! Подскажите, пожалуйста, на какой стадии моё обращение? Спасибо.",
        "Could you please tell me the status of my appeal? Kind regards, John Weaver",
        "Саламатсызбы! Кайрылуумдун абалы кандай болду? Урматтоо менен, Асель",
        "Хотелось бы узнать результат. Заранее благодарю",
    ],
)
def test_a_polite_question_with_the_number_asks_for_the_status(text: str) -> None:
    found = classified("To: appeals@mail.test", f"Subject: Обращение {NUMBER}", text=text)
    assert found.kind is Kind.STATUS
    more = f"{text} Требую наказать инспектора."
    found = classified("To: appeals@mail.test", f"Subject: Обращение {NUMBER}", text=more)
    assert found.kind is Kind.APPEAL


def test_a_few_ideographs_say_something() -> None:
    assert classified("To: appeals@mail.test", text="谢谢，我们星期四来").kind is Kind.APPEAL


def test_the_letters_that_a_mail_answers_are_named_unless_its_address_says_it() -> None:
    ids = "<abcdefgh23456723@mail.test> <x@mail.test> <abcdefgh23456724@other.test>"

    def answered(to: str) -> tuple[str, ...]:
        fields = f"To: {to}\r\nReferences: {ids}\r\nFrom: a@b.kg\r\n\r\nx"
        return letters_answered(parse(fields.encode()), OWN)

    assert answered("survey@mail.test") == ("abcdefgh23456723",)
    assert answered(f"survey+{TOKEN}@mail.test") == ()


def test_words_are_an_appeal_and_silence_is_nothing() -> None:
    assert classified("To: appeals@mail.test").kind is Kind.APPEAL
    assert classified("To: appeals@mail.test", text="").kind is Kind.OTHER


def test_what_has_no_header_is_unreadable() -> None:
    assert classify(parse(b"\x00\x01"), None, OWN, bool).kind is Kind.UNREADABLE


KEY = "abcdefghijklmnopqrstuvwxyz234567"
FILE = with_file(base64.b64encode(b"%PDF-1.4").decode(), "act.pdf")


@pytest.mark.parametrize("field", ["To", "Cc", "Delivered-To"])
def test_an_applicants_answer_is_known_by_the_key_in_its_recipient(field: str) -> None:
    to = f"{field}: Appeals+{KEY.upper()}@mail.test"
    assert classified(to, text="5") == Classified(Kind.APPEAL, KEY)
    assert classified(to, text=NUMBER) == Classified(Kind.APPEAL, KEY)
    assert classified(to, "List-Id: <x>", text="5") == Classified(Kind.APPEAL, KEY)


@pytest.mark.parametrize("secret", [KEY[:-1], f"{KEY}a", f"{KEY[:-1]}1", TOKEN])
def test_less_than_the_key_is_none(secret: str) -> None:
    found = classified(f"To: appeals+{secret}@mail.test")
    assert found == Classified(Kind.APPEAL, None)


def test_an_applicants_key_is_also_found_in_the_quoted_letter() -> None:
    """A program that answers to From instead of Reply-To leaves nothing else of it."""
    quoted = f"5\n\n> From: appeals@mail.test\n> Reply-To: appeals+{KEY}@mail.test\n"
    found = classified("To: appeals@mail.test", text=quoted)
    assert found == Classified(Kind.APPEAL, KEY)
    asked = classified("To: appeals@mail.test", text=quoted.replace("5\n", f"{NUMBER}\n"))
    assert asked == Classified(Kind.STATUS, KEY)
    assert classified("To: survey@mail.test", text=quoted) == Classified(Kind.APPEAL, KEY)
    other = quoted + f"> appeals+{KEY[::-1]}@mail.test\n"
    assert classified("To: appeals@mail.test", text=BODY + other).token is None


def test_an_officer_who_quotes_an_applicants_letter_is_not_the_applicant() -> None:
    """TR1: nor is anybody an officer by a key that he only quotes."""
    quoted = f"{BODY}\n\n> Reply-To: appeals+{KEY}@mail.test\n"
    found = classified("From: insp@gov.kg", "To: appeals@mail.test", text=quoted)
    assert found == Classified(Kind.APPEAL, None)
    shown = f"{BODY}\n\n> Reply-To: case+{KEY}@mail.test\n> confirm+{KEY}@mail.test\n"
    assert classified("To: appeals@mail.test", text=shown) == Classified(Kind.APPEAL, None)
    assert classified("To: survey@mail.test", text=shown) == Classified(Kind.OTHER, None)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ((), "см"),
        (("Subject: Жалоба",), ""),
        ((FILE[0],), FILE[1].replace("Отчёт", "")),
        ((), "> Прошу вернуть штраф\n"),
    ],
)
def test_whatever_a_person_sends_to_the_appeals_address_is_registered(
    fields: tuple[str, ...], text: str
) -> None:
    """mail.md: registered first, judged later; elsewhere it stays what it was."""
    assert classified("To: appeals@mail.test", *fields, text=text).kind is Kind.APPEAL
    assert classified("To: x@mail.test", *fields, text=text).kind is Kind.OTHER


def test_a_number_with_a_document_is_more_than_a_question() -> None:
    """The document would be lost in a question for the status; a logo is none."""
    said = FILE[1].replace("Отчёт", NUMBER)
    assert classified("To: appeals@mail.test", FILE[0], text=said).kind is Kind.APPEAL
    field, logo = with_file(base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(), "logo.png")
    said = logo.replace("Отчёт", NUMBER)
    assert classified("To: appeals@mail.test", field, text=said).kind is Kind.STATUS
    photo = base64.b64encode(b"\xff\xd8\xff" + bytes(60_000)).decode()
    field, letter = with_file(photo, "act.jpg")
    said = letter.replace("Отчёт", NUMBER)
    assert classified("To: appeals@mail.test", field, text=said).kind is Kind.APPEAL


def test_what_programs_send_to_the_appeals_address_is_no_appeal() -> None:
    """LP1"""
    to = "To: appeals@mail.test"
    assert classified(to, "Auto-Submitted: auto-replied").kind is Kind.AUTO
    assert classified(to, "List-Id: <x>").kind is Kind.LIST
    assert classified(to, "From: survey@mail.test").kind is Kind.OWN


def test_a_number_with_a_slip_of_the_pen_is_told_from_a_right_one() -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    assert misnumbered(f"Номер {wrong}")
    assert not misnumbered(f"{NUMBER} {wrong}")
    assert not misnumbered("Жалоба 2026")
    said = classified("To: appeals@mail.test", text=f"{BODY} {wrong}")
    assert said.kind is Kind.APPEAL


def test_a_number_without_a_month_is_asked_about_like_any_unknown_one() -> None:
    """Contract: right check digits make a question for the status; the answer tells no more."""
    first = "2026110900001287"
    number = f"{first}{98 - int(first) * 100 % 97:02}"
    assert classified("To: appeals@mail.test", text=number).kind is Kind.STATUS


def test_letters_are_named_wherever_the_mail_was_sent() -> None:
    """A reply to the appeals address answers no survey, but may answer a letter about an appeal."""
    fields = "From: a@b.kg\r\nIn-Reply-To: <abcdefgh23456723@mail.test>\r\n"
    mail = parse(f"To: appeals@mail.test\r\n{fields}\r\nx".encode())
    assert letters_named(mail, OWN) == ("abcdefgh23456723",)
    assert letters_answered(mail, OWN) == ()
    keyed = parse(f"To: appeals+{KEY}@mail.test\r\n{fields}\r\nx".encode())
    assert letters_named(keyed, OWN) == ()
