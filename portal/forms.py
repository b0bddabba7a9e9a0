"""From the fields of the survey form to answers, and what is wrong with those that are none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from config.languages import mark
from config.questionnaire import LONGEST_TEXT, Question, QuestionKind, Questionnaire

LONGEST_SHOWN = 40  # characters of a wrong value that are repeated beside it
Fields = Mapping[str, Sequence[str]]  # name → everything sent under it, in order

_NUMBER = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,9}))?")
# Tab and line feed are kept; the database refuses NUL, and nobody types the others.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


@dataclass(frozen=True)
class Problem:
    """What is wrong with what was sent for one question."""

    says: str  # an English sentence marked for translation
    values: Mapping[str, object] = field(default_factory=dict)  # what its placeholders stand for


@dataclass(frozen=True)
class Entered:
    """A form as it was sent. A question left empty stands in none of these."""

    answers: dict[int, str]  # question number → stored value: a code, "4", "2.5"
    words: dict[int, str]  # the same for free words
    problems: dict[int, Problem]
    written: dict[int, str]  # what was sent, right or wrong, to be shown again

    @property
    def empty(self) -> bool:
        """Whether nothing was answered at all, as when a mail scanner presses the button (WB2)."""
        return not self.written


def field_name(question: Question) -> str:
    """The name of a question's form field."""
    return f"q{question.number}"


def read_form(fields: Fields, questionnaire: Questionnaire) -> Entered:
    """The answers among `fields`. Fields that are no question's are not looked at."""
    entered = Entered({}, {}, {}, {})
    for question in questionnaire.questions:
        sent = list(dict.fromkeys(_plain(v) for v in fields.get(field_name(question), ())))
        said = [value for value in sent if value]
        if said:
            entered.written[question.number] = said[0]
            _enter(entered, question, said)
    return entered


def _enter(entered: Entered, question: Question, said: Sequence[str]) -> None:
    read = _read(question, said[0])
    if len(said) > 1:
        entered.problems[question.number] = Problem(mark("Please give one answer only."))
    elif isinstance(read, Problem):
        entered.problems[question.number] = read
    elif question.kind is QuestionKind.TEXT:
        entered.words[question.number] = read
    else:
        entered.answers[question.number] = read


def _plain(value: str) -> str:
    """Without carriage returns (browsers send CRLF), control characters, blanks at the ends."""
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _read(question: Question, said: str) -> str | Problem:
    if question.kind is QuestionKind.TEXT:
        return said if len(said) <= LONGEST_TEXT else _too_long(said)
    if question.kind is QuestionKind.NUMBER:
        return _read_number(question, said)
    if said in question.values():
        return said
    return Problem(mark("Please choose one of the answers listed here."))


def _too_long(said: str) -> Problem:
    says = mark("Please write at most %(most)s characters; there are %(count)s now.")
    return Problem(says, {"most": LONGEST_TEXT, "count": len(said)})


def _read_number(question: Question, said: str) -> str | Problem:
    """A number as the reader of replies stores it: at most two decimals, no empty ones."""
    found = _NUMBER.fullmatch(said)
    number = Decimal(f"{found[1]}.{found[2] or 0}") if found else None
    if number is None or not question.minimum <= number <= question.maximum:
        says = mark("Please write a number from %(low)s to %(high)s; “%(said)s” is not one.")
        values = {"low": question.minimum, "high": question.maximum}
        return Problem(says, {**values, "said": _short(said)})
    return f"{round(number, 2):f}".rstrip("0").rstrip(".")


def _short(said: str) -> str:
    return said if len(said) <= LONGEST_SHOWN else said[: LONGEST_SHOWN - 1] + "…"
