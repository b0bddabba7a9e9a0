"""One answer's words as the value that is stored: a choice, a step of the scale, a number."""

from __future__ import annotations

import re
from decimal import Decimal

from config.questionnaire import LONGEST_TEXT, Question, QuestionKind
from ingest.remarks import is_harmless
from ingest.wording import fold, number_words, phrases

"""Characters of a free answer that are kept."""

_WRAPPING = " \t\"'«»“”„[](){}<>*_.,;:!`"
_OUT_OF = r"(?:/|iz|of|out of|maksimum)"
# After a step of the scale: "(из 5)", "/5", "балла", "out of 5", or a remark set apart.
_AFTER_STEP = re.compile(
    rf"\s*(?:\(?\s*{_OUT_OF}\s*\(?\s*\d{{1,2}}\)?)?\s*"
    r"(?:ball\w*|upai\w*|ocenk\w*|points?|stars?|zvezd\w*)?\s*\)?\s*(?:[.!+*]*|[.,;:(–—-].*)",
    re.S,
)
_SAYS_OUT_OF = re.compile(rf"\s*\(?\s*{_OUT_OF}\s*\(?\s*(\d{{1,2}})")
_ANOTHER_NUMBER = re.compile(r"\s*[-–—,]\s*\d|[.,]\d")
_CORRECTED = re.compile(r"\b(?:net|tochnee|vernee|ili|libo|jok|je|nemese|no|or|rather)\W{1,3}\d")
_OF_FIVE = re.compile(r"(\d{1,2})\s*-?(?:ten|tin|den|din|ichinen|dan)\s+(\d{1,2})\b(.*)", re.S)
_STARS = re.compile(r"[*★⭐\ufe0f ]{1,20}")
_HOUR = r"(?:chas\w{0,3}|ch|saat\w{0,4}|sagat\w{0,4}|hours?|hrs?|h|ch/ch|chelovek-chas\w{0,3})"
_MINUTE = r"(?:minut\w{0,4}|min|minutes?|mins?|m)"
_ABOUT = re.compile(
    r"(?:okolo|primerno|gde-to|v srednem|about|around|approx\w{0,9}|jakin|chamamen|shamamen|vsego"
    r"|~|≈)[\s.]*"
)
_HOURS = re.compile(rf"(\d{{1,6}}(?:[.,]\d{{1,4}})?)\s*{_HOUR}?\.?\s*(?:\(.*\))?", re.S)
_HOURS_MINUTES = re.compile(
    rf"(?:(\d{{1,4}})\s*{_HOUR}\.?\s*(?:i|and|jana|jane)?\s*)?(\d{{1,4}})\s*{_MINUTE}\.?"
)
_HALVES = {
    fold(words): Decimal(value)
    for value, listed in (
        ("0.5", "полчаса, пол часа, жарым саат, жарты сағат, half an hour, half hour"),
        ("1", "час, an hour"),
        ("1.5", "полтора часа, полтора, бир жарым саат, бір жарым сағат, one and a half hours"),
        ("2.5", "два с половиной часа, эки жарым саат, екі жарым сағат, two and a half hours"),
    )
    for words in listed.split(", ")
}
_NO_ANSWER = tuple(map(fold, ("нет ответа", "жооп жок", "жауап жоқ", "no answer", "нет данных")))


def read_value(question: Question, said: str) -> str | None:
    """The stored value that `said` means for `question`; None when it is not certain."""
    if question.kind is QuestionKind.TEXT:
        return said.strip()[:LONGEST_TEXT] or None
    skeleton = fold(said[:1_000])
    if not skeleton.strip(_WRAPPING):
        return _stars(question, said)
    if question.kind is QuestionKind.CHOICE:
        return _choice(question, skeleton.strip(_WRAPPING))
    if question.kind is QuestionKind.NUMBER:
        return _number(question, skeleton.strip(_WRAPPING))
    return _step(question, skeleton.strip(" \t\"'«»“”[]{}<_`:"))


