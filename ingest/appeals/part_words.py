"""The parts of a mixed appeal as an officer lists them: «1) … → UNIT»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.appeals.command import LONGEST_UNIT, PartWords
from register.rules.appeal import MOST_PARTS

_NUMBERED = re.compile(r"\s{0,20}(?:№\s?)?(\d{1,2})\s?[).:]\s?(?=\S)")
_RUN_TOGETHER = re.compile(r";[ \t]?(?=\d{1,2}\)[ \t]?\S)")  # «1) … → ITB; 2) … → ISN»
_ARROW = re.compile(r"(?:→|⇒|►|➡|⟶|-{1,3}>|={1,2}>)\ufe0f?")
_QUOTES = " \t«»\"“”„'.,;:!()[]"


def read_parts(text: str) -> tuple[PartWords, ...]:
    """The parts, in order; () when there are not two or more, counted from 1, each with words."""
    text = _RUN_TOGETHER.sub("\n", text)
    numbers, parts = [], []
    for number, paragraph in _paragraphs(text):
        numbers.append(number)
        parts.append(_part(paragraph))
    counted = numbers == list(range(1, len(numbers) + 1))
    enough = 2 <= len(parts) <= MOST_PARTS
    clear = all(part is not None for part in parts)
    return tuple(filter(None, parts)) if counted and enough and clear else ()


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Each numbered paragraph with its number; the lines before the first one are left out."""
    number, lines = 0, list[str]()
    for line in text.split("\n"):
        begins = _NUMBERED.match(line)
        if begins and int(begins[1]) == number + 1:
            if number:
                yield number, "\n".join(lines)
            number, lines = number + 1, [line[begins.end() :]]
        else:
            lines.append(line)
    if number:
        yield number, "\n".join(lines)


def _part(paragraph: str) -> PartWords | None:
    """The part in one paragraph; None when it says nothing, or an arrow points at nothing."""
    arrows = list(_ARROW.finditer(paragraph))
    if not arrows:
        text = paragraph.strip()
        return PartWords("", text) if _says(text) else None
    unit, _, below = paragraph[arrows[-1].end() :].strip().partition("\n")
    unit = unit.strip(_QUOTES)
    text = f"{paragraph[: arrows[-1].start()].rstrip()}\n{below}".strip()
    if not _says(text) or not _says(unit) or len(unit) > LONGEST_UNIT:
        return None
    return PartWords(unit, text)


def _says(text: str) -> bool:
    return any(map(str.isalnum, text))
