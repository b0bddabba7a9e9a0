"""What stands in one line where answers would: «1: да», «1 - да, 2 - нет», a repeated question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from config.questionnaire import Question, QuestionKind, Questionnaire
from ingest.answers.answer_groups import answered_together
from ingest.answers.answer_marks import names_a_number, plain_marks
from ingest.answers.answer_value import read_plainly, read_value
from ingest.words.wording import fold, fold_known

_ASKED = r"(?:(?:ответ\s+)?(?:по|на)\s+)?вопр(?:ос[уа]?)?\.?|суроо|сұрақ|сурак|question"
_LABEL = rf"(?:№|no\.?|n|#|q|п(?:\.|ункт)?|{_ASKED}|ответ|жооп|жауап|answer|ans\.?)?\s*[№#]?\s*"
STRONG = re.compile(
    rf"[*_\-•·\s(\[|]*{_LABEL}(\d{{1,2}})\s*(?:[:;=|)\].]+(?:\s*[-–—]+(?=\s|[^\W\d]))?|\s*[-–—]+(?=\s*\D|\s*\d)|->|→)\s*(.*)",
    re.I,
)
_LABELLED = re.compile(
    rf"[*_\-•·\s]*(?:№|#|[nq](?=\d)|{_ASKED})\s*[№#]?\s*(\d{{1,2}})\s+(.+)", re.I
)
# «п. 3 ст. 5 закона» is no answer: a clause's number is worth no more than a bare one.
_WEAK = re.compile(r"\s*(?:п(?:\.|ункт)?\s*)?(\d{1,2})(?:\s+|(?=[^\W\d_])|(?=\+\s*$))(.+)", re.I)
_MONTH = (
    "янв|фев|март|апр|мая|май|июн|июл|авг|сент|окт|нояб|дек|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым"
    "|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)
_DATE_OR_TIME = re.compile(
    r"\s*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}:\d{2}\b(?!\s*$)|\d{1,2}\.\d{2}\."
    rf"|\d{{1,2}}(?:\s*[-–—]\s*\d{{1,2}})?[\s-]{{1,2}}(?:{_MONTH}))",
    re.I,
)
# Where a further answer may begin within a line: "1 - да, 2 - нет", "1: 5 2: 4".
_WITHIN = re.compile(
    rf"(?:[;,]\s*|\s)(?=(?:{_ASKED})?\s*[№#]?\s*(\d{{1,2}})\s*(?:[:=)]|[-–—.]\s*(?=\S)))", re.I
)
_WEAK_WITHIN = re.compile(r"(?:[;,]\s*|\s)(?=(\d{1,2})(?:\s+\S|[^\W\d_]|\s*[:=)]|\s?[-–—]\s?\S))")
_BARE = re.compile(r"\D{0,12}\d{1,2}\s?[-–—:=).]?\s*")  # a number whose answer is to follow: "3:"
_LONGEST_PIECE = 120  # characters of an answer among others in a line without marks
_ENOUGH = 2  # answers in a line without marks that are no chance, beside one that cannot be read
_LEAD = re.compile(r"[^\d:]{1,120}[:.!]\s+(?=\d{1,2}\s*(?:[:=)]|[-–—.]\s*\S|\s\S))")
_NUMBER = re.compile("[\\d①-⑳\U0001f51f]")
_HEAD = 200  # characters of a line, with signs that are not seen, in which its first number stands
_ONE_LEFT = re.compile(r"\(([^()/–]{1,40})\)\W*")  # every other choice deleted from the hints
_HINT = re.compile(r"^\([^()]*\)")
FILLED = re.compile(r"\[\s*([^\[\]]{1,60}?)\s*\]\s*$")


# «14 дней дали»: a number of something.
_COUNTED = re.compile(
    "(?:д[еи]?н|час[ао]в|чел|сут|мес|лет|год|раз|сотруд|инспек|тыс|күн|саат|жыл|киши|адам|days?"
    r"|hours?|months?|years?|people|persons?|times?)",
    re.I,
)
_TOLD_APART = 40  # characters of a skeleton by which a question is known, if it is wrapped
_LONGEST_QUESTION = 300
_SHORTEST_QUESTION = 20  # characters; no question of ours is shorter


@dataclass(frozen=True)
class Candidate:
    """Words that stand where the answer to a question would."""

    number: int
    said: str
    line: str  # as written
    certain: bool  # a mark stands after the number, so it cannot be running text
    is_shared: bool = False  # it is said for several questions at once


def is_numbered(line: str) -> bool:
    """Whether a line begins as a numbered answer does, and is no date: «1: да», «2. оба»."""
    line = line[:_HEAD]
    return STRONG.match(line) is not None and not _DATE_OR_TIME.match(line)


def candidates(line: str, questionnaire: Questionnaire) -> Iterator[Candidate]:
    """What stands in a line where answers would; nothing for running text and our questions."""
    if not _NUMBER.search(line, 0, _HEAD) and not names_a_number(line[:_HEAD]):
        if "?" in line and (own := _unnumbered(line, questionnaire)) and own[1]:
            yield Candidate(*own, line, False)
        return
    shown = plain_marks(line)
    if not shown or _DATE_OR_TIME.match(shown):
        return
    own = answer_after_question(shown, questionnaire)
    if own is not None:
        number, said = own
        if said:
            yield Candidate(number, said, line, False)
        return
    if together := answered_together(shown, questionnaire):
        yield from (Candidate(number, shown, line, True, True) for number in together)
        return
    for piece in _pieces(_behind_lead(shown, questionnaire), questionnaire):
        strong = STRONG.fullmatch(piece) or _LABELLED.fullmatch(piece)
        weak = None if strong else _WEAK.fullmatch(piece)
        if strong and not strong[2].startswith(("http:", "https:")):  # a footnote with a link
            yield Candidate(int(strong[1]), strong[2], line, True)
        elif weak and not _COUNTED.match(weak[2]):
            yield Candidate(int(weak[1]), weak[2], line, False)


def _behind_lead(line: str, questionnaire: Questionnaire) -> str:
    """What stands behind «Я в отпуске, но отвечаю:», if that is two answers or more, all whole."""
    lead = _LEAD.match(line)
    if not lead:
        return line
    rest = line[lead.end() :]
    pieces = _pieces(rest, questionnaire)
    whole = all(_is_whole(piece, questionnaire) for piece in pieces)
    return rest if whole and len(pieces) > 1 else line


def _is_whole(piece: str, questionnaire: Questionnaire) -> bool:
    """Whether "3 - 5" is an answer that is read."""
    found = STRONG.fullmatch(piece)
    question = questionnaire.question(int(found[1])) if found else None
    if found and question:
        return read_value(question, found[2]) is not None
    return _reads(piece, questionnaire)


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
            or piece.count("(") > piece.count(")")
            or _BARE.fullmatch(piece)
            or _DATE_OR_TIME.match(line, mark.end())
            or not (first or mark[0][0] in ",;" or _reads(piece, questionnaire))
        ):
            continue
        pieces.append(piece)
        begin, last = mark.end(), number
        if _is_text(questionnaire, number):
            break
    pieces.append(line[begin:])
    read = sum(_reads(piece, questionnaire) for piece in pieces)
    return pieces if first or (read >= _ENOUGH and 2 * read > len(pieces)) else [line]


def _reads(piece: str, questionnaire: Questionnaire) -> bool:
    """Whether "2 оба" is an answer: without marks a line is only cut when every piece is one."""
    if len(piece) > _LONGEST_PIECE:
        return False
    found = STRONG.fullmatch(piece) or _WEAK.fullmatch(piece)
    question = questionnaire.question(int(found[1])) if found else None
    return bool(found and question and read_plainly(question, found[2]) is not None)


def _is_text(questionnaire: Questionnaire, number: int) -> bool:
    question = questionnaire.question(number)
    return question is not None and question.kind is QuestionKind.TEXT


def answer_after_question(line: str, questionnaire: Questionnaire) -> tuple[int, str] | None:
    """When the line repeats one of our questions: its number, and what was written after it."""
    marked = STRONG.fullmatch(line)
    # Out of a table the number comes without a mark: then the question has to be whole.
    found = marked or (_WEAK.fullmatch(line) if len(line) > _SHORTEST_QUESTION else None)
    question = questionnaire.question(int(found[1])) if found else None
    if not found:
        return _unnumbered(line, questionnaire) if "?" in line else None
    if question is None:
        return None
    said = _skeleton(found[2], question)
    for text in question.text.values():
        asked = fold_known(text)
        if said.startswith(asked):
            return question.number, _filled_in(found[2], len(text.split()), question)
        if marked and len(said) >= 12 and asked.startswith(said[:_TOLD_APART]):
            return question.number, ""
    return None


def _unnumbered(line: str, questionnaire: Questionnaire) -> tuple[int, str] | None:
    """As `answer_after_question`, where the question is repeated whole but for its number."""
    head = line.rpartition("?")[0]
    if not _SHORTEST_QUESTION < len(head) <= _LONGEST_QUESTION:
        return None
    said = fold(head).strip(" *_•-–—>")
    for question in questionnaire.questions:
        for text in question.text.values():
            if said == fold_known(text).rstrip("? "):
                return question.number, _filled_in(line, len(text.split()), question)
    return None


def _skeleton(written: str, question: Question) -> str:
    """`fold` of what stands behind a number, as far as a question is known by it."""
    for text in question.text.values():
        # Nearly every line that is asked about quotes our letter to the letter.
        if written.startswith(text) and written[len(text) : len(text) + 1] in ("", " "):
            asked = fold_known(text)
            return asked if len(asked) >= _TOLD_APART else fold(written)
    return fold(written)


def _filled_in(written: str, words: int, question: Question) -> str:
    """What follows the question's own words, if it reads as an answer; the printed hints do not."""
    tail = " ".join(written.split()[words:])
    if tail.count("(") != tail.count(")"):
        return ""  # the hints, broken within
    filled = FILLED.search(tail) or _ONE_LEFT.fullmatch(tail)
    for said in (filled[1] if filled else "", _HINT.sub("", tail).strip(" :.…_-–—[]")):
        if (
            said
            and question.kind is not QuestionKind.TEXT
            and read_value(question, said) is not None
        ):
            return said
    return ""
