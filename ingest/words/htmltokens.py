"""HTML cut into tags and text in linear time.

The standard library's html.parser needs quadratic time for unclosed tags and comments: a mail of
60 kB holds it for a quarter of a minute.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from enum import Enum

_FAILURES = 100  # unclosed tags or comments, each a scan to the end; after them "<" is text

# Possessive (++), so that a tag without an end fails in one pass.
_TAG = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]{0,80}+)((?:[^\"'>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')|[\"'=])*+)>"
)
_ATTRIBUTE = re.compile(
    r"([^\s\"'>/=]{1,80}+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++)))?+"
)
_MOST_ATTRIBUTES = 100
_HUGE_NUMBER = re.compile(r"&#x?[0-9a-fA-F]{9,};?")
_ENDS = {name: re.compile(rf"</{name}", re.I) for name in ("script", "style", "title", "textarea")}


class Token(Enum):
    """The kinds of pieces."""

    START = 1
    END = 2
    TEXT = 3


def tokens(text: str) -> Iterator[tuple[Token, str, str]]:
    """Each piece of an HTML text: its kind, its text or lower-case name, its attributes unread.

    Most elements of a mail have attributes that say nothing; `attributes_of` reads them.
    """
    at = failures = 0
    while at < len(text):
        opening = text.find("<", at)
        if opening < 0 or failures > _FAILURES:
            break
        if opening > at:
            yield Token.TEXT, unescape(text[at:opening]), ""
        at, failed = opening, False
        if text.startswith(("<!", "<?"), at):
            end = _end_of_markup(text, at)
            failed, at = end < 0, max(end, at)
        elif tag := _TAG.match(text, at):
            name = tag[2].lower()
            yield (Token.END if tag[1] else Token.START), name, tag[3]
            at = _after(text, tag, name) if name in _ENDS else tag.end()
        else:
            failed = True
        if failed:
            failures += 1
            yield Token.TEXT, "<", ""
            at += 1
    yield Token.TEXT, unescape(text[at:]), ""


def _end_of_markup(text: str, at: int) -> int:
    """Where a comment, declaration or processing instruction ends; -1: never."""
    mark = "-->" if text.startswith("<!--", at) else ">"
    end = text.find(mark, at + 2)
    return end + len(mark) if end >= 0 else -1


def attributes_of(text: str) -> dict[str, str]:
    """The attributes of an element by their names in lower case; the first of a name counts."""
    attributes: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(text):
        value = next((v for v in found.groups()[1:] if v is not None), "")
        attributes.setdefault(found[1].lower(), unescape(value))
        if len(attributes) >= _MOST_ATTRIBUTES:
            break
    return attributes


def _after(text: str, tag: re.Match[str], name: str) -> int:
    """Where reading goes on: after a script or style its content is skipped."""
    if tag[1]:
        return tag.end()
    found = _ENDS[name].search(text, tag.end())
    return found.start() if found else len(text)


def unescape(text: str) -> str:
    """Character references resolved; numbers too long for a character are dropped."""
    return html.unescape(_HUGE_NUMBER.sub("", text)) if "&" in text else text
