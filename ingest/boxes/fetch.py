"""Fetching: from the mailbox into blob store and register, in the order that loses nothing (ML2).

Original to the disk (fsync) → row, commit → move on the server. A run that dies in between is
repeated by the next one: blobs lie under their digest, rows under mailbox, uidvalidity and uid.
"""

from __future__ import annotations

from collections.abc import Sequence

from config.progress import Advance
from ingest.boxes.incoming import Delivered, Incoming
from ingest.desk import Desk
from ingest.mail.message import addressed_token, content_digest, sender_to
from register.database import reading, transaction
from register.failpoint import reach
from register.messages import record_message
from register.rules.quarter import Quarter
from register.vaults import vault_for

BATCH = 50
THREAD = "thread"  # purpose of the signature that masks a token


def fetch(desk: Desk, incoming: Incoming, advance: Advance) -> dict[str, int]:
    """Take everything that lies in the mailbox; returns counts: fetched, seen before, too long."""
    counts = {"fetched": 0, "seen_before": 0, "too_long": 0}
    for batch in incoming.batches(BATCH):
        whole = [mail for mail in batch if not mail.truncated]
        # A mail longer than we can hold stays where it is; `status` and `check` say so.
        counts["too_long"] += len(batch) - len(whole)
        reach("fetched")
        new = record(desk, whole)
        reach("recorded")
        counts["fetched"] += new
        counts["seen_before"] += len(whole) - new
        _settle(incoming, whole)
        reach("moved")
        advance(len(batch))
    return counts


def record(desk: Desk, batch: Sequence[Delivered]) -> int:
    """Keep the originals, then record the mails; how many were new. They are not moved."""
    vaults = _vaults(desk, batch)
    kept = [
        (mail, vault, desk.blobs.put(vault, mail.raw))
        for mail, vault in zip(batch, vaults, strict=True)
    ]
    reach("blobs-kept")
    with transaction(desk.engine) as session:
        return sum(
            record_message(
                session,
                (mail.mailbox, mail.uidvalidity, mail.uid),
                (vault, digest),
                content_digest(mail.raw).hex(),
                mail.arrived,
                _thread(desk, mail.raw),
            )
            for mail, vault, digest in kept
        )


def _vaults(desk: Desk, batch: Sequence[Delivered]) -> list[str]:
    """Under which quarter's key each original is kept: it is destroyed with that quarter's.

    A reply under that of its invitation, which may be of the quarter before; all else under
    today's.
    """
    moment = desk.moment()
    today = str(Quarter.of(moment.today))
    with reading(desk.engine) as session:
        return [vault_for(session, moment, addressed_token(mail.raw)) or today for mail in batch]


def _thread(desk: Desk, raw: bytes) -> str:
    """What keeps an answer before its correction, whichever process reads which of the two.

    So with an inspector's files: the earlier one may not undo what the later one corrects.
    """
    name = addressed_token(raw) or sender_to(raw, desk.own.uploads)
    return desk.keys.sign(THREAD, name) if name else ""


def _settle(incoming: Incoming, batch: Sequence[Delivered]) -> None:
    for uidvalidity in sorted({mail.uidvalidity for mail in batch}):
        uids = [mail.uid for mail in batch if mail.uidvalidity == uidvalidity]
        incoming.settle(uidvalidity, uids)
