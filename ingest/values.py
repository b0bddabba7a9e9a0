"""Plain values out of cells: texts, days, counts and tax numbers as people really write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from ingest.sheet import Value
from register.rules.tax_id import BIN_LENGTH, INN_LENGTH, check_tax_id

# Control characters, bidi controls and zero-width signs: never meant, and some harm (NUL, U+202E).
_UNWANTED = {
    code: " " if code in (9, 10, 13) else None
    for code in (*range(32), *range(0x7F, 0xA0), 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060)
}
_UNWANTED |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xAD))
_UNWANTED[0xA0] = " "
_DASHES = frozenset("-–—―_.")

_DAY_FIRST = re.compile(r"(\d{1,2})[./\-\s](\d{1,2})[./\-\s](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})")
_AFTER_DATE = re.compile(
    r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?|\s*(?:г|ж|жыл|год|года)\.?)$"
)
_COUNT = re.compile(r"(\d{1,3}(?:[ ' ]\d{3})+|\d+)(?:[.,]0{1,2})?")
_LIST_SIGNS = re.compile(r"[;,\n]+")


def text_of(value: Value) -> str:
    """The cell as clean text; '' for an empty cell and for the dashes that stand for one."""
    text = value if isinstance(value, str) else _written(value)
    if not text.isprintable() or "\u00a0" in text:
        text = text.translate(_UNWANTED)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = text.strip()
    return "" if _DASHES.issuperset(text) else text


def is_blank(value: Value) -> bool:
    """Would `text_of` say ''? Cheaper, for it is asked of every cell."""
    return value is None or (
        isinstance(value, str)
        and not (value[:1].isalnum() and value.isprintable())
        and text_of(value) == ""
    )


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.strftime("%d.%m.%Y")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.strftime("%d.%m.%Y")
    return str(value)


def read_day(value: Value) -> date | None:
    """A day from a date cell or from dd.mm.yyyy, dd/mm/yyyy, dd-mm-yy or yyyy-mm-dd.

    Two digits of a year are of this century. A bare number is no date: its epoch is not known.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = _AFTER_DATE.sub("", text_of(value)).strip()
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        return _day(year if year > 99 else 2000 + year, month, day)
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(*(int(part) for part in found.groups()))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_count(value: Value) -> int | None:
    """A whole number of zero or more: 1500.0, "1 500", "1500,00 сом"; None for anything else."""
    if isinstance(value, bool | date | time | timedelta):
        return None
    if isinstance(value, int | float):
        return int(value) if value >= 0 and float(value).is_integer() and value < 1e12 else None
    text = text_of(value).lower().removesuffix("сом").removesuffix("som").strip()
    found = _COUNT.fullmatch(text)
    if not found or len(text) > 15:
        return None
    return int(re.sub(r"\D", "", found.group(1)))


def read_tax_id(value: Value) -> tuple[str, bool]:
    """The tax number as text, and whether a zero that a number cell had lost was put back.

    Thirteen digits in a number cell are an INN without its zero; ten or eleven a BIN or IIN, if
    the check digit confirms it. In a text cell nothing is added: there a digit is missing.
    """
    text = text_of(value).replace(" ", "")
    if isinstance(value, int | float) and text.isdigit():
        if len(text) == INN_LENGTH - 1:
            return text.zfill(INN_LENGTH), True
        if 10 <= len(text) < BIN_LENGTH and check_tax_id(text.zfill(BIN_LENGTH)) is None:
            return text.zfill(BIN_LENGTH), True
    return text, False


def read_list(text: str) -> tuple[str, ...]:
    """The parts of a cell that lists several, without repetition."""
    parts = (part.strip() for part in _LIST_SIGNS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))
