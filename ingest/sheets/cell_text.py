"""The clean text of a cell, and whether there is anything in it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from ingest.sheets.sheet import NO_VALUE, CellError, Value

# Control characters, bidi controls and zero-width signs: never meant, and some harm (NUL, U+202E).
_UNWANTED: dict[int, str | None] = {
    code: " " if code in (9, 10, 13) else None
    for code in (*range(32), *range(0x7F, 0xA0), 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060)
}
_UNWANTED |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xAD))
# Spaces that do not break a line, or are thinner: programs put them between digits.
_UNWANTED |= dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_UNWANTED |= dict.fromkeys((0x85, 0x2028, 0x2029), " ")
MOST_MARKS = 30  # on one letter, as Unicode's stream-safe text has them (UAX 15)
_ON_LETTERS = "".join(
    chr(code) for code in range(0x300, 0xFE30) if unicodedata.combining(chr(code))
)
# Putting a long run of them in order takes time by the square of its length.
MARKS = re.compile(f"[{_ON_LETTERS}\u0f73\u0f75\u0f81\U000101f0-\U0001efff]{{{MOST_MARKS + 1},}}")
_DASHES = frozenset("-–—―_.")
# How a spreadsheet program shows an error, in English and in Russian; ##### is a narrow column.
_ERROR = re.compile(
    r"#(?:#+|N/A|Н/Д|NAME\?|ИМЯ\?|VALUE!|ЗНАЧ!|REF!|ССЫЛКА!|DIV/0!|ДЕЛ/0!|NUM!|ЧИСЛО!|NULL!"
    r"|ПУСТО!|SPILL!|CALC!)|Err:\d{3}"
)


def _few(run: re.Match[str]) -> str:
    return run[0][:MOST_MARKS]


def text_of(value: Value) -> str:
    """The cell as clean text; '' for an empty cell and for the dashes that stand for one."""
    text = value if isinstance(value, str) else _written(value)
    if not text.isprintable():
        text = text.translate(_UNWANTED)
    if not text.isascii():
        text = unicodedata.normalize("NFC", MARKS.sub(_few, text))
    text = text.strip()
    return "" if _DASHES.issuperset(text) else text


def is_blank(value: Value) -> bool:
    """Would `text_of` say ''? Cheaper, for it is asked of every cell. A formula is not blank."""
    return value is None or (
        isinstance(value, str)
        and not (value[:1].isalnum() and value.isprintable())
        and text_of(value) == ""
    )


def is_error(value: Value) -> bool:
    """Does an error of the spreadsheet program stand here, such as #N/A, or the text of one?"""
    if isinstance(value, CellError):
        return True
    may_be = isinstance(value, str) and value.lstrip()[:1] in ("#", "E")
    return may_be and _ERROR.fullmatch(text_of(value)) is not None


def _written(value: Value) -> str:
    if value is None or value is NO_VALUE:
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
