"""The blob store: originals by digest, sealed, written so that what is named is wholly there."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.trouble import WorldTrouble
from register.failpoint import reach
from register.keys import SEAL_BYTES, Keys, KeyTrouble, sync_folder


class BlobMissing(WorldTrouble):
    """One original is not where it was kept; the others may well be."""


@dataclass(frozen=True)
class Blobs:
    """A folder of sealed files, one folder a vault."""

    folder: Path
    keys: Keys

    def put(self, vault: str, data: bytes) -> str:
        """Keep `data`; returns its SHA-256 in hex. Safe on the disk when this returns."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.path(vault, digest)
        if not path.exists():
            self._write(path, self.keys.seal(vault, data))
        return digest

    def get(self, vault: str, digest: str) -> bytes:
        """The original; BlobMissing when it is not there, WorldTrouble when the disk fails."""
        path = self.path(vault, digest)
        try:
            sealed = path.read_bytes()
        except FileNotFoundError as error:
            raise BlobMissing(f"{path} is missing; restore it from a backup") from error
        except OSError as error:
            raise WorldTrouble(
                f"cannot read {path}: {error.strerror}; see its rights and the disk"
            ) from error
        return self.keys.unseal(vault, sealed)

    def size(self, vault: str, digest: str) -> int | None:
        """Bytes of the original, without opening it; None when it is not there."""
        try:
            return self.path(vault, digest).stat().st_size - SEAL_BYTES
        except OSError:
            return None

    def renew(self, vault: str, data: bytes) -> str:
        """Keep `data` anew, in place of what lies there and does not open any more."""
        digest = hashlib.sha256(data).hexdigest()
        self._write(self.path(vault, digest), self.keys.seal(vault, data))
        return digest

    def opens(self, vault: str, digest: str) -> bool:
        """Whether the original is there and can be read; makes no key."""
        try:
            return hashlib.sha256(self.get(vault, digest)).hexdigest() == digest
        except (BlobMissing, KeyTrouble):
            return False

    def path(self, vault: str, digest: str) -> Path:
        """Where a blob lies."""
        return self.folder / vault / digest[:2] / digest

    def _write(self, path: Path, sealed: bytes) -> None:
        """Temporary name, fsync, rename, fsync of the folder (ML2)."""
        temporary: Path | None = None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=".", dir=path.parent)
            temporary = Path(name)
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            reach("blob-written")
            temporary.rename(path)
            sync_folder(path.parent)
        except OSError as error:
            if temporary is not None:
                temporary.unlink(missing_ok=True)
            raise WorldTrouble(
                f"cannot write {path}: {error.strerror}; make room or rights"
            ) from error
