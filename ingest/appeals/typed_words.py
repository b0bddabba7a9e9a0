"""The words of a line as typed, made comparable, and phrases looked up in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ingest.words.wording import fold, fold_known

LONGEST_LINE = 400  # characters of a line that are looked at
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")
_GREETING_WORDS = 6
_GREETINGS = """
здравствуйте здравствуй добрый доброе доброго день утро вечер дня времени суток уважаемый уважаемая
уважаемые коллеги коллега приветствую привет
саламатсызбы саламатсыздарбы салам урматтуу кесиптештер арыба саламатчылык
сәлеметсіз сәлеметсіздер сәлем салем құрметті әріптестер бе ме кайырлы қайырлы күн таң кеш
hello hi dear colleagues colleague good day morning afternoon evening sir madam
"""
_GREETING = frozenset(fold(_GREETINGS).split())

T = TypeVar("T")
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """A word in a line."""

    folded: str  # one spelling for what people type in many
    start: int  # its first character in the line
    end: int  # the one behind its last


def words_in(line: str) -> list[Word]:
    """The words of a line, in order; what makes no word comparable is left out."""
    found = (
        Word(fold(word[0]), word.start(), word.end())
        for word in _WORD.finditer(line[:LONGEST_LINE])
    )
    return [word for word in found if word.folded]


def phrase(text: str) -> Phrase:
    """Words of ours as `words_in` gives a typed line's."""
    return tuple(word for found in _WORD.findall(text) if (word := fold_known(found)))


def phrases(listed: Mapping[T, str]) -> dict[Phrase, T]:
    """Every phrase of texts in which they stand parted by ";" or line ends → its meaning."""
    return {
        phrase(one): meaning
        for meaning, text in listed.items()
        for one in re.split(r"[;\n]", text)
        if one.strip()
    }


def starting(words: Sequence[Word], at: int, known: Mapping[Phrase, T]) -> tuple[int, T | None]:
    """The longest known phrase that begins at the word `at`: how many words it has, its meaning."""
    longest = min(len(words) - at, max(map(len, known), default=0))
    for count in range(longest, 0, -1):
        meaning = known.get(tuple(word.folded for word in words[at : at + count]))
        if meaning is not None:
            return count, meaning
    return 0, None


def exactly(line: str, known: Mapping[Phrase, T]) -> T | None:
    """The meaning of a line that is one known phrase and signs around it."""
    if len(line) > LONGEST_LINE:
        return None
    return known.get(tuple(word.folded for word in words_in(line)))


def is_greeting(word: Word) -> bool:
    """Whether it is one of the words people greet with."""
    return word.folded in _GREETING


def without_greeting(text: str) -> str:
    """`text` from its first line on that says more than «Здравствуйте, коллеги!»."""
    rest = text.strip()
    for _ in range(2):
        first, _, below = rest.partition("\n")
        words = words_in(first) if len(first) <= LONGEST_LINE else []
        if not 0 < len(words) <= _GREETING_WORDS or not all(map(is_greeting, words)):
            break
        rest = below.strip()
    return rest
