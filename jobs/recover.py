"""Recovery: a register put back from a backup learns what happened since, before anything is sent.

The mailboxes still hold what came in after the backup; mail server's log and copies tell which
open letters have gone. It may be run again and again until it ends well.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

from config.progress import Advance, quiet
from config.trouble import Trouble, WorldTrouble
from jobs.wiring import Installation
from jobs.work import JOBS, Counts
from register.failpoint import reach

MARK = "restoring"  # a file in the installation while its database is being replaced
WANTED = ("fetch", "take-in", "invite", "remind")  # what mails cause; all else waits
MARGIN = timedelta(days=1)  # by how much the clocks of two machines may differ


def must_be_settled(installation: Installation) -> None:
    """Trouble as long as the register was put back and does not know yet what happened since."""
    from register.database import reading
    from register.restorations import unsettled

    must_be_whole(installation)
    with reading(installation.engine) as session:
        found = unsettled(session)
    if found is not None:
        taken = found.taken_at.astimezone(installation.zone)
        raise Trouble(
            f"this register was restored from the backup of {taken:%Y-%m-%d %H:%M}: run achyk "
            "recover as soon as the mail server answers; nothing is sent before"
        )


def must_be_whole(installation: Installation) -> None:
    """Trouble when a restore was interrupted while it replaced the database."""
    if mark_of(installation).exists():
        raise Trouble("a restore was interrupted: run achyk restore once more")


def mark_of(installation: Installation) -> Path:
    """The file that says: the database is being replaced."""
    return installation.folder / MARK


def recover(installation: Installation, advance: Advance = quiet) -> Counts:
    """Learn what happened since the backup; Trouble leaves it to be done once more.

    Counts mails found in the mailboxes, originals renewed and lost, files of the drop folder taken
    once more, letters found to have gone and letters written again, which say so.
    """
    from register.database import transaction
    from register.restorations import free_messages, settle, unsettled

    must_be_whole(installation)
    with transaction(installation.engine) as session:
        if unsettled(session) is None:
            return {}
        free_messages(session)
    counts: Counter[str] = Counter()
    counts.update(_look_through(installation))
    reach("mail-rescued")
    counts.update(_take_files_again(installation))
    counts.update(_look_up(installation))
    counts.update(_do_all(installation, advance))
    reach("recovered")
    with transaction(installation.engine) as session:
        counts["flagged"] = settle(session, installation.moment())
    return dict(counts)


def _look_through(installation: Installation) -> Counts:
    """Every mail of the lost time that still lies in a mailbox becomes a message."""
    from ingest.boxes.compare import compare
    from ingest.boxes.originals import give_up, lost_originals, renew
    from register.database import reading
    from register.restorations import last_fetch, unsettled

    desk = installation.desk()
    with reading(installation.engine) as session:
        found = unsettled(session)
        fetched = last_fetch(session, found.taken_at) if found else None
    # What arrived before the last good fetch was recorded by it.
    since = fetched - MARGIN if fetched is not None else None
    unknown = renewed = 0
    for mailbox in installation.incoming():
        with mailbox:
            unknown += compare(desk, mailbox, since, rescue=True, all_from=since).unknown
            renewed += renew(desk, mailbox, lost_originals(desk, opened=True))
    lost = lost_originals(desk, opened=True)
    give_up(desk, lost)
    return {"rescued": unknown, "originals_renewed": renewed, "originals_lost": len(lost)}


def _take_files_again(installation: Installation) -> Counts:
    """Files of the drop folder that were taken in the lost time."""
    from ingest.drop_again import take_again

    return take_again(installation.desk(), installation.drop)


def _look_up(installation: Installation) -> Counts:
    """Which letters that were open in the backup have gone; all places must answer."""
    from dispatch.reconcile import reconcile

    for evidence in installation.evidence():
        evidence.prove()
    counts: Counter[str] = Counter()
    reconcile(installation.post(), counts, must_know=True)
    return counts


def _do_all(installation: Installation, advance: Advance) -> Counts:
    """All that the mails cause; nothing of it goes out yet."""
    counts: Counter[str] = Counter()
    for job in WANTED:
        JOBS[job](installation, advance)
        if job == "take-in":
            _take_in_the_rest(installation, advance)
            counts.update(_give_up_lost(installation))  # after it: an old link was still answered
    return counts


def _give_up_lost(installation: Installation) -> Counts:
    """What was sealed under quarters' keys that were lost with the machine."""
    from register.database import transaction
    from register.vaults import give_up_lost

    with transaction(installation.engine) as session:
        return give_up_lost(session, installation.moment(), installation.settings.survey)


def _take_in_the_rest(installation: Installation, advance: Advance) -> None:
    """Try mails that failed until they are held: what they cause later would not be flagged."""
    waiting, before = _waiting(installation), None
    while waiting and waiting != before:
        JOBS["take-in"](installation, advance)
        waiting, before = _waiting(installation), waiting
    if waiting:
        raise WorldTrouble(f"{len(waiting)} mails could not be taken in: see achyk status")


def _waiting(installation: Installation) -> list[tuple[int, int]]:
    """Mails still to be taken in, and how often each was tried: one of both changes each time."""
    from register.database import reading
    from register.restorations import waiting_attempts

    with reading(installation.engine) as session:
        return waiting_attempts(session)
