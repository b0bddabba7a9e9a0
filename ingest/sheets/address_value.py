"""E-mail addresses as people type them into a cell, with words, brackets and slips around."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from register.rules.email_address import mailbox, plain_address

_LONGEST = 400  # characters of a cell that are looked at
_SHOWN = 5  # wrong letters that are named
_AT = re.compile(
    r"\s*(?:[(\[{<]\s*(?:at|собака|собачка|эт|ит)\s*[)\]}>]|\b(?:собака|собачка)\b|＠)\s*",
    re.IGNORECASE,
)
_DOT = re.compile(r"\s*[(\[{]\s*(?:dot|точка|чекит|нүкте)\s*[)\]}]\s*", re.IGNORECASE)
_AROUND_AT = re.compile(r"\s*@\s*")
_DOT_APART = re.compile(r"(@[\w-]+)(?:\s+\.\s*|\s*\.\s+)(?=[a-z]{2,}\b)", re.IGNORECASE)
_COMMA_FOR_DOT = re.compile(r"(@[\w-]+),(?=(?:com|net|org|info|ru|kg|kz|su|рф)\b)", re.IGNORECASE)
_CYRILLIC_ENDS = {"ру": "ru", "кг": "kg", "кз": "kz", "ком": "com", "сом": "com", "орг": "org"}
_CYRILLIC_END = re.compile(rf"(@[a-z0-9.-]+\.)({'|'.join(_CYRILLIC_ENDS)})\b", re.IGNORECASE)
_CHUNKS = re.compile(r"[;,\n\r/|<>()\[\]{}\"«»]+")
_LATIN = re.compile(r"[A-Za-z0-9._%+-]")
_LABELS = frozenset({"mail", "e-mail", "email", "mailto", "e.mail", "address"})


@dataclass(frozen=True)
class Typed:
    """The addresses of a cell."""

    addresses: tuple[str, ...]  # those that can be written to, in order, each once
    changed: bool = False  # something beside them was left out or put right
    letters: str = ""  # Cyrillic letters in what ought to be one


def read_addresses(text: str) -> Typed:
    """The addresses that `text` holds, put right only where no other could be meant.

    Right is put: an at sign or a dot in words, spaces around them, a comma for the dot before a
    well-known ending, and a Cyrillic ending such as .ру, which no mailbox has.
    """
    if address := plain_address(text) if text.isascii() else None:
        return Typed((address,))
    plain = _plain(unicodedata.normalize("NFKC", text[:_LONGEST]))
    found, wrong, beside = _found(plain)
    letters = "" if found else "".join(dict.fromkeys(filter(_is_cyrillic, "".join(wrong))))
    each = {mailbox(address): address for address in reversed(found)}
    changed = beside or bool(wrong) or plain != _AROUND_AT.sub("@", text).strip()
    return Typed(tuple(reversed(each.values())), changed, letters[:_SHOWN])


def _plain(text: str) -> str:
    """The text with its at signs and dots as they should be."""
    text = _DOT.sub(".", _AT.sub("@", text))
    text = _AROUND_AT.sub("@", text).strip()
    if text.count("@") == 1:
        text = _COMMA_FOR_DOT.sub(r"\1.", _DOT_APART.sub(r"\1.", text))
    return _CYRILLIC_END.sub(lambda found: found[1] + _CYRILLIC_ENDS[found[2].lower()], text)


def _found(text: str) -> tuple[list[str], list[str], bool]:
    """Addresses, what looks like one but is none, and whether other words stand beside them."""
    found, wrong, beside = list[str](), list[str](), False
    named = "<" in text
    for chunk in _CHUNKS.split(text):
        before = ""
        for word in chunk.split():
            if "@" not in word:
                beside = beside or not (named or word.strip(":").lower() in _LABELS)
            elif (address := _address(word)) and not _continues(before):
                found.append(address)
            else:
                wrong.append(word)
            before = word
    return found, wrong, beside


def _address(word: str) -> str | None:
    return plain_address(word.rpartition(":")[2].strip(".'"))


def _continues(before: str) -> bool:
    """May the word before be the first half of the address, cut by a space?"""
    if not before or before.endswith(":") or "@" in before or before.lower() in _LABELS:
        return False
    return _LATIN.match(before[-1]) is not None


def _is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u04ff"
