"""To whom an officer sends a case on: a unit's code or name as written, or a body outside."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.appeals.command import LONGEST_UNIT, Command, Unclear
from ingest.appeals.command_line import Line
from ingest.appeals.command_words import FILLERS, NOT_A_UNIT, OPENINGS, OUTSIDE, PURPOSE, TO
from ingest.appeals.typed_words import exactly, starting, words_in
from register.rules.appeal import Action

_MOST_WORDS = 12  # of a unit's name
_LIKE_CODE = re.compile(r"[A-Za-zА-ЯЁӨҮҢа-яё]{1,12}[-_/.]?[A-Za-zА-ЯЁ0-9][\w/.-]{0,40}")
# The end of a unit's name: a sign behind which the reason follows, or a word that begins it.
_END = re.compile(
    r"\s*[;:(\n]|\s+[–—-]+\s|,\s|\.\s|\s(?:так как|поскольку|потому что|т\.\s?к\.|в связи с"
    r"|because|since|as it|себеби|анткени|себебі|өйткені)\s",
    re.I,
)
# A case ending behind a code: «ITB-OSHко», "ITB-OSH'ке".
_ENDING = re.compile(r"(?<=[A-Z0-9])[-'’]?[а-яөүңіәқғ]{1,3}$")
_QUOTES = " \t«»\"“”„'.,;:!"


def read_unit(line: Line, needs_to: bool) -> Command | None:
    """The command to send a case on, its verb having been read.

    `needs_to`: the verb also opens an answer («направляю вам копию»), so that only a word like
    «в» or a colon makes it a command.
    """
    apart = line.is_set_apart
    said = line.past(TO | PURPOSE)
    to = said.at > line.at
    count, outside = starting(said.words, said.at, OUTSIDE)
    if outside:
        return _outside(said.moved(count))
    if said.ends:
        return _below(line) if apart else _unclear(line)
    if said.words[said.at].folded in NOT_A_UNIT:
        return None
    unit, reason = _parted(said.rest)
    plain = to or apart or (not needs_to and (_is_code(unit) or line.is_short))
    if not plain or not _may_be_unit(unit):
        return None if needs_to and not apart else _unclear(line)
    return _forward(unit, reason, line)


def read_unit_before(line: Line) -> Command | None:
    """The same where the verb stands behind: «Ош бөлүмүнө жөнөтүү: …»."""
    unit, reason = _parted(line.rest)
    words = words_in(unit)
    for count in (2, 1):
        opening = OPENINGS.get(tuple(word.folded for word in words[-count:]))
        if len(words) > count and opening and opening.action is Action.FORWARD:
            name = unit[: words[-count].start].strip(_QUOTES)
            if exactly(name, OUTSIDE):
                return _outside(replace(line, at=line.at + len(words)))
            return _forward(name, reason, line) if _may_be_unit(name) else None
    return None


def _outside(line: Line) -> Command:
    """To a body outside: its name behind a colon, behind «в», or in the next line."""
    unit, reason = _parted(line.past(TO).rest)
    if not unit:
        unit, _, reason = line.below.partition("\n")
    else:
        reason = f"{reason}\n{line.below}".strip()
    unit = unit.strip(_QUOTES)
    trouble = None if _may_be_unit(unit) else Unclear.NO_UNIT
    named = "" if trouble else unit
    return Command(Action.FORWARD, unit=named, outside=True, reason=reason.strip(), trouble=trouble)


def _forward(unit: str, reason: str, line: Line) -> Command:
    unit = _ENDING.sub("", unit.strip(_QUOTES))
    return Command(Action.FORWARD, unit=unit, reason=f"{reason}\n{line.below}".strip())


def _below(line: Line) -> Command:
    """The verb alone in its line: the next one may be a code, and nothing else."""
    unit, _, reason = line.below.partition("\n")
    unit = unit.strip(_QUOTES)
    if not _is_code(unit):
        return Command(Action.FORWARD, trouble=Unclear.NO_UNIT)
    return Command(Action.FORWARD, unit=unit, reason=reason.strip())


def _unclear(line: Line) -> Command | None:
    return Command(Action.FORWARD, trouble=Unclear.NO_UNIT) if line.is_short else None


def _parted(rest: str) -> tuple[str, str]:
    """A unit's name and what follows it."""
    end = _END.search(rest, 0, 2 * LONGEST_UNIT)
    if end is None:
        return rest.strip(_QUOTES), ""
    begins_reason = end[0].strip()[:1].isalpha()
    behind = rest[end.start() if begins_reason else end.end() :]
    polite = all(word.folded in FILLERS for word in words_in(behind))
    return rest[: end.start()].strip(_QUOTES), "" if polite else behind.strip(" –—-:;()")


def _is_code(unit: str) -> bool:
    """Whether it is one word such as "ITB-OSH": no running text."""
    coded = any(map(str.isupper, unit[1:])) or any(map(str.isdigit, unit))
    return coded and _LIKE_CODE.fullmatch(unit) is not None


def _may_be_unit(unit: str) -> bool:
    return 0 < len(words_in(unit)) <= _MOST_WORDS and len(unit) <= LONGEST_UNIT
