"""The drop folder: spreadsheets laid there by hand or by another program become inspections.

`drop/` is looked through; a file that was taken lies in `drop/done`, one that was refused in
`drop/rejected`, each beside a receipt in words and, where cells were wrong, the marked workbook.
Whoever can write to the folder speaks for every body: its rights are the proof of the sender.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from config.languages import catalogue
from ingest.desk import Desk
from ingest.sheet import Refusal
from ingest.upload_file import Counts, File, enter, read_file, receipt
from register.database import transaction
from register.failpoint import reach
from register.keys import KEPT, sync_folder
from register.uploads import UploadState, find_upload, new_upload

SENDER = "folder"
QUIET_SECONDS = 2.0  # a file still being copied changes more often than this
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")


def take_folder(
    desk: Desk, folder: Path, advance: Callable[[int], None] = lambda done: None
) -> dict[str, int]:
    """Take every finished file in `folder`; returns counts of files and rows."""
    counts = {"files": 0, "rows": 0, "accepted": 0, "rejected": 0, "refused": 0}
    for path in _finished(folder):
        changed, file = _take(desk, path)
        reach("file-entered")
        _lay_aside(desk, path, changed, file)
        counts["files"] += 1
        counts["refused"] += bool(isinstance(file.read, Refusal))
        for name in ("rows", "accepted", "rejected"):
            counts[name] += getattr(changed, name)
        advance(1)
    return counts


def _finished(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    now = _filesystem_time(folder)
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith((".", "~$")) or path.suffix.lower() in UNFINISHED
        if hidden or path.is_symlink() or not path.is_file():
            continue
        if now - path.stat().st_mtime >= QUIET_SECONDS:
            yield path


def _filesystem_time(folder: Path) -> float:
    """The time as the folder's own file system has it: a share's clock may differ from ours."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".time-") as probe:
        return os.stat(probe.name).st_mtime


def _take(desk: Desk, path: Path) -> tuple[Counts, File]:
    language = desk.settings.survey.language
    who = (None, language)
    file = read_file(desk.engine, desk.moment, desk.blobs, path.name, path.read_bytes(), who)
    with transaction(desk.engine) as session:
        upload = find_upload(session, file.digest, SENDER) or new_upload(
            session, desk.moment, file.digest, file.name, SENDER, UploadState.TAKEN
        )
        return enter(session, desk.moment, upload, file, desk.settings.survey.close), file


def _lay_aside(desk: Desk, path: Path, counts: Counts, file: File) -> None:
    """Move the file only after its rows are committed: a run that dies takes it again unchanged."""
    refused = isinstance(file.read, Refusal)
    target = path.parent / ("rejected" if refused else "done")
    target.mkdir(exist_ok=True)
    place = _free(target / path.name)
    place.with_name(place.name + ".receipt.txt").write_text(in_words(counts, file), "utf-8")
    if file.returned is not None:
        name, digest = file.returned
        _free(target / name).write_bytes(desk.blobs.get(KEPT, digest))
    path.rename(place)
    sync_folder(target)


def _free(path: Path) -> Path:
    """The path, or one with a number where a file of that name lies already."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem} ({number})")
    return free


def in_words(counts: Counts, file: File) -> str:
    """The receipt that lies beside the file."""
    _ = catalogue(file.language).gettext
    said = receipt(counts, file)
    if isinstance(file.read, Refusal):
        return _("%(file)s was not taken: %(says)s") % said + "\n"
    lines = [
        _(
            "%(file)s: %(rows)s rows; %(accepted)s entered, %(corrected)s corrected, "
            "%(unchanged)s unchanged, %(rejected)s not taken."
        )
        % said
    ]
    for one in [*said["problems"], *said["warnings"]]:
        lines.append(f"{one['cell']}  {one['column']}: {one['says']}")
    if said["more"]:
        lines.append(_("%(more)s more stand in the marked workbook.") % said)
    return "\n".join(lines) + "\n"
