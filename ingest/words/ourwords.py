"""The sentences of our own letters, and where they stand in a text, however it is wrapped."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from config.languages import Language, catalogue, mark, sentences
from config.questionnaire import Questionnaire

# What a mail in an old Cyrillic charset shows as "?", with the question mark itself.
_LOST_LETTERS = "?_өүңқғұһәі"
# A word with at least one letter that is not lost, and such words once the lost ones are gone.
_WORD = re.compile(rf"(?<![\w?])[{_LOST_LETTERS}]*+[^\W{_LOST_LETTERS}][\w?]*+")
_SAID = re.compile(r"\w+")
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
    mark("Receipt"),
)
_FACTS = (
    mark("Inspection"),
    mark("Business"),
    mark("Inspecting body"),
    mark("Dates"),
    mark("Receipt code"),
)
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


@dataclass(frozen=True)
class Words:
    """The words of a text, made comparable; a long mail has ten thousands."""

    lines: Sequence[str]  # of the text, in NFC
    said: list[str]
    begins: list[int]  # for each line with words, the index of its first one
    numbers: list[int]  # and the line's own
    spans: dict[int, list[tuple[int, int]]]  # a line's number → where its words stand

    def place(self, at: int) -> tuple[int, int, int]:
        """Where a word stands: its line, the first character, the one behind its last."""
        row = bisect_right(self.begins, at) - 1
        number = self.numbers[row]
        if number not in self.spans:  # a line is asked for where a sentence begins, and ends
            self.spans[number] = _spans(self.lines[number])
        return number, *self.spans[number][at - self.begins[row]]


def _spans(line: str) -> list[tuple[int, int]]:
    plain = line.lower()
    spans = [word.span() for word in _WORD.finditer(plain)]
    # Small letters seldom change a length; where they do, the line's places are its own.
    return spans if len(plain) == len(line) else [(0, len(line))] * len(spans)


@dataclass(frozen=True)
class Match:
    """A stretch of a text's words that repeats a sentence of ours."""

    first: int  # index of its first word
    end: int  # index behind its last word
    sentence: Sentence


Index = Mapping[tuple[str, ...], Sequence[tuple[Sentence, int]]]
"""Three words → the sentences they stand in, and where."""


@dataclass(frozen=True, eq=False)
class Ours:
    """What an installation's letters say."""

    indexes: tuple[Index, ...]
    lines: frozenset[tuple[str, ...]]  # short lines, in words: greetings, headings, our name
    address: re.Pattern[str]  # one of our addresses, also with a token: survey+…@achyk.kg
    grams: frozenset[tuple[str, ...]]  # whatever three words stand together in an index


def our_letters(
    questionnaire: Questionnaire, names: Iterable[str] = (), addresses: Iterable[str] = ()
) -> Ours:
    """The letters about `questionnaire`; `names` are lines they end in: our name, the portal."""
    asked = tuple((q.number, text) for q in questionnaire.questions for text in q.text.values())
    return _letters(asked, tuple(names), frozenset(addresses))


@lru_cache(maxsize=8)
def _letters(
    asked: tuple[tuple[int, str], ...], names: tuple[str, ...], addresses: frozenset[str]
) -> Ours:
    # Together too: some programs run the lines of a paragraph together.
    own = frozenset(tuple(words_of(name)) for name in (*names, " ".join(names))) - {()}
    return _ours((_general(), _questions(asked)), _headings() | own, addresses)


@cache
def our_sentences() -> Ours:
    """What every installation's letters say, whatever they ask."""
    return _ours((_general(),), _headings(), ())


def _ours(
    indexes: tuple[Index, ...], lines: frozenset[tuple[str, ...]], addresses: Iterable[str]
) -> Ours:
    return Ours(indexes, lines, _address(addresses), frozenset().union(*indexes))


def _address(addresses: Iterable[str]) -> re.Pattern[str]:
    written = []
    for address in sorted(addresses):
        local, _, domain = address.partition("@")
        written.append(rf"{re.escape(local)}(?:\+\w{{1,64}})?@{re.escape(domain)}")
    return re.compile(rf"(?<![\w.+-])(?:{'|'.join(written) or '(?!)'})(?![\w-])", re.I)


def words_of(text: str) -> list[str]:
    """The words of `text` made comparable: case, punctuation and lost letters do not count."""
    return _SAID.findall(_comparable(unicodedata.normalize("NFC", text)))


