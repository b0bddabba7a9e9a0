"""Answers as businesses write them."""

import pytest

from config.questionnaire import Questionnaire, questionnaire
from ingest.answers.answers import Answers, read_answers


@pytest.fixture(scope="module")
def asked() -> Questionnaire:
    return questionnaire("inspection-1")


def given(text: str, asked: Questionnaire) -> dict[int, str]:
    return read_answers(text, text, asked).given


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3: 5", {3: "5"}),
        ("1) ооба", {1: "yes"}),
        ("1 - нет", {1: "no"}),
        ("1 – нет", {1: "no"}),
        ("3. 4 (из 5)", {3: "4"}),
        ("3. 4/5", {3: "4"}),
        ("3. 4 из 5", {3: "4"}),
        ("3: 5 ичинен 4", {3: "4"}),
        ("7=5", {7: "5"}),
        ("№3 5", {3: "5"}),
        ("№ 3: 5", {3: "5"}),
        ("Вопрос 3: 5 баллов", {3: "5"}),
        ("3 5", {3: "5"}),
        ("3.5", {3: "5"}),
        ("3:5", {3: "5"}),
        ("  * 3: 5.", {3: "5"}),
        ("3: «5»", {3: "5"}),
        ("3: [4]", {3: "4"}),
        ("3: ****", {3: "4"}),
        ("3: 5!", {3: "5"}),
        ("3: 5, очень вежливо", {3: "5"}),
        ("3: 5 - всё понятно", {3: "5"}),
        ("1 - да, 3 - 4, 7 - 5", {1: "yes", 3: "4", 7: "5"}),
        ("1: да; 3: 4; 9: 2,5; 10: нет", {1: "yes", 3: "4", 9: "2.5", 10: "no"}),
        ("9: 2,5, 10: жок", {9: "2.5", 10: "no"}),
        ("1-да 3-5 7-5", {1: "yes", 3: "5", 7: "5"}),
        ("1 да 3 5 7 4", {1: "yes", 3: "5", 7: "4"}),
        ("3: беш\n7: төрт", {3: "5", 7: "4"}),
        ("3: пять\n7: четыре", {3: "5", 7: "4"}),
        ("3: бес\n7: төрт", {3: "5", 7: "4"}),
        ("3: five\n7: four", {3: "5", 7: "4"}),
        ("3: besh\n7: tort", {3: "5", 7: "4"}),
        ("9: полтора часа", {9: "1.5"}),
        ("9: 1 час 30 минут", {9: "1.5"}),
        ("9: 2 ч.", {9: "2"}),
        ("9: около 3 часов", {9: "3"}),
        ("9: 3 саат", {9: "3"}),
        ("9: 2.50", {9: "2.5"}),
        ("9:12", {9: "12"}),
        ("9: 0", {9: "0"}),
        ("6: н/п", {6: "na"}),
        ("1. да, была", {1: "yes"}),
        ("1: да\n1: да", {1: "yes"}),
        ("１：да", {1: "yes"}),
    ],
)
def test_the_common_forms_are_read(
    text: str, expected: dict[int, str], asked: Questionnaire
) -> None:
    found = read_answers(text, text, asked)
    assert found.given == expected
    assert found.unread == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # how numbers are marked
        ("1️⃣ да\n2️⃣ оба\n🔟 нет", {1: "yes", 2: "both", 10: "no"}),
        ("1️⃣2️⃣ 4", {12: "4"}),
        ("① да\n③ 5", {1: "yes", 3: "5"}),
        ("1/да; 3/5; 9/2,5; 10/нет", {1: "yes", 3: "5", 9: "2.5", 10: "no"}),
        ("(1) да\n[3] 5", {1: "yes", 3: "5"}),
        ("1 | да\n| 3 | 5 |", {1: "yes", 3: "5"}),
        ("1;да\n3;5", {1: "yes", 3: "5"}),
        ("1\tда\n9\t12", {1: "yes", 9: "12"}),
        ("п.1 да\nп. 10 – нет\nпункт 3: 5", {1: "yes", 3: "5", 10: "no"}),
        ("вопр. 10 нет\nвопр.3: 5", {3: "5", 10: "no"}),
        ("Q1 yes\nN3 5", {1: "yes", 3: "5"}),
        ("По вопросу 3: 5\nОтвет на вопрос 10: нет", {3: "5", 10: "no"}),
        ("На 3-й вопрос - 5\nпо 10 вопросу: нет", {3: "5", 10: "no"}),
        ("1-суроо: ооба, 3-суроо: 5", {1: "yes", 3: "5"}),
        ("2-чи суроого: экөөнү тең", {2: "both"}),
        ("1-сұрақ: иә\n3-ші сұрақ бойынча: 5", {1: "yes", 3: "5"}),
        ("Ответы: 1 да, 2 оба, 3 5, 7 4", {1: "yes", 2: "both", 3: "5", 7: "4"}),
        ("вопрос 1 – да, вопрос 2 – оба", {1: "yes", 2: "both"}),
        # how steps are named
        ("3: ⭐⭐⭐⭐\n7: ★★★☆☆", {3: "4", 7: "3"}),
        ("3: пятёрка\n7: четверка\n8: на тройку", {3: "5", 7: "4", 8: "3"}),
        ("3: твёрдая 4\n7: ставлю 5\n8: оценка 3", {3: "4", 7: "5", 8: "3"}),
        ("3: да, 4", {3: "4"}),
        ("3: бешке\n7: 5ке\n8: төртке", {3: "5", 7: "5", 8: "4"}),
        ("3: бестік\n7: бештик", {3: "5", 7: "5"}),
        ("3: четыре из пяти\n7: four out of five\n8: беш ичинен үч", {3: "4", 7: "4", 8: "3"}),
        ("3: 4 балла из 5\n7: 5б\n8: 4 с минусом", {3: "4", 7: "5", 8: "4"}),
        # hours
        ("9: 2 саат 30 мүнөт", {9: "2.5"}),
        ("9: часа три", {9: "3"}),
        ("9: 2 (два) часа\n3: 4 (четыре)\n7: пять (5)", {3: "4", 7: "5", 9: "2"}),
        ("9: 2 часа (бухгалтер и я)", {9: "2"}),
        ("9: итого 6 часов", {9: "6"}),
        ("*1.* да\n**3**: **5**\n_7)_ 4", {1: "yes", 3: "5", 7: "4"}),
        ("1 жооп: ооба", {1: "yes"}),
        ("9: 16 человеко-часов", {9: "16"}),
        # choices in other words
        ("5: нет, мөөнөтүнөн чыкты", {5: "time"}),
        ("5: нет, вышла по предмету", {5: "subject"}),
        ("1: да (проверка была 16.07.2026)", {1: "yes"}),
        ("6: нарушений не выявлено", {6: "na"}),
        ("2: удостоверение и предписание", {2: "both"}),
    ],
)
def test_forms_that_telephones_tables_and_languages_bring_are_read(
    text: str, expected: dict[int, str], asked: Questionnaire
) -> None:
    assert read_answers(text, text, asked) == Answers(expected, ())


