"""How words typed by people are compared: what a keyboard or a hurry changes is ignored."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that a Russian keyboard lacks, as people type them without; ё is е in most writing.
_PLAIN_LETTERS = str.maketrans("ёңөүқғәұіһ", "еноукгауих")
# Letters that look alike in Latin and Cyrillic, and i for the Kazakh і, as hands mix them; the
# rarer signs are other programs' ways to write ә, ө, ү, ң, қ and ғ.
_LOOKALIKES = str.maketrans("abcehikmoptxyəɵѳҥӊӄҝӷ", "авсеникмортхуаооннккг")
_NOT_WORDS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)  # a column of a hundred thousand rows holds few different words
def plain_words(text: str) -> str:
    """`text` in lower case, plain letters and single spaces: 'Рег. №:' → 'рег номер'.

    The sign № counts as the word номер; every other sign only parts words.
    """
    lowered = unicodedata.normalize("NFC", text).casefold().replace("№", " номер ")
    return _NOT_WORDS.sub(" ", lowered.translate(_PLAIN_LETTERS)).strip()


@lru_cache(maxsize=16384)
def letters_only(text: str) -> str:
    """`plain_words` without the spaces, where letters that look alike in two alphabets are one.

    So hyphens and breaks within a word, spaces too many or too few, and a Latin o in a Russian
    word do not matter: 'Регистра-\nционный № ' and 'Рeгистрационный номер' are the same.
    """
    return plain_words(text).replace(" ", "").translate(_LOOKALIKES)
