"""What a reply leaves in the register, however its mail program treats our letter."""

from __future__ import annotations

import hashlib
import re
import textwrap
from email import policy
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from journeys.town import Town, received, row, texts, upload_mail, workbook

from register.database import reading
from register.responses import Response, ResponseWords

BUSINESS = "one@business.kg"
SENT = (
    "From: Achyk <survey@achyk.test>\nSent: Monday, July 20, 2026 10:00 AM\nTo: one@business.kg\n"
    "Subject: x\n\n"
)
WROTE = "On Mon, Jul 20, 2026 at 10:00 Achyk <survey@achyk.test> wrote:\n"


def invitation(town: Town, language: str) -> EmailMessage:
    town.deliver(upload_mail(workbook([row(1, BUSINESS, language=language)])))
    town.run("fetch", "take-in", "invite", "send")
    return next(letter for letter in town.sent() if letter["To"] == BUSINESS)


def plain(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def reply(town: Town, letter: EmailMessage, text: str, **fields: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = BUSINESS, letter["Reply-To"]
    mail["Subject"] = fields.pop("subject", "Re: x")
    mail["Message-ID"] = f"<{hashlib.sha256(text.encode()).hexdigest()}@business.kg>"
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    town.deliver(received(mail.as_bytes(policy=policy.SMTP), BUSINESS))
    town.run("fetch", "take-in", "send")


def recorded(town: Town) -> tuple[list[dict[int, str]], list[str]]:
    """The answers that count now, and all free words kept."""
    with reading(town.installation.engine) as session:
        current = session.scalars(sa.select(Response).where(Response.current))
        values = [{n: v for n in range(1, 14) if (v := getattr(r, f"q{n}"))} for r in current]
        return values, list(session.scalars(sa.select(ResponseWords.words)))


def wrapped(text: str, width: int) -> str:
    wrap = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return "\n".join("\n".join(wrap.wrap(line)) for line in text.split("\n"))


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_our_letter_below_an_answer_answers_nothing_and_leaves_no_words(
    town: Town, language: str
) -> None:
    """Wrapped without any mark, the printed scale «(1 – …» would be a mark of 1."""
    letter = invitation(town, language)
    marked = "\n".join(f"> {line}" for line in plain(letter).split("\n"))
    for width in (66, 76):
        for quote in (wrapped(plain(letter), width), WROTE + wrapped(marked, width)):
            reply(town, letter, f"1: да\n\n{quote}")
            assert recorded(town) == ([{1: "yes"}], []), width


@pytest.mark.parametrize("language", ["ky", "en"])
def test_no_token_link_or_name_gets_into_the_free_words(town: Town, language: str) -> None:
    """trust.md: the words lie apart; the link in an unmarked quote would open and join them."""
    letter = invitation(town, language)
    reply(town, letter, f"Всё прошло хорошо, спасибо.\n\n{plain(letter)}")
    assert recorded(town) == ([{}], ["Всё прошло хорошо, спасибо."])


def test_what_is_left_of_a_link_is_taken_out_of_the_words(town: Town) -> None:
    letter = invitation(town, "ru")
    token = letter["Reply-To"].partition("+")[2].partition("@")[0]
    reply(town, letter, f"14: Рахмат.\nмоя ссылка achyk.test/x/{token[:14]}\n{token[14:]}\nКонец.")
    assert recorded(town) == ([{}], ["Рахмат.\nКонец."])


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_answers_below_an_outlook_header_are_read(town: Town, language: str) -> None:
    letter = invitation(town, language)
    said = {"1": "yes", "3": "4", "12": "1"}
    lines = []
    for line in plain(letter).split("\n"):
        number = re.match(r"\d+(?=\. )", line)
        lines += [line, *(["", said[number[0]]] if number and number[0] in said else [])]
    reply(town, letter, f"Ответы ниже.\n\n{SENT}" + "\n".join(lines))
    assert recorded(town) == ([{1: "yes", 3: "4", 12: "1"}], [])


def test_words_that_only_point_to_answers_are_none_and_are_asked_back(town: Town) -> None:
    letter = invitation(town, "ru")
    reply(town, letter, f"Добрый день! Ответы ниже.\n\n{SENT}{plain(letter)}")
    assert recorded(town) == ([], [])
    assert "не нашла в нём ответов" in " ".join(texts(town.sent(), BUSINESS))


def test_answers_from_a_vacation_count_and_are_echoed_unless_a_program_wrote(town: Town) -> None:
    letter = invitation(town, "ru")
    text = "Я сейчас в отпуске, но отвечаю: 1 - да, 3 - 5"
    reply(town, letter, text + ".", Auto_Submitted="auto-replied")
    assert recorded(town) == ([], [])
    reply(town, letter, text, subject="В отпуске до 1 августа")
    assert recorded(town) == ([{1: "yes", 3: "5"}], [])
    assert texts(town.sent(), BUSINESS)
