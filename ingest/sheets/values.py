"""Counts, tax numbers and lists out of cells as people write them; beside them texts and days."""

from __future__ import annotations

import re

from config.matching import letters_only
from ingest.sheets.cell_text import is_blank, is_error, text_of
from ingest.sheets.day_value import read_day, serial_day, why_no_day
from ingest.sheets.sheet import Value
from register.rules.tax_id import BIN_LENGTH, INN_LENGTH, check_tax_id

__all__ = [
    "is_blank",
    "is_error",
    "read_count",
    "read_day",
    "read_list",
    "read_tax_id",
    "serial_day",
    "text_of",
    "why_no_count",
    "why_no_day",
]

_LONGEST_COUNT = 40  # characters of a text that may be a count
_GROUPED = re.compile(r"\d{1,3}(?:([ '.,])\d{3})(?:\1\d{3})*|\d+")
_NO_FRACTION = re.compile(r"(?:[.,-]0{1,2}|[.,=-]-{1,2}|=0{0,2})$")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_WORDS = re.compile(r"[^\W\d_]+")
_COUNTED = """
    сом сома сомов сому сомду сомго с som soms kgs кгс шт штук штука дана ед единиц нарушение
    нарушения нарушений бузуу бузуулар мыйзам бұзушылық бұзушылықтар violation violations
"""
_UNITS = frozenset(map(letters_only, _COUNTED.split()))
_NO_COUNT = frozenset(
    map(
        letters_only,
        (
            *("нет", "не было", "ноль", "отсутствует", "отсутствуют", "не выявлено"),
            *("нарушений нет", "нет нарушений", "без нарушений", "нарушений не выявлено"),
            *("штраф не налагался", "не наложен", "не налагался", "без штрафа", "нет штрафа"),
            *("жок", "бузуу жок", "аныкталган жок", "салынган жок", "нөл", "нол"),
            *("жоқ", "анықталмады", "бұзушылық жоқ", "салынбады"),
            *("none", "no", "nil", "zero", "no violations", "no fine"),
        ),
    )
)
_OTHER_UNITS = re.compile(
    r"тыс|миң|мың|млн|миллион|млрд|тенге|теңге|тг\b|руб|₽|₸|\$|€|долл|usd|kzt|eur|rub|thousand|ths"
    r"|mln|mio|м\.?р\.?п|аек|айлык эсептик|расчетн",
    re.IGNORECASE,
)

_SCIENTIFIC = re.compile(r"(\d)[.,](\d+)[eе]\+?(\d\d?)", re.IGNORECASE)
_TAX_WORDS = re.compile(r"(?:(?:инн|исн|пин|бин|иин|жсн|бсн|жин|inn|pin|bin|iin|tin|№)[:/]*)+")
_TAX_SIGNS = re.compile(r"[\s'’‘`´ʹ\"=\-–—_]")
_NUMBER_TEXT = re.compile(r"(\d+)[.,]0+")

_STRONG_SIGNS = re.compile(r"[;,\n]+")
_WEAK_SIGNS = re.compile(r"[/|&+]|\s(?:и|жана|және|and)\s", re.IGNORECASE)
_ANY_SIGN = re.compile(r"[;,/|&+\s]")
_LEADING_NUMBER = re.compile(r"^\d{1,2}\s*[.)]\s+")


