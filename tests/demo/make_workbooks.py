"""Writes the demo's sample workbooks as inspectors fill them in, mistakes included."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from demo import towns
from demo.make_samples import SHEETS, Inspection, Sheet, behaviour_csv

ROOT = Path(__file__).parent.parent.parent
COLUMNS = tomllib.loads((ROOT / "config" / "columns.toml").read_text("utf-8"))["columns"]
NAMES = {"ITB": "Инспекция технической безопасности", "ISN": "Инспекция санитарного надзора"}
ORDER = (
    "registration_no",
    "body",
    "inspector_id",
    "kind",
    "business_name",
    "tax_id",
    "region",
    "address",
    "sector",
    "started_on",
    "finished_on",
    "violations",
    "fine_som",
    "email",
    "email_source",
    "no_email_reason",
    "language",
)
STREETS = ("ул. Садовая", "ул. Мира", "көч. Достук", "пр. Тынчтык")
TITLES = {
    "ru": ("Сведения о проведённых проверках", "Итого", "Исполнитель: гл. специалист отдела учёта"),
    "ky": ("Өткөрүлгөн текшерүүлөр жөнүндө маалымат", "Жыйынтыгы", "Аткаруучу: башкы адис"),
    "kk": ("Жүргізілген тексерулер туралы мәлімет", "Барлығы", "Орындаушы: бас маман"),
    "en": ("Inspections carried out", "Total", "Prepared by: registry desk"),
}
EXTRA = {
    "ru": ("Примечание", "Погода"),
    "ky": ("Эскертүү", "Машина"),
    "kk": ("Ескерту", "Көлік"),
    "en": ("Remarks", "Vehicle"),
}
Row = dict[str, Any]
Spoil = Callable[[Row], object]


def cell(code: str, value: Any) -> Spoil:
    """A mistake: another value in one column."""
    return lambda row: row.__setitem__(code, value)


def backwards(row: Row) -> None:
    row["started_on"], row["finished_on"] = (
        row["finished_on"] + timedelta(days=3),
        row["finished_on"],
    )


def no_address(row: Row) -> None:
    row["email"] = row["no_email_reason"] = row["email_source"] = None


def two_addresses(row: Row) -> None:
    row["email"], row["no_email_reason"] = "sklad@ak-bulak.example; buh@ak-bulak.example", None


def addressed(email: str) -> Spoil:
    return lambda row: row.update(email=email, no_email_reason=None)


def numeric(row: Row) -> None:
    """Excel took the tax number for a number: its leading zero is gone."""
    row["tax_id"] = int(row["tax_id"])


def said_in_email(row: Row) -> None:
    row.update(email="нет", no_email_reason=None, email_source=None)


def withheld(row: Row) -> None:
    """The address came only with the correction."""
    row.update(email=None, no_email_reason="отказались", email_source=None)


SPOILED: Mapping[str, Mapping[int, Spoil]] = {
    "itb-bishkek-0706.xlsx": {
        3: cell("tax_id", "0120319991234"),
        7: no_address,
        11: addressed("asan.toktogulov@itb.example"),
        15: backwards,
    },
    "isn-iyul-1.xlsx": {2: cell("finished_on", date(2026, 9, 8)), 5: two_addresses},
    "tekshiruu-07.xlsx": {
        4: cell("body", "ИТБ-2"),
        9: addressed("info(at)kok-jayyk.example"),
        13: numeric,
    },
    "tekseru-shilde.xlsx": {3: cell("tax_id", "940140012345"), 6: cell("inspector_id", "S-2O2")},
    "inspections-july.xlsx": {1: cell("kind", "surprise")},
    "itb-bishkek-0730.xlsx": {8: numeric},
    "isn-osh-iyul.xlsx": {4: cell("finished_on", "32.07.2026")},
    "proverki_avgust_Kim.xlsx": {},
    "isn-avgust.xlsx": {
        3: cell("body", "ITB"),
        6: cell("started_on", "05.08.1926"),
        10: said_in_email,
        14: withheld,
        17: withheld,
    },
    "avgust-ermek.xlsx": {7: cell("business_name", None), 12: no_address},
    "tekseru-tamyz.xlsx": {2: cell("tax_id", "0О203199912345")},
    "tekshiruu-09.xlsx": {9: addressed("n.kim@itb.example")},
    "inspections-september.xlsx": {3: cell("started_on", None)},
    "isn-osh-sentyabr.xlsx": {5: backwards},
    "itb-sentyabr.xlsx": {4: no_address, 20: cell("region", "Чуйка")},
    "isn-sentyabr.xlsx": {2: two_addresses},
}


def write_samples(
    folder: Path, drawn: Mapping[str, Sequence[Inspection]], lines: Sequence[Mapping[str, str]]
) -> None:
    """Every workbook and businesses.csv into `folder`."""
    uploads = folder / "uploads"
    uploads.mkdir(parents=True, exist_ok=True)
    for sheet in SHEETS:
        rows = [as_row(sheet, one) for one in drawn[sheet.file]]
        spoil(sheet, rows, drawn)
        write_workbook(uploads / sheet.file, sheet, rows)
    write_corrections(uploads, drawn)
    write_odd_ones(uploads)
    write_staff(folder / "staff.xlsx")
    (folder / "businesses.csv").write_text(behaviour_csv(lines), "utf-8")


def spoil(sheet: Sheet, rows: list[Row], drawn: Mapping[str, Sequence[Inspection]]) -> None:
    for at, mistake in SPOILED[sheet.file].items():
        mistake(rows[at])
    if sheet.file == "inspections-july.xlsx":  # the same line pasted twice
        rows.insert(6, dict(rows[5]))
    if sheet.file == "itb-bishkek-0730.xlsx":  # one number given to two inspections
        rows[3]["registration_no"] = rows[2]["registration_no"]
    if sheet.file == "proverki_avgust_Kim.xlsx":  # a number that belongs to the other inspectorate
        rows[5]["registration_no"] = drawn["isn-iyul-1.xlsx"][0].number


def as_row(sheet: Sheet, one: Inspection) -> Row:
    """An inspection in the words of the sheet's language."""
    chance = random.Random(one.number)
    language = sheet.language
    town = towns.REGIONS[one.region][2]
    source = chance.choice(list(towns.SOURCES)) if one.email and chance.random() < 0.6 else None
    return {
        "registration_no": one.number,
        "body": NAMES[one.body] if sheet.look in ("official", "texts") else one.body,
        "inspector_id": one.inspector
        if chance.random() < 0.9
        else f"{one.inspector}; {other(one)}",
        "kind": towns.KINDS[one.kind][1][language],
        "business_name": one.name,
        "tax_id": one.tax_id,
        "region": towns.REGIONS[one.region][1][language],
        "address": f"{town}, {chance.choice(STREETS)} {chance.randint(1, 180)}",
        "sector": chance.choice(towns.SECTORS),
        "started_on": one.started,
        "finished_on": one.finished,
        "violations": one.violations,
        "fine_som": one.fine or None,
        "email": one.email or None,
        "email_source": towns.SOURCES[source][1][language] if source else None,
        "no_email_reason": None if one.email else towns.REASONS[one.reason][1][language],
        "language": towns.LANGUAGES[one.language][language]
        if one.language != "ru" or chance.random() < 0.5
        else None,
    }


