"""Files in `drop/done` that a restored register does not know: entered once more."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.exc import DataError, SQLAlchemyError

from config.trouble import WorldTrouble
from ingest.desk import Desk
from ingest.drop_folder import RECEIPT, SENDER, take
from ingest.limits import LIMITS
from register.database import reading
from register.uploads import find_upload

log = logging.getLogger("achyk.drop")


def take_again(desk: Desk, folder: Path) -> Mapping[str, int]:
    """Enter the files taken from the drop folder that no upload has; counts of them.

    In the order in which they were taken, for a later file corrects an earlier one. Their receipts
    lie beside them already, so nothing is moved or written there. WorldTrouble when disk or
    database fails; a file that the program fails on is counted and keeps no other waiting.
    """
    counts = Counter(files_again=0, files_failed=0)
    for path in _taken(folder / "done"):
        if not _is_known(desk, path):
            counts["files_again" if _entered(desk, path) else "files_failed"] += 1
    return counts


def _entered(desk: Desk, path: Path) -> bool:
    try:
        take(desk, path)
    except (WorldTrouble, SQLAlchemyError) as error:
        if not isinstance(error, DataError):
            raise  # the disk or the register itself fails
        log.error("%s could not be taken once more: %s", path, type(error).__name__)
    except Exception as error:  # noqa: BLE001 - told, and the next one taken (ML6)
        log.error("%s could not be taken once more: %s", path, type(error).__name__)
    else:
        return True
    return False


def _taken(done: Path) -> list[Path]:
    """Files with a receipt, by its time; a workbook that went back has none."""
    if not done.is_dir():
        return []
    try:
        receipts = [path for path in done.iterdir() if path.name.endswith(RECEIPT)]
        receipts.sort(key=lambda path: (path.stat().st_mtime_ns, path.name))
    except OSError as error:
        raise WorldTrouble(f"cannot read {done}: {error.strerror}; see its rights") from error
    files = (path.with_name(path.name.removesuffix(RECEIPT)) for path in receipts)
    return [path for path in files if path.is_file() and not path.is_symlink()]


def _is_known(desk: Desk, path: Path) -> bool:
    try:
        with path.open("rb") as file:
            digest = hashlib.sha256(file.read(LIMITS.size + 1)).hexdigest()
    except OSError as error:
        raise WorldTrouble(f"cannot read {path}: {error.strerror}; see its rights") from error
    with reading(desk.engine) as session:
        return find_upload(session, digest, SENDER) is not None
