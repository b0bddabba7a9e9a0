"""What is said in public of a batch of invitations: its leaves, and the statement over them.

A leaf hides its invitation, for a token has 128 random bits, and binds to it: whoever has the
letter computes the leaf, and nobody finds a second letter with the same one. Statements form one
chain over all quarters; each names the one before by its digest.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.trouble import Trouble
from register.rules.commitment import canonical

LEAF = b"achyk/invitation/1"
LEAF_BYTES = 32
FORMAT = "achyk invitations 1"


@dataclass(frozen=True)
class Statement:
    """What is signed of a batch, and put where everybody can read it."""

    number: int  # from 1, no number left out
    quarter: str
    made_on: date  # in the installation's zone
    size: int
    late: int  # of these, committed to only after their letter had gone
    root: bytes  # over the leaves in sorted order
    before: tuple[int, str] | None  # number and digest of the statement before; None: the first

    def text(self) -> str:
        """Its canonical form: the same for everybody, byte for byte."""
        number, digest = self.before or (0, "")
        return canonical(
            {
                "format": FORMAT,
                "number": self.number,
                "quarter": self.quarter,
                "made_on": self.made_on.isoformat(),
                "size": self.size,
                "late": self.late,
                "root": self.root.hex(),
                "before": {"number": number, "sha256": digest} if self.before else None,
            }
        ).decode("utf-8")


def leaf_of(token_digest: bytes) -> bytes:
    """How an invitation is committed to; of its token only the digest that `invitations` keeps."""
    return hashlib.sha256(LEAF + token_digest).digest()


def digest_of(statement: str) -> str:
    """By what the next statement names this one."""
    return hashlib.sha256(statement.encode("utf-8")).hexdigest()


def read_statement(text: str) -> Statement:
    """A statement as `text()` writes it; Trouble where it is none, or written otherwise."""
    try:
        statement = _read(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Trouble("not a statement about a batch of invitations") from error
    if statement.text() != text:
        raise Trouble("a statement about a batch of invitations that is not written as it must be")
    return statement


def _read(told: dict[str, Any]) -> Statement:
    before = told["before"]
    return Statement(
        number=told["number"],
        quarter=told["quarter"],
        made_on=date.fromisoformat(told["made_on"]),
        size=told["size"],
        late=told["late"],
        root=bytes.fromhex(told["root"]),
        before=None if before is None else (before["number"], before["sha256"]),
    )


def leaf_lines(leaves: list[bytes]) -> str:
    """The leaves of a batch as they are published: in hex, sorted, one a line."""
    return "".join(f"{leaf.hex()}\n" for leaf in sorted(leaves))


def read_leaves(text: str) -> list[bytes]:
    """The leaves as `leaf_lines` writes them; Trouble where one is none."""
    try:
        leaves = [bytes.fromhex(line) for line in text.splitlines()]
    except ValueError as error:
        raise Trouble("not a list of a batch's invitations") from error
    if any(len(leaf) != LEAF_BYTES for leaf in leaves):
        raise Trouble("not a list of a batch's invitations")
    return leaves
