"""The numbered answers in a reply, and what looked like one and could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from config.questionnaire import LONGEST_TEXT, Question, QuestionKind, Questionnaire
from ingest.answers.answer_doubts import is_general, is_short_answer, may_answer, mentioned
from ingest.answers.answer_lines import Candidate, answer_after_question, candidates
from ingest.answers.answer_stacks import evenly_marked, unstacked
from ingest.answers.answer_value import begins_plainly, begins_with_answer, read_plainly, read_value
from ingest.answers.remarks import turns
from ingest.words.added_lines import is_app_line
from ingest.words.quotemarks import visible_lines
from ingest.words.signoff import is_closing
from ingest.words.wording import fold, fold_known

_MOST_LINES = 5_000
_MOST_OWN = 1_500  # lines of the sender's own; nobody writes so many
_LONGEST_LINE = 2_000
_WRAPPED = 60  # characters of a line that a mail program may have broken
_NARROWEST = 70  # characters to which mail programs wrap, at the least
_LONGEST_INSIDE = 40  # characters of an answer that is taken although it is marked as quoted
_FURTHER = 4  # lines below a question that are compared with one another
_SHOWN = 200  # characters of an unread line that are asked back

_ANSWER_IS = re.compile(r"^\s*(?:(?:ответ|жооп|жауап|answer|a)\s*[:\-–—]+|[-–—=]+>?|→)\s*", re.I)
_NUMBERED = re.compile(r"\d{1,2}\s*[:=)]")
_QUOTED = re.compile(r"^[>|\s]*>\s?")


@dataclass(frozen=True)
class Answers:
    """What a reply answers."""

    given: dict[int, str]  # question number → stored value: a code, "4", "2.5", free words
    unread: tuple[str, ...]  # lines that looked like an answer, as written, at most 200 characters


@dataclass
class _Found:
    """Readings gathered while going through a mail."""

    values: dict[int, dict[str, str]]  # number → value → the line it was read from
    unread: dict[str, set[int]]  # the line → the numbers it seemed to answer
    bare: list[Candidate] = field(default_factory=list)  # behind numbers without a mark, unread

    def doubt(self, line: str, number: int) -> None:
        self.unread.setdefault(line.strip()[:_SHOWN], set()).add(number)


def read_answers(
    mail_text: str,
    new_text: str,
    questionnaire: Questionnaire,
) -> Answers:
    """The answers of a reply.

    `mail_text` is the body with its quotes marked by ">" (newtext.whole_text), `new_text` the
    sender's own words. Two different values for one question are none: both lines are asked back;
    so is a value beside a line about the same question that could not be read.
    """
    found = _Found({}, {})
    _read_own_words(new_text, questionnaire, found)
    _read_under_quotes(mail_text, new_text, questionnaire, found)
    return _settled(found)


def _settled(found: _Found) -> Answers:
    given: dict[int, str] = {}
    unread = dict.fromkeys(found.unread)
    doubted: set[int] = set().union(*found.unread.values())
    for number, values in sorted(found.values.items()):
        if len(values) == 1 and number not in doubted:
            given[number] = next(iter(values))
        else:
            unread |= dict.fromkeys(line[:_SHOWN] for line in values.values())
    return Answers(given, tuple(unread))


def _read_own_words(text: str, questionnaire: Questionnaire, found: _Found) -> None:
    lines = [line[:_LONGEST_LINE] for line in text.split("\n", _MOST_OWN)[:_MOST_OWN]]
    lines = unstacked(evenly_marked(lines, questionnaire), questionnaire)
    at = 0
    while at < len(lines):
        line, at = lines[at], at + 1
        read = list(candidates(line, questionnaire))
        if read and not _is_free(read[-1], questionnaire) and _goes_on(lines, at, questionnaire):
            read[-1] = replace(read[-1], said=f"{read[-1].said} {lines[at].strip()}")
        for number in () if read else mentioned(line, questionnaire):
            found.doubt(line, number)
        for candidate in read:
            question = questionnaire.question(candidate.number)
            if _is_free(candidate, questionnaire):
                begin, at = at, _end_of_free_words(lines, at, questionnaire)
                said = unwrapped(candidate.said, lines[begin - 1 : at])
                _keep(found, question, said[:LONGEST_TEXT], candidate)
            else:
                _keep(found, question, candidate.said, candidate)
    if found.values:
        _read_bare(questionnaire, found)
    else:
        for candidate in found.bare:
            for number in mentioned(candidate.line, questionnaire):
                found.doubt(candidate.line, number)


def _read_bare(questionnaire: Questionnaire, found: _Found) -> None:
    """Reads words behind numbers without a mark, among answers: «10 нет конечно», «7 5 вежливый».

    Alone such a line is running text: «2 все документы проверили».
    """
    for candidate in found.bare:
        question = questionnaire.question(candidate.number)
        if question is None or not may_answer(question, candidate.said):
            continue
        value = read_value(question, candidate.said)
        if value is None:
            found.doubt(candidate.line, candidate.number)
        else:
            found.values.setdefault(candidate.number, {}).setdefault(value, candidate.line.strip())


def _keep(found: _Found, question: Question | None, said: str, candidate: Candidate) -> None:
    if candidate.is_shared:
        found.doubt(candidate.line, candidate.number)
        return
    if candidate.said.strip() == "+" and not candidate.certain:  # «5+» may be a mark as in school
        found.bare.append(candidate)
        return
    read = read_value if candidate.certain else read_plainly
    value = read(question, said) if question else None
    if value is not None:
        found.values.setdefault(candidate.number, {}).setdefault(value, candidate.line.strip())
    elif candidate.said.strip() and (
        candidate.certain
        or candidate.said.strip().isdigit()
        or (question is not None and is_general(candidate.said))
        or (question is not None and begins_plainly(question, candidate.said))
    ):
        found.doubt(candidate.line, candidate.number)
    elif not candidate.certain:
        found.bare.append(candidate)


def _goes_on(lines: list[str], at: int, questionnaire: Questionnaire) -> bool:
    """Whether line `at` goes on with the answer above: «нет,» and then «но взял подарок»."""
    if at >= len(lines) or not lines[at].strip() or any(candidates(lines[at], questionnaire)):
        return False
    return len(lines[at - 1]) >= _WRAPPED or turns(lines[at - 1], lines[at])


def _is_free(candidate: Candidate, questionnaire: Questionnaire) -> bool:
    question = questionnaire.question(candidate.number)
    return question is not None and question.kind is QuestionKind.TEXT


def _end_of_free_words(lines: list[str], at: int, questionnaire: Questionnaire) -> int:
    """Where a free answer that goes on at line `at` ends: the next answer begins there."""
    while at < len(lines) and not _is_answer(lines[at], questionnaire):
        at += 1
    return at


def unwrapped(first: str, lines: list[str]) -> str:
    """Free words as they were typed: `lines` as received, the words of the first in `first`.

    A line is joined to the next when the next one's first word had no room left on it.
    """
    said = first
    for line, following in pairwise(lines):
        word = following.strip().partition(" ")[0]
        full = len(line.rstrip()) + 1 + len(word) > _NARROWEST
        joins = full and line.strip() and word[:1].isalpha()
        said += (" " if joins else "\n") + (following.strip() if joins else following)
    return said.strip()


def _is_answer(line: str, questionnaire: Questionnaire) -> bool:
    for candidate in candidates(line, questionnaire):
        question = questionnaire.question(candidate.number)
        if candidate.certain and question and read_value(question, candidate.said) is not None:
            return True
    return False


def _closed(question: Question | None) -> Question | None:
    """The question, unless anything may be said to it: below it stands the rest of our letter."""
    return None if question is None or question.kind is QuestionKind.TEXT else question


def _read_under_quotes(
    text: str, new_text: str, questionnaire: Questionnaire, found: _Found
) -> None:
    """Answers set between the quoted questions: "5" below question 3, or in its brackets."""
    own = set(visible_lines(new_text, len(new_text)))
    asked: Question | None = None
    whole = False  # whether the question above stands there with its last sign
    goes_on = False  # whether the next quoted line may be a further line of it
    words: list[str] = []
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    for line, shown in zip(lines, visible_lines("\n".join(lines), _LONGEST_LINE), strict=True):
        quote = _QUOTED.match(shown) if shown[:1] in (">", "|") else None
        if quote:
            said = shown[quote.end() :]
            following = _asked_in(said, questionnaire, found)
            if words and asked:
                _keep_bare(found, asked, words)
                asked, words = None, []
            if following:
                asked, whole = following, said.endswith((")", "?"))
                goes_on = not whole
            elif not said:
                goes_on = False
            elif asked and whole and _typed_inside(found, asked, said):
                asked = None
            elif asked and (goes_on or _still_asks(asked, said)):
                whole = said.endswith((")", "?"))
                goes_on = not whole
            else:
                asked = None  # another sentence: what follows answers no question any more
        elif shown.endswith("?") and (repeated := answer_after_question(shown, questionnaire)):
            if words and asked:
                _keep_bare(found, asked, words)
            asked, words = _closed(questionnaire.question(repeated[0])), []
        elif not asked or not shown:
            continue
        elif shown not in own or is_app_line(shown) or is_closing(shown):
            if any(map(str.isalnum, shown)):  # a header, a program's line, a signature
                _keep_bare(found, asked, words)
                asked, words = None, []
        elif not _is_numbered(shown, questionnaire):
            words.append(line.strip())
    if asked:
        _keep_bare(found, asked, words)


def _still_asks(asked: Question, line: str) -> bool:
    """Whether a quoted line is the question's second sentence, or opens its brackets."""
    said = fold(line[:_LONGEST_INSIDE])
    return line.startswith("(") or any(said in fold_known(text) for text in asked.text.values())


