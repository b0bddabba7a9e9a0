"""What a line below the header is: an inspection, or one of the lines people put around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise

from config.columns import Columns
from config.matching import letters_only, plain_words
from ingest.sheets.cell_text import is_blank, text_of
from ingest.sheets.effort import Effort
from ingest.sheets.headers import begins_again
from ingest.sheets.sheet import NO_VALUE, Cells, Value

EXAMPLE = "example-"  # how the registration number of the template's example row begins
_TAX_DIGITS = 10  # a number with as many is a tax number, not a sum
_LEAST_TAX_DIGITS = 9  # where a digit of the shortest tax numbers was lost
_MOST_IN_A_NOTE = 3  # mandatory cells that a signature or a note may fill; a row fills more
_MOST_IN_TOTALS = 2  # texts in mandatory cells of a totals row; the rest are numbers
_LONGEST_POST = 60  # characters in which the word for a post stands
_LEAST_NUMBERED = 3  # numbers that make a row of column numbers


class Shape(StrEnum):
    """What a line is."""

    INSPECTION = "inspection"
    BLANK = "blank"
    HEADER = "header"  # the same again, as on each printed page
    OTHER_HEADER = "other-header"  # another table begins
    NUMBERING = "numbering"  # official forms number their columns below the header
    TOTALS = "totals"
    EXAMPLE = "example-row"
    SECTION = "section-title"  # one text alone between the rows: a town, a month, a department
    SIGNATURE = "signature-line"
    NOTE = "note-line"
    NOT_A_ROW = "not-a-row"  # too little for an inspection


LEFT_OUT: Mapping[Shape, str] = {
    shape: shape.value
    for shape in (Shape.EXAMPLE, Shape.SECTION, Shape.SIGNATURE, Shape.NOTE, Shape.NOT_A_ROW)
}
"""Shapes that are left out and said, with the code of the warning. The others are silent, but for
OTHER_HEADER: from there on the header is looked for anew."""

# How signatures and notes begin, as `plain_words` writes them, in the four languages.
_SIGNATURES = re.compile(
    r"\b(?:исполнител|исп\b|руководител|начальник|директор|заместител|зам\b|заведующ|зав\b|главный"
    r"|гл\b|ведущий|старший|специалист|инспектор|председател|ответственн|подпис|м п\b|мп\b|м о\b"
    r"|утверд|согласован|составил|подготовил|проверил|заполнил|печат|дата составлени|дата подписани"
    r"|фио\b|ф и о|бухгалтер"
    r"|аткаруучу|аткарган|жетекчи|башчы|башчысы|мудур|орун басар|кол тамга|колу|бекит|макулдаш"
    r"|тузгон|даярда|мор\b|толтурган|жооптуу|башкы|улук|адис|торага"
    r"|орындауш|орындаган|басшы|бастык|бастыг|бас маман|колы|келис|кураст|дайындаг|жауапты|маман"
    r"|prepared|signature|signed|head of|chief|director|approved|compiled|responsible"
    r"|executor|seal)"
)
_NOTES = re.compile(
    r"(?:примечани|прим\b|источник|справочно|сноск|в том числе|из них|продолжени|лист \d|стр \d"
    r"|страниц|эскертуу|эскерту|ескерт|тушундурмо|маалымат учун|уланды|анын ичинде|барак \d|бет\b"
    r"|жалгас|оны? ишинде|note|source|continued|page \d|of which)"
)
_STARRED = re.compile(r"\s*(?:[*†‡¹²³]|\d{1,2}\)\s|\(\d{1,2}\)\s)")
_LINE_TO_SIGN = re.compile(r"_{3,}|\.{6,}|…{3,}")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})(?:\)|\s*=.*)?")
_LETTERED = frozenset("абвгabc")


def shape_of(
    cells: tuple[Value, ...],
    values: Mapping[str, Value],
    header: Cells,
    spec: Columns,
    effort: Effort,
) -> Shape:
    """What the line `cells` is.

    `values` are its cells by column code, `header` the rows of the header, from its first cell
    on; `effort` is what looking for another header may still cost.
    """
    if _is_tax_number(values.get("tax_id")) and not is_blank(values.get("started_on")):
        return Shape.EXAMPLE if _is_example(values) else Shape.INSPECTION
    filled = [value for value in cells if value is not NO_VALUE and not is_blank(value)]
    if not filled:
        return _of_formulas(values, spec)
    if cells in header:
        return Shape.HEADER
    if _is_numbering(filled):
        return Shape.NUMBERING
    if _is_example(values):
        return Shape.EXAMPLE
    return _by_words(cells, filled, values, spec, effort)


def _by_words(
    cells: tuple[Value, ...],
    filled: list[Value],
    values: Mapping[str, Value],
    spec: Columns,
    effort: Effort,
) -> Shape:
    mandatory = [code for code in spec.mandatory() if not is_blank(values.get(code))]
    texts = [code for code in mandatory if not _is_number(values[code])]
    if len(texts) <= _MOST_IN_TOTALS and not _names_one(values) and _is_total(filled, spec):
        return Shape.TOTALS
    if again := begins_again(cells, values, spec, effort):
        return Shape.HEADER if again == "same" else Shape.OTHER_HEADER
    if len(mandatory) <= _MOST_IN_A_NOTE and (beside := _beside_the_table(filled)):
        return beside
    if len(filled) > 1 and len(set(map(text_of, filled))) == 1:
        return Shape.NOT_A_ROW  # "не заполнять" in each
    if len(mandatory) > 1:
        return Shape.INSPECTION
    if all(map(_is_number, filled)) and is_blank(values.get("registration_no")):
        return Shape.TOTALS
    alone = len(filled) == 1 and isinstance(filled[0], str) and any(map(str.isalpha, filled[0]))
    return Shape.SECTION if alone and not _begun(values) else Shape.NOT_A_ROW


def _names_one(values: Mapping[str, Value]) -> bool:
    """Do a number and something like a tax number stand there? No sum has both."""
    digits = sum(map(str.isdigit, text_of(values.get("tax_id"))))
    return digits >= _LEAST_TAX_DIGITS and not is_blank(values.get("registration_no"))


def _begun(values: Mapping[str, Value]) -> bool:
    """Does a number stand in its column, such as ВР-3? Somebody began to fill in a row."""
    number = text_of(values.get("registration_no"))
    return any(map(str.isdigit, number)) and " " not in number


def _of_formulas(values: Mapping[str, Value], spec: Columns) -> Shape:
    """A row of formulas without values may be an inspection; one such cell makes none."""
    formulas = sum(values.get(code) is NO_VALUE for code in spec.mandatory())
    return Shape.INSPECTION if formulas > 1 else Shape.BLANK


def _is_tax_number(value: Value) -> bool:
    if isinstance(value, str):
        return len(value) >= _TAX_DIGITS and (
            value.isdigit() or sum(map(str.isdigit, value)) >= _TAX_DIGITS
        )
    return isinstance(value, int | float) and value >= 10 ** (_TAX_DIGITS - 1)


def _is_example(values: Mapping[str, Value]) -> bool:
    number = values.get("registration_no")
    return isinstance(number, str) and text_of(number)[: len(EXAMPLE)].lower() == EXAMPLE


def _is_number(value: Value) -> bool:
    """Is this a sum: a number, or a text of digits?"""
    if isinstance(value, str):
        return text_of(value).replace(" ", "").replace(",", "").replace(".", "").isdigit()
    return isinstance(value, int | float)


def _is_numbering(filled: list[Value]) -> bool:
    """Official forms number their columns in the row below the header: А, Б, 1, 2, 3 …"""
    if len(filled) < _LEAST_NUMBERED:
        return False
    texts = [text_of(value) for value in filled]
    while texts and texts[0].lower() in _LETTERED:
        del texts[0]
    found = [_COLUMN_NUMBER.fullmatch(text) for text in texts]
    numbers = [int(one[1]) for one in found if one]
    follow = all(second == first + 1 for first, second in pairwise(numbers))
    return bool(numbers) and len(numbers) == len(found) and numbers[0] <= 2 and follow


def _is_total(filled: list[Value], spec: Columns) -> bool:
    """Does a cell say "Итого", in any column, or "Всего по области", or "И Т О Г О"?"""
    for value in filled:
        if isinstance(value, str) and not value[:1].isdigit():
            words = plain_words(text_of(value)).split()
            begins = {letters_only(" ".join(words[:count])) for count in (1, 2, len(words))}
            if begins & spec.totals:
                return True
    return False


def _beside_the_table(filled: list[Value]) -> Shape | None:
    """A signature or a note, by how its first text begins."""
    texts = [text_of(value) for value in filled if isinstance(value, str)]
    if not texts or len(filled) > _MOST_IN_A_NOTE + 1:
        return None
    words = plain_words(texts[0])
    if _SIGNATURES.search(words[:_LONGEST_POST]) or any(map(_LINE_TO_SIGN.search, texts)):
        return Shape.SIGNATURE
    return Shape.NOTE if _NOTES.match(words) or _STARRED.match(texts[0]) else None
