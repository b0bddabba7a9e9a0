"""Whether words ask how an appeal stands, and say nothing else."""

from __future__ import annotations

import re

from ingest.mail.automatic_words import WANTS
from ingest.words.substance import MANY, letters_in

_SUBSTANCE = 40  # letters beside a number that make a mail more than a question for its status
_POLITE = MANY  # letters of one that asks for it in words, however politely
_ASKS = re.compile(
    r"на как(?:ой|ом) (?:стадии|этапе)|как(?:ов|ой) (?:статус|результат)|статус|состояни[ея]"
    r"|узнать|результат"
    r"|как (?:дела|обстоит|продвигается)|рассмотрен[оаы]?\b|когда (?:будет|жд|дадут|мне)|что с мо"
    r"|абалы|кайсы баскыч|кандай болду|качан|мәртебе|қай кезең|қандай кезең|қалай болды|қашан"
    r"|status|what (?:stage|has become)|any (?:news|progress|update)|how (?:is|far)|на якому етапі",
    re.I,
)


def asks_in_words(text: str) -> bool:
    """Whether `text` asks it in so many words, wants nothing else and tells no story."""
    return _asks(text) and letters_in(text) <= _POLITE


def beside_number(text: str) -> bool:
    """Whether `text` beside an appeal's number is no more than the question for its status."""
    return letters_in(text) <= (_POLITE if _asks(text) else _SUBSTANCE)


def _asks(text: str) -> bool:
    return _ASKS.search(text) is not None and WANTS.search(text) is None
