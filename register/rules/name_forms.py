"""Names as they are bent and spelled: «Асановым», «Асановдун», "Asanov" are forms of one base.

Every word is written in one plain alphabet first, in which Cyrillic and Latin spellings meet; then
a form is its base with an ending of Russian, Kyrgyz or Kazakh.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_CYRILLIC = str.maketrans(
    "абвгдеёжзийклмнопрстуфхцчшщыэюяңөүұқғәіһ",
    "abvgdeejziiklmnoprstufhcqwwieuanouukgaih",
    "ъь",
)
_LOOKALIKES = str.maketrans("abcehikmoptxy", "авсенікмортху")  # Latin among Cyrillic letters
_IS_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = (
    *(("w", "v"), ("shch", "w"), ("sch", "w"), ("sh", "w"), ("tch", "q"), ("ch", "q")),
    *(("zh", "j"), ("kh", "h"), ("ts", "c"), ("ph", "f"), ("x", "ks"), ("y", "i")),
)
_SOFT = re.compile(r"i(?=[aeou])")  # ya, ia, ja are one
_TWICE = re.compile(r"(.)\1+")

_CASE = (
    r"(?:[dt][iu]n?|n[iu]n|[gk][aeo]|[dt][aeo][ni]?|n[ae]n|[bp][iu]|[mbp][ae]n|l[aeo]"
    r"|[dtn][iu]k[iu]n?[a-z]{0,4})"
)
_TURKIC = rf"(?:[ldt][aeo]r)?{_CASE}|[ldt][aeo]r"
_RUSSIAN = "a|u|e|i|o|m|om|em|im|oi|ei|ou|eu|ih|imi|am|ami|ah|ogo|omu|ego|emu|ov|ev"
_ENDING = re.compile(rf"(?:{_RUSSIAN}|(?:[aeiou]n[iu]|[aeiou])?(?:{_TURKIC})?|[aeiou]?n[iu])")
_SETTLEMENT = re.compile(r"k[aeiou]")  # Петровка is a village, and Petrov lives elsewhere
_PATRONYMIC_ENDING = re.compile(r"iq|n(?:[aeiu]|oi|ou)$")  # Ивановны is who Ivan's daughter is
_STRONG = re.compile(r"(?:(?:ov|ev|in)a?|[sc]k(?:i|a))$")
_ADJECTIVE = re.compile(r"(?<=[sc]k)(?:i|a)$")
PATRONYMIC = re.compile(r"(?:viq|iniq|iliq|miq|t[iu]q|ovna|evna|iqna|iniqna)$")
SON_OF = frozenset({"ulu", "uulu", "kizi", "gizi", "uli", "ogli", "olu"})
_GIVEN = re.compile(  # given names that end as surnames do
    r"(?:mar|ir|pol|gal|ekater|krist|valent|al|kar|ar|reg|angel|sab|mad|anton|evgen|alb|el|am|ruf"
    r"|akul|snej|n|z|d)ina?|konstantin|martin"
)


@dataclass(frozen=True)
class Base:
    """What all forms of a name begin with."""

    text: str
    is_strong: bool  # it is a surname by its form, and hardly another word


@lru_cache(maxsize=16384)
def plain(word: str) -> str:
    """A word in the one alphabet: «Жээнбековдун» → jenbekovdun, "Zheenbekov" → jenbekov."""
    lowered = unicodedata.normalize("NFC", word).casefold()
    if _IS_CYRILLIC.search(lowered):
        # The Kazakh dative is told from a Russian village while the letter is still there.
        spelled = lowered.translate(_LOOKALIKES).removesuffix("қа") + "га" * lowered.endswith("қа")
        spelled = "".join(c for c in spelled if c not in "ъь").translate(_CYRILLIC)
    else:
        spelled = "".join(c for c in unicodedata.normalize("NFKD", lowered) if c.isalpha())
        for latin, one in _LATIN:
            spelled = spelled.replace(latin, one)
    return _TWICE.sub(r"\1", _SOFT.sub("", spelled.replace("dj", "j")))


def base_of(token: str) -> Base:
    """The base of a plain word of a person's name, as it is registered."""
    if _STRONG.search(token) and len(token) >= 5 and not _GIVEN.fullmatch(token):
        return Base(_ADJECTIVE.sub("", token.removesuffix("a")), is_strong=True)
    if len(token) >= 4 and token[-1] in "aei":
        return Base(token[:-1], is_strong=False)
    return Base(token, is_strong=False)


def is_form(base: Base, word: str) -> bool:
    """Whether a plain word that begins with the base is a form of it."""
    ending = word[len(base.text) :]
    if base.is_strong and (_SETTLEMENT.match(ending) or _PATRONYMIC_ENDING.match(ending)):
        return False
    return _ENDING.fullmatch(ending) is not None