@pytest.mark.parametrize(
    "line",
    [
        "3: ★ или ★★",
        "3: между тройкой и четвёркой",
        "3: да, нет",
        "3: 4 (пять)",
        "9: 2 (три) часа",
        "3: нет, 4",
        "3: шесть из пяти",
        "3: 8 баллов из 10",
        "5: нет",
        "5: нет, осталась",
        "5: нет, вышла",
        "1/может быть",
        "3-суроо: 7",
        "9: часа два или три",
    ],
)
def test_a_new_form_that_does_not_say_which_answer_it_is_is_asked_back(
    line: str, asked: Questionnaire
) -> None:
    assert read_answers(line, line, asked) == Answers({}, (line,))


@pytest.mark.parametrize(
    "text",
    [
        "п. 3 ст. 5 закона о проверках",
        "3 - 5 августа нас не будет",
        "16-июлда текшерүү болгон",
        "2 вопроса: когда приедете и кто",
        "[1] https://achyk.kg/s/abcdefghijklmnopqrstuvwx27",
        "24/7 работаем",
        "14 дней дали на устранение",
        "14 days were given",
        "1/2 ставки",
    ],
)
def test_what_only_looks_like_a_new_form_is_passed_over(text: str, asked: Questionnaire) -> None:
    assert read_answers(text, text, asked) == Answers({}, ())


