"""`achyk backup`, `achyk restore` and `achyk recover`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from config.trouble import Trouble
from jobs.commands.running import ready
from jobs.progress import progress
from jobs.wiring import Installation

if TYPE_CHECKING:
    from jobs.restore import Restored

LISTED = 10  # damaged originals in the sentence


def backup(arguments: Namespace) -> int:
    """Make a backup now."""
    from jobs.backup import backup as back_up

    installation = ready(arguments)
    with progress("backup") as advance:
        place = back_up(installation, arguments.directory, advance, with_keys=arguments.with_keys)
    print(f"{place} is complete.")
    if not arguments.with_keys:
        held = f"{installation.keys.folder}/*.key and publication.chain"
        print(f"Without the keys: keep a copy of {held} in a safe place.")
    return 0


def restore(arguments: Namespace) -> int:
    """Put a backup back, then learn what happened since."""
    from jobs.restore import World
    from jobs.restore import restore as put_back

    with progress("restore") as advance:
        done = put_back(
            arguments.folder,
            arguments.directory,
            World(os.environ),
            advance,
            force=arguments.force,
        )
    print(f"{done.place} is restored: the register is that of {done.taken_at:%Y-%m-%d %H:%M} UTC.")
    if done.aside is not None:
        print(f"The database that was here is kept: {done.aside}")
    try:
        _recover(done.installation)
    except Trouble as trouble:
        raise Trouble(
            f"restored, but not recovered: {trouble}; then run achyk recover"
        ) from trouble
    finally:
        _tell_lost(done)
    return 1 if done.left_out else 0


def _tell_lost(done: Restored) -> None:
    """What only this backup could have brought back, and what is in no backup."""
    print(f"Answers and unsubscriptions by link since {done.taken_at:%Y-%m-%d %H:%M} UTC are lost.")
    if done.left_out:
        print(
            f"{len(done.left_out)} originals are damaged in {done.place} and left out, look for "
            f"them in an older backup: {', '.join(done.left_out[:LISTED])}"
            + (", …" if len(done.left_out) > LISTED else ""),
            file=sys.stderr,
        )


def recover(arguments: Namespace) -> int:
    """Learn what happened since the backup that was restored."""
    _recover(ready(arguments))
    return 0


def _recover(installation: Installation) -> None:
    from jobs.recover import recover as learn

    with progress("recover") as advance:
        counts = learn(installation, advance)
    if not counts:
        print("nothing to recover")
        return
    print("recovered  " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    print("Everything goes on from here: achyk serve, or achyk run all.")
    if counts["files_failed"]:
        print(f"{counts['files_failed']} files in drop/done could not be taken again; see the log")
    if counts["originals_lost"]:
        print(f"{counts['originals_lost']} mails are held without original; see achyk held list")
    if counts.get("unreminded"):
        print(
            f"{counts['unreminded']} invitations are answered by the link they had, but not "
            "reminded: their quarter's key is lost"
        )
