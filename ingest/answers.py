"""The numbered answers in a reply, and what looked like one and could not be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from config.questionnaire import LONGEST_TEXT, Question, QuestionKind, Questionnaire
from ingest.answer_value import read_plainly, read_value
from ingest.quotemarks import visible
from ingest.unsubscribe import wants_out, wants_out_subject
from ingest.wording import fold, fold_known

__all__ = ["Answers", "read_answers", "wants_out", "wants_out_subject"]

_MOST_LINES = 5_000
_LONGEST_LINE = 2_000
_SHOWN = 200  # characters of an unread line that are asked back

_LABEL = r"(?:№|no\.?|n|#|q|вопрос|суроо|сұрақ|question|ответ|жооп|жауап|answer)?\s*[№#]?\s*"
_STRONG = re.compile(
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
_QUOTED = re.compile(r"^[>|\s]*>\s?")
_FILLED = re.compile(r"\[\s*([^\[\]]{1,60}?)\s*\]\s*$")


@dataclass(frozen=True)
class Answers:
    """What a reply answers."""

    given: dict[int, str]  # question number → stored value: a code, "4", "2.5", free words
    unread: tuple[str, ...]  # lines that looked like an answer, as written, at most 200 characters


@dataclass(frozen=True)
class _Candidate:
    """Words that stand where the answer to a question would."""

    number: int
    said: str
    line: str  # as written
    certain: bool  # a mark stands after the number, so it cannot be running text


@dataclass
class _Found:
    """Readings gathered while going through a mail."""

    values: dict[int, dict[str, str]]  # number → value → the line it was read from
    unread: dict[str, None]


def read_answers(
    mail_text: str,
    new_text: str,
    questionnaire: Questionnaire,
    language_hint: str | None = None,
) -> Answers:
    """The answers of a reply.

    `mail_text` is the body with its quotes marked by ">" (newtext.whole_text), `new_text` the
    sender's own words. Two different values for one question are none: both lines are asked back.
    `language_hint` may say in which language the letter was; no wording needs it so far.
    """
    found = _Found({}, {})
    _read_own_words(new_text, questionnaire, found)
    _read_under_quotes(mail_text, new_text, questionnaire, found)
    return _settled(found)


def _settled(found: _Found) -> Answers:
    given: dict[int, str] = {}
    unread = dict(found.unread)
    for number, values in sorted(found.values.items()):
        if len(values) == 1:
            given[number] = next(iter(values))
        else:
            unread |= dict.fromkeys(line[:_SHOWN] for line in values.values())
    return Answers(given, tuple(unread))


def _read_own_words(text: str, questionnaire: Questionnaire, found: _Found) -> None:
    lines = [line[:_LONGEST_LINE] for line in text.split("\n")[:_MOST_LINES]]
    at = 0
    while at < len(lines):
        line, at = lines[at], at + 1
        for candidate in _candidates(line, questionnaire):
            question = questionnaire.question(candidate.number)
            if question and question.kind is QuestionKind.TEXT:
                rest, at = _free_words(lines, at, questionnaire)
                _keep(found, question, f"{candidate.said}\n{rest}".strip(), candidate)
            else:
                _keep(found, question, candidate.said, candidate)


def _keep(found: _Found, question: Question | None, said: str, candidate: _Candidate) -> None:
    read = read_value if candidate.certain else read_plainly
    value = read(question, said) if question else None
    if value is not None:
        found.values.setdefault(candidate.number, {}).setdefault(value, candidate.line.strip())
    elif candidate.said.strip() and (candidate.certain or candidate.said.strip().isdigit()):
        found.unread[candidate.line.strip()[:_SHOWN]] = None


def _free_words(lines: list[str], at: int, questionnaire: Questionnaire) -> tuple[str, int]:
    """The lines from `at` that continue a free answer, and where the next answer begins."""
    end = at
    while end < len(lines) and not _is_answer(lines[end], questionnaire):
        end += 1
    return "\n".join(lines[at:end]).rstrip()[:LONGEST_TEXT], end


def _is_answer(line: str, questionnaire: Questionnaire) -> bool:
    for candidate in _candidates(line, questionnaire):
        question = questionnaire.question(candidate.number)
        if candidate.certain and question and read_value(question, candidate.said) is not None:
            return True
    return False


def _candidates(line: str, questionnaire: Questionnaire) -> Iterator[_Candidate]:
    """What stands in a line where answers would; nothing for running text and our questions."""
    shown = unicodedata.normalize("NFKC", visible(line).replace("№", "#"))
    if not shown or _DATE_OR_TIME.match(shown):
        return
    own = _answer_after_question(shown, questionnaire)
    if own is not None:
        number, said = own
        if said:
            yield _Candidate(number, said, line, False)
        return
    for piece in _pieces(shown, questionnaire):
        strong = _STRONG.fullmatch(piece) or _LABELLED.fullmatch(piece)
        weak = None if strong else _WEAK.fullmatch(piece)
        if strong:
            yield _Candidate(int(strong[1]), strong[2], line, True)
        elif weak:
            yield _Candidate(int(weak[1]), weak[2], line, False)


def _pieces(line: str, questionnaire: Questionnaire) -> list[str]:
    """A line cut where a further numbered answer begins: its number is known and higher."""
    first = _STRONG.fullmatch(line) or _LABELLED.fullmatch(line)
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


def _answer_after_question(line: str, questionnaire: Questionnaire) -> tuple[int, str] | None:
    """When the line repeats one of our questions: its number, and what was written after it."""
    found = _STRONG.fullmatch(line)
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
    filled = _FILLED.search(tail)
    for said in (filled[1] if filled else "", re.sub(r"^\([^()]*\)", "", tail).strip(" :.…_-–—[]")):
        if (
            said
            and question.kind is not QuestionKind.TEXT
            and read_value(question, said) is not None
        ):
            return said
    return ""


def _read_under_quotes(
    text: str, new_text: str, questionnaire: Questionnaire, found: _Found
) -> None:
    """Answers set between the quoted questions: "5" below question 3, or in its brackets."""
    own = {visible(line) for line in new_text.split("\n")}
    asked: Question | None = None
    words: list[str] = []
    for line in text.split("\n")[:_MOST_LINES]:
        shown = visible(line[:_LONGEST_LINE])
        quote = _QUOTED.match(shown)
        if quote:
            following = _asked_in(shown[quote.end() :], questionnaire, found)
            if words and asked:
                _keep_bare(found, asked, words)
                asked = None
            asked, words = following or asked, []
        elif shown in own and shown and asked and not _STRONG.fullmatch(shown):
            words.append(line.strip())
    if words and asked:
        _keep_bare(found, asked, words)


def _keep_bare(found: _Found, asked: Question, words: list[str]) -> None:
    """Words between two quotations, as the answer to the question above them."""
    said = "\n".join(words) if asked.kind is QuestionKind.TEXT else words[0]
    value = read_plainly(asked, said)
    if value is not None:
        found.values.setdefault(asked.number, {}).setdefault(value, words[0])
    elif re.fullmatch(r"\W*\d{1,3}\W*", said):
        found.unread[f"{asked.number}: {said}"[:_SHOWN]] = None


def _asked_in(line: str, questionnaire: Questionnaire, found: _Found) -> Question | None:
    """The question that a quoted line repeats; an answer filled into its brackets is read."""
    own = _answer_after_question(line, questionnaire)
    if own is None:
        return None
    question = questionnaire.question(own[0])
    filled = _FILLED.search(line)
    if question and filled and own[1]:
        _keep(found, question, filled[1], _Candidate(own[0], filled[1], line, True))
    return question
