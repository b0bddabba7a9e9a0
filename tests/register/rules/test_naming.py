"""Who is named: bent names in four languages, false friends, heads of letters, hostile length."""

from __future__ import annotations

import pytest

from register.rules.naming import named

ASANOV = ("Асанов Бакыт Эсенович", "I-77")
IVANOVA = ("Иванова Нина Петровна", "")
KIM = ("Ким Марина Львовна", "")
MOROZ = ("Мороз Иван", "")
LEE = ("Ли Сергей", "")
UULU = ("Токтогул уулу Бакыт", "")
DOUBLE = ("Мамин-Сибиряк Пётр", "")
SKY = ("Белинский Олег", "20267")
LATER = ("Нурбек Садыков", "")
WOMAN = ("Орозалиева Гүлнара", "")
JUMA = ("Джумабаев Жээнбек", "")
LATIN = ("Ilyasov Timur", "")
STAFF = (ASANOV, IVANOVA, KIM, MOROZ, LEE, UULU, DOUBLE, SKY, LATER, WOMAN, JUMA, LATIN)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Жалоба на Асанова", ASANOV),
        ("жалуюсь на инспектора асанова", ASANOV),
        ("Передайте Асанову А.Б., что", ASANOV),
        ("говорил с Асановым и ушёл", ASANOV),
        ("АСАНОВ ТРЕБУЕТ ДЕНЕГ", ASANOV),
        ("Acaнoв требует денег", ASANOV),  # Latin letters among Cyrillic ones
        ("инспектор Асанова пришла", ASANOV),  # of a man and a woman one form is the other's case
        ("Асановдун үстүнөн арыз", ASANOV),
        ("Асановго каршы", ASANOV),
        ("Асановдукундай", ASANOV),
        ("Асановқа қарсы шағым", ASANOV),
        ("Асановтың үстінен", ASANOV),
        ("Asanov took a bribe", ASANOV),
        ("Бакыт Эсенович взял", ASANOV),
        ("Эсенович Бакыт", ASANOV),
        ("инспектор I-77 был", ASANOV),
        ("(I 77) был", None),
        ("Ивановой Н.П. дал справку", IVANOVA),
        ("Нина Петровна", IVANOVA),
        ("инспектор Ким взяла", KIM),
        ("у директора Мороз И. спросил", MOROZ),
        ("Мороз потребовал взятку", MOROZ),
        ("Ли Сергей не пришёл", LEE),
        ("Токтогул уулу Бакыт алды", UULU),
        ("жалоба на Мамина-Сибиряка", DOUBLE),
        ("Сибиряку Петру", DOUBLE),
        ("Белинскому отдал, от Белинской взял", SKY),
        ("удостоверение № 20267", SKY),
        ("Садыковго айттым", LATER),
        ("Орозалиеванын айтканы", WOMAN),
        ("Orozalieva", WOMAN),
        ("Zheenbek Dzhumabaev", JUMA),
        ("Jumabayev", JUMA),
        ("Ильясовым", LATIN),
        ("Ільясовтың", LATIN),
    ],
)
def test_a_person_is_found_in_every_form_of_the_name(text, who):
    assert named(text, "", STAFF) == ({who} if who else set())


@pytest.mark.parametrize(
    "text",
    [
        "кимоно шёлковое",
        "Ким жооп берет?",  # Kyrgyz: who answers?
        "Бул ким?",
        "на складе был мороз и морозы",
        "магазин на улице Токтогула",
        "в Ивановке, у реки",
        "Иванович и Петровна",
        "счёт 20267",  # a figure is not an ID until the text says so
        "знает ли кто",
        "Марина пришла",
        "",
    ],
)
def test_words_that_only_look_like_a_name_name_nobody(text):
    assert named(text, "", STAFF) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Директору Госинспекции\nИвановой Н. П.\nот Асанова\n\nПрошу помочь.", set()),
        ("Чүй башкармалыгынын башчысына\nжазам", set()),
        ("Кому: Садыкову Н.\n\nПрошу помочь.", set()),
        ("Уважаемый Бакыт Эсенович!\nПрошу помочь.", set()),
        ("Урматтуу Бакыт Эсенович!\nЖардам бериңиз.", set()),
        ("Dear Mr Asanov,\nplease help.", set()),
        ("Уважаемый министр! Инспектор Асанов взял взятку.", {ASANOV}),
        ("Начальник Асанов берет взятки", {ASANOV}),
        ("Начальнику Асанову я заплатил", {ASANOV}),
        ("Главный инспектор Асанов был пьян", {ASANOV}),
        ("Директору Садыкову Н.\n\nИнспектор Асанов груб.", {ASANOV}),
        ("Директору\nАсанов у нас требовал денег", {ASANOV}),
        ("Прошу помочь.\n" * 30 + "Директору Асанову", {ASANOV}),
    ],
)
def test_who_is_addressed_is_not_accused(text, found):
    assert named(text, "", STAFF) == found


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("С уважением, Асанов Данияр", False),
        ("Я, Асанов Данияр. С уважением, Асанов", False),
        ("Я, Асанов. Асанов. Ко мне пришёл инспектор Асанов.", True),
        ("Пришёл Асанов Бакыт.\nАсанов Данияр", True),
    ],
)
def test_the_writers_own_name_is_no_accusation_until_an_official_of_that_name_is_meant(
    text, is_named
):
    assert (ASANOV in named(text, "Асанов Данияр", STAFF)) is is_named


@pytest.mark.parametrize(
    "text",
    [
        "асанов " * 30_000,
        "Бакыт " * 35_000,
        "а" * 200_000,
        "А. " * 70_000,
        "." * 200_000,
        "\n" * 200_000,
        "Директору\n" * 20_000,
        "Директору " * 20_000,
        "удостоверение " * 15_000,
        "1" * 200_000,
    ],
    ids=lambda text: repr(text[:10]),
)
def test_a_hostile_text_is_read_once_whatever_the_number_of_officials(text, monkeypatch):
    """Counted, not timed: how often a word is compared does not grow with the staff."""
    from register.rules import naming

    asked = []
    real = naming.is_form
    monkeypatch.setattr(naming, "is_form", lambda *pair: asked.append(1) or real(*pair))
    many = [(f"{name}ов Бакыт Эсенович", "") for name in _stems(2_000)]
    named(text, "Асанов Асан", many)
    assert len(asked) <= 60_000


def _stems(count: int) -> list[str]:
    letters = "бвгджзклмнпрст"
    return [f"{a}о{b}у{c}ак" for a in letters for b in letters for c in letters][:count]


def test_what_stands_behind_two_hundred_thousand_letters_is_not_looked_through():
    assert named(" " * 200_000 + "Асанов", "", STAFF) == set()
    assert named(" " * 199_000 + "Асанов", "", STAFF) == {ASANOV}


@pytest.mark.parametrize("name", ["", "-", "12", "А", "🙂", "уулу", "\udc80"])
def test_a_name_that_is_none_names_nobody_and_breaks_nothing(name):
    assert named("А 12 уулу 🙂 - текст", "", [(name, "")]) in (set(), {(name, "")})
    assert named("обычный текст", "", [(name, "")]) == set()
