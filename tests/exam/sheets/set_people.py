"""Whose inspection, whose inspector, whose address: held against the installation's people."""

from __future__ import annotations

from collections.abc import Iterator

from exam.sheets.books import one
from exam.sheets.case import (
    ALATOO,
    ARCHA,
    BERMET,
    FIRMS,
    KOLDO,
    MEERIM,
    NOMAD,
    SUUSAR,
    TULPAR,
    Case,
    meant,
    told,
)
from exam.sheets.typed import RU, lines, typed

BODIES = (
    ("geti", "Государственная инспекция по экологической и технической безопасности", None),
    ("geti-osh", "Ошское региональное управление ГЭТИ", "geti"),
    ("ses", "Департамент санитарно-эпидемиологического надзора", None),
    ("gns", "Государственная налоговая служба Кыргызской Республики", None),
    ("kz-san", "Абай облысының санитариялық-эпидемиологиялық бақылау департаменті", None),
    ("kz-eti", "Алматы қаласы бойынша мемлекеттік еңбек инспекциясы", None),
)
INSPECTORS = (
    ("geti", "G-11", "asanov@geti-inspection.kg", "Асанов Бакыт Маратович"),
    ("geti", "G-12", "gulnara@geti-inspection.kg", "Сатыбалдиева Гүлнара"),
    ("geti", "G-13", "d.kim@geti-inspection.kg", "Ким Дмитрий"),
    ("geti-osh", "OSH-3", "osh3@geti-inspection.kg", "Мамытов Кубанычбек"),
    ("ses", "2041", "ses2041@med.kg", "Жумабаева Айнура"),
    ("ses", "2042", "ses2042@med.kg", "Петрова Ольга"),
    ("ses", "2043", "ses2043@med.kg", "Асанов Болот"),
    ("gns", "Н-07", "n07.gns@mail.ru", "Турдубаев Эркин"),
    ("kz-san", "АБ-204", "ab204@dsm.gov.kz", "Сейітқали Нұрлан"),
    ("kz-eti", "E-1", "e1@enbek-almaty.kz", "Әбдіқадыр Жанар"),
)


def cases() -> Iterator[Case]:
    yield unknown_body()
    yield body_by_name()
    yield foreign_inspector()
    yield inspectorate_address()
    yield shared_address()
    yield public_provider()
    yield whole_row_wrong()


def unknown_body() -> Case:
    rows = [typed("УК-1", ALATOO, body="ФНС"), typed("УК-2", BERMET, body=None),
            typed("УК-3", KOLDO, body="Инспекция")]  # fmt: skip
    return Case(
        "unknown-body.xlsx",
        "a body that is not registered here, none, and half a name",
        one(lines(rows)),
        (),
        told("B2 unknown-body", "B3 missing", "B4 unknown-body"),
        header=1,
        rows=3,
    )


def body_by_name() -> Case:
    rows = [
        typed("ПИ-1", ALATOO, body=BODIES[0][1]),
        typed("ПИ-2", BERMET, body="ОШСКОЕ РЕГИОНАЛЬНОЕ УПРАВЛЕНИЕ  ГЭТИ", inspector_id="OSH-3"),
        typed("ПИ-3", KOLDO, body="Gns", inspector_id="Н-07"),
        typed("ПИ-4", SUUSAR, body="Департамент санитарно-эпидемиологического\nнадзора",
              inspector_id="2041"),
    ]  # fmt: skip
    return Case(
        "body-by-full-name.xlsx",
        "the body by its full name, in capitals, broken over lines",
        one(lines(rows)),
        (
            meant("ПИ-1", ALATOO),
            meant("ПИ-2", BERMET, body="geti-osh", inspector_ids=["OSH-3"]),
            meant("ПИ-3", KOLDO, body="gns", inspector_ids=["Н-07"]),
            meant("ПИ-4", SUUSAR, body="ses", inspector_ids=["2041"]),
        ),
        header=1,
    )


