"""What looks like an answer and is not read as one is asked back, never lost, never guessed."""

import pytest

from config.questionnaire import Questionnaire, questionnaire
from ingest.answers.answers import Answers, read_answers


@pytest.fixture(scope="module")
def asked() -> Questionnaire:
    return questionnaire("inspection-1")


def read(text: str, asked: Questionnaire) -> Answers:
    return read_answers(text, text, asked)


@pytest.mark.parametrize("word", ["нет", "жок", "жоқ", "no"])
def test_a_bare_no_does_not_say_that_there_were_no_findings(
    word: str, asked: Questionnaire
) -> None:
    """A bare "no" below "were the findings explained clearly" may as well mean: they were not."""
    question = asked.question(6).asked("ru")
    assert read(f"6: {word}", asked) == Answers({}, (f"6: {word}",))
    assert read_answers(f"> 6. {question}\n{word}", word, asked).given == {}
    assert read("6: нет, нарушений не было", asked).given == {6: "na"}


@pytest.mark.parametrize(
    "said",
    [
        "12: 5 (шучу, 1)",
        "12: 5 (минус)",
        "3: 5, ошибся, 3: 4",
        "3: 5, ой, 4",
        "9: 1.000",
        "9: 1,000",
        "9: 1.000 часов",
    ],
)
def test_a_number_that_its_remark_may_change_is_asked_back(said: str, asked: Questionnaire) -> None:
    assert read(said, asked) == Answers({}, (said,))


@pytest.mark.parametrize(
    "said", ["3: 4 (из 5)", "3: 4 (четыре)", "3: 4 (2 инспектора)", "3: 4 (16.07.2026)"]
)
def test_brackets_that_change_nothing_are_passed_over(said: str, asked: Questionnaire) -> None:
    assert read(said, asked) == Answers({3: "4"}, ())


@pytest.mark.parametrize(
    "line",
    [
        "извините, ошибся, 1: да",
        "Простите, я поправлюсь: 1 - да",
        "прошу считать 1=да",
        "не 1: нет, а 1: да",
    ],
)
def test_an_answer_inside_a_sentence_stands_against_another(
    line: str, asked: Questionnaire
) -> None:
    assert read(f"1: нет\n3: 4\n{line}", asked) == Answers({3: "4"}, (line, "1: нет"))
    assert read(line, asked) == Answers({}, (line,))


@pytest.mark.parametrize(
    "line",
    [
        "I do not think that 3: 4 is fair",
        "Инспектор пришёл в 9: 30",
        "See article 12: 5 of the law",
        "Соотношение примерно 20: 1",
    ],
)
def test_a_number_inside_a_sentence_is_no_answer(line: str, asked: Questionnaire) -> None:
    assert read(line, asked) == Answers({}, ())


def test_words_behind_a_bare_number_are_asked_back_among_answers(asked: Questionnaire) -> None:
    doubtful = ("7 5 очень вежливый", "9 5 чел по 2 часа", "11 -")
    assert read("\n".join(["1 да", *doubtful, "10 нет конечно"]), asked) == Answers(
        {1: "yes", 10: "no"}, doubtful
    )
    for alone in ("6 нет", "6 нет 7 5", "3 да 4", "шестое: нет", "10-го нет"):
        assert read(alone, asked) == Answers({}, (alone,))
    assert read("2 все документы проверили", asked) == Answers({}, ())
    assert read("1: да\n07 00 12 34 56\n12 5 2026", asked) == Answers({1: "yes"}, ())


