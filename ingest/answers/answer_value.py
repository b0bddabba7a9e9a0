"""One answer's words as the value that is stored: a choice, a step of the scale, a number."""

from __future__ import annotations

import re
from functools import cache

from config.questionnaire import LONGEST_TEXT, Question, QuestionKind
from ingest.answers.answer_number import read_number, spelled_once, with_digits
from ingest.answers.remarks import is_harmless, suits_step
from ingest.words.wording import fold, phrases, said_for

_WRAPPING = " \t\"'«»“”„[](){}<>*_.,;:!`"
_OUT_OF = r"(?:/|iz|of|out of|maksimum)"
_UNIT = r"(?:ball\w*|b\b|upai\w*|baga\w*|ocenk\w*|points?|stars?|zvezd\w*)"
# After a step of the scale: "(из 5)", "/5", "балла", "out of 5", or a remark set apart.
_AFTER_STEP = re.compile(
    rf"(?:-?[kg][aeo]\b)?\s*(?:{_UNIT}\.?)?\s*(?:\(?\s*{_OUT_OF}\s*\(?\s*\d{{1,2}}\)?)?\s*"
    rf"(?:{_UNIT})?\s*(?:dep ba\w+|s (?:minusom|pliusom))?\s*\)?\s*(?:[.!+*()]*|[.,;:(–—-].*)",
    re.S,
)
_SAYS_OUT_OF = re.compile(rf"\s*(?:{_UNIT}\.?)?\s*\(?\s*{_OUT_OF}\s*\(?\s*(\d{{1,2}})")
_ANOTHER_NUMBER = re.compile(r"\s*[-–—,]\s*\d|[.,]\d")
_CORRECTED = re.compile(r"\b(?:net|tochnee|vernee|ili|libo|jok|je|nemese|no|or|rather)\W{1,3}\d")
_OF_FIVE = re.compile(r"(\d{1,2})\s*-?(?:ten|tin|den|din|ichinen|dan)\s+(\d{1,2})\b(.*)", re.S)
_BRIGHT = "★⭐🌟"
_BOLD = re.compile(r"(?<![*_\w])[*_]{1,2}(?=\w)|(?<=\w)[*_]{1,2}(?![*_\w])")
_MONTH = (
    r"(?:янв|фев|март|апр|ма[йя]|июн|июл|авг|сент|окт|нояб|дек|қаңтар|ақпан|наурыз|сәуір|мамыр"
    r"|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|jan|feb|march|apr|may\b|june|july|aug"
    r"|sept|oct|nov|dec)\w{0,9}"
)
_REMARK_BEFORE = re.compile(r"([a-z' ]{2,40}?)[ ,.:–—-]{1,3}(?=([1-5])(?!\d))")
_CASE_ENDING = re.compile(r"^-?[kg][aeo]\b")
_END = re.compile(r"(\d)\s?[–—-]\s?(.+)")
_DATE = re.compile(
    r"(?<![\d.])\d{1,2}[./]\d{1,2}[./](?:20)?\d\d(?![\d.])(?:\s*г\.?)?"
    rf"|(?<![\d.,:])\d{{1,2}}(?:-?го)?[\s-]{{1,2}}{_MONTH}(?:\s20\d\d(?:\s*г(?:ода?)?\b\.?)?)?"
    rf"|\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s20\d\d)?",
    re.I,
)
_CROSSES = "❌❎✖✗✘🚫👎"  # beside an answer they may turn it round
# Other pictures beside an answer say nothing.
_PICTURES = re.compile(
    "[\U0001f300-\U0001f44d\U0001f44f-\U0001f5ff\U0001f600-\U0001f67f\U0001f900-\U0001faff"
    "\u2639\u263a\u2705\u2714\u2764\ufe0f\u200d]+"
)
_STARS = re.compile(rf"[*{_BRIGHT}☆✩\ufe0f ]{{1,20}}")
_BEFORE_STEP = re.compile(
    r"(?:([a-z]{1,12}), ?)?"
    r"(?:(?:na|ocenka|otvet|stavl?iu|postavl?iu|tverd[a-z]{1,4})[ :-]{1,3}){0,3}"
)
# A step that is not quite sure is a step all the same: «скорее 2», «4, наверное».
_HEDGES = "|".join(
    map(
        fold,
        (
            *("скорее всего", "скорее", "пожалуй", "наверное", "наверно", "думаю", "примерно"),
            *("где-то", "около", "приблизительно", "возможно", "балким", "болжол менен", "чамасы"),
            *("шамамен", "мүмкін", "бәлкім", "probably", "perhaps", "maybe", "about", "around"),
            *("i think", "i guess", "i would say", "i'd say", "roughly"),
        ),
    )
)
_HEDGED = re.compile(rf"(?:{_HEDGES})[ ,:–—-]{{1,3}}")
_HEDGED_AFTER = re.compile(rf" (?:{_HEDGES})(?=[ .,!)]*$)")
_AFTER_OF = re.compile(r"(\b(?:iz|of|out of|ichinen|ten|ichinde) )([a-z]+)")
# Brackets behind a step that name another or take it back: «5 (шучу, 1)», «5 (минус)».
_TAKES_BACK = re.compile(
    r"\((?!\s*(?:iz|of|out of|maksimum|/)\b)[^()]{0,200}?"
    r"(?:(?<![.:/])\b\d{1,2}(?!\d|\s?[a-z]|[.:/]\d)|\b(?:shu[ct]|minus|ironi|sarkaz|tamasha|azil|jok(?:e|ing)|kidding))"
    r"|\b\d{1,2}\s?[:=]\s?\d|[,;]\s*\d\W*$"  # «5, ошибся, 3: 4», «5, нет же, 4»
)
_SHOWING = (
    *("показал", "показала", "показали", "показывал", "показывали", "предъявил", "предъявили"),
    *("he showed us", "they showed us", "he showed", "she showed", "they showed", "showed"),
)
# The verb before what was shown: «показал только предписание», "they showed both".
_SHOWED = re.compile(f"(?:{'|'.join(map(fold, _SHOWING))})[ :–—-]{{1,3}}")
_DENIED = re.compile(r"([a-z]{1,8})\s?[,.;:–—-]\s?")
_NO_ANSWER = tuple(map(fold, ("нет ответа", "жооп жок", "жауап жоқ", "no answer", "нет данных")))


