"""One workbook of the sheets' own set, and what its author expects of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ANY = "*"
"""A value that is not compared."""

EMPTY: Mapping[str, Any] = {
    "body": "geti",
    "inspector_ids": ["G-11"],
    "business_name": None,
    "tax_id": None,
    "kind": "planned",
    "started_on": "2025-07-07",
    "finished_on": "2025-07-08",
    "email": None,
    "email_source": None,
    "no_email_reason": None,
    "registered_at": None,
    "unit": None,
    "basis": None,
    "risk": None,
    "checklist": None,
    "address": None,
    "region": None,
    "sector": None,
    "violations": None,
    "instruction_no": None,
    "instruction_due": None,
    "fine_som": None,
    "suspended": None,
    "contact_person": None,
    "phone": None,
    "language": None,
}
"""What a record holds where the expectation names nothing else; every field is compared."""


@dataclass(frozen=True)
class Firm:
    """A business of the set."""

    name: str
    tax_id: str
    email: str


ALATOO = Firm("ОсОО «Ала-Тоо Текстиль»", "01508200810132", "info@alatoo.kg")
BERMET = Firm("ОсОО «Бермет-Агро»", "02303201510046", "office@bermet-agro.kg")
KOLDO = Firm("ИП Колдошев Таалай Асанович", "21111197200354", "t.koldoshev@mail.ru")
SUUSAR = Firm("ЗАО «Суусар»", "00207199610017", "suusar@elcat.kg")
NOMAD = Firm("ОсОО «Номад Логистик»", "01206201910288", "nomad.logistic@gmail.com")
MEERIM = Firm("ИП Токтогулова Мээрим Кадыровна", "12906198500871", "meerim85@inbox.ru")
ARCHA = Firm("ОАО «Арча-Мебель»", "03010200010011", "sekretar@archa.com.kg")
TULPAR = Firm("ОсОО «Тулпар Транс»", "00911201210305", "tulpar@mail.kg")
FIRMS = (ALATOO, BERMET, KOLDO, SUUSAR, NOMAD, MEERIM, ARCHA, TULPAR)

QALA = Firm("«Қала-Құрылыс» ЖШС", "050140004516", "qala@mail.kz")
DALA = Firm("ТОО «Дала Строй»", "990540000120", "dala.stroy@list.kz")
AISHA = Firm("ЖК Сейтқазы Айша", "850301300459", "aisha.s@bk.ru")
ERTIS = Firm("«Ертіс Нан» ЖШС", "150740012345", "ertis-nan@yandex.kz")
KAZAKH = (QALA, DALA, AISHA, ERTIS)


@dataclass(frozen=True)
class Case:
    """A file and what reading it must give.

    `problems` are texts "CELL code": the cell alone on the sheet that was read first ("C7"), with
    the sheet before it on another ("Ош!C7"), "-" where the whole sheet or file is meant.
    """

    name: str  # of the file
    note: str  # why it is in the set
    data: bytes
    records: Sequence[Mapping[str, Any]] = ()  # complete: see EMPTY
    problems: frozenset[str] = frozenset()
    events: Sequence[Mapping[str, Any]] = ()  # complete, in their order
    refused: str | None = None
    sheet: str = ANY
    header: int | None = None
    rows: int | None = None  # None: as many as records
    columns: Mapping[str, str] = field(default_factory=dict)  # some of them: code -> letter


def told(*problems: str) -> frozenset[str]:
    return frozenset(problems)


def meant(number: str, firm: Firm, **fields: Any) -> dict[str, Any]:
    """The record expected of an inspection of `firm`."""
    known = {"business_name": firm.name, "tax_id": firm.tax_id}
    email = {} if fields.get("no_email_reason") else {"email": firm.email}
    return {**EMPTY, "registration_no": number, **known, **email, **fields}