def _is_numbered(line: str, questionnaire: Questionnaire) -> bool:
    """Whether the line names the question that it answers: «1: да», «1 да»."""
    for candidate in candidates(line, questionnaire):
        question = questionnaire.question(candidate.number)
        if candidate.certain or (question and read_plainly(question, candidate.said) is not None):
            return True
    return False


def _typed_inside(found: _Found, asked: Question, line: str) -> bool:
    """Whether a line below a whole question, marked as quoted with it, is an answer and no more.

    Telephones leave what is typed inside a quotation marked; of our letter no such line is part.
    """
    said = _ANSWER_IS.sub("", line).strip()
    is_part = len(said) > _LONGEST_INSIDE or any(sign in said for sign in "()/»”")
    if is_part or not said or asked.kind is QuestionKind.TEXT or _NUMBERED.match(said):
        return False
    value = read_plainly(asked, said)
    if value is not None:
        found.values.setdefault(asked.number, {}).setdefault(value, f"{asked.number}: {said}")
    return value is not None


def _keep_bare(found: _Found, asked: Question, words: list[str]) -> None:
    """Words between two quotations, as the answer to the question above them."""
    if not words:
        return
    is_text = asked.kind is QuestionKind.TEXT
    said = unwrapped(words[0], words) if is_text else _ANSWER_IS.sub("", words[0])
    if not is_text and len(words) > 1 and turns(words[0], words[1]):
        said = f"{said} {words[1]}"
    value = read_value(asked, said)
    if value is not None:
        found.values.setdefault(asked.number, {}).setdefault(value, words[0])
        for further in () if is_text else words[1:_FURTHER]:  # «да» and below it «нет»
            if (other := read_plainly(asked, further)) is not None:
                found.values[asked.number].setdefault(other, further)
    elif begins_with_answer(asked, said) or is_short_answer(words[0]):
        found.doubt(f"{asked.number}: {said or words[0]}", asked.number)


def _asked_in(line: str, questionnaire: Questionnaire, found: _Found) -> Question | None:
    """The question that a quoted line repeats; an answer set behind it is read."""
    own = answer_after_question(line, questionnaire)
    if own is None:
        return None
    question = questionnaire.question(own[0])
    if question and own[1]:
        _keep(found, question, own[1], Candidate(own[0], own[1], line, True))
    return question
