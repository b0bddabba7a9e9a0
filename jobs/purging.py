"""The purge: after the dispute window nothing tells any more which business gave which answers.

The key of the quarter is destroyed first: from then on no raw reply is readable in the register, in
a copy of it or in a backup. All else follows in steps that may each be done again; a run that dies
is finished by the next one.
"""

from __future__ import annotations

import logging
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from config.progress import Advance, quiet
from jobs.wiring import Installation
from jobs.work import Counts
from register.backup import named_by, remove_until
from register.compacting import compact
from register.database import reading, transaction
from register.failpoint import reach
from register.keys import sync_folder
from register.purges import (
    Window,
    begin_purge,
    finish_purge,
    letters_of,
    mails_of,
    other_arrivals,
    still_new,
    unpurged,
    window,
    wipe_traces,
)

log = logging.getLogger("achyk.purge")


def purge_due(installation: Installation, advance: Advance = quiet) -> Counts:
    """Purge every quarter whose window is over; returns counts of what was destroyed."""
    counts: Counter[str] = Counter()
    for found in windows(installation):
        if installation.clock() < found.ends_at:
            continue
        if _waits(installation, found):
            counts["waiting"] += 1
            continue
        _purge(installation, found, advance)
        counts["purged"] += 1
    return counts


def windows(installation: Installation) -> list[Window]:
    """Every quarter that is not purged yet, oldest first, and until when it may be read."""
    folder = installation.keys.folder / "quarters"
    with_key = {path.stem for path in folder.glob("????-Q?.key")}
    settings = installation.settings
    close, retention = settings.survey.close, settings.privacy.retention
    with reading(installation.engine) as session:
        return [
            window(session, installation.zone, quarter, close, retention)
            for quarter in unpurged(session, with_key)
        ]


def _waits(installation: Installation, found: Window) -> bool:
    """Whether a mail of the quarter is still to be taken in: an answer may be in it."""
    with reading(installation.engine) as session:
        new = still_new(session, str(found.quarter))
    if new:
        log.error("%s is not purged: %d mails are still to be taken in", found.quarter, new)
    return bool(new)


def _purge(installation: Installation, found: Window, advance: Advance) -> None:
    quarter, keys = str(found.quarter), installation.keys
    with transaction(installation.engine) as session:
        begin_purge(session, installation.moment(), quarter, keys.fingerprint(quarter))
    reach("purge-begun")
    counts = {"keys": int(keys.destroy(quarter))}
    reach("key-destroyed")
    counts["originals"] = _remove_originals(installation, quarter)
    reach("originals-removed")
    counts["copies"] = _remove_copies(installation, quarter, advance)
    counts["sent_copies"] = _remove_sent(installation, found, advance)
    reach("copies-removed")
    counts["old_databases"] = _remove_old_databases(installation, found)
    reach("old-databases-removed")
    with transaction(installation.engine) as session:
        counts |= wipe_traces(session, found)
    reach("traces-wiped")
    compact(installation.engine)
    reach("compacted")
    with transaction(installation.engine) as session:
        finish_purge(session, quarter, counts)
    log.warning("%s is purged: its raw replies and their key are destroyed", quarter)


def _remove_originals(installation: Installation, quarter: str) -> int:
    place = installation.blobs.folder / quarter
    if not place.is_dir():
        return 0
    count = sum(path.is_file() for path in place.rglob("*"))
    shutil.rmtree(place)
    sync_folder(place.parent)
    return count


def _remove_copies(installation: Installation, quarter: str, advance: Advance) -> int:
    """The copies that lie in the mailboxes, wherever in them they were moved."""
    from ingest.boxes.compare import sameness_of
    from ingest.boxes.removing import remove

    with reading(installation.engine) as session:
        mails = mails_of(session, quarter)
        others = other_arrivals(session, quarter) - {arrived for _, arrived in mails}
    ours = {sameness for sameness, _ in mails}
    count = 0
    for mailbox in installation.incoming() if ours else ():
        with mailbox:
            count += remove(
                mailbox,
                lambda lying: lying.arrived not in others,
                lambda mail: sameness_of(mail) in ours,
                advance,
            )
    return count


def _remove_sent(installation: Installation, found: Window, advance: Advance) -> int:
    """Copies of the letters to businesses: they bear the token, and what was answered."""
    from ingest.boxes.removing import remove
    from ingest.mail.unread import message_ids

    with reading(installation.engine) as session:
        ours = {letter_id.encode() for letter_id in letters_of(session, found)}
    count = 0
    for mailbox in installation.sent_copies() if ours else ():
        with mailbox:
            count += remove(
                mailbox,
                lambda lying: True,
                lambda mail: any(one.partition(b"@")[0] in ours for one in message_ids(mail.raw)),
                advance,
            )
    return count


def _remove_old_databases(installation: Installation, found: Window) -> int:
    """Copies from while answers were taken: two of them would tell who answered in between."""
    named = installation.settings.backup.folder
    count = 0
    if named:
        folder = installation.folder / named
        count = remove_until(folder, found.closed_at, installation.clock())
    until = named_by(found.closed_at)
    for path in _set_aside(installation):
        if path.name.partition(".before-")[2] < until:
            path.unlink()
            count += 1
    return count


def _set_aside(installation: Installation) -> Iterator[Path]:
    """Databases that a restore put aside."""
    yield from sorted(installation.folder.glob("database.before-*.dump"))
    if installation.engine.dialect.name == "sqlite":
        place = Path(installation.engine.url.database or "")
        yield from sorted(place.parent.glob(f"{place.name}.before-*"))