def foreign_inspector() -> Case:
    rows = [typed("ЧИ-1", ALATOO, inspector_id="2041"),
            typed("ЧИ-2", BERMET, inspector_id="G-11; 2042"),
            typed("ЧИ-3", KOLDO, inspector_id="Асанов Б. М."),
            typed("ЧИ-4", NOMAD, inspector_id=None),
            typed("ЧИ-5", SUUSAR, inspector_id="Асанов Б."),
            typed("ЧИ-6", TULPAR, inspector_id="Бекова А.")]  # fmt: skip
    return Case(
        "foreign-inspector.xlsx",
        "inspectors of another body, by a name that is certain, by one that two have, none",
        one(lines(rows)),
        (meant("ЧИ-3", KOLDO),),
        told(
            "C2 foreign-inspector",
            "C3 foreign-inspector",
            "C5 missing",
            "C6 unknown-inspector",
            "C7 unknown-inspector",
        ),
        header=1,
        rows=6,
    )


def inspectorate_address() -> Case:
    rows = [
        typed("АИ-1", ALATOO, email="asanov@geti-inspection.kg"),
        typed("АИ-2", BERMET, email="Gulnara@GETI-Inspection.kg"),
        typed("АИ-3", KOLDO, email="priemnaya@geti-inspection.kg"),
        typed("АИ-4", SUUSAR, email="n07.gns@mail.ru"),
        typed("АИ-5", NOMAD, email="survey@mail.test"),
        typed("АИ-6", TULPAR),
    ]
    return Case(
        "inspectorates-own-address.xlsx",
        "the address of an inspector, of the inspectorate's office, of the survey itself",
        one(lines(rows)),
        (meant("АИ-3", KOLDO, email="priemnaya@geti-inspection.kg"), meant("АИ-6", TULPAR)),
        told("I2 own-address", "I3 own-address", "I4 own-domain", "I5 own-address",
             "I6 own-address"),
        header=1,
        rows=6,
    )  # fmt: skip


def shared_address() -> Case:
    """One bookkeeper's address on eight businesses."""
    rows = [typed(f"ОБ-{n}", firm, email="buh.uslugi@mail.kg") for n, firm in enumerate(FIRMS, 2)]
    return Case(
        "one-address-for-eight.xlsx",
        "eight businesses with one address: they enter, with a warning at each",
        one(lines(rows)),
        [meant(f"ОБ-{n}", firm, email="buh.uslugi@mail.kg") for n, firm in enumerate(FIRMS, 2)],
        told(*(f"I{n} shared-address" for n in range(2, 10))),
        header=1,
    )


def public_provider() -> Case:
    rows = [typed("ПП-1", KOLDO), typed("ПП-2", MEERIM), typed("ПП-3", ARCHA, email="archa@med.kg")]
    return Case(
        "public-provider.xlsx",
        "an inspector writes from mail.ru: a business there is no inspectorate",
        one(lines(rows)),
        (
            meant("ПП-1", KOLDO),
            meant("ПП-2", MEERIM),
            meant("ПП-3", ARCHA, email="archa@med.kg"),
        ),
        told("I4 own-domain"),
        header=1,
    )


def whole_row_wrong() -> Case:
    rows = [
        typed(None, ALATOO, body="xx", inspector_id="yy", kind="zz", tax_id="1", email="@",
              started_on="вчера", finished_on="сегодня"),
        typed("ВР-2", BERMET),
        {"registration_no": "ВР-3"},
    ]  # fmt: skip
    return Case(
        "whole-row-wrong.xlsx",
        "every cell of a row is wrong: every one is told of; a row that was only begun",
        one(lines(rows, RU)),
        (meant("ВР-2", BERMET),),
        told("A2 missing", "B2 unknown-body", "C2 unknown-inspector", "D2 unknown-value",
             "F2 tax-id-length", "G2 date", "H2 date", "I2 email", "A4 not-a-row"),
        header=1,
        rows=2,
    )  # fmt: skip
