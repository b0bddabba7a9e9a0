"""When a mail says nothing but that no more letters are wanted."""

import pytest

from ingest.mail.unsubscribe import wants_out, wants_out_subject


@pytest.mark.parametrize(
    "text",
    [
        "unsubscribe",
        "Please unsubscribe me.",
        "STOP",
        "Отписаться",
        "отпишите меня, пожалуйста!",
        "Здравствуйте! Отпишите меня, пожалуйста. Спасибо",
        "больше не присылайте",
        "Жазылуудан чыгуу",
        "jazyluudan chyguu",
        "жазылымнан бас тарту",
        "Жазылымнан шығарыңыз!",
        "Прошу исключить нас из вашей рассылки",
        "Не пишите мне больше, пожалуйста",
        "Удалите мой адрес из базы",
        "Хватит слать письма!",
        "Мы не хотим участвовать в опросе, больше не пишите",
        "Сурамжылоого катышкым келбейт",
        "Мага мындан ары кат жөнөтпөңүздөрчү",
        "Maga kat jiberbeniz",
        "Мени тизмеден чыгарыңыздар",
        "Маған бұдан былай хат жібермеңіздер, өтінемін",
        "Тізімнен алып тастаңыз",
        "Please take me off your mailing list.",
        "Don't send me any more letters",
        "Kindly remove us from this list, thank you",
    ],
)
def test_an_unsubscribe_word_alone_is_understood(text: str) -> None:
    assert wants_out(text)
    assert wants_out_subject(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1: да",
        "Отпишите меня, но проверка была незаконной",
        "стоп-линию нарушили",
        "unsubscribe " * 99,
        "Не отписывайте меня",
        "Не пишите больше предписаний",
        "Удалите штраф",
        "Исключите этого инспектора",
        "Инспектор сказал: не пишите",
        "Жазба буйрук",
        "Жазба",
        "Мага кат жазба түрүндө келди",
        "Please send me the letter",
        "Remove the fine",
    ],
)
def test_anything_more_is_read_as_a_reply(text: str) -> None:
    assert not wants_out(text)
