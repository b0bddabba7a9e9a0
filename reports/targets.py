"""Where releases are published: folders and SFTP servers.

A place (2026-Q3) at a target is replaced whole: the new files go into a hidden folder beside it,
are read back and compared, and only then take its name; the old folder is moved aside first and
removed after. Whatever is interrupted, the next publication finds, puts right and goes on.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from register.failpoint import reach
from reports.reaching import (
    FAILURES,
    SFTP,
    Access,
    Files,
    TargetTrouble,
    folder_of,
    leave,
    reached,
    why,
)

__all__ = ["Access", "Target", "TargetTrouble", "folder_of", "opened"]


@dataclass(frozen=True)
class Target:
    """One target, reached."""

    name: str  # as the settings name it
    files: Files
    root: str  # its folder there

    @property
    def place(self) -> str:
        """Where it is, for a person: a folder in full, a server by its address."""
        return self.name if self.name.startswith(SFTP) else self.root

    def prove(self) -> None:
        """TargetTrouble unless a file can be written there; it is removed again."""
        with self._telling(f"cannot write {self.root}"):
            self.files.makedirs(self.root, exist_ok=True)
            self.files.pipe_file(self._at(".achyk-check"), b"")
            self.files.rm_file(self._at(".achyk-check"))

    def names(self, folder: str) -> frozenset[str]:
        """What lies in a folder; nothing where it is not there."""
        with self._telling(f"cannot read {folder}"):
            return frozenset(_name(path) for path in self._listed(self._at(folder)))

    def exists(self, path: str) -> bool:
        """Whether there is such a file or folder."""
        with self._telling(f"cannot read {path}"):
            return self._is_there(self._at(path))

    def read(self, path: str) -> bytes | None:
        """A file; None where there is none."""
        with self._telling(f"cannot read {path}"):
            try:
                return bytes(self.files.cat_file(self._at(path)))
            except FileNotFoundError:
                return None

    def write(self, path: str, data: bytes) -> None:
        """A file of its own; an earlier one is replaced whole or not at all."""
        with self._telling(f"cannot write {path}"):
            self._write(path, data)

    def holds(self, place: str, files: Mapping[str, bytes]) -> bool:
        """Whether exactly these files lie in the place, byte for byte.

        Who may write there may leave size and manifest as they are, and change a figure.
        """
        with self._telling(f"cannot read {place}"):
            if self._sizes(self._at(place)) != {name: len(data) for name, data in files.items()}:
                return False
        return all(self.read(f"{place}/{name}") == data for name, data in sorted(files.items()))

    def content(self, place: str) -> dict[str, bytes]:
        """Every file in the place."""
        with self._telling(f"cannot read {place}"):
            at = self._at(place)
            return {name: bytes(self.files.cat_file(f"{at}/{name}")) for name in self._sizes(at)}

    def put(self, place: str, files: Mapping[str, bytes]) -> bool:
        """Make the place hold exactly these files; False where it did so already."""
        self._tidy(place)
        if self.holds(place, files):
            return False
        with self._telling(f"cannot write {place}"):
            new = self._at(f".{place}.new")
            self._upload(new, files)
            reach("uploaded")
            self._prove(new, files)
            self._swap(place, new)
        return True

    def remove(self, place: str) -> None:
        """Take a place away; no one sees half of it."""
        self._tidy(place)
        with self._telling(f"cannot remove {place}"):
            if self._is_there(self._at(place)):
                self.files.mv(self._at(place), self._at(f".{place}.old"))
                self._clear(self._at(f".{place}.old"))

    def _tidy(self, place: str) -> None:
        """Put right what an interrupted publication left: the old folder aside, a half new one."""
        with self._telling(f"cannot write {place}"):
            at, old = self._at(place), self._at(f".{place}.old")
            if self._is_there(old) and not self._is_there(at):
                self.files.mv(old, at)
            self._clear(old)
            self._clear(self._at(f".{place}.new"))

    def _upload(self, folder: str, files: Mapping[str, bytes]) -> None:
        for sub in sorted({_parent(f"{folder}/{name}") for name in files} | {folder}):
            self.files.makedirs(sub, exist_ok=True)
        for name, data in sorted(files.items()):
            self.files.pipe_file(f"{folder}/{name}", data)
            reach("file-uploaded")

    def _prove(self, folder: str, files: Mapping[str, bytes]) -> None:
        """TargetTrouble unless what lies there is what was written: a full disk may keep silent."""
        for name, data in sorted(files.items()):
            if bytes(self.files.cat_file(f"{folder}/{name}")) != data:
                raise TargetTrouble(
                    f"{name} came out differently at {self.name}; see the room and the disk there"
                )

    def _swap(self, place: str, new: str) -> None:
        at, old = self._at(place), self._at(f".{place}.old")
        before = self._is_there(at)
        if before:
            self.files.mv(at, old)
            reach("moved-aside")
        try:
            self.files.mv(new, at)
        except Exception:
            if before:
                self.files.mv(old, at)
            raise
        reach("renamed")
        self._clear(old)

    def _write(self, path: str, data: bytes) -> None:
        at, name = self._at(path), _name(path)
        folder = _parent(at)
        self.files.makedirs(folder, exist_ok=True)
        temporary = f"{folder}/.{name}.new"
        self.files.pipe_file(temporary, data)
        if bytes(self.files.cat_file(temporary)) != data:
            raise TargetTrouble(f"{path} came out differently at {self.name}; see the room there")
        self.files.mv(temporary, at)

    def _at(self, path: str) -> str:
        return f"{self.root}/{path}" if path else self.root

    def _is_there(self, at: str) -> bool:
        try:
            self.files.info(at)
        except FileNotFoundError:
            return False
        return True

    def _listed(self, at: str) -> list[str]:
        try:
            return [str(path) for path in self.files.ls(at, detail=False)]
        except FileNotFoundError:
            return []

    def _sizes(self, at: str) -> dict[str, int]:
        """Every file below, by its path from there, with its size; {} where nothing is."""
        found: dict[str, int] = {}
        for path in self._listed(at):
            info = self.files.info(path)
            if info["type"] == "directory":
                below = self._sizes(path)
                found |= {f"{_name(path)}/{name}": size for name, size in below.items()}
            else:
                found[_name(path)] = int(info["size"])
        return found

    def _clear(self, at: str) -> None:
        """Remove a folder with all in it. fsspec's own way reads [ and * in a name as patterns."""
        for path in self._listed(at):
            info = self.files.info(path)
            if info["type"] == "directory" and not info.get("islink"):
                self._clear(path)
            else:
                self.files.rm_file(path)
        if self._is_there(at):
            self.files.rmdir(at)

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        try:
            yield
        except FAILURES as error:
            raise TargetTrouble(f"{self.name}: {what}: {why(error)}") from error


@contextmanager
def opened(url: str, access: Access) -> Iterator[Target]:
    """A target for the time of the block; TargetTrouble where it cannot be reached."""
    files, root = reached(url, access)
    try:
        yield Target(url, files, root)
    finally:
        leave(files)


def _name(path: str) -> str:
    return os.path.basename(path.rstrip("/"))


def _parent(path: str) -> str:
    return os.path.dirname(path)