def other(one: Inspection) -> str:
    """A colleague who came along."""
    colleagues = {"ITB": ("I-103", "I-104"), "ISN": ("S-203", "S-201")}[one.body]
    return next(code for code in colleagues if code != one.inspector)


# -- one workbook -----------------------------------------------------------------------------


def header_of(sheet: Sheet, code: str) -> str:
    """A header as this inspector writes it: the template's, or a synonym."""
    column = next(column for column in COLUMNS if column["code"] == code)
    chance = random.Random(f"{sheet.file}/{code}")
    said = [column["header"][sheet.language], *column["synonyms"][sheet.language][:2]]
    return str(chance.choice(said if sheet.look != "plain" else said[:1]))


def layout(sheet: Sheet, codes: Sequence[str]) -> list[str]:
    """The order of the columns; those who build their own table have their own."""
    order = list(codes)
    if sheet.look in ("extra", "texts"):
        random.Random(sheet.file).shuffle(order)
    return order


def lines_of(sheet: Sheet, rows: Sequence[Row]) -> Iterator[list[Any]]:
    """The sheet, line by line."""
    codes = layout(sheet, ORDER)
    title, total, made_by = TITLES[sheet.language]
    if sheet.look in ("official", "titled"):
        yield [title]
        yield [f"{sheet.first:%d.%m.%Y} – {sheet.last:%d.%m.%Y}"]
        yield []
    extra = list(EXTRA[sheet.language]) if sheet.look == "extra" else []
    yield [header_of(sheet, code) for code in codes] + extra
    if sheet.look == "official":
        yield list(range(1, len(codes) + 1))
    for at, row in enumerate(rows):
        yield [shown(sheet, at, row[code]) for code in codes] + [
            None,
            "Lada" if at % 7 == 3 else None,
        ][: len(extra)]
    if sheet.look in ("official", "titled"):
        sums = {"violations": sum(row["violations"] for row in rows), "registration_no": total}
        yield [sums.get(code) for code in codes]
    if sheet.look == "official":
        yield []
        yield [made_by]


