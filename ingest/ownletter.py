"""Our own letter inside a reply, marked by ">" and unwrapped, whether its program quoted it or not.

Programs quote without a mark, wrap what they quote, or mark it and then wrap it. Read as the
sender's words, our letter would answer its own questions, and its link would be kept with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.htmltext import CUT
from ingest.original import attribution_end, copied_header
from ingest.ourwords import Ours, fact_line, matches, placed, subject_words, words_of
from ingest.quotemarks import is_delimiter, is_rule, visible

_LONGEST_GAP = 60  # lines of facts and of an office-holder's words between two sentences of ours
_LONGEST_HEADER = 15  # lines between the announcement of an original and its first sentence
_HINT_LINES = 8  # over which the brackets behind a question are wrapped
_LONGEST_HINT = 400  # characters of such a line
_FURTHER = 4  # lines over which a link that ends a sentence is wrapped
_LONGEST_LINE = 1_000  # characters of a line in which announcements are looked for

_LONGEST_NAME = 100  # characters of the name that a letter ends in

_BARE_PAGE = re.compile(r"\s*(https?://[\w.:-]{1,100})/?(?:\s*<\1/?>)?\s*", re.I)
_ANSWER = re.compile(r"\s*(?:№\s*)?\d{1,2}\s*[:=)]\s*\S")
_ANY_HEADER = re.compile(r"[^\W\d_][^\s:：]{0,20}(?: [^\s:：]{1,20})?\s?[:：]\s?\S")
_BEHIND_QUESTION = re.compile(r"[\s?.:*_…\"»”]*")
_SAYS_NOTHING = re.compile(r"[\s?.:;,…_\-–—)\]«»“”„\"*(\[>|]*")

_Place = tuple[int, int]  # line, character


@dataclass(frozen=True)
class _Stretch:
    """Where a sentence of ours stands."""

    start: _Place
    end: _Place
    question: int  # its number; 0: it asks none
    is_open: bool  # a fact follows


class _Line(NamedTuple):
    """A line of the body, or what is left of it beside our sentences; there are thousands."""

    text: str
    is_ours: bool

    @property
    def is_blank(self) -> bool:
        return not self.text[:1].isalnum() and not visible(self.text).strip("> ")


def mark_own(text: str, ours: Ours) -> str:
    """`text` with each sentence of our letters on one line that begins with ">".

    So are what stands between two of them, unless it stands below a question, and the lines that
    announce the letter: what is left unmarked is the sender's.
    """
    lines = unicodedata.normalize("NFC", text).split("\n")
    stretches = _stretches(lines, ours)
    body = list(_cut(lines, stretches)) if stretches else [_Line(line, False) for line in lines]
    body = _with_facts(body)
    body = _with_headings(body, ours)
    body = _with_foot(body)
    body = _with_others(body)
    body = _with_announcements(body, ours)
    if not any(line.is_ours for line in body):
        return text
    return "\n".join(_shown(line) for line in body)


def _shown(line: _Line) -> str:
    if not line.is_ours or _is_marked(line.text):
        return line.text
    return f"> {line.text.replace(CUT, '').strip()}"


def _is_marked(line: str) -> bool:
    return visible(line[:100]).startswith(">")


def _stretches(lines: Sequence[str], ours: Ours) -> list[_Stretch]:
    """Our sentences in order; a question's with the brackets that say what may be answered."""
    words = placed(lines)
    found = matches(words, ours)
    starts = [(words[m.first].line, words[m.first].start) for m in found]
    stretches: list[_Stretch] = []
    for n, match in enumerate(found):
        if stretches and starts[n] < stretches[-1].end:
            continue
        last, sentence = words[match.end - 1], match.sentence
        end = (last.line, last.end)
        if sentence.question:
            following = starts[n + 1] if n + 1 < len(found) else (len(lines), 0)
            end = _hint_end(lines, end, following)
        stretches.append(_Stretch(starts[n], end, sentence.question, sentence.is_open))
    return stretches


