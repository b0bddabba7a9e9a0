"""A reply's body cut at the sentences of our letters, each of them whole on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.words.ourwords import Ours, Words, matches
from ingest.words.owngap import FURTHER, Body, Gap, Place, Stretch, is_blank, is_marked, own_gap
from ingest.words.typed_inside import answer_typed_inside

_HINT_LINES = 8  # over which the brackets behind a question are wrapped
_LONGEST_HINT = 400  # characters of such a line

_BRACKET = re.compile(r"[()]")
_BEFORE_TAIL = re.compile(r"^[\s?.:…_\-–—)»”]*(?:\([^()]{0,60}\))?[\s:.…_\-–—]*")
_BEHIND_QUESTION = re.compile(r"[\s?.:*_…\"»”]*")
_CLOSING = re.compile(r"([.?!…:»”\"')]{1,5})\s*")
_SAYS_NOTHING = re.compile(r"[\s?.:;,…_\-–—)\]«»“”„\"*(\[>|]*")


def cut(words: Words, ours: Ours) -> Body:
    """The body whose words these are; what stands between our sentences is marked as theirs."""
    stretches = _stretches(words, ours)
    return _cut(words.lines, stretches) if stretches else _uncut(words.lines)


def _stretches(words: Words, ours: Ours) -> list[Stretch]:
    """Our sentences in order; a question's with the brackets that say what may be answered."""
    lines, found = words.lines, matches(words, ours)
    starts = [words.place(m.first)[:2] for m in found]
    stretches: list[Stretch] = []
    for n, match in enumerate(found):
        if stretches and starts[n] < stretches[-1].end:
            continue
        sentence = match.sentence
        line, _, behind = words.place(match.end - 1)
        end = (line, behind)
        if sentence.question:
            following = starts[n + 1] if n + 1 < len(found) else (len(lines), 0)
            end = _hint_end(lines, end, following)
        stretches.append(Stretch(starts[n], end, sentence.question, sentence.is_open))
    return stretches


def _hint_end(lines: Sequence[str], end: Place, before: Place) -> Place:
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
        for found in _BRACKET.finditer(lines[n], start, start + _LONGEST_HINT):
            depth += 1 if found[0] == "(" else -1
            if not depth:
                return (n, found.end())
    return end


def _cut(lines: Sequence[str], stretches: Sequence[Stretch]) -> Body:
    """The lines cut at our sentences, each of these whole on a line of its own."""
    body = Body([], [])
    place: Place = (0, 0)
    last: Stretch | None = None
    width = _width(lines, stretches)
    for stretch in stretches:
        gap = len(body.texts)
        rows = _add_between(body, lines, place, stretch.start)
        if last and rows and last.question:
            answer_typed_inside(body, gap, Gap(lines, rows, last, stretch, width))
        elif last and rows:
            own_gap(body, gap, Gap(lines, rows, last, stretch, width))
        body.add(" ".join(_pieces(lines, stretch)) + _closing(lines, stretch), True)
        place, last = stretch.end, stretch
    # What follows in a marked line is marked: a question's brackets may be filled in.
    rest = len(body.texts)
    rows = _add_between(body, lines, place, (len(lines), 0))
    if last and last.is_open:
        ends = next((n for n, text in enumerate(body.texts[rest:]) if is_blank(text)), FURTHER)
        own_gap(body, rest, Gap(lines, rows[: min(ends, FURTHER)], last, None, width))
    return body


def _width(lines: Sequence[str], stretches: Sequence[Stretch]) -> int:
    """To how many characters the letter was wrapped as it came back; 0: its lines are whole.

    A letter whose marked sentences go on in marked lines was wrapped before it was marked: of its
    lines none is without the mark.
    """
    inside = [n for one in stretches for n in range(one.start[0], one.end[0])]
    first = {one.start[0] for one in stretches}
    if any(is_marked(lines[n]) for n in first):
        inside = [n for n in inside if is_marked(lines[n]) and not is_marked(lines[n + 1])]
    return max((len(lines[n]) for n in inside), default=0)


def _uncut(lines: Sequence[str]) -> Body:
    return Body(list(lines), [False] * len(lines))


def _pieces(lines: Sequence[str], stretch: Stretch) -> Iterator[str]:
    (first, start), (last, end) = stretch.start, stretch.end
    for n in range(first, last + 1):
        line = lines[n][start if n == first else 0 : end if n == last else None]
        yield line.strip().lstrip("> |") if n > first else line.strip()


def _closing(lines: Sequence[str], stretch: Stretch) -> str:
    """The signs that end a sentence: a line without them looks broken off within."""
    number, end = stretch.end
    found = None if stretch.question else _CLOSING.fullmatch(lines[number], end)
    return found[1] if found else ""


def _add_between(body: Body, lines: Sequence[str], place: Place, to: Place) -> list[int]:
    """Adds the lines from one place to another; beside our sentences only what says something.

    Returns for each line added the number of the line that it stood in.
    """
    (first, start), (last, end) = place, to
    if first == last:
        return [first] * _add_beside(body, lines[first], lines[first][start:end])
    rows: list[int] = []
    if start:
        rows += [first] * _add_beside(body, lines[first], lines[first][start:])
        first += 1
    body.texts.extend(lines[first:last])
    body.ours.extend([False] * (last - first))
    rows += range(first, last)
    if last < len(lines):
        rows += [last] * _add_beside(body, lines[last], lines[last][:end])
    return rows


def _add_beside(body: Body, line: str, piece: str) -> bool:
    says = not _SAYS_NOTHING.fullmatch(piece) or _stars(piece)
    if says:
        body.add(_tail(piece), is_marked(line))
    return says


def _stars(line: str) -> bool:
    return line.count("*") > 2


def _tail(line: str) -> str:
    """What stands behind our sentence on its line, without another's brackets for it."""
    return _BEFORE_TAIL.sub("", line)
