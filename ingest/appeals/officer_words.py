"""The command in an officer's letter: its first line, in four languages, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from ingest.appeals.above_line import above_line
from ingest.appeals.command import SAYS, Command, PartWords, Unclear
from ingest.appeals.command_line import Line, line_of
from ingest.appeals.command_words import ACCEPTS, FILLERS, IT, KINDS, OPENINGS, TO, Opening
from ingest.appeals.decision_words import decision_phrases, read_decision
from ingest.appeals.extend_words import read_days, read_days_before
from ingest.appeals.part_words import read_parts
from ingest.appeals.typed_words import starting, without_greeting
from ingest.appeals.unit_words import read_unit, read_unit_before
from ingest.words.substance import letters_in
from register.rules.appeal import Action, DecisionKind

__all__ = ["SAYS", "Command", "PartWords", "Unclear", "read_command"]

CAP = 200_000  # characters that are looked at
_LEAST = 8  # letters of one word that may be an answer
_SENTENCE = re.compile(r"[.!,;:)(\n]|\s[–—-]\s")


def read_command(text: str) -> Command:
    """What an officer's own new words ask for; never raises.

    Without a command in the first line the whole is an answer whose kind is not named. A long
    line that only begins with a command's word is such text; a short one that cannot be read is
    asked back (`trouble`), never guessed at.
    """
    text = above_line(text[:CAP]).strip()
    said = without_greeting(text)
    line = line_of(said)
    found = _found(line) if line else None
    if found is None:
        found = Command(Action.DECIDE, text=text if said else "")
    return found if found.trouble else replace(found, trouble=_lacks(found))


def _lacks(command: Command) -> Unclear | None:
    """What is missing in a command that was understood."""
    action, decision = command.action, command.decision
    if action in (Action.DECIDE, Action.ASK) and not _says(command):
        left = decision is DecisionKind.LEFT
        return Unclear.NO_REASON if left and not command.reason else Unclear.NOTHING_SAID
    if action is Action.EXTEND or decision is DecisionKind.LEFT:
        return None if any(map(str.isalnum, command.reason)) else Unclear.NO_REASON
    return None


def _says(command: Command) -> bool:
    """Whether there is an answer or a question in it: «да» alone is meant for somebody else."""
    text, is_bare = command.text, command.action is Action.DECIDE and command.decision is None
    if is_bare and letters_in(text) < _LEAST:
        return len(text.split()) > 1
    return any(map(str.isalnum, text))


def _found(line: Line, *, is_second: bool = False) -> Command | None:
    """The command in the line; None when it is the beginning of an answer.

    `is_second`: it stands below another one, and what stands below it does not matter any more.
    """
    accepted = _accepted(line)
    if accepted:
        return accepted
    count, opening = starting(line.words, line.at, OPENINGS)
    if opening is None:
        return _named_decision(line) or _behind(line)
    said = line.moved(count).past(FILLERS if opening.is_noun else FILLERS | IT)
    if opening.is_noun and not said.is_set_apart and opening.action is not Action.DECIDE:
        # «Направляю в отдел Ош» and «срок 10 дней» are read, «Вопрос решён» is not.
        strong = _READ[opening.action](said, opening)
        clear = strong is not None and strong.trouble is None
        return strong if clear and opening.action in _CLEAR_WITH_NOUN else None
    command = _READ[opening.action](said, opening)
    return _alone(command, said) if command and not is_second else command


_CLEAR_WITH_NOUN = (Action.FORWARD,)
_MOVES = (Action.FORWARD, Action.EXTEND, Action.RECLASSIFY)


def _alone(command: Command, line: Line) -> Command:
    """`command`, unless a second one stands below it, or as the answer that it announces."""
    bare = command.action is Action.DECIDE and command.decision is None
    if command.action not in _MOVES and not bare:
        return command
    below = line_of(command.text if bare else line.below)
    second = _found(below, is_second=True) if below and not command.trouble else None
    if second is None or second.trouble or (bare and second.action not in _MOVES):
        return command
    return Command(command.action, trouble=Unclear.TWO_COMMANDS)


def _accepted(line: Line) -> Command | None:
    """«Принял», alone or as the first sentence."""
    count, action = starting(line.words, line.at, ACCEPTS)
    said = line.moved(count)
    if action is None or not (said.ends or _SENTENCE.match(said.gap.lstrip())):
        return None
    if said.gap.lstrip().startswith(":"):
        return None  # «Получено: …» tells the applicant something
    return Command(action, reason=said.all_that_follows)


def _named_decision(line: Line) -> Command | None:
    """A decision's kind as the command: «Отказано», «Удовлетворено: штраф отменён»."""
    count, decision = starting(line.words, line.at, decision_phrases())
    said = line.moved(count)
    if decision is None or not (said.ends or said.is_set_apart):
        return None
    return _decided(said, decision)


def _behind(line: Line) -> Command | None:
    """A command whose verb stands behind its object, as Kyrgyz and Kazakh have it."""
    return read_days_before(line) or read_unit_before(line)


def _decide(line: Line, opening: Opening) -> Command | None:
    count, decision = starting(line.words, line.at, decision_phrases())
    said = line.moved(count)
    if decision and _is_whole(said):
        return _decided(said, decision)
    if line.ends:
        first, _, below = line.below.partition("\n")
        named = read_decision(first)
        if named:
            return _decided(replace(line, below=below.strip()), named)
    # «Ответ на ваше обращение»: a heading, part of the answer itself.
    return Command(Action.DECIDE, text=line.all_that_follows) if line.is_set_apart else None


def _is_whole(line: Line) -> bool:
    """Whether what was read of the line stands apart from what follows, and nothing turns it."""
    return line.ends or (not line.turns and bool(_SENTENCE.search(line.gap)))


def _decided(line: Line, decision: DecisionKind) -> Command:
    if decision is not DecisionKind.LEFT:
        return Command(Action.DECIDE, decision, text=line.all_that_follows)
    reason = line.rest or line.below.partition("\n")[0].strip()
    return Command(Action.DECIDE, decision, reason=reason, text=line.below or reason)


def _ask(line: Line, opening: Opening) -> Command | None:
    if line.is_set_apart or (not opening.is_noun and line.gap.lstrip().startswith(",")):
        return Command(Action.ASK, text=line.all_that_follows)
    return Command(Action.ASK, trouble=Unclear.NOT_UNDERSTOOD) if line.is_short else None


def _split(line: Line, opening: Opening) -> Command | None:
    if not line.is_set_apart and not line.is_short:
        return None
    parts = read_parts(line.all_that_follows)
    trouble = None if parts else Unclear.NO_PARTS
    return Command(Action.SPLIT, parts=parts, trouble=trouble)


def _reclassify(line: Line, opening: Opening) -> Command | None:
    said = line.past(TO)
    count, kind = starting(said.words, said.at, KINDS)
    after = said.moved(count)
    if kind is not None and _is_whole(after):
        return Command(Action.RECLASSIFY, kind=kind, reason=after.all_that_follows)
    unclear = Command(Action.RECLASSIFY, trouble=Unclear.NO_KIND)
    return unclear if line.is_short else None


_READ: Mapping[Action, Callable[[Line, Opening], Command | None]] = {
    Action.DECIDE: _decide,
    Action.ASK: _ask,
    Action.SPLIT: _split,
    Action.RECLASSIFY: _reclassify,
    Action.FORWARD: lambda line, opening: read_unit(line, opening.is_noun),
    Action.EXTEND: lambda line, opening: read_days(line),
}
