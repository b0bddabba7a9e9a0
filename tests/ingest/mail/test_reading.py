"""What is read of letters about appeals: own words, the whole, name, numbers, files."""

import base64
from dataclasses import replace

import pytest

from config.languages import catalogue
from config.questionnaire import questionnaire
from ingest.mail.classify import Kind, OwnAddresses
from ingest.mail.confirming import NOT_CONFIRMED, Confirmation
from ingest.mail.reader import Reader
from ingest.mail.reading import Reading, Terms, read_mail
from register.rules.appeal import DecisionKind

OWN = OwnAddresses(
    "survey@mail.test", "appeals@mail.test", "uploads@mail.test", "bounces@mail.test", "mail.test"
)
TERMS = Terms(OWN, frozenset({"o@gov.kg"}), "mx.mail.test", 1, questionnaire("inspection-1"))
KEY = "abcdefghijklmnopqrstuvwxyz234567"
FIRST = "2611" + "123456789012"
NUMBER = f"{FIRST}{98 - int(FIRST) * 100 % 97:02}"
SAID = "Прошу вернуть незаконно взятый штраф."
SIGNED = "С уважением,\nАсель Садыкова\nтел. 0555 123456"


def letter(to: str, text: str, *fields: str, name: str = "Асель Садыкова") -> bytes:
    kind = (
        ""
        if any(f.startswith("Content-Type") for f in fields)
        else "Content-Type: text/plain; charset=utf-8\n"
    )
    head = "\n".join((f'From: "{name}" <asel@firma.kg>', f"To: {to}", *fields))
    return f"{head}\n{kind}\n{text}".encode()


def read(to: str, text: str, *fields: str, name: str = "Асель Садыкова") -> Reading:
    return read_mail(letter(to, text, *fields, name=name), TERMS)


def test_an_appeal_is_kept_whole_and_its_own_words_apart() -> None:
    quoted = "01.06.2026 10:20, Инспекция пишет:\n> Вы оштрафованы."
    found = read("appeals@mail.test", f"{SAID}\n\n{SIGNED}\n\n{quoted}", "Subject: Жалоба")
    assert found.classified.kind is Kind.APPEAL
    assert (found.subject, found.words, found.name) == ("Жалоба", SAID, "Асель Садыкова")
    assert found.whole == f"{SAID}\n\n{SIGNED}\n\n{quoted}"
    assert found.numbers == ()


def test_a_forward_with_a_comment_inside_an_appeal_stays_whole() -> None:
    """mail.md"""
    forward = (
        f"{SAID}\n\n---------- Forwarded message ---------\nFrom: Инспектор <i@gov.kg>\n"
        "Date: Mon, Nov 2, 2026 at 9:00 AM\nSubject: Предписание\nTo: <asel@firma.kg>\n\n"
        "Оплатите 5000 сом на карту."
    )
    found = read("appeals@mail.test", forward, "Subject: Fwd: Предписание")
    assert SAID in found.words
    assert "Оплатите 5000 сом на карту." in found.words


def test_an_answer_to_our_letter_is_told_from_it_without_any_mark() -> None:
    ours = catalogue("ru").gettext(
        "Your appeal was registered as one kind and is now treated as another. It remains"
        " registered, with the same number."
    )
    answer = "Номер акта 15."
    found = read(f"appeals+{KEY}@mail.test", f"{answer}\n\n{ours}\n{ours}")
    assert (found.classified.token, found.words) == (KEY, answer)
    taught = catalogue("ru").gettext("no answer to my question")
    assert read(f"appeals+{KEY}@mail.test", f"2\n{taught}").words == f"2\n{taught}"
    named = read(
        "appeals@mail.test",
        f"{answer}\n\n{ours}\n{ours}",
        "In-Reply-To: <abcdefgh23456723@mail.test>",
    )
    assert (named.thread, named.words) == (("abcdefgh23456723",), answer)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Асель\u202e\u0007 Садыкова\u200f", "Асель Садыкова"),
        ("А" * 1000, "А" * 200),
        ("", ""),
    ],
)
def test_a_name_is_shown_without_what_cannot_be_seen(name: str, shown: str) -> None:
    """AT2, TR6"""
    assert read("appeals@mail.test", SAID, name=name).name == shown


def test_numbers_are_read_in_the_subject_and_the_own_words_only() -> None:
    spaced = " ".join(NUMBER[at : at + 3] for at in range(0, 18, 3))
    quoted = f"{SAID}\n\n> Ваш номер {NUMBER}"
    assert read("appeals@mail.test", f"{SAID} {spaced}").numbers == (NUMBER,)
    assert read("appeals@mail.test", SAID, f"Subject: {NUMBER}").numbers == (NUMBER,)
    assert read("appeals@mail.test", quoted).numbers == ()
    asked = read("appeals@mail.test", spaced)
    assert (asked.classified.kind, asked.numbers) == (Kind.STATUS, (NUMBER,))


def test_a_slip_of_the_pen_is_seen_beside_the_kind() -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    found = read("appeals@mail.test", f"Номер {wrong}")
    assert (found.classified.kind, found.misnumbered, found.numbers) == (Kind.OTHER, True, ())
    assert not read("appeals@mail.test", SAID).misnumbered


def test_every_attachment_of_an_appeal_is_handed_on_as_it_is() -> None:
    """AT2: its name without folders and direction characters, its type by its bytes."""
    data = base64.b64encode(b"%PDF-1.4 akt").decode()
    part = 'Content-Type: image/png; name="../a\u202egnp.pdf"\nContent-Transfer-Encoding: base64'
    body = f"--b\n\n{SAID}\n--b\n{part}\n\n{data}\n--b--\n"
    found = read("appeals@mail.test", body, "Content-Type: multipart/mixed; boundary=b")
    (file,) = found.files
    assert (file.name, file.type, file.data) == ("agnp.pdf", "application/pdf", b"%PDF-1.4 akt")
    survey = read(
        "survey+abcdefghijklmnopqrstuvwx23@mail.test",
        body,
        "Content-Type: multipart/mixed; boundary=b",
    )
    assert (survey.files, survey.words, survey.whole, survey.name) == ((), "", "", "")


def test_an_officers_own_words_are_read_and_his_key() -> None:
    found = read(f"case+{KEY}@mail.test", "Ответ: отказано\nНет оснований.\n\n> Дело")
    assert (found.classified.kind, found.classified.token) == (Kind.OFFICER, KEY)
    assert found.words == "Ответ: отказано\nНет оснований."
    assert found.confirmation == NOT_CONFIRMED


def test_a_confirmation_says_its_decision_and_crosses_from_the_child() -> None:
    """TR4"""
    raw = letter(f"confirm+{KEY}@mail.test", "Да, отказано\n\n> Подтвердите")
    reader = Reader()
    try:
        found = reader.read(raw, TERMS)
        appeal = reader.read(letter("appeals@mail.test", SAID), TERMS)
    finally:
        reader.close()
    assert found == read_mail(raw, TERMS)
    assert found.confirmation == Confirmation(True, False, DecisionKind.REFUSED)
    assert replace(appeal, words="") == replace(read("appeals@mail.test", SAID), words="")
    assert appeal.words == SAID
