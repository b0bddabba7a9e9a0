"""Mail that comes in as files of a Maildir folder (the embedded default)."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from config.trouble import WorldTrouble
from ingest.boxes.incoming import MAX_BYTES, Delivered, Lying

VALIDITY = "maildir"
BATCH_BYTES = 64_000_000


class MaildirIncoming:
    """Reads `new/` and `cur/`; what is settled moves to the Maildir++ subfolder `.Done`."""

    def __init__(
        self, mailbox: str, folder: Path, *, done: str = "Done", max_bytes: int = MAX_BYTES
    ) -> None:
        self.mailbox = mailbox
        self._folder = folder
        self._done = folder / f".{done}"
        self._max_bytes = max_bytes

    def batches(self, size: int = 50) -> Iterator[list[Delivered]]:
        """Oldest file first; a file that another program takes away meanwhile is passed over."""
        with self._named("read"):
            waiting = _oldest_first(self._folder)
        yield from self._loaded(waiting, size)

    def listed(self, since: datetime | None = None) -> Iterator[list[Lying]]:
        """All in one piece: names and times of files are cheap."""
        found = []
        with self._named("read"):
            for path in _oldest_first(self._folder):
                with suppress(FileNotFoundError):
                    found.append(Lying(VALIDITY, _uid(path), _arrived(path.stat())))
        yield [mail for mail in found if since is None or mail.arrived >= since]

    def load(self, uidvalidity: str, uids: Sequence[str]) -> Iterator[list[Delivered]]:
        """By the names of their files."""
        wanted = set(uids) if uidvalidity == VALIDITY else set()
        with self._named("read"):
            waiting = [path for path in _oldest_first(self._folder) if _uid(path) in wanted]
        yield from self._loaded(waiting, len(waiting))

    def done(self) -> "MaildirIncoming | None":
        """The subfolder, as a mailbox of its own."""
        if not self._done.is_dir():
            return None
        name = f"{self.mailbox}/{self._done.name}"
        return MaildirIncoming(name, self._done, max_bytes=self._max_bytes)

    def _loaded(self, waiting: Sequence[Path], size: int) -> Iterator[list[Delivered]]:
        batch: list[Delivered] = []
        weight = 0
        for path in waiting:
            with self._named("read"), suppress(FileNotFoundError):
                batch.append(self._read(path))
                weight += len(batch[-1].raw)
            if len(batch) >= size or weight >= BATCH_BYTES:
                yield batch
                batch, weight = [], 0
        if batch:
            yield batch

    def settle(self, uidvalidity: str, uids: Sequence[str]) -> None:
        """Rename into `.Done/cur`, then make the renames last; unknown names are passed over."""
        if uidvalidity != VALIDITY or not uids:
            return
        with self._named("tidied"):
            where = {_uid(path): path for path in _files(self._folder)}
            target = _made(self._done)
            for uid in uids:
                if uid in where:
                    with suppress(FileNotFoundError):
                        where[uid].rename(_free(target, uid))
            for folder in (target, self._folder / "new", self._folder / "cur"):
                _sync(folder)

    def remove(self, uidvalidity: str, uids: Sequence[str]) -> None:
        """Unlink the files, and have their names gone from the disk; unknown are passed over."""
        if uidvalidity != VALIDITY or not uids:
            return
        wanted = set(uids)
        with self._named("tidied"):
            for path in _files(self._folder):
                if _uid(path) in wanted:
                    path.unlink(missing_ok=True)
            for folder in (self._folder / "new", self._folder / "cur"):
                _sync(folder)

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self, path: Path) -> Delivered:
        with path.open("rb") as file:
            raw = file.read(self._max_bytes)
            facts = os.fstat(file.fileno())
        return Delivered(
            mailbox=self.mailbox,
            uidvalidity=VALIDITY,
            uid=_uid(path),
            raw=raw,
            arrived=_arrived(facts),
            truncated=facts.st_size > len(raw),
        )

    @contextmanager
    def _named(self, doing: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as missing:
            if self._folder.is_dir():
                raise
            raise WorldTrouble(
                f"The mail folder {self._folder} does not exist: "
                "is the disk mounted, is [mail.in] url right?"
            ) from missing
        except OSError as wrong:
            raise WorldTrouble(
                f"The mail folder {self._folder} cannot be {doing}: {wrong.strerror or wrong}. "
                "Check its owner, its rights and the space on the disk."
            ) from wrong


def _uid(path: Path) -> str:
    return path.name.partition(":")[0]


def _arrived(facts: os.stat_result) -> datetime:
    return datetime.fromtimestamp(facts.st_mtime, UTC)


def _files(folder: Path) -> list[Path]:
    """Mails only: no dot files, no folders, no symbolic links that lead elsewhere."""
    folder.stat()  # a missing `new` is an empty mailbox; a missing mailbox is trouble
    kinds = [folder / name for name in ("new", "cur") if (folder / name).is_dir()]
    return [
        Path(entry.path)
        for kind in kinds
        for entry in os.scandir(kind)
        if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)
    ]


def _oldest_first(folder: Path) -> list[Path]:
    ages = []
    for path in _files(folder):
        with suppress(FileNotFoundError):
            ages.append((path.stat().st_mtime_ns, path.name, path))
    return [path for _, _, path in sorted(ages)]


def _made(done: Path) -> Path:
    """`.Done/cur`, made when missing, with what makes it a Maildir++ subfolder."""
    for kind in ("tmp", "new", "cur"):
        (done / kind).mkdir(parents=True, exist_ok=True)
    (done / "maildirfolder").touch()
    return done / "cur"


def _free(target: Path, uid: str) -> Path:
    """A name not taken: a rename would silently replace a mail done earlier."""
    path, number = target / f"{uid}:2,", 1
    while path.exists():
        number += 1
        path = target / f"{uid}.{number}:2,"
    return path


def _sync(folder: Path) -> None:
    with suppress(FileNotFoundError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
