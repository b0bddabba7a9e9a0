"""Numbers as people write them: in words, twice, as hours and minutes."""

from __future__ import annotations

import re
from decimal import Decimal

from config.questionnaire import Question
from ingest.words.wording import fold, number_words

_HOUR = (
    r"(?:chas\w{0,3}|ch|saat\w{0,4}|sagat\w{0,4}|hours?|hrs?|h|ch/ch|cheloveko?[-/ ]?chas\w{0,3})"
)
_MINUTE = r"(?:m[iu]n[uo]t\w{0,4}|min|minutes?|mins?|m)"
_ABOUT = re.compile(
    r"(?:okolo|primerno|gde-to|v srednem|about|around|approx\w{0,9}|jakin|chamamen|shamamen|vsego"
    r"|itogo"
    r"|v obshei slojnosti|v summe|bardigi|baari bolup|jalpi|barligi|in total|in all|total"
    r"|~|≈)[\s.]*"
)
_HOURS = re.compile(rf"(\d{{1,6}}(?:[.,]\d{{1,4}})?)\s*{_HOUR}?\.?\s*(?:\([^()]*\)?)?", re.S)
_HOUR_FIRST = re.compile(r"chas(?:a|ov) (\w{1,12})")  # «часа три»: about three
_HOURS_MINUTES = re.compile(
    rf"(?:(\d{{1,4}})\s*{_HOUR}\.?\s*(?:i|and|jana|jane)?\s*)?(\d{{1,4}})\s*{_MINUTE}\.?"
)
_HALVES = {
    fold(words): Decimal(value)
    for value, listed in (
        ("0.5", "полчаса, пол часа, жарым саат, жарты сағат, half an hour, half hour"),
        ("1", "час, an hour"),
        (
            "1.5",
            "полтора часа, полтора, бир жарым саат, бір жарым сағат, one and a half hours"
            ", an hour and a half, час с половиной, полтора час",
        ),
        ("2.5", "два с половиной часа, эки жарым саат, екі жарым сағат, two and a half hours"),
    )
    for words in listed.split(", ")
}
# A step named as in school: «пятёрка», «на тройку», «бестік».
_SCHOOL_MARKS = {
    fold(word): step
    for step, words in (
        (5, "пятёрка пятёрку пятёрочка пятёрочку бештик бестік"),
        (4, "четвёрка четвёрку четвёрочка четвёрочку төрттүк төрттік"),
        (3, "тройка тройку троечка троечку үчтүк үштік"),
        (2, "двойка двойку двоечка двоечку экилик екілік"),
        (1, "единица единицу бирлик бірлік"),
    )
    for word in words.split()
}
_TWICE = re.compile(r"(\d{1,4})\s?\(\s?([a-z]{2,12}|\d{1,4})\s?\)")
_CASE = re.compile(r"(?:[kg][aeo]|t[iu])$")  # «бешке», «төрткө», «үчтү»
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}(?!\d)")  # «1.000»: one hour, or a thousand


def read_number(question: Question, skeleton: str) -> str | None:
    about = _ABOUT.match(skeleton)
    skeleton = skeleton[about.end() :] if about else skeleton
    if skeleton in _HALVES:
        return _number_in_range(question, _HALVES[skeleton])
    skeleton = with_digits(skeleton)
    skeleton = spelled_once(skeleton)
    if _THOUSANDS.match(skeleton):
        return None
    inverted = _HOUR_FIRST.fullmatch(skeleton)
    skeleton = with_digits(inverted[1]) if inverted else skeleton
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


def with_digits(skeleton: str) -> str:
    """A number word at the beginning as digits: «беш» is 5."""
    word = re.match(r"[a-z]+", skeleton)
    if word and word[0] in _SCHOOL_MARKS:
        return str(_SCHOOL_MARKS[word[0]]) + skeleton[word.end() :]
    bare = _CASE.sub("", word[0]) if word else ""
    if word and (number := number_words().get(word[0], number_words().get(bare))) is not None:
        return str(number) + skeleton[word.end() :]
    return skeleton


def spelled_once(skeleton: str) -> str:
    """«4 (четыре)» as 4; «4 (пять)» as it is, with a sign that no number is read from."""
    twice = _TWICE.match(skeleton)
    if not twice:
        return skeleton
    again = with_digits(twice[2])
    if not again.isdigit():
        return skeleton
    return twice[1] + skeleton[twice.end() :] if again == twice[1] else f"?{skeleton}"
