"""The drop folder: spreadsheets laid there by hand or by another program become inspections.

`drop/` is looked through; a file that was taken lies in `drop/done`, one that was refused in
`drop/rejected`, each beside a receipt in words and, where cells were wrong, the marked workbook.
Whoever can write to the folder speaks for every body: its rights are the proof of the sender.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DataError, SQLAlchemyError

from config.languages import catalogue, mark
from config.progress import Advance
from config.trouble import WorldTrouble
from ingest.desk import Desk
from ingest.filetypes import clean_name
from ingest.limits import LIMITS
from ingest.sheets.sheet import Refusal
from ingest.upload_file import CHECKED, Counts, File, enter, read_file, receipt
from register.database import transaction
from register.failpoint import reach
from register.keys import KEPT, sync_folder

SENDER = "folder"
QUIET_SECONDS = 2.0  # a file still being copied changes more often than this
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
LONGEST_NAME = 255  # bytes of a file name; most file systems hold no more
RECEIPT = ".receipt.txt"
FAILED = mark(
    "%(file)s could not be taken: the program failed on it (%(kind)s). Copy the rows into a fresh "
    "template and lay that here; tell the administrator."
)
log = logging.getLogger("achyk.drop")


def take_folder(desk: Desk, folder: Path, advance: Advance) -> dict[str, int]:
    """Take every finished file in `folder`; returns counts of files and rows.

    A file that fails is laid aside with a receipt and keeps no other waiting. WorldTrouble (disk,
    database) ends the run and moves nothing: no file is to blame.
    """
    counts = Counter({"files": 0, "rows": 0, "accepted": 0, "rejected": 0, "refused": 0})
    for path in _finished(folder):
        counts["files"] += 1
        counts.update(_settle(desk, path))
        advance(1)
    return dict(counts)


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


def _settle(desk: Desk, path: Path) -> dict[str, int]:
    try:
        changed, file = take(desk, path)
    except (WorldTrouble, SQLAlchemyError) as error:
        if not isinstance(error, DataError):
            raise  # the disk or the register itself fails
        return _give_up(desk, path, error)
    except Exception as error:  # noqa: BLE001 - laid aside, and the next one taken (ML6)
        return _give_up(desk, path, error)
    reach("file-entered")
    refused = isinstance(file.read, Refusal)
    _lay_aside(desk, path, in_words(changed, file), file, refused=refused)
    rows = {name: getattr(changed, name) for name in ("rows", "accepted", "rejected", "events")}
    return {**rows, "refused": int(refused)}


def _give_up(desk: Desk, path: Path, error: Exception) -> dict[str, int]:
    kind = type(error).__name__  # its words may quote a row
    log.error("a file in the drop folder could not be taken: %s", kind)
    said = catalogue(desk.settings.survey.language).gettext(FAILED)
    words = said % {"file": shown_name(path), "kind": kind}
    _lay_aside(desk, path, words + "\n", None, refused=True)
    return {"refused": 1}


def take(desk: Desk, path: Path) -> tuple[Counts, File]:
    """Enter the rows of one file; what changed, and the file as read. It stays where it lies."""
    moment, survey = desk.moment(), desk.settings.survey
    who = (None, survey.language)
    file = read_file(desk, moment.today, shown_name(path), _content(path), who)
    with transaction(desk.engine) as session:
        return enter(session, moment, survey, SENDER, file)


def _content(path: Path) -> bytes:
    """The file, or of one that is too large so much that it is known to be."""
    try:
        with path.open("rb") as file:
            return file.read(LIMITS.size + 1)
    except PermissionError:
        raise  # this file's own rights
    except OSError as error:
        raise WorldTrouble(f"cannot read the drop folder: {error.strerror}") from error


def shown_name(path: Path) -> str:
    """The file's name as it can be written in a letter and in the register (AT2)."""
    return clean_name(os.fsencode(path.name).decode("utf-8", "replace")) or "file"


def _lay_aside(desk: Desk, path: Path, words: str, file: File | None, *, refused: bool) -> None:
    """Move the file only after its rows are committed: a run that dies takes it again unchanged."""
    target = path.parent / ("rejected" if refused else "done")
    with _disk_told():
        target.mkdir(exist_ok=True)
        place = _free(target, shown_name(path))
        place.with_name(place.name + RECEIPT).write_text(words, "utf-8")
        if file is not None and file.returned is not None:
            name, digest, _ = file.returned
            _free(target, name).write_bytes(desk.blobs.get(KEPT, digest))
        path.rename(place)
        sync_folder(target)


@contextmanager
def _disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorldTrouble(
            f"cannot write in the drop folder: {error.strerror}; make room or rights"
        ) from error


def _free(folder: Path, name: str) -> Path:
    """A place for the file and its receipt, with a number where one of that name lies already."""
    number, free = 1, folder / _fitting(name, "")
    while free.exists():
        number += 1
        free = folder / _fitting(name, f" ({number})")
    return free


def _fitting(name: str, number: str) -> str:
    """The name with the number before its ending, short enough to bear the receipt's ending too."""
    stem, dot, ending = name.rpartition(".")
    if name.endswith(CHECKED):
        stem, ending = name.removesuffix(CHECKED), CHECKED
    else:
        stem, ending = (stem, dot + ending) if stem and len(ending) <= 10 else (name, "")
    room = LONGEST_NAME - len((number + ending + RECEIPT).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + number + ending


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
    if counts.events or counts.events_known or counts.events_rejected:
        lines.append(
            _(
                "Events: %(events)s recorded, %(events_known)s already known, "
                "%(events_rejected)s not taken."
            )
            % said
        )
    for one in [*said["problems"], *said["warnings"]]:
        lines.append(f"{one['cell']}  {one['column']}: {one['says']}")
    if said["more"]:
        lines.append(_("%(more)s more stand in the marked workbook.") % said)
    return "\n".join(lines) + "\n"
