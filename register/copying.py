"""Copying files so that they are on the disk: in batches, linked where an equal one is there."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from register.keys import sync_folder

CHUNK = 1 << 20


log = logging.getLogger("achyk.backup")


@dataclass(frozen=True)
class Earlier:
    """A copy made before, whose files may be linked."""

    place: Path
    digests: Mapping[str, str]  # path inside it, with / → SHA-256 in hex


def copy_batch(
    files: Sequence[tuple[Path, Path]], target: Path, earlier: Earlier | None = None
) -> dict[str, str]:
    """Bring `files` (source, path inside `target`) into `target`; path → SHA-256 of each.

    Each gets its name when it is whole and on the disk, the last of them at the very end. One
    that `earlier` holds unchanged, by length, time and its digest read anew, is linked. All of a
    batch is written before the first fsync: the disk then has one long piece of work instead of
    hundreds of short ones. OSError, with the file's name, when a disk fails.
    """
    written: list[tuple[Path, Path]] = []
    digests: dict[str, str] = {}
    for source, inside in files:
        place, name = target / inside, inside.as_posix()
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if earlier is not None and _link(source, earlier, inside, place):
            digests[name] = earlier.digests[name]
        else:
            temporary = place.with_name(f".{place.name}.new")
            digests[name] = _copy(source, temporary)
            written.append((temporary, place))
    for temporary, place in written:
        _sync(temporary)
        temporary.rename(place)
    for folder in {place.parent for _, place in written}:
        sync_folder(folder)
    return digests


def _link(source: Path, earlier: Earlier, inside: Path, place: Path) -> bool:
    """Link the earlier copy of an unchanged file; False where that cannot be done."""
    old, digest = earlier.place / inside, earlier.digests.get(inside.as_posix())
    try:
        now, then = source.stat(), old.stat()
        if not digest or (now.st_size, now.st_mtime_ns) != (then.st_size, then.st_mtime_ns):
            return False
        if digest_of(old) != digest:  # one bad block would go on through every backup to come
            log.error("%s is damaged: see that disk; it is copied afresh", old)
            return False
        os.link(old, place)
    except OSError:  # no earlier one, or a file system without links: it is copied
        return False
    return True


def _copy(source: Path, place: Path) -> str:
    """Copy a file with its time, readable by the owner only; its SHA-256."""
    with source.open("rb") as read:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        digest = hashlib.sha256()
        with os.fdopen(descriptor, "wb") as write:
            while chunk := read.read(CHUNK):
                digest.update(chunk)
                write.write(chunk)
        facts = os.fstat(read.fileno())
    os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_tree(folder: Path) -> None:
    """Make every name in the tree survive a power cut."""
    for directory, _, _ in os.walk(folder):
        sync_folder(Path(directory))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
