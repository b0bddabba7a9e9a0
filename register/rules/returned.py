"""When letters that came back softly, one after another, say that an address is dead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

IN_A_ROW = 3
STILL_TRIED = timedelta(days=6)
"""As long as a letter that a mail server has taken may still come back: servers try five days."""


class Fate(StrEnum):
    """What became of a letter, as far as it says something of its address."""

    RETURNED = "returned"  # softly: mailbox full, server away; or refused so until we gave up
    TAKEN = "taken"  # a mail server took it, and it has not come back


@dataclass(frozen=True)
class Past:
    """One letter to the address."""

    day: date  # on which it was written; when taken, on which it was
    fate: Fate


def returned_in_a_row(newest_first: Iterable[Past], today: date) -> int:
    """On how many days letters were written that came back, since the last one that arrived.

    Letters of one day count once: an address that is asked about five inspections at once and is
    full that afternoon has failed once. A letter that was taken arrived, and ends the row, if a
    later one has come back already or if it can no longer come back; until then its fate is open,
    and it neither counts nor ends the row.
    """
    days: set[date] = set()
    for letter in newest_first:
        if letter.fate is Fate.RETURNED:
            days.add(letter.day)
        elif days or today - letter.day > STILL_TRIED:
            break
    return len(days)
