"""The installation's secret keys: sealing what only it may read, signing what must come back.

Keys are files of 32 bytes in the installation's `keys` folder, readable by the owner only. The
quarters' keys stand apart in `keys/quarters`, which no backup takes: destroying one destroys every
raw reply of that quarter.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from config.trouble import WorldTrouble
from register.rules.tokens import RandBytes, base32

OUTBOX = "outbox"  # what letters say that bear no token; see seal_under for the others
KEPT = "kept"  # uploads, and other originals that are kept
SIGN = "sign"  # what must come back as we wrote it: return paths, unsubscribe links
STANDING = (OUTBOX, KEPT, SIGN)  # made once, by init
# The seed of what signs in public (register.signing): made by init too, but it can be changed.
PUBLICATION = "publication"
SIGNATURE_BYTES = 10  # 80 bits: a guess by mail is hopeless, the address stays short
NONCE_BYTES = 12
SEAL_BYTES = NONCE_BYTES + 16  # what a seal adds to the length: nonce and Poly1305 tag
VAULT = re.compile(r"[a-z]+|\d{4}-Q[1-4]")
NAMED = re.compile(rb"(\d{4}-Q[1-4]):")  # before what is sealed under a quarter's key


class KeyTrouble(WorldTrouble):
    """A key is gone or is another one; nothing can be done until it is restored."""


@dataclass(frozen=True)
class Keys:
    """Access to the keys in one folder."""

    folder: Path
    randbytes: RandBytes = os.urandom
    _read: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def make(self) -> None:
        """Make the standing keys of a new installation: `achyk init`, and nobody else.

        Where some are there and one is not, it was lost: KeyTrouble, for a new one in its place
        would open nothing old.
        """
        is_new = not any(self.path(name).exists() for name in STANDING)
        for name in STANDING:
            self._key(name, make=is_new)
        if is_new:
            self.make_secret(PUBLICATION)

    def seal(self, vault: str, data: bytes) -> bytes:
        """Encrypt `data` under the vault's key; a quarter's is made when first needed."""
        nonce = self.randbytes(NONCE_BYTES)
        key = self._key(vault, make=vault not in STANDING)
        return nonce + ChaCha20Poly1305(key).encrypt(nonce, data, None)

    def unseal(self, vault: str, sealed: bytes) -> bytes:
        """Decrypt; Trouble when the key is gone or is another one."""
        cipher = ChaCha20Poly1305(self._key(vault, make=False))
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except InvalidTag as error:
            raise KeyTrouble(
                f"{self.path(vault)} does not open what was sealed under it; restore the key"
            ) from error

    def seal_under(self, vault: str, data: bytes) -> bytes:
        """Seal what goes into the register, and name the quarter's key in front.

        What would join a business with its answers is sealed so: a backup that is older than the
        answer holds it still, and nothing opens it once the quarter's key is destroyed.
        """
        sealed = self.seal(vault, data)
        return sealed if vault in STANDING else vault.encode() + b":" + sealed

    def unseal_named(self, sealed: bytes) -> bytes:
        """Decrypt what `seal_under` made; a row of an older program names no key: the outbox's."""
        vault = vault_of(sealed)
        return self.unseal(vault, sealed[0 if vault == OUTBOX else len(vault) + 1 :])

    def opens(self, sealed: bytes) -> bool:
        """Whether what `seal_under` made can still be read; makes no key."""
        try:
            self.unseal_named(sealed)
        except KeyTrouble:
            return False
        return True

    def destroy(self, vault: str) -> bool:
        """Overwrite and remove the key of a quarter, for good; False where none is there.

        Also what a killed process left of making it. Nothing sealed under it opens any more.
        """
        path = self.path(vault)
        if not vault[0].isdigit():
            raise ValueError(f"{vault} is a standing key, which is never destroyed")
        self._read.pop(vault, None)
        left = [*path.parent.glob(f".{path.name}.*"), path] if path.parent.is_dir() else []
        found = [one for one in left if one.exists()]
        for one in found:
            _overwrite(one)
            one.unlink()
            sync_folder(one.parent)
        return bool(found)

    def sign(self, purpose: str, text: str) -> str:
        """A short signature of `text`, 16 letters."""
        key = self._key(SIGN, make=False)
        mac = hmac.new(key, f"{purpose}\x00{text}".encode(), hashlib.sha256).digest()
        return base32(mac[:SIGNATURE_BYTES])

    def derive(self, purpose: str, text: str) -> RandBytes:
        """A source of bytes that is the same for the same text: what a replay has to make again."""
        key, drawn = self._key(SIGN, make=False), 0

        def randbytes(count: int) -> bytes:
            nonlocal drawn
            drawn += 1
            message = f"{purpose}\x00{drawn}\x00{text}".encode()
            return hashlib.shake_256(hmac.digest(key, message, "sha256")).digest(count)

        return randbytes

    def checks(self, purpose: str, text: str, signature: str) -> bool:
        """Whether `signature` is ours."""
        return hmac.compare_digest(self.sign(purpose, text), signature)

    def mask(self, address: str) -> str:
        """What stands for an address that is only to be recognised; it tells nothing without us."""
        return "masked:" + self.sign("recipient", address.lower())

    def prove(self, vault: str) -> None:
        """Trouble when the key is not there or is none; unlike sealing, this makes no new one."""
        self._key(vault, make=False)

    def make_secret(self, vault: str) -> None:
        """Make a key, unless it is there."""
        if not self.path(vault).exists():
            _write_new(self.path(vault), self.randbytes(32))

    def secret(self, vault: str) -> bytes:
        """A key itself, read anew: another process may have changed it."""
        return _read_key(self.path(vault))

    def fingerprint(self, vault: str) -> str:
        """By what a key is recognised without being told; '' when it is not there."""
        if not self.path(vault).exists():
            return ""
        key = self._key(vault, make=False)
        return hashlib.sha256(b"achyk key\x00" + key).hexdigest()[:32]

    def path(self, vault: str) -> Path:
        """The file of a vault's key."""
        if not VAULT.fullmatch(vault):
            raise ValueError(f"not a vault: {vault!r}")
        return self.folder / ("quarters" if vault[0].isdigit() else ".") / f"{vault}.key"

    def _key(self, vault: str, *, make: bool) -> bytes:
        if vault in STANDING and vault in self._read:
            return self._read[vault]
        if vault in self._read and vault in STANDING:
            return self._read[vault]  # a receipts list asks a million times
        path = self.path(vault)
        if vault in self._read and not path.exists():
            del self._read[vault]  # another process has destroyed it
        if vault not in self._read:
            if make and not path.exists():
                _write_new(path, self.randbytes(32))
            self._read[vault] = _read_key(path)
        return self._read[vault]


def _write_new(path: Path, key: bytes) -> None:
    """Write a key file that is on the disk before anything is sealed under it.

    `os.link` refuses an existing name: of two processes that make the key at once, one wins and
    both read the winner's.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        temporary.unlink()
    sync_folder(path.parent)


def vault_of(sealed: bytes) -> str:
    """Under whose key something lies in the register."""
    named = NAMED.match(sealed)
    return named[1].decode() if named else OUTBOX


def _overwrite(path: Path) -> None:
    """Write over the very bytes of the file, and have them on the disk."""
    with path.open("r+b") as file:
        for filling in (b"\xff", b"\x00"):
            file.seek(0)
            file.write(filling * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())


def _read_key(path: Path) -> bytes:
    try:
        key = path.read_bytes()
    except FileNotFoundError as error:
        raise KeyTrouble(f"the key {path} is missing; restore it from the safe place") from error
    if len(key) != 32:
        raise KeyTrouble(f"{path} is not a key of 32 bytes; restore it from the safe place")
    return key


def sync_folder(folder: Path) -> None:
    """Make a rename or link in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