def words_in(text: str) -> Words:
    """Every word of a text in NFC, line by line."""
    words = Words(text.split("\n"), [], [], [], {})
    for number, line in enumerate(_comparable(text).split("\n")):
        said = _SAID.findall(line)
        if said:
            words.begins.append(len(words.said))
            words.numbers.append(number)
            words.said.extend(said)
    return words


def _comparable(text: str) -> str:
    """`text` in small letters, without those that are lost: each is part of a word."""
    text = text.lower()
    for letter in _LOST_LETTERS:
        text = text.replace(letter, "")
    return text


def matches(words: Words, ours: Ours) -> list[Match]:
    """Where the words repeat our sentences, in order; each begins a line or follows another."""
    found: list[Match] = []
    for at in _openings(words.said, ours):
        last = found[-1].end if found else None
        if (last is None or at >= last) and _may_begin(words, at, last, ours):
            match = _longest(words.said, at, ours)
            found += [match] if match else []
    return found


def _openings(said: Sequence[str], ours: Ours) -> list[int]:
    """Where three words stand together as in a sentence of ours."""
    grams = enumerate(zip(said, said[1:], said[2:], strict=False))
    known = ours.grams
    return [at for at, gram in grams if gram in known]


def _may_begin(words: Words, at: int, last: int | None, ours: Ours) -> bool:
    """At the beginning of a line, or not far behind another: some programs run lines together.

    Never within a heading: it is known as a whole, whatever sentence its last words begin.
    """
    row = bisect_right(words.begins, at) - 1
    begin, end = words.begins[row], (*words.begins[row + 1 : row + 2], len(words.said))[0]
    if at != begin and tuple(words.said[begin:end]) in ours.lines:
        return False
    if last is not None and at - last <= _LONGEST_FACT:
        return True
    return at == begin or tuple(words.said[max(at - _GRAM, begin) : at]) in ours.lines


def _longest(said: Sequence[str], at: int, ours: Ours) -> Match | None:
    """The longest stretch from `at` that is enough of a sentence to be one."""
    gram = tuple(said[at : at + _GRAM])
    best: tuple[int, bool, Sentence] | None = None
    for index in ours.indexes:
        for sentence, offset in index.get(gram, ()):
            length = _common(said, at, sentence.words, offset)
            whole = offset + length == len(sentence.words)
            enough = length >= (_WHOLE if whole and offset <= 1 else _PART)
            if enough and (best is None or length > best[0]):
                best = (length, whole, sentence)
    if best is None:
        return None
    length, whole, sentence = best
    rest = sentence if whole else Sentence(sentence.words, is_open=True)
    return Match(at, at + length, rest)


def _common(said: Sequence[str], at: int, sentence: Sequence[str], offset: int) -> int:
    most = min(len(said) - at, len(sentence) - offset)
    length = 0
    while length < most and said[at + length] == sentence[offset + length]:
        length += 1
    return length


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
def fact_names() -> frozenset[tuple[str, ...]]:
    """The names of those facts in comparable words: a charset may have lost letters of them."""
    names = (catalogue(language).gettext(name) for language in Language for name in _FACTS)
    return frozenset(tuple(words_of(name)) for name in names)


@cache
def fact_line() -> re.Pattern[str]:
    """A line of the facts that an invitation lists: «Предприятие: ОсОО …»."""
    names = {catalogue(language).gettext(name) for language in Language for name in _FACTS}
    return re.compile(rf"[>|\s*]*(?:{'|'.join(map(re.escape, sorted(names)))})\s*:", re.I)


@cache
def subject_words() -> re.Pattern[str]:
    """The subject of an invitation or a reminder, wherever it is repeated."""
    between = (r".{1,60}?".join(map(re.escape, pieces)) for pieces in _subjects())
    return re.compile("|".join(between), re.I)


@cache
def subject_cues() -> tuple[str, ...]:
    """The longest piece of each subject, in small letters: without one there is no subject."""
    return tuple({max(pieces, key=len).lower() for pieces in _subjects()})


def _subjects() -> list[list[str]]:
    said = {catalogue(language).gettext(words) for language in Language for words in _SUBJECTS}
    return [_PLACEHOLDER.split(words) for words in sorted(said)]
