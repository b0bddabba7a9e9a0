"""One answer for several questions at once, «3-5: 4», «1, 2: да»: always asked back, never guessed.

A range reads as one question and its step just as well: "3-5: 4" may be 5 for question 3.
"""

from __future__ import annotations

import re
from itertools import pairwise

from config.questionnaire import Questionnaire
from ingest.words.wording import fold, general_words, number_words

_LEAD = (
    r"[*_•·\s(\[]*"
    r"(?:(?:на|по|с|со|from|for|вопрос\w{0,3}|questions?|пункт\w{0,3}|пп?\.|#|№)\s*){0,3}"
)
_AND = r"\s*(?:[,;/+&]|\.{2,3}|…|[-–—]|(?<=\s)(?:и|по|до|жана|және|and|to|менен|мен)(?=\s))\s*"
_NO_DASH = r"\s*(?:[,;/+&]|(?<=\s)(?:и|жана|және|and)(?=\s))\s*"
_GROUPS = (
    # 3-5: 4; 3, 7, 8: 5; с 3 по 5: 4
    re.compile(rf"{_LEAD}(\d{{1,2}}(?:{_AND}\d{{1,2}})+)\s*[:=)]\s*(.+)", re.I),
    # 1, 2 - да; 1 и 2 да
    re.compile(rf"{_LEAD}(\d{{1,2}}(?:{_NO_DASH}\d{{1,2}})+)(?:\s*[-–—]\s+|\s+)(.+)", re.I),
    # 3-5 - 4; 3-5 все 4; с 1 по 8 всё на 5
    re.compile(
        rf"{_LEAD}(\d{{1,2}}(?:[-–—]|\.{{2,3}}|\s(?:по|до|to)\s)\d{{1,2}})(?:\s+[-–—]\s+|\s+)(.+)",
        re.I,
    ),
    # 1 3 5 - да
    re.compile(rf"{_LEAD}(\d{{1,2}}(?:\s+\d{{1,2}}){{2,}})\s*(?:[:=]|[-–—]\s)\s*(.+)", re.I),
    # 3. 5. 4, but not "3. 5. 4. да"
    re.compile(r"(\d{1,2}(?:\.\s+\d{1,2})+)\.\s+(?!\d{1,2}\s*[.:)=-])(.+)"),
)
_SIGNS = re.compile(r"(?:\d{1,2}[+-](?:\s+|\s*[,;]\s*|$)){2,}")  # 1+ 2+ 3-
_SAID = re.compile(
    r"\W*(?:(?:все|всё|всюду|везде|баары|бәрі|all)\b|[1-9]\d?(?!\s*[.:/)]?\s*\d))", re.I
)
_NUMBER = re.compile(r"\d{1,2}")
_FIRST_WORD = re.compile(r"\W*([^\W\d_]+)")
_LONGEST = 300  # characters of a line in which a group is looked for


def answered_together(line: str, questionnaire: Questionnaire) -> tuple[int, ...]:
    """The numbers that a line names together before one answer; none for any other line."""
    line = line[:_LONGEST]
    if _SIGNS.match(line):
        return _known(line, questionnaire)
    for group in _GROUPS:
        found = group.fullmatch(line)
        if found and _is_answer(found[2]):
            return _known(found[1], questionnaire)
    return ()


def _known(written: str, questionnaire: Questionnaire) -> tuple[int, ...]:
    """The numbers as written, if they rise and each is a question's, and those between."""
    numbers = tuple(int(number) for number in _NUMBER.findall(written))
    rising = all(one < other for one, other in pairwise(numbers))
    if len(numbers) < 2 or not rising or not all(map(questionnaire.question, numbers)):
        return ()
    is_range = any(sign in written for sign in ("-", "–", "—", "..", "…", " по ", " до ", " to "))
    return tuple(range(numbers[0], numbers[-1] + 1)) if is_range else numbers


def _is_answer(said: str) -> bool:
    if _SAID.match(said):
        return True
    word = _FIRST_WORD.match(said)
    return word is not None and (fold(word[1]) in general_words() | number_words().keys())
