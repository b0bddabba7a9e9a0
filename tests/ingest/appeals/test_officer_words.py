"""The command in an officer's letter: read in four languages, asked back, or no command at all."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.languages import Language, catalogue
from ingest.appeals.officer_words import SAYS, Command, PartWords, Unclear, read_command
from register.rules.appeal import Action, AppealKind, DecisionKind

LETTER = "Штраф отменён, деньги вернут.\nПриносим извинения."
D = DecisionKind


@pytest.mark.parametrize(
    ("line", "decision"),
    [
        ("Ответ", None),
        ("ОТВЕТ:", None),
        ("Ответ заявителю:", None),
        ("Жооп", None),
        ("жообу:", None),
        ("Жауап:", None),
        ("Answer", None),
        ("Otvet:", None),
        ("Ответ: удовлетворено", D.SATISFIED),
        ("Ответ - удовлетворено полностью.", D.SATISFIED),
        ("Решение: частично удовлетворено", D.PARTLY),
        ("ответ разъяснено", D.EXPLAINED),
        ("Ответ: в удовлетворении отказано", D.REFUSED),
        ("1) Ответ: отказано", D.REFUSED),
        ("Отказано", D.REFUSED),
        ("Жооп: канааттандырылды", D.SATISFIED),
        ("Жооп: жарым-жартылай", D.PARTLY),
        ("жооп: тушундурмо", D.EXPLAINED),  # typed without ү and ө
        ("Жооп — баш тартылды", D.REFUSED),
        ("Joop: bash tartyldy", D.REFUSED),
        ("Жауап: қанағаттандырылды", D.SATISFIED),
        ("жауап: канагаттандырылды", D.SATISFIED),
        ("Жауап: ішінара", D.PARTLY),
        ("Жауап: түсіндірілді", D.EXPLAINED),
        ("Жауап: бас тартылды", D.REFUSED),
        ("answer satisfied", D.SATISFIED),
        ("Answer: partly", D.PARTLY),
        ("reply: refused", D.REFUSED),
        ("Здравствуйте, коллеги!\nОтвет: отказано", D.REFUSED),
        ("Ответ\nОтказано", D.REFUSED),
    ],
)
def test_an_answer_is_what_stands_below_its_line(line: str, decision: DecisionKind | None) -> None:
    found = read_command(f"{line}\n\n{LETTER}")
    assert found == Command(Action.DECIDE, decision, text=LETTER)


@pytest.mark.parametrize(
    ("text", "decision", "goes"),
    [
        ("Ответ: Уважаемый заявитель, штраф отменён.", None, "Уважаемый заявитель, штраф отменён."),
        ("Ответ: отказано, так как срок истёк.", D.REFUSED, "так как срок истёк."),
        ("Ответ: отказано: не представлены документы", D.REFUSED, "не представлены документы"),
        ("ANSWER REFUSED: no grounds", D.REFUSED, "no grounds"),
        ("Жауап: бас тартылды: мерзімі өтті", D.REFUSED, "мерзімі өтті"),
    ],
)
def test_an_answer_may_stand_in_the_line_itself(
    text: str, decision: DecisionKind | None, goes: str
) -> None:
    assert read_command(text) == Command(Action.DECIDE, decision, text=goes)


@pytest.mark.parametrize(
    "text",
    [
        "Ваше обращение рассмотрено, нарушений не найдено.",
        "Ответ на ваше обращение от 5 мая\nСообщаем, что штраф отменён.",
        "Вопрос решён положительно.\nШтраф отменён.",
        "Направляю вам копию акта проверки.",
        "Срок рассмотрения истёк, поэтому сообщаем следующее.",
        "Принято решение отменить штраф.",
        "Получено: ваше заявление от 5 мая.",
        "Отправить заявителю ответ",
        "Передать дело будет невозможно, поскольку мы уже закончили рассмотрение всех материалов и"
        " приняли решение",
        "Отказано. Срок обжалования истёк.",  # whether this is the decision is asked
        "Жообуңуз келди, рахмат. Айып жокко чыгарылды.",
    ],
)
def test_a_line_that_only_begins_with_a_commands_word_is_the_answer_itself(text: str) -> None:
    """Never guessed at: the kind of the decision is asked."""
    assert read_command(text) == Command(Action.DECIDE, text=text)


@pytest.mark.parametrize(
    "text",
    [
        "Ответ: удовлетворить не можем.",
        "Ответ: удовлетворено, но не полностью.",
        "Ответ: отказано частично",
        "Жооп: канааттандырылды, бирок жарымы гана",
    ],
)
def test_a_decision_that_goes_on_is_not_taken_for_its_first_word(text: str) -> None:
    found = read_command(text)
    assert (found.action, found.decision, found.trouble) == (Action.DECIDE, None, None)
    assert found.text == text.partition(": ")[2]


def test_leaving_without_consideration_names_its_reason() -> None:
    found = read_command("Оставить без рассмотрения: анонимное\nВ письме нет имени.")
    assert found == Command(Action.DECIDE, D.LEFT, reason="анонимное", text="В письме нет имени.")
    assert read_command("Кароосуз калтыруу: атсыз").reason == "атсыз"
    assert read_command("Жауап: қараусыз қалдыру").trouble is Unclear.NO_REASON


@pytest.mark.parametrize(
    "line",
    [
        "Вопрос:", "Вопрос заявителю", "спросить у заявителя:", "Уточните:", "запрос", "ask",
        "Question:", "Ask the applicant:", "Суроо:", "Арыз ээсине суроо", "тактоо:", "Сұрақ:",
        "өтініш берушіге сұрақ:", "Vopros:",
    ],
)  # fmt: skip
def test_a_question_goes_to_the_applicant(line: str) -> None:
    said = "Какой номер у акта?"
    assert read_command(f"{line}\n{said}") == Command(Action.ASK, text=said)
    if line.endswith(":"):
        assert read_command(f"{line} {said}") == Command(Action.ASK, text=said)


@pytest.mark.parametrize(
    ("line", "unit", "reason"),
    [
        ("forward to ITB-OSH", "ITB-OSH", ""),
        ("Forward to the Osh unit, please", "Osh unit", ""),
        ("Прошу переслать на рассмотрение в ITB-OSH", "ITB-OSH", ""),
        ("Forward: ITB-OSH", "ITB-OSH", ""),
        ("Please forward it to ITB-OSH - their region", "ITB-OSH", "their region"),
        ("Переслать в ITB-OSH: их вопрос", "ITB-OSH", "их вопрос"),
        ("перенаправить ITB-OSH", "ITB-OSH", ""),
        ("Прошу направить в Ошский отдел, так как это их участок", "Ошский отдел",
         "так как это их участок"),
        ("Направляю в отдел «Юг»", "отдел «Юг", ""),
        ("Добрый день! Перенаправьте, пожалуйста, в ITB-OSH", "ITB-OSH", ""),
        ("Багыттоо: ITB-OSH", "ITB-OSH", ""),
        ("ITB-OSHко багыттоо: алардын иши", "ITB-OSH", "алардын иши"),
        ("Ош бөлүмүнө жөнөтүү", "Ош бөлүмүнө", ""),
        ("Osh bolumuno jonotuu", "Osh bolumuno", ""),
        ("Бағыттау: ITB-ALA", "ITB-ALA", ""),
        ("Алматы бөліміне жіберу", "Алматы бөліміне", ""),
        ("Переслать\nITB-OSH", "ITB-OSH", ""),
    ],
)  # fmt: skip
def test_a_case_is_sent_on_to_the_unit_as_written(line: str, unit: str, reason: str) -> None:
    found = read_command(line)
    assert replace(found, unit=found.unit.strip("»")) == Command(
        Action.FORWARD, unit=unit, reason=reason
    )


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("forward outside: Tax Service", "Tax Service"),
        ("Forward to another body: Tax Service", "Tax Service"),
        ("Переслать вовне: Прокуратура города Ош", "Прокуратура города Ош"),
        ("Направить в другой орган\nНалоговая служба", "Налоговая служба"),
        ("Башка органга жөнөтүү: Салык кызматы", "Салык кызматы"),
        ("Басқа органға жіберу: Прокуратура", "Прокуратура"),
    ],
)
def test_a_body_outside_of_the_register_is_said_to_be_one(line: str, body: str) -> None:
    assert read_command(line) == Command(Action.FORWARD, unit=body, outside=True)


@pytest.mark.parametrize(
    ("line", "days", "reason"),
    [
        ("extend 10 pending expertise", 10, "pending expertise"),
        ("Extend by 30 days: laboratory", 30, "laboratory"),
        ("Прошу продлить на 10 рабочих дней в связи с экспертизой", 10, "в связи с экспертизой"),
        ("Продлить срок рассмотрения на 15 дней, нужны документы", 15, "нужны документы"),
        ("Продлить на 10 (десять) дней - сложно", 10, "сложно"),
        ("продлить на десять дней. Запрошены документы", 10, "Запрошены документы"),
        ("продлить 7дней болезнь", 7, "болезнь"),
        ("Срок: 10 дней, экспертиза", 10, "экспертиза"),
        ("Мөөнөтүн 10 күнгө узартуу: экспертиза", 10, "экспертиза"),
        ("10 жумуш күнгө узартуу, себеби экспертиза керек", 10, "себеби экспертиза керек"),
        ("узартуу 5 кун экспертиза", 5, "экспертиза"),
        ("мөөнөттү дагы 5 күнгө узартуңуз, документ күтөбүз", 5, "документ күтөбүз"),
        ("Мөөнөтү узартылсын 10 күнгө, экспертиза", 10, "экспертиза"),
        ("Мерзімін 5 жұмыс күнге ұзарту: сараптама", 5, "сараптама"),
        ("prodlit na 3 dnya ekspertiza", 3, "ekspertiza"),
        ("Продлить на 12 дней\nждём ответа банка", 12, "ждём ответа банка"),
    ],
)
def test_a_term_is_extended_by_days_and_for_a_reason(line: str, days: int, reason: str) -> None:
    assert read_command(line) == Command(Action.EXTEND, days=days, reason=reason)


def test_a_mixed_appeal_is_split_by_numbered_paragraphs() -> None:
    parts = "1) Штраф → ITB-OSH\n2) Грубость инспектора,\nи при людях -> ISN\n\n3) Остальное"
    expected = (
        PartWords("ITB-OSH", "Штраф"),
        PartWords("ISN", "Грубость инспектора,\nи при людях"),
        PartWords("", "Остальное"),
    )
    in_a_line = read_command("Разделить: 1) Штраф → ITB-OSH; 2) Остальное")
    assert in_a_line.parts == (expected[0], PartWords("", "Остальное"))
    for line in ("Разделить", "split:", "Бөлүктөргө бөлүү", "Бөлу:", "Прошу разделить на части:"):
        assert read_command(f"{line}\n{parts}") == Command(Action.SPLIT, parts=expected)


@pytest.mark.parametrize(
    "parts",
    [
        "",
        "1) Штраф → ITB",
        "1) Штраф → ITB\n3) Грубость",
        "2) Штраф → ITB\n3) Грубость → ISN",
        "1) → ITB\n2) Грубость → ISN",
        "1) Штраф →\n2) Грубость → ISN",
        "Штраф в ITB, грубость в ISN",
    ],
)
def test_parts_that_cannot_be_told_apart_are_asked_back(parts: str) -> None:
    # A gap in the numbers makes the rest a line of the part above: one part is no split.
    assert read_command(f"Разделить\n{parts}").trouble is Unclear.NO_PARTS


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Вид: жалоба", AppealKind.COMPLAINT),
        ("переквалифицировать в заявление", AppealKind.APPLICATION),
        ("Kind: proposal", AppealKind.PROPOSAL),
        ("reclassify as request", AppealKind.REQUEST),
        ("note: alert", AppealKind.ALERT),
        ("Түрү: даттануу", AppealKind.COMPLAINT),
        ("түрүн өзгөртүү: сунуш", AppealKind.PROPOSAL),
        ("Түрі: шағым", AppealKind.COMPLAINT),
        ("Түрін өзгерту: заңсыз тексеру", AppealKind.ALERT),
    ],
)
def test_an_appeal_is_called_what_it_is(line: str, kind: AppealKind) -> None:
    assert read_command(line) == Command(Action.RECLASSIFY, kind=kind)
    with_reason = read_command(f"{line}, так как просит")
    assert with_reason == Command(Action.RECLASSIFY, kind=kind, reason="так как просит")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Принял", ""), ("ok", ""), ("Ок!", ""), ("Кабыл алдым", ""), ("қабылдадым.", ""),
        ("Acknowledged", ""), ("Принято в работу", ""), ("Принял. Выезжаем.", "Выезжаем."),
    ],
)  # fmt: skip
def test_an_alert_is_acknowledged(text: str, reason: str) -> None:
    assert read_command(text) == Command(Action.ACKNOWLEDGE, reason=reason)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", Unclear.NOTHING_SAID),
        ("Здравствуйте!", Unclear.NOTHING_SAID),
        ("Ответ: отказано", Unclear.NOTHING_SAID),
        ("Вопрос:", Unclear.NOTHING_SAID),
        ("да", Unclear.NOTHING_SAID),  # meant for the letter that asked for it
        ("Переслать", Unclear.NO_UNIT),
        ("Forward to", Unclear.NO_UNIT),
        ("Переслать вовне", Unclear.NO_UNIT),
        ("продлить", Unclear.NO_DAYS),
        ("Продлить на месяц, сложно", Unclear.NO_DAYS),
        ("Продлить на 2 недели, сложно", Unclear.NO_DAYS),
        ("Extend by two weeks, lab", Unclear.NO_DAYS),
        ("Продлить до 30 дней, сложно", Unclear.NO_DAYS),  # by thirty days, or up to thirty?
        ("Продлить до 25.12.2026, сложно", Unclear.NO_DAYS),
        ("Продлить на 10-15 дней, сложно", Unclear.NO_DAYS),
        ("Продлить на 0 дней, сложно", Unclear.NO_DAYS),
        ("Продлить на 400 дней, сложно", Unclear.NO_DAYS),
        ("Продлить на 10 дней", Unclear.NO_REASON),
        ("Вид: разное", Unclear.NO_KIND),
        ("Спросить какой номер", Unclear.NOT_UNDERSTOOD),
        ("Продлить на 5 дней, экспертиза\nПереслать в ITB", Unclear.TWO_COMMANDS),
        ("Ответ: продлить на 10 дней, экспертиза", Unclear.TWO_COMMANDS),
    ],
)
def test_what_cannot_be_understood_is_asked_back(text: str, trouble: Unclear) -> None:
    assert read_command(text).trouble is trouble


def test_every_trouble_is_said_in_four_languages() -> None:
    assert set(SAYS) == set(Unclear)
    for language in Language:
        said = {catalogue(language).gettext(words) for words in SAYS.values()}
        assert len(said) == len(Unclear)
        assert language is Language.EN or said.isdisjoint(SAYS.values())


WORDS = """
ответ отказано вопрос переслать в ITB-OSH продлить на 10 дней разделить 1) 2) -> вид жалоба принял
жооп узартуу багыттоо жіберу extend forward to outside : , . — ( ) « ok да
"""


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300), st.lists(st.sampled_from([*WORDS.split(), "\n"])).map(" ".join)
    )
)
@example("\ud800 ответ: \x00")
@example("Ответ:" + " (" * 5000)
@example("1)" * 20_000)
@example("→" * 20_000)
def test_anything_is_read_and_what_is_wanting_is_said(text: str) -> None:
    """TR4: a draft without what its action needs is never complete."""
    found = read_command(text)
    if found.trouble is None:
        wanted = {
            Action.DECIDE: found.text,
            Action.ASK: found.text,
            Action.FORWARD: found.unit,
            Action.EXTEND: found.days and found.reason,
            Action.SPLIT: len(found.parts) > 1,
            Action.RECLASSIFY: found.kind,
            Action.ACKNOWLEDGE: True,
        }
        assert wanted[found.action]
        assert found.decision is not D.LEFT or found.reason


@pytest.mark.parametrize("word", ["Ответ: ", "Направить в ", "ответ:\n"])
def test_a_command_said_thousands_of_times_is_read(word):
    assert read_command(word * 3000).action in (Action.DECIDE, Action.FORWARD)
