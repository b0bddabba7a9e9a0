"""Text that was encoded twice, brought back: UTF-8 taken for an 8-bit charset, then encoded."""

from __future__ import annotations

import re

_LEAST = 3  # letters, so that no real word of two is taken for a trace
_LONGEST = 200_000
# First bytes of Cyrillic letters in UTF-8, as the 8-bit charsets show them, and what tells at the
# first real word that it is none: a letter standing for a first byte with no second byte after it.
_TRACES = (
    ("cp1252", "ÐÑ", re.compile("[À-ÿ](?![^\x00-\x7fÀ-ÿ])")),
    ("cp1251", "РС", re.compile("[А-я](?![^\x00-\x7fА-я])")),
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def _places(charset: str) -> dict[int, int]:
    """The byte of each letter; places a charset leaves free pass as control characters."""
    octets = ((bytes([place]).decode(charset, "ignore"), place) for place in range(256))
    return {ord(letter): place for letter, place in octets if letter}


_PLACES = {charset: _places(charset) for charset, _, _ in _TRACES}


def undone_twice(text: str) -> str:
    """`text` as it was before its second encoding; itself when it was encoded once.

    Real words do not become valid UTF-8 that way: after Р or С stand letters, not the signs that
    second bytes turn into.
    """
    for charset, traces, once in _TRACES:
        leading = sum(text.count(trace) for trace in traces)
        if leading >= _LEAST and len(text) <= _LONGEST and not once.search(text):
            found = _reread(text, charset)
            if found is not None and len(_CYRILLIC.findall(found)) >= _LEAST:
                return found
    return text


def _reread(text: str, charset: str) -> str | None:
    try:
        return text.translate(_PLACES[charset]).encode("latin-1").decode("utf-8")
    except ValueError:
        return None
