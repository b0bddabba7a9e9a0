"""The head of a letter: the lines that say to whom it goes and from whom, and accuse nobody.

«Директору Госинспекции / Иванову И. И. / от Асановой А.» names no official whom it is about. Only
lines of this kind are passed over: a sentence such as «Начальник Садыков берёт взятки» is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from config.matching import letters_only

SEARCHED_LINES = 20  # that are not empty
MOST_WORDS = 14  # of a line that addresses
_POSTS = (
    *("директору", "министру", "начальнику", "руководителю", "заведующему", "заведующей"),
    *("председателю", "прокурору", "главному", "заместителю", "заму", "генеральному", "акиму"),
    *("инспектору", "государственному", "уполномоченному", "мэру", "президенту", "премьер"),
    *("кому", "куда", "адресат"),
    *("директоруна", "министрине", "башчысына", "жетекчисине", "торагасына", "мырзага"),
    *("башлыгына", "мудуруно", "айымга", "прокуроруна", "министринин", "директорунун"),
    *("басшысына", "директорына", "министрине", "акимине", "торайымына", "прокурорына"),
    *("to", "attention", "attn"),
)
POSTS = frozenset(letters_only(word) for word in _POSTS)
GREETINGS = tuple(
    letters_only(word) for word in ("уважаем", "урматтуу", "құрметті", "dear", "многоуважаем")
)
_SENDER = frozenset(letters_only(word) for word in ("от", "кимден", "кімнен", "from", "from:"))
_WORD = re.compile(r"\w+")
_SAYS = re.compile(
    r"(?:(?:[аяеиоу]л[аио]?|[аяеёиу](?:ет|ит|ют|ят|ут|т)|[аяеи]ть|лся|лась|лись|ться|ди|ды|ту|ты)"
    r"|я|мне|мы|нас|меня|мен|биз|і|is|are|was|has|took|takes|demands)$"
)
_NO_VERBS = frozenset({"отдела", "отделу", "дел", "дела", "села", "школы"})
_GREETING_END = re.compile(r"[!,\n]")
_STARTS_WITH_NAME = re.compile(r"[\"«„(]?[A-ZА-ЯЁҢӨҮҰҚҒӘІҺ]")


def without_head(text: str) -> str:
    """The text without the lines that address somebody, and without names in its greeting."""
    lines, kept, in_head = text.splitlines(), [], False
    seen = 0
    for at, line in enumerate(lines):
        words = _WORD.findall(line)
        seen += bool(words)
        if seen > SEARCHED_LINES:
            kept += lines[at:]
            break
        if words and _greets(words):
            line = _after_greeting(line)
            in_head = False
        elif words:
            in_head = _addresses(words) or (in_head and _goes_on(words))
        if not (words and in_head):
            kept.append(line)
    return "\n".join(kept)


def _greets(words: Sequence[str]) -> bool:
    return letters_only(words[0]).startswith(GREETINGS)


def _after_greeting(line: str) -> str:
    """What stands behind «Уважаемый Болот Асанович!»; a greeting without an end is a sentence."""
    found = _GREETING_END.search(line)
    if found is None:
        return "" if len(_WORD.findall(line)) <= 5 else line
    head = line[: found.start()]
    return line[found.end() :] if len(_WORD.findall(head)) <= 8 else line


def _addresses(words: Sequence[str]) -> bool:
    return len(words) <= MOST_WORDS and letters_only(words[0]) in POSTS and not _is_sentence(words)


def _goes_on(words: Sequence[str]) -> bool:
    """A further line of the head: a name in it, the name of the body, or who writes."""
    if len(words) > MOST_WORDS or _is_sentence(words):
        return False
    names = [word for word in words if _STARTS_WITH_NAME.match(word)]
    is_sender = letters_only(words[0]) in _SENDER
    return is_sender or (len(words) <= 4 and len(names) == len(words))


def _is_sentence(words: Sequence[str]) -> bool:
    """Whether somebody says something here: a verb, or a pronoun, among the small words."""
    small = (word for word in words if word == word.lower() and word not in _NO_VERBS)
    return any(_SAYS.search(word) for word in small)
