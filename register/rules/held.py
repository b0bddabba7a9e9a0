"""Why a message is held, and what that means in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from config.languages import mark


class Held(StrEnum):
    """Why a message is held."""

    UNMATCHED = "unmatched"  # a reply whose token is not known, or is missing
    UNREADABLE = "unreadable"  # it broke the reader, more than once
    UNKNOWN_SENDER = "unknown-sender"  # a spreadsheet from an address that is not registered
    APPEAL = "appeal"  # a letter with something to say
    BAD_BOUNCE = "bad-bounce"  # a returned mail without a return path that we signed
    BAD_KEY = "bad-key"  # a confirmation with an unknown, spent or expired key
    AMBIGUOUS = "ambiguous"  # an upload or a confirmation that programs may read differently
    OTHER = "other"

    @property
    def says(self) -> str:
        """What it means and what to do, in English, for translation."""
        return _SAYS[self]


_SAYS: Mapping[Held, str] = {
    Held.UNMATCHED: mark(
        "A reply that does not show which invitation it answers. If its text tells the inspection, "
        "place it there; otherwise lay it aside: its sender was told how to answer."
    ),
    Held.UNREADABLE: mark(
        "The program failed on it again and again. Look at its source with care; when the program "
        "has been updated, have it read once more."
    ),
    Held.UNKNOWN_SENDER: mark(
        "A spreadsheet from an address that is not registered. If it is an inspector's, register "
        "the address and have the mail read once more; otherwise lay it aside."
    ),
    Held.APPEAL: mark(
        "A letter to a person. Read it and answer it, then lay it aside with a word on what was "
        "done."
    ),
    Held.BAD_BOUNCE: mark(
        "A returned letter that does not carry our signature. It may be forged and has changed "
        "nothing; lay it aside."
    ),
    Held.BAD_KEY: mark(
        "An answer to “Did you send us this spreadsheet?” that is no plain yes, or came too late. "
        "Ask the inspector to send the spreadsheet again, and lay this aside."
    ),
    Held.AMBIGUOUS: mark(
        "A spreadsheet or a confirmation in a mail that mail programs read in different ways; it "
        "has changed nothing. The inspector was told to send it again as an ordinary mail; lay "
        "this aside, and look at its source if the inspector knows nothing of it."
    ),
    Held.OTHER: mark(
        "The program cannot tell what it is about. Read it; if it answers an invitation, place it "
        "there, otherwise lay it aside."
    ),
}
