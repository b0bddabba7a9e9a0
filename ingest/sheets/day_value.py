"""Days as people type them: with dots, with a month's name, with the word year, or as a number."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from config.matching import letters_only
from config.months import WEEKDAYS, month_of
from ingest.sheets.cell_text import text_of
from ingest.sheets.sheet import Value

_LONGEST = 60  # characters of a text that may be a day
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}  # day 0 of Excel's two countings

_USUAL = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")  # by far the most: asked first
_DAY_FIRST = re.compile(r"(\d{1,2})[./\-\s](\d{1,2})[./\-\s](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})")
_SHORT_YEAR = re.compile(r"(\d\d)\s*[./\-]\s*(\d{1,2})\s*[./\-]\s*(\d\d)")
_FIVE = re.compile(r"[3-7]\d{4}")  # a count of days that a csv file has as text
_EIGHT = re.compile(r"(\d\d)(\d\d)(20\d\d)")
_AFTER_DATE = re.compile(
    r"(?:[T\s,]+(?:в\s+)?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?Z?|[\s-]*(?:г|ж|жыл|год|года)\b\.?|\.)$"
)
_SIGNS = re.compile(r"\s*([./\-–—,])[\s.,]*")
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_SAYS_NOTHING = """
    г гг год года году ж жыл жылы жылғы жылдын жылдың числа күн күнү күні от чи чы чу чү нчи нчы шы
    ші the of st nd rd th y year с со по до from to until till баштап бастап чейин дейін
"""
_IGNORED = frozenset(map(letters_only, _SAYS_NOTHING.split()))
_TWO_DAYS = re.compile(
    r"[^\W_][\s.]*(?:[-–—/;,\n]|\s(?:по|до|to|until|through|чейин|дейін|и|жана|және|and)\s)\s*"
    r"\d{1,2}(?:[./]\d{1,2}|[\s-]+[^\W\d_])"
    r"|\d\s+\d{1,2}[./]\d{1,2}[./]\d{2}",
    re.IGNORECASE,
)
_SINCE_UNTIL = re.compile(
    r"(?:^|\s)(?:с|со|from|баштап|бастап|по|до|чейин|дейін)(?:\s|$)", re.IGNORECASE
)
_MONTH_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:\s.*)?")


def read_day(value: Value) -> date | None:
    """A day from a date cell or from a text that can only mean one day; None for anything else.

    Numbers stand day first or year first: 05.07.2026, 5/7/26, 2026-07-05; a month's name may stand
    between in any of the four languages, and a time or a weekday beside. Two digits of a year are
    of this century. A bare number is no certain day: see `serial_day`.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    if found := _USUAL.fullmatch(value):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    text = text_of(value)
    return _typed(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=4096)  # a column of a hundred thousand rows holds few different days
def _typed(text: str) -> date | None:
    """A day out of clean text."""
    bare = text
    while (cut := _AFTER_DATE.sub("", bare).strip()) != bare:
        bare = cut
    dotted = _SIGNS.sub(lambda sign: "." if sign[1] == "," else sign[1], bare)
    if found := _DAY_FIRST.fullmatch(dotted):
        day, month, year = (int(part) for part in found.groups())
        return _day(_century(year), month, day)
    if found := _YEAR_FIRST.fullmatch(dotted):
        return _day(*(int(part) for part in found.groups()))
    if any(character.isalpha() for character in bare):
        return _with_words(bare)
    return None


def year_first(value: Value) -> date | None:
    """The other day that a text such as 26-07-05 may mean: the 5th of July 2026."""
    found = _SHORT_YEAR.fullmatch(text_of(value)) if isinstance(value, str) else None
    return _day(2000 + int(found[1]), int(found[2]), int(found[3])) if found else None


def _with_words(text: str) -> date | None:
    """A day beside words that are known: its month, a weekday, the word year."""
    words = [word for word in _TOKENS.findall(text) if not _says_nothing(word)]
    if len(words) != 3:
        return None
    named = [place for place, word in enumerate(words) if word.isalpha()]
    if not named:
        found = _DAY_FIRST.fullmatch(".".join(words)) or _YEAR_FIRST.fullmatch(".".join(words))
        return _typed(found[0]) if found else None
    month = month_of(words.pop(named[0])) if len(named) == 1 else None
    return _around_month(month, words, named[0]) if month else None


def _says_nothing(word: str) -> bool:
    return word.isalpha() and letters_only(word) in _IGNORED | WEEKDAYS


def _around_month(month: int, numbers: list[str], place: int) -> date | None:
    """The day of a named month: 5 July 2026, July 5 2026, 2026 July 5, 2026 5 July, 5 July 26."""
    years = [number for number in numbers if len(number) == 4]
    if not years and place == 1:
        years = numbers[1:]
    if len(years) != 1 or not 2 <= len(years[0]) <= 4:
        return None
    numbers.remove(years[0]) if numbers[1] != years[0] else numbers.pop()
    return _day(_century(int(years[0])), month, int(numbers[0])) if len(numbers[0]) < 3 else None


def _century(year: int) -> int:
    return year if year > 99 else 2000 + year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def serial_day(value: Value, since_1904: bool = False) -> date | None:
    """The day that a bare number means: Excel's count of days, or eight digits 05072026.

    `since_1904`: the workbook counts from 1904 (Excel for old Macs), not from 1900. Days before
    2000 and after 2099 are not believed: such a number is something else.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = text_of(value)
    if isinstance(value, str) and _FIVE.fullmatch(text):
        value = int(text)
    if isinstance(value, int | float) and 0 < value < 1e6:
        day = _EPOCHS[since_1904] + timedelta(days=int(value))
        return day if 2000 <= day.year <= 2099 else None
    found = _EIGHT.fullmatch(text.zfill(8))
    return _day(int(found[3]), int(found[2]), int(found[1])) if found else None


def why_no_day(value: Value) -> str:
    """The code of the problem with a cell that `read_day` and `serial_day` do not read."""
    text = text_of(value) if isinstance(value, str) else ""
    if len(text) > _LONGEST * 2:
        return "date"
    found = _MONTH_FIRST.fullmatch(text)
    if found and int(found[1]) <= 12 < int(found[2]) <= 31:
        return "date-month-first"
    several = _SINCE_UNTIL.search(text) or _TWO_DAYS.search(text)
    if several and sum(character.isdigit() for character in text) > 2:
        return "date-range"
    return "date"
