"""Receipts: a few signed lines that promise a code its place in the quarter's published list.

They say nothing of what was answered. The lines come back out of a mail however it was quoted or
wrapped; the signature is over the lines as they are written here.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from config.trouble import Trouble

FORM = "achyk receipt 1"

_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_UNSEEN = str.maketrans(dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060\u00ad"))
_LINES = re.compile(
    re.escape(FORM).replace(r"\ ", r"\s+") + r"\s+"
    r"kind:\s*(?P<kind>response|appeal)\s+"
    r"quarter:\s*(?P<quarter>\d{4}-Q[1-4])\s+"
    r"code:\s*(?P<code>[0-9a-f]{64})\s+"
    r"day:\s*(?P<day>\d{4}-\d\d-\d\d)\s+"
    r"(?:replaces:\s*(?P<replaces>[0-9a-f]{64})\s+)?"
    r"key:\s*(?P<key>[0-9a-f]{16})\s+"
    r"signature:\s*(?P<signature>[A-Za-z0-9+/]{86}==)",
    re.ASCII,
)


@dataclass(frozen=True)
class Receipt:
    """What a receipt says."""

    kind: str  # "response", "appeal"
    quarter: str  # in whose list the code will stand: "2026-Q3"
    code: bytes  # 32
    day: date  # on which it was given
    replaces: bytes | None  # the code of what it corrects
    key: str  # which key signed it: register.signing
    signature: bytes = b""  # 64; b'' while it is not signed

    @property
    def name(self) -> str:
        """The name of its file: receipt-2026-Q3-0a1b2c3d.txt."""
        return f"receipt-{self.quarter}-{self.code.hex()[:8]}.txt"


def signed_bytes(receipt: Receipt) -> bytes:
    """What the signature is over: every line before it."""
    lines = [
        FORM,
        f"kind: {receipt.kind}",
        f"quarter: {receipt.quarter}",
        f"code: {receipt.code.hex()}",
        f"day: {receipt.day.isoformat()}",
        *([f"replaces: {receipt.replaces.hex()}"] if receipt.replaces is not None else []),
        f"key: {receipt.key}",
    ]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def signed(
    kind: str,
    quarter: str,
    code: bytes,
    day: date,
    replaces: bytes | None,
    key: str,
    sign: Callable[[bytes], bytes],
) -> Receipt:
    """A receipt with its signature."""
    receipt = Receipt(kind, quarter, code, day, replaces, key)
    signature = sign(signed_bytes(receipt))
    return Receipt(kind, quarter, code, day, replaces, key, signature)


def text(receipt: Receipt) -> str:
    """The receipt as it is handed out."""
    signature = base64.b64encode(receipt.signature).decode("ascii")
    return f"{signed_bytes(receipt).decode('ascii')}signature: {signature}\n"


def parse(text: str) -> Receipt:
    """The first receipt in a text, however it was quoted; Trouble when there is none whole."""
    # Not \r\n alone: a wrapped line, an indent and a no-break space are blanks, too.
    plain = _QUOTED.sub("", text.translate(_UNSEEN).replace("\r", "\n").replace("\u00a0", " "))
    found = _LINES.search(plain)
    if found is None:
        raise Trouble("there is no whole receipt in this text; give it from its first line on")
    replaces = found["replaces"]
    try:
        return Receipt(
            kind=found["kind"],
            quarter=found["quarter"],
            code=bytes.fromhex(found["code"]),
            day=date.fromisoformat(found["day"]),
            replaces=bytes.fromhex(replaces) if replaces else None,
            key=found["key"],
            signature=base64.b64decode(found["signature"]),
        )
    except ValueError as error:
        raise Trouble(f"{found['day']} in the receipt is no day") from error
