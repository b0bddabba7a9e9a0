"""The strict gate: whether what a mail brings may have effect, or two readers see different things.

Files, confirmations and officers' answers pass here; appeals, replies and bounces do not (mail.md).
"""

from __future__ import annotations

import hashlib

from ingest.filetypes import SPREADSHEETS, type_of
from ingest.mail.charsets import UNDECODABLE
from ingest.mail.message import Mail
from ingest.mail.strict import Leaf, Structure, structure

HARMLESS = frozenset({UNDECODABLE, "two-names"})
"""What changes no file: letters of a greeting that cannot be told; a name with one ending, written
in two ways (Акт.xlsx, and Akt.xlsx for those who cannot read it)."""

_WRAPPERS = frozenset(
    {
        *("application/ms-tnef", "application/vnd.ms-tnef"),
        *("application/pkcs7-mime", "application/x-pkcs7-mime"),
    }
)
_TNEF = b"\x78\x9f\x3e\x22"
"""Outlook's and S/MIME's envelopes: the files within are no parts of the mail."""


def refusals(raw: bytes, mail: Mail) -> tuple[str, ...]:
    """Why this mail can have no effect of its own; () when every reader reads it alike.

    `mail` is what the lenient readers made of `raw`. Beside what they found, the mail is taken
    apart once more by a reader that shares no code with them but that for names, and the
    spreadsheets must be the same.
    """
    whole = structure(raw)
    codes = dict.fromkeys(c for c in (*whole.found, *mail.trouble) if not _is_harmless(c))
    if whole.carried:
        # One reader shows the files of the mail inside as this mail's own, another does not.
        codes["message-inside"] = None
    if not codes and not _same_sheets(whole, mail):
        codes["readers-disagree"] = None
    return tuple(codes)


def _is_harmless(code: str) -> bool:
    # Who wrote is DMARC's to say: an expired certificate makes no file read in two ways.
    return code in HARMLESS or code.startswith("signature-")


def _same_sheets(whole: Structure, mail: Mail) -> bool:
    ours = {_digest(file.data) for file in mail.attachments if file.type in SPREADSHEETS}
    leaves = [(leaf, whole.content(leaf)) for leaf in whole.leaves]
    read = [(leaf, data) for leaf, data in leaves if data is not None]
    sheets = {_digest(data) for leaf, data in read if _is_sheet(leaf, data)}
    wrapped = any(leaf.kind in _WRAPPERS or data.startswith(_TNEF) for leaf, data in read)
    seen = {_digest(data) for _, data in read}
    return len(read) == len(leaves) and sheets <= ours and (wrapped or ours <= seen)


def _is_sheet(leaf: Leaf, data: bytes) -> bool:
    return type_of(data, leaf.kind, "") in SPREADSHEETS - {"text/csv"}


def _digest(data: bytes) -> bytes:
    """Of the bytes with LF line ends: a text file keeps those it was sent with."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).digest()
