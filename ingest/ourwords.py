"""The sentences of our own letters, and where they stand in a text, however it is wrapped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from config.languages import Language, catalogue, mark, sentences
from config.questionnaire import Questionnaire

_WORD = re.compile(r"[\w?]+")
# What a mail in an old Cyrillic charset shows as "?", with the question mark itself.
_LOST_LETTERS = "?_өүңқғұһәі"
_LOST = str.maketrans("", "", _LOST_LETTERS)
_LOST_ONE = re.compile(f"[{_LOST_LETTERS}]")
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
_GRAM = 3  # words by which a sentence is looked up
_WHOLE = 4  # words of a sentence that is known when all of it is there
_PART = 6  # words that are known when only a part of a sentence is there
_LONGEST_FACT = 60  # words that may stand within a line between two sentences of ours

# Short lines of our letters, known only beside longer ones.
_HEADINGS = (
    mark("Good day!"),
    mark("How to answer"),
    mark("Questions"),
    mark("Not answered yet"),
    mark("Thank you!"),
)
_FACTS = (mark("Inspection"), mark("Business"), mark("Inspecting body"), mark("Dates"))
_SUBJECTS = (
    mark("Inspection %(number)s: how did it go?"),
    mark("A reminder: inspection %(number)s, how did it go?"),
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of ours, or its part up to a placeholder."""

    words: tuple[str, ...]  # as `words_of` gives them
    question: int = 0  # the number of the question it asks; 0: none
    is_open: bool = False  # a fact of the letter follows: a link, a date


class Word(NamedTuple):
    """A word of a text, made comparable, and where it stands; a long mail has ten thousands."""

    said: str
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Match:
    """A stretch of a text's words that repeats a sentence of ours."""

    first: int  # index of its first word
    end: int  # index behind its last word
    sentence: Sentence


Index = Mapping[tuple[str, ...], Sequence[tuple[Sentence, int]]]
"""Three words → the sentences they stand in, and where."""


@dataclass(frozen=True)
class Ours:
    """What an installation's letters say."""

    indexes: tuple[Index, ...]
    lines: frozenset[tuple[str, ...]]  # short lines, in words: greetings, headings, our name
    address: re.Pattern[str]  # one of our addresses, also with a token: survey+…@achyk.kg


def our_letters(
    questionnaire: Questionnaire, names: Iterable[str] = (), addresses: Iterable[str] = ()
) -> Ours:
    """The letters about `questionnaire`; `names` are lines they end in: our name, the portal."""
    asked = tuple((q.number, text) for q in questionnaire.questions for text in q.text.values())
    listed = list(names)
    # Together too: some programs run the lines of a paragraph together.
    own = frozenset(tuple(words_of(name)) for name in (*listed, " ".join(listed))) - {()}
    return Ours(
        (_general(), _questions(asked)),
        _headings() | own,
        _address(addresses),
    )


@cache
def our_sentences() -> Ours:
    """What every installation's letters say, whatever they ask."""
    return Ours((_general(),), _headings(), _address(()))


def _address(addresses: Iterable[str]) -> re.Pattern[str]:
    written = []
    for address in sorted(addresses):
        local, _, domain = address.partition("@")
        written.append(rf"{re.escape(local)}(?:\+\w{{1,64}})?@{re.escape(domain)}")
    return re.compile(rf"(?<![\w.+-])(?:{'|'.join(written) or '(?!)'})(?![\w-])", re.I)


def words_of(text: str) -> list[str]:
    """The words of `text` made comparable: case, punctuation and lost letters do not count."""
    said = (found[0].translate(_LOST) for found in _WORD.finditer(_plain(text)))
    return [word for word in said if word]


