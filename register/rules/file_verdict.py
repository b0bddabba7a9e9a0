"""Whether a file that came with an appeal may be opened, and the sentence that says why not."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from config.languages import catalogue, mark


class FileVerdict(StrEnum):
    """What keeps a file from being handed on; every one is kept, whatever it is."""

    OPENS = ""
    INFECTED = "infected"  # the virus scanner says so
    PROGRAM = "program"  # runs when opened: by its bytes, or by what its name ends in
    MACROS = "macros"
    ACTIVE = "active"  # opens other things by itself: scripts, linked or embedded objects
    ARCHIVE_PROGRAM = "archive-program"  # an archive that holds any of these
    ENCRYPTED = "encrypted"
    UNSEEN = "unseen"  # holds others and cannot be looked into, or not to its end
    TOO_LARGE = "too-large"
    NOT_SCANNED = "not-scanned"  # the virus scanner does not answer: looked at again later


def verdict_says(code: str, language: str) -> str:
    """The sentence about a verdict as it is stored; '' for a file that may be opened.

    ValueError for a code that is none.
    """
    verdict = FileVerdict(code)
    return catalogue(language).gettext(_SAYS[verdict]) if verdict in _SAYS else ""


_SAYS: Mapping[FileVerdict, str] = {
    FileVerdict.INFECTED: mark("The virus scanner found something harmful in this file."),
    FileVerdict.PROGRAM: mark("This file is a program, or would run as one."),
    FileVerdict.MACROS: mark("This document holds macros, which run when it is opened."),
    FileVerdict.ACTIVE: mark("This file can run scripts or open other files by itself."),
    FileVerdict.ARCHIVE_PROGRAM: mark("This archive holds a program, macros or scripts."),
    FileVerdict.ENCRYPTED: mark("This file is locked with a password, so it cannot be checked."),
    FileVerdict.UNSEEN: mark("This file holds others or is broken, and cannot be checked."),
    FileVerdict.TOO_LARGE: mark("This file is too large to be passed on by mail."),
    FileVerdict.NOT_SCANNED: mark("This file has not been checked for viruses yet."),
}
