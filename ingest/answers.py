"""The numbered answers in a reply, and what looked like one and could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from config.questionnaire import LONGEST_TEXT, Question, QuestionKind, Questionnaire
from ingest.answer_lines import STRONG, Candidate, answer_after_question, candidates
from ingest.answer_stacks import unstacked
from ingest.answer_value import begins_plainly, begins_with_answer, read_plainly, read_value
from ingest.quotemarks import visible
from ingest.remarks import turns
from ingest.unsubscribe import wants_out, wants_out_subject

__all__ = ["Answers", "read_answers", "wants_out", "wants_out_subject"]

_MOST_LINES = 5_000
_LONGEST_LINE = 2_000
_WRAPPED = 60  # characters of a line that a mail program may have broken
_NARROWEST = 70  # characters to which mail programs wrap, at the least
_LONGEST_INSIDE = 40  # characters of an answer that is taken although it is marked as quoted
_SHOWN = 200  # characters of an unread line that are asked back

_ANSWER_IS = re.compile(r"\s*(?:(?:ответ|жооп|жауап|answer|a)\s*[:\-–—]+|[-–—=]+>?|→)\s*", re.I)
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
    unread: dict[str, int]  # the line → the number it seemed to answer


def read_answers(
    mail_text: str,
    new_text: str,
    questionnaire: Questionnaire,
    language_hint: str | None = None,
) -> Answers:
    """The answers of a reply.

    `mail_text` is the body with its quotes marked by ">" (newtext.whole_text), `new_text` the
    sender's own words. Two different values for one question are none: both lines are asked back;
    so is a value beside a line about the same question that could not be read.
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
        if len(values) == 1 and number not in found.unread.values():
            given[number] = next(iter(values))
        else:
            unread |= {line[:_SHOWN]: number for line in values.values()}
    return Answers(given, tuple(unread))


def _read_own_words(text: str, questionnaire: Questionnaire, found: _Found) -> None:
    lines = [line[:_LONGEST_LINE] for line in text.split("\n")[:_MOST_LINES]]
    lines = unstacked(lines, questionnaire)
    at = 0
    while at < len(lines):
        line, at = lines[at], at + 1
        read = list(candidates(line, questionnaire))
        if read and not _is_free(read[-1], questionnaire) and _goes_on(lines, at, questionnaire):
            read[-1] = replace(read[-1], said=f"{read[-1].said} {lines[at].strip()}")
        for candidate in read:
            question = questionnaire.question(candidate.number)
            if _is_free(candidate, questionnaire):
                begin, at = at, _end_of_free_words(lines, at, questionnaire)
                said = unwrapped(candidate.said, lines[begin - 1 : at])
                _keep(found, question, said[:LONGEST_TEXT], candidate)
            else:
                _keep(found, question, candidate.said, candidate)


def _keep(found: _Found, question: Question | None, said: str, candidate: Candidate) -> None:
    read = read_value if candidate.certain else read_plainly
    value = read(question, said) if question else None
    if value is not None:
        found.values.setdefault(candidate.number, {}).setdefault(value, candidate.line.strip())
    elif candidate.said.strip() and (
        candidate.certain
        or candidate.said.strip().isdigit()
        or (question is not None and begins_plainly(question, candidate.said))
    ):
        found.unread[candidate.line.strip()[:_SHOWN]] = candidate.number


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


def _read_under_quotes(
    text: str, new_text: str, questionnaire: Questionnaire, found: _Found
) -> None:
    """Answers set between the quoted questions: "5" below question 3, or in its brackets."""
    own = {visible(line) for line in new_text.split("\n")}
    asked: Question | None = None
    whole = False  # whether the question above stands there with its last sign
    words: list[str] = []
    for line in text.split("\n")[:_MOST_LINES]:
        shown = visible(line[:_LONGEST_LINE])
        quote = _QUOTED.match(shown)
        if quote:
            following = _asked_in(shown[quote.end() :], questionnaire, found)
            if words and asked:
                _keep_bare(found, asked, words)
                asked = None
            if following:
                asked, whole = following, shown.endswith((")", "?"))
            elif asked and whole and _typed_inside(found, asked, shown[quote.end() :]):
                asked = None
            words = []
        elif shown in own and shown and asked and not STRONG.fullmatch(shown):
            words.append(line.strip())
    if words and asked:
        _keep_bare(found, asked, words)


def _typed_inside(found: _Found, asked: Question, line: str) -> bool:
    """Whether a line below a whole question, marked as quoted with it, is an answer and no more.

    Telephones leave what is typed inside a quotation marked; of our letter no such line is part.
    """
    said = _ANSWER_IS.sub("", line).strip()
    is_part = len(said) > _LONGEST_INSIDE or any(sign in said for sign in "()/")
    if is_part or not said or asked.kind is QuestionKind.TEXT:
        return False
    value = read_plainly(asked, said)
    if value is not None:
        found.values.setdefault(asked.number, {}).setdefault(value, f"{asked.number}: {said}")
    return value is not None


def _keep_bare(found: _Found, asked: Question, words: list[str]) -> None:
    """Words between two quotations, as the answer to the question above them."""
    is_text = asked.kind is QuestionKind.TEXT
    said = unwrapped(words[0], words) if is_text else _ANSWER_IS.sub("", words[0])
    if not is_text and len(words) > 1 and turns(words[0], words[1]):
        said = f"{said} {words[1]}"
    value = read_plainly(asked, said)
    if value is not None:
        found.values.setdefault(asked.number, {}).setdefault(value, words[0])
    elif begins_with_answer(asked, said):
        found.unread[f"{asked.number}: {said}"[:_SHOWN]] = asked.number


def _asked_in(line: str, questionnaire: Questionnaire, found: _Found) -> Question | None:
    """The question that a quoted line repeats; an answer set behind it is read."""
    own = answer_after_question(line, questionnaire)
    if own is None:
        return None
    question = questionnaire.question(own[0])
    if question and own[1]:
        _keep(found, question, own[1], Candidate(own[0], own[1], line, True))
    return question
