"""A sender's bare name below his words is no word of his."""

import pytest

from ingest.mail.message import parse
from ingest.words.newtext import split
from ingest.words.own_name import without_name

AIBEK = ("Айбек Жумабаев", "a.jumabaev@mail.test")


@pytest.mark.parametrize(
    ("last", "name", "address"),
    [
        ("Айбек", *AIBEK),
        ("Айбек Жумабаев", *AIBEK),
        ("А. Жумабаев", *AIBEK),
        ("Спасибо заранее, Айбек", *AIBEK),
        ("Рахмат! Айбек", *AIBEK),
        ("Айбек", "Aibek Zhumabaev", "info@mail.test"),  # his program writes Latin letters
        ("Aibek", "", "aibek.jumabaev@mail.test"),
        ("Thanks,\nAibek", "Aibek", "a@mail.test"),
        ("Рақмет,\nАйбек", *AIBEK),
    ],
)
def test_the_senders_name_alone_at_the_end_is_his_signature(
    last: str, name: str, address: str
) -> None:
    assert without_name(f"1: да\n14: Всё хорошо\n\n{last}", name, address) == (
        "1: да\n14: Всё хорошо",
        last,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Айбек",  # nothing else is said
        "1: да\n14: Спасибо",
        "14: инспектора звали\nНурлан",
        "Всё прошло хорошо.\nСпасибо, Нурлан",  # another is thanked
        "Кто проверял?\nАйбек?",
        "Документы подписал\nАйбек Сыдыков",
        "Кто виноват:\nа",
    ],
)
def test_any_other_last_line_stays(text: str) -> None:
    assert without_name(text, *AIBEK) == (text, "")


def test_the_name_is_taken_from_the_mail() -> None:
    head = "From: Aibek <a@mail.test>\r\nSubject: Re: x\r\nContent-Type: text/plain; charset=utf-8"
    body = "14: Всё хорошо\n\nАйбек\n\nOn Mon, Nov 2, 2026 at 9:00 AM S <s@m.test> wrote:\n> x\n"
    found = split(parse(f"{head}\r\n\r\n{body}".encode()))
    assert (found.text, found.signature) == ("14: Всё хорошо", "Айбек")


def test_office_and_firm_below_the_senders_whole_name_go_with_it() -> None:
    card = "Айбек Жумабаев\nдиректор\nОсОО «Береке»"
    assert without_name(f"1: да\n\n{card}", *AIBEK) == ("1: да", card)


@pytest.mark.parametrize(
    "text",
    [
        "Пишет вам\nАйбек Жумабаев\nПроверки не было.\nПросим ответить!",
        "Нас двое:\nАйбек\nи бухгалтер",
        "Вот ответы\nАйбек Жумабаев\n1: да",
        "Айбек Жумабаев\nдиректор",
    ],
)
def test_a_name_above_sentences_or_answers_stays(text: str) -> None:
    assert without_name(text, *AIBEK) == (text, "")
