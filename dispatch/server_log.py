"""A Postfix log as evidence that a letter has gone."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BufferedIOBase
from pathlib import Path

from config.trouble import WorldTrouble
from dispatch.evidence import Sought, earliest

LONGEST_LINE = 1 << 16  # a log may hold anything, also a gigabyte without a line end
ACTIVE = re.compile(rb"/qmgr\[\d+\]: \w+: from=<[^>]*\+([a-z2-7]{32})@[^>]*>, .*\(queue active\)")
"""The queue manager has it. Nothing less proves it: the message-id= line of cleanup also stands
there when the client went away before the closing dot, and a rejected letter has its from=<> too.
"""
PACKED: dict[str, Callable[[Path], BufferedIOBase]] = {
    ".gz": gzip.GzipFile,
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
}
UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError)


class ServerLog:
    """The file that the mail server writes, and those it was rotated into."""

    says = "found in the mail server's log"

    def __init__(self, path: Path) -> None:
        self._path = path

    def found(self, letters: Sequence[Sought]) -> set[str]:
        """By the return path, which is each letter's own.

        The file itself first: one that is rotated meanwhile is read a second time then, and none
        is missed.
        """
        sought = {letter.signed.encode(): letter.letter_id for letter in letters}
        found = _active(self._path) & sought.keys()
        for path in self._rotated(earliest(letters)):
            if len(found) == len(sought):
                break
            found |= _active(path) & sought.keys()
        return {sought[signed] for signed in found}

    def prove(self) -> str:
        """Open it, and every file it was rotated into: often only root may read the older ones."""
        for path in (self._path, *self._rotated(0)):
            next(_lines(path), None)
        return f"looked up in {self._path}"

    def _rotated(self, since: float) -> list[Path]:
        """`maillog.1`, `maillog.2.gz`, `maillog-20261122` …, the newest first."""
        names = (f"{self._path.name}.", f"{self._path.name}-")
        try:
            beside = [path for path in self._path.parent.iterdir() if path.name.startswith(names)]
            times = {path: path.stat().st_mtime for path in beside}
        except OSError as wrong:
            raise _trouble(self._path, wrong) from wrong
        late = (path for path in beside if times[path] >= since)
        return sorted(late, key=times.__getitem__, reverse=True)


def _active(path: Path) -> set[bytes]:
    """What stands behind the + of every return path the queue manager took over."""
    found = (ACTIVE.search(line) for line in _lines(path) if b"(queue active)" in line)
    return {match[1] for match in found if match}


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with PACKED.get(path.suffix, _plain)(path) as file:
            yield from iter(lambda: file.readline(LONGEST_LINE), b"")
    except UNREADABLE as wrong:
        raise _trouble(path, wrong) from wrong


def _plain(path: Path) -> BufferedIOBase:
    return path.open("rb")


def _trouble(path: Path, wrong: Exception) -> WorldTrouble:
    reason = getattr(wrong, "strerror", None) or str(wrong)
    return WorldTrouble(
        f"The mail server's log {path} cannot be read ({reason}): let this user read it, or mend "
        "mail.out.log. Letters of unknown fate wait a day for it."
    )