def test_free_words_that_a_mail_program_wrapped_are_kept_once_and_unwrapped(
    asked: Questionnaire,
) -> None:
    typed = "Пришли вовремя, объяснили спокойно. Хотелось бы, чтобы предупреждали заранее."
    wrapped = typed.replace(" заранее", "\nзаранее")
    text = f"3: 5\n14: {wrapped}\n\nЕщё одно.\n- первое\n- второе\n10: нет"
    assert given(text, asked) == {
        3: "5",
        14: f"{typed}\n\nЕщё одно.\n- первое\n- второе",
        10: "no",
    }


def test_answers_out_of_a_table_whose_cells_are_lines_are_read(asked: Questionnaire) -> None:
    rows = {1: "да", 3: "5", 9: "8"}
    quote = [f"> {n} {asked.question(n).asked('ru')}\n\n{said}\n" for n, said in rows.items()]
    found = read_answers("\n".join(quote), "\n\n".join(rows.values()), asked)
    assert found == Answers({1: "yes", 3: "5", 9: "8"}, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.\nда\n2)\nоба\n3:\n  5", {1: "yes", 2: "both", 3: "5"}),
        ("1\n\nда\n\n2\n\nоба\n\n3\n\n5", {1: "yes", 2: "both", 3: "5"}),
        ("*10.*\nнет", {10: "no"}),
        ("1\nда\n3\n5", {}),  # two may be chance
        ("3\n5\n1\nда\n2\nоба", {}),  # the numbers do not rise
        ("1.\nда я не знаю, что сказать", {}),
        ("2\n3\n2\n2\n1", {}),
    ],
)
def test_answers_below_their_numbers_are_read(
    text: str, expected: dict[int, str], asked: Questionnaire
) -> None:
    assert read_answers(text, text, asked) == Answers(expected, ())


@pytest.mark.parametrize("said", ["4", "4.", "Ответ: 4", "четыре", "- 4"])
def test_an_answer_typed_inside_the_quotation_is_read(said: str, asked: Questionnaire) -> None:
    """Telephones leave what is typed inside a quotation marked as quoted."""
    quote = "\n".join("> " + line for line in letter(asked, "ru"))
    question = f"> 3. {asked.question(3).asked('ru')} (1–5)"
    inside = quote.replace(question, f"{question}\n> \n> {said}")
    assert inside != quote
    assert read_answers(inside, "", asked) == Answers({3: "4"}, ())


@pytest.mark.parametrize(
    "below",
    [
        "> 4)",  # hints that were wrapped
        "> нет / затрудняюсь ответить",
        "> Спасибо!",
        "> 4 и ещё слова, которые кто-то другой написал ниже в письме",
        "> 8",
    ],
)
def test_a_quoted_line_below_a_question_is_no_answer_unless_it_is_nothing_else(
    below: str, asked: Questionnaire
) -> None:
    text = f"> 3. {asked.question(3).asked('ru')}\n{below}"
    assert read_answers(text, "", asked) == Answers({}, ())
    first, rest = asked.question(5).asked("ru").split(" срока?")
    assert rest
    broken = f"> 5. {first}\n> срока"
    assert read_answers(broken, "", asked) == Answers({}, ())


@pytest.mark.parametrize(
    ("behind", "value"),
    [
        ("(да / нет) да", "yes"),
        ("(да)", "yes"),
        ("да", "yes"),
        (": [нет]", "no"),
        ("(да / нет", None),
        ("(да /", None),
    ],
)
def test_an_answer_behind_the_quoted_question_is_read(
    behind: str, value: str | None, asked: Questionnaire
) -> None:
    text = f"> 1. {asked.question(1).asked('ru')} {behind}"
    assert read_answers(text, "", asked) == Answers({1: value} if value else {}, ())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1: ооба))", {1: "yes"}),
        ("3: 5👍", {3: "5"}),
        ("3: 5 🙂", {3: "5"}),
        ("1: ✅ да", {1: "yes"}),
        ("3: 5 👎", {}),
        ("1: да ❌", {}),
        ("1: 👍", {}),
    ],
)
def test_pictures_beside_an_answer_say_nothing_but_they_are_none(
    line: str, expected: dict[int, str], asked: Questionnaire
) -> None:
    assert read_answers(line, line, asked) == Answers(expected, () if expected else (line,))


