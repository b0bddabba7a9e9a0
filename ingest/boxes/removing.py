"""Mails taken out of a mailbox for good, when the raw replies of a quarter are destroyed."""

from __future__ import annotations

from collections.abc import Callable

from config.progress import Advance
from ingest.boxes.compare import both_folders
from ingest.boxes.incoming import Delivered, Incoming, Lying
from register.failpoint import reach

Perhaps = Callable[[Lying], bool]
Wanted = Callable[[Delivered], bool]


def remove(incoming: Incoming, perhaps: Perhaps, wanted: Wanted, advance: Advance) -> int:
    """Remove what is `wanted` from the mailbox and its folder of settled mails; how many.

    Each mail goes by its own bytes, never by its place or time alone: `perhaps` spares only the
    loading of the others. What is gone already is passed over, so that it may be done again.
    """
    with both_folders(incoming) as boxes:
        return sum(_remove(box, perhaps, wanted, advance) for box in boxes)


def _remove(box: Incoming, perhaps: Perhaps, wanted: Wanted, advance: Advance) -> int:
    lying = [mail for piece in box.listed() for mail in piece if perhaps(mail)]
    removed = 0
    for validity in sorted({mail.uidvalidity for mail in lying}):
        uids = [mail.uid for mail in lying if mail.uidvalidity == validity]
        for batch in box.load(validity, uids):  # it comes in pieces that memory can hold
            gone = [mail.uid for mail in batch if not mail.truncated and wanted(mail)]
            box.remove(validity, gone)
            reach("mails-removed")
            removed += len(gone)
            advance(len(batch))
    return removed