def shown(sheet: Sheet, at: int, value: Any) -> Any:
    """Dates as text where the inspector types them."""
    if isinstance(value, date) and sheet.look == "texts":
        forms = (
            f"{value:%d.%m.%Y}",
            f"{value:%d.%m.%Y} г.",
            f"{value.day}.{value.month}.{value.year}",
            f"{value:%d/%m/%Y}",
            f"{value:%Y-%m-%d}",
        )
        return forms[at % len(forms)]
    return value


def write_workbook(path: Path, sheet: Sheet, rows: Sequence[Row], name: str = "") -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": "", "created": datetime(2026, 7, 1)})
    page = book.add_worksheet(name or TITLES[sheet.language][0][:12])
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top"})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    page.set_column(0, len(ORDER), 16)
    for at, line in enumerate(lines_of(sheet, rows)):
        for column, value in enumerate(line):
            if isinstance(value, date):
                page.write_datetime(at, column, datetime(value.year, value.month, value.day), day)
            elif value is not None:
                page.write(
                    at,
                    column,
                    value,
                    head if len(line) > 10 and isinstance(value, str) and at < 4 else None,
                )
    book.close()


# -- the other files --------------------------------------------------------------------------


def write_corrections(folder: Path, drawn: Mapping[str, Sequence[Inspection]]) -> None:
    """The returned workbook put right and handed in again; and single rows brought up to date."""
    first = next(sheet for sheet in SHEETS if sheet.file == "itb-bishkek-0706.xlsx")
    rows = [as_row(first, one) for one in drawn[first.file]]
    rows[7]["email"], rows[7]["no_email_reason"] = None, "отказались"
    if not rows[11]["email"]:
        rows[11]["no_email_reason"] = "нет"
    rows[20]["violations"] += 1
    write_workbook(folder / "itb-bishkek-0706-ispr.xlsx", first, rows)
    later = next(sheet for sheet in SHEETS if sheet.file == "isn-avgust.xlsx")
    rows = [as_row(later, one) for one in drawn[later.file]]
    chosen = [rows[at] for at in (3, 6, 14, 17)] + [{**rows[20], "fine_som": 2500}]
    write_workbook(folder / "isn-avgust-dopolnenie.xlsx", replace(later, look="plain"), chosen)


