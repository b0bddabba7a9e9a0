"""Letters that go out as files of a Maildir folder (the embedded default)."""

import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from dispatch.outgoing import BAD_ADDRESS, Refused, SendTrouble, writable


class MaildirOutgoing:
    """Each letter one file in `new/`, its envelope in two header fields on top."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, return_path: str, recipient: str, data: bytes) -> str:
        """Write, fsync, rename, fsync the folder.

        The name is the letter's digest: the same letter handed over again after a crash replaces
        itself, as long as nobody has taken it from `new/`.
        """
        if not (writable(return_path) and writable(recipient) and recipient):
            raise Refused(recipient, BAD_ADDRESS, "5.1.3 no such form of address")
        content = _envelope(return_path, recipient, data) + data
        name = letter_name(return_path, recipient, data)
        renamed = False
        try:
            written = self._written(name, content)
            written.rename(self._folder / "new" / name)
            renamed = True
            _sync(self._folder / "new")
        except OSError as wrong:
            raise SendTrouble(
                f"The mail folder {self._folder} cannot be written: {wrong.strerror or wrong}. "
                "Check its owner, its rights and the space on the disk.",
                uncertain=renamed,
            ) from wrong
        return f"maildir {name}"

    def greet(self) -> str:
        """Prove that the folder can be written."""
        try:
            self._written("greeting", b"").unlink()
        except OSError as wrong:
            raise SendTrouble(
                f"The mail folder {self._folder} cannot be written: {wrong.strerror or wrong}. "
                "Check its owner, its rights and the space on the disk."
            ) from wrong
        return f"maildir:{self._folder}"

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _written(self, name: str, content: bytes) -> Path:
        for kind in ("tmp", "new", "cur"):
            (self._folder / kind).mkdir(parents=True, exist_ok=True)
        path = self._folder / "tmp" / f"{name}.{os.getpid()}"
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return path


def letter_name(return_path: str, recipient: str, data: bytes) -> str:
    """The file name of a letter: the digest of what is written into it."""
    return hashlib.sha256(_envelope(return_path, recipient, data) + data).hexdigest()


def _envelope(return_path: str, recipient: str, data: bytes) -> bytes:
    end = b"\r\n" if data.partition(b"\n")[0].endswith(b"\r") else b"\n"
    lines = (f"Return-Path: <{return_path}>", f"X-Envelope-To: <{recipient}>")
    return b"".join(line.encode() + end for line in lines)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
