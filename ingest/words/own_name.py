"""A sender's own name as the last line of his words, with or without a thanks before it."""

from __future__ import annotations

import re
from functools import cache

from ingest.words.wording import fold

_LONGEST = 60  # characters of such a line
_MOST_WORDS = 3  # of a name
_CARD = 4  # lines of a name with office and firm
_WORDS = re.compile(r"[^\W\d_]+")
_THANKS = """
спасибо; заранее спасибо; спасибо заранее; большое спасибо; благодарю; заранее благодарю; спс
благодарю заранее; заранее благодарен; заранее благодарна; с благодарностью; всем спасибо
спасибо за внимание; спасибо за понимание; рахмат; чоң рахмат; алдын ала рахмат; рахмат сизге
ыраазычылык менен; рақмет; үлкен рақмет; алдын ала рақмет; рахмет; көп рахмет; алғыспен
thanks; thank you; many thanks; thanks in advance; thank you in advance; thx; thanks again
thanks a lot; thank you very much; дякую; щиро дякую; наперед дякую; rahmat; katta rahmat
oldindan rahmat; teşekkürler; teşekkür ederim; şimdiden teşekkürler; danke; vielen dank
besten dank; vielen dank im voraus; danke im voraus; merci; gracias
"""


def without_name(text: str, name: str, address: str | None) -> tuple[str, str]:
    """`text` and what is taken from its end: the name of the sender, called `name` at `address`.

    A name that he goes by nowhere else stays: «Спасибо, Айбек» may thank another.
    """
    above, _, last = text.rpartition("\n")
    if not above.strip() or not _may_be_name(last):
        return text, ""
    own = _WORDS.findall(fold(f"{name} {(address or '').partition('@')[0]}"))
    words = _WORDS.findall(fold(last))
    said = words[_thanked(words) :]
    if not _is_his(said, own):
        return _without_card(text, own)
    rest = above.rstrip()
    closing = rest.rpartition("\n")[2].strip()
    if len(said) == len(words) and closing.endswith(",") and _is_thanks(closing):
        rest = rest[: -len(closing)].rstrip()
    return (rest, text[len(rest) :].strip()) if rest else (text, "")


def _without_card(text: str, own: list[str]) -> tuple[str, str]:
    """`text` without the sender's whole name, his office and his firm below it."""
    lines = text.split("\n")
    for count in range(2, min(_CARD, len(lines) - 1) + 1):
        first, *below = lines[-count:]
        if not _is_beside_name(below[0]):
            return text, ""
        words = _WORDS.findall(fold(first)) if _may_be_name(first) else []
        if len(words) > 1 and _is_his(words, own):
            rest = "\n".join(lines[:-count]).rstrip()
            return (rest, text[len(rest) :].strip()) if rest else (text, "")
    return text, ""


def _is_beside_name(line: str) -> bool:
    """Whether a line may say who somebody is: it is short, no sentence and no answer."""
    return len(line) <= _LONGEST and line[-1:] not in tuple("?!…;:") and not line[:1].isdigit()


def _may_be_name(line: str) -> bool:
    """Whether a line is short and begins as a name, an office or a thanks does."""
    return 1 < len(line) <= _LONGEST and line[0].isalpha() and line[-1] not in "?:;"


def _thanked(words: list[str]) -> int:
    """How many of the words are a thanks, if more than it stands there."""
    counts = range(len(words) - 1, 0, -1)
    return next((n for n in counts if " ".join(words[:n]) in _thanks()), 0)


def _is_thanks(line: str) -> bool:
    return len(line) <= _LONGEST and " ".join(_WORDS.findall(fold(line))) in _thanks()


def _is_his(said: list[str], own: list[str]) -> bool:
    """Whether the words are names of his, one of them in full; initials stand for names."""
    if not 0 < len(said) <= _MOST_WORDS or not any(len(word) > 2 for word in said):
        return False
    return all(word in own or (len(word) == 1 and any(o[0] == word for o in own)) for word in said)


@cache
def _thanks() -> frozenset[str]:
    listed = re.split(r"[;\n]", _THANKS.strip())
    return frozenset(" ".join(_WORDS.findall(fold(phrase))) for phrase in listed)
