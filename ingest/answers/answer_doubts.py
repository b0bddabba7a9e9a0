"""What may be an answer and is not read as one, so that it is asked back and never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from config.questionnaire import Question, QuestionKind, Questionnaire
from ingest.answers.answer_value import begins_with_answer, read_plainly
from ingest.mail.unsubscribe import wants_out
from ingest.words.own_words import says_something
from ingest.words.wording import fold, general_words

_LONGEST_BARE = 60  # characters of words below a question that are asked back
_MOST_WORDS = 12  # behind a question's number, among which an answer to it is looked for
_MOST_MENTIONS = 20  # numbers of a line that are looked at

_WORD = re.compile(r"[^\W_]")
# A number with a mark and an answer inside a sentence: «извините, ошибся, 1: да». Between quotation
# marks it is an example, as our letters give one: «напишите «1: да»».
_MENTION = re.compile(
    r"(?<![\d.,:/«„“\"-])(\d{1,2})\s?(?:[:=]|\s[-–—](?=\s?[^\W\d]))\s?([^\s.,;!?()](?:(?!\d{1,2}\s?[:=])[^.,;!?()]){0,40})"
)
# «в вопросе 7 ошибся, правильно 3», «7-суроого 3 деп оңдоп коюңуз»: a question by its number.
_NAMED = re.compile(
    r"(?:\b(?:вопрос\w{0,2}|пункт\w{0,2}|question|суроо|сұрақ|сурак)\s?(?:№|#)?\s?(\d{1,2})"
    r"|(?<![\d.,:/])(\d{1,2})\s?(?:-\s?\w{1,3})?[\s-]?(?:вопрос(?!а|ов)|пункт(?!а|ов)|суроо|сұрақ|сурак|question))"
    r"\w{0,6}(?!\d)([^.!?\n]{1,80})",
    re.I,
)
_NAMED_STEMS = ("вопрос", "пункт", "question", "суроо", "сурак", "сұрақ")
_CLOCK = re.compile(r"\d\d(?!\d)")  # «в 9: 30»
# No step or number of hours: a telephone, a house, a date without marks.
_DIGITS = re.compile(r"0|\d{1,4}[\s-]+\d|\d{4}")
_ALPHABETIC = re.compile(r"[^\W\d_]{1,20}")
_ALONE = re.compile(r"^[^\W\d_]{1,20}\W*(?:$|\d)")
_SIGN = re.compile(r"[-–—+?✓✔]{1,3}")


def mentioned(line: str, questionnaire: Questionnaire) -> Iterator[int]:
    """The numbers that a sentence answers within, each with a whole answer behind its mark."""
    for seen, found in enumerate(_MENTION.finditer(line)):
        if seen == _MOST_MENTIONS:
            return
        question, said = questionnaire.question(int(found[1])), found[2].strip()
        if question is None or question.kind is QuestionKind.TEXT or _CLOCK.match(said):
            continue
        if read_plainly(question, said) is not None:
            yield question.number
    lower = line.lower()
    if any(stem in lower for stem in _NAMED_STEMS):
        yield from _named(line, questionnaire)


def _named(line: str, questionnaire: Questionnaire) -> Iterator[int]:
    """The numbers of questions that a sentence names and then says an answer to."""
    for found in islice(_NAMED.finditer(line), _MOST_MENTIONS):
        question = questionnaire.question(int(found[1] or found[2]))
        if question is not None and question.kind is not QuestionKind.TEXT:
            words = (word.strip(' ,;:–—-«»"()') for word in found[3].split()[:_MOST_WORDS])
            if any(_says(word) and read_plainly(question, word) is not None for word in words):
                yield question.number


def _says(word: str) -> bool:
    """Whether a word is no «и» and no "a" of a sentence."""
    return len(word) > 1 or word.isdigit()


def may_answer(question: Question, said: str) -> bool:
    """Whether words behind a bare number, "10 нет конечно", may be an answer among others."""
    if _DIGITS.match(said):
        return False
    return (
        begins_with_answer(question, said)
        or _begins_generally(said)
        or _SIGN.fullmatch(said.strip()) is not None
    )


def is_general(said: str) -> bool:
    """Whether words are a «да» or «нет» and no more, or a further number follows: «нет 7 5»."""
    return _ALONE.search(said) is not None and _begins_generally(said)


def _begins_generally(said: str) -> bool:
    word = _ALPHABETIC.match(said)
    return word is not None and fold(word[0]) in general_words()


def is_short_answer(said: str) -> bool:
    """Whether a line below a question is short as answers are, and neither a thanks nor a question.

    It may be a sign and no more, as "-" is.
    """
    if len(said) > _LONGEST_BARE or wants_out(said):
        return False
    return says_something(said) and said[-1] != "?" if _WORD.search(said) else len(said) < 4
