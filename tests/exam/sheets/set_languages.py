"""Headers and templates in Kyrgyz, Kazakh and English; Kazakh and foreign inspectorates."""

from __future__ import annotations

from collections.abc import Iterator

from exam.sheets.books import one
from exam.sheets.case import (
    AISHA,
    ALATOO,
    BERMET,
    DALA,
    ERTIS,
    KOLDO,
    NOMAD,
    QALA,
    SUUSAR,
    Case,
    Firm,
    meant,
    told,
)
from exam.sheets.typed import KK, KY, Row, body_lines, lines, typed

SAN = {"body": "kz-san", "inspector_id": "АБ-204"}
SAN_MEANT = {"body": "kz-san", "inspector_ids": ["АБ-204"]}
LABOUR = {"body": "kz-eti", "inspector_id": "E-1"}
LABOUR_MEANT = {"body": "kz-eti", "inspector_ids": ["E-1"]}


def cases() -> Iterator[Case]:
    yield kyrgyz_without_special_letters()
    yield kyrgyz_with_latin_look_alikes()
    yield kyrgyz_report()
    yield kazakh_report()
    yield kazakh_without_special_letters()
    yield kazakh_iins_as_numbers()
    yield kazakh_wrong_check_digit()
    yield kazakh_two_languages()
    yield bilingual_headers()


def kyrgyz_without_special_letters() -> Case:
    headers = {code: text.translate(str.maketrans("өүңӨҮҢ", "оунОУН")) for code, text in KY.items()}
    rows = [typed("К-1", ALATOO, kind="пландан тышкаркы"), typed("К-2", BERMET, kind="пландуу")]
    return Case(
        "ky-headers-russian-keyboard.xlsx",
        "Kyrgyz headers typed on a Russian keyboard",
        one(lines(rows, headers), "Текшеруулор"),
        (meant("К-1", ALATOO, kind="unplanned"), meant("К-2", BERMET)),
        sheet="Текшеруулор",
        header=1,
    )


def kyrgyz_with_latin_look_alikes() -> Case:
    """The Latin c, o, p, e, x, a within Cyrillic words, as typed on a slip of the layout."""
    mixed = str.maketrans("орсе", "opce")
    headers = {code: text.translate(mixed) for code, text in KY.items()}
    return Case(
        "ky-headers-latin-letters.xlsx",
        "some letters of the headers are Latin look-alikes",
        one(lines([typed("К-1", ALATOO, kind="пландуу")], headers)),
        (meant("К-1", ALATOO),),
        header=1,
    )


def kyrgyz_report() -> Case:
    above = [
        ["Экологиялык жана техникалык коопсуздук боюнча мамлекеттик инспекция"],
        ["2025-жылдын июль айында жүргүзүлгөн текшерүүлөр жөнүндө МААЛЫМАТ"],
        [],
    ]
    rows = [
        typed("К-1", ALATOO, kind="пландуу", started_on="2025-жылдын 7-июлу",
              finished_on="08.07.2025-ж."),
        typed("К-2", BERMET, kind="контролдук", email="жок"),
        typed("К-3", KOLDO, kind="Пландан тышкаркы", email=None,
              no_email_reason="берүүдөн баш тартты"),
    ]  # fmt: skip
    below = ["Жыйынтыгы:", None, None, 3]
    return Case(
        "ky-report.xlsx",
        "a report in Kyrgyz: title, dates, words, total",
        one([*above, *lines(rows, KY), below, [], ["Башкарманын башчысы", None, "К. Мамытов"]],
            "Июль"),
        (
            meant("К-1", ALATOO),
            meant("К-2", BERMET, kind="control", no_email_reason="none"),
            meant("К-3", KOLDO, kind="unplanned", no_email_reason="refused"),
        ),
        told("I6 reason-in-email", "A10 signature-line"),
        sheet="Июль",
        header=4,
    )  # fmt: skip


def kazakh_rows() -> list[Row]:
    return [
        typed("ҚР-25-1", QALA, kind="жоспарлы", **SAN, started_on="2025 жылғы 7 шілде"),
        typed("ҚР-25-2", DALA, kind="жоспардан тыс", **SAN),
        typed("ҚР-25-3", AISHA, kind="бақылау", **{**SAN, "email": None},
              no_email_reason="бас тартты"),
    ]  # fmt: skip


KAZAKH_MEANT = (
    meant("ҚР-25-1", QALA, **SAN_MEANT),
    meant("ҚР-25-2", DALA, kind="unplanned", **SAN_MEANT),
    meant("ҚР-25-3", AISHA, kind="control", no_email_reason="refused", **SAN_MEANT),
)


