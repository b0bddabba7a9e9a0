"""What stands in one line where answers would: «1: да», «1 - да, 2 - нет», a repeated question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from config.questionnaire import Question, QuestionKind, Questionnaire
from ingest.answer_value import read_plainly, read_value
from ingest.quotemarks import visible
from ingest.wording import fold, fold_known

_LABEL = r"(?:№|no\.?|n|#|q|вопрос|суроо|сұрақ|question|ответ|жооп|жауап|answer)?\s*[№#]?\s*"
STRONG = re.compile(
    rf"[*_\-•·\s]*{_LABEL}(\d{{1,2}})\s*(?:[:=)\].]+|\s*[-–—]+(?=\s*\D|\s*\d)|->|→)\s*(.*)", re.I
)
_LABELLED = re.compile(
    r"[*_\-•·\s]*(?:№|#|вопрос|суроо|сұрақ|question)\s*[№#]?\s*(\d{1,2})\s+(.+)", re.I
)
_WEAK = re.compile(r"\s*(\d{1,2})\s+(.+)")
_DATE_OR_TIME = re.compile(
    r"\s*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}:\d{2}\b(?!\s*$)|\d{1,2}\.\d{2}\.)"
)
# Where a further answer may begin within a line: "1 - да, 2 - нет", "1: 5 2: 4".
_WITHIN = re.compile(r"(?:[;,]\s*|\s)(?=[№#]?\s*(\d{1,2})\s*(?:[:=)]|[-–—.]\s*(?=\S)))")
_WEAK_WITHIN = re.compile(r"(?:[;,]\s*|\s)(?=(\d{1,2})\s+\S)")
_LEAD = re.compile(r"[^\d:]{1,120}:\s+(?=\d{1,2}\s*(?:[:=)]|[-–—.]\s*\S))")
FILLED = re.compile(r"\[\s*([^\[\]]{1,60}?)\s*\]\s*$")


@dataclass(frozen=True)
class Candidate:
    """Words that stand where the answer to a question would."""

    number: int
    said: str
    line: str  # as written
    certain: bool  # a mark stands after the number, so it cannot be running text


def candidates(line: str, questionnaire: Questionnaire) -> Iterator[Candidate]:
    """What stands in a line where answers would; nothing for running text and our questions."""
    shown = unicodedata.normalize("NFKC", visible(line).replace("№", "#"))
    if not shown or _DATE_OR_TIME.match(shown):
        return
    own = answer_after_question(shown, questionnaire)
    if own is not None:
        number, said = own
        if said:
            yield Candidate(number, said, line, False)
        return
    for piece in _pieces(_behind_lead(shown, questionnaire), questionnaire):
        strong = STRONG.fullmatch(piece) or _LABELLED.fullmatch(piece)
        weak = None if strong else _WEAK.fullmatch(piece)
        if strong:
            yield Candidate(int(strong[1]), strong[2], line, True)
        elif weak:
            yield Candidate(int(weak[1]), weak[2], line, False)


def _behind_lead(line: str, questionnaire: Questionnaire) -> str:
    """What stands behind «Я в отпуске, но отвечаю:», if that is two answers or more, all whole."""
    lead = _LEAD.match(line)
    if not lead:
        return line
    rest = line[lead.end() :]
    read = [STRONG.fullmatch(piece) for piece in _pieces(rest, questionnaire)]
    questions = [questionnaire.question(int(found[1])) if found else None for found in read]
    whole = all(
        found and question and read_value(question, found[2]) is not None
        for found, question in zip(read, questions, strict=True)
    )
    return rest if whole and len(read) > 1 else line


def _pieces(line: str, questionnaire: Questionnaire) -> list[str]:
    """A line cut where a further numbered answer begins: its number is known and higher."""
    first = STRONG.fullmatch(line) or _LABELLED.fullmatch(line)
    starts = _WITHIN if first else _WEAK_WITHIN
    opening = first or _WEAK.fullmatch(line)
    if not opening or _is_text(questionnaire, last := int(opening[1])):
        return [line]
    pieces, begin = [], 0
    for mark in starts.finditer(line, opening.start(2)):
        number, piece = int(mark[1]), line[begin : mark.start()]
        # Without marks, as in "1 да 3 5", a number begins an answer only after a whole one.
        if (
            number <= last
            or not questionnaire.question(number)
            or not (first or _reads(piece, questionnaire))
        ):
            continue
        pieces.append(piece)
        begin, last = mark.end(), number
        if _is_text(questionnaire, number):
            break
    pieces.append(line[begin:])
    return pieces if first or all(_reads(piece, questionnaire) for piece in pieces) else [line]


def _reads(piece: str, questionnaire: Questionnaire) -> bool:
    """Whether "2 оба" is an answer: without marks a line is only cut when every piece is one."""
    found = _WEAK.fullmatch(piece)
    question = questionnaire.question(int(found[1])) if found else None
    return bool(found and question and read_plainly(question, found[2]) is not None)


def _is_text(questionnaire: Questionnaire, number: int) -> bool:
    question = questionnaire.question(number)
    return question is not None and question.kind is QuestionKind.TEXT


def answer_after_question(line: str, questionnaire: Questionnaire) -> tuple[int, str] | None:
    """When the line repeats one of our questions: its number, and what was written after it."""
    found = STRONG.fullmatch(line)
    question = questionnaire.question(int(found[1])) if found else None
    if not found or question is None:
        return None
    said = fold(found[2])
    for text in question.text.values():
        asked = fold_known(text)
        if said.startswith(asked):
            return question.number, _filled_in(found[2], len(text.split()), question)
        if len(said) >= 12 and asked.startswith(said[:40]):
            return question.number, ""
    return None


def _filled_in(written: str, words: int, question: Question) -> str:
    """What follows the question's own words, if it reads as an answer; the printed hints do not."""
    tail = " ".join(written.split()[words:])
    filled = FILLED.search(tail)
    for said in (filled[1] if filled else "", re.sub(r"^\([^()]*\)", "", tail).strip(" :.…_-–—[]")):
        if (
            said
            and question.kind is not QuestionKind.TEXT
            and read_value(question, said) is not None
        ):
            return said
    return ""
