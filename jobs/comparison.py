"""The daily comparison of mailboxes and register (ML10), over all mailboxes of an installation."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from jobs.wiring import Installation

LOOK_BACK = timedelta(days=2)  # a day, and one that was missed
log = logging.getLogger("achyk.watch")


@dataclass(frozen=True)
class Found:
    """What does not agree, in mails that arrived within LOOK_BACK."""

    unknown: int  # lie in a mailbox, and the register does not know them
    missing: int  # stand in the register, and lie in no mailbox any more
    lost: int  # are still to be placed, whenever they came, and have no original

    def counts(self) -> dict[str, int]:
        """For the record of a run; what is zero is left out."""
        named = {"rescued": self.unknown, "missing": self.missing, "lost": self.lost}
        return {name: count for name, count in named.items() if count}


def compare_all(installation: Installation, *, rescue: bool) -> Found:
    """Compare every mailbox; `rescue` records what the register does not know.

    WorldTrouble when a mailbox cannot be read; those before it have been looked through.
    """
    from ingest.boxes.compare import Comparison, compare
    from ingest.boxes.originals import lost_originals

    desk = installation.desk()
    since = desk.moment().now - LOOK_BACK
    total = Comparison()
    for mailbox in installation.incoming():
        with mailbox:
            total += compare(desk, mailbox, since, rescue=rescue)
    found = Found(total.unknown, total.missing, len(lost_originals(desk)))
    if found.unknown and rescue:
        log.warning("%d mails in the mailboxes were not known and are recorded now", found.unknown)
    if found.lost:
        log.error("%d messages still to be placed have lost their original", found.lost)
    return found
