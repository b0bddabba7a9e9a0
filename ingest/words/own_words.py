"""A business's own words, as they may be kept: no secret of ours in them, and something said."""

from __future__ import annotations

import re

from ingest.mail.classify import OwnAddresses
from ingest.words.wording import fold

_TOKEN = re.compile(r"(?<![A-Za-z0-9])[a-z2-7]{26}(?![A-Za-z0-9])", re.I)
# A code or signature of a receipt, or the most of it: it names the response (register.receipts).
_RECEIPT = re.compile(r"(?<![A-Za-z0-9])(?:[0-9a-f]{24}|(?:[A-Za-z0-9+]|/(?!///)){60})", re.I)
# A link of a letter: its beginning and, anywhere behind it in the same word, /s/ or /u/. Looked for
# one after the other: in one pattern a line of slashes would cost the square of its length.
_BEGINNING = re.compile(r"https?:|www\.|/", re.I)
_PATH = re.compile(r"/[su]/", re.I)
_BARE_PATH = re.compile(r"(?<![A-Za-z0-9])/[su]/[A-Za-z0-9]", re.I)
_RUN = re.compile(r"[A-Za-z0-9_=-]+")
_LETTER = re.compile(r"[A-Za-z0-9]")
_LEAST = 6  # characters of what is left of a link that was wrapped within
_PIECE = 8  # characters of a token that nobody types by chance

_ELSEWHERE = """
ответы ниже; ответы внизу; ответы в тексте; ответы в письме; ответы в письме ниже; мои ответы ниже
см ниже; смотри ниже; смотрите ниже; ответил ниже; ответила ниже; ответили ниже; ниже ответы
ответы в тексте письма; ответы в вашем письме; ответы прилагаю; ответы во вложении; во вложении
см вложение; ниже; ответ ниже; см текст; отвечаю ниже; ответы см ниже; направляем ответы
жооптор төмөндө; төмөндө; төмөндө кара; төмөндө караңыз; жоопторум төмөндө; төмөнкү жооптор
жоопторду төмөндө караңыз; тиркемеде; жооптор тиркемеде; жооптор каттын ичинде
жауаптар төменде; төменде; төменде қараңыз; жауаптарым төменде; төмендегі жауаптар; қосымшада
жауаптарды төменде қараңыз; жауаптар қосымшада; жауаптар хаттың ішінде
see below; answers below; below; see my answers below; my answers are below; answers are below
my answers below; see answers below; inline; answers inline; see inline; my answers inline
answers in the text; see attached; attached; answers attached; see attachment; please find below
answered below; i answered below; replies below; see replies below
"""
_COURTESIES = frozenset(
    fold(
        "здравствуйте здравствуй добрый доброе утро день вечер саламатсызбы саламатсыздарбы салам"
        " салем сәлеметсіз бе сәлем hello hi dear good day morning please пожалуйста спасибо рахмат"
        " рақмет thanks thank you уважаемые коллеги кош болуңуз регардс regards"
    ).split()
)


def kept_words(text: str, own: OwnAddresses, token: str) -> str:
    """`text` without the lines that hold what opens or joins a response (trust.md).

    That is a token or a piece of this one, the code or signature of a receipt, a link of a letter,
    an address of ours with a plus.
    """
    kept: list[str] = []
    gone = False
    for line in text.split("\n"):
        gone = _is_secret(line, own, token) or (gone and _is_rest(line))
        if not gone:
            kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_secret(line: str, own: OwnAddresses, token: str) -> bool:
    plain = line.lower()
    if (
        _TOKEN.search(line)
        or _RECEIPT.search(line)
        or _holds_link(line)
        or _holds_piece(plain, token.lower())
    ):
        return True
    return any(f"{local}+" in plain for local in _locals(own))


def _holds_link(line: str) -> bool:
    return bool(_BARE_PATH.search(line)) or any(_is_link(word) for word in line.split())


def _is_link(word: str) -> bool:
    beginning = _BEGINNING.search(word)
    return beginning is not None and _PATH.search(word, beginning.end()) is not None


def _is_rest(line: str) -> bool:
    """Whether the line is one run of a link's characters, and signs around it."""
    if re.search(r"[^\W_]", _RUN.sub(" ", line)):
        return False
    runs = _RUN.findall(line)
    worded = [run for run in runs if _LETTER.search(run)]
    return len(worded) <= 1 and any(len(run) >= _LEAST for run in worded or runs)


def _locals(own: OwnAddresses) -> set[str]:
    return {address.partition("@")[0] for address in own.all()} | {"case", "confirm"}


def _holds_piece(plain: str, token: str) -> bool:
    pieces = (token[at : at + _PIECE] for at in range(len(token) - _PIECE + 1))
    return any(piece in plain for piece in pieces)


def says_something(text: str) -> bool:
    """Whether words say more than a greeting or that the answers stand elsewhere."""
    words = _said(text)
    return bool(words) and words not in _POINTING


def _said(text: str) -> str:
    words = re.findall(r"[^\W_]+", fold(text[:2_000]))
    return " ".join(word for word in words if word not in _COURTESIES)


_POINTING = frozenset(_said(phrase) for phrase in re.split(r"[;\n]", _ELSEWHERE.strip()))
