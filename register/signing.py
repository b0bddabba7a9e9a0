"""The key that signs in public: receipts, invitation batches and releases (Ed25519, RFC 8032).

Its seed is `keys/publication.key`. Beside it `publication.chain` tells how each key handed over to
the next one, a signed statement a line; a key that has handed over is destroyed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from register.keys import PUBLICATION, Keys, KeyTrouble, sync_folder
from register.rules.commitment import canonical

CHAIN = "publication.chain"

HAND_OVER = "achyk hand-over 1"
LOST = "achyk lost key 1"

_STATED = {"old", "new", "day"}
_LOST = (
    "the key {path} is missing; restore it from the safe place. If it is lost for good: "
    "achyk key rotate --lost"
)


@dataclass(frozen=True)
class Signer:
    """What signs with the key in use."""

    _private: Ed25519PrivateKey
    public: bytes  # the public key, 32

    def sign(self, data: bytes) -> bytes:
        """The signature, 64 bytes; the same for the same bytes."""
        return self._private.sign(data)

    @property
    def key_id(self) -> str:
        """By what receipts name the key."""
        return key_id(self.public)


def key_id(public: bytes) -> str:
    """The short name of a public key: 16 letters of its SHA-256 in hex."""
    return fingerprint(public)[:16]


def fingerprint(public: bytes) -> str:
    """By what people compare a public key: its SHA-256 in hex."""
    return hashlib.sha256(public).hexdigest()


def signer(keys: Keys) -> Signer:
    """What signs now; KeyTrouble when the key is missing."""
    if not keys.path(PUBLICATION).exists():
        raise KeyTrouble(_LOST.format(path=keys.path(PUBLICATION)))
    return _of(keys.secret(PUBLICATION))


@lru_cache(maxsize=1)
def _of(seed: bytes) -> Signer:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return Signer(private, private.public_key().public_bytes_raw())


def verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether `signature` over `data` was made with that key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def make_signing_key(keys: Keys) -> bool:
    """Make the key of a new installation, or of one from before there was any; whether it did.

    KeyTrouble when there was one and it is gone: what it signed would have no successor.
    """
    path, chain = keys.path(PUBLICATION), keys.folder / CHAIN
    is_new = not path.exists()
    if is_new and chain.exists():
        raise KeyTrouble(_LOST.format(path=path))
    keys.make_secret(PUBLICATION)
    if not chain.exists():
        _replace(chain, b"")
    return is_new


def rotate(keys: Keys, day: date) -> None:
    """A new key in the place of the old one, which signs the hand-over and is destroyed."""
    old, seed = signer(keys), keys.randbytes(32)
    new = _of(seed).public
    stated = {"old": old.public.hex(), "new": new.hex(), "day": day.isoformat()}
    statement = {"format": HAND_OVER, **stated}
    signature = base64.b64encode(old.sign(canonical(statement))).decode("ascii")
    lines = [*key_chain(keys), {**statement, "signature": signature}]
    # The statement first: a crash in between leaves the old key, and a statement without effect.
    _replace(keys.folder / CHAIN, b"".join(canonical(line) + b"\n" for line in lines))
    _replace_key(keys.path(PUBLICATION), seed)


def begin_anew(keys: Keys, day: date, old: str = "") -> None:
    """A new key where the old one is lost; it states so itself, for nobody can sign a hand-over.

    `old`: the public key that was lost, in hex, where the chain does not tell. KeyTrouble while
    it is there.
    """
    if keys.path(PUBLICATION).exists():
        raise KeyTrouble(f"{keys.path(PUBLICATION)} is there: rotate it without --lost")
    lines, seed = _lines(keys), keys.randbytes(32)
    new, before = _of(seed), str(lines[-1]["new"]) if lines else old
    stated = {"format": LOST, "old": before, "new": new.public.hex(), "day": day.isoformat()}
    signature = base64.b64encode(new.sign(canonical(stated))).decode("ascii")
    lines.append({**stated, "signature": signature})
    _replace(keys.folder / CHAIN, b"".join(canonical(line) + b"\n" for line in lines))
    _replace(keys.path(PUBLICATION), seed)


def key_chain(keys: Keys) -> list[dict[str, Any]]:
    """The hand-overs up to the key in use, oldest first: format, old, new, day, signature."""
    chain, current = _lines(keys), signer(keys).public.hex()
    ends = [number for number, line in enumerate(chain, 1) if line["new"] == current]
    # What stands behind was to hand over to a key that never came into use.
    return chain[: ends[-1]] if ends else []


def _lines(keys: Keys) -> list[dict[str, Any]]:
    path = keys.folder / CHAIN
    lines = path.read_text("ascii").splitlines() if path.exists() else []
    try:
        chain: list[dict[str, Any]] = [json.loads(line) for line in lines]
        if not all(isinstance(line["new"], str) for line in chain):
            raise ValueError("no key")
    except (ValueError, KeyError, TypeError) as error:
        raise KeyTrouble(f"{path} is damaged; restore it from the safe place") from error
    return chain


def key_files(keys: Keys) -> tuple[Path, ...]:
    """The key and the chain, those that are there: what a copy of the keys holds besides others."""
    files = (keys.folder / CHAIN, keys.path(PUBLICATION))
    return tuple(path for path in files if path.exists())


def known_keys(keys: Keys) -> tuple[bytes, ...]:
    """The public keys that are or were ours: the one in use, then those before it."""
    before = (bytes.fromhex(one["old"]) for one in reversed(key_chain(keys)) if one["old"])
    return (signer(keys).public, *before)


def handed_over(statement: Mapping[str, Any]) -> bool:
    """Whether a hand-over was signed by the key that it names as the old one.

    Of a lost key: whether the new one said so.
    """
    signed = {name: value for name, value in statement.items() if name != "signature"}
    try:
        public = bytes.fromhex(statement["new" if signed.get("format") == LOST else "old"])
        signature = base64.b64decode(statement["signature"], validate=True)
    except (ValueError, KeyError, TypeError):
        return False
    # The first program named no format.
    is_known = signed.get("format", HAND_OVER) in (HAND_OVER, LOST)
    is_known = is_known and signed.keys() - {"format"} == _STATED
    return is_known and verify(public, canonical(signed), signature)


def _replace_key(path: Path, seed: bytes) -> None:
    """Put the seed in the old one's place; the old one is written over where the disk does so."""
    with path.open("r+b") as old:
        _replace(path, seed)
        old.write(bytes(len(seed)))
        old.flush()
        os.fsync(old.fileno())


def _replace(path: Path, data: bytes) -> None:
    """Write a file that is there whole, old or new, after a power cut; for the owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
    sync_folder(path.parent)