def read_plainly(question: Question, said: str) -> str | None:
    """As `read_value`, but only if no words follow the answer unless set apart: «да, была».

    For answers without a mark between number and value, which running text can look like.
    """
    if question.kind is QuestionKind.CHOICE and not begins_plainly(question, said):
        return None
    return read_value(question, said)


def begins_plainly(question: Question, said: str) -> bool:
    """Whether a choice stands at the beginning, alone or set apart: «да», «да, но»."""
    first = re.split(r"[,.;:(!]|\s[-–—]\s", said.strip(), maxsplit=1)[0]
    return fold(first[:200]).strip(_WRAPPING) in phrases(question)


def begins_with_answer(question: Question, said: str) -> bool:
    """Whether words begin as an answer to `question` does, whatever follows: «да что вы»."""
    skeleton = fold(said[:200]).strip(_WRAPPING)
    if question.kind is QuestionKind.TEXT or not skeleton:
        return False
    if question.kind is not QuestionKind.CHOICE and _with_digits(skeleton)[0].isdigit():
        return True
    starts = (skeleton.removeprefix(phrase) for phrase in phrases(question))
    return any(rest != skeleton and not rest[:1].isalnum() for rest in starts)


def _stars(question: Question, said: str) -> str | None:
    if question.kind is not QuestionKind.SCALE or not _STARS.fullmatch(said.strip()):
        return None
    return _in_range(question, len(re.findall(r"[*★⭐]", said)))


def _step(question: Question, skeleton: str) -> str | None:
    skeleton = _with_digits(skeleton)
    of_five = _OF_FIVE.fullmatch(skeleton)
    if of_five and int(of_five[1]) == question.maximum:
        skeleton = of_five[2] + of_five[3]
    found = re.match(r"\(?(\d{1,3})(?!\d)\)?", skeleton)
    if not found:
        return _choice(question, skeleton.strip(_WRAPPING))
    rest = skeleton[found.end() :]
    if _ANOTHER_NUMBER.match(rest) or _CORRECTED.search(rest) or not _AFTER_STEP.fullmatch(rest):
        return None
    out_of = _SAYS_OUT_OF.match(rest)
    if out_of and int(out_of[1]) != question.maximum:
        return None
    return _in_range(question, int(found[1]))


def _with_digits(skeleton: str) -> str:
    """A number word at the beginning as digits: «беш» is 5."""
    word = re.match(r"[a-z]+", skeleton)
    if word and word[0] in number_words():
        return str(number_words()[word[0]]) + skeleton[word.end() :]
    return skeleton


def _in_range(question: Question, step: int) -> str | None:
    return str(step) if question.minimum <= step <= question.maximum else None


def _choice(question: Question, skeleton: str) -> str | None:
    """The code of the longest phrase it begins with, if only harmless remarks follow."""
    known = phrases(question)
    if skeleton in known:
        return known[skeleton]
    if skeleton.startswith(_NO_ANSWER):
        return None
    for phrase in sorted(known, key=len, reverse=True):
        rest = skeleton.removeprefix(phrase)
        if rest != skeleton and not (rest[0].isalnum() and phrase[-1].isalnum()):
            same = {other for other, code in known.items() if code == known[phrase]}
            return known[phrase] if is_harmless(rest, known[phrase], same) else None
    return None


def _number(question: Question, skeleton: str) -> str | None:
    about = _ABOUT.match(skeleton)
    skeleton = skeleton[about.end() :] if about else skeleton
    if skeleton in _HALVES:
        return _number_in_range(question, _HALVES[skeleton])
    skeleton = _with_digits(skeleton)
    timed = _HOURS_MINUTES.fullmatch(skeleton)
    if timed:
        return _number_in_range(question, int(timed[1] or 0) + Decimal(timed[2]) / 60)
    hours = _HOURS.fullmatch(skeleton)
    return _number_in_range(question, Decimal(hours[1].replace(",", "."))) if hours else None


def _number_in_range(question: Question, number: Decimal) -> str | None:
    if not question.minimum <= number <= question.maximum:
        return None
    plain = f"{round(number, 2):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
