"""Batches that a register put back from a backup has lost, as they lie where they were published.

They were public, so they stand: the chain goes on behind them, and no number is told twice.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.trouble import Trouble
from register.batches import (
    Batch,
    InvitationLeaf,
    add_batch,
    last_batch,
    one_at_a_time,
)
from register.database import insert_once
from register.keys import Keys
from register.moment import Moment
from register.rules.batch import Statement, digest_of, read_leaves, read_statement
from register.rules.merkle import root
from register.signing import known_keys, verify

log = logging.getLogger("achyk.batches")


@dataclass(frozen=True)
class Found:
    """A batch as it was published, signed by us."""

    statement: str
    signature: bytes
    leaves: list[bytes]

    @property
    def told(self) -> Statement:
        """What its statement says."""
        return read_statement(self.statement)


def lost_numbers(session: Session, lying: Iterable[str]) -> list[int]:
    """Of the file names at a target, the numbers of statements behind our last one."""
    last = last_batch(session)
    ours = last.number if last is not None else 0
    stems = [name.removesuffix(".json") for name in lying if name.endswith(".json")]
    return sorted(int(stem) for stem in stems if stem.isdecimal() and int(stem) > ours)


def read_found(keys: Keys, number: int, read: Callable[[str], bytes | None]) -> Found | None:
    """The batch out of its three files, by `read`; None where they are none of ours.

    Whoever can write at a target can lay anything there: without our signature it is nothing.
    """
    files = {ending: read(f"{number}.{ending}") for ending in ("json", "json.sig", "txt")}
    try:
        found = _whole(keys, number, files)
    except (Trouble, ValueError):
        found = None
    if found is None:
        log.warning("batch %d of invitations at a target is not signed by us, or not whole", number)
    return found


def _whole(keys: Keys, number: int, files: Mapping[str, bytes | None]) -> Found | None:
    statement, signature, leaves = files["json"], files["json.sig"], files["txt"]
    if statement is None or signature is None or leaves is None:
        return None
    signed = base64.b64decode(signature)
    if not signed_by_us(keys, statement, signed):
        return None
    found = Found(statement.decode("utf-8"), signed, read_leaves(leaves.decode("ascii")))
    told = found.told
    if told.number != number or told.root != root(sorted(found.leaves)):
        return None
    return found


def signed_by_us(keys: Keys, statement: bytes, signature: bytes) -> bool:
    """Whether one of the keys that were ever ours has signed this."""
    return any(verify(public, statement, signature) for public in known_keys(keys))


def take_over(session: Session, moment: Moment, found: Mapping[int, Found]) -> int:
    """Put lost batches back behind the last one, and their leaves with them; how many.

    Trouble where one in between is missing, or they are of another chain than ours.
    """
    one_at_a_time(session)
    last, taken = last_batch(session), 0
    for number in sorted(found):
        if last is not None and number <= last.number:
            continue  # another process was here first
        last = _take_one(session, moment, last, found[number])
        taken += 1
    return taken


def _take_one(session: Session, moment: Moment, last: Batch | None, found: Found) -> Batch:
    told = found.told
    before = (last.number, digest_of(last.statement)) if last is not None else None
    if told.before != before or told.number != (last.number + 1 if last is not None else 1):
        raise Trouble(
            f"batch {told.number} of invitations lies at a publication target and does not follow "
            f"on batch {last.number if last is not None else 0}, the last that the register knows: "
            "put back the files of the batches between, or restore a later backup"
        )
    batch = add_batch(session, moment, told.quarter, told.number, found.statement, found.signature)
    for leaf in found.leaves:
        row = {"leaf": leaf, "quarter": told.quarter, "batch": told.number}
        if not insert_once(session, InvitationLeaf, row):
            known = sa.update(InvitationLeaf).where(InvitationLeaf.leaf == leaf)
            session.execute(known.values(batch=told.number))
    return batch
