"""What kind of appeal a letter is; an alert only by plain words for an unlawful inspection now."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.appeals.kinds import appeal_kind
from register.rules.appeal import AppealKind

K = AppealKind


@pytest.mark.parametrize(
    "text",
    [
        "Срочно! У нас проверка без акта, требуют закрыть кафе.",
        "Инспектор пришёл без акта о назначении проверки и проверяет склад",
        "Сейчас у нас незаконная проверка",
        "Проверка ITB-26-00401 не зарегистрирована.",
        "Инспектор превышает полномочия: проверяет то, чего нет в акте.",
        "u nas proverka bez akta",
        "Сейчас инспекторы без акта, что делать?",
        "Бизде азыр мыйзамсыз текшерүү жүрүп жатат",
        "Дүкөнгө текшерүүчү келди, актысыз",
        "Текшеруучу ыйгарым укугун ашып жатат",
        "Қазір заңсыз тексеру жүріп жатыр",
        "Инспектор келді, актісіз тексеріп жатыр",
        "Inspectors are here without an order",
        "They are exceeding their powers during the inspection.",
    ],
)
def test_an_unlawful_inspection_is_an_alert(text: str) -> None:
    assert appeal_kind("", text) is K.ALERT
    assert appeal_kind(text, "") is K.ALERT


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Что делать, если инспектор придёт без акта?", K.REQUEST),
        ("Имеет ли инспектор право на проверку без акта?", K.REQUEST),
        ("Месяц назад у нас была незаконная проверка.", K.COMPLAINT),
        ("Былтыр мыйзамсыз текшерүү болгон.", K.COMPLAINT),
        ("Прошу провести проверку кафе, работающего без регистрации.", K.APPLICATION),
        ("Товар приняли без акта.", K.APPLICATION),
        ("Инспектор показал акт и удостоверение.", K.APPLICATION),
        ("Does an inspector need an order if he comes again?", K.REQUEST),
    ],
)
def test_a_question_or_an_old_story_calls_nobody_out(text: str, kind: AppealKind) -> None:
    assert appeal_kind("", text) is kind


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Жалоба", "Прошу разобраться.", K.COMPLAINT),
        ("", "ЖАЛОБА\nна действия инспектора", K.COMPLAINT),
        ("Даттануу", "Жооп күтөм", K.COMPLAINT),
        ("Шағым", "Жауап күтемін", K.COMPLAINT),
        ("Complaint", "Please answer", K.COMPLAINT),
        ("", "Инспектор вымогал деньги", K.COMPLAINT),
        ("", "Инспектор пара сурады", K.COMPLAINT),
        ("", "Инспектор ақша сұрады", K.COMPLAINT),
        ("Заявление", "Прошу выдать копию", K.APPLICATION),
        ("арыз", "Көчүрмөсүн берүүңүздөрдү суранам", K.APPLICATION),
        ("Өтініш", "Көшірмесін беруіңізді сұраймын", K.APPLICATION),
        ("", "Прошу выдать копию акта", K.APPLICATION),
        ("Предложение", "Ввести запись на проверку", K.PROPOSAL),
        ("", "Предлагаю публиковать планы заранее", K.PROPOSAL),
        ("", "Пландарды алдын ала жарыялоону сунуштайм", K.PROPOSAL),
        ("", "I suggest publishing the plans", K.PROPOSAL),
        ("Запрос", "Нужны сведения", K.REQUEST),
        ("", "Подскажите, какие документы нужны?", K.REQUEST),
        ("", "Кандай документтер керек?", K.REQUEST),
        ("", "How can I get a licence?", K.REQUEST),
        ("", "", K.APPLICATION),
    ],
)
def test_a_letter_is_what_it_calls_itself_or_says(
    subject: str, text: str, kind: AppealKind
) -> None:
    assert appeal_kind(subject, text) is kind


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
@example("\ud800", "без " * 20_000)
@example("", "не показ" * 10_000)
@example("", "?" * 100_000)
def test_every_letter_has_a_kind(subject: str, text: str) -> None:
    assert appeal_kind(subject, text) in AppealKind
