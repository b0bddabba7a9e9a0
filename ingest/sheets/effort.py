"""How much reading of headers one file may cause: it is done in the main process, without limits.

A header is read in many ways, and one with a slip is compared with all that are known: honest
files have a few hundred such texts, crafted ones a hundred thousand.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from config.columns import Columns
from config.matching import letters_only
from ingest.sheets.sheet import Value

LONGEST_EXACT = 120  # characters of a text that is looked up as it stands; no header has as many
_MOST_TEXTS = 3000  # fewer than what `header_words` remembers
_AGAIN = 4  # a text that was read before costs a fourth


@dataclass
class Effort:
    """What is left of it for a file; when it is used up headers are known by their very words."""

    careful: int = 100_000  # characters of texts that are read in every way: a third of a second
    exact: int = 3_000_000  # characters of texts that are only looked up: as long
    near: int = 120  # texts for which the nearest header is looked for, a millisecond each
    _seen: set[str] = field(default_factory=set)

    def left(self, cells: tuple[Value, ...], columns: Columns) -> tuple[Value, ...]:
        """The cells of a row; those that may not be read any more are blank."""
        return tuple([self._left(cell, columns) for cell in cells])

    def looks_near(self) -> bool:
        """One more text may be compared with every header."""
        self.near -= 1
        return self.near >= 0

    def _left(self, cell: Value, columns: Columns) -> Value:
        if not isinstance(cell, str) or self._admits(cell):
            return cell
        if len(cell) > LONGEST_EXACT:
            return None
        self.exact -= len(cell)
        if self.exact < 0:
            return None
        return cell if letters_only(cell) in columns.by_letters else None

    def _admits(self, text: str) -> bool:
        again = text in self._seen
        cost = len(text) // _AGAIN + 1 if again else len(text)
        if cost > self.careful or (not again and len(self._seen) >= _MOST_TEXTS):
            return False
        self.careful -= cost
        self._seen.add(text)
        return True
