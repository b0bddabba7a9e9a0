"""Texts from outside made fit for a letter: no control, direction or half characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from register.rules.appeal import LONGEST_WORDS

KEPT = 2000
"""Characters of one value that a letter carries; a longer one ends in an ellipsis."""

WHOLE = frozenset({"text", "question", "answer", "words", "reason"})
"""Names of values that people wrote to be read in full: their lines are kept (appeals)."""

# Cc control, Zl/Zp line and paragraph separators: these could start a line of their own.
# Cf direction and zero-width marks, Co private use: these could hide what is written.
# Cs half a surrogate pair: it cannot be encoded.
_SPACE = frozenset({"Cc", "Zl", "Zp"})
_NOTHING = frozenset({"Cf", "Co"})
# An address with a key of ours behind its plus, and a PIN behind its name, as letters show them.
_KEYED = re.compile(r"\b(survey|appeals|case|confirm|bounces)\+[a-z2-7]{26,32}@", re.I)
_PIN = re.compile(r"(PIN\b[^\n:]{0,12}:?\s{0,3})[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def one_line(text: str, longest: int = KEPT) -> str:
    """`text` as a single line of visible characters, cut to `longest` (safety.md TR6, AT2)."""
    line = " ".join("".join(map(_visible, text[: longest * 4])).split(" ")).strip()
    line = " ".join(part for part in line.split(" ") if part)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that an administrator wrote, each as one line."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [line for part in parts if (line := one_line(part))]


def lines(text: str, longest: int = LONGEST_WORDS) -> str:
    """`text` with its lines, each of visible characters; never two empty ones together."""
    cut = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    kept: list[str] = []
    for line in cut.splitlines():
        shown = one_line(line, longest)
        if shown or (kept and kept[-1]):
            kept.append(shown)
    return "\n".join(kept).rstrip("\n")


def clean(value: Any, name: object = "") -> Any:
    """A value from JSON, every text in it as one line; as lines where its `name` is in WHOLE."""
    if isinstance(value, str):
        shown = without_secrets(value)
        return lines(shown) if name in WHOLE else one_line(shown)
    if isinstance(value, Mapping):
        return {str(key): clean(item, key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def without_secrets(text: str) -> str:
    """`text` without the keys in quoted addresses of ours, and without PINs.

    Who quotes a letter of ours would hand on the right to speak for its reader.
    """
    return _PIN.sub(r"\1…", _KEYED.sub(r"\1+…@", text)) if "+" in text or "PIN" in text else text


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in _SPACE:
        return " "
    if category in _NOTHING:
        return ""
    return "\ufffd" if category == "Cs" else character