def write_odd_ones(folder: Path) -> None:
    """A stranger's list, a forger's, and a file that broke on its way."""
    chance = random.Random(7)
    whole = (folder / "isn-iyul-1.xlsx").read_bytes()
    (folder / "obrezan.xlsx").write_bytes(whole[: len(whole) * 2 // 3])
    for name, body, email in (
        ("price-list.xlsx", "ITB", "sale@chujoy.test"),
        ("podlog.xlsx", "ITB", "drug@chujoy.test"),
    ):
        sheet = replace(SHEETS[0], file=name, look="plain")
        row = dict.fromkeys(ORDER) | {
            "registration_no": f"ITB-26-9{chance.randrange(1000, 9999)}",
            "body": body,
            "inspector_id": "I-101",
            "kind": "плановая",
            "business_name": "ОсОО «Никто»",
            "tax_id": "00101200012345",
            "started_on": date(2026, 7, 30),
            "finished_on": date(2026, 7, 31),
            "email": email,
        }
        write_workbook(folder / name, sheet, [row | {"violations": 0}])


def write_staff(path: Path) -> None:
    """Bodies and persons, all made up."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "", "created": datetime(2026, 7, 1)})
    sheets = {
        "Органы": (
            ("Код", "Название", "Вышестоящий"),
            ("ME", "Министерство экономики", ""),
            ("ITB", NAMES["ITB"], "ME"),
            ("ISN", NAMES["ISN"], "ME"),
            ("ITB-BISHKEK", "Столичное управление технической безопасности", "ITB"),
            ("ITB-OSH", "Южное управление технической безопасности", "ITB"),
        ),
        "Сотрудники": (
            ("Эл. почта", "Роль", "Орган", "Табельный номер", "ФИО", "Язык"),
            ("asan.toktogulov@itb.example", "inspector", "ITB", "I-101", "Токтогулов Асан", "ru"),
            ("gulmira.saparova@itb.example", "inspector", "ITB", "I-102", "Сапарова Гүлмира", "ky"),
            (
                "ermek.jolboldu@itb.example",
                "inspector",
                "ITB",
                "I-103",
                "Жолболду уулу Эрмек",
                "ky",
            ),
            ("n.kim@itb.example", "inspector", "ITB", "I-104", "Ким Наталья", "ru"),
            ("d.alymov@itb.example", "inspector", "ITB", "I-105", "Alymov Dastan", "en"),
            ("ainura.bekova@isn.example", "inspector", "ISN", "S-201", "Бекова Айнура", "ru"),
            ("bakyt.serik@isn.example", "inspector", "ISN", "S-202", "Серік Бақыт", "kk"),
            ("zamira.ormonova@isn.example", "inspector", "ISN", "S-203", "Ормонова Замира", "ky"),
            ("statistika@minekon.example", "administrator", "ME", "", "Отдел статистики", "ru"),
            ("r.asanova@minekon.example", "administrator", "ME", "", "Асанова Рахат", "ky"),
            ("k.tursunbekov@minekon.example", "head", "ME", "", "Турсунбеков Калыс", "ru"),
            ("n.isakova@minekon.example", "rapid", "ME", "", "Исакова Назгуль", "ru"),
            ("s.kadyrova@minekon.example", "operator", "ME", "", "Кадырова Салтанат", "ky"),
            ("n.abdykerimov@itb.example", "head", "ITB", "", "Абдыкеримов Нурбек", "ru"),
            ("u.mamatov@itb.example", "rapid", "ITB", "", "Маматов Улан", "ky"),
            ("v.petrenko@itb.example", "head", "ITB-BISHKEK", "", "Петренко Валерий", "ru"),
            ("j.usenova@itb.example", "officer", "ITB-BISHKEK", "", "Усенова Жылдыз", "ru"),
            ("t.akhmedov@itb.example", "officer", "ITB-BISHKEK", "", "Ахмедов Тимур", "ru"),
            ("m.turdubaeva@itb.example", "head", "ITB-OSH", "", "Турдубаева Мээрим", "ky"),
            ("a.sooronov@itb.example", "officer", "ITB-OSH", "", "Сооронов Алмаз", "ky"),
            ("g.rayimova@itb.example", "officer", "ITB-OSH", "", "Райымова Гүлзат", "ky"),
            ("s.duisenova@isn.example", "head", "ISN", "", "Дүйсенова Сәуле", "kk"),
            ("b.omarov@isn.example", "officer", "ISN", "", "Омаров Бекзат", "kk"),
            ("d.kasymova@isn.example", "officer", "ISN", "", "Kasymova Dinara", "en"),
        ),
    }
    for name, lines in sheets.items():
        page = book.add_worksheet(name)
        page.set_column(0, 5, 26)
        for at, line in enumerate(lines):
            page.write_row(at, 0, line)
    book.close()
