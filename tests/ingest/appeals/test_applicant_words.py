"""What an applicant answers: ratings and wishes as people type them, and what is neither."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.appeals.applicant_words import ApplicantWords, read_applicant
from register.rules.appeal import Notify
from register.rules.pin import new_pin


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("5", 5), ("5!", 5), ("5.", 5), ("5+", 5), ("5/5", 5), ("4 из 5", 4), ("3 балла", 3),
        ("5 звёзд", 5), ("4 (четыре)", 4), ("два", 2), ("пятёрка", 5), ("на 4", 4), ("один", 1),
        ("оценка 2", 2), ("Оценка: 2", 2), ("Моя оценка — 3", 3), ("ставлю 4", 4),
        ("баасы: 4", 4), ("баам 5", 5), ("үч", 3), ("uch", 3), ("жооп: 1", 1), ("5тен 2", 2),
        ("баға: 5", 5), ("бағасы – төрт", 4), ("екі", 2), ("rating: 2", 2), ("I give 4", 4),
        ("four", 4), ("4 out of 5", 4), ("⭐⭐⭐", 3), ("Отлично, 5", 5), ("\u200b5\u200b", 5),
        ("3-", 3), ("пять с плюсом", 5),
        ("Моя оценка вашему ответу: 2", 2), ("Ответом не доволен, 1", 1),
    ],
)  # fmt: skip
def test_a_rating_is_read_in_four_languages_as_typed(text: str, rating: int) -> None:
    assert read_applicant(text) == ApplicantWords(rating, False, None, False, (), "")
    thanked = read_applicant(f"Спасибо за ответ!\n{text}")
    assert (thanked.rating, thanked.text) == (rating, "Спасибо за ответ!")
    below = read_applicant(f"Здравствуйте!\n{text}\n\nСпасибо за ответ.")
    assert (below.rating, below.text) == (rating, "Спасибо за ответ.")


@pytest.mark.parametrize(
    "text",
    [
        "5 инспекторов пришли без акта",
        "два инспектора",
        "5 июня была проверка",
        "2 раза приходили",
        "4,5",
        "0",
        "6",
        "10",
        "5?",
        "оценка",
        "1. Инспектор был груб.\n2. Акт не дали.",
        "1 - инспектор был груб\n2 - акт не дали",
        "1, инспектор\n2, акт",
        "3, 4 и 5 пункты не выполнены",
        "1, 2, 3",
        "5:30 утра",
        "Спасибо за ответ, но он неполный.\n5",
        "1) да",
    ],
)
def test_what_only_begins_with_a_number_is_no_rating(text: str) -> None:
    found = read_applicant(text)
    assert (found.rating, found.text) == (None, text)


@pytest.mark.parametrize(
    ("text", "rating", "remark"),
    [
        ("2, ответа нет", 2, "ответа нет"),
        ("1 - это не ответ", 1, "это не ответ"),
        ("Ставлю 2: вопрос не решён", 2, "вопрос не решён"),
        ("оценка: 2. Ответа нет", 2, "Ответа нет"),
        ("2 (два), ответа нет", 2, "ответа нет"),
    ],
)
def test_a_remark_behind_a_rating_is_kept(text: str, rating: int, remark: str) -> None:
    found = read_applicant(text)
    assert (found.rating, found.text, found.no_answer) == (rating, remark, True)


@pytest.mark.parametrize("text", ["5 Спасибо большое", "5. Спасибо", "1 не доволен", "5 рахмат"])
def test_a_rating_and_words_that_say_the_same_are_one(text: str) -> None:
    found = read_applicant(text)
    assert (found.rating, found.text) == (int(text[0]), text.lstrip("15. "))
    assert read_applicant(f"{text}\n2. Акт не дали").rating is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("нет ответа на мой вопрос", True),
        ("Это не ответ. Я спрашивал о штрафе.", True),
        ("Здравствуйте! Вы не ответили на мой вопрос.", True),
        ("Жооп жок", True),
        ("Суроомо жооп жок", True),
        ("суроома жооп берилген жок", True),
        ("Бул жооп эмес", True),
        ("Сұрағыма жауап жоқ.", True),
        ("you didn't answer my question at all", True),
        ("Not an answer!", True),
        ("У меня нет ответа от поставщика", False),
        ("Спасибо, ответ получен.", False),
        ("Инспектор сказал, что " + "очень " * 12 + "это не ответ", False),
    ],
)
def test_who_says_that_it_was_no_answer_is_heard(text: str, says: bool) -> None:
    assert read_applicant(text).no_answer is says


@pytest.mark.parametrize(
    ("text", "notify"),
    [
        ("смс", Notify.SMS),
        ("Присылайте, пожалуйста, СМС", Notify.SMS),
        ("SMS менен билдириңиз", Notify.SMS),
        ("SMS арқылы хабарлаңыз", Notify.SMS),
        ("please notify me by sms", Notify.SMS),
        ("Пишите на почту", Notify.MAIL),
        ("Электрондук почта аркылуу билдириңиз", Notify.MAIL),
        ("хатпен хабарлаңыз", Notify.MAIL),
        ("by e-mail please", Notify.MAIL),
        ("не присылайте смс", None),
        ("смс жөнөтпөңүз", None),
        ("смс вместо писем", None),
        ("смс или почта", None),
        ("инспектор прислал смс и угрожал", None),
    ],
)
def test_the_way_of_notices_is_chosen_in_a_line(text: str, notify: Notify | None) -> None:
    found = read_applicant(f"Номер акта 15.\n{text}")
    assert (found.notify and found.notify.way) is notify
    assert found.text == ("Номер акта 15." if notify else f"Номер акта 15.\n{text}")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SMS +996555123456", "+996555123456"),
        ("смс: 0555 12-34-56", "0555 12-34-56"),
        ("Присылайте СМС на номер +996 (555) 123456.", "+996 (555) 123456"),
        ("СМС менин номериме 0555123456", "0555123456"),
        ("смс", ""),
        ("пишите на почту, номер 0555123456", ""),  # of a letter nobody asks a telephone
    ],
)
def test_a_wish_for_sms_keeps_its_telephone_as_written(text: str, number: str) -> None:
    found = read_applicant(f"Номер акта 15.\n{text}")
    assert found.notify is not None
    assert (found.notify.number, found.text) == (number, "Номер акта 15.")


@pytest.mark.parametrize(
    "text",
    [
        "Тел./SMS 0555123456",
        "инспектор прислал смс с 0555123456",
        "смс 0555123456 или 0777123456",
        "не присылайте смс на 0555123456",
    ],
)
def test_a_telephone_beside_the_word_sms_is_not_yet_a_wish(text: str) -> None:
    assert read_applicant(text).notify is None


def test_two_wishes_are_none() -> None:
    assert read_applicant("смс\nпочта менен жазыңыз").notify is None


def test_a_question_for_the_status_and_a_pin_are_found() -> None:
    pin = new_pin(lambda size: bytes(range(200, 200 + size)))
    found = read_applicant(f"На какой стадии моё обращение? PIN {pin.lower()}")
    assert (found.asks_status, found.pins) == (True, (pin,))
    assert not read_applicant("Статус у меня есть, требую вернуть штраф").asks_status


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=200), st.text("12345 ,.:-\nоценкадвабаа", max_size=60)))
@example("\ud800")
@example("5 " * 20_000)
@example("," * 20_000)
@example("спасибо\n" * 20_000)
def test_anything_is_read_and_no_word_is_lost(text: str) -> None:
    """Whatever is no rating and no wish stays among the words."""
    found = read_applicant(text)
    assert found.rating in (None, 1, 2, 3, 4, 5)
    if found.rating is None and found.notify is None:
        assert found.text == text.strip()
