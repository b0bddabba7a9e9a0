"""The line in letters to officers above which they write: what stands below it is our own letter.

Some programs quote a letter without any mark. Then nothing else parts the officer's answer from the
applicant's words in it, which would go out as the answer.
"""

from __future__ import annotations

from functools import cache

from config.languages import Language, catalogue, mark
from ingest.words.ourwords import words_of

LINE = mark("Please write your answer above this line.")


def above_line(text: str) -> str:
    """What stands above the line; `text` as it is where there is no line.

    Who wrote below an unmarked letter is asked to write above it: rather that than the applicant's
    own words as the answer to him.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if tuple(words_of(line)) in _said():
            return "\n".join(lines[:number])
    return text


@cache
def _said() -> frozenset[tuple[str, ...]]:
    """The line in each language, in words."""
    return frozenset(tuple(words_of(catalogue(one).gettext(LINE))) for one in Language)
