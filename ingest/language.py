"""In which of the four languages a text is written: by letters only one has, and by small words."""

from __future__ import annotations

import re
from functools import lru_cache

_CAP = 20_000  # characters that are looked at
_LONGEST = 40  # letters of a word, its last ones: so many words of that length are remembered
_ONLY_KAZAKH = frozenset("қғұіәһ")
_TURKIC = frozenset("ңөү")
_WORDS = {
    "ky": "жана менен үчүн ооба жок бул биз биздин мен сиз эмес болду бар ушул кийин деген керек"
    " жатат"
    " болуп экен да текшерүү келди канча жакшы рахмат урматтуу саламатсызбы дагы тууралуу боюнча"
    " кандай"
    " ал алар ошол эле үчүн жооп берди берген эмне качан катары учун менин сиздин ошондой жазуу"
    " айтты",
    "ru": "и в не на что с по как это я мы он был была были но от за из к у нас вы так же для"
    " или уже да нет"
    " его только бы до проверка спасибо здравствуйте очень все мне меня при вас она они"
    " инспектор если",
    "kk": "және мен бойынша үшін иә жоқ бұл біз біздің сіз емес болды бар осы кейін деген керек"
    " жатыр туралы"
    " болып екен тексеру келді рахмет құрметті сәлеметсіз ма ме бір қандай жауап берді осындай"
    " барлық ия"
    " жане ушин жок биз сиз кейин тексеру келди",
    "en": "the and of to a in is was were that it for on with as this be are not have had we i"
    " you they our"
    " please thank thanks yes no dear regards inspector inspection by at from will all very his"
    " did",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}


def detect(text: str) -> str | None:
    """ky, ru, kk or en; None when the text is too short to be sure."""
    words = [word[-_LONGEST:] for word in re.findall(r"[^\W\d_]+", text[:_CAP].lower())]
    if not words:
        return None
    scores = {language: _score(language, words) for language in _SETS}
    best, second = sorted(scores, key=lambda language: -scores[language])[:2]
    if scores[best] < 1.5 or scores[best] < 1.25 * scores[second]:
        return None
    return best


def _score(language: str, words: list[str]) -> float:
    """Small words count one each; letters of the language's own count more the rarer they are."""
    known = _SETS[language]
    return sum((word in known) + _by_letters(language, word) for word in words)


@lru_cache(maxsize=20_000)
def _by_letters(language: str, word: str) -> float:
    if language == "en":
        return 0.25 if word.isascii() and len(word) > 2 else 0.0
    if word.isascii():
        return 0.0
    if _ONLY_KAZAKH & set(word):
        return 1.5 if language == "kk" else -0.5
    if _TURKIC & set(word):
        return {"ky": 1.2, "kk": 0.3, "ru": -0.5}[language]
    if re.search(r"аа|оо|ээ|уу|өө|үү", word):
        return 0.8 if language == "ky" else 0.0
    if re.search(r"[щъцфв]|(?:ого|его|ться|ение|ости|ать|ить|ешь|ый|ий|ая|ой)$", word):
        return 0.5 if language == "ru" else 0.0
    return 0.0
