"""The secrets in letters: tokens, one-time keys, and what is stored in their place.

A token is 128 random bits as 26 lower-case base32 letters: mail systems fold case.
Source of the two digests: the design's separation of invitations and responses.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

RandBytes = Callable[[int], bytes]

TOKEN_BYTES = 16
TOKEN = re.compile(r"[a-z2-7]{26}")
ID_BYTES = 10  # 16 letters; the return path holds it beside a signature within 64


def base32(data: bytes) -> str:
    """Lower-case base32 without padding."""
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()


def new_token(randbytes: RandBytes) -> str:
    """A fresh token."""
    return base32(randbytes(TOKEN_BYTES))


def new_id(randbytes: RandBytes) -> str:
    """A fresh random id that tells neither order nor number."""
    return base32(randbytes(ID_BYTES))


def is_token(text: str) -> bool:
    """Whether the text has the form of a token."""
    return TOKEN.fullmatch(text) is not None


def digest(purpose: str, token: str) -> bytes:
    """What is stored of a token for one purpose; neither purpose's digest yields the other's."""
    return hashlib.sha256(purpose.encode() + b"\x00" + token.encode("ascii")).digest()


def invite_digest(token: str) -> bytes:
    """The key under which `invitations` knows the token."""
    return digest("invite", token)


def response_digest(token: str) -> bytes:
    """The key under which `responses` knows the token."""
    return digest("response", token)


def words_digest(token: str) -> bytes:
    """The key under which free text is kept, apart from the other answers."""
    return digest("words", token)
