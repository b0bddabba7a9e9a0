"""Words people answer with, made comparable: four languages, missing letters, Latin typing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from config.questionnaire import Choice, Question

# Soft hyphen, zero-width and direction marks: they go with the letters' change into Latin ones.
_INVISIBLE = (
    *(0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)),
    *(*range(0x2060, 0x2065), *range(0x2066, 0x206A)),
)

# Every letter as Latin letters, so that «жоқ», "жок", "joq" and "zhok" become one skeleton.
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяңөүқғұіәһ"
_AS_LATIN = (
    "a b v g d e e j z i i k l m n o p r s t u f h c ch sh sh _ i _ e iu ia n o u k g u i a h"
)
# And Latin letters as Turkish and Kazakh Latin typing has them.
_TYPED = dict(zip("öüışçğñä", "ouiscgna", strict=True))
_LATIN = {
    **str.maketrans(dict(zip(_CYRILLIC, _AS_LATIN.split(), strict=True)) | _TYPED),
    **dict.fromkeys(_INVISIBLE, ""),
}
_SPELLINGS = (
    ("shch", "sh"), ("sch", "sh"), ("zh", "j"), ("kh", "h"), ("ts", "c"), ("tch", "ch"),
    ("ng", "n"),
    ("q", "k"), ("y", "i"), ("w", "v"), ("_", ""), ("'", ""), ("’", ""), ("`", ""), ("ʼ", ""),
)  # fmt: skip

# Further ways to say a choice with this code, in any questionnaire.
_SAID = {
    "yes": "ооба, ова, ооба болду, да, ага, иә, ия, иа, әрине, албетте, конечно, yes, yep, yeah,"
    " y, так точно"
    ", болду, болгон, болды",
    "no": "жок, жоқ, нет, неа, no, nope, n, болгон жок, болгон эмес, болмады, болған жоқ, не"
    " было, эч качан",
    "unsure": "билбейм, билбеймин, билмеймин, так эле билбейм, не знаю, незнаю, затрудняюсь"
    " ответить"
    ", затрудняюсь, не помню, не уверен, не уверена, ишенбейм, эсимде жок, есімде жоқ, сенімді"
    " емеспін"
    ", not sure, unsure, don't know, dont know, i don't know, do not know, эсимде эмес",
    "both": "оба, обе, и то и другое, то и другое, экөө, экөө тең, экөөсү, экөөсү тең, екеуі,"
    " екеуі де"
    ", both, both of them",
    "neither": "ни то ни другое, ни того ни другого, ни один, экөө тең жок, экөө тең эмес, эч бири"
    ", ешқайсысы, екеуі де жоқ, neither, none",
    "partly": "частично, отчасти, не полностью, жарым-жартылай, жартылай, ішінара, жарым жартылай"
    ", partly, partially, in part",
    "refuse": "отказываюсь отвечать, отказываюсь, не хочу отвечать, без ответа, жооп бергим келбейт"
    ", не буду отвечать, не буду, не хочу, не желаю отвечать, пропущу, пропускаю, skip, pass"
    ", жооп бергим жок, айткым жок, жауап бергім жоқ"
    ", жооп бербейм, жауап бергім келмейді, жауап бермеймін, refuse, prefer not to say, no comment",
    "na": "не применимо, неприменимо, не относится, н/п, тиешелүү эмес, колдонулбайт, қолданылмайды"
    ", қатысы жоқ, not applicable, n/a, na",
}  # fmt: skip

_UNITS = (
    "ноль нөл нуль zero", "бир бір один одна одно one", "эки екі два две двух two",
    "үч үш три трёх three",
    "төрт четыре четырёх four", "беш бес пять пяти five", "алты шесть six", "жети жеті семь seven",
    "сегиз восемь eight", "тогуз тоғыз девять nine", "он десять десяти ten",
)  # fmt: skip


_LONG_I = re.compile("i{2,}")
_KNOWN: dict[int, tuple[Question, dict[str, str]]] = {}
_MOST_KNOWN = 500  # questions whose phrases are remembered: a question holds mappings, no key


def fold(text: str) -> str:
    """The skeleton of `text`: lower case, Latin letters, one spelling for what differs by habit."""
    text = unicodedata.normalize("NFKC", text).lower().translate(_LATIN)
    for spelling, plain in _SPELLINGS:
        text = text.replace(spelling, plain)
    if "ii" in text:
        text = _LONG_I.sub("i", text)
    return " ".join(text.split())


@lru_cache(maxsize=4_096)
def fold_known(text: str) -> str:
    """`fold` of words of ours, remembered; a respondent's words are not kept in memory."""
    return fold(text)


@cache
def number_words() -> dict[str, int]:
    """Skeleton of a number word → the number, 0 to 10."""
    return {fold(word): n for n, words in enumerate(_UNITS) for word in words.split()}


@cache
def said_for(code: str) -> frozenset[str]:
    """Skeletons of what means the choice `code` in any questionnaire: "yes" → «да», «ооба»."""
    return frozenset(fold(phrase) for phrase in _SAID[code].split(", "))


@cache
def general_words() -> frozenset[str]:
    """Skeletons of the single words that answer a choice in any questionnaire: «да», «жок»."""
    said = (phrase for listed in _SAID.values() for phrase in listed.split(", "))
    return frozenset(fold(phrase) for phrase in said if len(phrase) > 1 and " " not in phrase)


def phrases(question: Question) -> dict[str, str]:
    """Skeleton of a phrase → the code it means; a phrase that means two codes is left out."""
    known = _KNOWN.get(id(question))
    if known is None or known[0] is not question:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        # The question is kept beside them, so that its identity is given to no other.
        known = _KNOWN[id(question)] = (question, _phrases(question))
    return known[1]


def _phrases(question: Question) -> dict[str, str]:
    found: dict[str, str | None] = {}
    # What the questionnaire itself says about its choices goes before the words for any.
    for listed in (_own_phrases, _general_phrases):
        level: dict[str, str | None] = {}
        for choice in question.choices:
            for phrase in listed(choice):
                skeleton = fold_known(phrase).strip(' .,;:!?()"«»')
                known = level.get(skeleton, choice.code)
                level[skeleton] = choice.code if known == choice.code else None
        found = level | found
    return {skeleton: code for skeleton, code in found.items() if skeleton and code}


def _own_phrases(choice: Choice) -> Iterable[str]:
    yield choice.code
    yield from choice.label.values()
    for listed in choice.words.values():
        yield from listed


def _general_phrases(choice: Choice) -> Iterable[str]:
    return _SAID.get(choice.code, "").split(", ")
