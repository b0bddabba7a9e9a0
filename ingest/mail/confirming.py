"""Whether a reply says yes to "did this come from you?"."""

from __future__ import annotations

import re

YES = frozenset(
    {"yes", "y", "ok", "confirm", "confirmed"}
    | {"да", "подтверждаю", "ооба", "ырастайм", "тастыктайм", "иә", "ия", "растаймын"}
)
"""A bare reply is not enough: a vacation robot without headers would confirm a forger's file."""


def confirms(new_text: str) -> bool:
    """Whether the first line of the new text is a plain yes in one of the four languages."""
    lines = (line for line in new_text.splitlines() if line.strip())
    return re.sub(r"[\W_]+", "", next(lines, "")).casefold() in YES
