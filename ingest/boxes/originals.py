"""Originals that are still needed and cannot be opened: found again in the mailbox, or given up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.boxes.compare import both_folders, loaded, look, sameness_of
from ingest.boxes.incoming import Delivered, Incoming
from ingest.desk import Desk
from register.database import reading, transaction
from register.messages import Message
from register.restorations import give_up_originals, unfinished
from register.rules.quarter import Quarter


@dataclass(frozen=True)
class Lost:
    """A message that is to be taken in or placed, and whose original is gone."""

    message_id: int
    sameness: str
    arrived: datetime


def lost_originals(desk: Desk, *, opened: bool = False) -> list[Lost]:
    """Unfinished messages whose original is not there; `opened`: or whose seal does not open.

    With `opened` every original is read: its quarter's key may be lost, which no backup holds.
    """
    with reading(desk.engine) as session:
        messages = unfinished(session)
    return [
        Lost(message.id, message.sameness, message.arrived_at)
        for message in messages
        if not _is_there(desk, message, opened=opened)
    ]


def _is_there(desk: Desk, message: Message, *, opened: bool) -> bool:
    if opened:
        return desk.blobs.opens(message.vault, message.digest)
    return desk.blobs.path(message.vault, message.digest).exists()


def renew(desk: Desk, incoming: Incoming, lost: Sequence[Lost]) -> int:
    """Keep the originals that lie in this mailbox anew, under today's key; how many."""
    if not lost:
        return 0
    wanted: dict[str, list[int]] = defaultdict(list)
    for one in lost:
        wanted[one.sameness].append(one.message_id)
    moments = sorted({one.arrived for one in lost})
    with both_folders(incoming) as boxes:
        seen = look(boxes, moments[0])
        found = [_renew(desk, mail, wanted) for batch in loaded(seen, moments) for mail in batch]
    return sum(found)


def _renew(desk: Desk, mail: Delivered, wanted: dict[str, list[int]]) -> int:
    ids = [] if mail.truncated else wanted.pop(sameness_of(mail), [])
    if not ids:
        return 0
    vault = str(Quarter.of(desk.moment().today))
    digest = desk.blobs.renew(vault, mail.raw)
    with transaction(desk.engine) as session:
        for message_id in ids:
            message = session.get_one(Message, message_id)
            message.vault, message.digest = vault, digest
    return len(ids)


def give_up(desk: Desk, lost: Sequence[Lost]) -> None:
    """Hold what is lost for good, so that no mail after it waits for it."""
    with transaction(desk.engine) as session:
        give_up_originals(session, [one.message_id for one in lost])