@pytest.mark.parametrize("lead", ["Ответ: ", "Жооп - ", "Жауап: ", "- ", "→ ", "=> "])
def test_an_answer_below_its_question_may_be_announced(lead: str, asked: Questionnaire) -> None:
    text = f"> 3. {asked.question(3).asked('ru')}\n{lead}4"
    assert read_answers(text, f"{lead}4", asked) == Answers({3: "4"}, ())


@pytest.mark.parametrize(
    "word", ["ооба", "Ооба.", "да", "ДА!", "иә", "ия", "yes", "ooba", "da", "iya", "Ova"]
)
def test_yes_is_read_in_four_languages_and_latin_letters(word: str, asked: Questionnaire) -> None:
    assert given(f"1: {word}", asked) == {1: "yes"}


@pytest.mark.parametrize(
    "word", ["жок", "нет", "жоқ", "no", "jok", "zhok", "joq", "net", "Жок!", "неа"]
)
def test_no_is_read_in_four_languages_and_latin_letters(word: str, asked: Questionnaire) -> None:
    assert given(f"1: {word}", asked) == {1: "no"}


@pytest.mark.parametrize(
    "word", ["оба", "экөө тең", "экоо тен", "екеуі де", "екеуи де", "both", "eköö teng"]
)
def test_both_is_read_also_without_the_special_letters(word: str, asked: Questionnaire) -> None:
    assert given(f"2: {word}", asked) == {2: "both"}


def test_kyrgyz_yes_is_not_russian_both(asked: Questionnaire) -> None:
    assert given("1: ооба", asked) == {1: "yes"}
    assert given("1: оба", asked) == {}


@pytest.mark.parametrize(
    "line",
    [
        "3: 7",
        "3: 0",
        "3: 8 из 10",
        "3: 4-5",
        "3: 4,5",
        "17: 5",
        "1: да нет",
        "1: 5",
        "9: 2-3 часа",
        "9: -1",
        "3 7",
    ],
)
def test_what_cannot_be_read_is_asked_back_as_written(line: str, asked: Questionnaire) -> None:
    found = read_answers(line, line, asked)
    assert found.given == {}
    assert found.unread == (line,)


@pytest.mark.parametrize(
    "line",
    [
        "10: Да никто ничего не просил",
        "10: да ничего",
        "10: да что вы",
        "10: да вы что, никогда",
        "10. Да ну, ничего такого",
        "11: да ничего такого",
        "10: нет, но взял подарок",
        "10: нет. Но на чай пришлось дать",
        "10: нет (только 2000 сом)",
        "10: нет, правда просил",
        "10: жок, бирок тамак сурады",
        "10: жоқ, бірақ сыйлық сұрады",
        "10: no, only a small gift",
        "10: no, except lunch",
        "5: да, вышли за рамки",
        "5: да, искали лишнее",
        "5: ооба, чыкты",
        "5: иә, шықты",
        "5: yes, they went beyond",
        "2: показал не все",
        "2: все кроме приказа",
        "2: всё, кроме предписания",
        "2: баарын, буйруктан башка",
        "1: да, только на бумаге",
        "1: да (на бумаге), фактически никто не приходил",
        "1: ооба, кагазда гана",
        "4: да, копию не дали",
        "3: 5, нет 4",
        "3: 5, вернее 4",
    ],
)
def test_an_answer_that_its_remark_may_turn_round_is_asked_back(
    line: str, asked: Questionnaire
) -> None:
    found = read_answers(line, line, asked)
    assert found.given == {}
    assert found.unread == (line,)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("10: нет, конечно", "no"),
        ("10: нет, никто ничего не просил", "no"),
        ("10: нет, ничего не требовали. Спасибо!", "no"),
        ("10: жок, эч ким эч нерсе сураган жок", "no"),
        ("10: жоқ, ешкім ештеңе сұраған жоқ", "no"),
        ("10: no, nobody asked for anything", "no"),
        ("10: нет. Всё прошло хорошо", "no"),
        ("1: да, была", "yes"),
        ("1: да, проверка состоялась", "yes"),
        ("1: да :)", "yes"),
        ("4: да, дал", "yes"),
        ("2: да, показал оба документа", "both"),
        ("2: да, показал. рахмат", "both"),
        ("5: да, осталась, спасибо", "yes"),
        ("6: нет нарушений, всё хорошо", "na"),
    ],
)
def test_a_remark_that_changes_nothing_is_passed_over(
    line: str, value: str, asked: Questionnaire
) -> None:
    found = read_answers(line, line, asked)
    assert (list(found.given.values()), found.unread) == ([value], ())