def kazakh_report() -> Case:
    above = [["Абай облысының санитариялық-эпидемиологиялық бақылау департаменті"],
             ["Тексерулер тізілімі, 2025 жылғы 3-тоқсан"]]  # fmt: skip
    below = ["Барлығы", None, None, 3]
    return Case(
        "kk-report.xlsx",
        "a Kazakh register with a title and a total",
        one([*above, *lines(kazakh_rows(), KK), below], "Тізілім"),
        KAZAKH_MEANT,
        sheet="Тізілім",
        header=3,
    )


def kazakh_without_special_letters() -> Case:
    plain = str.maketrans("әіңғүұқөһ", "аингуукох")
    headers = {code: text.lower().translate(plain).capitalize() for code, text in KK.items()}
    rows = kazakh_rows()
    rows[1] = {**rows[1], "kind": "Жоспардан тыс тексеру"}
    rows[2] = {**rows[2], "kind": "бакылау", "no_email_reason": "бас тартты"}
    rows[0] = {**rows[0], "started_on": "2025 жылгы 7 шилде"}
    return Case(
        "kk-headers-russian-keyboard.xlsx",
        "Kazakh headers, words and a month typed on a Russian keyboard",
        one(lines(rows, headers)),
        KAZAKH_MEANT,
        header=1,
    )


def kazakh_iins_as_numbers() -> Case:
    dauren = Firm("ЖК Әлімбек Дәурен", "010203501234", "dauren@mail.kz")
    rows = [typed("Н-1", QALA, tax_id=50140004516, kind="жоспарлы", **SAN),
            typed("Н-2", dauren, tax_id=10203501234.0, kind="жоспарлы", **SAN),
            typed("Н-3", ERTIS, tax_id="150740 012345", kind="жоспарлы", **SAN)]  # fmt: skip
    return Case(
        "kk-iin-as-numbers.xlsx",
        "IINs of those born after 2000 as numbers: the zero in front is lost",
        one(lines(rows, KK)),
        (
            meant("Н-1", QALA, **SAN_MEANT),
            meant("Н-2", dauren, **SAN_MEANT),
            meant("Н-3", ERTIS, **SAN_MEANT),
        ),
        told("F2 tax-id-zero", "F3 tax-id-zero"),
        header=1,
    )


def kazakh_wrong_check_digit() -> Case:
    rows = [typed("Б-1", QALA, tax_id="050140004517", kind="жоспарлы", **SAN),
            typed("Б-2", AISHA, tax_id="850301300495", kind="жоспарлы", **SAN),
            typed("Б-3", DALA, tax_id="99054000012", kind="жоспарлы", **SAN),
            typed("Б-4", ERTIS, kind="жоспарлы", **SAN)]  # fmt: skip
    return Case(
        "kk-bin-mistyped.xlsx",
        "a digit mistyped, two changed over, one left out",
        one(lines(rows, KK)),
        (meant("Б-4", ERTIS, **SAN_MEANT),),
        told("F2 tax-id-check", "F3 tax-id-check", "F4 tax-id-length"),
        header=1,
        rows=4,
    )


def kazakh_two_languages() -> Case:
    headers = {code: f"{KK[code]} / {text}" for code, text in RUSSIAN_BESIDE.items()}
    rows = [typed("Е-1", QALA, kind="жоспарлы / плановая", **LABOUR),
            typed("Е-2", DALA, kind="внеплановая", **LABOUR)]  # fmt: skip
    return Case(
        "kk-ru-headers-in-one-cell.xlsx",
        "each header in Kazakh and Russian with a stroke between, a cell likewise",
        one(lines(rows, headers)),
        (meant("Е-1", QALA, **LABOUR_MEANT), meant("Е-2", DALA, kind="unplanned", **LABOUR_MEANT)),
        header=1,
    )


RUSSIAN_BESIDE = {
    "registration_no": "Регистрационный номер",
    "body": "Проверяющий орган",
    "inspector_id": "ID инспектора",
    "kind": "Вид проверки",
    "business_name": "Наименование субъекта",
    "tax_id": "БИН/ИИН",
    "started_on": "Дата начала",
    "finished_on": "Дата завершения",
    "email": "Электронная почта",
    "no_email_reason": "Причина отсутствия эл. почты",
}


def bilingual_headers() -> Case:
    """Kyrgyz above, Russian below: two header rows that say the same."""
    ru = [*RUSSIAN_BESIDE.values()]
    ru[5] = "ИНН"
    rows = [typed("ДВ-1", NOMAD), typed("ДВ-2", SUUSAR, kind="пландуу")]
    return Case(
        "two-header-rows-two-languages.xlsx",
        "the header in Kyrgyz, below it the same in Russian",
        one([["Реестр"], [*KY.values()], ru, *body_lines(rows)]),
        (meant("ДВ-1", NOMAD), meant("ДВ-2", SUUSAR)),
    )
