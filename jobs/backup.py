"""The daily backup, and how the backups stand."""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from config.progress import Advance
from config.settings import FILE
from config.trouble import Trouble
from jobs.wiring import Installation
from jobs.work import Counts
from register.backup import Source, ahead, keep_newest, newest, read_manifest, take_backup

OLD = timedelta(days=2)


def backup(
    installation: Installation, folder: Path, advance: Advance, *, with_keys: bool = False
) -> Path:
    """Make a backup in `folder`; returns where it lies."""
    source = Source(
        engine=installation.engine,
        blobs=installation.blobs.folder,
        keys=installation.keys,
        settings=installation.folder / FILE,
        version=_version(),
        mappings=installation.folder / installation.settings.sheets.mappings,
    )
    return take_backup(source, folder, installation.clock(), advance, with_keys=with_keys)


def backup_daily(installation: Installation, advance: Advance) -> Counts:
    """The backup of [backup] folder, then the old ones' removal; nothing where none is named."""
    folder = backup_folder(installation)
    if folder is None:
        return {}
    backup(installation, folder, advance)
    keep = installation.settings.backup.keep
    return {"backups": 1, "removed": keep_newest(folder, keep, installation.clock())}


def backup_folder(installation: Installation) -> Path | None:
    """Where the daily backup is made; None: nowhere."""
    named = installation.settings.backup.folder
    return installation.folder / named if named else None


def shortcomings(installation: Installation) -> tuple[bool, str]:
    """How the daily backups stand: whether that is a fault, and what is to be known; '' if good."""
    folder = backup_folder(installation)
    if folder is None:
        return False, "none by schedule: name a folder on another disk in [backup]"
    now = installation.clock()
    for wrong in ahead(folder, now):
        return True, f"{wrong} is dated in the future: look at the clock, then move it away"
    latest = newest(folder, now)
    if latest is None:
        return False, f"none yet in {folder}"
    try:
        age = now - read_manifest(latest).taken_at
    except Trouble as trouble:
        return True, str(trouble)
    if age > OLD:
        return True, f"the last one, {latest}, is {age.days} days old: see achyk status"
    if _on_one_disk(folder, installation.folder):
        return False, f"{latest} lies on the disk of the installation, and would be lost with it"
    return False, ""


def _on_one_disk(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev


def _version() -> str:
    try:
        return version("achyk")
    except PackageNotFoundError:  # run from a folder of sources
        return "unknown"