@pytest.mark.parametrize(
    "text", ["10: нет,\nвзял подарок", "10: нет\nно взял подарок", "10: нет\nbut he took a gift"]
)
def test_a_remark_may_stand_on_the_next_line(text: str, asked: Questionnaire) -> None:
    assert read_answers(text, text, asked) == Answers({}, (text.split("\n")[0],))


def test_an_answer_without_a_mark_that_is_taken_back_is_asked_back(asked: Questionnaire) -> None:
    line = "10 нет, но взял подарок"
    assert read_answers(line, line, asked) == Answers({}, (line,))


@pytest.mark.parametrize("said", ["да, только на бумаге", "да что вы", "да,\nно на бумаге"])
def test_doubtful_words_under_a_quoted_question_are_asked_back(
    said: str, asked: Questionnaire
) -> None:
    found = read_answers(f"> 1. {asked.question(1).asked('ru')}\n{said}", said, asked)
    assert found.given == {}
    assert found.unread[0].startswith("1: да")


def test_a_value_beside_an_unread_line_for_the_same_question_is_none(asked: Questionnaire) -> None:
    text = "10: нет\n3: 4\n10: нет, но взял подарок"
    found = read_answers(text, text, asked)
    assert found.given == {3: "4"}
    assert set(found.unread) == {"10: нет", "10: нет, но взял подарок"}


def test_answers_may_follow_a_sentence_on_its_line(asked: Questionnaire) -> None:
    text = "Я в отпуске, но отвечаю: 1 - да, 2 - оба, 3 - 5"
    assert given(text, asked) == {1: "yes", 2: "both", 3: "5"}
    assert given("Адрес: 3 - 5, вход со двора", asked) == {}


def test_two_different_values_for_one_question_are_asked_back(asked: Questionnaire) -> None:
    found = read_answers("3: 4\n3: 5\n7: 5", "3: 4\n3: 5\n7: 5", asked)
    assert found.given == {7: "5"}
    assert found.unread == ("3: 4", "3: 5")


def test_a_line_asked_back_is_at_most_200_characters(asked: Questionnaire) -> None:
    line = "3: " + "а" * 500
    assert read_answers(line, line, asked).unread == (line[:200],)


@pytest.mark.parametrize(
    "text",
    [
        "12.03.2026 пришёл инспектор",
        "10:30 пришёл инспектор",
        "2 инспектора пришли без документов",
        "2 все документы проверили",
        "Было 3 проверки за год",
        "Тел. 0555 12 34 56",
        "1 сентября была проверка",
        "",
        "5",
    ],
)
def test_running_text_is_no_answer(text: str, asked: Questionnaire) -> None:
    found = read_answers(text, text, asked)
    assert (found.given, found.unread) == ({}, ())


def test_free_words_go_on_until_the_next_answer(asked: Questionnaire) -> None:
    text = "3: 5\n14: Всё прошло хорошо.\n\n2 инспектора были вежливы: спасибо\n10: нет\n"
    assert given(text, asked) == {
        3: "5",
        14: "Всё прошло хорошо.\n\n2 инспектора были вежливы: спасибо",
        10: "no",
    }


def test_free_words_may_begin_on_the_next_line(asked: Questionnaire) -> None:
    assert given("14:\nРахмат баарына", asked) == {14: "Рахмат баарына"}


def letter(asked: Questionnaire, language: str) -> list[str]:
    """The questions as the letter prints them: number, question, what may be answered."""
    lines = []
    for question in asked.questions:
        hints = [choice.shown(language) for choice in question.choices]
        steps = f"{question.minimum}–{question.maximum}" if question.maximum else ""
        hint = " / ".join(filter(None, (steps, *hints)))
        lines += [
            f"{question.number}. {question.asked(language)}" + (f" ({hint})" if hint else ""),
            "",
        ]
    return lines