def _hint_end(lines: Sequence[str], end: _Place, before: _Place) -> _Place:
    """Where the brackets close that open behind a question; `end` if none do."""
    number, at = end
    found = _BEHIND_QUESTION.match(lines[number], at)
    at = found.end() if found else at
    if at == len(lines[number]) and number + 1 < len(lines):
        number, at = number + 1, len(lines[number + 1]) - len(lines[number + 1].lstrip("> |"))
    if not lines[number].startswith("(", at):
        return end
    depth = 0
    for n in range(number, min(number + _HINT_LINES, len(lines))):
        if n > number and (not lines[n].strip("> |") or (n, 0) >= before):
            return (n - 1, len(lines[n - 1]))
        start = at if n == number else 0
        for place, sign in enumerate(lines[n][start : start + _LONGEST_HINT], start):
            depth += {"(": 1, ")": -1}.get(sign, 0)
            if not depth:
                return (n, place + 1)
    return end


def _cut(lines: Sequence[str], stretches: Sequence[_Stretch]) -> Iterator[_Line]:
    """The lines cut at our sentences, each of these whole on a line of its own."""
    place: _Place = (0, 0)
    last: _Stretch | None = None
    for stretch in stretches:
        gap = list(_between(lines, place, stretch.start))
        yield from _owned(gap, last) if last else gap
        yield _Line(" ".join(_pieces(lines, stretch)), True)
        place, last = stretch.end, stretch
        # What follows in a marked line is marked: a question's brackets may be filled in.
    rest = list(_between(lines, place, (len(lines), 0)))
    yield from _absorbed(rest) if last and last.is_open else rest


def _pieces(lines: Sequence[str], stretch: _Stretch) -> Iterator[str]:
    (first, start), (last, end) = stretch.start, stretch.end
    for n in range(first, last + 1):
        line = lines[n][start if n == first else 0 : end if n == last else None]
        yield line.strip().lstrip("> |") if n > first else line.strip()


def _between(lines: Sequence[str], place: _Place, to: _Place) -> Iterator[_Line]:
    """The lines from one place to another; beside our sentences only what says something."""
    (first, start), (last, end) = place, to
    for n in range(first, min(last + 1, len(lines))):
        line = lines[n][start if n == first else 0 : end if n == last else None]
        beside = (n == first and start > 0) or n == last
        if not beside:
            yield _Line(line, False)
        elif not _SAYS_NOTHING.fullmatch(line) or _stars(line):
            yield _Line(_tail(line), _is_marked(lines[n]))


def _stars(line: str) -> bool:
    return len(re.findall(r"\*", line)) > 2


def _tail(line: str) -> str:
    """What stands behind our sentence on its line, without another's brackets for it."""
    return re.sub(r"^[\s?.:…_\-–—)»”]*(?:\([^()]{0,60}\))?[\s:.…_\-–—]*", "", line)


def _owned(gap: list[_Line], last: _Stretch) -> list[_Line]:
    """What stands between two sentences: facts of the letter; below a question the sender's."""
    if last.question or sum(not line.is_blank for line in gap) > _LONGEST_GAP:
        return gap
    return [
        line if line.is_blank or _answers(gap, n) else line._replace(is_ours=True)
        for n, line in enumerate(gap)
    ]


def _answers(gap: Sequence[_Line], at: int) -> bool:
    """Whether a line is an answer that the sender set into our letter, apart from its lines."""
    if not _ANSWER.match(gap[at].text):
        return False
    above = gap[at - 1] if at else None
    return above is not None and (above.is_blank or bool(_ANSWER.match(above.text)))


def _absorbed(rest: list[_Line]) -> list[_Line]:
    """The rest of the paragraph that ends in a link or a date."""
    for at, line in enumerate(rest[: _FURTHER + 1]):
        if line.is_blank or _ANSWER.match(line.text) or at == _FURTHER:
            break
        rest[at] = line._replace(is_ours=True)
    return rest


