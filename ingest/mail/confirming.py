"""Whether a reply says yes to "did this come from you?", and which decision it names with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.appeals.command_line import Line
from ingest.appeals.decision_words import decision_phrases
from ingest.appeals.typed_words import LONGEST_LINE, Phrase, Word, phrases, starting, words_in
from register.rules.appeal import DecisionKind

YES = frozenset(
    {"yes", "y", "ok", "confirm", "confirmed"}
    | {"да", "подтверждаю", "ооба", "ырастайм", "тастыктайм", "иә", "ия", "растаймын"}
)
"""A bare reply is not enough: a vacation robot without headers would confirm a forger's file."""

_SAID = {
    "yes": """
да; так; верно; всё верно; подтверждаю; согласен; согласна; ок; окей; да, это я; это я
ооба; ырастайм; тастыктайм; туура; макул; макулмун; ооба, мен
иә; ия; растаймын; дұрыс; келісемін; мақұлдаймын
yes; y; yep; ok; okay; confirm; confirmed; i confirm; correct; approved; agreed
""",
    "no": """
нет; не подтверждаю; не согласен; не согласна; отмена; отменить; отмените; отменяю; не я; это не я
неверно; не верно
жок; ырастабайм; тастыктабайм; жокко чыгаруу; жокко чыгарыңыз; мен эмес; токтот; туура эмес
жоқ; растамаймын; болдырмау; мен емес; дұрыс емес; бас тартамын
no; n; nope; cancel; not me; it was not me; do not confirm; wrong; not confirmed
""",
    "": "спасибо; пожалуйста; рахмат; чоң рахмат; рақмет; thanks; thank you; please; прошу",
}


@dataclass(frozen=True)
class Confirmation:
    """What a person answers when he is asked whether something came from him."""

    yes: bool
    no: bool
    decision: DecisionKind | None  # the kind named beside it, or instead
    reason: str = ""  # what follows the kind: «да, без рассмотрения: нет адреса»


NOT_CONFIRMED = Confirmation(yes=False, no=False, decision=None)


def confirms(new_text: str) -> bool:
    """Whether the first line of the new text is a plain yes in one of the four languages."""
    return re.sub(r"[\W_]+", "", _first_line(new_text)).casefold() in YES


def confirmation(new_text: str) -> Confirmation:
    """What the first line of the new text says: yes or no, a decision, and nothing else.

    «Да, но сначала спросите» and «да нет» confirm nothing. A reason may follow a decision behind a
    colon, comma, dash or full stop, or stand in the lines below.
    """
    line = _first_line(new_text)
    words = words_in(line) if len(line) <= LONGEST_LINE and "?" not in line else []
    at, said = _answers(words)
    count, decision = starting(words, at, decision_phrases())
    rest = _behind(line, words, at + count)
    whole = at + count == len(words) or (decision is not None and rest is not None)
    if not words or not whole or len(said) > 1:
        return NOT_CONFIRMED
    reason = rest or _below(new_text, line) if decision else ""
    return Confirmation(said == {"yes"}, said == {"no"}, decision, reason)


def _answers(words: list[Word]) -> tuple[int, set[str]]:
    """How many of the first words say yes or no, however often, and what they say."""
    at = 0
    said: set[str] = set()
    while at < len(words):
        count, answer = starting(words, at, _ANSWERS)
        if not count:
            break
        at, said = at + count, said | ({answer} if answer else set())
    return at, said


def _behind(line: str, words: list[Word], count: int) -> str | None:
    """What follows the first words behind a sign; None where no sign sets it apart."""
    if not 0 < count < len(words):
        return None
    gap = line[words[count - 1].end : words[count].start]
    if not re.search(r"[:;,.(]|\s[–—-]", gap) or Line(line, words, count, "").turns:
        return None
    return line[words[count].start :].strip(" ()")


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _below(text: str, line: str) -> str:
    return text.strip()[len(line) :].strip()


_ANSWERS: dict[Phrase, str] = phrases(_SAID)
