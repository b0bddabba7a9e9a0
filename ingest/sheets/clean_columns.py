"""Whole columns of cells in which there is nothing to be cleaned, known as such at a glance.

A check over all cells joined costs a tenth of one over each. The sign between them is looked for
in no cell: one that holds it only makes the check stricter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from ingest.sheets.cell_text import MARKS
from ingest.sheets.sheet import Value

_BETWEEN = "|"
_ODD_START = re.compile(r"\|[\s\-–—―_.#Ee]")  # a blank or an error, maybe; E begins our example
# A short text that may say that there is nothing to say: "нет", "б/н", "маалымат жок".
_ADDRESSES = re.compile(
    r"(?>(?>\|[a-z0-9]+(?:[._-][a-z0-9]+)*)@(?>(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+)[a-z]{2,24}(?=\|))+\|"
)
_SHORT = 64  # characters; within it every part of an address has its length


def plain_texts(cells: Sequence[Value], longest: int) -> list[str | None] | None:
    """The texts, None for an empty cell; None in all when a cell may need cleaning."""
    joined = _joined(cells, longest)
    if joined is None:
        return None
    if not joined.isprintable() or "  " in joined or " |" in joined or _ODD_START.search(joined):
        return None
    if not joined.isascii() and MARKS.search(joined):
        return None
    if not joined.isascii() and not unicodedata.is_normalized("NFC", joined):
        return None
    return [cell or None for cell in cells]  # type: ignore[misc]


def plain_addresses(cells: Sequence[Value], doubtful: Iterable[str]) -> list[str | None] | None:
    """The addresses, None for an empty cell; None in all when one is unusual.

    `doubtful`: domains of which none may be among them.
    """
    joined = _joined(cells, _SHORT)
    if joined is None or not (joined == _BETWEEN or _ADDRESSES.fullmatch(joined)):
        return None
    if any(f"@{domain}|" in joined for domain in doubtful):
        return None
    return [cell or None for cell in cells]  # type: ignore[misc]


def _joined(cells: Sequence[Value], longest: int) -> str | None:
    """The filled cells, a sign before and after each; None where one is no text, or too long."""
    if {*map(type, cells)} != {str}:
        return None
    filled = [cell for cell in cells if cell]
    if max(map(len, filled), default=0) > longest:  # type: ignore[arg-type]
        return None
    joined = _BETWEEN.join(("", *filled, "")) if filled else _BETWEEN  # type: ignore[arg-type]
    return joined if joined.count(_BETWEEN) == len(filled) + 1 - (not filled) else None
