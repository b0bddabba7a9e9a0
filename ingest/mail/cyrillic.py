"""In which 8-bit charset bytes look most like words: Russian, Kyrgyz, Kazakh, or Western ones."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

# Per letter: those that often follow it (one time in twenty), and those that do now and then; "_"
# is the edge of a word. Counted over the names of countries, languages and currencies in ru, ky,
# kk and uk (Unicode CLDR) and over our own catalogues.
_FOLLOWERS = """
_ кспбтамон вдилгжрфчэузехшқ
а _нрлт ймяздсквпбшгучхефқаи
б аеоиуры ліс_вщцұөя
в аеио с_рныліьшдяу
г аоеирлу в_іыдөсбү
д аеоиыж нсіу_рпмлө
е _рнтсл кймдгвзчцпбшхеж
ё _тмлн рж
ж аинеод іөусым
з а_иде ысівонмубьгярцч
и йн_тяс клрезмгчвбцшдапхофи
й _с тдлынмркечцао
к аиое_ утсрөівышүкмлн
л аиьеоу _гдыіблмтякюғс
м ае_оиб ыусмін
н _аисодегы тнуіькячц
о _лнртвс мкгпдбчйжоешазң
п роеаи_ утікпсл
р аиоеу_ ысдгітквлнмбү
с ктьаеио пылу_ясіврм
т аео_ир ысьувүіктнп
у _рнад зктглчбмсупвйжэюеышңи
ф раиоу ігл_штя
х _аоир міунслтев
ц иеаукь_ ыіояб
ч аеитно уыү_ж
ш еиат_лк ыоувісрнёчүпм
щ еиё аь
ъ яе -
ы _нйлзң рхмкеқтспчшвбг
ь к_сн ятмоешдзгбю
э тслкрм н_фвңчгйз
ю тж_кгнщ асчрңдйзл
я _тн лзмчпсд
ң ы_іуди үғеабт
ө ртн_змл шчйңөгпк
ү _нүлрз шчсңпкмгйдт
ұ рнл ясмдйшпқхтзж
қ а_ыто суиұқмш
ғ аы до
ә сртлкзнд йуж_ма
і _нрлйз яңквспдмбтшгачо
"""
_OFTEN, _SOMETIMES, _SELDOM = 2.0, 1.0, -2.0
_EASE = dict.fromkeys("оеаинтсрвлкмду", 0.7) | dict.fromkeys("фэщцъёіѓ", -0.7)  # single letters
# What mail is written in, the likeliest first, with the points that the rarer ones have to make up.
_CHARSETS = {"cp1251": 0.0, "koi8-u": 0.0, "cp866": 1.0, "iso8859-5": 1.0, "mac-cyrillic": 4.0}
_KAZAKH = ("kz1048", "ptcp154")  # cp1251 with other letters in some places
_SIGNS = frozenset("«»№–—…“”„’‘•\xa0\xad\u200b")
_WESTERN = re.compile(r"[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\xff\u0152\u0153\u0160\u0161\u0178]+")
_HIGH = bytes(range(128, 256))
_LEAST = -2.0  # points for a byte outside ASCII, below which these are no letters at all
_OTHER_WORDS = re.compile(rb"[A-Za-z]{0,30}[\x80-\xff][A-Za-z\x80-\xff]{0,80}")
_WORDS = 30  # that are looked at


def _table() -> dict[str, float]:
    found: dict[str, float] = {}
    for row in _FOLLOWERS.strip().splitlines():
        letter, often, sometimes = row.replace("-", "").split(" ")
        letter = letter.replace("_", " ")
        found |= {letter + after: _OFTEN for after in often.replace("_", " ")}
        found |= {letter + after: _SOMETIMES for after in sometimes.replace("_", " ")}
    return found


_PAIRS = _table()


def likeliest(data: bytes) -> tuple[str | None, float]:
    """The charset in which `data` looks most like words, and how much; None when in no one.

    Not for ASCII and UTF-8, which look like nothing else.
    """
    sample = _sample(data)
    western = western_likeness(sample)
    high = len(sample) - len(sample.translate(None, _HIGH))
    if western > 0 and western >= 2 * high:
        return "cp1252", western
    scores = {name: _points(sample, name) - handicap for name, handicap in _CHARSETS.items()}
    best = max(scores, key=lambda name: scores[name])
    if best == "cp1251":
        kazakh = {name: _points(sample, name) for name in _KAZAKH}
        other = max(kazakh, key=lambda name: kazakh[name])
        if kazakh[other] > scores[best]:
            best, scores = other, kazakh
    if western > 0 and western >= scores[best]:
        return "cp1252", western
    return (best, scores[best]) if scores[best] > _LEAST * high else (None, 0.0)


def _sample(data: bytes) -> bytes:
    """The first words that are not ASCII, with the letters that they have among others."""
    words = islice(_OTHER_WORDS.finditer(data), _WORDS)
    return b" ".join(word[0] for word in words)


def likeness(data: bytes, charset: str) -> float:
    """Points for each pair of Cyrillic letters that words have, less for those they have not."""
    return _points(_sample(data), charset)


def _points(sample: bytes, charset: str) -> float:
    try:
        text = sample.decode(charset, "replace")
    except (LookupError, ValueError):
        return float("-inf")
    return sum(map(_step, " " + text, text + " "))


@lru_cache(50_000)  # pairs of the letters of seven charsets; words are made of a few hundred
def _step(before: str, letter: str) -> float:
    if letter <= "\x7f" and before <= "\x7f":
        return 0
    if letter in _SIGNS or before in _SIGNS:
        return _PAIRS.get((_edge(before) + _edge(letter)).lower(), 0) / 2
    if not ("\u0400" <= letter <= "\u04ff" or letter <= "\x7f"):
        return -4  # a sign of box drawing, a control character
    if (letter <= "\x7f" and letter.isalpha()) or (before <= "\x7f" and before.isalpha()):
        return -2  # letters of two alphabets in one word
    points = _PAIRS.get(_edge(before).lower() + _edge(letter).lower(), _SELDOM)
    points += _EASE.get(letter, 0)
    if not letter.isupper() or not before.isalpha():
        return points
    # The wrong one of cp1251 and koi8-r swaps small letters and capitals.
    return points - 4 if before.islower() else min(points * 0.6, points)


def _edge(letter: str) -> str:
    """`letter` as the table has it: what is no Cyrillic letter is the edge of a word."""
    if letter <= "\x7f" or letter in _SIGNS:
        return " "
    return {"ё": "е", "Ё": "Е"}.get(letter, letter)


def western_likeness(data: bytes) -> float:
    """Points for words of Latin letters with a foreign one here and there."""
    score = 0.0
    for word in _WESTERN.findall(data.decode("cp1252", "replace")):
        if not word.isascii():
            high = sum(letter > "\x7f" for letter in word)
            if high * 2 <= len(word):
                score += 3 * high
            elif len(word) > 3:
                score -= high
    return score