def read_value(question: Question, said: str) -> str | None:
    """The stored value that `said` means for `question`; None when it is not certain."""
    if question.kind is QuestionKind.TEXT:
        return said.strip()[:LONGEST_TEXT] or None
    if any(cross in said for cross in _CROSSES):
        return None
    if any(star in said for star in _BRIGHT):
        return _stars(question, said)
    if not said.isascii():
        said = _PICTURES.sub(" ", said) if re.search(r"\w", said) else said
    said = _BOLD.sub("", said)
    skeleton = fold(_DATE.sub("", said[:1_000]) if question.choices else said[:1_000])
    if not skeleton.strip(_WRAPPING):
        return _stars(question, said)
    if question.kind is QuestionKind.CHOICE:
        return _choice(question, skeleton.strip(_WRAPPING))
    if question.kind is QuestionKind.NUMBER:
        return read_number(question, _surely(skeleton.strip(_WRAPPING)))
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
    if question.kind is not QuestionKind.CHOICE and with_digits(skeleton)[0].isdigit():
        return True
    starts = (skeleton.removeprefix(phrase) for phrase in phrases(question))
    return any(rest != skeleton and not rest[:1].isalnum() for rest in starts)


def _stars(question: Question, said: str) -> str | None:
    if question.kind is not QuestionKind.SCALE or not _STARS.fullmatch(said.strip()):
        return None
    return _in_range(question, len(re.findall(rf"[*{_BRIGHT}]", said)))