def _with_facts(body: list[_Line]) -> list[_Line]:
    """Marks three and more lines of an invitation's facts together, and its repeated subject."""
    marked = [
        line._replace(
            is_ours=line.is_ours or bool(subject_words().search(line.text[:_LONGEST_LINE]))
        )
        for line in body
    ]
    facts = [n for n, line in enumerate(body) if fact_line().match(line.text[:_LONGEST_LINE])]
    for one, other in zip(facts, facts[2:], strict=False):
        if other - one <= 2 * _FURTHER:
            marked[one : other + 1] = [
                line._replace(is_ours=True) for line in body[one : other + 1]
            ]
    return marked


def _with_headings(body: list[_Line], ours: Ours) -> list[_Line]:
    """Marks greeting, headings and our name: below our first sentence, or next above one."""
    marked = list(body)
    below = False  # whether the next line below that says something is ours
    first = next((n for n, line in enumerate(body) if line.is_ours), len(body))
    for n in range(len(body) - 1, -1, -1):
        line = body[n]
        if not line.is_ours and (below or n > first) and _is_short(line) in ours.lines:
            marked[n] = line._replace(is_ours=True)
        if not line.is_blank:
            below = marked[n].is_ours
    return marked


def _with_foot(body: list[_Line]) -> list[_Line]:
    """Marks what our letters end in, a name above the bare address of a page, whatever the name.

    The name changes with the years, and a letter may be answered that bears an older one.
    """
    last = max((n for n, line in enumerate(body) if line.is_ours), default=len(body))
    said = [n for n in range(last + 1, len(body)) if not body[n].is_blank][:2]
    if len(said) < 2 or said[1] != said[0] + 1 or not _BARE_PAGE.fullmatch(body[said[1]].text):
        return body
    name = body[said[0]].text
    if len(name) > _LONGEST_NAME or _ANSWER.match(name):
        return body
    return [line._replace(is_ours=True) if n in said else line for n, line in enumerate(body)]


def _with_others(body: list[_Line]) -> list[_Line]:
    """Marks what stands between another's copied header and our letter.

    Whoever sent it on wrote it: an answer that a colleague proposes is none of the sender's.
    """
    ours = (n for n, line in enumerate(body) if line.is_ours)
    letter = next((n for n in ours if not _ANY_HEADER.match(visible(body[n].text))), 0)
    seen = [visible(line.text[:_LONGEST_LINE]) for line in body[:letter]]
    begins = next((n for n in range(letter) if copied_header(seen, n)), letter)
    between = (line._replace(is_ours=True) for line in body[begins:letter])
    return [*body[:begins], *between, *body[letter:]]


def _is_short(line: _Line) -> tuple[str, ...]:
    return tuple(words_of(line.text)) if len(line.text) < 300 else ()


def _with_announcements(body: list[_Line], ours: Ours) -> list[_Line]:
    """Marks what announces our letter: a copied header, an attribution, a line with our address."""
    seen = [visible(line.text[:_LONGEST_LINE]) for line in body]
    marked = list(body)
    above: list[int] = []  # the lines that say something since the last one of ours
    for n, line in enumerate(body):
        if line.is_ours:
            opening = next((a for a in above if _announces(seen, a, ours)), None)
            if opening is not None:
                opening = _header_begins(seen, opening)
                marked[opening:n] = [one._replace(is_ours=True) for one in body[opening:n]]
            above = []
        elif not line.is_blank:
            above = [*above[1 - _LONGEST_HEADER :], n]
    return marked


def _announces(seen: list[str], at: int, ours: Ours) -> bool:
    line = seen[at]
    if line == CUT or is_delimiter(line) or is_rule(line) or copied_header(seen, at):
        return True
    if ours.address.search(line):
        return True
    return attribution_end(seen, at) is not None


def _header_begins(seen: Sequence[str], at: int) -> int:
    """The first of the header lines that end at `at`: a date may stand above the sender."""
    while at and _ANY_HEADER.match(seen[at - 1]):
        at -= 1
    return at
