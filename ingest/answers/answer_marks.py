"""How people number their answers, in one form: «1️⃣ да», «1-суроо: ооба», «первое да» as "1) да"."""

from __future__ import annotations

import re
import unicodedata

from ingest.words.quotemarks import visible

_NOUN = r"(?:вопрос[уе]?(?!\w)|суроо\w{0,4}|сурак\w{0,4}|сұрақ\w{0,4}|пункт\w{0,3}|question)"
_BEGINS = r"(?:^[*_•·\s]*|(?<=[;,.:])\s+)(?:(?:ответ\s+)?((?:по|на)\s+))?"
# The number before its noun, as Kyrgyz and Kazakh have it: «3-суроо: 5», «по 3-му вопросу: 5».
_NUMBER_FIRST = re.compile(
    r"(?:^|(?<=[;,]))[*_•·\s]*(?:(?:ответ\s+)?(?:по|на)\s+)?(\d{1,2})\s?-?(?:й|м?у|ому|чү|чу|чы|чи|ші|шы)?\s?"
    r"(?:суроо|сұрақ|сурак|вопросу?|question|жооп|жауап|ответ)(?:го|ға|ка|қа)?(?:\s+(?:боюнча|бойынча))?"
    r"\s*(?:[:=–—]|-(?=\s|\D))",
    re.I,
)
# The same without a mark, or with an ending and no noun: «3 вопрос 5», «3-й: 5», «1ге ооба».
_WITH_ENDING = re.compile(
    rf"{_BEGINS}(\d{{1,2}})(?=\s?-?[а-яёңөүқғұіәһ])\s?-?"
    r"(?:ый|ий|ой|ое|ье|ая|му|ому|й|я|е|го(?!\s+(?:да|нет)\b)|гө|га|ге|ко|кө|ка|ке|ға|қа|"
    r"и?нчи\w{0,4}|чи|чү|чу|чы|ші|шы)?"
    rf"(?:\s?{_NOUN})?(?:\s?([:=])|\s[-–—])?\s+(?!час\b)",
    re.I,
)
_ENDING = re.compile(r"\d\s?-?[а-яёңөүқғұіәһ]", re.I)
_ON = re.compile(rf"{_BEGINS}(\d{{1,2}})\s?(?::|\s[-–—])\s+(?!\d+\s?[-–—\w])", re.I)
_KEYCAP = re.compile(
    "((?:[0-9]\ufe0f?\u20e3){1,2})|\U0001f51f"
)  # a digit on a telephone's key, and 10
_CIRCLED = re.compile("[\u2460-\u2473]")  # ① to ⑳: beside a digit they would run together with it
_ESCAPED = re.compile(r"(\d)\\([.):-])")  # "1\\. да", as Markdown writes a number that is no list
_BOLD_NUMBER = re.compile(r"(?<![*_\w])([*_]{1,2})(\d{1,2}\s?[.:)]?)\1(?![*_\w])")
_SLASHED = re.compile(r"\s*\d{1,2}\s?/\s?[^\W\d_]")
_SLASH = re.compile(r"(?:^|(?<=[\s;,]))(\d{1,2})\s?/\s?(?=\w)")

# Numbers from 1 on in words, as stems; an ending of their language follows.
_RUSSIAN = (
    "перв втор трет четв[её]рт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат"
    " четырнадцат"
)
_KYRGYZ = (
    "биринчи экинчи [үу]ч[үу]нч[үу] т[өо]рт[үу]нч[үу] бешинчи алтынчы жетинчи сегизинчи"
    " тогузунчу онунчу он_биринчи он_экинчи он_[үу]ч[үу]нч[үу] он_т[өо]рт[үу]нч[үу]"
)
_KAZAKH = (
    "бірінші екінші үшінші төртінші бесінші алтыншы жетінші сегізінші тоғызыншы оныншы"
    " он_бірінші он_екінші он_үшінші он_төртінші"
)
_ENGLISH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth"
)
_ENDINGS = {
    _RUSSIAN: r"(?:ый|ий|ой|ое|ье|ая|ья|ую|ью|ому|ьему|ом|ьем)",
    _KYRGYZ: r"(?:с[иыуү]н?\w{0,2}|г[өео]|к[өео])?",
    _KAZAKH: r"(?:с[іы]н?\w{0,2}|ге|ға|ке|қа)?",
    _ENGLISH: "",
}
_GAP = r"\s"
_NAMED = {
    re.compile(stem.replace("_", _GAP), re.I): number
    for stems in _ENDINGS
    for number, stem in enumerate(stems.split(), 1)
}
_WORD = "|".join(
    f"(?:{'|'.join(reversed(stems.replace('_', _GAP).split()))}){ending}"
    for stems, ending in _ENDINGS.items()
)
_ORDINAL = re.compile(
    rf"{_BEGINS}({_WORD})(?!\w)(\s+{_NOUN})?(?:\s+боюнча|\s+бойынча)?\s*([:–—-]?)\s*", re.I
)
_ORDINAL_LINE = re.compile(
    rf"\W{{0,5}}(?:[^\W\d][^\d:]{{0,40}}:\s+)?(?:(?:ответ\s+)?(?:по|на)\s+)?(?:{_WORD})(?!\w)", re.I
)
_LONGEST_SHOWN = 4_000  # characters of a line


def names_a_number(line: str) -> bool:
    """Whether the line begins with a number in words, behind a few words and ":" at most."""
    return _ORDINAL_LINE.match(line) is not None


def plain_marks(line: str) -> str:
    """The line with one mark for what telephones and languages have many of: "1️⃣ да" is "1) да"."""
    if "\u20e3" in line or "\U0001f51f" in line:
        line = _KEYCAP.sub(lambda key: (re.sub(r"\D", "", key[0]) or "10") + ")", line)
    if not line.isascii():
        line = _CIRCLED.sub(lambda sign: f"{ord(sign[0]) - 0x245F}) ", line)
    if "\\" in line:
        line = _ESCAPED.sub(r"\1\2", line)
    # One sign may stand for eighteen letters.
    shown = unicodedata.normalize("NFKC", visible(line).replace("№", "#"))[:_LONGEST_SHOWN]
    if names_a_number(shown):
        shown = _ORDINAL.sub(_in_digits, shown)
    shown = _BOLD_NUMBER.sub(r"\2 ", shown) if "*" in shown or "_" in shown else shown
    shown = shown.strip("| ") if "|" in shown else shown
    if "/" in shown and _SLASHED.match(shown):
        return _SLASH.sub(r"\1: ", shown)
    shown = _NUMBER_FIRST.sub(r" \1: ", shown)
    if _ENDING.search(shown):
        shown = _WITH_ENDING.sub(_with_ending, shown)
    return _ON.sub(_on, shown).strip()


def _in_digits(found: re.Match[str]) -> str:
    """A mark counts only behind «вопрос» or «по», as «первое: …» may number remarks."""
    number = next(n for name, n in _NAMED.items() if _named(name, found[2]))
    return f" {number}{':' if found[4] and (found[1] or found[3]) else ''} "


def _named(name: re.Pattern[str], word: str) -> bool:
    return name.match(word) is not None


def _with_ending(found: re.Match[str]) -> str:
    return f" {found[2]}{':' if found[3] else ''} "


def _on(found: re.Match[str]) -> str:
    return f" {found[2]}: " if found[1] else found[0]
