"""How words typed by people are compared: what a keyboard or a hurry changes is ignored."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that a Russian keyboard lacks, as people type them without; ё is е in most writing.
_PLAIN_LETTERS = str.maketrans("ёңөүқғәұіһ", "еноукгауих")
_NOT_WORDS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)  # a column of a hundred thousand rows holds few different words
def plain_words(text: str) -> str:
    """`text` in lower case, plain letters and single spaces: 'Рег. №:' → 'рег номер'.

    The sign № counts as the word номер; every other sign only parts words.
    """
    lowered = unicodedata.normalize("NFC", text).casefold().replace("№", " номер ")
    return _NOT_WORDS.sub(" ", lowered.translate(_PLAIN_LETTERS)).strip()
