"""Text that was encoded twice, brought back: UTF-8 taken for an 8-bit charset, then encoded."""

from __future__ import annotations

_LEAST = 3  # letters, so that no real word of two is taken for a trace
_LONGEST = 200_000
# First bytes of Cyrillic letters in UTF-8, as the 8-bit charsets show them.
_TRACES = (("cp1252", "ÐÑ"), ("cp1251", "РС"))


def undone_twice(text: str) -> str:
    """`text` as it was before its second encoding; itself when it was encoded once.

    Real words do not become valid UTF-8 that way: after Р or С stand letters, not the signs that
    second bytes turn into.
    """
    for charset, traces in _TRACES:
        leading = sum(text.count(trace) for trace in traces)
        if leading >= _LEAST and len(text) <= _LONGEST:
            found = _reread(text, charset)
            if found is not None and sum("\u0400" <= c <= "\u04ff" for c in found) >= _LEAST:
                return found
    return text


def _reread(text: str, charset: str) -> str | None:
    try:
        return b"".join(_byte(letter, charset) for letter in text).decode("utf-8")
    except ValueError:
        return None


def _byte(letter: str, charset: str) -> bytes:
    """Places that a charset leaves free pass as control characters of the same number."""
    try:
        return letter.encode(charset)
    except UnicodeEncodeError:
        if letter > "\xff":
            raise
        return letter.encode("latin-1")