@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
@pytest.mark.parametrize("mark", ["> ", ">", ">> ", ""])
def test_the_quoted_questionnaire_itself_is_never_an_answer(
    mark: str, language: str, asked: Questionnaire
) -> None:
    text = "\n".join(
        mark + line
        for line in [*letter(asked, language), "1: да", "2: оба"][: None if mark else -2]
    )
    found = read_answers(text, "" if mark else text, asked)
    assert (found.given, found.unread) == ({}, ())


@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
def test_answers_set_under_the_quoted_questions_are_read(
    language: str, asked: Questionnaire
) -> None:
    answers = {1: "да", 3: "5", 9: "2,5", 10: "жок", 14: "рахмат\nбаарына"}
    lines, own = [], []
    for line in letter(asked, language):
        lines.append("> " + line)
        answer = answers.get(int(line.split(".")[0])) if line else None
        if answer:
            lines += ["", answer, ""]
            own.append(answer)
    found = read_answers("\n".join(lines), "\n".join(own), asked)
    assert found.given == {1: "yes", 3: "5", 9: "2.5", 10: "no", 14: "рахмат\nбаарына"}


def test_answers_filled_into_the_brackets_of_the_quoted_question_are_read(
    asked: Questionnaire,
) -> None:
    question = asked.question(3).asked("ru")
    assert read_answers(f"> 3. {question} [ 4 ]", "", asked).given == {3: "4"}
    assert read_answers(f"> 3. {question} [ ]", "", asked).given == {}
    assert read_answers(f"> 3. {question} [9]", "", asked).given == {}


def test_an_answer_typed_after_the_repeated_question_is_read(asked: Questionnaire) -> None:
    text = f"3. {asked.question(3).asked('ru')} (1-5): 4\n1. {asked.question(1).asked('ky')} ооба"
    assert given(text, asked) == {3: "4", 1: "yes"}


def test_every_label_and_word_of_the_questionnaire_means_its_choice(asked: Questionnaire) -> None:
    for question in asked.questions:
        for choice in question.choices:
            for language, label in choice.label.items():
                for word in (choice.code, label, *choice.words.get(language, ())):
                    assert given(f"{question.number}: {word}", asked) == {
                        question.number: choice.code
                    }, word


@pytest.mark.parametrize(
    "hostile", ["1:" * 90_000, "1 " * 90_000, "\n1: x" * 40_000, "[" * 150_000, "1, " * 60_000]
)
def test_hostile_text_ends(hostile: str, asked: Questionnaire) -> None:
    assert isinstance(read_answers(hostile, hostile, asked).given, dict)


def test_a_hyphen_within_a_word_below_its_question_stays(asked: Questionnaire) -> None:
    """What announces an answer («ответ:», "–") stands before it."""
    text = f"> 4. {asked.question(4).text['ky']}\n\nжарым-жартылай\n"
    assert read_answers(text, "жарым-жартылай", asked) == Answers({4: "partly"}, ())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("13: Скорее 2", {13: "2"}),
        ("12: наверное, 4", {12: "4"}),
        ("12: 4, наверное", {12: "4"}),
        ("12: 4 наверное", {12: "4"}),
        ("13: i'd say 4", {13: "4"}),
        ("9: наверное 4 часа", {9: "4"}),
        ("9: an hour and a half", {9: "1.5"}),
        ("12: 5 доволен", {12: "5"}),
        ("12: довольны, 5", {12: "5"}),
        ("12: плохо, 2", {12: "2"}),
        ("13: 1 не верю", {13: "1"}),
        ("13: 3 надеюсь", {13: "3"}),
        ("13: 3 деп ойлойм", {13: "3"}),
        ("12: 5 ризамын", {12: "5"}),
        ("3: 4ке баалайм", {3: "4"}),
        ("3: 5 толугу менен", {3: "5"}),
        ("3: 1 совсем нет", {3: "1"}),
        ("3: полностью", {3: "5"}),  # as the letter itself calls the end of the scale
        ("3: мүлде жоқ", {3: "1"}),
        ("1: Да, 4 августа.", {1: "yes"}),
        ("1: Ооба, 4-августта болду", {1: "yes"}),
        ("1: Yes, August 4, 2026", {1: "yes"}),
        ("2: показали только предписание", {2: "order"}),
        ("2: he showed both", {2: "both"}),
        ("5: ооба, чегинде өттү", {5: "yes"}),
        ("10 не буду", {10: "refuse"}),
        ("4: копию не дали", {4: "partly"}),
    ],
)
def test_words_that_say_the_same_as_the_answer_beside_them_are_passed_over(
    line: str, expected: dict[int, str], asked: Questionnaire
) -> None:
    assert read_answers(line, line, asked) == Answers(expected, ())


