"""Which officials a text names, so that none of them handles it.

Rather one too many than one too few: who is taken for named wrongly only hands the appeal to a
colleague. Names are bent in four languages («на Асанова», «Асановдун үстүнөн»), so beginnings of
words are compared. A line that merely addresses an official («Директору Иванову И. И.») names
nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping

from config.matching import letters_only, plain_words

Named = tuple[str, str]  # a name and an ID, as registered; either may be empty

ADDRESSED_LINES = 15  # at the top: there stands to whom it goes
_ADDRESSES = (
    *("директор", "министр", "начальник", "руководител", "заведующ", "председател", "прокурор"),
    *("главн", "зам", "генеральн", "кому", "уважаем", "адрес", "государственн", "инспекци"),
    *("урматтуу", "директоруна", "министрине", "башчы", "жетекчи", "төрага", "мырза"),
    *("құрметті", "басшы", "төраға", "минист", "dear", "to", "director", "minister", "head"),
)
ADDRESSES = tuple(sorted({letters_only(word) for word in _ADDRESSES}))
_SURNAME = re.compile(
    r"(?:ов|ев|ин|ын|ова|ева|ина|ына|скии|ская|цкии|цкая|ко|ук|юк|ян|дзе|швили|баи|бек|кул)$"
)
_PATRONYMIC = re.compile(r"(?:ович|евич|овна|евна|ична|уулу|улуу|кызы|улы)$")
_WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})?")
SHORTEST = 3  # letters of a name that may be looked for
STEM = 3  # letters that all forms of a name share at least
OWN = 3  # so often the writer's own surname has to stand there to mean an official as well
BENT = 5  # letters by which a form may be longer than the name: «Асановдукундай» is about as long
ID_SHORTEST = 3
LONGEST = 200_000  # characters that are looked through


def named(text: str, applicant: str, staff: Collection[Named]) -> set[Named]:
    """Those of `staff` whom `text` names; `applicant`: the writer, whose own name names nobody."""
    words = _by_stem(_said(text[:LONGEST]))
    ids = _ids(text[:LONGEST])
    own = frozenset(_words(applicant))
    return {
        (name, code)
        for name, code in staff
        if (_plain_id(code) and _plain_id(code) in ids) or _is_named(words, own, name)
    }


def _said(text: str) -> list[str]:
    """The text without the lines that address an official."""
    lines = text.splitlines()
    top = [line for line in lines[:ADDRESSED_LINES] if not _addresses(line)]
    return [*top, *lines[ADDRESSED_LINES:]]


def _addresses(line: str) -> bool:
    """Whether a line says to whom the letter goes: short, and it begins with a post or a bow."""
    words = plain_words(line).split()
    return 0 < len(words) <= 12 and letters_only(words[0]).startswith(ADDRESSES)


def _by_stem(lines: list[str]) -> Mapping[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for word in (one for line in lines for one in _words(line)):
        found.setdefault(word[:STEM], Counter())[word] += 1
    return found


def _words(text: str) -> list[str]:
    plain = (letters_only(word) for word in _WORD.findall(text))
    return [word for word in plain if len(word) >= SHORTEST]


def _is_named(words: Mapping[str, Counter[str]], own: frozenset[str], name: str) -> bool:
    tokens = _words(name)
    times = {token: _occurs(words, token) for token in tokens}
    if sum(times[token] > 0 for token in tokens if token not in own) >= 2:
        return True
    surname = _surname(tokens) if tokens else ""
    return times.get(surname, 0) >= (OWN if surname in own else 1)


def _occurs(words: Mapping[str, Counter[str]], token: str) -> int:
    """How often the name, or a form of it, stands among the words."""
    stem = token[: max(STEM, len(token) - 2)]
    longest = len(token) + (BENT if len(token) > STEM else 2)
    near = words.get(token[:STEM], Counter())
    return sum(n for word, n in near.items() if word.startswith(stem) and len(word) <= longest)


def _surname(tokens: list[str]) -> str:
    """The word by which a person is told from others; the first one where none looks like it."""
    plain = [token for token in tokens if not _PATRONYMIC.search(token)]
    return next((token for token in plain if _SURNAME.search(token)), (plain or tokens)[0])


def _ids(text: str) -> frozenset[str]:
    return frozenset(_plain_id(token) for token in re.findall(r"[\w/.-]{3,40}", text))


def _plain_id(code: str) -> str:
    """An ID as it is compared; '' where it would fit anything: too short, or without a digit."""
    plain = re.sub(r"[\W_]", "", code).casefold()
    return plain if len(plain) >= ID_SHORTEST and re.search(r"\d", plain) else ""
