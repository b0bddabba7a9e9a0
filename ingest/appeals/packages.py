"""Zip files looked into with caps: what they list, and as much of a member as there is room for."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MEGABYTE = 1 << 20
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)
"""What the standard library raises over a zip that is none, or not a whole one."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LISTED = 128  # bytes that an entry of the directory takes on average, at most
_PART = 2 * MEGABYTE  # of a document that says what is in it; honest ones are far smaller
_UNPACKED = 300 * MEGABYTE  # what an archive may fill a disk with
_RATIO = 200  # unpacked : packed, of members above 16 MB


class Unseen(Exception):
    """It cannot be looked into, or not to its end."""


class Locked(Exception):
    """It wants a password."""


@dataclass
class Room:
    """What looking into all files of one mail may still cost; archives in archives share it."""

    bytes: int = 64 * MEGABYTE  # unpacked
    members: int = 3000
    depth: int = 3  # archives within each other

    def take(self, size: int, *, members: int = 0) -> None:
        """So many bytes and members more are looked at; Unseen when there is no room left."""
        self.bytes -= size
        self.members -= members
        if self.bytes < 0 or self.members < 0:
            raise Unseen


class Package:
    """An opened zip; Unseen where it is none or too much, Locked where a member is."""

    def __init__(self, data: bytes, room: Room) -> None:
        if _directory_bytes(data) > room.members * _LISTED:
            raise Unseen
        self._room = room
        self._opened = zipfile.ZipFile(io.BytesIO(data))
        entries = self._opened.infolist()
        # Not is_dir(): it fails on an empty name.
        self._entries = [entry for entry in entries if not entry.filename.endswith("/")]
        room.take(0, members=len(self._entries))
        if any(entry.flag_bits & 1 for entry in self._entries):
            raise Locked
        if any(entry.compress_type not in _METHODS for entry in self._entries):
            raise Unseen  # other methods want memory of the sender's choosing
        if _is_bomb(self._entries, len(data)):
            raise Unseen

    @property
    def names(self) -> frozenset[str]:
        """As they are compared: lower case, with plain slashes."""
        return frozenset(map(_plain, self._entries))

    def beginnings(self, size: int) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
        """Every member with its first bytes."""
        for entry in self._entries:
            yield entry, self._read(entry, size)

    def whole(self, entry: zipfile.ZipInfo) -> bytes:
        """A member, unpacked; Unseen where there is no room for it."""
        if entry.file_size > self._room.bytes:
            raise Unseen
        return self._read(entry, entry.file_size + 1)

    def part(self, name: str) -> bytes:
        """The members called so (as in `names`), whole; b"" without one, Unseen where too long."""
        found = [entry for entry in self._entries if _plain(entry) == name]
        parts = b"".join(self._read(entry, _PART + 1) for entry in found)
        if len(parts) > _PART:
            raise Unseen
        return parts

    def _read(self, entry: zipfile.ZipInfo, size: int) -> bytes:
        with self._opened.open(entry) as file:
            read = file.read(size)
        self._room.take(len(read))
        return read


def _is_bomb(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """Would it fill a disk, or say the same packed bytes twice?"""
    return (
        sum(entry.file_size for entry in entries) > _UNPACKED
        or sum(entry.compress_size for entry in entries) > size
        or any(
            entry.file_size > max(16 * MEGABYTE, _RATIO * entry.compress_size) for entry in entries
        )
    )


def _plain(entry: zipfile.ZipInfo) -> str:
    return entry.filename.lower().replace("\\", "/").lstrip("/")


def _directory_bytes(data: bytes) -> int:
    """Of the zip directory, as the file says: the library would read all of it at once."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + 22:
        raise Unseen
    (size,) = struct.unpack_from("<I", data, end + 12)
    if size == 0xFFFFFFFF:
        wide = data.rfind(b"PK\x06\x06", 0, end)
        if wide < 0:
            raise Unseen
        (size,) = struct.unpack_from("<Q", data, wide + 40)
    return int(size)