@pytest.mark.parametrize(
    "line",
    [
        "3: 5 не поставлю",
        "3: 2 отлично",
        "12: 4 недоволен",
        "12: 1 очень доволен",
        "12: не довольны 5",
        "13: 5 если бы",
        "12: доволен, но 2",
        "7: 2 инспектора",
        "2: показали не все",
        "1: Нет, 4 августа была",
        "3: не полностью",
    ],
)
def test_words_that_say_another_thing_than_the_answer_beside_them_are_asked_back(
    line: str, asked: Questionnaire
) -> None:
    assert read_answers(line, line, asked) == Answers({}, (line,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\nда\n2\nнет", {1: "yes", 2: "neither"}),
        ("Здравствуйте!\n\n1\nда", {1: "yes"}),
        ("7\n5", {}),  # two numbers: which of them is the question's?
        ("Нас проверяли\n1\nда\n2\nнет", {}),
    ],
)
def test_a_few_answers_below_bare_numbers_are_read_where_nothing_else_is_said(
    text: str, expected: dict[int, str], asked: Questionnaire
) -> None:
    assert given(text, asked) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Извините, в вопросе 7 ошибся, правильно 3",
        "7-суроого 3 деп оңдоп коюңуз",
        "Please change question 7 to 3",
    ],
)
def test_a_sentence_that_names_a_question_and_an_answer_is_asked_back(
    line: str, asked: Questionnaire
) -> None:
    assert read_answers(line, line, asked) == Answers({}, (line,))


def test_a_sentence_that_names_a_question_alone_is_none(asked: Questionnaire) -> None:
    line = "Что значит вопрос 7? Инспектор грубил"
    assert read_answers(line, line, asked) == Answers({}, ())


@pytest.mark.parametrize(
    "text",
    [
        "1/да\n2/оба\n3/5\n4/нет",
        "1, да\n2, оба\n3, 5\n4, нет",
        "1. - да\n2. - оба\n3. - 5\n4. - нет",
        "1.- да\n2.- оба\n3.- 5\n4.- нет",
        "1\\. да\n2\\. оба\n3\\. 5\n4\\. нет",  # Markdown
        "①да\n②оба\n③5\n④нет",
        "ans 1: yes\nans 2: both\nans 3: 5\nans 4: no",
        "1. Да)\n2. Оба))\n3. 5)))\n4. нет(",
        "1+\n2 оба\n3 5\n4 нет",
    ],
)
def test_marks_that_say_nothing_alone_say_it_together(text: str, asked: Questionnaire) -> None:
    assert read_answers(text, text, asked) == Answers({1: "yes", 2: "both", 3: "5", 4: "no"}, ())


@pytest.mark.parametrize(
    "text",
    [
        "3/5",
        "5+",
        "2, оба раза приходили",
        "3/5 вопросов непонятны\n4/5 тоже\n5/5 совсем",
        "3, 4, 5 августа\n2, 3 раза\n1, как обычно",
        "3, 5\n1, да\n2, оба",
    ],
)
def test_alone_or_out_of_order_they_are_running_text(text: str, asked: Questionnaire) -> None:
    assert given(text, asked) == {}


def test_a_date_behind_an_answer_is_no_further_answer(asked: Questionnaire) -> None:
    assert given("1: да, 5.08.2026, 3: 4", asked) == {1: "yes", 3: "4"}
    assert given("1: ооба, 4-августта, 3: 5", asked) == {1: "yes", 3: "5"}


@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
def test_a_question_repeated_without_its_number_is_known(
    language: str, asked: Questionnaire
) -> None:
    first, second = asked.question(1).asked(language), asked.question(3).asked(language)
    yes = asked.question(1).choices[0].shown(language)
    assert given(f"{first} {yes}\n{second} 4", asked) == {1: "yes", 3: "4"}
    assert given(f"{first}\n{yes}\n{second}\n4", asked) == {1: "yes", 3: "4"}
    assert given(f"{first}\n{second}", asked) == {}
