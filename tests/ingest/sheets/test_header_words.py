"""Headers are recognised however they are written, and never guessed."""

import pytest

from config.columns import columns
from ingest.sheets.header_words import nearest, nearest_title, recognise

AS_WRITTEN = [
    ("Каттоо номери\nРегистрационный номер", "registration_no"),
    ("Каттоо номери / Рег. №", "registration_no"),
    ("Каттоо номери Регистрационный номер", "registration_no"),
    ("Каттоо номери (Регистрационный номер)", "registration_no"),
    ("Регистра-\nционный номер", "registration_no"),
    ("Регистра- ционный номер", "registration_no"),
    ("Регистра\u00adционный номер", "registration_no"),
    ("РЕГИСТРАЦИОННЫЙ    НОМЕР:", "registration_no"),
    ("Рeгистрaциoнный нoмep", "registration_no"),
    ("Тipкеу нөмipi", "registration_no"),
    ("№ проверки в Едином реестре проверок", "registration_no"),
    ("Учётный номер КНМ", "registration_no"),
    ("РЕГ.№ ПРОВЕРКИ", "registration_no"),
    ("Эсепке алуу №", "registration_no"),
    ("Наимен. предпр.", "business_name"),
    ("КОЛ-ВО НАРУШ.", "violations"),
    ("Дата оконч. пров.", "finished_on"),
    ("1. ИНН", "tax_id"),
    ("гр. 5 ИНН", "tax_id"),
    ("И Н Н", "tax_id"),
    ("ИНН *", "tax_id"),
    ("ИНН¹", "tax_id"),
    ("ИНН 1)", "tax_id"),
    ("БИН/ИИН", "tax_id"),
    ("БСН (ЖСН)", "tax_id"),
    ("ИНН субъекта предпринимательства", "tax_id"),
    ("  дата   НАЧАЛА ", "started_on"),
    ("Дата начала (ДД.ММ.ГГГГ)", "started_on"),
    ("Дата начала, время", "started_on"),
    ("Дата начала плановой проверки", "started_on"),
    ("Дата: начала", "started_on"),
    ("Электронная почта (обязательно)", "email"),
    ("Адрес эл. почты субъекта", "email"),
    ("Субъекттин электрондук почтасы", "email"),
    ("Штраф (сом)", "fine_som"),
    ("Сумма штрафа, сом*", "fine_som"),
    ("Текшер??ч? орган", "body"),
    ("Наименование субъекта предпринимательства (полностью)", "business_name"),
    ("Количество нарушений, выявленных в ходе проверки", "violations"),
    ("Номер предписания по результатам проверки", "instruction_no"),
    ("№ служебного удостоверения инспектора", "inspector_id"),
]


@pytest.mark.parametrize(("text", "code"), AS_WRITTEN)
def test_a_header_is_recognised_in_spite_of_how_it_is_written(text, code):
    assert recognise(text, columns()) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Погода",
        "Дата начала / Дата окончания",  # two columns in one: neither
        "Наименование, адрес",
        "Наименование субъекта (ФИО), адрес",
        "Наименование органа, в который направлены материалы",
        "Штраф, тыс. сом",
        "Сумма штрафа (тенге)",
        "E-mail инспектора",
        "Эл. почта (инспектора)",
        "Регистрационный номер предприятия",
        "Дата регистрации субъекта",
        "Дата государственной регистрации проверяемого субъекта в органах юстиции",
        "Дата окончания последней проверки",
        "Телефон органа",
        "Т?п",
        "Инсп.",  # the inspector, or the inspectorate?
        "Дата.",
        "А" * 400,
    ],
)
def test_what_may_mean_something_else_is_not_recognised(text):
    assert recognise(text, columns()) is None


def test_a_near_header_is_named_as_it_should_be_written():
    assert nearest("Дата окнчания", columns()) == "finished_on"
    assert nearest_title("Дата окнчания", "finished_on", columns()) == "Дата окончания"
    assert nearest("Аяктоо кунуу", columns()) == "finished_on"
    assert nearest("Погода в горах", columns()) is None
    assert nearest("ИНМ", columns()) is None


def test_a_known_header_is_named_by_that_of_the_template():
    assert nearest_title("ИНН субъекта", "tax_id", columns()) == "ИНН"
