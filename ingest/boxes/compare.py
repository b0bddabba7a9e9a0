"""Mailbox and register compared both ways (ML10): what one has and the other does not know.

A mail is known by its `sameness`, for which it has to be loaded. Most need not be: where as many
mails arrived at a moment as the register has of that moment, all of them are taken as known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from ingest.boxes.fetch import record
from ingest.boxes.incoming import Delivered, Incoming, Lying
from ingest.desk import Desk
from ingest.mail.message import content_digest
from register.database import reading
from register.failpoint import reach
from register.messages import Message

FRESH = timedelta(hours=1)  # a mail in the inbox is left to the next fetch so long
BATCH = 50


@dataclass(frozen=True)
class Comparison:
    """What a comparison found, in mails."""

    unknown: int = 0  # lie in the mailbox, and the register does not know them
    missing: int = 0  # stand in the register, and lie nowhere in the mailbox: told, no harm yet
    too_long: int = 0  # lie in the mailbox and are too long to be read

    def __add__(self, other: Comparison) -> Comparison:
        return Comparison(
            self.unknown + other.unknown,
            self.missing + other.missing,
            self.too_long + other.too_long,
        )


@dataclass(frozen=True)
class Seen:
    """One mailbox with its folder of settled mails, as listed."""

    boxes: Sequence[Incoming]
    by_moment: dict[datetime, list[tuple[int, Lying]]] = field(default_factory=dict)
    # moment of arrival → which of the boxes, and the mail


def compare(
    desk: Desk,
    incoming: Incoming,
    since: datetime | None,
    *,
    rescue: bool = False,
    all_from: datetime | None = None,
) -> Comparison:
    """Compare what arrived since then (None: ever); `rescue` records what is not known as new.

    `all_from`: mails that arrived from then on are loaded without regard to their number, also
    those of the last hour; for after a restoration. Nothing is moved in the mailbox.
    """
    with both_folders(incoming) as boxes:
        seen = look(boxes, since)
        known = _known(desk, [box.mailbox for box in boxes], since)
        doubtful = {
            moment
            for moment in seen.by_moment.keys() | known.keys()
            if (all_from is not None and moment >= all_from)
            or len(seen.by_moment.get(moment, ())) != len(known.get(moment, ()))
        }
        return _compared(desk, seen, known, doubtful, rescue=rescue, fresh=all_from is not None)


@contextmanager
def both_folders(incoming: Incoming) -> Iterator[Sequence[Incoming]]:
    """The mailbox, and its folder of settled mails as soon as there is one."""
    done = incoming.done()
    if done is None:
        yield [incoming]
    else:
        with done:
            yield [incoming, done]


def look(boxes: Sequence[Incoming], since: datetime | None) -> Seen:
    """The inbox first: a mail that is moved meanwhile is then seen twice, never missed."""
    seen = Seen(boxes)
    for number, box in enumerate(boxes):
        for piece in box.listed(since):
            for mail in piece:
                if since is None or mail.arrived >= since:
                    seen.by_moment.setdefault(mail.arrived, []).append((number, mail))
    return seen


def _known(
    desk: Desk, mailboxes: Sequence[str], since: datetime | None
) -> Mapping[datetime, set[str]]:
    """Moment of arrival → the sameness of each mail that the register has from these mailboxes."""
    rows = sa.select(Message.arrived_at, Message.sameness).where(Message.mailbox.in_(mailboxes))
    if since is not None:
        rows = rows.where(Message.arrived_at >= since)
    found: dict[datetime, set[str]] = defaultdict(set)
    with reading(desk.engine) as session:
        for arrived, sameness in session.execute(rows):
            found[arrived].add(sameness)
    return found


def _compared(
    desk: Desk,
    seen: Seen,
    known: Mapping[datetime, set[str]],
    doubtful: set[datetime],
    *,
    rescue: bool,
    fresh: bool,
) -> Comparison:
    now = desk.moment().now  # the mails were listed just now; what comes while we read is no loss
    found: dict[datetime, set[str]] = defaultdict(set)
    unknown = too_long = 0
    for batch in loaded(seen, sorted(doubtful)):
        too_long += sum(mail.truncated for mail in batch)
        for mail in batch:
            found[mail.arrived].add(sameness_of(mail))
        old = [mail for mail in batch if fresh or _is_settled(seen, mail, now)]
        strange = _strangers(desk, [mail for mail in old if not mail.truncated])
        unknown += len(strange)
        if rescue and strange:
            record(desk, strange)
            reach("rescued")
    # Unless it may be on its way from the inbox to the other folder while we look.
    settled = [moment for moment in doubtful if moment <= now - FRESH]
    missing = sum(len(known.get(moment, set()) - found[moment]) for moment in settled)
    return Comparison(unknown, missing, too_long)


def _is_settled(seen: Seen, mail: Delivered, now: datetime) -> bool:
    return mail.mailbox != seen.boxes[0].mailbox or mail.arrived <= now - FRESH


def loaded(seen: Seen, moments: Sequence[datetime]) -> Iterator[list[Delivered]]:
    """The mails of these moments, a few at a time, roughly in the order of their arrival."""
    for start in range(0, len(moments), BATCH):
        piece = moments[start : start + BATCH]
        lying = [one for moment in piece for one in seen.by_moment.get(moment, ())]
        for number, box in reversed(list(enumerate(seen.boxes))):
            for validity in sorted({mail.uidvalidity for at, mail in lying if at == number}):
                uids = [m.uid for at, m in lying if at == number and m.uidvalidity == validity]
                for batch in box.load(validity, uids):
                    yield sorted(batch, key=lambda mail: mail.arrived)


def sameness_of(mail: Delivered) -> str:
    return content_digest(mail.raw).hex()


def _strangers(desk: Desk, mails: Sequence[Delivered]) -> list[Delivered]:
    """Those that the register does not know at this moment; of two alike the first."""
    alike: dict[str, Delivered] = {}
    for mail in mails:
        alike.setdefault(sameness_of(mail), mail)
    rows = sa.select(Message.sameness).where(Message.sameness.in_(alike))
    with reading(desk.engine) as session:
        known = set(session.scalars(rows))
    return [mail for sameness, mail in alike.items() if sameness not in known]