def read_count(value: Value) -> int | None:
    """A whole number of zero or more: 1500.0, "1 500", "1.500,00 сом", "нет" for 0.

    None for anything else, also for a number of which two readings are possible: "1.500".
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if 0 <= value < 1e15 and float(value).is_integer() else None
    if not isinstance(value, str):
        return None
    text = text_of(value)
    if text.isdigit() and text.isascii():
        return int(text) if len(text) <= 15 else None
    return _typed_count(text) if len(text) <= _LONGEST_COUNT else None


def _typed_count(text: str) -> int | None:
    if letters_only(text) in _NO_COUNT:
        return 0
    if any(map(_is_other_unit, _IN_BRACKETS.findall(text))):
        return None
    bare = _IN_BRACKETS.sub("", text).replace("’", "'").strip()
    words = _WORDS.findall(bare)
    if any(letters_only(word) not in _UNITS for word in words):
        return None
    bare = " ".join(_WORDS.sub(" ", bare).strip(" .").split()) if words else bare
    whole = _NO_FRACTION.sub("", bare)
    found = _GROUPED.fullmatch(whole)
    if not found or len(whole) > 15:
        return None
    twice = found[1] in (".", ",") and whole == bare and whole.count(found[1]) == 1
    return None if twice else int(re.sub(r"\D", "", whole))


def _is_other_unit(said: str) -> bool:
    """Does a bracket say in what is counted, as (тыс. сом), and not the sum in words?"""
    words = [word for word in _WORDS.findall(said) if letters_only(word) not in _UNITS]
    beside = [word for word in words if not _OTHER_UNITS.search(word)]
    return len(words) > len(beside) and all(len(word) <= 2 for word in beside)


def why_no_count(value: Value) -> str:
    """The code of the problem with a cell that `read_count` does not read."""
    text = text_of(value)[:_LONGEST_COUNT]
    return "number-unit" if re.search(r"\d", text) and _OTHER_UNITS.search(text) else "number"


def read_tax_id(value: Value) -> tuple[str, bool]:
    """The tax number as text, and whether a zero that a spreadsheet program took was put back.

    Spaces, dashes and apostrophes within and the word ИНН before it go. Thirteen digits in a
    number cell are an INN without its zero; ten or eleven a BIN or IIN, if the check digit
    confirms it. So are thirteen digits of a text, as a csv file has them, that have a date where
    an INN has it once the zero is there: a digit lost by hand hardly leaves one.
    """
    text = text_of(value)
    number = isinstance(value, int | float)
    if not number and not (text.isdigit() and text.isascii()):
        text, number = _bare_tax_id(text)
    if not text.isdigit():
        return text, False
    if len(text) == INN_LENGTH - 1 and (number or _fits_with_zero(text)):
        return text.zfill(INN_LENGTH), True
    if number and 10 <= len(text) < BIN_LENGTH and check_tax_id(text.zfill(BIN_LENGTH)) is None:
        return text.zfill(BIN_LENGTH), True
    return text, False


def _fits_with_zero(text: str) -> bool:
    return text[0] != "0" and check_tax_id(text.zfill(INN_LENGTH)) is None


def _bare_tax_id(text: str) -> tuple[str, bool]:
    """A typed tax number without what hands and programs add; was it a number cell once?"""
    if len(text) > 60:
        return text, False
    bare = _TAX_WORDS.sub("", _TAX_SIGNS.sub("", text).lower())
    if found := _NUMBER_TEXT.fullmatch(bare):
        return found[1], True
    written = _SCIENTIFIC.fullmatch(text.replace(" ", ""))
    if written and len(written[2]) <= int(written[3]) <= 15 and not digits_lost(text):
        return (written[1] + written[2]).ljust(int(written[3]) + 1, "0"), True
    return (bare, False) if bare.isdigit() and bare.isascii() else (text, False)


def digits_lost(text: str) -> bool:
    """Is this a number as Excel shortens it, 1.23457E+13? Its last digits are gone for good."""
    found = _SCIENTIFIC.fullmatch(text.replace(" ", ""))
    return found is not None and len(found[2]) < min(int(found[3]), INN_LENGTH - 1) - 2


def read_list(text: str) -> tuple[str, ...]:
    """The parts of a cell that lists several, without repetition.

    Commas, semicolons and line breaks part them, and so do a slash, a plus and the word "and".
    """
    if not _ANY_SIGN.search(text):
        return (text,) if text else ()
    found: dict[str, None] = {}
    for part in _STRONG_SIGNS.split(text):
        pieces = _WEAK_SIGNS.split(_LEADING_NUMBER.sub("", part.strip()))
        found |= dict.fromkeys(piece.strip() for piece in pieces if piece.strip())
    return tuple(found)