def placed(lines: Sequence[str]) -> list[Word]:
    """Every word of the lines with its place."""
    words: list[Word] = []
    for number, line in enumerate(lines):
        plain = _plain(line)
        lost = _LOST_ONE.search(plain) is not None
        # Normalisation seldom changes a length; where it does, the line's places are its own.
        whole = len(plain) != len(line)
        for found in _WORD.finditer(plain):
            said = found[0].translate(_LOST) if lost else found[0]
            if said:
                start, end = (0, len(line)) if whole else found.span()
                words.append(Word(said, number, start, end))
    return words


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def matches(words: Sequence[Word], ours: Ours) -> list[Match]:
    """Where the words repeat our sentences, in order; each begins a line or follows another."""
    found: list[Match] = []
    at = 0
    while at < len(words):
        match = _longest(words, at, ours) if _may_begin(words, at, found, ours) else None
        if match:
            found.append(match)
        at = match.end if match else at + 1
    return found


def _may_begin(words: Sequence[Word], at: int, found: Sequence[Match], ours: Ours) -> bool:
    """At the beginning of a line, or not far behind another: some programs run lines together."""
    if at == 0 or words[at].line != words[at - 1].line:
        return True
    if found and at - found[-1].end <= _LONGEST_FACT:
        return True
    before = [word.said for word in words[max(at - _GRAM, 0) : at] if word.line == words[at].line]
    return tuple(before) in ours.lines


def _longest(words: Sequence[Word], at: int, ours: Ours) -> Match | None:
    """The longest stretch from `at` that is enough of a sentence to be one."""
    gram = tuple(word.said for word in words[at : at + _GRAM])
    best: Match | None = None
    for index in ours.indexes:
        for sentence, offset in index.get(gram, ()):
            length = _common(words, at, sentence.words, offset)
            whole = offset + length == len(sentence.words)
            enough = length >= (_WHOLE if whole and offset <= 1 else _PART)
            if enough and (best is None or length > best.end - best.first):
                rest = Sentence(sentence.words, sentence.question if whole else 0, True)
                best = Match(at, at + length, sentence if whole else rest)
    return best


def _common(words: Sequence[Word], at: int, sentence: Sequence[str], offset: int) -> int:
    most = min(len(words) - at, len(sentence) - offset)
    alike = (words[at + n].said == sentence[offset + n] for n in range(most))
    return next((n for n, same in enumerate(alike) if not same), most)


@cache
def _general() -> Index:
    """The sentences of all catalogues: whatever we write stands there."""
    known = (part for language in Language for s in sentences(language) for part in _parts(s))
    return _indexed(known)


def _parts(sentence: str) -> Iterator[Sentence]:
    """A sentence cut at its placeholders."""
    *inner, last = _PLACEHOLDER.split(sentence)
    for part in inner:
        yield Sentence(tuple(words_of(part)), is_open=True)
    # «… %(date)s.»: the fact ends the sentence, so that nothing of it follows.
    yield Sentence(tuple(words_of(last)))


@lru_cache(maxsize=8)
def _questions(asked: tuple[tuple[int, str], ...]) -> Index:
    return _indexed(
        Sentence((str(number), *words_of(text)), question=number) for number, text in asked
    )


def _indexed(known: Iterable[Sentence]) -> Index:
    index: dict[tuple[str, ...], list[tuple[Sentence, int]]] = {}
    for sentence in known:
        for at in range(len(sentence.words) - _GRAM + 1):
            index.setdefault(sentence.words[at : at + _GRAM], []).append((sentence, at))
    return index


@cache
def _headings() -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(words_of(catalogue(language).gettext(heading)))
        for language in Language
        for heading in _HEADINGS
    )


@cache
def fact_line() -> re.Pattern[str]:
    """A line of the facts that an invitation lists: «Предприятие: ОсОО …»."""
    names = {catalogue(language).gettext(name) for language in Language for name in _FACTS}
    return re.compile(rf"[>|\s*]*(?:{'|'.join(map(re.escape, sorted(names)))})\s*:", re.I)


@cache
def subject_words() -> re.Pattern[str]:
    """The subject of an invitation or a reminder, wherever it is repeated."""
    said = {catalogue(language).gettext(words) for language in Language for words in _SUBJECTS}
    between = (r".{1,60}?".join(map(re.escape, _PLACEHOLDER.split(s))) for s in sorted(said))
    return re.compile("|".join(between), re.I)