def test_one_answer_of_a_line_that_cannot_be_read_takes_no_other_with_it(
    asked: Questionnaire,
) -> None:
    line = "1 yes, 2 both, 3 5/5, 4 no, 10 no way, 12 4"
    assert read(line, asked) == Answers({1: "yes", 2: "both", 3: "5", 4: "no", 12: "4"}, (line,))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (7, "да"),
        (8, "да"),
        (13, "нет"),
        (7, "вежливый был, 5"),
        (2, "Удостоверения не показал"),
        (5, "нет"),
        (9, "10:30 - 12:00"),
        (4, "-"),
        (10, "?"),
    ],
)
def test_short_words_below_a_question_are_asked_back(
    number: int, said: str, asked: Questionnaire
) -> None:
    text = f"> {number}. {asked.question(number).asked('ru')}\n{said}\n> Спасибо!"
    assert read_answers(text, said, asked) == Answers({}, (f"{number}: {said}",))


@pytest.mark.parametrize("said", ["Почему такой вопрос?", "спасибо", "отписаться"])
def test_what_is_no_answer_below_a_question_is_not_asked_back(
    said: str, asked: Questionnaire
) -> None:
    text = f"> 10. {asked.question(10).asked('ru')}\n{said}"
    assert read_answers(text, said, asked) == Answers({}, ())


def test_two_answers_below_one_question_are_asked_back(asked: Questionnaire) -> None:
    text = f"> 10. {asked.question(10).asked('ru')}\nда\nнет"
    assert read_answers(text, "да\nнет", asked) == Answers({}, ("да", "нет"))


@pytest.mark.parametrize("number", [1, 4, 10, 11])
@pytest.mark.parametrize("between", ["", "\nПочему такой вопрос?\n"])
def test_our_own_example_is_no_answer_to_a_question_that_a_person_copies(
    number: int, between: str, asked: Questionnaire
) -> None:
    """The copied question stands above the quoted letter, whose example says «1: да»."""
    question = f"{number}. {asked.question(number).asked('ru')} (да / нет)"
    letter = "> Здравствуйте!\n>\n> напишите номер вопроса и ваш ответ, например «1\n> да»\n> да"
    for marked in (question, f"> {question}"):
        text = f"{marked}\n{between}\nпн, 20 июл. 2026 г., Achyk:\n{letter}"
        assert read_answers(text, between, asked) == Answers({}, ())


@pytest.mark.parametrize("below", ["1 да\n2 оба", "Азамат, ОсОО Ромашка", "1 да\n\nАзамат"])
def test_words_below_the_whole_letter_are_no_free_words(below: str, asked: Questionnaire) -> None:
    """An anonymous published text with a name would tell who wrote it."""
    letter = f"> 14. {asked.question(14).asked('ru')}\n>\n> Спасибо!\n>\n> Achyk"
    found = read_answers(f"{letter}\n\n{below}", below, asked)
    assert 14 not in found.given


@pytest.mark.parametrize("line", ["Отправлено с iPhone", "С уважением, Азамат Ибраимов"])
def test_a_signature_below_the_last_question_is_no_free_words(
    line: str, asked: Questionnaire
) -> None:
    question = f"> 14. {asked.question(14).asked('ru')}"
    assert read_answers(f"{question}\n{line}\nАзамат", f"{line}\nАзамат", asked).given == {}
    text = f"приходите реже\n{line}\nАзамат"
    assert read_answers(f"{question}\n{text}", text, asked).given == {14: "приходите реже"}


def test_numbered_answers_below_the_last_question_are_no_free_words(asked: Questionnaire) -> None:
    text = f"> 14. {asked.question(14).asked('ru')}\n1 да\n2 оба"
    assert read_answers(text, "1 да\n2 оба", asked) == Answers({1: "yes", 2: "both"}, ())


@pytest.mark.parametrize("hint", ["(да / нет / не хочу\n> отвечать)", "(да /\n> нет)"])
def test_an_answer_below_a_question_wrapped_by_the_program_is_read(
    hint: str, asked: Questionnaire
) -> None:
    first, last = asked.question(10).asked("ru").rsplit(" ", 1)
    text = f"> 10. {first}\n> {last} {hint}\n>\nнет, и не просили\n> Спасибо!"
    assert read_answers(text, "нет, и не просили", asked).given == {10: "no"}
