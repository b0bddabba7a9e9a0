"""Whether a business wants its words in the survey considered as an appeal: it has to say so.

What is answered to the survey is anonymous; an appeal is not. So nothing becomes one by what it
says, only by a line that asks for it: «Обращение: …», "Appeal: …".
"""

from __future__ import annotations

import re

from config.matching import plain_words

_WORDS = (
    *("обращение", "жалоба", "прошу считать обращением", "прошу зарегистрировать обращение"),
    *("прошу рассмотреть как обращение", "зарегистрируйте как обращение"),
    *("кайрылуу", "арыз", "даттануу", "кайрылуу катары карагыла", "арыз катары карагыла"),
    *("өтініш", "шағым", "өтініш ретінде қараңыз", "шағым ретінде қараңыз"),
    *("appeal", "complaint", "please register as an appeal", "register as an appeal"),
)
ASKS = frozenset(plain_words(words) for words in _WORDS)
_LINE = re.compile(r"^\W*([^:.!\n]{4,60}?)\s*([:.!]|$)", re.M)


def asked_appeal(text: str) -> str | None:
    """The words that are to be an appeal; None where nobody asks for one.

    What stands behind the asking line, or on it behind a colon, and, if nothing does, before it.
    """
    for found in _LINE.finditer(text):
        if plain_words(found[1]) in ASKS:
            return (text[found.end() :].strip() or text[: found.start()].strip()) or None
    return None
