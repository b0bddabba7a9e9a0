"""How much a text says, in letters."""

from __future__ import annotations

import re

from ingest.words.quotemarks import visible

_IDEOGRAPHS = re.compile("[\u2e80-\U0010ffff]")
_ENOUGH = 400  # characters
MANY = 200  # letters of which nobody asks how many more there are


def letters_in(text: str) -> int:
    """How much is said, in letters of an alphabet: an ideograph is a word of three."""
    said = visible(text)
    some = sum(map(str.isalpha, said[:_ENOUGH]))
    if some > MANY:
        return some
    return sum(map(str.isalpha, said)) + 2 * sum(map(str.isalpha, _IDEOGRAPHS.findall(said)))
