"""What a receipt is made of: the secret behind each code, and the key that signs.

The secrets are derived, not stored: a copy of the database opens no code, and after a restore the
same record has the same code.
"""

from __future__ import annotations

from datetime import date

from register.keys import Keys
from register.rules.commitment import APPEAL, RESPONSE, SALT_BYTES, commitment
from register.rules.receipt import Receipt, signed, text
from register.signing import signer


def response_salt(keys: Keys, digest: bytes, version: int) -> bytes:
    """The secret behind one version of a response."""
    return keys.derive("response-salt", f"{digest.hex()}/{version}")(SALT_BYTES)


def appeal_salt(keys: Keys, appeal_key: str, movement_id: int) -> bytes:
    """The secret behind one movement of an appeal."""
    return keys.derive("appeal-salt", f"{appeal_key}/{movement_id}")(SALT_BYTES)


def commit_response(keys: Keys, digest: bytes, version: int, record: bytes) -> bytes:
    """The code of one version of a response."""
    return commitment(RESPONSE, response_salt(keys, digest, version), record)


def commit_movement(keys: Keys, appeal_key: str, movement_id: int, record: bytes) -> bytes:
    """The code of one movement of an appeal."""
    return commitment(APPEAL, appeal_salt(keys, appeal_key, movement_id), record)


def give_receipt(
    keys: Keys, kind: str, quarter: str, code: bytes, day: date, replaces: bytes | None = None
) -> Receipt:
    """A receipt under the key in use; `day`: today. KeyTrouble when the key is missing."""
    by = signer(keys)
    return signed(kind, quarter, code, day, replaces, by.key_id, by.sign)


def carried(receipt: Receipt) -> dict[str, str]:
    """A receipt as the context of a letter holds it."""
    return {
        "kind": receipt.kind,
        "quarter": receipt.quarter,
        "code": receipt.code.hex(),
        "name": receipt.name,
        "text": text(receipt),
    }