def _step(question: Question, skeleton: str) -> str | None:
    skeleton = with_digits(_bare_step(_surely(skeleton)))
    skeleton = spelled_once(skeleton)
    skeleton = _AFTER_OF.sub(lambda of: of[1] + with_digits(of[2]), skeleton)
    of_five = _OF_FIVE.fullmatch(skeleton)
    if of_five and int(of_five[1]) == question.maximum:
        skeleton = of_five[2] + of_five[3]
    skeleton = _behind_remark(skeleton)
    found = re.match(r"\(?(\d{1,3})(?!\d)\)?", skeleton)
    if not found:
        named = _ends(question).get(skeleton.strip(_WRAPPING))
        return named or _choice(question, skeleton.strip(_WRAPPING))
    rest = skeleton[found.end() :]
    if _ANOTHER_NUMBER.match(rest) or _CORRECTED.search(rest) or _TAKES_BACK.search(rest):
        return None
    if not _AFTER_STEP.fullmatch(rest) and not _goes_with(question, int(found[1]), rest):
        return None
    out_of = _SAYS_OUT_OF.match(rest)
    if out_of and int(out_of[1]) != question.maximum:
        return None
    return _in_range(question, int(found[1]))


def _behind_remark(skeleton: str) -> str:
    """A step without the words before it that say the same: «довольны, 5», «не верю, 1»."""
    lead = _REMARK_BEFORE.match(skeleton)
    return skeleton[lead.end() :] if lead and suits_step(lead[1], int(lead[2])) else skeleton


def _goes_with(question: Question, step: int, rest: str) -> bool:
    """Whether words behind a step say the same as it: «5 доволен», «3 надеюсь», «1 совсем нет»."""
    said = _CASE_ENDING.sub("", rest)
    ends = {words for words, value in _ends(question).items() if value == str(step)}
    return not any(map(str.isdigit, said)) and suits_step(said, step, ends)


def _ends(question: Question) -> dict[str, str]:
    """What the ends of the question's scale are called, each with its step."""
    return _named_ends(tuple(question.ends.values())) if question.ends else {}


@cache
def _named_ends(written: tuple[str, ...]) -> dict[str, str]:
    named = (_END.match(piece) for text in written for piece in text.split(", "))
    return {fold(found[2]).strip(): found[1] for found in named if found}


def _surely(skeleton: str) -> str:
    """A step without the word that makes it less sure."""
    hedge = _HEDGED.match(skeleton)
    skeleton = skeleton[hedge.end() :] if hedge else skeleton
    return _HEDGED_AFTER.sub("", skeleton) if skeleton[:1].isdigit() else skeleton


def _bare_step(skeleton: str) -> str:
    """A step without the words before it: «на 4», «твёрдая четвёрка», «да, 4»."""
    lead = _BEFORE_STEP.match(skeleton)
    if not lead or (lead[1] and lead[1] not in said_for("yes")):
        return skeleton
    bare = with_digits(skeleton[lead.end() :])
    return bare if bare[:1].isdigit() else skeleton


def _in_range(question: Question, step: int) -> str | None:
    return str(step) if question.minimum <= step <= question.maximum else None


def _choice(question: Question, skeleton: str) -> str | None:
    """The code of the longest phrase it begins with, if only harmless remarks follow."""
    known = phrases(question)
    if skeleton in known:
        return known[skeleton]
    if skeleton.startswith(_NO_ANSWER):
        return None
    denied = _DENIED.match(skeleton)
    if denied and denied[1] in said_for("no") and denied[1] not in known:
        # «Нет, вышла за срок» where no choice is "no": the words behind say what it is.
        choice = _choice(question, skeleton[denied.end() :])
        return None if choice == "yes" else choice
    shown = _SHOWED.match(skeleton)
    if shown and (code := known.get(skeleton[shown.end() :])):
        return code
    longest = ""
    for phrase in sorted(known, key=len, reverse=True):
        rest = skeleton.removeprefix(phrase)
        if rest == skeleton or (rest[0].isalnum() and phrase[-1].isalnum()):
            continue
        longest = longest or known[phrase]
        same = {other for other, code in known.items() if code == longest}
        if known[phrase] == longest and is_harmless(rest, longest, same):
            return longest
    return None
