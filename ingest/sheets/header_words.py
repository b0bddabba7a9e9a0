"""Which column a header's words mean, however they are broken, numbered, marked or mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from config.columns import Columns, Fillers, Group
from config.matching import letters_only, plain_words

NEAR = 0.85  # difflib's ratio from which a header is proposed, never taken
LONGEST = 300  # characters of a header; what is longer is a title or a text
_LONGEST_NEAR = 100
_SHORTEST_NEAR = 4  # letters; a shorter word is near to too many others
_MOST_WORDS = 14
_MOST_BEHIND = 2  # words behind a comma that are a unit or a form, whatever they say

# Marks of footnotes: stars, raised digits, "1)" behind the last letter; and a number in front.
_MARKS = re.compile(r"[*†‡¹²³⁰⁴-⁹]+|(?<=[^\W\d_])\s*\d{1,2}\)?\s*$")
_NUMBER = re.compile(r"^\s*(?:гр(?:афа)?\.?\s*)?\d{1,2}(?:\.\d{1,2})*\s*[.):]?\s*(?=[^\d\s])")
_BRACKETS = re.compile(r"\([^()]*\)?|\[[^][]*\]?|\{[^{}]*\}?")
_CUT = re.compile(r"([^\W_]+|№)(\.?)")
_NUMBER_SIGNS = ("номери", "нөмірі")  # what № is read as where the language needs the ending
_SIGNS = re.compile(r"[\n/|;]")  # between languages
_WEAK_SIGNS = re.compile(r"[,:]|\s[-–—]\s")
_COUNTED = frozenset({"fine_som", "violations"})
_REACHES = frozenset({"email", "phone", "address", "contact_person"})
# Whoever reads "E-mail (инспектора)" as the business's address writes to the inspector.
_STAFF = re.compile("инспект|проверяющ|инспекци|контролер|текшеруучу|тексеруши|исполнител|инsрест")


class Meaning(NamedTuple):
    """A column that a header means."""

    code: str
    rank: int  # 0 the template's own header, 1 another known one, 2 read out of its parts


def recognise(text: str, columns: Columns) -> str | None:
    """The column code that a header's text means.

    Line breaks, hyphens at the ends of lines, footnote marks and numbers do not matter. A header
    in two languages ("Каттоо номери / Рег. номер") or with an explanation in brackets is read by
    its parts, when they agree.
    """
    found = meaning(text, columns)
    return found.code if found else None


@lru_cache(maxsize=8192)
def meaning(text: str, columns: Columns) -> Meaning | None:
    """What `recognise` finds, and how sure it is: the surer of two columns is read."""
    if len(text) > LONGEST:
        return None
    bare, *others = _wholes(text)
    if code := columns.by_letters.get(bare):
        own = bare in map(letters_only, (code, *columns.column(code).header.values()))
        return Meaning(code, 0 if own else 1)
    for whole in others:
        if code := columns.by_letters.get(whole):
            return _unless_foreign(code, text, columns)
    code = _agreed([_BRACKETS.sub(" ", text)], columns) or _agreed(_parts(text), columns)
    code = code or _twice(bare_words(text), columns) or _with_lost_letters(text, columns)
    code = code or _shortened(text, columns)
    if code is None and ":" in text:
        above, _, below = text.partition(":")
        group = group_of(above, columns)
        return _in_group(group, (above,), below, columns) if group else None
    return _unless_foreign(code, text, columns) if code else None


def _agreed(parts: Sequence[str], columns: Columns) -> str | None:
    """The one column that those of the parts mean that mean any."""
    found = {code for part in parts if (code := _part(part, columns))}
    return found.pop() if len(found) == 1 else None


def _part(text: str, columns: Columns) -> str | None:
    """What a part of a header means, also without the words that only repeat what it is about."""
    whole, *rest = _WEAK_SIGNS.split(_bare(text))
    words = [letters_only(word) for word in plain_words(_bare(whole)).split()]
    found = {columns.by_letters.get("".join(words))}
    for fillers in columns.fillers if 1 < len(words) <= _MOST_WORDS else ():
        found |= {columns.by_letters.get(one) for one in _without(words, fillers)} & fillers.columns
    found.discard(None)
    code = found.pop() if len(found) == 1 else None
    return code if all(_adds_nothing(one, code, columns) for one in rest) else None


def _without(words: list[str], fillers: Fillers) -> Iterator[str]:
    """The words without the fillers: without all of them, or those at the end or the beginning."""
    filled = [fillers.words.match(word) is not None for word in words]
    if any(filled):
        yield "".join(compress(words, (not one for one in filled)))
    for at in range(1, len(words)):
        if all(filled[at:]):
            yield "".join(words[:at])
        if all(filled[:at]):
            yield "".join(words[at:])


def _adds_nothing(text: str, code: str | None, columns: Columns) -> bool:
    """Is what stands behind a comma a unit, a form, the same again, or what the header is about?"""
    words = plain_words(text).split()
    other = columns.by_letters.get(letters_only(text))
    filled = [fillers for fillers in columns.fillers if code in fillers.columns]
    if other is not None:
        return other == code
    return len(words) <= _MOST_BEHIND or all(
        any(one.words.match(letters_only(word)) for one in filled) for word in words
    )


def _shortened(text: str, columns: Columns) -> str | None:
    """A header with words cut by a dot or in two by a hyphen: "Наимен. предпр.", "к-во наруш."."""
    if "." not in text or len(text) > _LONGEST_NEAR:
        return None
    words = _CUT.findall(_BRACKETS.sub(" ", _bare(text)))
    patterns = [re.escape(plain_words(word)) + (r"\w*" if dot else "") for word, dot in words]
    if not words or sum(len(word) for word, dot in words if dot) < _SHORTEST_NEAR:
        return None
    first, whole = plain_words(words[0][0]), re.compile(" ".join(filter(None, patterns)))
    known = ((key, code) for key, code in columns.headers.items() if key.startswith(first))
    found = {code for key, code in known if whole.fullmatch(key)}
    return found.pop() if len(found) == 1 else None


def _with_lost_letters(text: str, columns: Columns) -> str | None:
    """A header from a file in an encoding without ң, ө and ү, which are question marks now."""
    if "?" not in text or len(letters_only(text)) < _SHORTEST_NEAR:
        return None
    letters = ".".join(letters_only(piece) for piece in text.replace("№", "номер").split("?"))
    found = {code for key, code in columns.by_letters.items() if re.fullmatch(letters, key)}
    return found.pop() if len(found) == 1 else None


def means_below(above: Sequence[str], text: str, columns: Columns) -> Meaning | None:
    """What a header means that stands below others, the topmost first in `above`.

    Under a common header that is known ("Проверяющий орган") its words count ("наименование"),
    and only its columns may stand there; under any other the words are read with it and alone.
    """
    group = next(filter(None, (group_of(title, columns) for title in reversed(above))), None)
    if group is not None:
        return _in_group(group, above, text, columns)
    for title in reversed(above):
        for joined in (f"{title} {text}", f"{text} {title}"):
            if code := columns.by_letters.get(letters_only(joined[:LONGEST])):
                return Meaning(code, 1)
    return meaning(text, columns)


def _in_group(group: Group, above: Sequence[str], text: str, columns: Columns) -> Meaning | None:
    for written in (*_wholes(text), *map(letters_only, _parts(text))):
        if code := group.words.get(written):
            return _unless_foreign(code, text, columns)
    for whole in (text, f"{above[-1]} {text}"):
        found = meaning(whole, columns)
        if found and found.code in group.columns:
            return found
    return None


@lru_cache(maxsize=8192)
def group_of(text: str, columns: Columns) -> Group | None:
    """The group that `text` is the common header of."""
    if len(text) > LONGEST:
        return None
    written = {*_wholes(text), *map(letters_only, _parts(text))}
    return next((group for group in columns.groups if group.names & written), None)


def is_counter(text: str, columns: Columns) -> bool:
    """Does the header only count the rows: № п/п?"""
    return letters_only(text) in columns.counters or not letters_only(text)


def nearest(text: str, columns: Columns) -> str | None:
    """The column whose header is so near to `text` that a slip may be behind it."""
    letters = letters_only(_bare(text)[:_LONGEST_NEAR])
    if len(letters) < _SHORTEST_NEAR:
        return None
    near = get_close_matches(letters, columns.by_letters, n=1, cutoff=NEAR)
    return columns.by_letters[near[0]] if near else None


def nearest_title(text: str, code: str, columns: Columns) -> str:
    """How the header of `code` should be written, as near as can be to `text`.

    When `text` is understood already: the template's header in the language that is nearest.
    """
    column = columns.column(code)
    titles = tuple(column.header.values())
    if recognise(text, columns) is None:
        titles += column.synonyms
    letters = letters_only(text[:_LONGEST_NEAR])
    return max(
        titles, key=lambda title: SequenceMatcher(None, letters_only(title), letters).ratio()
    )


def bare_words(text: str) -> list[str]:
    """The plain words of a header without its marks and numbers."""
    return plain_words(_bare(text)).split()


def _bare(text: str) -> str:
    return _NUMBER.sub("", _MARKS.sub("", text).strip())


def _wholes(text: str) -> Iterator[str]:
    """The letters of the text as it stands, without marks, and without brackets."""
    yield letters_only(text)
    bare = _bare(text)
    yield letters_only(bare)
    for word in _NUMBER_SIGNS if "№" in bare else ():
        yield letters_only(bare.replace("№", f" {word} "))
    if "(" in bare or "[" in bare or "{" in bare:
        yield letters_only(_NUMBER.sub("", _MARKS.sub("", _BRACKETS.sub(" ", bare)).strip()))


def _parts(text: str) -> list[str]:
    """What stands between the signs of a header, and what in its brackets."""
    parts = [*_SIGNS.split(_BRACKETS.sub(" ", _bare(text))), *_BRACKETS.findall(text)]
    return parts if len(parts) > 1 else []


def _twice(words: list[str], columns: Columns) -> str | None:
    """The column that a header says in two languages without a sign between them."""
    for at in range(1, len(words) if len(words) <= _MOST_WORDS else 0):
        first = columns.by_letters.get(letters_only(" ".join(words[:at])))
        if first and first == columns.by_letters.get(letters_only(" ".join(words[at:]))):
            return first
    return None


def _unless_foreign(code: str, text: str, columns: Columns) -> Meaning | None:
    """The column, unless it counts in thousands or tenge, or is the inspector's own address."""
    if code in _COUNTED and not columns.units.isdisjoint(map(letters_only, bare_words(text))):
        return None
    if code in _REACHES and _STAFF.search(letters_only(text)):
        return None
    return Meaning(code, 2)
