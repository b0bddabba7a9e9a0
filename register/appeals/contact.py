"""Who an applicant is and what was written, sealed: a copy of the database tells nobody."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from register.appeals.tables import Appeal
from register.keys import KEPT, Keys

PIN = "pin"  # purpose of the digest


@dataclass(frozen=True)
class Contact:
    """An applicant; every field may be empty."""

    name: str = ""
    email: str = ""  # bare address, lower case
    phone: str = ""  # +996…
    subject: str = ""  # of the appeal, one line
    address: str = ""  # postal, of a paper appeal

    @property
    def reached_at(self) -> str:
        """What tells one applicant from another: address or phone."""
        return self.email or self.phone


def seal_contact(keys: Keys, contact: Contact) -> bytes:
    """The contact as it is stored."""
    return keys.seal(
        KEPT, json.dumps(asdict(contact), ensure_ascii=False).encode("utf-8", "replace")
    )


def read_contact(keys: Keys, appeal: Appeal) -> Contact:
    """The applicant of an appeal."""
    return Contact(**json.loads(keys.unseal(KEPT, appeal.contact)))


def seal_words(keys: Keys, words: str) -> bytes:
    """Text as it is stored."""
    return keys.seal(KEPT, words.encode("utf-8", "replace"))


def read_words(keys: Keys, sealed: bytes | None) -> str:
    """Stored text; '' for none."""
    return "" if sealed is None else keys.unseal(KEPT, sealed).decode()


def pin_digest(keys: Keys, number: str, pin: str) -> str:
    """What is stored of a PIN: nobody can try all 40 bits without our key."""
    return keys.sign(PIN, f"{number}/{pin}")
