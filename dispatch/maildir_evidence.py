"""Mail folders as evidence: the one letters go out into, and one that gets a copy of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.trouble import WorldTrouble
from dispatch.evidence import Sought, earliest
from dispatch.maildir import letter_name

MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*<([a-z2-7]{16})@")
HEADER = 1 << 16  # bytes: our own headers are far shorter


class OutgoingFolder:
    """The folder that letters are handed over to; a reader may move them from `new` to `cur`."""

    says = "found in the mail folder"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def found(self, letters: Sequence[Sought]) -> set[str]:
        """By the file's name, which is the letter's digest; by the Message-ID where it is new."""
        there = {path.name.partition(":")[0] for path in _files(self._folder)}
        found = {
            letter.letter_id
            for letter in letters
            if letter.content is not None
            and letter_name(letter.return_path, letter.recipient, letter.content) in there
        }
        unwritten = [letter for letter in letters if letter.content is None]
        return found | _with_ids(self._folder, unwritten)

    def prove(self) -> str:
        """Look into it."""
        next(_files(self._folder), None)
        return f"looked up in {self._folder}"


class CopiesFolder:
    """A Maildir folder that gets a copy of every letter."""

    says = "found in the mailbox of copies"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def found(self, letters: Sequence[Sought]) -> set[str]:
        """By the Message-ID."""
        self._there()
        return _with_ids(self._folder, letters)

    def prove(self) -> str:
        """Look into it."""
        self._there()
        next(_files(self._folder), None)
        return f"looked up in {self._folder}"

    def _there(self) -> None:
        # A folder that is not there is no proof that nothing came: its disk may be missing.
        if not (self._folder / "new").is_dir():
            raise _trouble(self._folder, "there is no mail folder")


def _with_ids(folder: Path, letters: Sequence[Sought]) -> set[str]:
    """Ids of letters that a file in the folder carries in its Message-ID."""
    sought = {letter.letter_id for letter in letters}
    found: set[str] = set()
    if not sought:
        return found
    since = earliest(letters)
    for path in _files(folder):
        found |= sought & {_id(path, since)}
        if found == sought:
            break
    return found


def _id(path: Path, since: float) -> str:
    """The letter that a file is a copy of; '' for none, or a file that is gone or too old."""
    try:
        if path.stat().st_mtime < since:
            return ""
        with path.open("rb") as file:
            header = re.split(rb"\r?\n\r?\n", file.read(HEADER), maxsplit=1)[0]
    except FileNotFoundError:
        return ""  # a reader has taken it meanwhile, or given it another name
    except OSError as wrong:
        raise _trouble(path, wrong.strerror or str(wrong)) from wrong
    found = MESSAGE_ID.search(header)
    return found[1].decode() if found else ""


def _files(folder: Path) -> Iterator[Path]:
    # new after cur, and cur once more: what moves from one to the other meanwhile is seen.
    for kind in ("cur", "new", "cur"):
        try:
            yield from list((folder / kind).iterdir())
        except FileNotFoundError:
            continue  # no letter was ever laid there
        except OSError as wrong:
            raise _trouble(folder, wrong.strerror or str(wrong)) from wrong


def _trouble(place: Path, reason: str) -> WorldTrouble:
    return WorldTrouble(
        f"The mail folder {place} cannot be read ({reason}): let this user read it, or mend "
        "[mail.out]. Letters of unknown fate wait a day for it."
    )
